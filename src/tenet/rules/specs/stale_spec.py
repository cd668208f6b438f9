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
    components: {orders: {paths: ["orders/**"], spec: [specs/orders.md]}}
    # both: specs/orders.md
    # Orders
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
    components: {orders: {paths: ["orders/**"], spec: [specs/orders.md]}}
    # base: specs/orders.md
    # Orders
    An order has a number.
    # head: specs/orders.md
    # Orders
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

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from pydantic import Field

from tenet.domain.change import Side
from tenet.domain.finding import Json, NotApplicable, Novelty, Outcome, Unknown, Violation
from tenet.domain.severity import Severity
from tenet.facts.contract.behaviour import BehaviourChange
from tenet.facts.contract.contract_facts import ComponentChange
from tenet.facts.contract.items import ContractChange
from tenet.facts.facts import Facts
from tenet.facts.spec.agreement import agrees_with_specs
from tenet.facts.spec.spec_facts import Origin, SpecCoverage
from tenet.rules.rule import RuleOptions, define

SHOWN = 5
"""How many changes the message names."""


class When(StrEnum):
    CONTRACT = "contract"
    BEHAVIOUR = "behaviour"


class Options(RuleOptions):
    when: When = Field(
        default=When.CONTRACT,
        description="`contract`: what others rely on changed. `behaviour`: anything that the code does changed.",
    )


Difference = ContractChange | BehaviourChange


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    covered = [coverage for coverage in facts.specs.components if coverage.origin in {Origin.POLICY, Origin.LAYOUT}]
    if not covered:
        yield NotApplicable("no component of the policy has a spec document")
    for coverage in covered:
        change = facts.contract.of(coverage.component.name)
        if change is not None and not coverage.updated:
            yield from _judge(facts, options.when, coverage, change)


def _judge(facts: Facts, when: When, coverage: SpecCoverage, change: ComponentChange) -> Iterator[Outcome]:
    differences: Sequence[Difference] = change.contract if when is When.CONTRACT else change.behaviour
    foreseen = len(differences) == len(change.contract) and agrees_with_specs(change.contract, change.promises, coverage, facts.head)
    if differences and not foreseen:
        yield _violation(facts, coverage, change.contract or differences)
    else:
        yield from (Unknown(f"contract of {coverage.component.name}", file.reason, file.path, file.line) for file in change.unread)


def _violation(facts: Facts, coverage: SpecCoverage, differences: Sequence[Difference]) -> Violation:
    name, specs = coverage.component.name, " or ".join(f"`{spec}`" for spec in coverage.names)
    at, line, end_line = _place(facts, differences)
    more = f", and {len(differences) - SHOWN} more" if len(differences) > SHOWN else ""
    changes = ", ".join(difference.sentence for difference in differences[:SHOWN])
    return Violation(
        message=f"{name} changed and its spec did not: {changes}{more}.",
        remedy=f"Write into {specs} what {name} now promises.",
        path=at.path,
        line=line,
        end_line=end_line,
        side=at.side,
        key=name,
        novelty=Novelty.NEW,
        data={"component": name, "specs": list(coverage.names), "changes": [_data(difference) for difference in differences]},
    )


def _place(facts: Facts, differences: Sequence[Difference]) -> tuple[Difference, int, int]:
    """The first difference that touches lines of the diff, by its first such run of lines; else the first of all."""
    for difference in sorted(differences, key=lambda difference: difference.side is Side.BASE):
        lines = sorted(_touched(facts, difference))
        if lines:
            last = next((line for line in lines if line + 1 not in lines), lines[-1])
            return difference, lines[0], last
    return differences[0], differences[0].line, differences[0].end_line


def _touched(facts: Facts, difference: Difference) -> Iterator[int]:
    at_head = difference.side is Side.HEAD
    file = (facts.change.by_path if at_head else facts.change.by_base_path).get(difference.path)
    touched = frozenset[int]() if file is None else file.added if at_head else file.removed
    return (line for line in touched if difference.line <= line <= difference.end_line)


def _data(difference: Difference) -> Mapping[str, Json]:
    place: dict[str, Json] = {"name": difference.name, "path": difference.path, "line": difference.line}
    if isinstance(difference, BehaviourChange):
        return {"kind": "behaviour", **place}
    return {"kind": difference.kind.value, **place, "before": difference.before, "after": difference.after}


RULE = define(
    __name__,
    severity=Severity.ERROR,
    principle="the spec guides the code",
    options=Options,
    check=check,
)
