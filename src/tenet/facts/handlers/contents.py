"""What kinds of expressions a statement holds: one look tells what need not be looked for."""

import ast
from dataclasses import dataclass

from tenet.facts.handlers.loops import COMPREHENSIONS, SUMS
from tenet.facts.handlers.statements import expressions_of
from tenet.facts.python.walking import walk


@dataclass(frozen=True, slots=True)
class Contents:
    """`words` are its attributes and the names that it calls."""

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
    for node in walk(*expressions_of(statement)):
        types.add(type(node))
        if isinstance(node, ast.Attribute):
            words.add(node.attr)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            words.add(node.func.id)
    return Contents(frozenset(types), frozenset(words))
