"""Runs what a workflow's job runs: the tests under coverage, then the action's entry point with the runner's environment."""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from github_standin.events import environment, pull_request_event, write_event
from github_standin.server import StandIn

from demo.git import clean_environment
from demo.repository import Proposal

OUTPUT = re.compile(r"^([\w-]+)(?:=(.*)|<<(\S+)\n((?:.*\n)*?)\3)$", re.MULTILINE)
MINUTES = 60


class JobError(RuntimeError):
    """A step of the job did not do what the demo needs; the message holds what it printed."""


@dataclass(frozen=True, slots=True)
class ActionRun:
    """What the runner sees of the action. `reads` and `writes` are its requests to GitHub."""

    status: int
    log: str
    outputs: dict[str, str]
    job_summary: str
    reads: int
    writes: int


def run_tests(workspace: Path, home: Path) -> str:
    """Runs the service's own tests there under coverage, which leaves coverage.xml, and returns pytest's last line.

    Raises JobError where a test fails.
    """
    unused = ("-pno:cacheprovider", "-pno:benchmark", "-pno:xdist")
    command = [sys.executable, "-m", "pytest", "--cov", "--cov-report=xml", *unused]
    extra = {"PYTHONDONTWRITEBYTECODE": "1", "PY_COLORS": "0"}
    done = subprocess.run(
        command, cwd=workspace, env=clean_environment(home) | extra, capture_output=True, text=True, check=False, timeout=10 * MINUTES
    )
    if done.returncode:
        raise JobError(f"The service's tests failed:\n{done.stdout}{done.stderr}")
    return done.stdout.strip().splitlines()[-1]


def serve(proposal: Proposal, repository: str) -> StandIn:
    """GitHub with the pull request in it, not started yet."""
    github = StandIn(
        git_dir=proposal.server,
        repository=repository,
        base="main",
        head=proposal.branch,
        number=proposal.number,
        title=proposal.title,
        body=proposal.body or None,
    )
    github.pull.labels = proposal.labels
    github.pull.merge_commit_sha = proposal.merge
    return github


def run_action(github: StandIn, workspace: Path, runner: Path, inputs: dict[str, str]) -> ActionRun:
    """Runs the entry point of the container image against a stand-in that serves.

    Raises JobError where the status is neither that of a pass (0) nor that of a blocked change (1).
    """
    event = write_event(pull_request_event(github, github.repository, github.pull, "opened"), runner / "event.json")
    before = len(github.requests)
    variables = environment(github, event, workspace, runner, inputs=inputs)
    done = subprocess.run(
        [sys.executable, "-I", "-m", "tenet", "action"],
        cwd=workspace,
        env=clean_environment(runner / "home") | variables,
        capture_output=True,
        check=False,
        timeout=10 * MINUTES,
    )
    log = (done.stdout + done.stderr).decode("utf-8", "replace")
    if done.returncode not in {0, 1}:
        raise JobError(f"The action ended with status {done.returncode}:\n{log}")
    asked = github.requests[before:]
    return ActionRun(
        status=done.returncode,
        log=log,
        outputs=read_outputs(Path(variables["GITHUB_OUTPUT"]).read_text(encoding="utf-8")),
        job_summary=Path(variables["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8"),
        reads=sum(not each.writes for each in asked),
        writes=sum(each.writes for each in asked),
    )


def read_outputs(text: str) -> dict[str, str]:
    """The outputs in the command file GITHUB_OUTPUT: `name=value`, or `name<<delimiter`, lines, delimiter."""
    found = {}
    for match in OUTPUT.finditer(text):
        name, value, _, lines = match.groups()
        found[name] = value if lines is None else lines.removesuffix("\n")
    return found
