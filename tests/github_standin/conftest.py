"""A pull request on a real git repository, and a client of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

import pytest
from github import Auth, Github
from github.PullRequest import PullRequest
from github_standin.description import find_operation
from github_standin.exchange import Answer, Request
from tests.git_repository import GitRepository

from github_standin import StandIn, response_errors

FIRST = "".join(f"line {number}\n" for number in range(1, 41))
# GitHub sends null for these, although its description does not say so in a way that a validator understands.
NULL_ON_GITHUB = re.compile(r"(line|position|start_side|author|committer|conclusion): None (is not|for not nullable)")


class CheckedStandIn(StandIn):
    """A stand-in whose own good answers are held against GitHub's description."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        known = find_operation(request.method, request.path)
        if known and answer.status in {200, 201} and answer.transport == "whole" and not isinstance(answer.body, bytes):
            errors = response_errors(request.method, request.path, answer.status, answer.body)
            self.wrong.extend(f"{request.method} {request.path} {each}" for each in errors if not NULL_ON_GITHUB.search(each))
        return answer

    @cached_property
    def wrong(self) -> list[str]:
        return []


@pytest.fixture(scope="session")
def work_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``main`` moved on after ``feature`` branched; ``later`` is feature with one more commit."""
    repository = GitRepository.create(tmp_path_factory.mktemp("repository"))
    repository.commit({"app/a.py": FIRST, "old.py": "x = 1\n" * 30}, "Start")
    repository.git("checkout", "--quiet", "-b", "feature")
    changed = FIRST.replace("line 5\n", "line five\nline five and a half\n").replace("line 30\n", "")
    repository.commit({"app/a.py": changed, "new file ü.py": "y = 2\n"}, "Change")
    repository.git("mv", "old.py", "renamed.py")
    repository.commit({"picture.bin": bytes(range(256))}, "Rename")
    repository.git("checkout", "--quiet", "-b", "later")
    repository.commit({"app/a.py": "# head\n" + changed.replace("line five\n", "line 5\n")}, "Fix")
    repository.git("checkout", "--quiet", "main")
    repository.commit({"elsewhere.py": "z = 3\n"}, "Meanwhile")
    return repository.path


@pytest.fixture
def github(work_tree: Path) -> Iterator[StandIn]:
    with CheckedStandIn(git_dir=work_tree, title="Change five") as standin:
        yield standin
    assert standin.faults.left == 0
    assert standin.wrong == []


@pytest.fixture
def connect() -> Iterator[Callable[..., Github]]:
    """Makes clients that neither wait nor repeat, and closes them."""
    clients: list[Github] = []

    def make(standin: StandIn, token: str = "ghs_token", prefix: str = "") -> Github:
        client = Github(
            base_url=f"{standin.url}{prefix}",
            auth=Auth.Token(token),
            api_version="2022-11-28",
            retry=None,
            timeout=5,
            seconds_between_requests=0,
            seconds_between_writes=0,
        )
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def client(github: StandIn, connect: Callable[..., Github]) -> Github:
    return connect(github)


@pytest.fixture
def pull(client: Github) -> PullRequest:
    return client.get_repo("octo-org/service").get_pull(1)
