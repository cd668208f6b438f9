"""Runs `tenet action` as a runner does, against the stand-in: what it is given, and all that it leaves behind."""

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from demo.run import read_outputs
from github_standin.events import Event
from github_standin.service import LoggedRequest
from tests.git_repository import GitRepository

from github_standin import StandIn, environment, pull_request_event, write_event
from tenet.api.cli import main
from tenet.infrastructure.github_client import GitHubClient

TOKEN = "ghs_0123456789SECRET"
POLICY = """\
version: 1
components:
  domain: {paths: ["domain/**"], coverage: 80}
coverage: {reports: [coverage.xml], overall: 60, patch: 80}
rules:
  star-import: error
  patch-coverage-below-target: warning
  coverage-below-target: error
  missing-coverage-report: error
  weakened-policy: warning
"""
ORDERS = '"""Orders."""\n\n\ndef total(prices):\n    return sum(prices)\n'
REFUND = "\n\ndef refund(price, share):\n    if share > 1:\n        raise ValueError(share)\n    return price * share\n"
CONSTANTS = "LIMIT = 5\nFLOOR = 1\nCURRENCY = 'EUR'\n"


@dataclass(frozen=True)
class Service:
    """A repository on the server: `feature` breaks rules, and `main` has moved on in the same file since the fork point."""

    author: GitRepository
    fork_point: str
    base: str
    head: str
    merge: str

    def serve(self) -> StandIn:
        return StandIn(git_dir=self.author.path, base=self.base, head=self.head, merge=self.merge, title="Refund orders")


def build_service(
    folder: Path, *, policy: str | None = POLICY, changes: Mapping[str, str | bytes | None] | None = None, moves_on: bool = True
) -> Service:
    author = GitRepository.create(folder)
    author.git("config", "uploadpack.allowAnySHA1InWant", "true")
    author.git("config", "uploadpack.allowFilter", "true")
    files = {"app.py": "a = 1\n", "domain/orders.py": ORDERS, ".gitignore": "coverage*\nout/\n"}
    fork_point = author.commit(files if policy is None else files | {".github/tenet.yml": policy}, "Take orders")
    author.branch("feature")
    changed = {"app.py": "a = 1\nfrom os import *\n", "domain/orders.py": ORDERS + REFUND} if changes is None else changes
    head = author.commit(changed, "Refund orders")
    author.git("checkout", "--quiet", "main")
    base = author.commit({"domain/orders.py": CONSTANTS + ORDERS, "later.py": "from sys import *\n"}, "Limits") if moves_on else fork_point
    author.git("checkout", "--quiet", "--detach", "main")
    author.git("merge", "--quiet", "--no-ff", "-m", "Merge", "feature")
    author.git("update-ref", "refs/pull/1/merge", "HEAD")
    author.git("update-ref", "refs/pull/1/head", head)
    author.git("checkout", "--quiet", "-b", "clean", "main")
    author.commit({"app.py": "a = 1\nb = 2\n"}, "Say more")
    merge = author.git("rev-parse", "refs/pull/1/merge")
    author.git("checkout", "--quiet", "main")
    return Service(author, fork_point, base, head, merge)


def check_out(service: Service, workspace: Path, revision: str, *options: str, others: Sequence[str] = ()) -> None:
    """As actions/checkout does it: a detached head. `options` are for git fetch, `others` further refs that it brings."""
    made = GitRepository.create(workspace)
    url = service.author.path.as_uri()
    made.git("remote", "add", "origin", url)
    made.git("fetch", "--quiet", "--no-tags", *options, "origin", f"+{revision}:refs/remotes/pull/1/merge", *others)
    made.git("checkout", "--quiet", "--force", "refs/remotes/pull/1/merge")


def clone(service: Service, workspace: Path, revision: str) -> None:
    """As `fetch-depth: 0`."""
    check_out(service, workspace, revision, others=["+refs/heads/*:refs/remotes/origin/*"])


def cobertura(lines: Mapping[str, Mapping[int, int]]) -> str:
    """A report: hits by line by file."""
    classes = "".join(
        f'<class name="{name}" filename="{name}" line-rate="0"><methods/><lines>'
        + "".join(f'<line number="{number}" hits="{hits}"/>' for number, hits in numbers.items())
        + "</lines></class>"
        for name, numbers in lines.items()
    )
    return (
        f'<?xml version="1.0" ?><coverage version="7" timestamp="1" lines-valid="1" lines-covered="1" line-rate="1">'
        f'<sources><source>.</source></sources><packages><package name="."><classes>{classes}</classes></package></packages></coverage>'
    )


MEASURED = cobertura(
    {"app.py": {1: 1, 2: 1}, "domain/orders.py": {1: 1, 2: 1, 3: 1, 7: 1, 8: 1, 11: 1, 12: 1, 13: 0, 14: 0}, "later.py": {1: 1}}
)
"""On the merge commit: `refund` is tested in its first line alone."""
TESTED = MEASURED.replace('hits="0"', 'hits="1"')


@dataclass(frozen=True)
class Ended:
    """One run, as the runner sees it. `requests` are those to the API; git's own are not among them."""

    status: int
    log: str
    outputs: Mapping[str, str]
    job_summary: str
    requests: Sequence[LoggedRequest]

    @property
    def writes(self) -> list[LoggedRequest]:
        return [each for each in self.requests if each.writes]


@dataclass
class Workflow:
    """A job with one step."""

    github: StandIn
    workspace: Path
    folder: Path
    patch: pytest.MonkeyPatch
    captured: pytest.CaptureFixture[str]
    runs: int = 0
    command: Sequence[str] = ("action",)

    def variables(
        self, event: str, payload: Event | None, inputs: Mapping[str, str], token: str, others: Mapping[str, str | None]
    ) -> dict[str, str]:
        self.runs += 1
        runner = self.folder / f"run-{self.runs}"
        runner.mkdir(parents=True)
        written = pull_request_event(self.github, self.github.repository, self.github.pull) if payload is None else payload
        path = write_event(written, runner / "event.json")
        given = environment(self.github, path, self.workspace, runner, event=event, token=token, inputs=inputs)
        return {name: value for name, value in {**given, **others}.items() if value is not None}

    def __call__(
        self,
        *,
        event: str = "pull_request",
        payload: Event | None = None,
        inputs: Mapping[str, str] | None = None,
        token: str = TOKEN,
        others: Mapping[str, str | None] | None = None,
    ) -> Ended:
        """In this process, up to its exit status. `others` are further variables of the environment; None takes one out."""
        return self._ended(self.variables(event, payload, inputs or {}, token, others or {}), self._inside)

    def in_a_process(
        self, *, inputs: Mapping[str, str] | None = None, folder: Path | None = None, others: Mapping[str, str | None] | None = None
    ) -> Ended:
        """As the image's entry point does, started in the workspace or another folder. `others`: as above."""
        variables = self.variables("pull_request", None, inputs or {}, TOKEN, others or {})
        return self._ended(variables, partial(self._outside, folder or self.workspace))

    def _ended(self, variables: Mapping[str, str], start: Callable[[Mapping[str, str]], tuple[int, str]]) -> Ended:
        before = len(self.github.requests)
        status, log = start(variables)
        output, summary = (_text(variables.get(name, "")) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"))
        return Ended(status, log, read_outputs(output), summary, self.github.requests[before:])

    def _inside(self, variables: Mapping[str, str]) -> tuple[int, str]:
        self.captured.readouterr()
        with self.patch.context() as patch:
            for name in [each for each in os.environ if each.startswith(("GITHUB_", "INPUT_", "RUNNER_"))]:
                patch.delenv(name)
            for name, value in variables.items():
                patch.setenv(name, value)
            patch.chdir(self.workspace)
            patch.setattr(sys, "argv", ["tenet", *self.command])
            with pytest.raises(SystemExit) as ended:
                main()
        gc.unfreeze()  # this process goes on
        out, err = self.captured.readouterr()
        return int(ended.value.code or 0), out + err

    def _outside(self, folder: Path, variables: Mapping[str, str]) -> tuple[int, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "INPUT_", "RUNNER_"))}
        done = subprocess.run(
            [sys.executable, "-I", "-m", "tenet", "action"],
            cwd=folder,
            env=kept | dict(variables),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return done.returncode, done.stdout + done.stderr


def _text(path: str) -> str:
    return Path(path).read_text("utf-8") if Path(path).is_file() else ""


def never_sleep(patch: pytest.MonkeyPatch) -> None:
    """Waits for GitHub take no time."""
    for module in ("tenet.api.action", "tenet.api.merge_queue", "tenet.infrastructure.github_policies"):
        patch.setattr(f"{module}.GitHubClient", partial(GitHubClient, sleep=lambda _: None))


def contents(folder: Path) -> dict[str, bytes | str]:
    """Every file under a folder, byte for byte, with its mode."""
    found: dict[str, bytes | str] = {}
    for path in sorted(folder.rglob("*")):
        name = f"{path.relative_to(folder)} {path.lstat().st_mode:o}"
        found[name] = str(path.readlink()) if path.is_symlink() else path.read_bytes() if path.is_file() else ""
    return found
