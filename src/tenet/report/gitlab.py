"""GitLab's code quality report (GitLab's documentation "Code Quality report format").

An array of issues and nothing beside it, so what blocks without a finding (a rule that could not tell) is an issue too. What is
waived is none. GitLab stops reading at the first issue that is not of this form.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator

from tenet.domain.finding import Json
from tenet.domain.severity import Severity
from tenet.domain.verdict import Verdict
from tenet.report.escape import shorten, visible
from tenet.report.file_place import FilePlace, place_of, place_of_unknown, said_of_unknown

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTICE: "info"}
BLOCKER = "blocker"
LONGEST_DESCRIPTION = 2_000


def render_gitlab(verdict: Verdict) -> str:
    return json.dumps(list(_issues(verdict)), indent=2) + "\n"


def _issues(verdict: Verdict) -> Iterator[Json]:
    seen = Counter[str]()
    for finding in verdict.active:
        place = place_of(finding, verdict.policy)
        severity = BLOCKER if finding.blocking else SEVERITIES[finding.severity]
        fingerprint = _unique(finding.fingerprint, seen)
        yield _issue(f"{place.prefix}{finding.message} {finding.remedy}", finding.rule, fingerprint, severity, place)
    for unknown in verdict.unknown:
        if unknown.blocking:
            said = said_of_unknown(unknown)
            fingerprint = _unique(_digest(f"{unknown.rule}\0{unknown.path}\0{said}"), seen)
            yield _issue(said, unknown.rule, fingerprint, BLOCKER, place_of_unknown(unknown, verdict.policy))


def _unique(fingerprint: str, seen: Counter[str]) -> str:
    """GitLab shows issues of one fingerprint as one: the second gets another, which is the same in the next run."""
    seen[fingerprint] += 1
    return fingerprint if seen[fingerprint] == 1 else _digest(f"{fingerprint}\0{seen[fingerprint]}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def _issue(description: str, rule: str, fingerprint: str, severity: str, place: FilePlace) -> Json:
    return {
        "description": shorten(visible(" ".join(description.split("\n"))).strip(), LONGEST_DESCRIPTION) or rule,
        "check_name": rule,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": visible(place.path), "lines": {"begin": place.line}},
    }
