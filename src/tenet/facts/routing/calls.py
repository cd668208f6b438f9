"""Calls of the repository's own functions and classes."""

import ast
from abc import abstractmethod
from collections.abc import Iterable

from tenet.facts.python.module import FunctionNode
from tenet.facts.python.modules import Definition, Modules
from tenet.facts.python.scope import Scope, source_of
from tenet.facts.python.values import MISSING, Bound, Call, Computed, Generic, Instance, Missing, Place, Symbol, Table, Value
from tenet.facts.routing.blocks import Blocks
from tenet.facts.routing.decisions import agreed
from tenet.facts.routing.environment import Environment, Frame, Site
from tenet.facts.routing.statements import MAX_STEPS_OF_CALL, After

MAX_CALLS = 18
"""How deep calls are followed."""
CACHES = frozenset({"cache", "lru_cache"})
PROPERTIES = frozenset({"property", "cached_property", "computed_field", "hybrid_property"})
Keywords = tuple[tuple[str, Value], ...]


class Calls(Blocks):
    """Follows calls."""

    def __init__(self, modules: Modules) -> None:
        super().__init__(modules)
        self._cached: dict[tuple[Symbol, tuple[Value, ...], Keywords], Value] = {}
        self.given_up: dict[str, Place] = {}
        """The functions that are too long to be followed to their end."""

    @abstractmethod
    def library(self, call: Call, site: Site) -> Value:
        """What a call of something outside the repository returns, and does."""

    @abstractmethod
    def instantiate(self, owner: Symbol, arguments: tuple[Value, ...], keywords: Keywords, site: Site) -> Value:
        """What a call of a class of the repository makes."""

    @abstractmethod
    def method(self, function: Bound, arguments: tuple[Value, ...], keywords: Keywords, site: Site) -> Value:
        """What a method returns, and does."""

    @abstractmethod
    def call_of_call(self, function: Call, arguments: tuple[Value, ...], keywords: Keywords, site: Site) -> Value:
        """What calling the result of a call does: a decorator with arguments, a `functools.partial`."""

    def called(self, function: Value, arguments: tuple[Value, ...], keywords: Keywords, site: Site) -> Value:
        match function:
            case Symbol(definition=Definition(node=ast.FunctionDef())):
                return self.follow(function, arguments, keywords)
            case Symbol(definition=Definition(node=ast.ClassDef())):
                return self.instantiate(function, arguments, keywords, site)
            case Symbol(definition=None):
                return self.library(Call(function, arguments, keywords, site.place), site)
            case Symbol():
                return Call(function, arguments, keywords, site.place)
            case Bound():
                return self.method(function, arguments, keywords, site)
            case Call():
                return self.call_of_call(function, arguments, keywords, site)
            case Instance():
                return self.method(Bound(function, "__call__"), arguments, keywords, site)
            case Generic(origin=origin):
                return self.called(origin, arguments, keywords, site)
            case _:
                return Computed(source_of(site.node))

    # functions

    def follow(self, function: Symbol, arguments: tuple[Value, ...], keywords: Keywords, bound: Value | Missing = MISSING) -> Value:
        """What a function returns; `bound` is its first argument where it is a method."""
        definition = function.definition
        if definition is None or not isinstance(definition.node, ast.FunctionDef):
            return Call(function, arguments, keywords)
        given = arguments if isinstance(bound, Missing) else (bound, *arguments)
        if len(self.frames) >= MAX_CALLS:
            return Computed(f"{function.name}(...)")
        key = function, given, keywords
        if kinds_of(function) & CACHES and key in self._cached:
            return self._cached[key]
        environment = Environment(definition.names)
        scope = Scope(definition.module, definition.names, definition.classes)
        environment.bound.update(self._parameters(definition.node, given, keywords, scope))
        if definition.classes and not isinstance(bound, Missing):
            owner = Symbol(
                definition.classes[0].name, Definition(definition.module, definition.classes[0], definition.names, definition.classes[1:])
            )
            environment.bound.update({"__class__": owner, "__self__": bound})
        frame = Frame(Scope(definition.module, environment), environment, last_step=self.steps + MAX_STEPS_OF_CALL)
        conditions = len(self.conditions)
        self.frames.append(frame)
        after = self.run_body(definition.node.body, frame)
        given_up = self.exhausted
        self.frames.pop()
        if given_up and not self.frames:
            self.given_up[function.name] = Place(definition.module.path, definition.node.lineno, definition.node.lineno)
        del self.conditions[conditions:]
        self._cached[key] = self._result(function, frame, after)
        return self._cached[key]

    def _result(self, function: Symbol, frame: Frame, after: After) -> Value:
        if frame.yielded:
            return tuple(frame.yielded)
        if not frame.returned:
            return None
        if after is After.ON:
            frame.returned.append(None)
        return frame.returned[0] if len(frame.returned) == 1 else agreed(frame.returned, f"{function.name}(...)")

    def _parameters(self, node: FunctionNode, arguments: tuple[Value, ...], keywords: Keywords, scope: Scope) -> dict[str, Value]:
        given = node.args
        positional = [argument.arg for argument in (*given.posonlyargs, *given.args)]
        known = {*positional, *(argument.arg for argument in given.kwonlyargs)}
        names: dict[str, Value] = dict(zip(positional, arguments, strict=False))
        names.update({name: value for name, value in keywords if name in known})
        defaults: list[tuple[str, ast.expr | None]] = list(zip(reversed(positional), reversed(given.defaults), strict=False))
        defaults += [(keyword.arg, default) for keyword, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)]
        for name, default in defaults:
            if name not in names and default is not None:
                names[name] = self.evaluate(default, scope)
        if given.vararg is not None:
            names[given.vararg.arg] = arguments[len(positional) :]
        if given.kwarg is not None:
            names[given.kwarg.arg] = Table({name: value for name, value in keywords if name not in known})
        names.update({name: Computed(name) for name in known - set(names)})
        return names


def is_function(value: Value) -> bool:
    node = value.definition.node if isinstance(value, Symbol) and value.definition is not None else None
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def kinds_of(value: Value) -> frozenset[str]:
    """The last names of a function's decorators."""
    node = value.definition.node if isinstance(value, Symbol) and value.definition is not None else None
    return frozenset(_last_names(node.decorator_list)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else frozenset()


def _last_names(nodes: Iterable[ast.expr]) -> Iterable[str]:
    for node in nodes:
        function = node.func if isinstance(node, ast.Call) else node
        yield function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
