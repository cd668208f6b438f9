"""There is no coverage report that can be used, so nothing is known about the tests.

What it flags
    A report that the policy or `--coverage` names and that is not there, cannot be read, measures nothing, whose paths are
    mostly no files of this repository, or whose lines cannot be those of the changed files: it was measured on other code.
    Each with what was tried.

Why
    A missing report must never look like a passing one.

Bad
    ```yaml
    # both: .github/tenet.yml
    version: 1
    components:
      domain: {paths: ["orders/domain/**"], coverage: 80}
    coverage: {reports: [lcov.info]}
    rules: {missing-coverage-report: error}
    # head: orders/domain/discounts.py
    def reduced(total: int, percent: int) -> int:
        if percent > 100:
            raise ValueError(percent)
        return total - total * percent // 100
    # head: lcov.info
    SF:/app/lib/elsewhere.py
    DA:1,1
    DA:2,1
    DA:3,1
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
    rules: {missing-coverage-report: error}
    # head: orders/domain/discounts.py
    def reduced(total: int, percent: int) -> int:
        if percent > 100:
            raise ValueError(percent)
        return total - total * percent // 100
    # head: lcov.info
    SF:/app/orders/domain/discounts.py
    DA:1,1
    DA:2,1
    DA:3,1
    DA:4,1
    end_of_record
    ```

How to fix
    Write the report in a step before Tenet's, inside the workspace, or download it there. Where paths do not match, set
    `relative_files = true` in coverage.py's configuration, or `[paths]`.
"""

from collections.abc import Iterator

from tenet.domain.finding import NotApplicable, Novelty, Outcome, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define


class Options(RuleOptions):
    """No options of its own."""


def check(facts: Facts, _options: Options) -> Iterator[Outcome]:
    coverage = facts.coverage
    if coverage is None or not coverage.required:
        yield NotApplicable("no coverage report is asked for")
        return
    if not any(file.path.endswith(".py") for file in facts.change.files):
        yield NotApplicable("the change touches no Python file")
        return
    for unusable in coverage.unusable:
        yield Violation(
            message=f"The coverage report {unusable.name} cannot be used: {unusable.reason}.",
            remedy="Write the report in a step before this one, inside the workspace, with paths of this repository.",
            path=None,
            key=unusable.name,
            novelty=Novelty.NEW,
            data={"report": unusable.name, "reason": unusable.reason},
        )
    if not coverage.unusable and not coverage.measured:
        yield Violation(
            message="There is no coverage report.",
            remedy="Name it in the policy (`coverage.reports`) or in the input `coverage`.",
            path=None,
            novelty=Novelty.NEW,
        )


RULE = define(
    __name__,
    severity=Severity.ERROR,
    principle="tested changes",
    options=Options,
    check=check,
)
