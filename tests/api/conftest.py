from pathlib import Path

import pytest
from tests.api.command import Tenet
from tests.git_repository import GitRepository

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
