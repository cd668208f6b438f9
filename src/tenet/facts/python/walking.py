"""Walks syntax trees faster than `ast.walk`: the nodes that hold nothing are left out, and so are fields without nodes.

No walk needs a deep stack.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping

from tenet.facts.python.module import BLOCKS_OF

LEAVES = (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.Name, ast.Constant)
"""Nodes that hold no call."""
WORDS = frozenset({"id", "attr", "ctx", "op", "ops", "arg", "kind", "module", "level", "type_comment", "conversion", "simple", "is_async"})
"""Fields that hold a text, a number or a leaf."""


def _below(kind: type[ast.AST]) -> Iterator[type[ast.AST]]:
    yield kind
    for one in kind.__subclasses__():
        yield from _below(one)


LEAF_TYPES: frozenset[type] = frozenset(one for leaf in LEAVES for one in _below(leaf)) | {str, int, bool, type(None)}
FIELDS: Mapping[type, tuple[str, ...]] = {
    kind: tuple(name for name in kind._fields if name not in WORDS) for kind in _below(ast.AST) if kind not in LEAF_TYPES
}


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below one, in the order of the text, but leaves."""
    found: list[ast.AST] = []
    for name in FIELDS.get(type(node), ()):
        value = getattr(node, name, None)
        if type(value) is list:
            found += [child for child in value if type(child) not in LEAF_TYPES]
        elif type(value) not in LEAF_TYPES and isinstance(value, ast.AST):
            found.append(value)
    return found


def walk(*roots: ast.AST) -> Iterator[ast.AST]:
    """The nodes of trees but leaves, in the order of `ast.walk`."""
    pending: list[ast.AST] = [*roots]
    for node in pending:
        pending += children(node)
        yield node


def statements_within(body: Iterable[ast.AST]) -> Iterator[ast.stmt]:
    """The statements of all levels, in the order of `ast.walk`: those of one level before those below."""
    pending: list[ast.AST] = [*body]
    for node in pending:
        for block in reversed(BLOCKS_OF.get(type(node), ())):
            pending += getattr(node, block)
        if isinstance(node, ast.stmt):
            yield node
