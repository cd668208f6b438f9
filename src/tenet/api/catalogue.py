"""`tenet rules` and `tenet explain`."""

from difflib import get_close_matches

from tenet.core.errors import InputFault
from tenet.report.rule_page import rule_page, rules_as_json, rules_as_text
from tenet.rules.registry import load_rules


def list_rules() -> str:
    return rules_as_text(load_rules())


def list_rules_as_json() -> str:
    return rules_as_json(load_rules())


def explain_rule(name: str) -> str:
    """Raises InputFault for a name that is no rule."""
    rules = load_rules()
    if name not in rules:
        near = get_close_matches(name, rules, n=1)
        raise InputFault(f"There is no rule `{name}`.", hint=f"Did you mean `{near[0]}`?" if near else "`tenet rules` lists them.")
    return rule_page(rules[name])
