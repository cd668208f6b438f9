"""SARIF 2.1.0, as GitHub code scanning takes it (GitHub's documentation "SARIF support for code scanning")."""

import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote

from tenet import __version__
from tenet.domain.finding import Finding, Json
from tenet.domain.policy import DEFAULT_NAME
from tenet.domain.verdict import Verdict
from tenet.report.home import HOME
from tenet.report.sarif_results import LEFT_OUT, ROOT, UNJUDGED, notifications, results
from tenet.report.sarif_rules import descriptor, own_descriptor
from tenet.rules.rule import Rule

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST_RESULTS = 25_000
"""A run with more is refused."""
MOST_BYTES = 9_500_000
"""Compressed. A file of more than 10 MB is refused."""

MOST_INDENTED = 1_000
"""Results. Beyond them nobody reads the file, and writing it indented takes ten times as long."""


def for_code_scanning(verdict: Verdict) -> Verdict:
    """The verdict without what is waived: code scanning does not read `suppressions`, and would open an alert for each."""
    return replace(verdict, findings=verdict.active)


def render_sarif(verdict: Verdict, rules: Mapping[str, Rule], repository: str = "") -> str:
    """`repository` is the address of the repository's page, where it is known."""
    kept: Sequence[Finding] = _weightiest(verdict.findings, MOST_RESULTS)
    text = _written(verdict, kept, rules, repository)
    while kept and _is_too_large(text):
        kept = _weightiest(kept, len(kept) // 2)
        text = _written(verdict, kept, rules, repository)
    return text


def _weightiest(findings: Sequence[Finding], most: int) -> Sequence[Finding]:
    """As many, in the order given: what blocks first, then by severity, what is waived last."""
    if len(findings) <= most:
        return findings
    ranked = sorted(range(len(findings)), key=lambda at: _rank(findings[at]))
    return [findings[at] for at in sorted(ranked[:most])]


def _rank(finding: Finding) -> tuple[bool, bool, int]:
    return finding.waived is not None, not finding.blocking, -finding.severity.weight


def _is_too_large(text: str) -> bool:
    data = text.encode()
    return len(data) > MOST_BYTES and len(gzip.compress(data, 6)) > MOST_BYTES


def _written(verdict: Verdict, kept: Sequence[Finding], rules: Mapping[str, Rule], repository: str) -> str:
    descriptors = _descriptors(verdict, kept, rules)
    indexes = {name: at for at, name in enumerate(descriptors)}
    run: dict[str, Json] = {
        "tool": {"driver": _driver(list(descriptors.values()))},
        "automationDetails": {"id": _category(verdict.policy.name)},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository."}}},
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": notifications(verdict, indexes, len(verdict.findings) - len(kept)),
            }
        ],
        "results": list(results(kept, verdict, indexes)),
    }
    if repository and verdict.head:
        provenance: Json = {"repositoryUri": repository, "revisionId": verdict.head, "mappedTo": {"uriBaseId": ROOT}}
        run["versionControlProvenance"] = [provenance]
    indent = 2 if len(kept) <= MOST_INDENTED else None
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=indent) + "\n"


def _driver(descriptors: Sequence[Json]) -> Json:
    unjudged: Json = {"id": UNJUDGED, "shortDescription": {"text": "A rule could not tell."}}
    left_out: Json = {"id": LEFT_OUT, "shortDescription": {"text": "Something is left out of this file."}}
    return {
        "name": "Tenet",
        "version": __version__,
        "semanticVersion": __version__,
        "informationUri": HOME,
        "notifications": [unjudged, left_out],
        "rules": descriptors,
    }


def _descriptors(verdict: Verdict, kept: Sequence[Finding], rules: Mapping[str, Rule]) -> dict[str, Json]:
    """Every rule of the catalogue that judged, so that the list does not change with the results; and those of the repository's
    own that found something."""
    first = {finding.rule: finding for finding in reversed(kept)}
    judged = {*verdict.passed, *(each.rule for each in verdict.skipped), *(each.rule for each in verdict.unknown)}
    names = sorted({*first, *(judged & rules.keys())})
    return {name: descriptor(rules[name]) if name in rules else own_descriptor(first[name]) for name in names}


def _category(policy: str) -> str:
    """What stands before the last slash is code scanning's category: results of one policy replace those of the same alone."""
    return "tenet/" if policy == DEFAULT_NAME else f"tenet/{quote(policy, safe='', errors='backslashreplace')}/"
