"""Any repository's change becomes a pull request, and the repository stays as it was."""

from pathlib import Path

import pytest
from demo.git import Git, GitError
from demo.repository import check_out, import_change


@pytest.fixture
def source(tmp_path: Path) -> Git:
    git = Git(tmp_path / "source", tmp_path / "home")
    git.path.mkdir()
    git.run("init", "--quiet")
    (git.path / "a.py").write_text("one = 1\n")
    git.commit("Begin", day=1)
    git.run("checkout", "--quiet", "-b", "topic/other")
    (git.path / "b.py").write_text("two = 2\n")
    git.commit("Add two\n\nBecause one is not enough.", day=2)
    return git


def refs(git: Git) -> str:
    return git.run("for-each-ref") + git.run("status", "--short", "--branch")


def test_the_last_commit_gives_the_title_and_the_description(source: Git, tmp_path: Path) -> None:
    before = refs(source)
    proposal = import_change(tmp_path, source.path, "main", "topic/other")
    assert (proposal.title, proposal.body) == ("Add two", "Because one is not enough.")
    assert proposal.merge
    check_out(proposal, tmp_path / "workspace", proposal.merge, tmp_path / "home")
    assert (tmp_path / "workspace/b.py").read_text() == "two = 2\n"
    assert refs(source) == before


def test_branches_that_conflict_have_no_merge_commit(source: Git, tmp_path: Path) -> None:
    source.run("checkout", "--quiet", "main")
    (source.path / "b.py").write_text("two = 'zwei'\n")
    source.commit("Add two in words", day=3)
    assert import_change(tmp_path, source.path, "main", "topic/other").merge is None


def test_an_unknown_revision_is_named(source: Git, tmp_path: Path) -> None:
    with pytest.raises(GitError, match="has no commit nowhere"):
        import_change(tmp_path, source.path, "nowhere", "HEAD")


def test_a_head_without_commits_of_its_own_is_refused(source: Git, tmp_path: Path) -> None:
    with pytest.raises(GitError, match="brings no commit that HEAD lacks"):
        import_change(tmp_path, source.path, "HEAD", "main")


def test_a_folder_that_is_no_repository_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="not a git repository"):
        import_change(tmp_path, tmp_path, "main", "HEAD")
