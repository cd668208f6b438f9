"""Every kind of run that makes requests, each just before it starts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from github_standin.events import Event
from github_standin.run_events import workflow_run_event
from tests.api.action_run import MEASURED, TESTED, Ended, Service, Workflow, build_service, check_out, clone
from tests.api.breakable import BreakableStandIn
from tests.git_repository import GitRepository

from github_standin import Permissions, StandIn, merge_group_event, pull_request_event
from tenet.pipeline import Ports, Question, Reviewed

ADVISE = {"mode": "advise"}
MANY = 120


@dataclass
class Scene:
    """A pull request just before a run. `prepared` is what earlier runs have left on it."""

    workflow: Workflow
    head: str
    inputs: Mapping[str, str] = field(default_factory=lambda: ADVISE)
    event: str = "pull_request"
    payload: Callable[[StandIn], Event] | None = None
    others: Mapping[str, str] = field(default_factory=dict)
    permissions: Permissions = field(default_factory=Permissions)

    @property
    def github(self) -> StandIn:
        return self.workflow.github

    @property
    def is_read_only(self) -> bool:
        return self.permissions != Permissions()

    @property
    def reads_no_change_from_github(self) -> bool:
        """Whether the checkout has all commits, so that judging makes no request."""
        return self.workflow.workspace.name in {"whole", "later", "numerous"}

    def run(self) -> Ended:
        self.github.permissions = self.permissions
        payload = None if self.payload is None else self.payload(self.github)
        return self.workflow(event=self.event, payload=payload, inputs=self.inputs, others=self.others)


@dataclass(frozen=True)
class Grounds:
    """Repositories and checkouts that all scenes share: no run writes to them."""

    folder: Path
    refunds: Service
    fixed: str
    fixed_merge: str
    many: Service

    @classmethod
    def build(cls, folder: Path) -> "Grounds":
        refunds = build_service(folder / "refunds")
        fixed, merge = _fix(refunds)
        changes = {f"app_{number}.py": "from os import *\n" for number in range(MANY)}
        many = build_service(folder / "many", changes={**changes})
        made = cls(folder, refunds, fixed, merge, many)
        for name, service, revision, report in (
            ("whole", refunds, refunds.merge, MEASURED),
            ("later", refunds, merge, TESTED),
            ("numerous", many, many.merge, MEASURED),
        ):
            clone(service, folder / name, revision)
            (folder / name / "coverage.xml").write_text(report)
        check_out(refunds, folder / "shallow", refunds.merge, "--depth=1")
        (folder / "shallow" / "coverage.xml").write_text(MEASURED)
        for name in ("nothing", "artifact"):
            (folder / name).mkdir()
        return made


def _fix(service: Service) -> tuple[str, str]:
    """A commit on top of the head that takes the star import out, and its merge."""
    author: GitRepository = service.author
    author.git("checkout", "--quiet", "-b", "fixed", service.head)
    fixed = author.commit({"app.py": "a = 1\nb = 2\n"}, "Name what is imported")
    author.git("checkout", "--quiet", "--detach", service.base)
    author.git("merge", "--quiet", "--no-ff", "-m", "Merge", "fixed")
    author.git("update-ref", "refs/pull/1/merge", "HEAD")
    merge = author.git("rev-parse", "HEAD")
    author.git("checkout", "--quiet", "main")
    return fixed, merge


Stage = Callable[[Grounds, Workflow], Scene]


def _first(checkout: str, *, permissions: Permissions | None = None) -> Stage:
    def stage(grounds: Grounds, workflow: Workflow) -> Scene:
        workflow.workspace = grounds.folder / checkout
        scene = Scene(workflow, grounds.refunds.head)
        scene.permissions = permissions or scene.permissions
        return scene

    return stage


def _queued(grounds: Grounds, workflow: Workflow) -> Scene:
    scene = _first("whole")(grounds, workflow)
    scene.event, scene.payload = "merge_group", lambda github: merge_group_event(github, github.repository, github.pull)
    return scene


def _published(grounds: Grounds, workflow: Workflow) -> Scene:
    """The second half of the pair for forks, with the result that the first one has stored."""
    scene = _first("whole", permissions=Permissions.read_only())(grounds, workflow)
    scene.inputs = {**ADVISE, "result-file": "result.json"}
    _named(scene)
    assert scene.run().status == 0
    workflow.workspace = grounds.folder / "artifact"
    (grounds.folder / "whole" / "result.json").replace(workflow.workspace / "result.json")
    scene.permissions = Permissions()
    scene.event, scene.payload = "workflow_run", lambda github: workflow_run_event(github, github.repository, github.pull)
    return scene


def _by_hand(grounds: Grounds, workflow: Workflow) -> Scene:
    """A person starts the workflow on the branch."""
    scene = _first("shallow")(grounds, workflow)
    _named(scene)
    scene.event, scene.payload = "workflow_dispatch", _dispatched
    scene.others = {"GITHUB_SHA": scene.head, "GITHUB_REF": "refs/heads/feature"}
    return scene


def _named(scene: Scene) -> None:
    scene.github.pull.base_ref, scene.github.pull.head_ref = "main", "feature"


def _dispatched(github: StandIn) -> Event:
    event = pull_request_event(github, github.repository, github.pull)
    shared = {name: event[name] for name in ("repository", "sender")}
    return {"ref": "refs/heads/feature", "inputs": None, "workflow": ".github/workflows/manual.yml", **shared}


def _rerun(grounds: Grounds, workflow: Workflow) -> Scene:
    scene = _first("whole")(grounds, workflow)
    scene.run()
    return scene


def _push(grounds: Grounds, workflow: Workflow) -> Scene:
    """Findings are fixed: comments are edited and minimised, the summary is edited, the new commit gets its check run."""
    scene = _rerun(grounds, workflow)
    workflow.workspace = grounds.folder / "later"
    pull = scene.github.repository.push(1, grounds.fixed)
    pull.merge_commit_sha = grounds.fixed_merge
    return scene


def _many(grounds: Grounds, workflow: Workflow) -> Scene:
    workflow.workspace = grounds.folder / "numerous"
    return Scene(workflow, grounds.many.head, inputs={**ADVISE, "comment": "summary"})


STAGES: Mapping[str, Stage] = {
    "first run": _first("whole"),
    "first run, shallow checkout": _first("shallow"),
    "first run, no checkout": _first("nothing"),
    "rerun": _rerun,
    "run after a push that fixes": _push,
    "many annotations": _many,
    "fork": _first("whole", permissions=Permissions.read_only()),
    "merge queue": _queued,
    "publication for a fork": _published,
    "started by hand": _by_hand,
}


def standin_for(stage: str, grounds: Grounds) -> BreakableStandIn:
    service = grounds.many if stage == "many annotations" else grounds.refunds
    return BreakableStandIn(git_dir=service.author.path, base=service.base, head=service.head, merge=service.merge, title="Refund orders")


def remembering(review: Callable[[Question, Ports], Reviewed]) -> Callable[[Question, Ports], Reviewed]:
    """Judges each head once: the same change has the same verdict, and what is tried here is what comes after it."""
    known: dict[str | None, Reviewed] = {}

    def remembered(question: Question, ports: Ports) -> Reviewed:
        head = ports.source.gather().change.head
        if head not in known:
            known[head] = review(question, ports)
        return known[head]

    return remembered
