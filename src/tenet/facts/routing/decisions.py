"""Tests of values: whether one holds, how two compare, what several ways to a value agree on."""

import ast
from collections.abc import Sequence

from tenet.facts.python import operators
from tenet.facts.python.modules import Definition
from tenet.facts.python.values import Call, Computed, Instance, Pairs, Symbol, Value, plain, settled

MAKES_MODELS = frozenset({"pydantic.create_model", "pydantic.main.create_model"})


def truth_of(value: Value) -> bool | None:
    match value:
        case Instance():
            return True
        case Symbol(definition=Definition()):
            return True
        case _:
            return operators.truth(settled(value))


def compared(operator: ast.cmpop, left: Value, right: Value) -> bool | None:
    if right == Symbol("os.environ") and isinstance(operator, ast.In | ast.NotIn):
        return isinstance(operator, ast.NotIn)
    if isinstance(operator, ast.Is | ast.IsNot | ast.Eq | ast.NotEq):
        sides = (left, right)
        objects = [side for side in sides if _is_object(side)]
        settled_sides = len(objects) == 2 or (len(objects) == 1 and None in sides)
        if settled_sides or (None in sides and any(isinstance(side, tuple | Pairs) for side in sides)):
            return (left == right) is isinstance(operator, ast.Is | ast.Eq)
    ordered = _ordered(operator, plain(left), plain(right))
    found = operators.compare(operator, left, right) if ordered is None else ordered
    return found if isinstance(found, bool) else None


def _is_object(value: Value) -> bool:
    """Whether a value is something that the code makes, and so not None."""
    match value:
        case Symbol():
            return value.definition is not None
        case Call(function=Symbol(name=name)):
            return name in MAKES_MODELS
        case _:
            return isinstance(value, Instance)


def _ordered(operator: ast.cmpop, left: Value, right: Value) -> bool | None:
    """What a comparison by size gives, of two numbers or two texts."""
    order = _order(left, right)
    if order is None:
        return None
    match operator:
        case ast.Lt():
            return order < 0
        case ast.LtE():
            return order <= 0
        case ast.Gt():
            return order > 0
        case ast.GtE():
            return order >= 0
        case _:
            return None


def agreed(values: Sequence[Value], text: str) -> Value:
    """What all ways lead to: their common value, the one that makes something, or what only a run can tell."""
    telling = [value for value in values if value is not None and not isinstance(value, Computed)]
    if telling and all(settled(value) == settled(telling[0]) for value in telling):
        return telling[0]
    if telling and all(isinstance(value, Instance) for value in telling):
        return telling[-1]
    return Computed(text)


def _order(left: Value, right: Value) -> int | None:
    match left, right:
        case str(), str():
            return (left > right) - (left < right)
        case ((int() | float()), (int() | float())):
            return (left > right) - (left < right)
        case tuple(), tuple():
            return next((found for found in map(_order, left, right) if found), (len(left) > len(right)) - (len(left) < len(right)))
        case _:
            return None
