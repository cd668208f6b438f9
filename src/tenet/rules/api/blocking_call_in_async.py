"""A call in an async function blocks the event loop.

What it flags
    In an `async def`, what waits without giving way: `requests` and the plain `httpx`, `time.sleep`, a synchronous session, engine
    or driver of a database, of Redis, MongoDB or AWS, files that are opened, read or written, programs that are run, `input`,
    and what the policy names in `blocking_calls`. Once for each function and kind, and once for a handler that awaits nothing. In
    a route handler also the call of a plain function that sleeps, asks over HTTP or runs a program. As a notice: an async route
    handler which loops over data and awaits nothing, so that all its work is done on the loop.

    Not flagged: functions and lambdas within it (they run wherever they are called, as in `run_in_threadpool` or an executor), what
    is awaited, what runs before the service serves (lifespan, startup, what only those await), scripts and command lines, tests.

Why
    One thread serves all requests. While this call waits, nobody else is answered, health checks included.

Bad
    ```python
    # head: orders/rates.py
    import requests

    async def get_rate(currency: str) -> float:
        return requests.get(f"https://rates.example.com/{currency}", timeout=3).json()["rate"]
    ```

Good
    ```python
    # head: orders/rates.py
    import httpx

    async def get_rate(client: httpx.AsyncClient, currency: str) -> float:
        answer = await client.get(f"https://rates.example.com/{currency}", timeout=3)
        return answer.json()["rate"]
    ```

How to fix
    Await the asynchronous counterpart, or send the call to a thread: `await asyncio.to_thread(function, ...)`. A route handler or
    dependency that awaits nothing is written `def`: FastAPI then runs it in a thread.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.finding import Novelty, Outcome, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.flows.event_loop import HeldUp
    from tenet.facts.handlers.handler import Handler

CODES = ("ASYNC210", "ASYNC212", "ASYNC221", "ASYNC222", "ASYNC230", "ASYNC240", "ASYNC250", "ASYNC251")
ASYNC = re.compile(rb"\basync\s+def\b")


class Options(RuleOptions):
    blocking_calls: tuple[str, ...] = Field(
        default=(),
        description="Further functions that take long, by their full names (`bcrypt.hashpw`, `shop.pdf.render`).",
        json_schema_extra={"weaker": "fewer"},
    )
    noqa: bool = Field(default=True, description="A `# noqa` comment for the linter's own code silences it, too.")


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    paths = [path for path in facts.source_paths(options.scope) if ASYNC.search(facts.head.data(path) or b"")]
    if not paths:
        return
    from tenet.facts.flows.event_loop import computing_handlers, held_up, linted_calls, silenced

    linted, named, blocked = linted_calls(facts, options.noqa), frozenset(options.blocking_calls), set()
    for path in paths:
        for found in held_up(facts, path, named, linted.get(path, {})):
            calls = [call for call in found.calls if not (options.noqa and silenced(facts, path, call))]
            if calls:
                blocked.add(id(found.function))
                yield _violation(facts, found.only(calls))
    for handler, before in computing_handlers(facts, paths):
        if id(handler.function) not in blocked:
            yield _notice(handler, Novelty.BASELINE if before else Novelty.NEW)


def _violation(facts: Facts, found: "HeldUp") -> Violation:
    """At the first of its calls that the change touches."""
    from tenet.facts.flows.async_counterparts import counterpart_of, suggestion

    path, name = found.module.path, found.function.name
    file = facts.change.by_path.get(path)
    touched = (call for call in found.calls if file is not None and file.touches(call.node.lineno, call.end_line))
    first = next(touched, found.calls[0])
    one = len(found.calls) == 1
    listed = f"`{first.written}()` blocks" if one else f"{len(found.calls)} {found.said} block"
    return Violation(
        message=f"`{name}` is async, and {listed} the event loop{first.because if one else f': {found.listed}'}.",
        remedy=f"It awaits nothing: write `def {name}`, and FastAPI runs it in a thread."
        if found.may_be_plain
        else counterpart_of(first, found.calls),
        path=path,
        line=first.node.lineno,
        end_line=first.end_line,
        key=f"{name} {found.kind.name}",
        suggestion=suggestion(first, found.module),
        novelty=Novelty.NEW if found.became_async else Novelty.BY_LINE,
        data={"function": name, "calls": [call.written for call in found.calls]},
    )


def _notice(handler: "Handler", novelty: Novelty) -> Violation:
    name = handler.function.name
    return Violation(
        message=f"`{name}` is async, loops and awaits nothing: all its work is done on the event loop.",
        remedy=f"Write `def {name}`: FastAPI then runs it in a thread.",
        path=handler.path,
        line=handler.function.lineno,
        end_line=handler.function.lineno,
        key=f"{name} computes",
        severity=Severity.NOTICE,
        novelty=novelty,
    )


RULE = define(
    __name__,
    severity=Severity.ERROR,
    principle="async for I/O, sync for computation",
    options=Options,
    check=check,
    reads_whole_files=True,
    lint_codes=CODES,
)
