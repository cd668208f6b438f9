"""Finds the steps that run Tenet in GitHub's workflows."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tenet.core.errors import PolicyFault
from tenet.facts.sources import Sources
from tenet.policy.nodes import ListNode, MapNode, Node, Place, ScalarNode
from tenet.policy.yaml_document import read_yaml

FOLDER = ".github/workflows/"
ACTION = re.compile(r"(^|/)tenet(-[a-z]+)?(\.ya?ml)?([/@:]|$)", re.IGNORECASE)
COMMAND = re.compile(r"\btenet (check|action|publish)\b")
TRIGGERS = ("pull_request", "pull_request_target", "merge_group", "workflow_run")
FILTERS = ("branches", "branches-ignore", "paths", "paths-ignore")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a step as it is written, and where. An absent one stands where its step does."""

    value: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class TenetStep:
    """A step that runs Tenet, in its job, or a job that calls a workflow of that name.

    `triggers` are those of the workflow's events that bring changes, `filters` what narrows them, as
    `pull_request.paths`.
    """

    path: str
    job: str
    place: Place
    step: MapNode
    around: MapNode
    triggers: frozenset[str]
    filters: frozenset[str]

    def input(self, name: str) -> Setting:
        given = self.step.get("with")
        return self._setting(given if isinstance(given, MapNode) else None, name)

    def key(self, name: str) -> Setting:
        """A key of the step, or else of its job."""
        own = self._setting(self.step, name)
        return own if own.value is not None else self._setting(self.around, name)

    @property
    def command(self) -> Setting:
        return self._setting(self.step, "run")

    def _setting(self, node: MapNode | None, name: str) -> Setting:
        found = node.get(name) if node else None
        if node is None or not isinstance(found, ScalarNode) or found.value is None:
            return Setting(None, self.place)
        return Setting(str(found.value).strip().lower() if isinstance(found.value, bool) else str(found.value).strip(), node.keys[name])


@dataclass(frozen=True, slots=True)
class WorkflowSteps:
    """Tenet's steps of one side, and the workflows that could not be read, with the line that says why."""

    steps: tuple[TenetStep, ...]
    unreadable: Mapping[str, tuple[int, str]]


def find_steps(sources: Sources) -> WorkflowSteps:
    paths = sorted(path for path in sources.files if path.startswith(FOLDER) and path.endswith((".yml", ".yaml")))
    sources.load(paths)
    steps: list[TenetStep] = []
    unreadable: dict[str, tuple[int, str]] = {}
    for path in paths:
        text = sources.text(path) or ""
        if "tenet" in text.lower():
            try:
                steps.extend(_steps(path, read_yaml(text, path)))
            except PolicyFault as fault:
                unreadable[path] = (fault.problems[0].line, fault.problems[0].message)
    return WorkflowSteps(tuple(steps), unreadable)


def _steps(path: str, workflow: Node) -> Iterator[TenetStep]:
    jobs = workflow.get("jobs") if isinstance(workflow, MapNode) else None
    if not isinstance(workflow, MapNode) or not isinstance(jobs, MapNode):
        return
    triggers, filters = _triggers(workflow.get("on")), _filters(workflow.get("on"))
    for name, job in jobs.entries.items():
        if not isinstance(job, MapNode):
            continue
        steps = job.get("steps")
        for step in (job, *(steps.items if isinstance(steps, ListNode) else ())):
            if isinstance(step, MapNode) and _runs_tenet(step):
                yield TenetStep(path, name, step.place, step, job, triggers, filters)


def _triggers(node: Node | None) -> frozenset[str]:
    names: list[str] = []
    if isinstance(node, MapNode):
        names = list(node.entries)
    elif isinstance(node, ListNode):
        names = [str(item.value) for item in node.items if isinstance(item, ScalarNode)]
    elif isinstance(node, ScalarNode):
        names = [str(node.value)]
    return frozenset(names) & frozenset(TRIGGERS)


def _filters(node: Node | None) -> frozenset[str]:
    events = node.entries if isinstance(node, MapNode) else {}
    narrowed = {name: event for name, event in events.items() if name in TRIGGERS and isinstance(event, MapNode)}
    return frozenset(f"{name}.{key}" for name, event in narrowed.items() for key in event.entries if key in FILTERS)


def _runs_tenet(step: MapNode) -> bool:
    uses, command, name = (_word(step.get(key)) for key in ("uses", "run", "name"))
    local = uses.startswith("./") and "tenet" in name.lower()
    return bool(ACTION.search(uses) or COMMAND.search(command)) or local


def _word(node: Node | None) -> str:
    return str(node.value) if isinstance(node, ScalarNode) and node.value is not None else ""
