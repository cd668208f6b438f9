"""Functions that serve a route, read from their decorators: what they take, and who may call them."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tenet.facts.contract.routes import METHODS, is_routing
from tenet.facts.flows.authentication import Authentication
from tenet.facts.flows.surfaces import Surface, SurfaceKind
from tenet.facts.python.bindings import Location, located_nodes
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.module import FunctionNode, Module
from tenet.facts.python.modules import dotted_name

WEBHOOK = re.compile(r"web_?-?hooks?|(?:^|[/_-])hooks?(?:$|[/_-])", re.IGNORECASE)
UPLOADS = re.compile(r"\bUploadFile\b|\bUploadedFile\b|(?<!\w)File\(")


@dataclass(frozen=True, slots=True)
class Handler:
    """A function with the decorator that routes to it. `route` is `POST /orders`, the router's own prefix included."""

    function: FunctionNode
    decorator: ast.Call
    route: str
    at: Location


def handlers_of(module: Module, names: ExternalNames, body: Sequence[ast.stmt] | None = None) -> Iterator[Handler]:
    """The handlers of a module, or of some of its statements."""
    for node, at in located_nodes(module, body):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and is_routing(decorator):
                route = _route(decorator, at, names)
                if route:
                    yield Handler(node, decorator, route, at)


def _route(decorator: ast.Call, at: Location, names: ExternalNames) -> str:
    """Method and path; empty where the decorator routes nothing."""
    function = decorator.func
    given = decorator.args[0] if decorator.args else _keyword(decorator, "path")
    if not isinstance(function, ast.Attribute) or not isinstance(given, ast.Constant) or not isinstance(given.value, str):
        return ""
    if given.value and not given.value.startswith("/"):
        return ""
    made = names.made_by(function.value, at)
    prefix = _keyword(made[0], "prefix") or _keyword(made[0], "url_prefix") if made is not None else None
    start = prefix.value if isinstance(prefix, ast.Constant) and isinstance(prefix.value, str) else ""
    return f"{_method(function.attr, decorator)} {start}{given.value}"


def _method(attribute: str, decorator: ast.Call) -> str:
    methods = _keyword(decorator, "methods")
    written = [item.value for item in getattr(methods, "elts", []) if isinstance(item, ast.Constant) and isinstance(item.value, str)]
    return attribute.upper() if attribute in METHODS else ",".join(sorted(written)).upper() or attribute.upper()


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def handler_surfaces(module: Module, authentication: Authentication, body: Sequence[ast.stmt]) -> Iterator[Surface]:
    """What the handlers among some statements of a module expose, each at its decorator."""
    for handler in handlers_of(module, authentication.names, body):
        for kind in _kinds(handler, authentication):
            line = handler.decorator.lineno
            yield Surface(
                kind, handler.route, handler.route, module.path, line, handler.decorator.end_lineno or line, handler.function.name
            )


def _kinds(handler: Handler, authentication: Authentication) -> Iterator[SurfaceKind]:
    if WEBHOOK.search(handler.route) or WEBHOOK.search(handler.function.name):
        yield SurfaceKind.WEBHOOK
    elif not authentication.guards(handler.function, handler.decorator, handler.at):
        yield SurfaceKind.OPEN_ROUTE
    if _takes_file(handler.function):
        yield SurfaceKind.UPLOAD


def _takes_file(function: FunctionNode) -> bool:
    """By the type or the default of a parameter, or by what the body reads from a request of Flask or Django."""
    if UPLOADS.search(ast.unparse(function.args)):
        return True
    attributes = (dotted_name(node) for node in ast.walk(function) if isinstance(node, ast.Attribute))
    return any(name in (["request", "files"], ["request", "FILES"]) for name in attributes)
