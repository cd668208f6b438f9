"""Git's output that real repositories rarely give."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenet.domain.change import FileChange, FileStatus
from tenet.facts.diff.raw_diff import read_raw_diff, unquote, with_hunks

ZEROS = "0" * 40


def test_nothing_is_no_change() -> None:
    assert read_raw_diff(b"") == ()


@pytest.mark.parametrize(
    ("quoted", "name"), [("a b.py", "a b.py"), ('"a\\tb"', "a\tb"), ('"\\303\\274.py"', "ü.py"), ('"\\351"', "\udce9"), ('"q\\"q"', 'q"q')]
)
def test_names_are_unquoted_as_git_quotes_them(quoted: str, name: str) -> None:
    assert unquote(quoted) == name


def test_a_file_with_merge_conflicts_has_no_lines() -> None:
    (file,) = read_raw_diff(f":100644 000000 {'1' * 40} {ZEROS} U\tapp.py\n\n* Unmerged path app.py\n".encode())
    assert (file.lines_known, file.reason) == (False, "it has merge conflicts")


def test_a_file_whose_section_is_missing_has_no_hunks() -> None:
    (file,) = read_raw_diff(f":100644 100755 {'1' * 40} {'1' * 40} M\trun.sh\n".encode())
    assert (file.status, file.hunks, file.lines_known) == (FileStatus.MODIFIED, (), True)


def test_a_section_that_is_no_diff_says_so() -> None:
    file = with_hunks(FileChange("a.py", "a.py", FileStatus.MODIFIED), "@@ -1,5 +1,5 @@\n a\n")
    assert not file.lines_known
    assert file.reason.startswith("its diff cannot be read")


@given(st.lists(st.sampled_from([" context", "+added", "-removed", "+", "-", " "]), min_size=1, max_size=30))
def test_lines_are_numbered_on_their_own_side(lines: list[str]) -> None:
    base = [line for line in lines if not line.startswith("+")]
    head = [line for line in lines if not line.startswith("-")]
    section = f"@@ -7,{len(base)} +9,{len(head)} @@\n" + "".join(f"{line}\n" for line in lines)
    file = with_hunks(FileChange("a.py", "a.py", FileStatus.MODIFIED), section)
    assert file.added == {9 + number for number, line in enumerate(head) if line.startswith("+")}
    assert file.removed == {7 + number for number, line in enumerate(base) if line.startswith("-")}
