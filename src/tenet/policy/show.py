"""The policy in force as a person reads it: every setting with where it comes from."""

from collections.abc import Iterator
from dataclasses import dataclass

from tenet.policy.bound import BoundPolicy, BoundRule
from tenet.policy.in_force import ChosenPolicy
from tenet.policy.nodes import NodePath, key_place_at, node_at
from tenet.policy.option_strength import OptionValue, written
from tenet.policy.problems import dotted

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Origin:
    """One setting: its dotted name, its value as the file writes it, and where it was set (or `default`)."""

    setting: str
    value: str
    where: str


def origins(policy: BoundPolicy) -> tuple[Origin, ...]:
    """Every setting in force, in the order of the file's format."""
    return tuple(_origins(policy))


def show_policy(chosen: ChosenPolicy) -> str:
    """The settings as text, one a line, and what the policy extends."""
    rows = origins(chosen.policy)
    settings = max(len(row.setting) for row in rows)
    values = min(max(len(row.value) for row in rows), 48)
    lines = [f"# {chosen.source}", *([f"# {chosen.note}"] if chosen.note else [])]
    lines += [f"{row.setting:<{settings}}  {row.value:<{values}}  # {row.where}" for row in rows]
    return "\n".join(lines) + "\n"


def _origins(policy: BoundPolicy) -> Iterator[Origin]:
    around = policy.surroundings
    yield _origin(policy, ("name",), policy.name)
    yield _origin(policy, ("extends",), list(policy.extends) or "none")
    yield _origin(policy, ("mode",), policy.mode)
    for component in around.components:
        path = ("components", component.name)
        yield _origin(policy, (*path, "paths"), list(component.paths))
        yield _origin(policy, (*path, "spec"), None if component.specs is None else list(component.specs))
        yield _origin(policy, (*path, "coverage"), component.coverage)
    yield _origin(policy, ("layers",), list(around.layers))
    for name in ("reports", "overall", "patch", "min_lines", "tolerance"):
        yield _origin(policy, ("coverage", name), _listed(getattr(around.coverage, name)))
    for name in ("max_inline", "group_over"):
        yield _origin(policy, ("review", name), getattr(policy.review, name))
    yield _origin(policy, ("unknown",), policy.unknown)
    yield _origin(policy, ("migrations", "tool"), around.migrations.tool)
    yield _origin(policy, ("migrations", "paths"), list(around.migrations.paths))
    for rule in policy.rules:
        yield from _rule_origins(policy, rule)
    for rule in policy.dormant:
        yield _origin(policy, ("rules", rule.id, "severity"), "off")
    for at, waiver in enumerate(policy.waivers):
        where = f"{', '.join(sorted(waiver.rules))} in {', '.join(waiver.paths) or 'all paths'}"
        until = f" until {waiver.until}" if waiver.until else ""
        yield Origin(dotted(("waivers", at)), f"{where}{until}: {waiver.reason}", waiver.by)


def _rule_origins(policy: BoundPolicy, bound: BoundRule) -> Iterator[Origin]:
    yield _origin(policy, ("rules", bound.id, "severity"), bound.severity)
    for name in bound.rule.options.model_fields:
        if name != "severity" and node_at(policy.document.root, ("rules", bound.id, name)) is not None:
            yield _origin(policy, ("rules", bound.id, name), _listed(getattr(bound.options, name)))


def _listed(value: OptionValue) -> OptionValue:
    return list(value) if isinstance(value, (tuple, frozenset)) else value


def _origin(policy: BoundPolicy, path: NodePath, value: OptionValue) -> Origin:
    root = policy.document.own if tuple(path) == ("extends",) else policy.document.root
    where = str(key_place_at(root, path)) if node_at(root, path) is not None else DEFAULT
    return Origin(dotted(tuple(path)), written(value), where)
