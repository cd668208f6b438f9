"""What a route handler takes or returns has no type that says what is in it.

What it flags
    A parameter or the result of a FastAPI handler that is `dict`, `Any`, a bare `list`, a list of these, or the model of a table, and
    a parameter without an annotation, or a result without an annotation and without `response_model`. Aliases are followed.
    One finding for a handler; it is new where the handler did not have it before.

    Not flagged: what a dependency fills in, `Request` and the like, responses that the handler makes, results of 204, redirects,
    streams, a `response_class`, `response_model=None` with responses, a model or content under `responses`, mappings of models,
    mappings of scalars whose keys the handler does not write out, `TypedDict`, dataclasses, routes outside the schema, WebSockets
    and what the policy names in `exempt`.

Why
    A client of `dict` learns from failures which fields there are, nothing checks them, and a renamed key breaks it in silence.
    A table's model sends every column, also the one that is added tomorrow.

Bad
    ```python
    # head: app/api/orders.py
    from fastapi import APIRouter

    from app.domain import orders

    router = APIRouter(prefix="/orders")

    @router.post("/")
    async def create_order(payload: dict) -> dict:
        return await orders.place(payload)
    ```

Good
    ```python
    # head: app/api/orders.py
    from fastapi import APIRouter
    from pydantic import BaseModel

    from app.domain import orders

    router = APIRouter(prefix="/orders")

    class OrderCreate(BaseModel):
        article: str
        quantity: int

    class OrderOut(OrderCreate):
        id: int

    @router.post("/")
    async def create_order(payload: OrderCreate) -> OrderOut:
        return await orders.place(payload)
    ```

How to fix
    Declare a Pydantic model for what comes in and one for what goes out, and name them in the signature. For a table, the model
    for the result reads its attributes (`model_config = ConfigDict(from_attributes=True)`).
"""

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.change import Side
from tenet.domain.finding import Novelty, Outcome, Violation
from tenet.domain.glob import PathFilter
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.handlers.boundary import Untyped
    from tenet.facts.handlers.handler import Handler

LISTS = re.compile(r"(?:typing\.)?(?:list|sequence|iterable|set|tuple)\b", re.IGNORECASE)
EXEMPT = ("**/health*", "**/ping", "**/live*", "**/ready*", "**/startup*", "**/metrics", "**/version", "**/.well-known/**")


class Options(RuleOptions):
    exempt: tuple[str, ...] = Field(
        default=EXEMPT,
        description="Paths of routes (patterns) that need no types: what the platform asks for.",
        json_schema_extra={"weaker": "more"},
    )


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    from tenet.facts.handlers.boundary import Boundaries
    from tenet.facts.handlers.changed_handlers import changed_handlers

    exempt = PathFilter.of(options.exempt)
    at_base, at_head = (Boundaries(facts.names(side)) for side in (Side.BASE, Side.HEAD))
    for handler in changed_handlers(facts, options.scope):
        path = handler.route.partition(" ")[2].strip("/")
        if b"fastapi" not in (facts.head.data(handler.path) or b"") or (options.exempt and exempt.accepts(path)):
            continue
        untyped = at_head.untyped(handler)
        if untyped:
            before = facts.handlers.before(handler)
            known = {one.name for one in at_base.untyped(before)} if before is not None else set[str]()
            yield _violation(facts, handler, untyped, [one.line for one in untyped if one.name not in known])


def _violation(facts: Facts, handler: "Handler", untyped: Sequence["Untyped"], new: Sequence[int]) -> Violation:
    from tenet.facts.handlers.boundary import RESULT
    from tenet.facts.handlers.changed_handlers import anchor

    name = handler.function.name
    taken, returned = ([one.said for one in untyped if (one.name == RESULT) is wanted] for wanted in (False, True))
    said = " and ".join([*([f"takes {', '.join(taken)}"] if taken else []), *returned])
    return Violation(
        message=f"`{name}` (`{handler.shown}`) {said}.",
        remedy=_remedy(name, untyped),
        path=handler.path,
        line=anchor(facts.change, handler, new),
        key=name,
        novelty=Novelty.NEW if new else Novelty.BASELINE,
        data={"handler": name, "route": handler.route, "untyped": [{"name": one.name, "type": one.type or None} for one in untyped]},
    )


def _remedy(name: str, untyped: Sequence["Untyped"]) -> str:
    from tenet.facts.handlers.boundary import RESULT

    title = "".join(word[:1].upper() + word[1:] for word in name.split("_"))
    taken = [one for one in untyped if one.name != RESULT and one.type]
    plain = [one.name for one in untyped if one.name != RESULT and not one.type]
    said = []
    if taken:
        wanted = f"`{taken[0].name}: list[{title}Request]`" if LISTS.match(taken[0].type) else f"`{taken[0].name}`"
        said.append(f"Declare `class {title}Request(BaseModel)` for {wanted}.")
    said += [f"Annotate {', '.join(f'`{one}`' for one in plain)}."] if plain else []
    for one in untyped:
        if one.name == RESULT and one.made:
            said.append(f"State what it returns: `-> {one.made}`.")
        elif one.name == RESULT and not one.type:
            said.append(f"State what it returns: a scalar, a model, or a list of one: `class {title}Response(BaseModel)`.")
        elif one.name == RESULT:
            result = f"list[{title}Response]" if LISTS.match(one.type) else f"{title}Response"
            said.append(f"Declare `class {title}Response(BaseModel)` and return it: `-> {result}`.")
    return " ".join(said)


RULE = define(
    __name__,
    severity=Severity.ERROR,
    principle="models at every boundary of the API",
    options=Options,
    check=check,
)
