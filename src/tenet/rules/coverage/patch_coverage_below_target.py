"""Too few of the changed lines are covered by tests.

What it flags
    Every run of changed statements that no test ran, once, as a range, where the changed lines together are under their
    target (`coverage.patch`, 80 %).

Why
    The change is what its author knows best right now. Coverage of the whole can stay green for years while every new line
    goes untested.

Bad
    ```yaml
    # both: .github/tenet.yml
    version: 1
    components:
      domain: {paths: ["orders/domain/**"], coverage: 80}
    coverage: {reports: [lcov.info]}
    rules: {patch-coverage-below-target: error}
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
    rules: {patch-coverage-below-target: error}
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
    Add a test that runs the lines. Fewer changed statements than `coverage.min_lines` are not judged.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tenet.domain.coverage import show_percent
from tenet.domain.finding import NotApplicable, Outcome, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.coverage.patch import UncoveredRun


class Options(RuleOptions):
    """No options of its own: the target and `min_lines` stand in `coverage`."""


def check(facts: Facts, _options: Options) -> Iterator[Outcome]:
    coverage = facts.coverage
    if coverage is None or not coverage.measured:
        yield NotApplicable("no coverage report could be used")
        return
    figure = coverage.patch_figure
    if figure.percent is None or figure.total < coverage.settings.min_lines:
        yield NotApplicable(f"{figure.total} changed statements are measured, fewer than are judged")
    elif not figure.meets_target:
        shown = f"{show_percent(figure.percent, figure.target)} %"
        for run in coverage.patch.runs:
            yield _violation(facts, run, f"{shown} of the changed lines are covered, target {figure.target or 0:g} %")


def _violation(facts: Facts, run: "UncoveredRun", standing: str) -> Violation:
    symbol = facts.head_modules.symbol_at(run.path, run.first)
    lines = f"Line {run.first} is" if run.first == run.last else f"Lines {run.first} to {run.last} are"
    return Violation(
        message=f"{lines} run by no test{f' (in `{symbol}`)' if symbol else ''}: {standing}.",
        remedy=f"Add a test that runs {f'this part of `{symbol}`' if symbol else 'these lines'}.",
        path=run.path,
        line=run.first,
        end_line=run.last,
        data={"statements": run.statements, "symbol": symbol},
    )


RULE = define(
    __name__,
    severity=Severity.ERROR,
    principle="tested changes",
    options=Options,
    check=check,
)
