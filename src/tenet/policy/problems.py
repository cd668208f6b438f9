"""What pydantic finds wrong in a policy, in words for the person who wrote the file, each with its place."""

import re
from collections.abc import Iterator, Mapping

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tenet.core.errors import PolicyProblem
from tenet.policy.nodes import MapNode, YamlScalar, key_place_at, place_at
from tenet.policy.wording import problem, shown, suggestion
from tenet.schemas.custom_rule import CustomRuleSection, CustomTests, PatternRule, Relation
from tenet.schemas.policy import (
    ComponentSection,
    CoverageSection,
    MigrationsSection,
    PolicyFile,
    ReviewSection,
    WaiverSection,
)
from tenet.schemas.policy_values import Hinted

Location = tuple[int | str, ...]
KEY_MARK = "[key]"
QUOTED = re.compile(r"'([^']*)'")

PATTERN_KEYS = frozenset({"rule", "constraints", "utils"})
"""What of a custom rule holds rules of ast-grep."""
RELATIONS = frozenset({"inside", "has", "precedes", "follows"})
SECTIONS: Mapping[str, type[BaseModel]] = {
    "components": ComponentSection,
    "coverage": CoverageSection,
    "custom": CustomRuleSection,
    "migrations": MigrationsSection,
    "review": ReviewSection,
    "waivers": WaiverSection,
}
KINDS = (
    ("int", "a whole number"),
    ("float", "a number"),
    ("bool", "true or false"),
    ("string", "a text"),
    ("date", "a date such as 2027-03-31"),
    ("tuple", "a list"),
    ("list", "a list"),
    ("dict", "a mapping of keys"),
    ("model", "a mapping of keys"),
)
BOUNDS = (("ge", "at least"), ("gt", "more than"), ("le", "at most"), ("lt", "less than"), ("max_length", "no longer than"))


def problems_of(
    error: ValidationError, root: MapNode, within: Location = (), model: type[BaseModel] = PolicyFile
) -> Iterator[PolicyProblem]:
    """One problem for each of pydantic's. `within` leads from the root to what `model` judged."""
    found = error.errors(include_url=False)
    for details in found:
        if not any(_covers(details["loc"], other["loc"]) for other in found):
            yield _problem_of(details, root, within, model)


def _covers(outer: Location, inner: Location) -> bool:
    """A collection is also too short where its items are wrong: the items are what to mend."""
    return len(inner) > len(outer) and inner[: len(outer)] == outer


def _problem_of(details: ErrorDetails, root: MapNode, within: Location, model: type[BaseModel]) -> PolicyProblem:
    path = (*within, *details["loc"])
    kind, name = details["type"], str(path[-1]) if path else ""
    setting = dotted(path)
    if kind == "extra_forbidden":
        allowed = _keys(model, details["loc"][:-1])
        return problem(key_place_at(root, path), f"unknown key {shown(setting)}", suggestion(name, allowed))
    if kind == "missing":
        return problem(place_at(root, path), f"`{setting}` is missing")
    if name == KEY_MARK and kind == "enum":
        key = str(path[-2])
        return problem(key_place_at(root, path[:-1]), f"unknown key {shown(dotted(path[:-1]))}", suggestion(key, _expected(details)))
    if name == KEY_MARK:
        message = f"{shown(str(path[-2]))} is not a name: lower-case letters, digits, `-` and `_`, at most 40"
        return problem(key_place_at(root, path[:-1]), message)
    given = details["input"]
    what = f", not {shown(as_written(given))}" if isinstance(given, (str, int, float)) else ""
    error = details.get("ctx", {}).get("error")
    if isinstance(error, Hinted):
        return problem(place_at(root, path), f"`{setting}` {error}", error.hint)
    if kind in {"enum", "literal_error"}:
        return problem(place_at(root, path), f"`{setting}` has to be {_choice(details)}{what}", _near(details))
    return problem(place_at(root, path), f"`{setting}` {_reason(details, kind)}{what}")


def as_written(value: YamlScalar) -> str:
    """A value as the file writes it."""
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    return f"{value:g}" if isinstance(value, float) else str(value)


def dotted(path: Location) -> str:
    """`components.domain.paths[0]`, as a person writes the way to a value."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return text.removeprefix(".")


def _keys(model: type[BaseModel], location: Location) -> tuple[str, ...]:
    if model is PolicyFile and location and isinstance(location[0], str):
        model = SECTIONS.get(location[0], model)
    if model is CustomRuleSection and PATTERN_KEYS.intersection(location):
        model = Relation if RELATIONS.intersection(location) else PatternRule
    elif model is CustomRuleSection and "tests" in location:
        model = CustomTests
    return tuple(field.alias or name for name, field in model.model_fields.items())


def _choice(details: ErrorDetails) -> str:
    names = _expected(details)
    return f"one of {', '.join(names)}" if names else str(details.get("ctx", {}).get("expected", ""))


def _expected(details: ErrorDetails) -> list[str]:
    return QUOTED.findall(str(details.get("ctx", {}).get("expected", "")))


def _near(details: ErrorDetails) -> str:
    given, names = details["input"], _expected(details)
    return suggestion(given, names).partition("allowed:")[0].strip() if isinstance(given, str) and names else ""


def _reason(details: ErrorDetails, kind: str) -> str:
    context = details.get("ctx", {})
    if kind in {"value_error", "assertion_error"}:
        return str(context.get("error", "is not valid"))
    if kind.startswith("too_short"):
        return "must not be empty"
    if kind == "string_pattern_mismatch":
        return "holds a character that is not allowed here, or is too long"
    for name, words in BOUNDS:
        if name in context:
            return f"has to be {words} {context[name]}"
    return next((f"has to be {words}" for prefix, words in KINDS if kind.startswith(prefix)), "is not valid here")
