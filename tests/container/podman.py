"""The container engine, and the runner's way to start a container action."""

import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from demo.run import read_outputs

from github_standin import StandIn, environment, pull_request_event, write_event

IMAGE = "localhost/tenet:test"
DOCKERFILE = Path(__file__).parents[2] / "Dockerfile"
BASE = "docker.io/library/" + re.search(r"^ARG PYTHON=(\S+)$", DOCKERFILE.read_text(encoding="utf-8"), re.MULTILINE)[1]
RUNNER_USER = 1001
MINUTES = 60
# Podman alone adds folders in memory to what is read-only; Docker, which the runner has, does not.
HARDENED = ("--read-only", "--read-only-tmpfs=false", "--cap-drop=all", "--security-opt=no-new-privileges")


@dataclass(frozen=True, slots=True)
class Ran:
    """What the runner sees of a finished container."""

    status: int
    log: str
    outputs: dict[str, str]
    job_summary: str


def podman(*arguments: str, accept: Sequence[int] = (0,)) -> subprocess.CompletedProcess[str]:
    """Runs podman with the storage and configuration that test.sh names. Any other status fails the test with what it printed."""
    done = subprocess.run(["podman", *arguments], capture_output=True, text=True, errors="replace", check=False, timeout=10 * MINUTES)
    if done.returncode not in accept:
        raise AssertionError(f"podman {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done


def run_action(
    github: StandIn,
    workspace: Path,
    runner: Path,
    *,
    hardened: bool = False,
    inputs: dict[str, str] | None = None,
    extra: dict[str, str] | None = None,
) -> Ran:
    """Runs the image as the runner runs a container action: its mounts, its variables, files of another user's.

    `extra` are variables that earlier steps have set. `hardened` is a runner that takes away what a linter does not need.
    """
    event = write_event(pull_request_event(github, github.repository, github.pull), runner / "workflow/event.json")
    commands = runner / "commands"
    variables = environment(github, event, workspace, commands, inputs=inputs) | {"HOME": "/github/home"} | (extra or {})
    (runner / "home").mkdir()
    mounts = {
        workspace: "/github/workspace",
        commands: "/github/file_commands",
        event.parent: "/github/workflow",
        runner / "home": "/github/home",
    }
    translated = {name: _inside(value, mounts) for name, value in variables.items()}
    for folder in mounts:
        give_to_runner(folder)
    done = podman(
        "run",
        "--rm",
        "--network=host",
        "--workdir=/github/workspace",
        *(HARDENED if hardened else ()),
        *(f"--env={name}={value}" for name, value in translated.items()),
        *(f"--volume={outside}:{inside}" for outside, inside in mounts.items()),
        IMAGE,
        accept=range(256),
    )
    return Ran(
        done.returncode,
        done.stdout + done.stderr,
        read_outputs(Path(variables["GITHUB_OUTPUT"]).read_text(encoding="utf-8")),
        Path(variables["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8"),
    )


def give_to_runner(folder: Path) -> None:
    """Files belong to the runner's user, who is not root; the command files are open to a root without capabilities too."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, RUNNER_USER, RUNNER_USER, follow_symlinks=False)
        if "commands" in path.parts and path.is_file():
            path.chmod(0o666)


def _inside(value: str, mounts: dict[Path, str]) -> str:
    for outside, inside in mounts.items():
        if value == str(outside) or value.startswith(f"{outside}/"):
            return inside + value.removeprefix(str(outside))
    return value
