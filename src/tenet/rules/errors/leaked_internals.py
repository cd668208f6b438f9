"""A response shows the consumer what an exception says.

What it flags
    The text, the arguments or the traceback of an exception in a response: in an `HTTPException` (`detail=str(error)`,
    `detail=f"... {error}"`), in a response of the framework, in what a route handler or a registered exception handler
    returns, by a variable, too. The exception is one that others wrote: `Exception`, a built-in one, one of a library. The
    statement and the parameters of a database error, and SQL that is written into a response, are the same. Several new ones in
    one function are one finding, on the first of them.

    Not flagged: exceptions that the repository defines, whose message is written for the consumer; those that the policy names in
    `public_exceptions` (`ValueError`, `HTTPException`, pydantic's `ValidationError`, ...); the name of a class
    (`type(error).__name__`); the key of a `KeyError` (`error.args[0]`); text that a function of the repository has cleaned;
    what is shown in debug mode alone.

Why
    Such texts name tables, hosts, paths and versions, hold parts of other people's data, and change with every release of a
    library. They help an attacker more than the consumer.

Bad
    ```python
    from fastapi import APIRouter, HTTPException

    router = APIRouter()


    @router.post("/orders")
    def create_order(order: dict[str, str]) -> dict[str, str]:
        try:
            return save(order)
        except Exception as error:
            raise HTTPException(status_code=500, detail=f"Could not save: {error}") from error
    ```

Good
    ```python
    import logging

    from fastapi import APIRouter, HTTPException

    logger = logging.getLogger(__name__)
    router = APIRouter()


    @router.post("/orders")
    def create_order(order: dict[str, str]) -> dict[str, str]:
        try:
            return save(order)
        except Exception as error:
            logger.exception("create_order failed")
            raise HTTPException(status_code=500, detail="The order could not be saved.") from error
    ```

How to fix
    Answer with a fixed message and log the exception. Where the consumer can do something about it, raise an error of the
    domain whose message is written for them.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.change import Side
from tenet.domain.finding import Outcome, Unknown, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.facts.python.parsed_files import Unparsable
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.exceptions.leak import Leak
    from tenet.facts.exceptions.per_function import Together
    from tenet.facts.python.module import Module

ANSWERS = re.compile(rb"HTTPException|Response|jsonify|abort|HttpError|exception_handler|errorhandler|@\w+\.(?:get|post|put|patch|delete)")
FAILS = (b"except", b"errorhandler", b"SELECT", b"INSERT", b"UPDATE", b"DELETE")
"""Words that a file without anything to show has none of."""
MAX_QUOTE = 80


class Options(RuleOptions):
    public_exceptions: tuple[str, ...] = Field(
        default=(
            *("ValueError", "AssertionError", "PermissionError", "NotImplementedError", "JSONDecodeError", "UnicodeDecodeError"),
            *("HTTPException", "WebSocketException", "ValidationError", "RequestValidationError", "EmailNotValidError"),
        ),
        description="Built-in and foreign exceptions whose text is meant for the consumer, by the name of the class.",
        json_schema_extra={"weaker": "more"},
    )


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    for path in facts.source_paths(options.scope):
        data = facts.head.data(path) or b""
        if not any(word in data for word in FAILS) or not ANSWERS.search(data):
            continue
        module = facts.head_modules.at(path)
        if isinstance(module, Unparsable):
            yield Unknown("what its responses show", module.reason, path, module.line)
        elif module is not None:
            yield from _violations(facts, module, options)


def _violations(facts: Facts, module: "Module", options: Options) -> Iterator[Violation]:
    from tenet.facts.exceptions.foreign import Foreign
    from tenet.facts.exceptions.leaks import leaks_in
    from tenet.facts.exceptions.per_function import per_function
    from tenet.facts.exceptions.recurrence import base_module, novelties, place_of, same, touches
    from tenet.facts.handlers.handler import handlers_of

    found = leaks_in(module, facts.handlers.of([module.path]), Foreign(facts.head_modules, options.public_exceptions))
    if not found:
        return
    before, names = base_module(facts.change, facts.base_modules, module.path), facts.names(Side.BASE)
    old = [] if before is None else leaks_in(before, handlers_of(before, names), Foreign(names.modules, options.public_exceptions))
    judged = [(one, one.key, touches(facts.change, module.path, one.line, one.end_line)) for one in found]
    for together in per_function(novelties(judged, [one.key for one in old], (same, place_of))):
        yield _violation(module, together)


def _violation(module: "Module", together: "Together[Leak]") -> Violation:
    from tenet.facts.exceptions.leak_advice import remedy_of

    leak = together.first
    code = leak.code if len(leak.code) <= MAX_QUOTE else f"{leak.code[:MAX_QUOTE]}..."
    what = f"what `{leak.caught}` says" if leak.caught else "a SQL statement"
    return Violation(
        message=f"`{leak.symbol or module.name}` shows the consumer {what}: `{code}`{together.places}.",
        remedy=remedy_of(leak, module),
        path=module.path,
        line=leak.line,
        end_line=leak.end_line,
        key=leak.code,
        novelty=together.novelty,
        data={"caught": leak.caught, "shown": leak.code, "places": 1 + len(together.others)},
    )


RULE = define(
    __name__,
    severity=Severity.ERROR,
    principle="no internal errors exposed",
    options=Options,
    check=check,
    reads_whole_files=True,
)
