"""The tests cover less of a component than they did at the base.

What it flags
    A component, or the whole, whose coverage is lower than in the report of the base by more than `coverage.tolerance`
    percentage points (0.5). The files that fell farthest are named, also those that the change does not touch: a test
    that is deleted or skipped shows there.

Why
    A component far over its target can lose tests for years before the target notices.

Bad
    ```yaml
    # both: .github/tenet.yml
    version: 1
    components:
      domain: {paths: ["orders/domain/**"], coverage: 80}
    coverage: {reports: [lcov.info]}
    rules: {coverage-drop: warning}
    # both: orders/domain/discounts.py
    def reduced(total: int, percent: int) -> int:
        return total - total * percent // 100
    # base: lcov.info
    SF:orders/domain/discounts.py
    DA:1,1
    DA:2,1
    end_of_record
    # head: lcov.info
    SF:orders/domain/discounts.py
    DA:1,1
    DA:2,0
    end_of_record
    ```

Good
    ```yaml
    # both: .github/tenet.yml
    version: 1
    components:
      domain: {paths: ["orders/domain/**"], coverage: 80}
    coverage: {reports: [lcov.info]}
    rules: {coverage-drop: warning}
    # both: orders/domain/discounts.py
    def reduced(total: int, percent: int) -> int:
        return total - total * percent // 100
    # base: lcov.info
    SF:orders/domain/discounts.py
    DA:1,1
    DA:2,1
    end_of_record
    # head: lcov.info
    SF:orders/domain/discounts.py
    DA:1,1
    DA:2,1
    end_of_record
    ```

How to fix
    Bring the tests back, or cover what the change added. The base's report comes with `--base-coverage` or the input
    `base-coverage`, mostly an artifact of the default branch's last run; without one, nothing is flagged.
"""

from collections.abc import Iterator

from tenet.domain.coverage import CoverageFigure, FileFall, show_percent
from tenet.domain.finding import Json, NotApplicable, Novelty, Outcome, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

OVERALL = "overall"
NAMED = 5
"""Files that a message names at most."""


class Options(RuleOptions):
    """No options of its own: the tolerance stands in `coverage`."""


def check(facts: Facts, _options: Options) -> Iterator[Outcome]:
    coverage = facts.coverage
    if coverage is None or not coverage.measured:
        yield NotApplicable("no coverage report could be used")
        return
    if coverage.overall.base_percent is None:
        yield NotApplicable("there is no coverage report of the base to compare with")
        return
    held = {component.name: component for component in facts.surroundings.components}
    for name, figure in coverage.components.items():
        if _falls(figure, coverage.settings.tolerance):
            yield _violation(name, figure, [fall for fall in coverage.falls if held[name].holds(fall.path)])
    if _falls(coverage.overall, coverage.settings.tolerance):
        yield _violation(OVERALL, coverage.overall, list(coverage.falls))


def _falls(figure: CoverageFigure, tolerance: float) -> bool:
    return figure.percent is not None and figure.base_percent is not None and figure.base_percent - figure.percent > tolerance


def _violation(name: str, figure: CoverageFigure, falls: list[FileFall]) -> Violation:
    percent, before = figure.percent or 0.0, figure.base_percent or 0.0
    subject = "Overall coverage" if name == OVERALL else f"Coverage of `{name}`"
    files = "; ".join(f"`{fall.path}` {show_percent(fall.base_percent)} to {show_percent(fall.percent)} %" for fall in falls[:NAMED])
    listed: list[Json] = [{"path": fall.path, "base_percent": fall.base_percent, "percent": fall.percent} for fall in falls]
    return Violation(
        message=f"{subject} falls from {show_percent(before)} to {show_percent(percent, before)} %{f': {files}' if files else ''}.",
        remedy="Bring back the tests that ran it, or cover what the change adds.",
        path=None,
        key=name,
        novelty=Novelty.NEW,
        data={"component": name, "percent": percent, "base_percent": before, "files": listed},
    )


RULE = define(
    __name__,
    severity=Severity.WARNING,
    principle="tested domain logic",
    options=Options,
    check=check,
)
