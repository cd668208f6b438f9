"""A route handler maps errors of the domain to HTTP by itself.

What it flags
    In a function that serves a route or a method of a class-based view: `except OrderNotFound: raise HTTPException(404)`, or a
    returned response with an error status, where the exception is one that this repository defines. One finding for each handler,
    with all that it translates, and only if the change brings a translation in.

    Silent are exception handlers of the application, and what libraries raise (`ValueError`, `httpx.TimeoutException`,
    `IntegrityError`): only the place that calls the library knows what its errors mean. An own error that derives from
    `HTTPException` has its status already.

Why
    The next handler that meets the same error maps it again, to another status or not at all, and then clients get a 500. One
    exception handler of the application maps it for all routes, and handlers keep to the case that works.

Bad
    ```python
    from fastapi import APIRouter, HTTPException

    router = APIRouter(prefix="/orders")

    class OrderNotFound(Exception):
        \"\"\"No order has this number.\"\"\"

    def find_order(number: int) -> str:
        raise OrderNotFound(number)

    @router.get("/{number}")
    async def get_order(number: int) -> str:
        try:
            return find_order(number)
        except OrderNotFound as error:
            raise HTTPException(status_code=404, detail="No such order") from error
    ```

Good
    ```python
    from fastapi import APIRouter, FastAPI, Request
    from fastapi.responses import JSONResponse

    app = FastAPI()
    router = APIRouter(prefix="/orders")

    class OrderNotFound(Exception):
        \"\"\"No order has this number.\"\"\"

    def find_order(number: int) -> str:
        raise OrderNotFound(number)

    @app.exception_handler(OrderNotFound)
    async def order_not_found(request: Request, error: OrderNotFound) -> JSONResponse:
        content = {"error": {"code": "order_not_found", "message": "No such order", "details": {}}}
        return JSONResponse(content, status_code=404)

    @router.get("/{number}")
    async def get_order(number: int) -> str:
        return find_order(number)
    ```

How to fix
    Take the `try` away, and register the exception, or the base that it shares with others, once: `@app.exception_handler(...)`,
    `add_exception_handler`, or Flask's `errorhandler`. A base class with a `status_code` lets one handler serve them all.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.change import Side
from tenet.domain.finding import Novelty, Outcome, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.errors.served_functions import Served
    from tenet.facts.errors.translations import Translation

ROUTES = re.compile(
    rb"View|HTTPEndpoint|^\s*@[\w.\[\]()]+\.(?:get|post|put|patch|delete|head|options|trace|route|api_route|websocket)\s*\(",
    re.MULTILINE,
)
"""What a file that serves a route reads like."""
SHOWN = 3


class Options(RuleOptions):
    min_translations: int = Field(
        default=1,
        ge=1,
        description="From how many errors on that one handler maps it is told.",
        json_schema_extra={"weaker": "higher"},
    )


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    from tenet.facts.errors.served_functions import ServedFunctions
    from tenet.facts.errors.translations import translations_of

    paths = [path for path in facts.source_paths(options.scope) if _writes_a_clause(facts, options, path)]
    functions = ServedFunctions(facts.change, facts.handlers, facts.base_modules, facts.head_modules)
    for served in functions.of(paths):
        found = list(translations_of(served, facts.names(Side.HEAD)))
        if len({one.error for one in found}) >= options.min_translations:
            before = functions.before(served)
            known = {one.error for one in translations_of(before, facts.names(Side.BASE))} if before is not None else set()
            yield _violation(facts, served, found, known)


def _writes_a_clause(facts: Facts, options: Options, path: str) -> bool:
    from tenet.facts.errors.changed_lines import counts

    data = facts.head.data(path) or b""
    module = facts.head_modules.parsed_at(path) if b"except" in data and ROUTES.search(data) else None
    tries = (node for node in module.statements if isinstance(node, ast.Try | ast.TryStar)) if module is not None else ()
    return any(counts(facts.change, options.scope, path, clause) for node in tries for clause in node.handlers)


def _violation(facts: Facts, served: "Served", found: "Sequence[Translation]", known: set[str]) -> Violation:
    """At the first translation that the handler did not have before, or else at the first."""
    new = [one for one in found if one.error not in known]
    told = new or found
    texts = list(dict.fromkeys(one.text for one in told))
    shown = ", ".join(texts[:SHOWN]) + (f" and {len(texts) - SHOWN} more" if len(texts) > SHOWN else "")
    place = facts.central_handlers.place
    where = f"in `{place}`, where other errors are mapped" if place else "in an exception handler of the application"
    return Violation(
        message=f"`{served.function.name}` maps {shown} itself.",
        remedy=f"Let `{told[0].error}` pass, and map it once {where}." if len(texts) == 1 else f"Let them pass, and map each once {where}.",
        path=served.path,
        line=told[0].clause.lineno,
        end_line=told[0].answer.end_lineno,
        key=served.function.name,
        novelty=Novelty.NEW if new else Novelty.BASELINE,
        data={"handler": served.label, "errors": [one.error for one in told]},
    )


RULE = define(__name__, severity=Severity.WARNING, principle="one central exception handler", options=Options, check=check)
