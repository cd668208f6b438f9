"""Statements that answer a request with an error: `raise HTTPException(404)`, `return JSONResponse({}, 404)`, `return {}, 404`."""

import ast
import http
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tenet.facts.errors.exception_classes import is_http_exception, outside_names, raised_class
from tenet.facts.python.bindings import Location
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.module import BLOCKS, COMPOUND, ScopeNode
from tenet.facts.python.modules import last_name

CONSTANT = re.compile(r"(?:HTTP_)?([1-5]\d\d)(?:_\w+)?")
RESPONSES = {
    "JSONResponse": "status_code",
    "ORJSONResponse": "status_code",
    "UJSONResponse": "status_code",
    "JsonResponse": "status",
    "Response": "status",
    "json_response": "status",
}
"""What makes a response with a body of JSON, and the keyword of its status."""
STATUS_KEYWORDS = frozenset({"status_code", "status"})
FLASK = ("flask", "quart")
NO_ERROR, ERROR = range(100, 400), range(400, 600)


@dataclass(frozen=True, slots=True)
class Answer:
    """`content` is what the body is made of, None where nothing says; `status` is None where it is not written as a number.

    `raised` is what the raised class is outside the repository; empty for a returned response and for an own class.
    """

    statement: ast.stmt
    content: ast.expr | None
    status: int | None
    raised: str = ""


def status_of(node: ast.expr | None) -> int | None:
    """A status as its number: `404`, `status.HTTP_404_NOT_FOUND`, `HTTPStatus.NOT_FOUND`."""
    if isinstance(node, ast.Constant):
        return node.value if type(node.value) is int else None
    if isinstance(node, ast.Attribute) and node.attr == "value":
        node = node.value
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    constant = CONSTANT.fullmatch(name)
    if constant is not None:
        return int(constant[1])
    return int(http.HTTPStatus[name]) if name in http.HTTPStatus.__members__ else None


def is_error(status: int | None) -> bool:
    return status in ERROR


def own_statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of all levels, not those of functions and classes within."""
    pending: list[ast.AST] = [*reversed(list(body))]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.stmt):
            yield node
        if isinstance(node, COMPOUND) and not isinstance(node, ScopeNode):
            for block in BLOCKS:
                pending.extend(reversed(getattr(node, block, ())))


def error_answers(names: ExternalNames, at: Location, statements: Iterable[ast.stmt]) -> Iterator[Answer]:
    """Those of some statements that answer with an error for sure."""
    flask = any(imported.module.startswith(FLASK) for imported in at.module.imports.values())
    for node in statements:
        if isinstance(node, ast.Raise):
            found = _raised(names, at, node)
        elif isinstance(node, ast.Return | ast.Assign) and node.value is not None:
            found = _made(names, at, node, node.value, flask=flask)
        elif flask and isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            found = _aborted(names, at, node, node.value)
        else:
            continue
        if found is not None:
            yield found


def _raised(names: ExternalNames, at: Location, node: ast.Raise) -> Answer | None:
    raised = raised_class(node)
    if not isinstance(raised, ast.Name | ast.Attribute) or not any(map(is_http_exception, outside_names(names, raised, at))):
        return None
    name = names.name(raised, at) or ""
    if not isinstance(node.exc, ast.Call):
        return Answer(node, None, None, name)
    call = node.exc
    status = status_of(_keyword(call, STATUS_KEYWORDS) or (call.args[0] if call.args else None))
    detail = _keyword(call, frozenset({"detail", "description"})) or (call.args[1] if len(call.args) > 1 else None)
    return None if status in NO_ERROR else Answer(node, detail, status, name)


def _aborted(names: ExternalNames, at: Location, node: ast.Expr, call: ast.Call) -> Answer | None:
    """Flask's `abort(404)`, which raises an HTTP error."""
    if last_name(call.func) != "abort" or not (names.name(call.func, at) or "").startswith(("flask.", "quart.", "werkzeug.")):
        return None
    status = status_of(call.args[0] if call.args else None)
    return None if status in NO_ERROR else Answer(node, _keyword(call, frozenset({"description"})), status)


def _made(names: ExternalNames, at: Location, node: ast.Return | ast.Assign, value: ast.expr, *, flask: bool) -> Answer | None:
    if isinstance(value, ast.Tuple):
        return _flask_pair(node, value) if flask and isinstance(node, ast.Return) else None
    call = value
    if not isinstance(call, ast.Call):
        return None
    if flask and last_name(call.func) == "make_response":
        return _flask_pair(node, ast.Tuple(call.args, ast.Load()))
    keyword = RESPONSES.get(last_name(call.func))
    if keyword is None or (keyword == "status" and last_name(call.func) == "Response" and not _is_drf(names, call, at)):
        return None
    status = status_of(_keyword(call, STATUS_KEYWORDS) or (call.args[1] if len(call.args) > 1 else None))
    content = _keyword(call, frozenset({"content", "data"})) or (call.args[0] if call.args else None)
    return Answer(node, content, status) if is_error(status) else None


def _flask_pair(node: ast.Return | ast.Assign, value: ast.Tuple) -> Answer | None:
    """`return jsonify(...), 404` and `return {...}, 404`."""
    status = status_of(value.elts[1]) if len(value.elts) in {2, 3} else None
    if not is_error(status):
        return None
    body = value.elts[0]
    if isinstance(body, ast.Call) and last_name(body.func) == "jsonify":
        given = ast.Dict([ast.Constant(word.arg) for word in body.keywords], [word.value for word in body.keywords])
        literal = all(word.arg is not None for word in body.keywords)
        return Answer(node, body.args[0] if body.args else given if literal else None, status)
    return Answer(node, body, status)


def _is_drf(names: ExternalNames, call: ast.Call, at: Location) -> bool:
    return (names.name(call.func, at) or "").startswith("rest_framework.")


def _keyword(call: ast.Call, wanted: frozenset[str]) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg in wanted), None)
