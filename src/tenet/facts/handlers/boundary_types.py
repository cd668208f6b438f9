"""What is wrong with the type of a boundary: it says nothing (`Any`), no fields (`dict`), or says what a table holds."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tenet.facts.contract.annotations import BUILTIN_OF, MAX_DEPTH, TRANSPARENT, last_name, parsed
from tenet.facts.contract.names import Reading
from tenet.facts.handlers.table_models import is_table
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.modules import dotted_name

MAPPINGS = frozenset({"dict", "Mapping", "MutableMapping", "defaultdict", "OrderedDict"})
CONTAINERS = frozenset(
    {"list", "set", "frozenset", "tuple", "Sequence", "MutableSequence", "Iterable", "Collection", "Iterator", "AsyncIterator", "Generator",
     "AsyncGenerator", "deque"}
)  # fmt: skip
UNIONS = frozenset({"Union", "Optional", "Awaitable", "Coroutine"})
SCALARS = frozenset({"str", "int", "float", "bool", "bytes", "None"})


class TypeFault(StrEnum):
    UNTYPED = "untyped"
    """It says nothing of its fields: `Any`, `dict`, `list`."""
    SCALARS = "scalars"
    """A mapping of names to scalars: a record without a type, or a table of values that is what it says."""
    TABLE = "table"


@dataclass(frozen=True)
class BoundaryTypes:
    """Judges types of one side of the change."""

    names: ExternalNames

    def fault(self, node: ast.expr | None, reading: Reading, depth: int = MAX_DEPTH) -> TypeFault | None:
        """The worst that a type has in it; None where it is fine, or leads out of what can be read."""
        found = set(self._faults(node, reading, depth, set()))
        return next((fault for fault in TypeFault if fault in found), None)

    def _faults(self, node: ast.expr | None, reading: Reading, depth: int, seen: set[ast.AST]) -> Iterator[TypeFault]:
        """`seen` are the aliases that were followed."""
        pending = [node]
        while pending and depth > 0:
            part = parsed(pending.pop())
            match part:
                case ast.BinOp(op=ast.BitOr()):
                    pending += [part.right, part.left]
                case ast.Subscript():
                    pending += self._inner(part, reading)
                    yield from self._mapping(part, reading, depth)
                case ast.Name() | ast.Attribute():
                    yield from self._named(part, reading, depth, seen)
                case _:
                    continue

    def _inner(self, node: ast.Subscript, reading: Reading) -> list[ast.expr]:
        """The arguments of a type that are what passes the boundary."""
        name, arguments = _builtin(node.value, reading), _arguments(node)
        if name in TRANSPARENT:
            return arguments[:1]
        return arguments if name in CONTAINERS | UNIONS else []

    def _mapping(self, node: ast.Subscript, reading: Reading, depth: int) -> Iterator[TypeFault]:
        """A mapping of models is as good as a list of them."""
        if _builtin(node.value, reading) not in MAPPINGS:
            return
        arguments = _arguments(node)
        values = arguments[1] if len(arguments) == 2 else None
        inner = self.fault(values, reading, depth - 1)
        if values is None or inner is not None:
            yield TypeFault.UNTYPED if inner is not TypeFault.TABLE else inner
        elif _builtin(arguments[0], reading) == "str" and all(name in SCALARS for name in _leaves(values, reading)):
            yield TypeFault.SCALARS

    def _named(self, node: ast.Name | ast.Attribute, reading: Reading, depth: int, seen: set[ast.AST]) -> Iterator[TypeFault]:
        name = dotted_name(node)
        found = reading.located(name) if name is not None else None
        if found is not None and isinstance(found.node, ast.ClassDef):
            if is_table(found.node, found.reading.module, self.names):
                yield TypeFault.TABLE
        elif found is not None and found.node not in seen:
            seen.add(found.node)
            alias = found.node if isinstance(found.node, ast.expr) else None
            yield from self._faults(alias, found.reading, depth - 1, seen)
        elif found is None and _builtin(node, reading) in MAPPINGS | {"Any", "list"}:
            yield TypeFault.UNTYPED


def _arguments(node: ast.Subscript) -> list[ast.expr]:
    return list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]


def _builtin(node: ast.expr, reading: Reading) -> str:
    name = last_name(node, reading)
    return BUILTIN_OF.get(name, name)


def _leaves(node: ast.expr, reading: Reading) -> Iterator[str]:
    """The names in a type of scalars: `str | None` is `str` and `None`."""
    pending = [node]
    while pending:
        part = parsed(pending.pop())
        match part:
            case ast.BinOp(op=ast.BitOr()):
                pending += [part.left, part.right]
            case ast.Subscript() if _builtin(part.value, reading) in UNIONS | CONTAINERS:
                pending += _arguments(part)
            case ast.Constant(value=None):
                yield "None"
            case ast.expr():
                yield _builtin(part, reading)
            case _:
                continue
