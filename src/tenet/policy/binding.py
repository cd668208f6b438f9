"""Judges a policy document against the format and the rules, and binds it. Every problem is told at once."""

from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from tenet.core.errors import PolicyFault, PolicyProblem
from tenet.domain.component import Component
from tenet.domain.finding import Waiver, WaiverPlace
from tenet.domain.policy import CoverageSettings, MigrationSettings, ReviewSettings, Surroundings
from tenet.policy.bound import BoundPolicy, BoundRule
from tenet.policy.custom_rules import bound_as_stated, custom_rule, with_stated_paths, wrong_patterns
from tenet.policy.loading import PolicyDocument
from tenet.policy.merging import DOMAIN, TARGET
from tenet.policy.nodes import MapNode, Place, key_place_at, node_at, place_at, plain
from tenet.policy.problems import problems_of
from tenet.policy.rule_settings import bind_rule
from tenet.policy.wording import problem, shown, suggestion
from tenet.rules.rule import Rule
from tenet.schemas.custom_rule import CustomRuleSection
from tenet.schemas.policy import PolicyFile, WaiverSection
from tenet.schemas.policy_values import Strictness

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
    custom = dict(enumerate(file.custom)) if file is not None else {}
    problems.extend(_wrong_names(custom, rules, root))
    problems.extend(wrong_patterns(custom, root))
    own = {section.id: (section, place_at(root, ("custom", at))) for at, section in custom.items()}
    known = {**rules, **{section.id: custom_rule(section) for section in custom.values() if section.id not in rules}}
    on, dormant = _rules(root, known, own, problems)
    problems.extend(_wrong_layers(root))
    problems.extend(_wrong_waivers(root, known))
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
        custom=file.custom,
        document=document,
    )


def _wrong_version(document: PolicyDocument) -> Iterator[PolicyProblem]:
    """A policy states its own version, whatever it extends."""
    if document.own.get("version") is None and document.root.get("version") is not None:
        yield problem(document.own.place, "`version` is missing", "start with `version: 1`")


Own = Mapping[str, tuple[CustomRuleSection, Place]]
"""The custom rules by id, each with where it is stated."""
Bound = tuple[tuple[BoundRule, ...], tuple[BoundRule, ...]]


def _wrong_names(custom: Mapping[int, CustomRuleSection], rules: Mapping[str, Rule], root: MapNode) -> Iterator[PolicyProblem]:
    """Custom rules that are called as another rule is."""
    names = [section.id for section in custom.values()]
    for at, section in custom.items():
        if section.id in rules or section.id in names[:at]:
            yield problem(place_at(root, ("custom", at, "id")), f"there is already a rule {shown(section.id)}", "give this one another id")


def _rules(root: MapNode, rules: Mapping[str, Rule], own: Own, problems: list[PolicyProblem]) -> Bound:
    """The rules that are on and those that are off. One of the catalogue that the policy does not name is off."""
    rules_node = root.get("rules")
    named = rules_node.entries if isinstance(rules_node, MapNode) else {}
    problems.extend(
        problem(key_place_at(root, ("rules", name)), f"there is no rule {shown(name)}", suggestion(name, rules))
        for name in named
        if name not in rules
    )
    on: list[BoundRule] = []
    dormant: list[BoundRule] = []
    for rule in rules.values():
        stated = own.get(rule.id)
        if rule.id in named:
            bound, is_on = bind_rule(rule, root, problems)
        elif stated is not None:
            bound, is_on = bound_as_stated(stated[0], rule, stated[1]), stated[0].severity is not Strictness.OFF
        else:
            bound, is_on = BoundRule(rule, rule.options(), rule.severity), False
        if bound is not None:
            (on if is_on else dormant).append(with_stated_paths(bound, stated[0]) if stated is not None else bound)
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
