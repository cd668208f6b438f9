"""A run of an application's code that is only read: modules, functions and classes, followed in order."""

import ast
import re

from tenet.facts.python.modules import Definition, Modules
from tenet.facts.python.scope import Scope
from tenet.facts.python.values import Call, Instance, Place, Symbol, Value
from tenet.facts.routing.environment import Frame, Site
from tenet.facts.routing.view_libraries import ViewLibraries

STARTS = "the application starts"
ROUTING = re.compile(r"rout|mount")
EMPTIED = re.compile(r"\.prefix = (\"\"|'')")
SETS_SIGNATURE = "with_signature"
"""The decorator of makefun that gives a function the signature of its first argument."""
KEPT = frozenset({"property", "staticmethod", "classmethod", "abstractmethod", "overload", "cached_property"})


class Run(ViewLibraries):
    """Adds what decorators do."""

    def __init__(self, modules: Modules) -> None:
        super().__init__(modules)
        self.views: set[ast.ClassDef] = set()
        """The classes whose methods are handlers, with an object made for each request."""

    def decorated(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, made: Symbol, frame: Frame) -> Value:
        value: Value = made
        for decorator in reversed(node.decorator_list):
            if isinstance(decorator, ast.Name) and decorator.id in KEPT:
                continue
            if isinstance(node, ast.ClassDef) and self._is_view(node, decorator, frame.scope):
                continue
            place = Place(frame.scope.module.path, decorator.lineno, decorator.end_lineno or decorator.lineno)
            site = Site(decorator, frame.scope, place)
            function = self.evaluate(decorator, frame.scope)
            if isinstance(function, Call) and function.last == SETS_SIGNATURE and function.arguments:
                self.set_attribute(value, "__signature__", function.arguments[0])
            self.sites.append(site)
            result = self.called(function, (value,), (), site)
            self.sites.pop()
            if isinstance(result, Instance) or (isinstance(result, Symbol) and result.definition is not None):
                value = result
        return value

    def start(self, application: Value) -> None:
        """Follows what an application calls when it starts, where that has a part in routing."""
        router = self.router_of(application)
        functions, given_up = self.startups.pop(router, []) if router is not None else [], dict(self.given_up)
        self.conditions.append(STARTS)
        for function in functions:
            made = _as_called(function)
            if made is not None:
                needs = made.definition is not None and isinstance(made.definition.node, ast.FunctionDef) and made.definition.node.args.args
                self.follow(made, (application,) if needs else (), ())
        self.conditions.pop()
        self.given_up = given_up

    def _is_view(self, node: ast.ClassDef, decorator: ast.expr, scope: Scope) -> bool:
        """Whether a decorator makes a class-based view: it takes the router that the methods are put into."""
        if not isinstance(decorator, ast.Call):
            return False
        given = [self.evaluate(one, scope) for one in decorator.args if isinstance(one, ast.Name | ast.Attribute)]
        routers = [router for router in (self.router_of(one) for one in given) if router is not None]
        if not routers:
            return False
        self.views.add(node)
        if self._empties_prefix(self.evaluate(decorator.func, scope)):
            routers[0].attributes["prefix"] = ""
        return True

    def _empties_prefix(self, decorator: Value) -> bool:
        """Whether it moves the router's prefix to an inclusion, so that later routes go without."""
        if not isinstance(decorator, Symbol) or decorator.definition is None:
            return False
        return any(EMPTIED.search(line) for line in decorator.definition.module.lines)


def _as_called(function: Value) -> Symbol | None:
    """A function, asynchronous or not, as one that can be followed; None where it has no part in routing."""
    definition = function.definition if isinstance(function, Symbol) else None
    node = definition.node if definition is not None else None
    if not isinstance(function, Symbol) or definition is None or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return None
    if not any(ROUTING.search(line) for line in definition.module.lines[node.lineno - 1 : node.end_lineno]):
        return None
    body = ast.copy_location(ast.FunctionDef(node.name, node.args, node.body, [], None), node)
    return Symbol(function.name, Definition(definition.module, body, definition.names, definition.classes), function.closure)
