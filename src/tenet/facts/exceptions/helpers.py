"""Functions of the same module that a handler leaves the exception to."""

import ast
from collections.abc import Iterator, Mapping, Sequence

from tenet.facts.exceptions.log_calls import keeps_the_traceback
from tenet.facts.python.module import FunctionNode, Module
from tenet.facts.python.scope import last_bindings
from tenet.facts.python.walking import walk

NEVER = frozenset({"NoReturn", "Never"})


class Helpers:
    """Which functions of a module log the exception that is being handled, or never return. Each is looked at once."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._known: dict[FunctionNode, bool] = {}
        self._methods: dict[str, Mapping[str, ast.stmt]] = {}

    def take(self, body: Sequence[ast.stmt], symbol: str) -> bool:
        """Whether a handler of the function `symbol` calls one of them."""
        for call in _calls(body):
            function = self._called(call, symbol)
            if function is not None and self._takes(function):
                return True
        return False

    def _called(self, call: ast.Call, symbol: str) -> FunctionNode | None:
        match call.func:
            case ast.Name(id=name):
                found = self._module.definitions.get(name)
            case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name):
                found = self._methods_of(symbol.partition(".")[0]).get(name)
            case _:
                return None
        return found if isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef) else None

    def _methods_of(self, owner: str) -> Mapping[str, ast.stmt]:
        if owner not in self._methods:
            node = self._module.definitions.get(owner)
            self._methods[owner] = last_bindings(node) if isinstance(node, ast.ClassDef) else {}
        return self._methods[owner]

    def _takes(self, function: FunctionNode) -> bool:
        if function not in self._known:
            never = getattr(function.returns, "attr", getattr(function.returns, "id", "")) in NEVER
            self._known[function] = never or any(keeps_the_traceback(call) for call in _calls(function.body))
        return self._known[function]


def _calls(body: Sequence[ast.stmt]) -> Iterator[ast.Call]:
    return (node for statement in body for node in walk(statement) if isinstance(node, ast.Call))
