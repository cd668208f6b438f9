"""Compares two bound policies, setting by setting. Only what is weaker is said; stricter and merely other is silent."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from tenet.domain.component import Component
from tenet.domain.finding import Waiver
from tenet.domain.policy import Scope
from tenet.domain.severity import Mode
from tenet.policy.bound import BoundPolicy, BoundRule
from tenet.policy.nodes import NodePath, node_at
from tenet.policy.option_strength import is_weaker, written
from tenet.rules.rule import RuleOptions
from tenet.schemas.policy_values import UnknownHandling


@dataclass(frozen=True, slots=True)
class Weaker:
    """A setting that lets more through than before, both values as the file writes them."""

    path: NodePath
    before: str
    after: str


def weaker_settings(before: BoundPolicy, after: BoundPolicy, files: Iterable[str]) -> Iterator[Weaker]:
    """`files` are the head's: other paths for a component are weaker only where a file falls out."""
    if before.mode is Mode.ENFORCE and after.mode is Mode.ADVISE:
        yield Weaker(("mode",), before.mode.value, after.mode.value)
    if before.unknown is UnknownHandling.BLOCK and after.unknown is UnknownHandling.REPORT:
        yield Weaker(("unknown",), before.unknown.value, after.unknown.value)
    for rule in before.rules:
        yield from _weaker_rule(rule, after.by_id.get(rule.id), _stated_at(rule.id, after))
    yield from _other_patterns(before, after)
    later = {component.name: component for component in after.surroundings.components}
    for component in before.surroundings.components:
        yield from _weaker_component(component, later.get(component.name), files)
    yield from _weaker_coverage(before, after)
    yield from _fewer(("layers",), before.surroundings.layers, after.surroundings.layers)
    for at, waiver in enumerate(after.waivers):
        if not any(_accepts_as_much(known, waiver) for known in before.waivers):
            where = f"waived in {', '.join(waiver.paths) or 'all paths'}"
            yield Weaker(("waivers", at), "not waived", f"{where} until {waiver.until}" if waiver.until else where)


def _stated_at(rule: str, after: BoundPolicy) -> NodePath:
    """Where the later policy says how much a rule weighs: under `rules`, or beside the pattern of a rule of its own."""
    at = next((at for at, section in enumerate(after.custom) if section.id == rule), None)
    named = node_at(after.document.root, ("rules", rule)) is not None
    return ("rules", rule) if at is None or named else ("custom", at)


def _weaker_rule(before: BoundRule, after: BoundRule | None, path: NodePath) -> Iterator[Weaker]:
    if after is None:
        yield Weaker((*path, "severity"), before.severity.value, "off")
        return
    if not after.severity.reaches(before.severity):
        yield Weaker((*path, "severity"), before.severity.value, after.severity.value)
    old, new = before.options, after.options
    if new.paths and not old.paths:
        yield Weaker((*path, "paths"), "all paths", ", ".join(new.paths))
    elif new.paths:
        yield from _fewer((*path, "paths"), old.paths, new.paths)
    yield from _more((*path, "exclude"), old.exclude, new.exclude)
    if old.scope is Scope.ALL and new.scope is Scope.NEW:
        yield Weaker((*path, "scope"), old.scope.value, new.scope.value)
    if _starts_later(old.enforce_from, new.enforce_from):
        yield Weaker((*path, "enforce_from"), str(old.enforce_from or "at once"), str(new.enforce_from))
    for name, field in before.rule.options.model_fields.items():
        if name not in RuleOptions.model_fields:
            was, now = getattr(old, name), getattr(new, name)
            if was != now and is_weaker(name, field, was, now):
                yield Weaker((*path, name), written(was), written(now))


def _other_patterns(before: BoundPolicy, after: BoundPolicy) -> Iterator[Weaker]:
    """Custom rules that look for something else: whether that is less, nobody can tell, so a person looks."""
    earlier = {section.id: section for section in before.custom if section.id in before.by_id}
    for at, section in enumerate(after.custom):
        known = earlier.get(section.id)
        if known is not None and (known.language, known.configuration()) != (section.language, section.configuration()):
            yield Weaker(("custom", at, "rule"), "as it was", "another pattern")


def _starts_later(before: date | None, after: date | None) -> bool:
    return after is not None and (before is None or after > before)


def _weaker_component(before: Component, after: Component | None, files: Iterable[str]) -> Iterator[Weaker]:
    path = ("components", before.name)
    if before.coverage is None and not before.specs:
        return  # nothing is asked of it
    if after is None:
        asked = f"coverage {written(before.coverage)}" if before.coverage is not None else f"spec {', '.join(before.specs or ())}"
        yield Weaker(path, asked, "no component")
        return
    yield from _lower((*path, "coverage"), before.coverage, after.coverage)
    if before.paths != after.paths and any(before.holds(file) and not after.holds(file) for file in files):
        yield Weaker((*path, "paths"), ", ".join(before.paths), ", ".join(after.paths))
    if before.specs is not None and after.specs is None:
        yield Weaker((*path, "spec"), ", ".join(before.specs) or "found by layout", "none")
    elif after.specs is not None:
        yield from _fewer((*path, "spec"), before.specs or (), after.specs)


def _weaker_coverage(before: BoundPolicy, after: BoundPolicy) -> Iterator[Weaker]:
    old, new = before.surroundings.coverage, after.surroundings.coverage
    yield from _lower(("coverage", "overall"), old.overall, new.overall)
    yield from _lower(("coverage", "patch"), old.patch, new.patch)
    if new.min_lines > old.min_lines:
        yield Weaker(("coverage", "min_lines"), written(old.min_lines), written(new.min_lines))
    if new.tolerance > old.tolerance:
        yield Weaker(("coverage", "tolerance"), written(old.tolerance), written(new.tolerance))
    if set(new.reports) < set(old.reports):  # another report in its place is not less
        yield from _fewer(("coverage", "reports"), old.reports, new.reports)


def _lower(path: NodePath, before: float | None, after: float | None) -> Iterator[Weaker]:
    if before is not None and (after is None or after < before):
        yield Weaker(path, written(before), written(after))


def _fewer(path: NodePath, before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[Weaker]:
    if gone := [name for name in before if name not in after]:
        yield Weaker(path, f"with {', '.join(gone)}", "without")


def _more(path: NodePath, before: tuple[str, ...], after: tuple[str, ...]) -> Iterator[Weaker]:
    for at, name in enumerate(after):
        if name not in before:
            yield Weaker((*path, at), f"without {name}", "excluded")


def _accepts_as_much(known: Waiver, waiver: Waiver) -> bool:
    """Whether what the new waiver accepts was accepted by the known one."""
    wide = not known.paths or (bool(waiver.paths) and set(waiver.paths) <= set(known.paths))
    long = known.until is None or (waiver.until is not None and waiver.until <= known.until)
    return waiver.rules <= known.rules and wide and long
