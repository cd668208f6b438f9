"""Reading diffs, and following a line through one."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from github_standin.diff import parse_diff, unquoted
from github_standin.git import GitRepository as Git
from github_standin.state import moved
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.git_repository import GitRepository


def test_content_that_looks_like_a_header_stays_content(tmp_path: Path) -> None:
    repository = GitRepository.create(tmp_path / "r")
    first = repository.commit({"a": "-- a/x\n@@ -1 +1 @@\nkeep\n", "end": "no newline"})
    second = repository.commit({"a": "++ b/x\nkeep\nsplit\x1cline\u2028on\n", "end": "still none"})
    diff = Git(tmp_path / "r").diff(first, second)
    changed, end = diff.files
    assert (changed.count("-"), changed.count("+"), end.count("-"), end.count("+")) == (2, 2, 1, 1)
    assert diff.accepts("a", "RIGHT", 3, None, None)
    assert not diff.accepts("a", "RIGHT", 4, None, None)


@pytest.mark.parametrize("name", ["plain.py", "with space.py", 'quote".py', "new\nline.py", "tab\t.py", "ünï.py", "back\\slash", "b/b b"])
def test_names_come_out_as_they_are_on_disk(tmp_path: Path, name: str) -> None:
    repository = GitRepository.create(tmp_path / "r")
    first = repository.commit({"kept": "x\n"})
    second = repository.commit({name: "x\n" * 9})
    third = repository.commit({name: None, f"moved {name}": "x\n" * 9})
    git = Git(tmp_path / "r")
    assert [(each.path, each.status) for each in git.diff(first, second).files] == [(name, "added")]
    assert [(each.old_path, each.path, each.status) for each in git.diff(second, third).files] == [(name, f"moved {name}", "renamed")]


def test_octal_escapes_are_undone() -> None:
    assert unquoted('"\\303\\274\\t.py"') == "ü\t.py"


@settings(max_examples=30, deadline=None)
@given(old=st.lists(st.sampled_from("abcd"), max_size=12), new=st.lists(st.sampled_from("abcd"), max_size=12))
def test_a_line_that_moved_is_the_same_line(old: list[str], new: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("pair")
    (folder / "old").write_text("".join(f"{each}\n" for each in old))
    (folder / "new").write_text("".join(f"{each}\n" for each in new))
    done = subprocess.run(["git", "diff", "--no-index", "-U0", "old", "new"], cwd=folder, capture_output=True, text=True, check=False)
    files = parse_diff(done.stdout).files
    hunks = files[0].hunks if files else ()
    targets = [moved(number, hunks) for number in range(1, len(old) + 1)]
    assert all(target is None or new[target - 1] == old[number] for number, target in enumerate(targets))
    assert targets.count(None) == sum(hunk.old_count for hunk in hunks)
