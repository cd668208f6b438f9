"""A route handler does the work of the domain itself.

What it flags
    A handler of FastAPI, Starlette or Flask that runs queries or writes to the database, loops over data, calculates with values of
    the domain, branches more than `max_branches` times or has more than `max_statements` statements. One finding for a handler, with
    everything that was found. It is new where the handler was within the limits before, or where the change adds work of
    a kind: one more query, loop, calculation or branch, or half of `max_statements`.

    Not counted: the docstring, imports, `raise`, `assert`, guard clauses (an `if` that only raises), logging, `try` and `with`
    themselves, `commit`, `refresh` and `rollback`, comprehensions and loops that only map results into a response, `next` of what
    has a key, arithmetic on pages, sizes and times, and pages that are written in Python (`with tag.div():`). A call on a class of
    the repository is no query: a repository is what a handler is meant to call. WebSockets are not judged.

Why
    What stands in a handler can be tested only over HTTP and used only by it. A job, a command or the next version of the API
    writes it again.

Bad
    ```python
    # head: app/api/orders.py
    from fastapi import APIRouter, Depends
    from sqlalchemy import select
    from sqlalchemy.orm import Session

    from app.database import get_session
    from app.models import Line
    from app.schemas import Total

    router = APIRouter(prefix="/orders")

    @router.get("/{order_id}/total")
    def get_total(order_id: int, session: Session = Depends(get_session)) -> Total:
        total = 0
        for line in session.scalars(select(Line).where(Line.order_id == order_id)):
            total += line.price * line.quantity
        return Total(amount=total)
    ```

Good
    ```python
    # head: app/api/orders.py
    from fastapi import APIRouter, Depends, HTTPException

    from app.domain.orders import Orders
    from app.schemas import Total

    router = APIRouter(prefix="/orders")

    @router.get("/{order_id}/total")
    def get_total(order_id: int, orders: Orders = Depends()) -> Total:
        order = orders.find(order_id)
        if order is None:
            raise HTTPException(404)
        return Total(amount=order.total)
    ```

How to fix
    Let the handler validate, call one function of the domain, and return. Queries go into a repository, the rest into the domain.
    A service that keeps small queries in its handlers raises `max_queries`.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.change import Side
from tenet.domain.finding import Novelty, Outcome, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.handlers.handler import Handler
    from tenet.facts.handlers.weight import Excess
    from tenet.facts.handlers.work import Work

DATABASE, MOVED = {"query", "write"}, {"loop": "the loop", "calculation": "the calculation", "branch": "the decisions"}


class Options(RuleOptions):
    max_statements: int = Field(default=10, ge=1, description="How many statements a handler may have.")
    max_branches: int = Field(default=3, ge=0, description="How often it may branch; guard clauses that raise do not count.")
    max_queries: int = Field(default=0, ge=0, description="How many calls to the database it may make, reads and writes together.")
    max_loops: int = Field(default=0, ge=0, description="How many loops over data it may hold; mapping results does not count.")
    max_calculations: int = Field(default=0, ge=0, description="How many calculations with values of the domain it may hold.")


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    from tenet.facts.handlers.changed_handlers import changed_handlers
    from tenet.facts.handlers.database_calls import DatabaseCalls
    from tenet.facts.handlers.weight import Limits, excess_of
    from tenet.facts.handlers.work import work_of

    limits = Limits(options.max_statements, options.max_branches, options.max_queries, options.max_loops, options.max_calculations)
    at_base, at_head = (DatabaseCalls(facts.names(side)) for side in (Side.BASE, Side.HEAD))
    for handler in changed_handlers(facts, options.scope):
        work = work_of(handler, at_head)
        if excess_of(work, None, limits) is not None:
            before = facts.handlers.before(handler)
            excess = excess_of(work, work_of(before, at_base) if before is not None else None, limits)
            if excess is not None:
                yield _violation(facts, handler, work, excess)


def _violation(facts: Facts, handler: "Handler", work: "Work", excess: "Excess") -> Violation:
    from tenet.facts.handlers.changed_handlers import anchor

    name, *_, last = handler.function.name, *excess.phrases
    said = f"{', '.join(excess.phrases[:-1])} and {last}" if len(excess.phrases) > 1 else last
    lines = {kind: [one.line for one in excess.evidence if one.kind == kind] for kind in ("query", "write", *MOVED)}
    return Violation(
        message=f"`{name}` (`{handler.shown}`) {said}.",
        remedy=_remedy(handler, excess),
        path=handler.path,
        line=anchor(facts.change, handler, excess.new_lines),
        key=name,
        novelty=Novelty.NEW if excess.is_new else Novelty.BASELINE,
        data={"handler": name, "route": handler.route, "statements": work.statements, **lines},
    )


def _remedy(handler: "Handler", excess: "Excess") -> str:
    """Names what moves, and where to."""
    kinds = {one.kind.value for one in excess.evidence}
    queries = [one.code for one in excess.evidence if one.kind in DATABASE]
    shown = f"`{queries[0] if len(queries[0]) <= 50 else queries[0].partition('(')[0] + '(...)'}`" if queries else ""
    moved = [words for kind, words in MOVED.items() if kind in kinds] or ([] if queries else ["its work"])
    parts = [f"{shown} into a repository"] if queries else []
    parts += [f"{' and '.join(moved)} into a function of the domain"] if moved else []
    return f"Move {', '.join(parts)}, and let `{handler.function.name}` validate, call it and return."


RULE = define(
    __name__,
    severity=Severity.ERROR,
    principle="thin route handlers",
    options=Options,
    check=check,
)
