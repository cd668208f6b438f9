"""The fork-safe pair, as runners run it: a first half whose token only reads, and a second half with none of its files but the artifact."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from github_standin.events import Event
from github_standin.run_events import workflow_run_event
from tests.api.action_run import Ended, Workflow, cobertura

from github_standin import Permissions, StandIn

FORK = "mona/service"
ARTIFACT = "tenet-artifact/result.json"
Stored = dict[str, object]
FORK_POLICY = """\
version: 1
name: orders
components:
  domain: {paths: ["domain/**"], coverage: 80, spec: [specs/domain.md]}
coverage: {reports: [coverage.xml], overall: 60, patch: 80}
review: {group_over: 2}
waivers:
  - {rule: star-import, paths: ["waived/**"], reason: "a shared @vocabulary", until: 2099-01-01}
rules:
  star-import: error
  hardcoded-config: error
  commented-out-code: warning
  stale-spec: warning
  patch-coverage-below-target: warning
  coverage-below-target: error
  missing-coverage-report: error
  weakened-policy: warning
"""
SECRET = "ghp_" + "Zx9Qm4Kd7Wp2Lr8Ty3Bn6Vc1Hs5Jf0GaEuRi"
CHANGES = {
    "app.py": "a = 1\nfrom os import *\n",
    "domain/orders.py": '"""Orders."""\nfrom json import *\n\n\ndef total(prices):\n    return sum(prices) + 1\n',
    "more.py": "from sys import *\n",
    "waived/app.py": "from os import *\n",
    "broken.py": "def (:\n",
    "keys.py": f'TOKEN = "{SECRET}"\n',
    "old.py": "a = 1\n# if a > 2:\n#     print(a)\nb = 2\n",
    "specs/domain.md": "# Domain\n\n`total` adds prices.\n",
}
TESTED = cobertura(
    {
        "app.py": {1: 1, 2: 1},
        "domain/orders.py": {1: 1, 2: 1, 3: 1, 5: 0, 8: 1, 9: 0},
        "later.py": {1: 1},
        "more.py": {1: 1},
        "keys.py": {1: 1},
        "old.py": {1: 1, 4: 1},
    }
)
"""On the merge commit: `total` is called by no test."""


@dataclass
class Pair:
    """`first` is the job of the pull request, `second` that of the default branch: an empty workspace on another machine."""

    first: Workflow
    second: Workflow

    @property
    def github(self) -> StandIn:
        return self.first.github

    def judge(self, **inputs: str) -> Ended:
        """The first half. The artifact is what it stored."""
        self.github.permissions = Permissions.read_only()
        ended = self.first(inputs={"result-file": "tenet-result.json", **inputs})
        self.github.permissions = Permissions()
        stored = self.first.workspace / "tenet-result.json"
        if stored.is_file():
            self.put(stored.read_bytes())
        return ended

    def put(self, content: bytes) -> Path:
        artifact = self.second.workspace / ARTIFACT
        artifact.parent.mkdir(parents=True, exist_ok=True)
        artifact.write_bytes(content)
        return artifact

    def change(self, edit: Callable[[Stored], object]) -> None:
        """Another result in the artifact, as a hostile pull request would write it."""
        stored = self.stored()
        edit(stored)
        self.put(json.dumps(stored).encode())

    def stored(self) -> Stored:
        return cast("Stored", json.loads((self.second.workspace / ARTIFACT).read_bytes()))

    def event(self, **facts: str) -> Event:
        return workflow_run_event(self.github, self.github.repository, self.github.pull, **facts)

    def publish(self, *, payload: Event | None = None, inputs: Mapping[str, str] | None = None) -> Ended:
        """The second half: the action on `workflow_run`."""
        given = {"result-file": ARTIFACT} if inputs is None else inputs
        return self.second(event="workflow_run", payload=self.event() if payload is None else payload, inputs=given)

    def command(self, *arguments: str, payload: Event | None = None, inputs: Mapping[str, str] | None = None) -> Ended:
        """`tenet publish` in the second half."""
        workflow = replace(self.second, command=("publish", *arguments), runs=self.second.runs + 100)
        return workflow(event="workflow_run", payload=self.event() if payload is None else payload, inputs=inputs or {})


@dataclass(frozen=True)
class Review:
    """What people see on a pull request, wherever its server is."""

    lines: tuple[tuple[str, str, int | None, int | None, str], ...]
    summaries: tuple[str, ...]
    check_runs: tuple[tuple[str, str | None, str, str, str], ...]
    annotations: tuple[str, ...]


def review_on(github: StandIn) -> Review:
    held = github.repository

    def shown(text: str | None) -> str:
        return (text or "").replace(github.url, "https://github.example")

    return Review(
        tuple(sorted((each.path, each.side, each.start_line, each.line, shown(each.body)) for each in held.review_comments.values())),
        tuple(shown(each.body) for each in held.issue_comments.values()),
        tuple((each.name, each.conclusion, each.head_sha, shown(each.title), shown(each.summary)) for each in held.check_runs.values()),
        tuple(json.dumps(annotation) for each in held.check_runs.values() for annotation in each.annotations),
    )


def counted(github: StandIn) -> tuple[int, int, int]:
    """How many reviews, summaries and check runs there are."""
    held = github.repository
    return len(held.reviews), len(held.issue_comments), len(held.check_runs)
