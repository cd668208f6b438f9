"""The few functions and operators of Python that are computed: pure, of text, numbers and sequences, and bounded."""

import ast
import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal, InvalidOperation

from tenet.facts.python.values import MISSING, Bound, Call, Computed, Member, Missing, Pairs, Scalar, Symbol, Value, known, plain

MAX_TEXT = 20_000
"""How long a text or sequence may grow."""
MAX_NUMBER = 10**30

TYPES = frozenset(
    {"str", "int", "float", "bool", "bytes", "dict", "list", "tuple", "set", "frozenset", "object", "complex", "date", "type", "property"}
)
FUNCTIONS = frozenset(
    {"sorted", "len", "zip", "enumerate", "range", "reversed", "max", "min", "sum", "map", "filter", "super", "getattr", "print", "any", "all"}
)
NAMES = TYPES | FUNCTIONS | {"staticmethod", "classmethod", "isinstance", "hasattr", "callable", "lambda", "setattr", "locals", "globals"}

TRANSLATIONS = frozenset({"gettext", "gettext_lazy", "gettext_noop", "ugettext", "ugettext_lazy", "pgettext", "pgettext_lazy", "_"})
"""Functions that hand back the text they are given, in another language."""

NESTED_QUANTIFIER = re.compile(r"\)[*+?{]")
Iterate = Callable[[Value], tuple[Value, ...] | None]


def pairs(items: Iterable[tuple[Value, Value]]) -> Pairs:
    """A dictionary in which a later key replaces an earlier one, in the place of the first."""
    found: list[tuple[Value, Value]] = []
    for key, item in items:
        at = next((index for index, (known_key, _) in enumerate(found) if known_key == key), None)
        if at is None:
            found.append((key, item))
        else:
            found[at] = (key, item)
    return Pairs(tuple(found))


def item(target: Value, index: Value) -> Value | Missing:
    if isinstance(target, Pairs):
        return target.get(plain(index)) if target.get(index) is MISSING else target.get(index)
    if isinstance(target, tuple | str) and isinstance(index, int) and -len(target) <= index < len(target):
        return target[index]
    return MISSING


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
        if isinstance(left, tuple) and isinstance(right, tuple):
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
    from tenet.facts.python.values import Generic

    kinds = Symbol | Generic | None
    if isinstance(left, int) and isinstance(right, int):
        return left | right
    left_type, right_type = (side if isinstance(side, kinds) else Symbol(side) if isinstance(side, str) else MISSING for side in (left, right))
    if isinstance(left_type, Missing) or isinstance(right_type, Missing):
        return MISSING
    first = left_type.arguments if isinstance(left_type, Generic) and left_type.origin == Symbol("typing.Union") else (left_type,)
    return Generic(Symbol("typing.Union"), (*first, right_type))


def _arithmetic(operator: ast.operator, left: Value, right: Value) -> Value | Missing:
    if not isinstance(left, int | float) or not isinstance(right, int | float):
        return MISSING
    if abs(left) > MAX_NUMBER or abs(right) > MAX_NUMBER:
        return MISSING
    match operator:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div() if right:
            return left / right
        case ast.FloorDiv() if right:
            return left // right
        case ast.Mod() if right:
            return left % right
        case ast.Pow() if isinstance(right, int) and 0 <= right <= 100 and abs(left) <= 1024:
            return left**right
        case ast.LShift() if isinstance(left, int) and isinstance(right, int) and 0 <= right <= 100:
            return left << right
        case _:
            return MISSING


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
        case ast.In() if isinstance(inside, tuple):
            return left in inside
        case ast.NotIn() if isinstance(inside, tuple):
            return left not in inside
        case ast.Gt() if isinstance(left, int) and isinstance(right, int):
            return left > right
        case ast.Lt() if isinstance(left, int) and isinstance(right, int):
            return left < right
        case _:
            return MISSING


def boolean(operator: ast.boolop, values: Sequence[Value]) -> Value | Missing:
    for value in values:
        held = truth(value)
        if held is None:
            return MISSING
        if held is isinstance(operator, ast.Or):
            return value
    return values[-1]


def call(given: Call, iterate: Iterate) -> Value | Missing:
    """The result of a call, where it is one of the functions known here and its arguments are known."""
    arguments = tuple(plain(argument) for argument in given.arguments)
    if isinstance(given.function, Bound):
        return _method(given.function.target, given.function.name, given, arguments)
    name = given.function.name
    if given.function.last in TRANSLATIONS and arguments and isinstance(arguments[-1], str):
        return arguments[-1]
    if name in {"typing.cast", "django.utils.translation.override"} and len(arguments) == 2:
        return given.arguments[1]
    if name == "decimal.Decimal" and len(arguments) == 1 and isinstance(arguments[0], str | int):
        return _decimal(arguments[0])
    if name.startswith("re.") and len(arguments) >= 2:
        return _expression(name.removeprefix("re."), arguments)
    if given.function.definition is None and name in NAMES:
        return _builtin(name, given, iterate)
    return MISSING


def _decimal(text: str | int) -> Value | Missing:
    try:
        return Decimal(text)
    except InvalidOperation:
        return MISSING


def _expression(function: str, arguments: tuple[Value, ...]) -> Value | Missing:
    """`re.sub`, `re.split`, `re.findall` on a short text, with a pattern in which nothing can backtrack for long."""
    texts = [argument for argument in arguments if isinstance(argument, str)]
    if len(texts) != len(arguments) or NESTED_QUANTIFIER.search(texts[0]) or max(map(len, texts)) > 100:
        return MISSING
    try:
        match function, len(texts):
            case "sub", 3:
                return re.sub(texts[0], texts[1], texts[2])
            case "split", 2:
                return tuple(re.split(texts[0], texts[1]))
            case "findall", 2:
                return tuple(found for found in re.findall(texts[0], texts[1]) if isinstance(found, str))
            case _:
                return MISSING
    except (re.error, IndexError):
        return MISSING


def _method(target: Value, name: str, given: Call, arguments: tuple[Value, ...]) -> Value | Missing:
    target = plain(target)
    if isinstance(target, Pairs):
        return _mapping_method(target, name, arguments)
    if not isinstance(target, str):
        return MISSING
    texts = [argument for argument in arguments if isinstance(argument, str)]
    match name, texts:
        case "lower" | "upper" | "title" | "capitalize" | "strip" | "casefold", []:
            return {"lower": target.lower, "upper": target.upper, "title": target.title, "capitalize": target.capitalize}.get(
                name, target.strip if name == "strip" else target.casefold
            )()
        case "replace", [old, new] if len(target) < 1000 and len(new) < 100:
            return target.replace(old, new)
        case "split", [] | [_]:
            return tuple(target.split(texts[0] if texts else None))
        case "join", [] if arguments and isinstance(arguments[0], tuple):
            parts = [part for part in arguments[0] if isinstance(part, str)]
            return target.join(parts) if len(parts) == len(arguments[0]) else MISSING
        case "removeprefix" | "removesuffix" | "lstrip" | "rstrip", [part]:
            return getattr(str, name)(target, part) if isinstance(getattr(str, name)(target, part), str) else MISSING
        case "format", _ if not given.keywords and len(texts) == len(arguments) and not re.search(r"\{[^}0-9]", target):
            try:
                return target.format(*texts)
            except (IndexError, ValueError):
                return MISSING
        case _:
            return MISSING


def _mapping_method(target: Pairs, name: str, arguments: tuple[Value, ...]) -> Value | Missing:
    match name, arguments:
        case "items", ():
            return tuple((key, value) for key, value in target.items)
        case "keys", ():
            return tuple(key for key, _ in target.items)
        case "values", ():
            return tuple(value for _, value in target.items)
        case "get", (key, *rest):
            found = target.get(key)
            return (rest[0] if rest else None) if isinstance(found, Missing) else found
        case _:
            return MISSING


def _builtin(name: str, given: Call, iterate: Iterate) -> Value | Missing:
    arguments = given.arguments
    items = [iterate(argument) for argument in arguments]
    sequences = [found for found in items if found is not None]
    match name, arguments:
        case "list" | "tuple" | "set" | "frozenset", () if not given.keywords:
            return ()
        case "list" | "tuple", (_,) if sequences:
            return sequences[0]
        case "set" | "frozenset", (_,) if sequences:
            return tuple(dict.fromkeys(sequences[0]))
        case "reversed", (_,) if sequences:
            return tuple(reversed(sequences[0]))
        case "len", (_,) if sequences:
            return len(sequences[0])
        case "sorted", (_,) if sequences and not given.keywords:
            return _sorted(sequences[0])
        case "max" | "min", (_,) if sequences and all(isinstance(found, int) for found in sequences[0]) and sequences[0]:
            numbers = [found for found in sequences[0] if isinstance(found, int)]
            return max(numbers) if name == "max" else min(numbers)
        case "zip", _ if len(sequences) == len(arguments):
            return tuple(zip(*sequences, strict=False))
        case "enumerate", (_,) if sequences and not given.keywords:
            return tuple(enumerate(sequences[0]))
        case "range", _:
            numbers = [argument for argument in arguments if isinstance(argument, int)]
            numeric = numbers and len(numbers) == len(arguments) <= 2 and max(map(abs, numbers)) <= MAX_TEXT
            return tuple(range(*numbers)) if numeric else MISSING
        case "dict", _:
            return _dictionary(given, sequences)
        case "str" | "int", (value,):
            return _converted(name, plain(value))
        case _:
            return MISSING


def _converted(name: str, value: Value) -> Value | Missing:
    if not isinstance(value, str | int | float):
        return MISSING
    if name == "str":
        return str(value)
    try:
        return int(value) if len(str(value)) < 30 else MISSING
    except ValueError:
        return MISSING


def _sorted(items: tuple[Value, ...]) -> Value | Missing:
    texts = [found for found in items if isinstance(found, str)]
    numbers = [found for found in items if isinstance(found, int)]
    if len(texts) == len(items):
        return tuple(sorted(texts))
    if len(numbers) == len(items):
        return tuple(sorted(numbers))
    rows = [found for found in items if isinstance(found, tuple) and all(isinstance(part, str) for part in found)]
    return tuple(sorted(rows, key=repr)) if len(rows) == len(items) else MISSING


def _dictionary(given: Call, sequences: list[tuple[Value, ...]]) -> Value | Missing:
    named: list[tuple[Value, Value]] = [(name, value) for name, value in given.keywords]
    if not given.arguments:
        return pairs(named)
    if len(given.arguments) == 1 and isinstance(given.arguments[0], Pairs):
        return pairs([*given.arguments[0].items, *named])
    if len(sequences) == 1:
        rows = [(row[0], row[1]) for row in sequences[0] if isinstance(row, tuple) and len(row) == 2]
        return pairs([*rows, *named]) if len(rows) == len(sequences[0]) else MISSING
    return MISSING
