"""The code of a component changed, and no spec document covers it.

What it flags
    A component whose code this change adds, or changes in what it does, while none of the documents that the policy or
    their own front matter names for it exists. With captures (`paths: ["src/{name}/**"]`, `spec: ["specs/{name}.md"]`),
    each part that has no document. Not flagged: tests, generated code, comments, formatting and other changes that leave
    the behaviour as it was, components with `spec: none`, and those that neither name a document nor have one.

Why
    Code without a spec can be checked against nothing but itself. What it should do is then known only to whoever wrote it.

Bad
    ```python
    # both: .github/tenet.yml
    version: 1
    components: {services: {paths: ["src/{name}/**"], spec: ["specs/{name}.md"]}}
    # both: specs/orders.md
    # Orders
    # head: src/refunds/service.py
    def refund(order_id: int, amount: int) -> None:
        print("refunding", order_id, amount)
    ```

Good
    ```python
    # both: .github/tenet.yml
    version: 1
    components: {services: {paths: ["src/{name}/**"], spec: ["specs/{name}.md"]}}
    # head: specs/refunds.md
    # Refunds

    A paid order is refunded once, in full or in part.
    # head: src/refunds/service.py
    def refund(order_id: int, amount: int) -> None:
        print("refunding", order_id, amount)
    ```

How to fix
    Write the document that the message names: requirements, architecture decisions, constraints. Code that needs no spec
    is a component of its own with `spec: none`.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tenet.domain.finding import NotApplicable, Novelty, Outcome, Unknown, Violation
from tenet.domain.severity import Severity
from tenet.facts.contract.subject import is_test
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.contract.contract_facts import ComponentChange
    from tenet.facts.contract.difference import Difference
    from tenet.facts.spec.coverage import SpecCoverage


class Options(RuleOptions):
    """None of its own."""


def check(facts: Facts, _: Options) -> Iterator[Outcome]:
    covered = [coverage for coverage in facts.specs.components if coverage.specified]
    if not covered:
        yield NotApplicable("no component of the policy has a spec document")
    for coverage in covered:
        if not any(document.at_head for document in coverage.documents):
            change = facts.contract.of(coverage.component.name)
            if change is not None and _has_code(facts, coverage):
                yield from _judge(facts, coverage, change)


def _has_code(facts: Facts, coverage: "SpecCoverage") -> bool:
    """A component that the change removes needs no spec any more."""
    holds, speaks_for = coverage.component.holds, coverage.speaks_for
    return any(speaks_for(path) and holds(path) and not is_test(path) for path in facts.head_modules.python_files)


def _judge(facts: Facts, coverage: "SpecCoverage", change: "ComponentChange") -> Iterator[Outcome]:
    differences = [difference for difference in change.behaviour if coverage.speaks_for(difference.path)]
    if differences:
        yield _violation(facts, coverage, differences)
    else:
        unread = (file for file in change.unread if coverage.speaks_for(file.path))
        yield from (Unknown(f"behaviour of {coverage.name}", file.reason, file.path, file.line) for file in unread)


def _violation(facts: Facts, coverage: "SpecCoverage", differences: "list[Difference]") -> Violation:
    from tenet.facts.contract.difference import place_of, told

    name, wanted = coverage.name, coverage.absent or coverage.names
    at, line, end_line = place_of(differences, facts.change)
    documents = " or ".join(f"`{document}`" for document in wanted)
    return Violation(
        message=f"{name} changed and has no spec document: {told(differences)}.",
        remedy=f"Write {documents}: what {name} has to do, what was decided, what limits it. Or say `spec: none` in the policy.",
        path=at.path,
        line=line,
        end_line=end_line,
        side=at.side,
        key=name,
        novelty=Novelty.NEW,
        data={
            "component": coverage.component.name,
            "specs": list(wanted),
            "changes": [difference.data for difference in differences],
        },
    )


RULE = define(
    __name__,
    severity=Severity.ERROR,
    principle="a spec before the code",
    options=Options,
    check=check,
)
