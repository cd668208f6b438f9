"""Functions that serve a route, read from their decorators."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tenet.facts.contract.routes import METHODS, is_routing
from tenet.facts.python.bindings import Location, located_functions
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.module import FunctionNode, Module

ROUTED = re.compile(rb"^[ \t]*@[^\n]*\.(?:get|post|put|patch|delete|head|options|trace|api_route|route|websocket)\s*\(", re.MULTILINE)
"""What the decorator of every handler reads like, whatever its router is called."""


@dataclass(frozen=True, slots=True)
class Handler:
    """A function with the decorator that routes to it. `route` is `POST /orders`, the router's own prefix included."""

    function: FunctionNode
    decorator: ast.Call
    route: str
    at: Location

    @property
    def path(self) -> str:
        """The file that it stands in."""
        return self.at.module.path

    @property
    def shown(self) -> str:
        """The route as messages name it: `POST /` for the path of the router itself."""
        method, _, path = self.route.partition(" ")
        return f"{method} {path or '/'}"

    @property
    def methods(self) -> frozenset[str]:
        return frozenset(self.route.partition(" ")[0].split(","))

    @property
    def inside(self) -> Location:
        """Where its own statements stand."""
        return self.at.inside(self.function)


def handlers_of(module: Module, names: ExternalNames, body: Sequence[ast.stmt] | None = None) -> Iterator[Handler]:
    """The handlers of a module, or of some of its statements."""
    for node, at in located_functions(module, body):
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
