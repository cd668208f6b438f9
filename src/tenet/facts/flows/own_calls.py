"""The calls that a function itself makes: not those of functions and lambdas within it, which run wherever they are called."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tenet.facts.python.module import FunctionNode, ScopeNode
from tenet.facts.python.walking import children

ELSEWHERE = (ast.Lambda, *ScopeNode.__args__)


@dataclass(frozen=True, slots=True)
class OwnCall:
    """A call in a function's body. `awaited`: the function lets others run while it waits for it."""

    node: ast.Call
    awaited: bool


def own_nodes(function: FunctionNode) -> Iterator[ast.AST]:
    """The nodes of a function's body but leaves, parents first, in the order of the text. Needs no deep stack."""
    pending: list[ast.AST] = [*reversed(function.body)]
    while pending:
        node = pending.pop()
        if not isinstance(node, ELSEWHERE):
            yield node
            pending += reversed(children(node))


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


def waits(function: FunctionNode) -> bool:
    """Whether a function lets others run anywhere, or hands out values one by one."""
    kinds = (ast.Await, ast.AsyncFor, ast.AsyncWith, ast.Yield, ast.YieldFrom)
    return any(isinstance(node, kinds) or (isinstance(node, ast.comprehension) and node.is_async) for node in own_nodes(function))


def gives_values(function: FunctionNode) -> bool:
    """Whether a function is a generator: a call of it runs nothing yet."""
    return any(isinstance(node, ast.Yield | ast.YieldFrom) for node in own_nodes(function))
