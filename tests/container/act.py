"""act, which runs a workflow on this machine, over podman."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from github_standin import StandIn, pull_request_event, write_event
from tests.container.podman import BASE, MINUTES

ACT = Path(sys.executable).with_name("act")


@dataclass(frozen=True, slots=True)
class WorkflowRun:
    """What act saw of a workflow. `results` are its steps' results by name; `summaries` are what they wrote for people."""

    succeeded: bool
    log: str
    results: dict[str, str]
    summaries: str


@contextmanager
def docker_socket(log: Path) -> Iterator[Path]:
    """Podman behind the interface of Docker's engine, while the block runs."""
    with TemporaryDirectory(prefix="tenet-") as short, log.open("wb") as written:  # a socket's path has a hundred characters at most
        path = Path(short, "podman.sock")
        with subprocess.Popen(["podman", "system", "service", "--time=0", f"unix://{path}"], stdout=written, stderr=written) as service:
            try:
                _await(path, service, log)
                yield path
            finally:
                service.terminate()


def _await(path: Path, service: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + MINUTES
    while not path.exists():
        assert service.poll() is None, log.read_text(encoding="utf-8")
        assert time.monotonic() < until, "podman's service did not start within a minute"
        time.sleep(0.05)


def run_workflow(github: StandIn, workspace: Path, folder: Path) -> WorkflowRun:
    """Runs the workflow in the workspace for the first pull request of a GitHub that is served."""
    event = write_event(pull_request_event(github, github.repository, github.pull), folder / "event.json")
    home = folder / "act"
    home.mkdir()
    addresses = {"GITHUB_API_URL": github.url, "GITHUB_GRAPHQL_URL": f"{github.url}/graphql", "GITHUB_SERVER_URL": github.url}
    options = ("--pull=false", "--container-daemon-socket=-", "--no-cache-server", "--rm", "--json", "--secret=GITHUB_TOKEN=ghs_standin")
    variables = (f"--env={name}={value}" for name, value in addresses.items())
    with docker_socket(folder / "podman.log") as socket:
        done = subprocess.run(
            [str(ACT), "pull_request", f"--eventpath={event}", f"--platform=ubuntu-latest={BASE}", *options, *variables],
            cwd=workspace,
            env=os.environ | dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"), str(home)) | {"DOCKER_HOST": f"unix://{socket}"},
            capture_output=True,
            text=True,
            timeout=10 * MINUTES,
            check=False,
        )
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return WorkflowRun(
        succeeded=done.returncode == 0,
        log="\n".join(line["msg"].rstrip("\n") for line in lines) + done.stderr,
        results={line["step"]: line["stepResult"] for line in lines if "stepResult" in line},
        summaries="".join(line["content"] for line in lines if line.get("command") == "summary"),
    )
