"""Builds the image once, and says how large and how quick it is."""

import json
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from demo.repository import Proposal, check_out
from demo.run import serve

from github_standin import StandIn
from tests.container.action_files import action_files, stamp
from tests.container.podman import IMAGE, podman
from tests.container.service import BREAKS, KEEPS, propose, write

MEASURED = pytest.StashKey[list[str]]()


@dataclass(frozen=True, slots=True)
class Job:
    """A pull request that is served, and its merge checked out with a coverage report beside it."""

    github: StandIn
    proposal: Proposal
    workspace: Path
    runner: Path


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in config.stash.get(MEASURED, []):
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def cache() -> Path:
    if "CONTAINERS_STORAGE_CONF" not in os.environ:
        pytest.fail("The container test needs the set-up of `make test-container`: run that instead of pytest.")
    return Path(os.environ["TENET_CONTAINER_CACHE"])


@pytest.fixture(scope="session")
def image(cache: Path, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The image's name. It is built from the repository's own Dockerfile."""
    context = tmp_path_factory.mktemp("context")
    write(context, action_files())
    stamp(context)
    begun = time.perf_counter()
    # The format in which act asks for it too: it finds the layers then.
    podman("build", "--quiet", "--format=docker", "--target=build", "--tag", f"{IMAGE}-build", str(context))
    podman("build", "--quiet", "--format=docker", "--tag", IMAGE, str(context))
    built = time.perf_counter()
    podman("run", "--rm", "--entrypoint=/opt/tenet/bin/python", IMAGE, "-I", "-c", "pass")
    started = time.perf_counter()
    size = json.loads(podman("image", "inspect", IMAGE).stdout)[0]["Size"]
    request.config.stash.setdefault(MEASURED, []).append(
        f"image: {size / 1e6:.0f} MB, built in {built - begun:.1f} s; a container that does nothing: {started - built:.2f} s"
    )
    return IMAGE


@pytest.fixture
def breaking(tmp_path: Path, image: str) -> Iterator[Job]:
    yield from _job(tmp_path, BREAKS)


@pytest.fixture
def clean(tmp_path: Path, image: str) -> Iterator[Job]:
    yield from _job(tmp_path, KEEPS)


def _job(root: Path, change: dict[str, str]) -> Iterator[Job]:
    proposal = propose(root, change)
    workspace = root / "workspace"
    check_out(proposal, workspace, proposal.merge or proposal.head, root / "home")
    shutil.copyfile(workspace / "reports/coverage.xml", workspace / "coverage.xml")
    with serve(proposal, "octo-org/service") as github:
        yield Job(github, proposal, workspace, root / "runner")
