"""Functions that a module registers to answer for an exception."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tenet.facts.python.module import FunctionNode, Module
from tenet.facts.python.modules import last_name

DECORATORS = frozenset({"exception_handler", "errorhandler", "app_errorhandler", "exception"})
ADDS = frozenset({"add_exception_handler", "register_error_handler"})
TABLE = "exception_handlers"


@dataclass(frozen=True, slots=True)
class Registered:
    """`exception` is what it answers for, `parameter` what it calls it."""

    function: FunctionNode
    exception: ast.expr

    @property
    def parameter(self) -> str | None:
        """The exception comes last: `(request, error)`, or `(error)`."""
        given = [one.arg for one in (*self.function.args.posonlyargs, *self.function.args.args) if one.arg not in {"self", "cls"}]
        return given[-1] if given else None


def registered_in(module: Module) -> Iterator[Registered]:
    for node in module.statements:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and last_name(decorator.func) in DECORATORS and decorator.args:
                    yield Registered(node, decorator.args[0])
            continue
        for exception, name in _added(node):
            function = module.definitions.get(name)
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                yield Registered(function, exception)


def _added(node: ast.stmt) -> Iterator[tuple[ast.expr, str]]:
    """What a simple statement registers: `app.add_exception_handler(KeyError, on_error)`, `exception_handlers={KeyError: on_error}`."""
    value = node.value if isinstance(node, ast.Expr | ast.Assign | ast.Return) else None
    if not isinstance(value, ast.Call):
        return
    if last_name(value.func) in ADDS and len(value.args) == 2 and isinstance(value.args[1], ast.Name):
        yield value.args[0], value.args[1].id
    for keyword in value.keywords:
        if keyword.arg == TABLE and isinstance(keyword.value, ast.Dict):
            pairs = zip(keyword.value.keys, keyword.value.values, strict=True)
            yield from ((key, name.id) for key, name in pairs if key is not None and isinstance(name, ast.Name))
