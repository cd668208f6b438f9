"""What a coverage report says of files, whatever its format."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Branches:
    """The exits of a branching line: `covered` of `total` were taken."""

    covered: int
    total: int


@dataclass(frozen=True, slots=True)
class MeasuredFile:
    """One file: the lines on which statements start, those of them that no test ran, and its branches by line.

    `contexts` are what ran a line (coverage.py's dynamic contexts, mostly names of tests), where the report has them; the
    empty one is what ran outside every test.
    """

    statements: frozenset[int]
    missing: frozenset[int]
    branches: Mapping[int, Branches] = field(default_factory=dict)
    contexts: Mapping[int, frozenset[str]] = field(default_factory=dict)

    @property
    def covered(self) -> int:
        """coverage.py's numerator: statements that ran and branches that were taken."""
        return len(self.statements) - len(self.missing) + sum(branch.covered for branch in self.branches.values())

    @property
    def total(self) -> int:
        return len(self.statements) + sum(branch.total for branch in self.branches.values())

    def whole(self) -> "MeasuredFile":
        return self


@dataclass(frozen=True, slots=True)
class FileOutline:
    """A file of which a report's text is known to be sound, and was counted only: most of a report's files are no part of
    a change, and nobody asks for their lines. `read` gives them.
    """

    covered: int
    total: int
    read: Callable[[], MeasuredFile]

    def whole(self) -> MeasuredFile:
        return self.read()


CountedFile = MeasuredFile | FileOutline


@dataclass(frozen=True, slots=True)
class Report:
    """One report as read. `files` are by the path that the report writes; `roots` are the folders that it names."""

    name: str
    files: Mapping[str, CountedFile]
    roots: tuple[str, ...] = ()

    @property
    def covered(self) -> int:
        return sum(file.covered for file in self.files.values())

    @property
    def total(self) -> int:
        return sum(file.total for file in self.files.values())


UNPLACED = 0
"""The key of branches whose lines a report does not tell."""


def with_unplaced(branches: Mapping[int, Branches], covered: int, total: int) -> Mapping[int, Branches]:
    """The branches of a file of which the report's own summary counts `covered` of `total`.

    What it counts beyond the lines that it names (exits that coverage.py was told to take for granted) has no line.
    """
    covered -= sum(each.covered for each in branches.values())
    total -= sum(each.total for each in branches.values())
    return {**branches, UNPLACED: Branches(covered, total)} if total > 0 else branches


class ReportUnreadable(Exception):
    """A report that cannot be used, and why. The message needs no name of the file."""


def combined(one: MeasuredFile, other: MeasuredFile) -> MeasuredFile:
    """A line is covered if it is in either, measured if it is in either (as `coverage combine` has it)."""
    statements = one.statements | other.statements
    ran = (one.statements - one.missing) | (other.statements - other.missing)
    branches = dict(one.branches)
    for line, branch in other.branches.items():
        known = branches.get(line)
        branches[line] = branch if known is None else Branches(max(known.covered, branch.covered), max(known.total, branch.total))
    contexts = {**one.contexts, **other.contexts}
    contexts |= {line: one.contexts[line] | other.contexts[line] for line in one.contexts.keys() & other.contexts.keys()}
    return MeasuredFile(statements, statements - ran, branches, contexts)
