"""Judges a policy document against the format and the rules, and binds it. Every problem is told at once."""

from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from tenet.core.errors import PolicyFault, PolicyProblem
from tenet.domain.component import Component
from tenet.domain.finding import Waiver, WaiverPlace
from tenet.domain.policy import CoverageSettings, MigrationSettings, ReviewSettings, Surroundings
from tenet.policy.bound import BoundPolicy, BoundRule
from tenet.policy.loading import PolicyDocument
from tenet.policy.merging import DOMAIN, TARGET
from tenet.policy.nodes import MapNode, key_place_at, node_at, place_at, plain
from tenet.policy.problems import problems_of
from tenet.policy.rule_settings import bind_rule
from tenet.policy.wording import problem, shown, suggestion
from tenet.rules.rule import Rule
from tenet.schemas.policy import PolicyFile, WaiverSection

DOMAIN_TARGET = 80.0


def bind(document: PolicyDocument, rules: Mapping[str, Rule]) -> BoundPolicy:
    """Raises PolicyFault with everything that is wrong, in the order of the file."""
    root = document.root
    problems: list[PolicyProblem] = []
    file: PolicyFile | None = None
    try:
        file = PolicyFile.model_validate(plain(root))
    except ValidationError as error:
        problems.extend(problems_of(error, root))
    problems.extend(_wrong_version(document))
    on, dormant = _rules(root, rules, problems)
    problems.extend(_wrong_layers(root))
    problems.extend(_wrong_waivers(root, rules))
    if file is None or problems:
        raise PolicyFault(tuple(sorted(set(problems))))
    return BoundPolicy(
        name=file.name,
        mode=file.mode,
        unknown=file.unknown,
        surroundings=_surroundings(file, root),
        review=ReviewSettings(file.review.max_inline, file.review.group_over),
        waivers=tuple(_waiver(waiver, root, at) for at, waiver in enumerate(file.waivers)),
        rules=on,
        dormant=dormant,
        document=document,
    )


def _wrong_version(document: PolicyDocument) -> Iterator[PolicyProblem]:
    """A policy states its own version, whatever it extends."""
    if document.own.get("version") is None and document.root.get("version") is not None:
        yield problem(document.own.place, "`version` is missing", "start with `version: 1`")


def _rules(root: MapNode, rules: Mapping[str, Rule], problems: list[PolicyProblem]) -> tuple[tuple[BoundRule, ...], tuple[BoundRule, ...]]:
    """The rules that are on and those that are off. One that the policy does not name is off."""
    section = root.get("rules")
    named = section.entries if isinstance(section, MapNode) else {}
    problems.extend(
        problem(key_place_at(root, ("rules", name)), f"there is no rule {shown(name)}", suggestion(name, rules))
        for name in named
        if name not in rules
    )
    on: list[BoundRule] = []
    dormant: list[BoundRule] = []
    for rule in rules.values():
        if rule.id not in named:
            dormant.append(BoundRule(rule, rule.options(), rule.severity))
            continue
        bound, is_on = bind_rule(rule, root, problems)
        if bound is not None:
            (on if is_on else dormant).append(bound)
    return tuple(on), tuple(dormant)


def _wrong_layers(root: MapNode) -> Iterator[PolicyProblem]:
    layers, components = root.get("layers"), root.get("components")
    names = list(components.entries) if isinstance(components, MapNode) else []
    values = plain(layers) if layers else []
    for at, name in enumerate(values if isinstance(values, list) else ()):
        if isinstance(name, str) and name not in names:
            yield problem(place_at(root, ("layers", at)), f"the layer {shown(name)} is no component", suggestion(name, names))


def _wrong_waivers(root: MapNode, rules: Mapping[str, Rule]) -> Iterator[PolicyProblem]:
    waivers = root.get("waivers")
    values = plain(waivers) if waivers else []
    for at, waiver in enumerate(values if isinstance(values, list) else ()):
        named = waiver.get("rule") if isinstance(waiver, dict) else None
        for index, name in enumerate(named if isinstance(named, list) else [named]):
            if isinstance(name, str) and name not in rules:
                place = place_at(root, ("waivers", at, "rule", index))
                yield problem(place, f"there is no rule {shown(name)} to waive", suggestion(name, rules))


def _surroundings(file: PolicyFile, root: MapNode) -> Surroundings:
    coverage = file.coverage
    return Surroundings(
        components=tuple(_component(file, root, name) for name in file.components),
        layers=file.layers,
        coverage=CoverageSettings(coverage.reports, coverage.overall, coverage.patch, coverage.min_lines, coverage.tolerance),
        migrations=MigrationSettings(file.migrations.tool, file.migrations.paths),
    )


def _component(file: PolicyFile, root: MapNode, name: str) -> Component:
    section = file.components[name]
    unset = node_at(root, ("components", name, TARGET)) is None
    target = DOMAIN_TARGET if name == DOMAIN and unset else section.coverage
    return Component(name, section.paths, section.spec, target)


def _waiver(section: WaiverSection, root: MapNode, at: int) -> Waiver:
    place = place_at(root, ("waivers", at))
    return Waiver(
        rules=frozenset(section.rule),
        reason=section.reason.strip(),
        where=WaiverPlace.POLICY,
        by=str(place),
        path=place.file if place.in_repository else None,
        line=place.line if place.in_repository else None,
        paths=section.paths,
        until=section.until,
    )
