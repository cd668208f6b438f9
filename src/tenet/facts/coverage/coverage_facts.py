"""What the coverage reports say of the change: overall, by component, of the changed lines, and against the base."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from tenet.domain.change import Change, FileChange, FileStatus
from tenet.domain.coverage import CoverageFigure, CoverageSummary, FileFall
from tenet.domain.policy import CoverageSettings, Surroundings
from tenet.facts.coverage.disagreements import disagreements
from tenet.facts.coverage.measured import CountedFile, MeasuredFile, Report
from tenet.facts.coverage.patch import PatchCoverage, patch_coverage, uncovered_functions
from tenet.facts.coverage.staleness import Staleness
from tenet.facts.coverage.together import Together, Unusable, figure_of, together
from tenet.facts.coverage.translation import hunks_between, translated
from tenet.facts.sources import Sources


@dataclass(frozen=True, slots=True)
class CoverageInput:
    """The reports as they were read. `required`: it is a fault if none can be used."""

    reports: tuple[Report, ...] = ()
    base_reports: tuple[Report, ...] = ()
    unusable: tuple[Unusable, ...] = ()
    required: bool = False
    measured: Sources | None = None
    """The tree that the tests ran on, where it is not the head."""
    moves: tuple[FileChange, ...] | None = None
    """git's diff from that tree to the head, without context; None where there is no git to make one."""


@dataclass(frozen=True)
class CoverageFacts:
    """`overall` is what the reports count; `changed` are the files of the change, with the head's line numbers.

    `falls` are the files that are covered less than at the base, touched by the change or not, the farthest fall first.
    """

    overall: CoverageFigure
    components: Mapping[str, CoverageFigure]
    patch: PatchCoverage
    changed: Mapping[str, MeasuredFile]
    falls: tuple[FileFall, ...]
    unusable: tuple[Unusable, ...]
    required: bool
    settings: CoverageSettings
    notes: tuple[str, ...] = ()

    @property
    def measured(self) -> bool:
        """Whether there is any figure to judge."""
        return self.overall.total > 0

    @property
    def patch_figure(self) -> CoverageFigure:
        return CoverageFigure(self.patch.covered, self.patch.total, self.settings.patch)

    def summary(self, symbol_at: Callable[[str, int], str]) -> CoverageSummary:
        """`symbol_at` names the function around a line of the head."""
        uncovered = tuple(uncovered_functions(self.patch.runs, symbol_at))
        return CoverageSummary(
            self.overall, self.components, self.patch_figure, self.notes, self.falls, uncovered, self.patch.partial, self.patch.tests
        )


def read_coverage_facts(change: Change, base: Sources, head: Sources, given: CoverageInput, surroundings: Surroundings) -> CoverageFacts:
    """`base` and `head` are the two sides of the change; the reports of the base are looked up in the first."""
    tested = given.measured or head
    measured = together(given.reports, tested.files, Staleness(change, tested).of)
    before = together(given.base_reports, base.files)
    settings = surroundings.coverage
    changed = dict(_of_head(change, measured.files, head, given))
    return CoverageFacts(
        overall=measured.overall(settings.overall, before.overall().percent),
        components={each.name: measured.of(each, before.of(each).percent) for each in surroundings.components},
        patch=patch_coverage(change, changed),
        changed=changed,
        falls=tuple(sorted(_falls(change, before, measured), key=lambda fall: (fall.points, fall.path))),
        unusable=(*given.unusable, *measured.unusable, *before.unusable),
        required=given.required,
        settings=settings,
        notes=(*measured.notes, *_notes(measured, tested, given, surroundings)),
    )


def _notes(measured: Together, tested: Sources, given: CoverageInput, surroundings: Surroundings) -> Iterator[str]:
    if not given.reports:
        return
    yield from disagreements(measured, tested, surroundings)
    if not given.base_reports:
        yield "No report of the base was given: what fell since is not told (input `base-coverage`, option `--base-coverage`)."


def _falls(change: Change, before: Together, after: Together) -> Iterator[FileFall]:
    renamed = {file.base_path: file.path for file in change.files if file.status is FileStatus.RENAMED}
    for path, file in before.files.items():
        measured = after.files.get(renamed.get(path, path))
        was, now = figure_of([file]).percent, None if measured is None else figure_of([measured]).percent
        if was is not None and now is not None and now < was:
            yield FileFall(renamed.get(path, path), was, now)


def _of_head(
    change: Change, measured: Mapping[str, CountedFile], head: Sources, given: CoverageInput
) -> Iterator[tuple[str, MeasuredFile]]:
    """The changed files that were measured, with the head's names and line numbers."""
    moves = {file.base_path: file for file in given.moves or ()}
    for path, file in measured.items():
        moved = moves.get(path)
        name = path if moved is None else moved.path
        if name not in change.by_path:
            continue
        if moved is not None:
            if moved.lines_known:
                yield name, translated(file.whole(), moved.hunks)
        elif given.measured is None or given.moves is not None:
            yield name, file.whole()
        else:
            yield name, translated(file.whole(), hunks_between(given.measured.text(path) or "", head.text(path) or ""))
