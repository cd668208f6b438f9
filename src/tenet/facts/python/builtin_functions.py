"""The few functions of Python that are computed: pure, of text, numbers and sequences, and bounded."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from tenet.facts.python.operators import MAX_TEXT
from tenet.facts.python.values import MISSING, Bound, Call, Generic, Missing, Pairs, Value, pairs, plain

TYPES = frozenset(
    {"str", "int", "float", "bool", "bytes", "dict", "list", "tuple", "set", "frozenset", "object", "complex", "date", "type", "property"}
)
FUNCTIONS = frozenset(
    {
        "sorted",
        "len",
        "zip",
        "enumerate",
        "range",
        "reversed",
        "max",
        "min",
        "sum",
        "map",
        "filter",
        "super",
        "getattr",
        "print",
        "any",
        "all",
    }
)
NAMES = TYPES | FUNCTIONS | {"staticmethod", "classmethod", "isinstance", "hasattr", "callable", "lambda", "setattr", "locals", "globals"}

TRANSLATIONS = frozenset({"gettext", "gettext_lazy", "gettext_noop", "ugettext", "ugettext_lazy", "pgettext", "pgettext_lazy", "_"})
"""Functions that hand back the text they are given, in another language."""

NESTED_QUANTIFIER = re.compile(r"\)[*+?{]")
Iterate = Callable[[Value], tuple[Value, ...] | None]


def item(target: Value, index: Value) -> Value | Missing:
    if isinstance(target, Pairs):
        return target.get(plain(index)) if target.get(index) is MISSING else target.get(index)
    if isinstance(target, tuple | str) and isinstance(index, int) and -len(target) <= index < len(target):
        return target[index]
    return MISSING


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
    if name == "typing.get_args" and len(arguments) == 1:
        return given.arguments[0].arguments if isinstance(given.arguments[0], Generic) else ()
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
            fits = len(parts) == len(arguments[0]) and sum(map(len, parts)) + len(target) * len(parts) < MAX_TEXT
            return target.join(parts) if fits else MISSING
        case "removeprefix" | "removesuffix" | "lstrip" | "rstrip" | "startswith" | "endswith", [part]:
            made = getattr(str, name)(target, part)
            return made if isinstance(made, str | bool) else MISSING
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
    sequences = [found for argument in given.arguments if (found := iterate(argument)) is not None]
    if name == "dict":
        return _dictionary(given, sequences)
    if given.keywords:
        return MISSING
    match name, given.arguments:
        case "list" | "tuple" | "set" | "frozenset", ():
            return ()
        case "zip", _ if len(sequences) == len(given.arguments):
            return tuple(zip(*sequences, strict=False))
        case "range", _:
            return _range(given.arguments)
        case "str" | "int", (value,):
            return _converted(name, plain(value))
        case _, (_,) if sequences:
            return _of_sequence(name, sequences[0])
        case _:
            return MISSING


def _range(arguments: tuple[Value, ...]) -> Value | Missing:
    numbers = [argument for argument in arguments if isinstance(argument, int)]
    if not numbers or len(numbers) != len(arguments) or len(numbers) > 2 or max(map(abs, numbers)) > MAX_TEXT:
        return MISSING
    return tuple(range(*numbers))


def _of_sequence(name: str, items: tuple[Value, ...]) -> Value | Missing:
    match name:
        case "list" | "tuple":
            return items
        case "set" | "frozenset":
            return tuple(dict.fromkeys(items))
        case "reversed":
            return tuple(reversed(items))
        case "len":
            return len(items)
        case "sorted":
            return _sorted(items)
        case "enumerate":
            return tuple(enumerate(items))
        case "max" | "min" if items and all(isinstance(found, int) for found in items):
            numbers = [found for found in items if isinstance(found, int)]
            return max(numbers) if name == "max" else min(numbers)
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
