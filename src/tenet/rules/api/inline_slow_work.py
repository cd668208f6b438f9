"""A handler makes its caller wait for work that could be done later.

What it flags
    Mail, messages and webhooks that are sent, documents, images and archives that are made or read, inside the request: in a
    handler itself or in a function of the repository that it calls. One comment for a handler and kind of work. Silent: what is
    handed to `BackgroundTasks`, to a queue or to a task, an image that a GET makes to answer with it, and what the policy exempts.
    A thread (`run_in_threadpool`, `asyncio.to_thread`) frees the event loop, and the caller still waits.

Why
    The caller waits for a mail server, or for a processor that is busy with somebody else's archive. When that is slow the whole
    service is, and when it fails a request fails whose own work was done: the caller tries again, and it is done twice.

Bad
    ```python
    # head: shop/api.py
    import smtplib
    from email.message import EmailMessage

    from fastapi import APIRouter

    router = APIRouter()

    @router.post("/orders")
    def create_order(address: str) -> str:
        message = EmailMessage()
        message["To"] = address
        with smtplib.SMTP("mail.example.com") as server:
            server.send_message(message)
        return "created"
    ```

Good
    ```python
    # head: shop/api.py
    from fastapi import APIRouter, BackgroundTasks

    from shop.mail import send_confirmation

    router = APIRouter()

    @router.post("/orders")
    def create_order(address: str, tasks: BackgroundTasks) -> str:
        tasks.add_task(send_confirmation, address)
        return "created"
    ```

How to fix
    Hand it to `BackgroundTasks`, or to a queue where it must not be lost, and answer. What the caller came for, as a report, is
    started by one request and fetched by another. Routes that have to wait are named in `exempt`.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.change import Side
from tenet.domain.finding import Novelty, Outcome, Violation
from tenet.domain.glob import PathFilter
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.handlers.effects import Wait
    from tenet.facts.handlers.handler import Handler

ROUTES = re.compile(rb"@[\w.]+\.(?:get|post|put|patch|delete|route|api_route)\s*\(")


class Options(RuleOptions):
    slow_calls: tuple[str, ...] = Field(
        default=(),
        description="More calls (names or patterns) that are too slow for a request, as `shop.pricing.recalculate_*`.",
        json_schema_extra={"weaker": "fewer"},
    )
    exempt: tuple[str, ...] = Field(default=(), description="Paths of routes (patterns) that may do such work, as `/admin/test-mail`.")


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    exempt = PathFilter.of(exclude=[path.strip("/") for path in options.exempt])
    paths = [path for path in facts.source_paths(options.scope) if ROUTES.search(facts.head.data(path) or b"")]
    judged: set[object] = set()
    for handler in facts.handlers.of(paths):
        if handler.function not in judged and exempt.accepts(handler.route.partition(" ")[2].strip("/")):
            judged.add(handler.function)
            yield from _violations(facts, handler, options)


def _violations(facts: Facts, handler: "Handler", options: Options) -> Iterator[Violation]:
    found = _waits(facts, Side.HEAD, handler, options)
    before = facts.handlers.before(handler) if found else None
    known = _waits(facts, Side.BASE, before, options) if before is not None else {}
    for key, wait in found.items():
        yield _violation(handler, wait, Novelty.BASELINE if key in known else Novelty.NEW)


def _waits(facts: Facts, side: Side, handler: "Handler", options: Options) -> "dict[str, Wait]":
    """The first of each kind; what the policy names counts by its own name."""
    effects = facts.handlers.effects(side)
    found = effects.waits(handler.inside)
    answered = {"IMAGE"} if handler.methods <= {"GET", "HEAD"} else frozenset[str]()
    waits = [*(wait for wait in found if wait.key not in answered), *effects.named(handler.inside, options.slow_calls)]
    return {wait.key: wait for wait in reversed(waits)}


def _violation(handler: "Handler", wait: "Wait", novelty: Novelty) -> Violation:
    from tenet.facts.handlers.effects import shown_route

    name, callee = handler.function.name, wait.callee
    what = f"`{name}` calls `{wait.work.name}`"
    if callee is not None:
        place = f"{callee.module.path}:{wait.work.node.lineno}"
        what = f"`{name}` calls `{callee.function.name}`, which calls `{wait.work.name}` ({place})"
    return Violation(
        message=f"The caller of `{shown_route(handler)}` waits for {wait.work.kind.value}: {what}.",
        remedy=_remedy(handler, wait),
        path=handler.path,
        line=wait.node.lineno,
        end_line=wait.node.end_lineno,
        key=f"{name} {wait.key}",
        novelty=novelty,
        data={"route": shown_route(handler), "work": wait.work.kind.name.lower(), "call": wait.work.name},
    )


def _remedy(handler: "Handler", wait: "Wait") -> str:
    """A file that is the answer has to be made before it is sent, and what a call returns before it is used."""
    from tenet.facts.handlers.results import is_discarded, returns_file

    name, callee = handler.function.name, wait.callee
    moved = f"`{callee.function.name}`" if callee is not None else "it"
    if wait.work.kind.makes_file and returns_file(handler.function):
        return "Let one request start it in a task, and another fetch the file. Where it is always small, name the route in `exempt`."
    if callee is not None and not is_discarded(handler.function, wait.node):
        return f"Let {moved} hand `{wait.work.name}` to a task or a queue, and return before it is done."
    moved += " and what needs it" if callee is not None and wait.work.kind.makes_file else ""
    return f"Hand {moved} to `BackgroundTasks.add_task` or a queue, and let `{name}` answer without it."


RULE = define(__name__, severity=Severity.NOTICE, principle="background tasks for non-immediate operations", options=Options, check=check)
