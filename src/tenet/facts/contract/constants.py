"""The constant that an expression stands for, whether it is written there, put together there, or named elsewhere."""

import ast

from tenet.facts.contract.names import Reading
from tenet.facts.python.module import ScopeNode
from tenet.facts.python.modules import dotted_name

MAX_DEPTH = 20
"""How many names and operators are followed."""
MAX_LENGTH = 10_000
"""The longest text, in characters, that is put together."""
MAX_NUMBER = 10**15


def constant_of(node: ast.expr | None, reading: Reading, depth: int = MAX_DEPTH) -> ast.Constant | None:
    """A literal, a name that is bound to one, or a sum, product or f-string of such."""
    if depth < 0:
        return None
    if isinstance(node, ast.Constant):
        return node
    if isinstance(node, (ast.Name, ast.Attribute)):
        name = dotted_name(node)
        found = reading.located(name) if name is not None else None
        value = found.node if found is not None and not isinstance(found.node, ScopeNode) else None
        return constant_of(value, found.reading, depth - 1) if found is not None else None
    if isinstance(node, ast.BinOp):
        left, right = constant_of(node.left, reading, depth - 1), constant_of(node.right, reading, depth - 1)
        return _computed(node.op, left.value, right.value) if left is not None and right is not None else None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        operand = constant_of(node.operand, reading, depth - 1)
        number = operand.value if operand is not None else None
        return ast.Constant(-number) if isinstance(number, (int, float)) and not isinstance(number, bool) else None
    return _joined(node, reading, depth - 1) if isinstance(node, ast.JoinedStr) else None


def _computed(operator: ast.operator, left: object, right: object) -> ast.Constant | None:
    if isinstance(operator, ast.Add) and isinstance(left, str) and isinstance(right, str):
        return ast.Constant(left + right) if len(left) + len(right) <= MAX_LENGTH else None
    if type(left) is not int or type(right) is not int or max(abs(left), abs(right)) > MAX_NUMBER:
        return None
    if isinstance(operator, ast.Add):
        return ast.Constant(left + right)
    return ast.Constant(left * right) if isinstance(operator, ast.Mult) else None


def _joined(node: ast.JoinedStr, reading: Reading, depth: int) -> ast.Constant | None:
    texts: list[str] = []
    for part in node.values:
        plain = not isinstance(part, ast.FormattedValue) or (part.conversion == -1 and part.format_spec is None)
        constant = constant_of(part.value if isinstance(part, ast.FormattedValue) else part, reading, depth) if plain else None
        if constant is None or not isinstance(constant.value, (str, int)):
            return None
        texts.append(str(constant.value))
    return ast.Constant("".join(texts)) if sum(map(len, texts)) <= MAX_LENGTH else None
