"""The change through the API says what git says."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.git_repository import GitRepository

from github_standin import Permissions, StandIn
from tenet.core.errors import PlatformFault
from tenet.core.settings import GitHubPlace, Secret
from tenet.domain.change import FileStatus
from tenet.infrastructure import github_change
from tenet.infrastructure.git.change_source import RevisionsSource
from tenet.infrastructure.git.objects import MAX_BYTES, ObjectReader
from tenet.infrastructure.git.repository import open_repository
from tenet.infrastructure.github_change import ApiChangeSource, compare
from tenet.infrastructure.github_client import GitHubClient
from tenet.ports.tree import EntryKind, Unreadable

FIRST = "".join(f"line {number}\n" for number in range(1, 41))


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = GitRepository.create(tmp_path_factory.mktemp("repository"))
    made.commit({"app/a.py": FIRST, "old.py": "x = 1\n" * 30, "gone.py": "y = 2\n"}, "Start")
    made.git("checkout", "--quiet", "-b", "feature")
    made.git("mv", "old.py", "renamed.py")
    made.git("rm", "--quiet", "gone.py")
    (made.path / "link").symlink_to("app/a.py")
    made.commit({"app/a.py": FIRST.replace("line 5\n", "line five\nmore\n"), "new.py": "z = 3\n", "p.bin": bytes(range(256))}, "Change")
    made.commit({"large.txt": "x" * (MAX_BYTES + 1)}, "Large")
    made.git("checkout", "--quiet", "main")
    made.commit({"elsewhere.py": "z = 3\n"}, "Meanwhile")
    return made.path


@pytest.fixture
def github(repository: Path) -> Iterator[StandIn]:
    with StandIn(git_dir=repository) as standin:
        yield standin
    assert standin.invalid == []


@pytest.fixture
def client(github: StandIn) -> GitHubClient:
    place = GitHubPlace(github.url, f"{github.url}/graphql", "https://github.example", "octo-org/service")
    return GitHubClient(place, Secret("ghs_token"), sleep=lambda _: None)


@pytest.fixture
def source(github: StandIn, client: GitHubClient) -> ApiChangeSource:
    found = compare(client, "main", github.pull.head_sha)
    github.requests.clear()
    return ApiChangeSource(client, 1, found.base, found.merge_base, github.pull.head_sha)


def test_the_change_is_the_one_that_git_makes(source: ApiChangeSource, repository: Path) -> None:
    opened = open_repository(str(repository))
    with ObjectReader(opened.git) as objects:
        by_git = RevisionsSource(opened, objects, source.base, source.head).gather().change
    by_api = source.gather().change
    assert (by_api.base, by_api.merge_base, by_api.head) == (by_git.base, by_git.merge_base, by_git.head)
    assert by_api.by_path.keys() == by_git.by_path.keys()
    for path in ("app/a.py", "new.py", "renamed.py", "gone.py"):
        assert by_api.by_path[path] == by_git.by_path[path]
    assert by_api.by_path["renamed.py"].status is FileStatus.RENAMED
    assert not by_api.by_path["p.bin"].lines_known


def test_the_trees_are_those_of_the_merge_base_the_head_and_the_base(source: ApiChangeSource) -> None:
    gathered = source.gather()
    assert "elsewhere.py" not in gathered.base.entries()
    assert "elsewhere.py" in gathered.base_tip.entries()
    assert gathered.head.entries()["link"].kind is EntryKind.SYMLINK
    assert gathered.base.read(["app/a.py", "missing.py"]) == {"app/a.py": FIRST.encode()}
    assert gathered.head.read(["p.bin", "link"]) == {"p.bin": bytes(range(256))}
    assert isinstance(gathered.head.read(["large.txt"])["large.txt"], Unreadable)


def test_a_content_is_asked_for_once(source: ApiChangeSource, github: StandIn) -> None:
    gathered = source.gather()
    for _ in range(2):
        gathered.head.read(["renamed.py"])
        gathered.base.read(["old.py"])
    assert sum("/git/blobs/" in request.path for request in github.requests) == 1


def test_more_files_than_the_api_is_good_for_are_a_fault(source: ApiChangeSource, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(github_change, "MOST_BLOBS", 0)
    with pytest.raises(PlatformFault, match="too many"):
        source.gather().base.read(["app/a.py"])
    monkeypatch.setattr(github_change, "MOST_FILES", 3)
    with pytest.raises(PlatformFault, match="3 files or more"):
        source.gather()


def test_what_cannot_be_read_is_a_fault_that_says_what(source: ApiChangeSource, github: StandIn) -> None:
    gathered = source.gather()
    github.faults.add("GET", "/git/blobs/", "500", times=9)
    with pytest.raises(PlatformFault, match=r"app/a\.py of"):
        gathered.head.read(["app/a.py"])
    github.permissions = Permissions(contents="none")
    with pytest.raises(PlatformFault, match="could not be listed"):
        gathered.base.entries()
    github.permissions = Permissions(pull_requests="none")
    with pytest.raises(PlatformFault, match="pull request 1 could not be read"):
        source.gather()


def test_ends_that_github_does_not_know_are_a_fault(client: GitHubClient) -> None:
    with pytest.raises(PlatformFault, match="could not be compared"):
        compare(client, "nowhere", "1" * 40)
