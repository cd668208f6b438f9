"""What the functions that serve a route expose: what they take, and who may call them."""

import ast
import re
from collections.abc import Iterator, Sequence

from tenet.facts.flows.authentication import Authentication
from tenet.facts.flows.surfaces import Surface, SurfaceKind
from tenet.facts.handlers.handler import Handler, handlers_of
from tenet.facts.python.module import FunctionNode, Module
from tenet.facts.python.modules import dotted_name

WEBHOOK = re.compile(r"web_?-?hooks?|(?:^|[/_-])hooks?(?:$|[/_-])", re.IGNORECASE)
UPLOADS = re.compile(r"\bUploadFile\b|\bUploadedFile\b|(?<!\w)File\(")


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
