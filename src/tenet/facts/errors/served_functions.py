"""What serves a request: functions that a decorator routes to, and the methods of class-based views."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tenet.domain.change import Change
from tenet.facts.errors.exception_classes import ancestry_of
from tenet.facts.handlers.handler import Handler
from tenet.facts.handlers.handler_facts import HandlerFacts
from tenet.facts.python.bindings import Location
from tenet.facts.python.module import FunctionNode, Module
from tenet.facts.python.modules import Definition, Modules

VIEWS = ("rest_framework.", "django.views", "flask.views.", "starlette.endpoints.", "aiohttp.web.")
METHODS = frozenset(
    {"get", "post", "put", "patch", "delete", "list", "create", "retrieve", "update", "partial_update", "destroy", "dispatch"}
)


@dataclass(frozen=True, slots=True)
class Served:
    """A function with what stands inside it. `label` is its route, or its class and name."""

    function: FunctionNode
    inside: Location
    label: str
    handler: Handler | None = None

    @property
    def path(self) -> str:
        return self.inside.module.path


class ServedFunctions:
    """Those of some files of the head, and what each was at the base."""

    def __init__(self, change: Change, handlers: HandlerFacts, before: Modules, after: Modules) -> None:
        self._change = change
        self._handlers = handlers
        self._before = before
        self._after = after

    def of(self, paths: Iterable[str]) -> Iterator[Served]:
        for path in paths:
            yield from map(_routed, self._handlers.of([path]))
            module = self._after.parsed_at(path)
            if module is not None:
                yield from view_methods(self._after, module)

    def before(self, served: Served) -> Served | None:
        if served.handler is not None:
            old = self._handlers.before(served.handler)
            return None if old is None else _routed(old)
        file = self._change.by_path.get(served.path)
        base_path = served.path if file is None else file.base_path
        module = self._before.parsed_at(base_path) if base_path is not None else None
        methods = view_methods(self._before, module) if module is not None else iter(())
        return next((one for one in methods if one.label == served.label), None)


def _routed(handler: Handler) -> Served:
    return Served(handler.function, handler.inside, handler.route, handler)


def view_methods(modules: Modules, module: Module) -> Iterator[Served]:
    """The methods of a module's class-based views that serve a request, and its actions of REST framework."""
    for owner in module.definitions.values():
        if not isinstance(owner, ast.ClassDef) or not owner.bases or not _is_view(modules, module, owner):
            continue
        for node in owner.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (
                node.name in METHODS or any(map(_is_action, node.decorator_list))
            ):
                yield Served(node, Location(module, (node,), owner), f"{owner.name}.{node.name}", None)


def _is_view(modules: Modules, module: Module, owner: ast.ClassDef) -> bool:
    return any(name.startswith(VIEWS) for name in ancestry_of(modules, Definition(module, owner)).outside)


def _serves(node: FunctionNode) -> bool:
    return node.name in METHODS or any(map(_is_action, node.decorator_list))


def _is_action(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return (called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else "") == "action"
