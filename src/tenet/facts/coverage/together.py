"""Several reports of one tree, taken together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tenet.domain.component import Component
from tenet.domain.coverage import CoverageFigure
from tenet.facts.coverage.measured import CountedFile, Report, combined
from tenet.facts.coverage.paths import Matched, match_paths

ENOUGH = 0.8
"""The share of a report's files that has to be found in the repository for its figures to be believed."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A report, or a pattern, that gave nothing: what was tried and why it failed."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Together:
    """`files` by their path in the tree; `outside` are those that the tree does not have, by the path that is reported.

    `notes` say how paths were mapped, `unusable` which reports are not believed: their paths are mostly no files of the tree.
    """

    files: Mapping[str, CountedFile]
    outside: Mapping[str, CountedFile]
    notes: tuple[str, ...]
    unusable: tuple[Unusable, ...]

    def overall(self, target: float | None = None, base_percent: float | None = None) -> CoverageFigure:
        """All that the reports count."""
        return figure_of((*self.files.values(), *self.outside.values()), target, base_percent)

    def of(self, component: Component, base_percent: float | None = None) -> CoverageFigure:
        files = [file for path, file in self.files.items() if component.holds(path)]
        return figure_of(files, component.coverage, base_percent)


def figure_of(files: Iterable[CountedFile], target: float | None = None, base_percent: float | None = None) -> CoverageFigure:
    counted = [(file.covered, file.total) for file in files]
    return CoverageFigure(sum(covered for covered, _ in counted), sum(total for _, total in counted), target, base_percent)


def _fits(_path: str, _file: CountedFile) -> str:
    return ""


def together(reports: Sequence[Report], tree: frozenset[str], misfit: Callable[[str, CountedFile], str] = _fits) -> Together:
    """`misfit` says why what a report has of a file of the tree cannot be so; empty where it can."""
    files: dict[str, CountedFile] = {}
    outside: dict[str, CountedFile] = {}
    notes: list[str] = []
    unusable: list[Unusable] = []
    for report in reports:
        matched = match_paths(report, tree)
        if not report.total or matched.share < ENOUGH:
            unusable.append(Unusable(report.name, _why_not(report, matched)))
            continue
        if stale := next(filter(None, (misfit(found, report.files[path]) for path, found in matched.files.items())), ""):
            unusable.append(Unusable(report.name, stale))
            continue
        if matched.prefix or matched.unmatched:
            notes.append(_note(report, matched))
        for path, file in report.files.items():
            target, key = (files, matched.files[path]) if path in matched.files else (outside, path)
            target[key] = combined(target[key].whole(), file.whole()) if key in target else file
    return Together(files, outside, tuple(notes), tuple(unusable))


def _why_not(report: Report, matched: Matched) -> str:
    if not report.files:
        return "it measures no file"
    if not report.total:
        return "it counts no statement"
    examples = ", ".join(f"`{path}`" for path in matched.unmatched[:3])
    return f"only {len(matched.files)} of its {len(report.files)} files are in the repository; not found: {examples}"


def _note(report: Report, matched: Matched) -> str:
    found = f"{report.name}: {len(matched.files)} of {len(report.files)} files found"
    prefix = f"; {matched.prefix}" if matched.prefix else ""
    return f"{found}{prefix}{'; not found: ' if matched.unmatched else ''}{', '.join(matched.unmatched[:3])}."
