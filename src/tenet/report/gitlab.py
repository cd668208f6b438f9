"""GitLab's code quality report (GitLab's documentation "Code Quality report format")."""

import json

from tenet.core.text import displayable
from tenet.domain.severity import Severity
from tenet.domain.verdict import Verdict

SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTICE: "info"}


def render_gitlab(verdict: Verdict) -> str:
    report = [
        {
            "description": displayable(f"{finding.message} {finding.remedy}"),
            "check_name": finding.rule,
            "fingerprint": finding.fingerprint,
            "severity": "blocker" if finding.blocking else SEVERITIES[finding.severity],
            "location": {"path": displayable(finding.path or ".github/tenet.yml"), "lines": {"begin": finding.line or 1}},
        }
        for finding in verdict.active
    ]
    return json.dumps(report, indent=2) + "\n"
