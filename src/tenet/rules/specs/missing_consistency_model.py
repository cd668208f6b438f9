"""Data takes a new way, and the spec does not say how consistent it is.

What it flags
    A new data flow in a component with a spec: a producer or consumer of a broker, a task of a queue, a background task, a
    second store, an outbox, a cache that is read through. The component's spec states no consistency model (strong, eventual,
    causal), or not what is given up for it: what happens to availability when a part cannot be reached (CAP).

    Events within the process, tests, flows that the base has already, and flows that only move are silent.

Why
    Two places that hold the same fact disagree for a while, or one of them has to wait for the other. Whoever reads the fact
    has to know which. Nobody finds out from the code.

Bad
    ```python
    # both: .github/tenet.yml
    version: 1
    components: {orders: {paths: ["orders/**"], spec: [specs/orders.md]}}
    # both: specs/orders.md
    # Orders

    A customer places orders.
    # base: orders/service.py
    def place(order, session):
        session.add(order)
    # head: orders/service.py
    from aiokafka import AIOKafkaProducer

    producer = AIOKafkaProducer(bootstrap_servers="kafka")

    async def place(order, session):
        session.add(order)
        await producer.send_and_wait("orders.placed", order.encoded())
    ```

Good
    ```python
    # both: .github/tenet.yml
    version: 1
    components: {orders: {paths: ["orders/**"], spec: [specs/orders.md]}}
    # both: specs/orders.md
    # Orders

    A customer places orders.

    ## Consistency

    Other services see an order eventually, within a minute. When Kafka cannot be reached, orders are taken all the same:
    availability goes before consistency.
    # base: orders/service.py
    def place(order, session):
        session.add(order)
    # head: orders/service.py
    from aiokafka import AIOKafkaProducer

    producer = AIOKafkaProducer(bootstrap_servers="kafka")

    async def place(order, session):
        session.add(order)
        await producer.send_and_wait("orders.placed", order.encoded())
    ```

How to fix
    Add a section *Consistency* to the spec: the model for each flow, how long readers may see something old, and which of
    consistency and availability goes first when a part cannot be reached.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.finding import NotApplicable, Novelty, Outcome, Unknown, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.flows.flow_calls import Flow
    from tenet.facts.spec.spec_facts import SpecCoverage

SHOWN = 3
MODELS = (
    "strong", "eventual", "causal", "lineari", "serializ", "sequential", "read-your-writes", "read your writes", "monotonic",
    "bounded staleness", "snapshot isolation", "session consistency", "immediate",
)  # fmt: skip
TRADE_OFFS = ("CAP", "PACELC", "AP", "CP", "availab", "partition", "unreachable", "cannot be reached", "outage")


class Options(RuleOptions):
    models: tuple[str, ...] = Field(
        default=MODELS,
        description="Words that name a consistency model, by their beginnings; none is asked for where the list is empty.",
        json_schema_extra={"weaker": "more"},
    )
    trade_offs: tuple[str, ...] = Field(
        default=TRADE_OFFS,
        description="Words that name the CAP trade-off; none is asked for where the list is empty.",
        json_schema_extra={"weaker": "more"},
    )


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    from tenet.facts.spec.consistency import stated_consistency
    from tenet.facts.spec.stated import answers_to, said_by

    covered = [coverage for coverage in facts.specs.components if coverage.specified]
    if not covered:
        yield NotApplicable("no component of the policy has a spec document")
        return
    for coverage in covered:
        for module in facts.flows.unread:
            if answers_to(coverage, module.path):
                yield Unknown(f"data flows of {coverage.name}", module.reason, module.path, module.line)
        flows = [flow for flow in facts.flows.new if answers_to(coverage, flow.path)]
        if not flows:
            continue
        said = stated_consistency(said_by(coverage, facts.specs), options.models, options.trade_offs)
        lacking = [*([] if said.model else ["consistency model"]), *([] if said.trade_off else ["CAP trade-off"])]
        if lacking:
            for technology in dict.fromkeys(flow.technology for flow in flows):
                yield _violation(coverage, [flow for flow in flows if flow.technology == technology], " and no ".join(lacking))


def _violation(coverage: "SpecCoverage", flows: Sequence["Flow"], lacking: str) -> Violation:
    first, name = flows[0], coverage.name
    shown = ", ".join(f"{flow.kind} `{flow.subject}`" for flow in flows[:SHOWN])
    more = f" and {len(flows) - SHOWN} more" if len(flows) > SHOWN else ""
    specs = " or ".join(f"`{spec}`" for spec in coverage.names)
    return Violation(
        message=f"{name} has a new data flow by {first.technology} ({shown}{more}), and its spec states no {lacking}.",
        remedy=f"Write into {specs}, under 'Consistency', what readers may see meanwhile and what gives way when a part cannot be reached.",
        path=first.path,
        line=first.line,
        end_line=first.end_line,
        key=f"{name} {first.technology}",
        novelty=Novelty.NEW,
        data={
            "component": coverage.component.name,
            "specs": list(coverage.names),
            "flows": [
                {"kind": flow.kind.value, "technology": flow.technology, "subject": flow.subject, "path": flow.path, "line": flow.line}
                for flow in flows
            ],
        },
    )


RULE = define(__name__, severity=Severity.WARNING, principle="every flow has a consistency model", options=Options, check=check)
