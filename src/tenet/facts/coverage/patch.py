"""Coverage of the changed lines."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from tenet.domain.change import Change, FileChange, FileStatus
from tenet.domain.coverage import PartialLine, UncoveredFunction
from tenet.facts.coverage.measured import MeasuredFile


@dataclass(frozen=True, slots=True)
class UncoveredRun:
    """Changed statements that no test ran, with no other statement between them: from the first of them to the last."""

    path: str
    first: int
    last: int
    statements: int


@dataclass(frozen=True, slots=True)
class PatchCoverage:
    """Of the lines that the change adds, those that are statements, and how many of these ran.

    `tests` are the contexts that ran any of them, where the reports tell.
    """

    covered: int
    total: int
    runs: tuple[UncoveredRun, ...]
    partial: tuple[PartialLine, ...] = ()
    tests: tuple[str, ...] = ()


def patch_coverage(change: Change, files: Mapping[str, MeasuredFile]) -> PatchCoverage:
    """`files` by their path in the head, with the head's line numbers."""
    touched = [(file, files[file.path]) for file in change.files if file.path in files and file.status is not FileStatus.REMOVED]
    statements = sum(len(file.added & measured.statements) for file, measured in touched)
    missed = sum(len(file.added & measured.missing) for file, measured in touched)
    runs = tuple(run for file, measured in touched for run in _runs(file, measured))
    tests = {test for file, measured in touched for line in file.added & measured.contexts.keys() for test in measured.contexts[line]}
    partial = tuple(line for file, measured in touched for line in _partial(file, measured))
    return PatchCoverage(statements - missed, statements, runs, partial, tuple(sorted(tests - {""})))


def uncovered_functions(runs: Iterable[UncoveredRun], symbol_at: Callable[[str, int], str]) -> Iterator[UncoveredFunction]:
    """The runs by the function that they stand in, in their order."""
    for (path, symbol), group in groupby(runs, key=lambda run: (run.path, symbol_at(run.path, run.first))):
        found = tuple(group)
        yield UncoveredFunction(path, symbol, tuple((run.first, run.last) for run in found), sum(run.statements for run in found))


def _partial(file: FileChange, measured: MeasuredFile) -> Iterator[PartialLine]:
    for line in sorted((file.added & measured.statements & measured.branches.keys()) - measured.missing):
        branches = measured.branches[line]
        if branches.covered < branches.total:
            yield PartialLine(file.path, line, branches.covered, branches.total)


def _runs(file: FileChange, measured: MeasuredFile) -> Iterator[UncoveredRun]:
    """A statement that ran, one that the change leaves alone, or the end of a hunk ends a run."""
    run: list[int] = []
    hunk_end = 0
    for line in sorted(measured.statements):
        uncovered = line in file.added and line in measured.missing
        if run and (not uncovered or line > hunk_end):
            yield UncoveredRun(file.path, run[0], run[-1], len(run))
            run = []
        if uncovered:
            if not run:
                hunk_end = max((hunk.head_start + hunk.head_length - 1 for hunk in file.hunks if hunk.head_start <= line), default=line)
            run.append(line)
    if run:
        yield UncoveredRun(file.path, run[0], run[-1], len(run))
