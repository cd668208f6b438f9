"""Loops over data: a `for` or `while` that does more than build a response, and comprehensions that choose more than one or add up."""

import ast
import re
from collections.abc import Iterator

from tenet.facts.handlers.statements import expressions_of, is_guard, is_silent
from tenet.facts.python.walking import children, walk

COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
COLLECTS = frozenset({"append", "add", "extend"})
SUMS = frozenset({"sum", "fsum"})
SHAPES = re.compile(r"_*(?:patch|mask|hide|redact|strip|format|convert|serialize|localize|translate)_")
"""What functions are called that make an object fit for its response."""


def is_loop(statement: ast.stmt) -> bool:
    """Not: a stream, and what only maps."""
    if not isinstance(statement, ast.For | ast.AsyncFor | ast.While):
        return False
    if any(isinstance(node, ast.Yield) for node in walk(statement)):
        return False
    return isinstance(statement, ast.While) or not all(_maps(node) or _shapes(node, statement.target) for node in statement.body)


def _shapes(node: ast.stmt, target: ast.expr) -> bool:
    """`mask_secrets(order)` of a loop over `order`."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name(id=name), args=[ast.Name(id=first), *_])):
            return SHAPES.match(name) is not None and isinstance(target, ast.Name) and target.id == first
        case _:
            return False


def _maps(node: ast.stmt) -> bool:
    """What a comprehension of response models would say, and what only raises."""
    if is_guard(node) or is_silent(node):
        return True
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return isinstance(node.value, ast.Call) and _makes_object(node.value.func)
    value = node.value if isinstance(node, ast.Expr) else None
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in COLLECTS


def _makes_object(function: ast.expr) -> bool:
    """`OrderOut(...)`, `OrderOut.model_validate(...)`."""
    owner = function.value if isinstance(function, ast.Attribute) else function
    name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
    return name[:1].isupper()


def loops_within(statement: ast.stmt) -> Iterator[ast.expr]:
    """Comprehensions with a condition, and sums, in the statement's own expressions. One inside another is one."""
    pending = expressions_of(statement)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.expr) and (_adds_up(node) or _chooses(node)):
            yield node
        elif isinstance(node, ast.Call) and _looks_up(node):
            pending.extend(part.iter for part in getattr(node.args[0], "generators", ()))
        else:
            pending += children(node)


def _adds_up(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SUMS and bool(node.args)


def _chooses(node: ast.expr) -> bool:
    """By more than whether there is something: `if order` and `if order is not None` leave out gaps."""
    return isinstance(node, COMPREHENSIONS) and any(not _is_gap(test) for part in node.generators for test in part.ifs)


def _looks_up(node: ast.Call) -> bool:
    """`next((order for order in orders if order.id == order_id), None)`: one by its key."""
    match node:
        case ast.Call(
            func=ast.Name(id="next"), args=[ast.GeneratorExp(generators=[ast.comprehension(ifs=[ast.Compare(ops=[ast.Eq()])])]), *_]
        ):
            return True
        case _:
            return False


def _is_gap(test: ast.expr) -> bool:
    while isinstance(test, ast.Compare) and len(test.comparators) == 1 and isinstance(test.comparators[0], ast.Constant):
        if test.comparators[0].value is not None:
            return False
        test = test.left
    return isinstance(test, ast.Name | ast.Attribute)
