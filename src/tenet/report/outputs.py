"""The outputs of the action."""

from collections.abc import Mapping

from tenet.domain.coverage import CoverageFigure, show_percent
from tenet.domain.severity import Severity
from tenet.domain.verdict import Verdict

DOMAIN = "domain"


def action_outputs(verdict: Verdict, result_file: str) -> Mapping[str, str]:
    """By the names in `action.yml`. Percentages have two decimals; empty where there is nothing to count."""
    coverage = verdict.coverage
    return {
        "verdict": verdict.conclusion.value,
        "findings": str(len(verdict.active)),
        "errors": str(sum(finding.severity is Severity.ERROR for finding in verdict.active)),
        "coverage": _percent(coverage.overall if coverage else None),
        "domain-coverage": _percent(coverage.components.get(DOMAIN) if coverage else None),
        "patch-coverage": _percent(coverage.patch if coverage else None),
        "result-file": result_file,
    }


def _percent(figure: CoverageFigure | None) -> str:
    return "" if figure is None or figure.percent is None else show_percent(figure.percent, figure.target)
