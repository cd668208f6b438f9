"""One rule's part of the policy: its severity, or a mapping of severity and options."""

from collections.abc import Iterator

from pydantic import ValidationError

from tenet.core.errors import PolicyProblem
from tenet.domain.finding import PolicyLine
from tenet.domain.severity import Severity
from tenet.policy.bound import BoundRule
from tenet.policy.merging import SEVERITY
from tenet.policy.nodes import MapNode, Place, Plain, ScalarNode, key_place_at, node_at, place_at, plain, without
from tenet.policy.problems import as_written, problems_of
from tenet.policy.wording import nearest, problem, shown
from tenet.rules.rule import Rule
from tenet.schemas.policy_values import Strictness, glob_problem, iso_date

PATTERNS = ("paths", "exclude")
DAY = "enforce_from"


def bind_rule(rule: Rule, root: MapNode, problems: list[PolicyProblem]) -> tuple[BoundRule | None, bool]:
    """The rule with its options, and whether it is on. Adds to `problems` what is wrong, and then gives no rule."""
    path = ("rules", rule.id)
    node = node_at(root, path)
    if not isinstance(node, MapNode):
        problems.append(problem(place_at(root, path), f"`rules.{rule.id}` has to be a severity or a mapping of options"))
        return None, False
    found = [*_wrong_severity(rule, root), *_wrong_patterns(rule, root), *_wrong_day(rule, root)]
    strictness = node_at(node, (SEVERITY,))
    severity = rule.severity
    is_on = not isinstance(strictness, ScalarNode) or strictness.value != Strictness.OFF
    given = plain(without(node, SEVERITY))
    bound = None
    try:
        options = rule.options.model_validate(_lists(given))
        if isinstance(strictness, ScalarNode) and is_on and not found:
            severity = Severity(str(strictness.value))
            options = options.model_copy(update={SEVERITY: severity})
        bound = BoundRule(rule, options, severity, policy_line(key_place_at(root, path)))
    except ValidationError as error:
        found.extend(entry for entry in problems_of(error, root, path, rule.options) if not _told(entry, found))
    problems.extend(found)
    return (None if found else bound), is_on


def policy_line(place: Place) -> PolicyLine:
    return PolicyLine(place.file, place.line, place.in_repository)


def _lists(given: Plain) -> Plain:
    """A single pattern stands for a list of one."""
    if not isinstance(given, dict):
        return given
    return {key: [value] if key in PATTERNS and isinstance(value, str) else value for key, value in given.items()}


def _told(entry: PolicyProblem, found: list[PolicyProblem]) -> bool:
    return any((other.file, other.line, other.column) == (entry.file, entry.line, entry.column) for other in found)


def _wrong_severity(rule: Rule, root: MapNode) -> Iterator[PolicyProblem]:
    path = ("rules", rule.id, SEVERITY)
    node = node_at(root, path)
    names = [strictness.value for strictness in Strictness]
    if node is not None and not (isinstance(node, ScalarNode) and node.value in names):
        given = as_written(node.value) if isinstance(node, ScalarNode) else "a collection"
        message = f"the severity of `{rule.id}` has to be one of {', '.join(names)}, not {shown(given)}"
        yield problem(node.place, message, nearest(given, names) if isinstance(node, ScalarNode) and node.value else "")


def _wrong_patterns(rule: Rule, root: MapNode) -> Iterator[PolicyProblem]:
    for key in PATTERNS:
        node = node_at(root, ("rules", rule.id, key))
        value = plain(node) if node else None
        for at, pattern in enumerate(value if isinstance(value, list) else [value]):
            wrong = glob_problem(pattern) if isinstance(pattern, str) else ""
            if wrong:
                yield problem(place_at(root, ("rules", rule.id, key, at)), f"`rules.{rule.id}.{key}`: {wrong}")


def _wrong_day(rule: Rule, root: MapNode) -> Iterator[PolicyProblem]:
    node = node_at(root, ("rules", rule.id, DAY))
    if isinstance(node, ScalarNode):
        try:
            iso_date(node.value)
        except ValueError as error:
            yield problem(node.place, f"`rules.{rule.id}.{DAY}` {error}, not {shown(as_written(node.value))}")
