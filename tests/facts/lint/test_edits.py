"""Edits as whole lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenet.domain.diagnostic import TextEdit
from tenet.facts.lint.edits import WholeLines, whole_lines

SOURCE = "import os\nimport sys\n\n\ndef orders(page):\n    return page\n"
LINES = SOURCE.split("\n")


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([TextEdit(5, 17, 5, 17, " -> None")], WholeLines(5, 5, "def orders(page) -> None:")),
        ([TextEdit(5, 17, 5, 17, " -> int"), TextEdit(5, 12, 5, 16, "number")], WholeLines(5, 5, "def orders(number) -> int:")),
        ([TextEdit(1, 1, 2, 1, "")], WholeLines(1, 1, "")),
        ([TextEdit(1, 1, 3, 1, "")], WholeLines(1, 2, "")),
        ([TextEdit(1, 1, 2, 1, "import re\n")], WholeLines(1, 1, "import re")),
        ([TextEdit(2, 1, 2, 1, "import re\n")], WholeLines(2, 2, "import re\nimport sys")),
        ([TextEdit(1, 10, 2, 11, "")], WholeLines(1, 2, "import os")),
        ([TextEdit(2, 1, 3, 1, ""), TextEdit(6, 12, 6, 16, "1")], WholeLines(2, 6, "\n\ndef orders(page):\n    return 1")),
        ([TextEdit(5, 18, 6, 1, " ")], WholeLines(5, 6, "def orders(page):     return page")),
        ([TextEdit(5, 1, 7, 1, "")], WholeLines(5, 6, "")),
    ],
)
def test_edits_become_the_smallest_range_of_whole_lines(edits: list[TextEdit], expected: WholeLines):
    assert whole_lines(LINES, edits) == expected


@pytest.mark.parametrize(
    "edits",
    [
        [],
        [TextEdit(1, 8, 1, 10, "os")],
        [TextEdit(1, 1, 1, 5, "a"), TextEdit(1, 4, 1, 6, "b")],
        [TextEdit(5, 8, 5, 4, "")],
        [TextEdit(0, 1, 1, 1, "")],
        [TextEdit(1, 0, 1, 1, "")],
        [TextEdit(1, 1, 1, 11, "")],
        [TextEdit(6, 1, 8, 1, "")],
        [TextEdit(7, 1, 7, 1, "import re\n")],
    ],
    ids=["none", "no change", "overlap", "backwards", "line 0", "column 0", "behind the line", "behind the file", "after the last line"],
)
def test_edits_that_replace_no_line_of_the_file_are_nothing(edits: list[TextEdit]):
    assert whole_lines(LINES, edits) is None


def test_a_file_without_a_final_newline_has_a_last_line_too():
    assert whole_lines(["x = 1"], [TextEdit(1, 6, 1, 6, "0")]) == WholeLines(1, 1, "x = 10")


@given(st.lists(st.sampled_from(["", "a", "bb"]), min_size=1, max_size=6), st.data())
def test_replacing_the_lines_does_what_the_edits_do(lines: list[str], data: st.DataObject):
    text = "\n".join([*lines, ""])
    places = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2)))
    inserted = data.draw(st.sampled_from(["", "c", "\n", "c\n", "\nc"]))
    (line, column), (end_line, end_column) = (_place(text, offset) for offset in places)
    found = whole_lines(text.split("\n"), [TextEdit(line, column, end_line, end_column, inserted)])
    wanted = text[: places[0]] + inserted + text[places[1] :]
    if found is not None:
        kept = [found.text] if found.text else []
        after = [*text.split("\n")[: found.line - 1], *kept, *text.split("\n")[found.end_line :]]
        assert [one for one in "\n".join(after).split("\n") if one] == [one for one in wanted.split("\n") if one]
    else:
        assert wanted == text or line == len(lines) + 1 or end_line == len(lines) + 1


def _place(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset].split("\n")
    return len(before), len(before[-1]) + 1
