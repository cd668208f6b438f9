"""The calls that a function itself makes: not those of functions and lambdas within it, which run wherever they are called."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tenet.facts.python.bindings import LEAVES
from tenet.facts.python.module import FunctionNode, ScopeNode


@dataclass(frozen=True, slots=True)
class OwnCall:
    """A call in a function's body. `awaited`: the function lets others run while it waits for it."""

    node: ast.Call
    awaited: bool


def own_nodes(function: FunctionNode) -> Iterator[ast.AST]:
    """The nodes of a function's body, parents first, in the order of the text. Needs no deep stack."""
    pending: list[ast.AST] = [*reversed(function.body)]
    while pending:
        node = pending.pop()
        if isinstance(node, (*LEAVES, ast.Lambda, *ScopeNode.__args__)):
            continue
        yield node
        pending.extend(reversed([*ast.iter_child_nodes(node)]))


def own_calls(function: FunctionNode) -> Iterator[OwnCall]:
    awaited: set[ast.expr] = set()
    for node in own_nodes(function):
        match node:
            case ast.Await(value=value) | ast.AsyncFor(iter=value):
                awaited.add(value)
            case ast.comprehension(iter=value, is_async=1):
                awaited.add(value)
            case ast.AsyncWith(items=items):
                awaited.update(item.context_expr for item in items)
            case ast.Call():
                yield OwnCall(node, node in awaited)
