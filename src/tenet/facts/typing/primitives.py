"""Parameters of functions that are plain text or numbers where they stand for something of the domain."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tenet.facts.python.functions import LocatedFunction
from tenet.facts.python.module import FunctionNode

PRIMITIVES = frozenset({"str", "int", "float"})
NEUTRAL_DECORATORS = frozenset({"staticmethod", "abstractmethod", "cache", "lru_cache", "contextmanager", "asynccontextmanager", "final"})
"""Decorators that leave a function to be called by code; any other may hand it to something that knows primitives alone."""
MAX_OPTIONAL_DEPTH = 4
MONEY, CURRENCY = "Money", "Currency"
VALUES = {"amount": MONEY, "money": MONEY, "price": MONEY, "currency": CURRENCY, "currency_code": CURRENCY} | {
    "email": "EmailAddress",
    "email_address": "EmailAddress",
    "phone": "PhoneNumber",
    "phone_number": "PhoneNumber",
    "country_code": "Country",
}
"""What types are called that hold what parameters, or their last words, are named after."""


HEADER = re.compile(rb"\bdef\b(.*?)(?::[ \t]*\r?\n|(?=\bdef\b)|\Z)", re.DOTALL)
"""The head of a function, or more where something stands behind its colon."""
RAW = re.compile(rb"(\w+)\s*:[^,:=()\n]{0,60}\b(?:str|int|float)\b")


def may_take(data: bytes, names: Sequence[str], *, named: int, in_all: int) -> bool:
    """Whether a function of a file may take so many primitives whose names end so, or so many in all: told without parsing."""
    ends = tuple(name.encode() for name in names)
    for header in HEADER.finditer(data):
        found = RAW.findall(header[1])
        if len(found) >= in_all or (len(found) >= named and sum(one.endswith(ends) for one in found) >= named):
            return True
    return False


@dataclass(frozen=True, slots=True)
class RawParameter:
    """A parameter whose type is a primitive. `type` is `str`, `int` or `float`, an optional one is told by that alone."""

    name: str
    type: str

    def __str__(self) -> str:
        return f"{self.name}: {self.type}"


def is_called_by_code(function: LocatedFunction) -> bool:
    """Whether its parameters are for its own author to choose, and its callers are code of the service.

    Constructors, properties, operators and what a framework calls are not; nor is what the module keeps to itself.
    """
    if function.node.name.startswith("_") or any(part.startswith("_") for part in function.name.split(".")):
        return False
    return all(_last(decorator) in NEUTRAL_DECORATORS for decorator in function.node.decorator_list)


def raw_parameters(function: FunctionNode) -> tuple[RawParameter, ...]:
    """All parameters that take a primitive."""
    given = function.args
    found = (raw_parameter(one) for one in (*given.posonlyargs, *given.args, *given.kwonlyargs))
    return tuple(one for one in found if one is not None)


def longest_row(function: FunctionNode) -> tuple[RawParameter, ...]:
    """The most primitives that follow one another among the parameters that are told apart by their position."""
    longest: Sequence[RawParameter] = ()
    for row in _rows([*function.args.posonlyargs, *function.args.args]):
        longest = row if len(row) > len(longest) else longest
    return tuple(longest)


def _rows(parameters: Sequence[ast.arg]) -> Iterator[Sequence[RawParameter]]:
    row: list[RawParameter] = []
    for parameter in parameters:
        raw = raw_parameter(parameter)
        if raw is None:
            yield row
            row = []
        else:
            row.append(raw)
    yield row


def raw_parameter(parameter: ast.arg) -> RawParameter | None:
    """The parameter, if it takes a primitive, or a primitive or None."""
    name = None if parameter.annotation is None else _primitive(parameter.annotation, MAX_OPTIONAL_DEPTH)
    return None if name is None else RawParameter(parameter.arg, name)


def value_types(parameters: Sequence[RawParameter]) -> str:
    """The parameters with types of their own: an amount with its currency is one, anything unknown is named after the parameter."""
    types = {one.name: _value(one.name) for one in parameters}
    sums, currencies = ([name for name, value in types.items() if value == sought] for sought in (MONEY, CURRENCY))
    together = f"one `{MONEY}` for `{sums[0]}` and `{currencies[0]}`" if len(sums) == 1 and len(currencies) == 1 else ""
    apart = [f"`{name}: {value}`" for name, value in types.items() if not together or value not in {MONEY, CURRENCY}]
    return ", ".join([*apart, *filter(None, [together])])


def _value(name: str) -> str:
    words = name.split("_")
    known = VALUES.get("_".join(words[-2:])) or VALUES.get(words[-1])
    return known or "".join(word.capitalize() for word in words)


def _primitive(annotation: ast.expr, depth: int) -> str | None:
    match annotation:
        case _ if depth <= 0:
            return None
        case ast.Name(id=name) | ast.Constant(value=str(name)):
            return name if name in PRIMITIVES else None
        case ast.BinOp(left=left, op=ast.BitOr(), right=ast.Constant(value=None)):
            return _primitive(left, depth - 1)
        case ast.BinOp(left=ast.Constant(value=None), op=ast.BitOr(), right=right):
            return _primitive(right, depth - 1)
        case ast.Subscript(value=value, slice=part) if _last(value) == "Optional":
            return _primitive(part, depth - 1)
        case _:
            return None


def _last(node: ast.expr) -> str:
    called = node.func if isinstance(node, ast.Call) else node
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
