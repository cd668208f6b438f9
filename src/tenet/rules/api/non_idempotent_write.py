"""A repeated request does its work twice.

What it flags
    A POST that charges, adds a row or sends mail or messages, itself or in a function of the repository that it calls, and that
    nothing can tell from its repetition: no key among what it takes, no unique column of the table beside a made-up id, no look
    at what is there already. A PUT that adds to a number or a list of what it loaded. With `gone` among `effects`, too, a DELETE
    that answers 404 to its repetition: RFC 9110 (9.2.2) lets answers differ where the effect is one, so it is left out. Silent:
    mail whose repetition is meant (a reset, a code), records of what happened (`...Log`, `...Event`), optimistic versions.

Why
    Clients, proxies and queues repeat requests whose answer they did not get. Then the customer pays twice, or has two orders.

Bad
    ```python
    # head: shop/api.py
    import stripe
    from fastapi import APIRouter

    router = APIRouter()

    @router.post("/payments")
    def pay(order_id: int, amount: int) -> str:
        return stripe.PaymentIntent.create(amount=amount, currency="eur").id
    ```

Good
    ```python
    # head: shop/api.py
    import stripe
    from fastapi import APIRouter

    router = APIRouter()

    @router.post("/payments")
    def pay(order_id: int, amount: int) -> str:
        return stripe.PaymentIntent.create(amount=amount, currency="eur", idempotency_key=f"order-{order_id}").id
    ```

How to fix
    Take an `Idempotency-Key` header, store it beside the result under a unique constraint, and answer its repetition with that
    result. Or give the table a natural unique key, and hand the payment provider a key made from it. A service that
    wants less says so, as `non-idempotent-write: {effects: [charge]}`.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from tenet.domain.change import Side
from tenet.domain.finding import Novelty, Outcome, Violation
from tenet.domain.glob import PathFilter
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.handlers.handler import Handler
    from tenet.facts.handlers.repeats import Repeat

ROUTES = re.compile(rb"@[\w.]+\.(?:post|put|delete|route|api_route)\s*\(")
WRITES = frozenset({"POST", "PUT", "DELETE"})
KEYS = ("*idempot*", "*request_id*", "*dedup*", "*external_id*", "*client_reference*", "*correlation_id*", "*nonce*", "id", "uuid", "slug")

CALLS = {"charge": "calls", "create": "adds", "send": "calls", "grow": "adds to", "gone": "answers"}
WORDS = {
    "charge": ("charges again", "Hand the provider a key that is the same for the same request: `idempotency_key=...`."),
    "create": (
        "creates another row",
        "Take an `Idempotency-Key` header in `{name}` and store it under a unique constraint, or give `{subject}` a natural unique key.",
    ),
    "send": ("sends again", "Take an `Idempotency-Key` header in `{name}`, and send only where its key is new."),
    "grow": ("adds once more", "Take the whole new value of `{subject}` in `{name}`, or serve the step as a POST with a key of its own."),
    "gone": ("fails", "Answer 204 in `{name}` where it is gone already: that is what its caller asked for."),
}


class Options(RuleOptions):
    effects: tuple[Literal["charge", "create", "send", "grow", "gone"], ...] = Field(
        default=("charge", "create", "send", "grow"),
        description="What is looked at: a POST that charges, adds a row or sends, a PUT that adds to what it loaded, a DELETE that answers "
        "404 when what it deletes is `gone`.",
        json_schema_extra={"weaker": "fewer"},
    )
    key_names: tuple[str, ...] = Field(
        default=KEYS,
        description="What a parameter, header or field that tells a repetition is named (patterns).",
        json_schema_extra={"weaker": "more"},
    )
    exempt: tuple[str, ...] = Field(default=(), description="Paths of routes (patterns) that may do it twice.")


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    exempt = PathFilter.of(exclude=[path.strip("/") for path in options.exempt])
    paths = [path for path in facts.source_paths(options.scope) if ROUTES.search(facts.head.data(path) or b"")]
    judged: set[object] = set()
    for handler in facts.handlers.of(paths):
        served = handler.route.partition(" ")[2].strip("/")
        if handler.methods & WRITES and handler.function not in judged and exempt.accepts(served):
            judged.add(handler.function)
            yield from _violations(facts, handler, options)


def _violations(facts: Facts, handler: "Handler", options: Options) -> Iterator[Violation]:
    from tenet.facts.handlers.idempotency import takes_key

    effects = facts.handlers.effects(Side.HEAD)
    found = [repeat for repeat in effects.repeats.of(handler) if repeat.kind.value in options.effects]
    if not found or takes_key(handler, options.key_names, effects.reach.objects) or effects.has_idempotency_middleware:
        return
    before = facts.handlers.before(handler)
    known = {one.key for one in facts.handlers.effects(Side.BASE).repeats.of(before)} if before is not None else set()
    new = [repeat for repeat in found if repeat.key not in known]
    yield _violation(handler, (new or found)[0], Novelty.NEW if new else Novelty.BASELINE)


def _violation(handler: "Handler", repeat: "Repeat", novelty: Novelty) -> Violation:
    from tenet.facts.handlers.effects import shown_route

    name, kind = handler.function.name, repeat.kind.value
    what, remedy = WORDS[kind]
    through = f"`{repeat.callee.function.name}`, which {CALLS[kind]} `{repeat.subject}`" if repeat.callee is not None else ""
    does = f"calls {through}" if through else f"{CALLS[kind]} `{repeat.subject}`"
    return Violation(
        message=f"`{shown_route(handler)}` {what} when it is repeated: `{name}` {does}.",
        remedy=remedy.format(subject=repeat.subject, name=name),
        path=handler.path,
        line=repeat.line,
        end_line=repeat.end_line,
        key=f"{name} {kind}",
        novelty=novelty,
        data={"route": shown_route(handler), "effect": kind, "subject": repeat.subject},
    )


RULE = define(__name__, severity=Severity.NOTICE, principle="prefer idempotent operations", options=Options, check=check)
