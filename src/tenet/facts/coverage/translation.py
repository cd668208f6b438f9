"""Lines of the tree that tests ran on, as lines of the head.

`actions/checkout` checks out the merge of a pull request, and comments stand on its head: where the base moved on, the
numbers differ.
"""

from collections.abc import Mapping
from difflib import SequenceMatcher

from tenet.facts.coverage.measured import MeasuredFile


def translated(file: MeasuredFile, measured: str, head: str) -> MeasuredFile:
    """The file's lines as the head numbers them; lines that the head does not have are left out."""
    if measured == head:
        return file
    lines = _line_map(measured, head)
    return MeasuredFile(
        frozenset(lines[line] for line in file.statements if line in lines),
        frozenset(lines[line] for line in file.missing if line in lines),
        {lines[line]: branches for line, branches in file.branches.items() if line in lines},
        {lines[line]: contexts for line, contexts in file.contexts.items() if line in lines},
    )


def _line_map(measured: str, head: str) -> Mapping[int, int]:
    matcher = SequenceMatcher(None, measured.split("\n"), head.split("\n"), autojunk=False)
    return {a + offset + 1: b + offset + 1 for a, b, size in matcher.get_matching_blocks() for offset in range(size)}
