"""The operators of Python that are computed: on text, numbers and sequences, and bounded."""

import ast
import re
from collections.abc import Sequence
from decimal import Decimal

from tenet.facts.python.values import MISSING, Call, Generic, Member, Missing, Pairs, Scalar, Symbol, Value, known, pairs, plain

MAX_TEXT = 20_000
"""How long a text or sequence may grow."""
MAX_NUMBER = 10**30
MAKE_TYPES = frozenset({"create_model", "conint", "constr", "confloat", "condecimal", "conlist", "conset", "TypedDict", "NewType"})
"""Functions whose results can be joined with `|`."""


def shown(value: Value) -> str | None:
    """What an f-string makes of a value."""
    value = plain(value)
    return str(value) if isinstance(value, str | int | float | Decimal | None) else None


def truth(value: Value) -> bool | None:
    match plain(value):
        case None | bool() | int() | float() | str() | bytes() | Decimal() | tuple() as simple:
            return bool(simple)
        case Pairs() as mapping:
            return bool(mapping.items)
        case Member():
            return True
        case _:
            return None


def binary(operator: ast.operator, left: Value, right: Value) -> Value | Missing:
    if isinstance(operator, ast.BitOr) and isinstance(left, Pairs) and isinstance(right, Pairs):
        return pairs((*left.items, *right.items))
    if isinstance(operator, ast.BitOr):
        return _union(left, right)
    left, right = plain(left), plain(right)
    if isinstance(operator, ast.Add):
        if isinstance(left, tuple) and isinstance(right, tuple) and len(left) + len(right) < MAX_TEXT:
            return left + right
        if isinstance(left, str) and isinstance(right, str) and len(left) + len(right) < MAX_TEXT:
            return left + right
    if isinstance(operator, ast.Mod) and isinstance(left, str):
        return _formatted(left, right)
    if isinstance(operator, ast.Mult) and isinstance(left, str) and isinstance(right, int) and len(left) * right < MAX_TEXT:
        return left * right
    return _arithmetic(operator, left, right)


def _formatted(text: str, values: Value) -> Value | Missing:
    given = values if isinstance(values, tuple) else (values,)
    scalars = tuple(value for value in given if isinstance(value, str | int | float))
    if len(scalars) != len(given) or re.search(r"%[^sd%]", text):
        return MISSING
    try:
        return text % scalars
    except (TypeError, ValueError):
        return MISSING


def _union(left: Value, right: Value) -> Value | Missing:
    kinds = Symbol | Generic | None
    if isinstance(left, int) and isinstance(right, int):
        return left | right
    left_type, right_type = (
        side if isinstance(side, kinds) or _makes_type(side) else Symbol(side) if isinstance(side, str) else MISSING
        for side in (left, right)
    )
    if isinstance(left_type, Missing) or isinstance(right_type, Missing):
        return MISSING
    first = left_type.arguments if isinstance(left_type, Generic) and left_type.origin == Symbol("typing.Union") else (left_type,)
    return Generic(Symbol("typing.Union"), (*first, right_type))


def _makes_type(value: Value) -> bool:
    return isinstance(value, Call) and value.last in MAKE_TYPES


def _arithmetic(operator: ast.operator, left: Value, right: Value) -> Value | Missing:
    if not isinstance(left, int | float) or not isinstance(right, int | float):
        return MISSING
    if abs(left) > MAX_NUMBER or abs(right) > MAX_NUMBER:
        return MISSING
    if isinstance(operator, ast.Div | ast.FloorDiv | ast.Mod):
        return _divided(operator, left, right) if right else MISSING
    match operator:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Pow() if isinstance(right, int) and 0 <= right <= 100 and abs(left) <= 1024:
            return left**right
        case ast.LShift() if isinstance(left, int) and isinstance(right, int) and 0 <= right <= 100:
            return left << right
        case _:
            return MISSING


def _divided(operator: ast.Div | ast.FloorDiv | ast.Mod, left: float, right: float) -> Value:
    if isinstance(operator, ast.Div):
        return left / right
    return left // right if isinstance(operator, ast.FloorDiv) else left % right


def unary(operator: ast.unaryop, value: Value) -> Value | Missing:
    value = plain(value)
    if isinstance(operator, ast.Not):
        held = truth(value)
        return MISSING if held is None else not held
    if isinstance(operator, ast.USub) and isinstance(value, int | float | Decimal):
        return -value
    return MISSING


def compare(operator: ast.cmpop, left: Value, right: Value) -> Value | Missing:
    if not known(left) or not known(right):
        return MISSING
    left, right = plain(left), plain(right)
    simple = isinstance(left, Scalar | tuple | Member) and isinstance(right, Scalar | tuple | Member | Pairs)
    if not simple:
        return MISSING
    inside = tuple(key for key, _ in right.items) if isinstance(right, Pairs) else right
    match operator:
        case ast.Eq() | ast.Is():
            return left == right
        case ast.NotEq() | ast.IsNot():
            return left != right
        case ast.In() | ast.NotIn() if isinstance(inside, tuple):
            return (left in inside) is isinstance(operator, ast.In)
        case ast.In() | ast.NotIn() if isinstance(inside, str) and isinstance(left, str):
            return (left in inside) is isinstance(operator, ast.In)
        case ast.Gt() if isinstance(left, int) and isinstance(right, int):
            return left > right
        case ast.Lt() if isinstance(left, int) and isinstance(right, int):
            return left < right
        case _:
            return MISSING


def comparable(value: Value) -> float | str | None:
    """A number or a text that has an order; None for any other value."""
    found = plain(value)
    return found if isinstance(found, int | float | str) else None


def boolean(operator: ast.boolop, values: Sequence[Value]) -> Value | Missing:
    for value in values:
        held = truth(value)
        if held is None:
            return MISSING
        if held is isinstance(operator, ast.Or):
            return value
    return values[-1]
