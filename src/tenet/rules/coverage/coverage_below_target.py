"""The coverage of a component, or of the whole, is under its target.

What it flags
    A component whose measured coverage is under the target that the policy gives it (80 % for one called `domain`), and
    the whole under `coverage.overall` (60 %). Statements count, and branches too where they were measured, exactly as
    coverage.py counts them. Percentages are compared unrounded: 79.996 is under 80.

Why
    Domain logic is where a fault costs most and where a test is cheapest. A target that holds for each component cannot
    be met by testing what is easy elsewhere.

Bad
    ```yaml
    # both: .github/tenet.yml
    version: 1
    components:
      domain: {paths: ["orders/domain/**"], coverage: 80}
    coverage: {reports: [lcov.info]}
    rules: {coverage-below-target: error}
    # head: orders/domain/discounts.py
    def reduced(total: int, percent: int) -> int:
        if percent > 100:
            raise ValueError(percent)
        return total - total * percent // 100
    # head: lcov.info
    SF:orders/domain/discounts.py
    DA:1,1
    DA:2,1
    DA:3,0
    DA:4,1
    end_of_record
    ```

Good
    ```yaml
    # both: .github/tenet.yml
    version: 1
    components:
      domain: {paths: ["orders/domain/**"], coverage: 80}
    coverage: {reports: [lcov.info]}
    rules: {coverage-below-target: error}
    # head: orders/domain/discounts.py
    def reduced(total: int, percent: int) -> int:
        if percent > 100:
            raise ValueError(percent)
        return total - total * percent // 100
    # head: lcov.info
    SF:orders/domain/discounts.py
    DA:1,1
    DA:2,1
    DA:3,1
    DA:4,1
    end_of_record
    ```

How to fix
    Add tests for the component until it reaches its target; the report's missing lines say where. Code that needs no test
    belongs into the exclusions of the coverage configuration, which Tenet follows.
"""

from collections.abc import Iterator

from tenet.domain.coverage import CoverageFigure, show_percent
from tenet.domain.finding import NotApplicable, Novelty, Outcome, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

OVERALL = "overall"


class Options(RuleOptions):
    """No options of its own: targets stand in `components` and `coverage`."""


def check(facts: Facts, _options: Options) -> Iterator[Outcome]:
    coverage = facts.coverage
    if coverage is None or not coverage.measured:
        yield NotApplicable("no coverage report could be used")
        return
    for name, figure in (*coverage.components.items(), (OVERALL, coverage.overall)):
        if not figure.meets_target:
            yield _violation(name, figure)


def _violation(name: str, figure: CoverageFigure) -> Violation:
    percent, target = figure.percent or 0.0, figure.target or 0.0
    subject = "Overall coverage" if name == OVERALL else f"Coverage of `{name}`"
    return Violation(
        message=f"{subject} is {show_percent(percent, target)} %, under its target of {target:g} % ({figure.covered} of {figure.total}).",
        remedy=f"Cover {figure.missing} more of it with tests, or change the target in the policy.",
        path=None,
        key=name,
        novelty=Novelty.NEW,
        data={"component": name, "percent": percent, "target": target},
    )


RULE = define(
    __name__,
    severity=Severity.ERROR,
    principle="tested domain logic",
    options=Options,
    check=check,
)
