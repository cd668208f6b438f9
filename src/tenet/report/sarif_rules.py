"""The rules as SARIF describes them to code scanning."""

from collections.abc import Mapping
from dataclasses import dataclass

from tenet.domain.finding import Finding, Json
from tenet.domain.severity import Severity
from tenet.report.escape import shorten, visible
from tenet.report.home import RULE_PAGES
from tenet.report.rule_page import rule_page
from tenet.rules.rule import Rule

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}
PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "recommendation"}
PRECISIONS = {Severity.ERROR: "very-high", Severity.WARNING: "high", Severity.NOTICE: "medium"}
"""The catalogue gives a rule less weight the more it has to guess."""
LONGEST_NAME = 255
LONGEST_DESCRIPTION = 1024
"""Both by GitHub's documentation "SARIF support for code scanning"."""


@dataclass(frozen=True, slots=True)
class Weakness:
    """`score` is code scanning's `security-severity`, of over 0.0 up to 10.0; `cwe` is the number in MITRE's list."""

    score: str
    cwe: int


WEAKNESSES: Mapping[str, Weakness] = {
    "unauthenticated-route": Weakness("7.5", 306),
    "hardcoded-config": Weakness("5.5", 798),
    "leaked-internals": Weakness("5.3", 209),
}
"""The rules whose findings an attacker can use by themselves. A score makes every finding of a rule a security alert, so a
rule that guards the guard (`weakened-policy`) or the documents (`missing-threat-model`) has none."""


def descriptor(rule: Rule) -> Json:
    page = rule_page(rule)
    summary = {"text": shorten(f"{rule.summary}.", LONGEST_DESCRIPTION)}
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.id.split("-")),
        "shortDescription": summary,
        "fullDescription": summary,
        "help": {"text": page, "markdown": page},
        "helpUri": f"{RULE_PAGES}/{rule.id}.md",
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": _properties(rule),
    }


def _properties(rule: Rule) -> Json:
    ranked: dict[str, Json] = {"precision": PRECISIONS[rule.severity], "problem.severity": PROBLEMS[rule.severity]}
    weakness = WEAKNESSES.get(rule.id)
    if weakness is None:
        group = "policy" if rule.group == "security" else rule.group  # the tag `security` is for weaknesses alone
        return {"tags": ["tenet", group], **ranked}
    tags = ["tenet", rule.group, "security", f"external/cwe/cwe-{weakness.cwe}"]
    return {"tags": tags, **ranked, "security-severity": weakness.score}


def own_descriptor(finding: Finding) -> Json:
    """A rule of the repository's own, of which a verdict holds only what it found."""
    text = visible(finding.principle).strip() or finding.rule
    return {
        "id": finding.rule,
        "name": shorten(visible(finding.rule), LONGEST_NAME),
        "shortDescription": {"text": shorten(text, LONGEST_DESCRIPTION)},
        "fullDescription": {"text": shorten(text, LONGEST_DESCRIPTION)},
        "help": {"text": visible(finding.remedy).strip() or text},
        "defaultConfiguration": {"level": LEVELS[finding.severity]},
        "properties": {"tags": ["tenet", "custom"], "problem.severity": PROBLEMS[finding.severity]},
    }
