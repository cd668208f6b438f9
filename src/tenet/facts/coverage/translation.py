"""Lines of the tree that tests ran on, as lines of the head.

`actions/checkout` checks out the merge of a pull request, and comments stand on its head: where the base moved on, the
numbers differ. git's own diff tells by how much; where there is no git (a change that was read from GitHub's API), the
two texts are compared here.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from tenet.domain.change import Hunk
from tenet.facts.coverage.measured import MeasuredFile

MOST_PAIRS = 2_000_000
"""Pairs of equal lines that a comparison looks at: beyond, what lies between the first and the last difference is left out."""


def translated(file: MeasuredFile, hunks: Sequence[Hunk]) -> MeasuredFile:
    """The file's lines as the head numbers them, by the hunks (without context) from the measured text to the head's.

    Lines that the head does not have are left out.
    """
    moves = LineMoves(hunks)
    statements = {line: moved for line in file.statements if (moved := moves.of(line)) is not None}
    return MeasuredFile(
        frozenset(statements.values()),
        frozenset(statements[line] for line in file.missing if line in statements),
        {moved: branches for line, branches in file.branches.items() if (moved := moves.of(line)) is not None},
        {moved: contexts for line, contexts in file.contexts.items() if (moved := moves.of(line)) is not None},
    )


class LineMoves:
    """Where lines of one text are in another."""

    def __init__(self, hunks: Sequence[Hunk]) -> None:
        """A hunk with no line on a side is written with the number of the line before it."""
        self._spans: list[tuple[int, int, int]] = []
        for hunk in sorted(hunks, key=lambda each: (each.base_start, each.head_start)):
            start = hunk.base_start + (hunk.base_length == 0)
            after = hunk.head_start + hunk.head_length + (hunk.head_length == 0)
            self._spans.append((start, start + hunk.base_length, after - start - hunk.base_length))
        self._starts = [start for start, _, _ in self._spans]

    def of(self, line: int) -> int | None:
        """None for a line that the other text does not have."""
        place = bisect_right(self._starts, line) - 1
        if place < 0:
            return line
        _, end, shift = self._spans[place]
        return line + shift if line >= end else None


def hunks_between(measured: str, head: str) -> tuple[Hunk, ...]:
    """Without context, as `git diff --unified=0` has them."""
    ours, theirs = measured.split("\n"), head.split("\n")
    start = _shared(ours, theirs)
    end = _shared(ours[start:][::-1], theirs[start:][::-1])
    left, right = ours[start : len(ours) - end], theirs[start : len(theirs) - end]
    counts = Counter(right)
    if sum(number * counts[line] for line, number in Counter(left).items()) > MOST_PAIRS:
        return (_hunk(start, start + len(left), start, start + len(right)),)
    codes = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return tuple(_hunk(start + a, start + b, start + c, start + d) for tag, a, b, c, d in codes if tag != "equal")


def _shared(one: Sequence[str], other: Sequence[str]) -> int:
    """How many lines both begin with."""
    return next((place for place, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), min(len(one), len(other)))


def _hunk(start: int, end: int, head_start: int, head_end: int) -> Hunk:
    return Hunk(start + (end > start), end - start, head_start + (head_end > head_start), head_end - head_start)
