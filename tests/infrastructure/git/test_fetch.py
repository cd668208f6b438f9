"""Commits that a checkout of depth one lacks are fetched beside it."""

from pathlib import Path

import pytest
from tests.git_repository import GitRepository

from tenet.core.settings import Secret
from tenet.infrastructure.git.fetch import Remote, beside, fetch_commits
from tenet.infrastructure.git.repository import open_repository


@pytest.fixture
def origin(tmp_path: Path) -> GitRepository:
    made = GitRepository.create(tmp_path / "server" / "owner" / "service.git")
    made.git("config", "uploadpack.allowAnySHA1InWant", "true")
    made.commit({"app.py": "one = 1\n"})
    made.commit({"app.py": "one = 2\n"})
    made.commit({"app.py": "one = 3\n"})
    return made


def remote(tmp_path: Path) -> Remote:
    return Remote(f"file://{tmp_path}/server", "owner/service", Secret(""))


def test_missing_commits_are_fetched_without_touching_the_checkout(origin: GitRepository, tmp_path: Path) -> None:
    origin.git("clone", "--quiet", "--depth=1", f"file://{origin.path}", str(tmp_path / "checkout"))
    checkout = open_repository(str(tmp_path / "checkout"))
    oldest = origin.git("rev-parse", "HEAD~2")
    before = sorted(path for path in (tmp_path / "checkout" / ".git").rglob("*"))
    with beside(checkout) as repository:
        assert repository.find_commit(oldest) is None
        assert fetch_commits(repository, remote(tmp_path), [oldest, origin.head]) == []
        assert repository.git.run("show", f"{oldest}:app.py") == b"one = 1\n"
        assert repository.git.run("show", f"{origin.head}:app.py") == b"one = 3\n"
    assert sorted(path for path in (tmp_path / "checkout" / ".git").rglob("*")) == before


def test_a_commit_that_the_server_lacks_is_named_and_the_others_are_fetched(origin: GitRepository, tmp_path: Path) -> None:
    origin.git("clone", "--quiet", "--depth=1", f"file://{origin.path}", str(tmp_path / "checkout"))
    absent, oldest = "1" * 40, origin.git("rev-parse", "HEAD~2")
    with beside(open_repository(str(tmp_path / "checkout"))) as repository:
        assert fetch_commits(repository, remote(tmp_path), [absent, oldest]) == [absent]


def test_the_token_is_sent_to_its_own_server_and_replaces_what_a_checkout_left(tmp_path: Path) -> None:
    (first, second) = Remote("https://github.example", "owner/service", Secret("hidden")).credentials
    assert first == ("http.https://github.example/.extraheader", "")
    assert second == ("http.https://github.example/.extraheader", "AUTHORIZATION: basic eC1hY2Nlc3MtdG9rZW46aGlkZGVu")
    assert "hidden" not in repr(Remote("https://github.example", "owner/service", Secret("hidden")))
