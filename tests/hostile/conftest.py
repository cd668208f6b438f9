from pathlib import Path

import pytest
from tests.git_repository import GitRepository

POLICY = "version: 1\nextends: strict\n"


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """A repository with the strictest policy; what a test commits on top of it is the change."""
    made = GitRepository.create(tmp_path / "victim")
    made.commit({".github/tenet.yml": POLICY, "README.md": "Service\n", "app.py": "a = 1\n"})
    made.git("branch", "start")
    return made
