"""The edits of a linter as the whole lines that they make, which is what a suggestion replaces."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from tenet.domain.diagnostic import TextEdit


@dataclass(frozen=True, slots=True)
class WholeLines:
    """`text` in place of the lines `line` to `end_line`, without a final newline. Empty text deletes the lines."""

    line: int
    end_line: int
    text: str


def whole_lines(lines: Sequence[str], edits: Iterable[TextEdit]) -> WholeLines | None:
    """What the edits make of the lines of a file, as the smallest range of lines that holds them all.

    `lines` is the text parted at its newlines (`Module.lines`): behind a final newline there is one more, and it is empty.
    None where there is nothing to replace: no edit, one that lies outside the file, two that overlap, or all is as it was.
    """
    ordered = sorted(edits, key=_span)
    if not ordered or not all(_lies_in(lines, edit) for edit in ordered):
        return None
    if any(_span(former)[1] > _span(latter)[0] for former, latter in pairwise(ordered)):
        return None
    first, last = ordered[0].line, ordered[-1].end_line
    before = [f"{line}\n" for line in lines[first - 1 : last]]
    after = _applied(before, first, ordered)
    if last > first and ordered[-1].end_column == 1 and _ends_with(after, before[-1]):
        after, last = after.removesuffix(before.pop()), last - 1  # the last edit ends where this line begins
    if after == "".join(before) or (last == len(lines) and not lines[-1]):
        return None
    return WholeLines(first, last, after.removesuffix("\n"))


def _span(edit: TextEdit) -> tuple[tuple[int, int], tuple[int, int]]:
    return (edit.line, edit.column), (edit.end_line, edit.end_column)


def _lies_in(lines: Sequence[str], edit: TextEdit) -> bool:
    start, end = _span(edit)
    return start <= end and all(0 < line <= len(lines) and 0 < column <= len(lines[line - 1]) + 1 for line, column in (start, end))


def _applied(before: Sequence[str], first: int, ordered: Sequence[TextEdit]) -> str:
    text = "".join(before)
    starts = [0, *accumulate(map(len, before))]
    made: list[str] = []
    position = 0
    for edit in ordered:
        made += [text[position : starts[edit.line - first] + edit.column - 1], edit.text]
        position = starts[edit.end_line - first] + edit.end_column - 1
    return "".join([*made, text[position:]])


def _ends_with(text: str, line: str) -> bool:
    """Whether the text's last line is this one, whole."""
    rest = text.removesuffix(line)
    return rest != text and (not rest or rest.endswith("\n"))
