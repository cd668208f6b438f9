"""Finds where a repository's workflows run Tenet: in jobs, in the workflows that these call, and in composite actions."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from posixpath import normpath

from tenet.core.errors import PolicyFault, PolicyProblem
from tenet.doctor.workflow import Job, Step, Workflow, mapping, steps_of, word
from tenet.facts.sources import Sources
from tenet.policy.nodes import MapNode, Node, Place
from tenet.policy.workflow_steps import FOLDER
from tenet.policy.yaml_document import read_yaml
from tenet.ports.tree import Unreadable

MAX_CALLS = 10
"""How deep GitHub lets workflows and composite actions call one another."""
MAX_STEPS = 2_000
"""Of one job, composite actions expanded."""
MAX_VISITS = 2_000
"""How many jobs of called workflows are looked at: they may call one another in more ways than anybody can count."""
ACTION = re.compile(r"[^/@\s]+/tenet(-bot|-action)?")
IMAGE = re.compile(r"docker://([^/\s]+/)*tenet(-bot|-action)?([:@/].*)?")
REMOTE_WORKFLOW = re.compile(
    r"[^/@\s]+/([^/@\s]*tenet[^/@\s]*/\.github/workflows/[^@\s]+|[^/@\s]+/\.github/workflows/[^/@\s]*tenet[^/@\s]*)@.*", re.IGNORECASE
)
COMMAND = re.compile(r"(?:^|\s)tenet\s+(check|action|publish)(?:\s|$)")
ELSEWHERE = "workflow_call"


class Kind(StrEnum):
    """`ACTION` reviews and posts, `PUBLISH` posts a stored result, `CHECK` reviews and posts nothing."""

    ACTION = "action"
    PUBLISH = "publish"
    CHECK = "check"


@dataclass(frozen=True)
class TenetRun:
    """One step that runs Tenet, with everything around it.

    `workflow` is the one whose events start it, `callers` are the jobs that lead to `job` through called workflows, each with
    its workflow; `steps` are the job's, those of composite actions in the place of the step that calls them.
    """

    kind: Kind
    workflow: Workflow
    callers: tuple[tuple[Workflow, Job], ...]
    home: Workflow
    job: Job
    steps: tuple[Step, ...]
    at: int

    @property
    def step(self) -> Step:
        return self.steps[self.at]

    @property
    def before(self) -> tuple[Step, ...]:
        return self.steps[: self.at]

    @property
    def after(self) -> tuple[Step, ...]:
        return self.steps[self.at + 1 :]

    @property
    def chain(self) -> tuple[tuple[Workflow, Job], ...]:
        """From the job that the event starts to the job of the step."""
        return (*self.callers, (self.home, self.job))

    @property
    def events(self) -> frozenset[str]:
        return frozenset(self.workflow.events)

    @property
    def conditions(self) -> tuple[str, ...]:
        """Everything on the way that may keep the step from running; empty texts where nothing is stated."""
        nodes = (self.step.node, self.step.in_job.node, *(job.node for _, job in self.chain))
        return tuple(word(node.get("if")) for node in nodes)

    @property
    def posts(self) -> bool:
        return self.kind is not Kind.CHECK

    @property
    def is_by_uses(self) -> bool:
        return bool(self.step.uses.action)


@dataclass(frozen=True)
class Repository:
    """What the doctor reads. `distant` are the places that run Tenet out of sight: in a workflow of another repository, by its
    name, or in a script.
    """

    sources: Sources
    workflows: tuple[Workflow, ...]
    runs: tuple[TenetRun, ...]
    distant: tuple[Place, ...]


def read_repository(sources: Sources) -> Repository:
    """Raises PolicyFault, with file, line and column, for a workflow or an action that is not YAML or is past all bounds."""
    paths = sorted(path for path in sources.files if is_workflow(path))
    sources.load(paths)
    workflows = tuple(workflow for path in paths if (workflow := _workflow(sources, path)) is not None)
    finder = _Finder(sources, {workflow.path: workflow for workflow in workflows})
    runs = tuple(run for workflow in finder.entries() for run in finder.runs(workflow))
    distant = tuple(place for workflow in workflows for job in workflow.jobs.values() for place in _distant(sources, job))
    return Repository(sources, workflows, runs, distant)


def _distant(sources: Sources, job: Job) -> Iterator[Place]:
    if REMOTE_WORKFLOW.fullmatch(job.uses):
        yield job.place
    for step in job.steps:
        named = {normpath(each) for each in step.run.split()}
        scripts = (named | ({"Makefile"} if "make" in named else set())) & sources.files
        if any(COMMAND.search(sources.text(script) or "") for script in sorted(scripts)):
            yield step.place


def is_workflow(path: str) -> bool:
    name = path.removeprefix(FOLDER)
    return name != path and "/" not in name and name.endswith((".yml", ".yaml"))


def read_document(sources: Sources, path: str) -> Node | None:
    """A YAML file of the repository; None where there is none. Raises PolicyFault."""
    content = sources.content(path)
    if isinstance(content, Unreadable):
        raise PolicyFault((PolicyProblem(path, 1, 1, f"it cannot be read: {content.reason}"),))
    text = sources.text(path)
    return None if text is None else read_yaml(text, path)


def _workflow(sources: Sources, path: str) -> Workflow | None:
    root = mapping(read_document(sources, path))
    return Workflow(path, root, tuple((sources.text(path) or "").split("\n"))) if root else None


class _Finder:
    def __init__(self, sources: Sources, workflows: Mapping[str, Workflow]) -> None:
        self._sources = sources
        self._workflows = workflows
        self._visits = 0
        self._actions: dict[str, MapNode | None] = {}

    def entries(self) -> Iterator[Workflow]:
        """The workflows that an event starts, and those that only other repositories can call."""
        called = {self._called(job) for workflow in self._workflows.values() for job in workflow.jobs.values()}
        for workflow in self._workflows.values():
            if set(workflow.events) - {ELSEWHERE} or workflow.path not in called:
                yield workflow

    def runs(self, workflow: Workflow) -> Iterator[TenetRun]:
        for callers, home, job in self._jobs(workflow, ()):
            steps = tuple(islice(self._expanded(job.steps, 0), MAX_STEPS))
            for at, step in enumerate(steps):
                kind = self._kind(step)
                if kind is not None:
                    yield TenetRun(kind, workflow, callers, home, job, steps, at)

    def _called(self, job: Job) -> str:
        return normpath(job.uses) if job.uses.startswith("./") else ""

    def _jobs(
        self, workflow: Workflow, callers: tuple[tuple[Workflow, Job], ...]
    ) -> Iterator[tuple[tuple[tuple[Workflow, Job], ...], Workflow, Job]]:
        for job in workflow.jobs.values():
            called = self._workflows.get(self._called(job))
            self._visits += bool(callers)
            if self._visits > MAX_VISITS:
                return
            if called is None:
                yield callers, workflow, job
            elif len(callers) < MAX_CALLS and all(called is not above for above, _ in callers) and called is not workflow:
                yield from self._jobs(called, (*callers, (workflow, job)))

    def _expanded(self, steps: tuple[Step, ...], depth: int) -> Iterator[Step]:
        for step in steps:
            inner = self._composite(step) if depth < MAX_CALLS else ()
            if inner:
                yield from self._expanded(inner, depth + 1)
            else:
                yield step

    def _composite(self, step: Step) -> tuple[Step, ...]:
        runs = self._runs_of(step)
        if runs is None or word(runs.get("using")) != "composite":
            return ()
        return tuple(Step(inner.node, step) for inner in steps_of(runs))

    def _runs_of(self, step: Step) -> MapNode | None:
        root = self._local_action(step)
        return mapping(root.get("runs")) if root else None

    def _local_action(self, step: Step) -> MapNode | None:
        """The document of an action in this repository."""
        uses = word(step.node.get("uses"))
        if not uses.startswith("./"):
            return None
        folder = normpath(uses)
        if folder not in self._actions:
            names = (normpath(f"{folder}/action.{ending}") for ending in ("yml", "yaml"))
            self._actions[folder] = next((root for name in names if (root := mapping(read_document(self._sources, name)))), None)
        return self._actions[folder]

    def _kind(self, step: Step) -> Kind | None:
        if step.uses.action:
            return Kind.ACTION if self._is_tenet(step) else None
        if "tenet" not in step.run:
            return None
        said = (" ".join(words) for words in step.commands if words[0] not in {"echo", "printf"})
        found = {match for command in said for match in COMMAND.findall(command)}
        return next((kind for kind in Kind if kind.value in found), None)

    def _is_tenet(self, step: Step) -> bool:
        action = step.uses.action
        if not step.uses.is_local:
            return bool(ACTION.fullmatch(action) or IMAGE.fullmatch(f"{action}@{step.uses.ref}".removesuffix("@")))
        root = self._local_action(step)
        if root is None:
            return "tenet" in word(step.node.get("name")).lower()
        return word(root.get("name")).lower() == "tenet" and mapping(root.get("inputs")) is not None
