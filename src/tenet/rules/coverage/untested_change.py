"""Domain code behaves otherwise, and no test of the change runs it.

What it flags
    Functions of the components in `components` (`domain`) whose behaviour the change alters, where the coverage report
    says that no test ran the changed lines, and the change touches no test. One finding for each file.

Why
    A rule of the business that changes without a test that notices will change again without one.

Bad
    ```yaml
    # both: .github/tenet.yml
    version: 1
    components:
      domain: {paths: ["orders/domain/**"]}
    coverage: {reports: [lcov.info]}
    rules: {untested-change: warning}
    # base: orders/domain/discounts.py
    def reduced(total: int, percent: int) -> int:
        return total - total * percent // 100
    # head: orders/domain/discounts.py
    def reduced(total: int, percent: int) -> int:
        return total - total * min(percent, 50) // 100
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
      domain: {paths: ["orders/domain/**"]}
    coverage: {reports: [lcov.info]}
    rules: {untested-change: warning}
    # base: orders/domain/discounts.py
    def reduced(total: int, percent: int) -> int:
        return total - total * percent // 100
    # head: orders/domain/discounts.py
    def reduced(total: int, percent: int) -> int:
        return total - total * min(percent, 50) // 100
    # head: lcov.info
    SF:orders/domain/discounts.py
    DA:1,1
    DA:2,3
    end_of_record
    ```

How to fix
    Add a test that fails without the change. Layout, docstrings and annotations are no behaviour, and lines that a test
    runs already are not flagged.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.change import FileStatus
from tenet.domain.finding import NotApplicable, Outcome, Violation
from tenet.domain.severity import Severity
from tenet.facts.contract.subject import is_test
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.coverage.untested import UntestedFunction

NAMED = 3
"""Functions that a message names at most."""


class Options(RuleOptions):
    components: tuple[str, ...] = Field(default=("domain",), description="The components whose code is domain code.")


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    coverage = facts.coverage
    held = [component for component in facts.surroundings.components if component.name in options.components]
    if coverage is None or not coverage.measured:
        yield NotApplicable("no coverage report could be used")
    elif not held:
        yield NotApplicable(f"the policy has no component called {' or '.join(options.components)}")
    elif any(is_test(file.path) and file.status is not FileStatus.REMOVED for file in facts.change.files):
        yield NotApplicable("the change touches tests")
    else:
        for path in sorted(coverage.changed):
            if any(component.holds(path) for component in held):
                yield from _of_file(facts, path)


def _of_file(facts: Facts, path: str) -> Iterator[Violation]:
    from tenet.facts.coverage.untested import untested_functions

    file, head = facts.change.by_path[path], facts.head_modules.parsed_at(path)
    base = None if file.base_path is None else facts.base_modules.parsed_at(file.base_path)
    measured = None if facts.coverage is None else facts.coverage.changed.get(path)
    if head is not None and measured is not None:
        found = tuple(untested_functions(file, measured, head, base))
        if found:
            yield _violation(path, found)


def _violation(path: str, found: "tuple[UntestedFunction, ...]") -> Violation:
    shown = ", ".join(f"`{function.name}`" for function in found[:NAMED])
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    verb = "changes" if len(found) == 1 else "change"
    return Violation(
        message=f"{shown}{more} {verb}, no test changes with it, and no test runs the changed lines.",
        remedy="Add a test that fails without this change.",
        path=path,
        line=found[0].line,
        key=found[0].name,
        data={"functions": [function.name for function in found], "statements": sum(function.statements for function in found)},
    )


RULE = define(
    __name__,
    severity=Severity.WARNING,
    principle="tested domain logic",
    options=Options,
    check=check,
)
