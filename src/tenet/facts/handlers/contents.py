"""What kinds of expressions a statement holds: one look tells what need not be looked for."""

import ast
from dataclasses import dataclass

from tenet.facts.handlers.loops import COMPREHENSIONS, SUMS
from tenet.facts.handlers.statements import expressions_of

LEAVES = (ast.Constant, ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop)


@dataclass(frozen=True, slots=True)
class Contents:
    """`words` are its names and attributes."""

    types: frozenset[type[ast.AST]]
    words: frozenset[str]

    @property
    def loops(self) -> bool:
        return bool(self.types.intersection(COMPREHENSIONS) or self.words & SUMS)

    @property
    def calculates(self) -> bool:
        return ast.BinOp in self.types or ast.AugAssign in self.types


def contents_of(statement: ast.stmt) -> Contents:
    types: set[type[ast.AST]] = {type(statement)}
    words: set[str] = set()
    pending = expressions_of(statement)
    while pending:
        node = pending.pop()
        types.add(type(node))
        if isinstance(node, ast.Name):
            words.add(node.id)
            continue
        if isinstance(node, ast.Attribute):
            words.add(node.attr)
        for name in node._fields:
            value = getattr(node, name)
            if isinstance(value, list):
                pending.extend(part for part in value if isinstance(part, ast.AST))
            elif isinstance(value, ast.AST) and not isinstance(value, LEAVES):
                pending.append(value)
    return Contents(frozenset(types), frozenset(words))
