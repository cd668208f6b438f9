"""Finds the rules. A rule that fails to load stops the run; so does a second rule of the same id."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

import tenet.rules as room
from tenet.rules.rule import Rule

GROUPS = ("specs", "migrations", "coverage", "api", "errors", "typing", "hygiene", "architecture", "resilience", "security", "ai")
"""The folders of rules, in the order of the catalogue."""


def load_rules() -> Mapping[str, Rule]:
    """Every rule by its id, by group and then by name. Raises TypeError or ValueError for a file that is no rule."""
    folders = {info.name for info in iter_modules(room.__path__) if info.ispkg}
    if strange := folders - set(GROUPS):
        raise ValueError(f"rules/ holds folders that are no group: {', '.join(sorted(strange))}")
    rules: dict[str, Rule] = {}
    for group in filter(folders.__contains__, GROUPS):
        package = import_module(f"{room.__name__}.{group}")
        for name in sorted(info.name for info in iter_modules(package.__path__)):
            rule = getattr(import_module(f"{package.__name__}.{name}"), "RULE", None)
            if not isinstance(rule, Rule):
                raise TypeError(f"rules/{group}/{name}.py defines no RULE")
            if rule.id in rules:
                raise ValueError(f"two rules are called {rule.id}")
            rules[rule.id] = rule
    return rules
