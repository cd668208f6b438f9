"""What the coverage reports say of the change: overall, by component, and of the changed lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tenet.domain.change import Change
from tenet.domain.component import Component
from tenet.domain.coverage import CoverageFigure, CoverageSummary
from tenet.domain.policy import CoverageSettings, Surroundings
from tenet.facts.coverage.measured import MeasuredFile, Report, combined
from tenet.facts.coverage.patch import PatchCoverage, patch_coverage
from tenet.facts.coverage.paths import Matched, match_paths
from tenet.facts.coverage.translation import translated
from tenet.facts.sources import Sources

ENOUGH = 0.8
"""The share of a report's files that has to be found in the repository for its figures to be believed."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A report, or a pattern, that gave nothing: what was tried and why it failed."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class CoverageInput:
    """The reports as they were read. `required`: it is a fault if none can be used."""

    reports: tuple[Report, ...] = ()
    base_reports: tuple[Report, ...] = ()
    unusable: tuple[Unusable, ...] = ()
    required: bool = False
    measured: Sources | None = None
    """The tree that the tests ran on, where it is not the head."""


@dataclass(frozen=True)
class CoverageFacts:
    """`overall` is what the reports count; `files` are those of the head, with the head's line numbers."""

    overall: CoverageFigure
    components: Mapping[str, CoverageFigure]
    patch: PatchCoverage
    files: Mapping[str, MeasuredFile]
    unusable: tuple[Unusable, ...]
    required: bool
    settings: CoverageSettings
    notes: tuple[str, ...] = field(default=())

    @property
    def measured(self) -> bool:
        """Whether there is any figure to judge."""
        return self.overall.total > 0

    def summary(self) -> CoverageSummary:
        patch = CoverageFigure(self.patch.covered, self.patch.total, self.settings.patch)
        return CoverageSummary(self.overall, self.components, patch, self.notes)


def read_coverage_facts(change: Change, head: Sources, given: CoverageInput, surroundings: Surroundings) -> CoverageFacts:
    """Reports whose paths are mostly no files of the repository are not believed: they are among `unusable`."""
    tree = (given.measured or head).files
    mapped, unusable = _mapped(given.reports, tree)
    measured: dict[str, MeasuredFile] = {}
    outside: dict[str, MeasuredFile] = {}
    for report, matched in mapped:
        for path, file in report.files.items():
            target, key = (measured, matched.files[path]) if path in matched.files else (outside, path)
            target[key] = combined(target[key], file) if key in target else file
    base, _ = _mapped(given.base_reports, tree)
    settings = surroundings.coverage
    return CoverageFacts(
        overall=_figure([*measured.values(), *outside.values()], settings.overall, _base_percent(base, None)),
        components={
            component.name: _figure(
                [file for path, file in measured.items() if component.holds(path)], component.coverage, _base_percent(base, component)
            )
            for component in surroundings.components
        },
        patch=patch_coverage(change, _of_head(change, measured, head, given.measured)),
        files=measured,
        unusable=(*given.unusable, *unusable),
        required=given.required,
        settings=settings,
        notes=tuple(_note(report, matched) for report, matched in mapped if matched.prefix or matched.unmatched),
    )


def _mapped(reports: Sequence[Report], tree: frozenset[str]) -> tuple[list[tuple[Report, Matched]], list[Unusable]]:
    usable, unusable = [], []
    for report in reports:
        matched = match_paths(report, tree)
        if report.total and matched.share >= ENOUGH:
            usable.append((report, matched))
        else:
            unusable.append(Unusable(report.name, _why_not(report, matched)))
    return usable, unusable


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


def _figure(files: Sequence[MeasuredFile], target: float | None, base_percent: float | None) -> CoverageFigure:
    return CoverageFigure(sum(file.covered for file in files), sum(file.total for file in files), target, base_percent)


def _base_percent(base: Sequence[tuple[Report, Matched]], component: Component | None) -> float | None:
    files = [
        file
        for report, matched in base
        for path, file in report.files.items()
        if component is None or (path in matched.files and component.holds(matched.files[path]))
    ]
    return _figure(files, None, None).percent


def _of_head(change: Change, measured: Mapping[str, MeasuredFile], head: Sources, tested: Sources | None) -> Mapping[str, MeasuredFile]:
    """The changed files that were measured, with the head's line numbers."""
    touched = {path: file for path, file in measured.items() if path in change.by_path}
    if tested is None:
        return touched
    return {path: translated(file, tested.text(path) or "", head.text(path) or "") for path, file in touched.items()}
