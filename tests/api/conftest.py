from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.api.action_run import MEASURED, Service, Workflow, build_service, clone, never_sleep
from tests.api.command import Tenet
from tests.api.fork_run import CHANGES, FORK, FORK_POLICY, TESTED, Pair, Review, review_on
from tests.git_repository import GitRepository

from github_standin import StandIn

POLICY = "version: 1\nrules: {star-import: error}\n"


@pytest.fixture
def service(tmp_path: Path) -> GitRepository:
    """A branch that brings a star import, against a base whose policy forbids it."""
    made = GitRepository.create(tmp_path / "service")
    made.commit({"app.py": "a = 1\n", ".github/tenet.yml": POLICY})
    made.branch("feature")
    made.commit({"app.py": "a = 1\nfrom os import *\n"})
    return made


@pytest.fixture
def tenet(service: GitRepository, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Tenet:
    """The command, started in the service's folder."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    return Tenet(service.path, monkeypatch, capfd)


@pytest.fixture(scope="session")
def refunds(tmp_path_factory: pytest.TempPathFactory) -> Service:
    """The service whose pull request most tests of the action review. Nobody writes to it."""
    return build_service(tmp_path_factory.mktemp("refunds") / "server")


@pytest.fixture
def github(refunds: Service) -> Iterator[StandIn]:
    with refunds.serve() as standin:
        yield standin
    assert standin.invalid == []


@pytest.fixture
def workflow(
    github: StandIn, refunds: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Workflow:
    """A job whose workspace has the merge commit at full depth, and a coverage report."""
    workspace = tmp_path / "workspace"
    clone(refunds, workspace, refunds.merge)
    (workspace / "coverage.xml").write_text(MEASURED)
    never_sleep(monkeypatch)
    return Workflow(github, workspace, tmp_path / "runner", monkeypatch, capfd)


@pytest.fixture(scope="session")
def proposal(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return build_service(tmp_path_factory.mktemp("fork") / "server", policy=FORK_POLICY, changes=CHANGES)


@pytest.fixture
def pair(proposal: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Pair]:
    never_sleep(monkeypatch)
    clone(proposal, tmp_path / "first", proposal.merge)
    (tmp_path / "first" / "coverage.xml").write_text(TESTED)
    (tmp_path / "second").mkdir()
    with proposal.serve() as github:
        github.pull.fork, github.pull.head_ref, github.pull.base_ref = FORK, "feature", "main"
        first = Workflow(github, tmp_path / "first", tmp_path / "runner-1", monkeypatch, capfd)
        second = Workflow(github, tmp_path / "second", tmp_path / "runner-2", monkeypatch, capfd)
        yield Pair(first, second)
    assert github.invalid == []


@pytest.fixture
def direct(proposal: Service, pair: Pair, tmp_path: Path) -> Review:
    """What a run with a token that writes would have posted."""
    with proposal.serve() as github:
        assert Workflow(github, pair.first.workspace, tmp_path / "direct", pair.first.patch, pair.first.captured)().status == 1
    return review_on(github)
