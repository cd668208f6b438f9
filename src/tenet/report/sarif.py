"""SARIF 2.1.0, as GitHub code scanning takes it (GitHub's documentation "SARIF support for code scanning")."""

import json
from collections.abc import Mapping
from urllib.parse import quote

from tenet import __version__
from tenet.core.text import displayable
from tenet.domain.change import Side
from tenet.domain.finding import Finding, Json
from tenet.domain.severity import Severity
from tenet.domain.verdict import Verdict
from tenet.rules.rule import Rule

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render_sarif(verdict: Verdict, rules: Mapping[str, Rule]) -> str:
    shown = sorted({finding.rule for finding in verdict.findings})
    run: Json = {
        "tool": {
            "driver": {
                "name": "Tenet",
                "semanticVersion": __version__,
                "rules": [_rule(rules[name]) if name in rules else _own_rule(verdict, name) for name in shown],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, shown.index(finding.rule)) for finding in verdict.findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: Rule) -> Json:
    properties: Json = {"tags": [rule.group, "tenet"], "precision": "very-high"}
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.id.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.summary},
        "help": {"text": rule.manual, "markdown": rule.manual},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": properties,
    }


def _own_rule(verdict: Verdict, name: str) -> Json:
    """A rule of the repository's own, of which a verdict holds only what it found."""
    finding = next(finding for finding in verdict.findings if finding.rule == name)
    text = displayable(finding.principle)
    properties: Json = {"tags": ["custom", "tenet"]}
    return {"id": name, "shortDescription": {"text": text}, "help": {"text": displayable(finding.remedy) or text}, "properties": properties}


def _result(finding: Finding, index: int) -> Json:
    result: dict[str, Json] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": LEVELS[finding.severity],
        "message": {"text": displayable(f"{finding.message} {finding.remedy}")},
        "locations": [_location(finding)],
        "partialFingerprints": {"tenet/v1": finding.fingerprint},
    }
    if finding.waived is not None:
        kind = "inSource" if finding.waived.where == "line" else "external"
        result["suppressions"] = [{"kind": kind, "status": "accepted", "justification": displayable(finding.waived.reason)}]
    return result


def _location(finding: Finding) -> Json:
    """Code scanning shows only results that have a place in a file: what has none points at the policy's usual place."""
    placed = finding.path is not None and finding.side is Side.HEAD
    path = finding.path if finding.path is not None and placed else ".github/tenet.yml"
    first = finding.line if placed and finding.line else 1
    region: dict[str, Json] = {"startLine": first, "endLine": max(first, finding.end_line or first) if placed else first}
    return {"physicalLocation": {"artifactLocation": {"uri": quote(path.encode("utf-8", "surrogateescape"))}, "region": region}}
