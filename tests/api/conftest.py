from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.api.action_run import MEASURED, Service, Workflow, build_service, clone, never_sleep
from tests.api.command import Tenet
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
