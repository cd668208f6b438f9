"""Conditions and expressions of Django's queries, as they deconstruct: operators make `Q` and `CombinedExpression`."""

import ast

from tenet.facts.python.values import MISSING, Bound, Call, Generic, Missing, Symbol, Value

CONNECTORS: dict[type[ast.operator], str] = {ast.BitAnd: "AND", ast.BitOr: "OR", ast.BitXor: "XOR"}
ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Mod: "%%", ast.Pow: "^"}
ORDERS = ("asc", "desc")


def combined(operator: ast.operator, left: Value, right: Value) -> Value | Missing:
    """What an operator makes of two conditions or of two expressions."""
    connector = CONNECTORS.get(type(operator))
    if connector is not None and _is_condition(left) and _is_condition(right):
        return _joined(connector, left, right)
    sign = ARITHMETIC.get(type(operator))
    if sign is not None and (_is_expression(left) or _is_expression(right)):
        return Call(Symbol("django.db.models.expressions.CombinedExpression"), (_operand(left), sign, _operand(right)))
    return MISSING


def negated(value: Value) -> Value | Missing:
    """`~Q(...)`."""
    if not isinstance(value, Call) or not _is_condition(value):
        return MISSING
    keywords = dict(value.keywords)
    was = keywords.pop("_negated", False)
    return _condition(_children(value), keywords.get("_connector", "AND"), negated=was is not True)


def ordered(call: Call) -> Call:
    """`F("size").desc()` as the `OrderBy` that it makes; any other call as it is."""
    if isinstance(call.function, Bound) and call.function.name in ORDERS and _is_expression(call.function.target):
        direction: tuple[tuple[str, Value], ...] = (("descending", True),) if call.function.name == "desc" else ()
        return Call(Symbol("django.db.models.expressions.OrderBy"), (call.function.target,), (*direction, *call.keywords), call.place)
    return call


def member(value: Generic) -> Value:
    """`Deferrable["DEFERRED"]`, as migrations write the member of an enumeration, as `Deferrable.DEFERRED`."""
    named = value.arguments[0] if len(value.arguments) == 1 else None
    return Symbol(f"{value.origin.name}.{named}") if isinstance(named, str) and isinstance(value.origin, Symbol) else value


def condition(call: Call) -> Call:
    """`Q(a=1)` and `Q(("a", 1))` are one."""
    keywords = dict(call.keywords)
    return _condition(_children(call), keywords.get("_connector", "AND"), negated=keywords.get("_negated") is True)


def _joined(connector: str, left: Value, right: Value) -> Value:
    """By the rules of `Q._combine` and `Node.add`."""
    if not isinstance(left, Call) or not isinstance(right, Call):
        return left
    if not _children(left):
        return right
    if not _children(right):
        return left
    return _condition((*_parts(left, connector), *_parts(right, connector)), connector, negated=False)


def _parts(call: Call, connector: str) -> tuple[Value, ...]:
    """The children of a condition that a connector takes up, or the condition itself."""
    keywords, children = dict(call.keywords), _children(call)
    if keywords.get("_negated") is not True and (keywords.get("_connector", "AND") == connector or len(children) == 1):
        return children
    return (call,)


def _children(call: Call) -> tuple[Value, ...]:
    pairs: list[Value] = [(name, value) for name, value in sorted(call.keywords, key=lambda pair: pair[0]) if not name.startswith("_")]
    return (*call.arguments, *pairs)


def _condition(children: tuple[Value, ...], connector: Value, *, negated: bool) -> Call:
    keywords: list[tuple[str, Value]] = [("_connector", connector)] if connector != "AND" else []
    keywords += [("_negated", True)] if negated else []
    return Call(Symbol("django.db.models.Q"), children, tuple(keywords))


def _is_condition(value: Value) -> bool:
    return isinstance(value, Call) and value.last == "Q"


def _is_expression(value: Value) -> bool:
    from_django = isinstance(value, Call) and isinstance(value.function, Symbol) and value.function.name.startswith("django.")
    return from_django and not _is_condition(value)


def _operand(value: Value) -> Value:
    return value if isinstance(value, Call) else Call(Symbol("django.db.models.Value"), (value,))
