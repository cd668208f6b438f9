"""An error is told to clients in another shape than the one they can rely on.

What it flags
    A new error response whose body is written out and is not `{"error": {"code", "message", "details"}}` (the shape is the
    policy's): `JSONResponse({"detail": "..."}, status_code=404)`, Django's `JsonResponse`, REST framework's `Response`, Flask's
    `return jsonify(...), 400` and `return {...}, 400`. And `raise HTTPException(404, "No such order")` where no handler of the
    repository is registered for `HTTPException`: FastAPI then answers `{"detail": "No such order"}`. One finding for each file.

    Silent are bodies that a function, a model or a variable holds, statuses below 400, own classes that derive from
    `HTTPException`, the answers that RFC 6749 prescribes (`error`, `error_description`), health checks, tests, each
    `HTTPException` once a handler for it, or for its status, gives all of them their shape, and those that the component
    `domain` raises: they should not be there at all, as `http-in-domain` says.

Why
    A client that must read texts to tell errors apart breaks when a text is reworded. With one shape it has one place that reads
    errors, a code to decide by, a message to show and details to log.

Bad
    ```python
    from fastapi import APIRouter
    from fastapi.responses import JSONResponse

    router = APIRouter(prefix="/orders")

    @router.get("/{number}")
    async def get_order(number: int) -> JSONResponse:
        return JSONResponse({"detail": "No such order"}, status_code=404)
    ```

Good
    ```python
    from fastapi import APIRouter
    from fastapi.responses import JSONResponse

    router = APIRouter(prefix="/orders")

    @router.get("/{number}")
    async def get_order(number: int) -> JSONResponse:
        error = {"code": "order_not_found", "message": "No such order", "details": {"number": number}}
        return JSONResponse({"error": error}, status_code=404)
    ```

How to fix
    Raise an error of the domain and let the central handler write the body. Where `HTTPException` stays, register one handler for
    it that puts its detail into the shape: that mends every route at once. A shape of your own goes into the options `envelope`
    and `fields`.
"""

import ast
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.change import Side
from tenet.domain.finding import Outcome, Violation
from tenet.domain.policy import Scope
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.errors.error_answers import Answer
    from tenet.facts.errors.error_shape import Shape
    from tenet.facts.python.module import Module

WORDS = (b"HTTPException", b"JSONResponse", b"JsonResponse", b"json_response", b"jsonify", b"rest_framework", b"flask", b"quart")
REPORTS = re.compile(r"health|readiness|liveness|readyz|livez|heartbeat", re.IGNORECASE)
"""Files and functions whose answers report a state, also where its status says that it is a bad one."""
Fault = tuple["Answer", str]


class Options(RuleOptions):
    envelope: str = Field(default="error", description="The key that holds the error; empty where the fields stand alone.")
    fields: tuple[str, ...] = Field(
        default=("code", "message", "details"), description="What every error tells.", json_schema_extra={"weaker": "fewer"}
    )


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    from tenet.facts.errors.domain_files import domain_paths_among
    from tenet.facts.errors.error_shape import Shape

    shape, paths = Shape(options.envelope, options.fields), list(facts.source_paths(options.scope))
    domain = frozenset(domain_paths_among(paths, facts.surroundings.components))
    for path in paths:
        data = facts.head.data(path) or b""
        module = facts.head_modules.parsed_at(path) if any(word in data for word in WORDS) else None
        found = _faults(facts, options, module, shape) if module is not None else []
        told = [one for one in found if path not in domain or not isinstance(one[0].statement, ast.Raise)]
        if module is not None and told:
            yield _violation(facts, module, shape, told)


def _faults(facts: Facts, options: Options, module: "Module", shape: "Shape") -> list[Fault]:
    from tenet.facts.errors.changed_lines import counts, grown
    from tenet.facts.errors.error_answers import error_answers
    from tenet.facts.python.bindings import Location

    kinds = (ast.Raise, ast.Return, ast.Assign)
    written = (node for node in module.statements if isinstance(node, kinds) and counts(facts.change, options.scope, module.path, node))
    answers = error_answers(facts.names(Side.HEAD), Location(module), written)
    told = ((answer, _fault(facts, answer, shape)) for answer in answers)
    found = [(answer, fault) for answer, fault in told if fault and not _reports_a_state(module, answer)]
    if options.scope is Scope.ALL:
        return found
    new = set(grown(facts.change, facts.base_modules, module, [answer.statement for answer, _ in found]))
    return [one for one in found if one[0].statement in new]


def _reports_a_state(module: "Module", answer: "Answer") -> bool:
    place = f"{module.path} {module.symbol_at(answer.statement.lineno)}"
    return not isinstance(answer.statement, ast.Raise) and REPORTS.search(place) is not None


def _fault(facts: Facts, answer: "Answer", shape: "Shape") -> str:
    if not isinstance(answer.statement, ast.Raise):
        return shape.fault(answer.content)
    if not answer.raised.endswith(".HTTPException") or not answer.raised.startswith(("fastapi.", "starlette.")):
        return ""
    fault = shape.inner_fault(answer.content) if answer.content is not None else "no body of its own"
    central = facts.central_handlers
    return "" if not fault or central.reshapes_http or answer.status in central.reshaped_statuses else fault


def _violation(facts: Facts, module: "Module", shape: "Shape", found: Sequence[Fault]) -> Violation:
    answer, fault = found[0]
    place = module.symbol_at(answer.statement.lineno) or module.path
    more = f" ({len(found)} such answers in this file)" if len(found) > 1 else ""
    status = "an error" if answer.status is None else str(answer.status)
    remedy = f"Answer with `{shape.text}`, best from the one exception handler that all routes share."
    if isinstance(answer.statement, ast.Raise):
        where = f" in `{facts.central_handlers.place}`" if facts.central_handlers.place else ""
        remedy = f"Register one handler for `HTTPException`{where} that answers with `{shape.text}`, or raise an own error that it maps."
    return Violation(
        message=f"`{place}` answers {status} with {fault}, not with `{shape.text}`{more}.",
        remedy=remedy,
        path=module.path,
        line=answer.statement.lineno,
        end_line=answer.statement.end_lineno,
        key=fault,
        data={"answers": [{"line": one.statement.lineno, "status": one.status, "fault": text} for one, text in found]},
    )


RULE = define(__name__, severity=Severity.WARNING, principle="structured error responses", options=Options, check=check)
