"""A workflow of GitHub's as values: its events, jobs and steps, each with the place where it is written.

Source: GitHub's workflow syntax. What has a shape that GitHub refuses is taken as absent: other tools judge the syntax.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from tenet.doctor.permissions import Permissions, read_permissions
from tenet.doctor.shell import Words, commands
from tenet.policy.nodes import ListNode, MapNode, Node, Place, ScalarNode

EXPRESSION = "${{"
STATUS = re.compile(r"\b(always|failure|cancelled)\s*\(\s*\)")


def word(node: Node | None) -> str:
    """A value as the workflow writes it; empty where there is none."""
    if not isinstance(node, ScalarNode) or node.value is None:
        return ""
    return str(node.value).lower() if isinstance(node.value, bool) else str(node.value).strip()


def words(node: Node | None) -> tuple[str, ...]:
    """One value, or a list of them."""
    items = node.items if isinstance(node, ListNode) else (node,)
    return tuple(filter(None, map(word, items)))


def mapping(node: Node | None) -> MapNode | None:
    return node if isinstance(node, MapNode) else None


def is_static(text: str) -> bool:
    """Whether a value is the same at every run: what an expression gives is not guessed."""
    return EXPRESSION not in text


def runs_after_failure(node: MapNode) -> bool:
    """Whether the condition of a step or a job lets it run where something before it has failed."""
    return STATUS.search(word(node.get("if"))) is not None


@dataclass(frozen=True, slots=True)
class Uses:
    """`owner/repository/path@ref`, taken apart. Names are in lower case: GitHub tells no case apart."""

    action: str
    ref: str

    @property
    def is_local(self) -> bool:
        return self.action.startswith("./")


@dataclass(frozen=True)
class Step:
    """One step. `outer` is the step of the job that calls the composite action which holds this one."""

    node: MapNode
    outer: "Step | None" = None

    @property
    def place(self) -> Place:
        return self.node.place

    @cached_property
    def uses(self) -> Uses:
        action, _, ref = word(self.node.get("uses")).partition("@")
        return Uses(action.lower(), ref)

    @property
    def run(self) -> str:
        return word(self.node.get("run"))

    @cached_property
    def commands(self) -> tuple[Words, ...]:
        return commands(self.run)

    def input(self, name: str) -> str:
        """A value under `with`; names are read without regard to case, as the runner does."""
        given = self.inputs
        return next((word(node) for key, node in given.entries.items() if key.lower() == name), "") if given else ""

    @property
    def inputs(self) -> MapNode | None:
        return mapping(self.node.get("with"))

    @property
    def in_job(self) -> "Step":
        """The step that the job itself lists."""
        return self.outer.in_job if self.outer else self

    def place_of(self, key: str) -> Place:
        return self.node.keys.get(key, self.node.place)

    def place_of_input(self, name: str) -> Place:
        given = self.inputs
        return given.keys.get(name, self.node.place) if given else self.node.place


@dataclass(frozen=True)
class Job:
    name: str
    node: MapNode
    place: Place

    @cached_property
    def permissions(self) -> Permissions | None:
        return read_permissions(self.node.get("permissions"), self.node.keys.get("permissions"))

    @property
    def uses(self) -> str:
        return word(self.node.get("uses"))

    @property
    def needs(self) -> tuple[str, ...]:
        return words(self.node.get("needs"))

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return steps_of(self.node)


def steps_of(node: MapNode) -> tuple[Step, ...]:
    steps = node.get("steps")
    return tuple(Step(item) for item in steps.items if isinstance(item, MapNode)) if isinstance(steps, ListNode) else ()


@dataclass(frozen=True)
class Workflow:
    """One file. `lines` are its text's, without their ends."""

    path: str
    root: MapNode
    lines: tuple[str, ...]

    @property
    def name(self) -> str:
        """As `workflow_run` names it."""
        return word(self.root.get("name")) or self.path

    @cached_property
    def events(self) -> Mapping[str, MapNode | None]:
        """Each event with its settings, None where it has none."""
        on = self.root.get("on")
        if isinstance(on, MapNode):
            return {name: mapping(node) for name, node in on.entries.items()}
        return dict.fromkeys(words(on))

    def place_of_event(self, name: str) -> Place:
        on = self.root.get("on")
        if isinstance(on, MapNode) and name in on.keys:
            return on.keys[name]
        return self.root.keys.get("on", self.root.place)

    @cached_property
    def permissions(self) -> Permissions | None:
        return read_permissions(self.root.get("permissions"), self.root.keys.get("permissions"))

    @cached_property
    def jobs(self) -> Mapping[str, Job]:
        jobs = mapping(self.root.get("jobs"))
        return dict(self._jobs(jobs)) if jobs else {}

    def _jobs(self, jobs: MapNode) -> Iterator[tuple[str, Job]]:
        for name, node in jobs.entries.items():
            if isinstance(node, MapNode):
                yield name, Job(name, node, jobs.keys[name])
