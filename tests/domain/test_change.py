"""Lines, hunks and files of a change."""

from tenet.domain.change import Change, FileChange, FileStatus, Hunk, Side

FILE = FileChange("b.py", "a.py", FileStatus.RENAMED, frozenset({2, 3, 40}), frozenset({9}), (Hunk(1, 6, 1, 8), Hunk(30, 3, 39, 4)))


def test_a_line_is_found_in_the_hunk_of_its_side() -> None:
    assert FILE.hunk_at(Side.HEAD, 8) == Hunk(1, 6, 1, 8)
    assert FILE.hunk_at(Side.BASE, 8) is None
    assert FILE.hunk_at(Side.BASE, 32) == Hunk(30, 3, 39, 4)
    assert FILE.hunk_at(Side.HEAD, 43) is None


def test_a_range_is_touched_if_one_of_its_lines_was_added() -> None:
    assert FILE.touches(1, 2)
    assert FILE.touches(4, 4000)
    assert not FILE.touches(4, 39)
    assert not FILE.touches(4, 5)


def test_files_are_found_by_the_name_of_either_side() -> None:
    added = FileChange("new.py", None, FileStatus.ADDED, frozenset({1}))
    change = Change("1" * 40, "2" * 40, None, (FILE, added))
    assert change.by_path["b.py"] is FILE
    assert change.by_base_path == {"a.py": FILE}
    assert (change.added, change.removed) == (4, 1)
