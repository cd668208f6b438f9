"""The functions of a module with the class that each belongs to."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tenet.facts.python.module import BLOCKS_OF, FunctionNode, Module


@dataclass(frozen=True, slots=True)
class LocatedFunction:
    """A function of a module, or a method of one of its classes. `name` is dotted: `Order.cancel`."""

    node: FunctionNode
    name: str
    owner: ast.ClassDef | None


def functions_of(module: Module) -> Iterator[LocatedFunction]:
    """The functions that code elsewhere can call, in the order of the text: those within functions are not among them."""
    pending: list[tuple[ast.AST, str, ast.ClassDef | None]] = [(node, "", None) for node in reversed(module.tree.body)]
    while pending:
        node, prefix, owner = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield LocatedFunction(node, f"{prefix}{node.name}", owner)
            continue
        if isinstance(node, ast.ClassDef):
            prefix, owner = f"{prefix}{node.name}.", node
        for block in BLOCKS_OF.get(type(node), ()):
            pending += [(child, prefix, owner) for child in reversed(getattr(node, block)) if type(child) in BLOCKS_OF]
