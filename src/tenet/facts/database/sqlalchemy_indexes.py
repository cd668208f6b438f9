"""Indexes that stand beside the classes: `Index("ix_user_name", User.name)` at a module's own level."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import replace

from tenet.facts.database.schema import Index, Table
from tenet.facts.database.sqlalchemy_columns import text
from tenet.facts.database.sqlalchemy_tables import origin_of
from tenet.facts.python.interpreter import Interpreter
from tenet.facts.python.module import Module
from tenet.facts.python.scope import Scope, source_of
from tenet.facts.python.values import Bound, Call, Symbol, Value

PlaceOf = Callable[[Bound], tuple[str, str]]


def module_indexes(interpreter: Interpreter, module: Module, place_of: PlaceOf) -> Iterator[tuple[str, Index]]:
    """The indexes of a module, each with its table; those whose table cannot be told are left out."""
    for statement in module.tree.body:
        node = statement.value if isinstance(statement, ast.Expr | ast.Assign) else None
        if isinstance(node, ast.Call) and source_of(node.func).rpartition(".")[2] == "Index":
            value = interpreter.evaluate(node, Scope(module))
            found = _index(value, place_of) if isinstance(value, Call) else None
            if found is not None:
                yield found


def _index(call: Call, place_of: PlaceOf) -> tuple[str, Index] | None:
    if not call.arguments or not isinstance(call.arguments[0], str | None):
        return None
    places = [_place(argument, place_of) for argument in call.arguments[1:]]
    table = next((table for table, _ in places if table), "")
    if not table:
        return None
    columns = tuple(column for _, column in places)
    return table, Index(call.arguments[0], columns, call.keyword("unique") is True, origin_of(call.place))


def _place(value: Value, place_of: PlaceOf) -> tuple[str, str]:
    match value:
        case Bound():
            return place_of(value)
        case Call(
            function=Bound(target=Bound() as column, name="desc" | "asc" | "nulls_last" | "nulls_first" | "nullslast" | "nullsfirst")
        ):
            return place_of(column)
        case Call(function=Symbol() | Bound(), arguments=(first, *_)) if value.last not in {"text", "literal_column"}:
            table, _ = _place(first, place_of)
            return table, text(value)
        case _:
            return "", text(value)


def with_indexes(table: Table, indexes: list[Index]) -> Table:
    return replace(table, indexes=(*table.indexes, *indexes)) if indexes else table
