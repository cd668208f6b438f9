"""Arithmetic on values of the domain: amounts, quantities, rates. Not pages, sizes, times or texts."""

import ast
import re
from collections.abc import Iterator

from tenet.facts.handlers.statements import expressions_of
from tenet.facts.python.walking import children

SCALES = frozenset({0, 1, -1, 8, 60, 1000, 1024, 3600, 86400, 1e-3, 1e6, 1e9, 1024 * 1024})
"""Factors that change a unit and say nothing of the domain."""
TECHNICAL = re.compile(
    r"(?:^|_)(?:page|pages|limit|offset|skip|size|per_page|start|end|stop|index|idx|count|total|length|len|width|height|time|now|ts|timestamp"
    r"|date|datetime|day|days|hours?|minutes?|seconds?|ms|timeout|ttl|age|expir\w*|delta|bytes?|chunk|chunks|path|dir|root|url|version|port"
    r"|duration|elapsed|retry|attempt|attempts|sleep|delay|random|cursor|step|buffer|kb|mb|gb|progress|folder|file|filename|text|prefix|suffix"
    r"|timedelta|relativedelta|perf_counter|monotonic|utcnow|today|ceil|Path|range|sizes?|set|separator)(?:$|_)",
)
TEXT = (ast.JoinedStr, ast.List, ast.Dict, ast.Tuple, ast.Set, ast.ListComp, ast.SetComp)
MULTIPLIES = (ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)


def calculations(statement: ast.stmt) -> Iterator[ast.expr | ast.stmt]:
    """The outermost calculations of a statement's own expressions."""
    if isinstance(statement, ast.AugAssign) and _changes_amount(statement):
        yield statement
        return
    pending = expressions_of(statement)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.BinOp) and _is_arithmetic(node):
            if not _is_foreign(node):
                yield node
        elif isinstance(node, ast.Subscript):
            pending.append(node.value)
        elif not (isinstance(node, ast.Call | ast.keyword) and TECHNICAL.search(_name(node))):
            pending += children(node)


def _changes_amount(statement: ast.AugAssign) -> bool:
    """`account.balance -= amount`, `total += line.price * line.quantity`: not a counter, not a text."""
    if not isinstance(statement.op, (ast.Add, ast.Sub, *MULTIPLIES)) or isinstance(statement.value, ast.Constant):
        return False
    product = isinstance(statement.value, ast.BinOp) and _is_arithmetic(statement.value)
    return (product or isinstance(statement.target, ast.Attribute)) and not _is_foreign(statement)


def _is_arithmetic(node: ast.BinOp) -> bool:
    """A product of values, or a sum of which one part is a product or a number."""
    if isinstance(node.op, MULTIPLIES):
        return not (isinstance(node.left, ast.Constant) and isinstance(node.right, ast.Constant))
    if not isinstance(node.op, ast.Add | ast.Sub):
        return False
    return any(_is_product(part) or (_is_number(part) and not _is_scale(part)) for part in (node.left, node.right))


def _is_product(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, MULTIPLIES)


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


def _is_scale(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value in SCALES


def _is_foreign(node: ast.BinOp | ast.AugAssign) -> bool:
    """Whether a part of it is a text, a list, a technical name or the factor of a unit."""
    for part in ast.walk(node):
        if isinstance(part, TEXT) or (isinstance(part, ast.Constant) and not _is_number(part)):
            return True
        if isinstance(part, ast.BinOp) and isinstance(part.op, MULTIPLIES) and any(map(_is_scale, (part.left, part.right))):
            return True
        if isinstance(part, ast.Name | ast.Attribute) and TECHNICAL.search(_name(part)):
            return True
    return False


def _name(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
            return name
        case ast.Call(func=function):
            return _name(function)
        case _:
            return ""
