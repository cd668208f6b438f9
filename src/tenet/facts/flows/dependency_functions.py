"""The functions behind what `Depends(...)` names, and what they are called with."""

import ast
from collections.abc import Iterator

from tenet.facts.python.module import FunctionNode


def called_for(node: ast.stmt, made: bool) -> list[FunctionNode]:
    """What FastAPI calls for a dependency: a function, a class, or what a call of either (`made`) gives back."""
    if isinstance(node, FunctionNode) and not made:
        return [node]
    within = [one for one in node.body if isinstance(one, FunctionNode)] if isinstance(node, ast.ClassDef | FunctionNode) else []
    if isinstance(node, ast.ClassDef):
        return [one for one in within if one.name == ("__call__" if made else "__init__")]
    return within


def parameters_of(function: FunctionNode) -> Iterator[tuple[ast.arg, ast.expr | None]]:
    given = function.args
    positional = [*given.posonlyargs, *given.args]
    defaults = [None] * (len(positional) - len(given.defaults)) + list(given.defaults)
    yield from zip(positional, defaults, strict=True)
    yield from zip(given.kwonlyargs, given.kw_defaults, strict=True)
