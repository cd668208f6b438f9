"""The code of a component changed, and none of the spec documents that cover it did.

What it flags
    A component whose contract this change alters (routes, public signatures, models, settings, tables), while no spec
    document that covers it changes in more than white space. With `when: behaviour`, any change of what the code does.

Why
    The spec guides the code, and the code is checked against the spec. A spec that falls behind misleads the next
    person, and every tool, that trusts it.

Bad
    ```python
    # both: .github/tenet.yml
    version: 1
    components: {orders: {paths: ["orders/**"], spec: [specs/orders.md]}}
    # both: specs/orders.md
    An order has a number.
    # base: orders/schemas.py
    from pydantic import BaseModel

    class Order(BaseModel):
        number: int
    # head: orders/schemas.py
    from pydantic import BaseModel

    class Order(BaseModel):
        number: int
        nickname: str | None = None
    ```

Good
    ```python
    # both: .github/tenet.yml
    version: 1
    components: {orders: {paths: ["orders/**"], spec: [specs/orders.md]}}
    # base: specs/orders.md
    An order has a number.
    # head: specs/orders.md
    An order has a number, and a nickname where the customer gives one.
    # base: orders/schemas.py
    from pydantic import BaseModel

    class Order(BaseModel):
        number: int
    # head: orders/schemas.py
    from pydantic import BaseModel

    class Order(BaseModel):
        number: int
        nickname: str | None = None
    ```

How to fix
    Write into the spec what the code now promises. Code that only catches up with its spec is not flagged: where a
    document already describes every new promise, the rule is silent.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.finding import NotApplicable, Novelty, Outcome, Unknown, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.contract.contract_facts import ComponentChange
    from tenet.facts.contract.difference import Difference
    from tenet.facts.spec.coverage import SpecCoverage


class When(StrEnum):
    CONTRACT = "contract"
    BEHAVIOUR = "behaviour"


class Options(RuleOptions):
    when: When = Field(
        default=When.CONTRACT,
        description="`contract`: what others rely on changed. `behaviour`: anything that the code does changed.",
        json_schema_extra={"weaker": ["behaviour", "contract"]},
    )


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    covered = [coverage for coverage in facts.specs.components if coverage.specified]
    if not covered:
        yield NotApplicable("no component of the policy has a spec document")
    for coverage in covered:
        change = facts.contract.of(coverage.component.name)
        if change is not None and not coverage.updated:
            yield from _judge(facts, options.when, coverage, change)


def _judge(facts: Facts, when: When, coverage: "SpecCoverage", change: "ComponentChange") -> Iterator[Outcome]:
    from tenet.facts.spec.agreement import agrees_with_specs

    contract = [difference for difference in change.contract if coverage.speaks_for(difference.path)]
    beyond = [] if when is When.CONTRACT else [each for each in change.beyond_contract if coverage.speaks_for(each.path)]
    foreseen = not beyond and agrees_with_specs(contract, lambda: change.promises, coverage, facts.head)
    if (contract or beyond) and not foreseen:
        yield _violation(facts, coverage, [*contract, *beyond])
    else:
        unread = (file for file in change.unread if coverage.speaks_for(file.path))
        yield from (Unknown(f"contract of {coverage.name}", file.reason, file.path, file.line) for file in unread)


def _violation(facts: Facts, coverage: "SpecCoverage", differences: Sequence["Difference"]) -> Violation:
    from tenet.facts.contract.difference import place_of, told

    name, specs = coverage.name, " or ".join(f"`{spec}`" for spec in coverage.names)
    at, line, end_line = place_of(differences, facts.change)
    return Violation(
        message=f"{name} changed and its spec did not: {told(differences)}.",
        remedy=f"Write into {specs} what {name} now promises.",
        path=at.path,
        line=line,
        end_line=end_line,
        side=at.side,
        key=name,
        novelty=Novelty.NEW,
        data={
            "component": coverage.component.name,
            "specs": list(coverage.names),
            "changes": [difference.data for difference in differences],
        },
    )


RULE = define(
    __name__,
    severity=Severity.ERROR,
    principle="the spec guides the code",
    options=Options,
    check=check,
)
