"""The same query without SQL in a string."""

import ast
import itertools

from tenet.facts.python.module import Module
from tenet.facts.python.scope import source_of
from tenet.facts.sql.raw_sql import How, RawSql
from tenet.facts.sql.statements import Statement

SHOWN = 70
ORM = ("sqlalchemy", "sqlmodel", "flask_sqlalchemy", "sqlalchemy_utils", "fastapi_async_sqlalchemy")


def message(module: Module, found: RawSql) -> str:
    function = found.text.place.at.function
    who = f"`{function.name}`" if function is not None else f"Module `{module.name}`"
    shown = found.shown if len(found.shown) <= SHOWN else f"{found.shown[: SHOWN - 3].rstrip()}..."
    if found.how is How.BUILT:
        values = ", ".join(dict.fromkeys(f"`{_short(source_of(hole))}`" for hole in found.holes[:3]))
        return f"{who} builds SQL out of {values}: `{shown}`."
    taker = f"`{_short(source_of(found.taken_by.func))}()`" if found.taken_by is not None else "a query"
    return f"{who} gives {taker} SQL in a string: `{shown}`."


def remedy(module: Module, found: RawSql) -> str:
    written = found.statement
    if written is None or written.verb in {"DDL", "TRUNCATE"}:
        return _without_model(found)
    if not written.table:
        return "Choose the table among the models (`select(models[name])`), and bind values as parameters."
    expression = f"`{_expression(module, written, found)}`"
    if found.how is How.CONSTANT:
        return f"Say it with the model: {expression}."
    return f"Say it with the model: {expression}. Where it must stay text, keep it constant and bind {_bound(found)} as a parameter."


def _without_model(found: RawSql) -> str:
    if found.how is How.BUILT:
        return f"Keep {_bound(found)} out of the text: compare it with the names that are allowed, and quote it as an identifier."
    return "Say it with expressions of the ORM (`F`, `Func`, `Case`), which know the columns."


def _bound(found: RawSql) -> str:
    return ", ".join(dict.fromkeys(f"`{_short(source_of(hole))}`" for hole in found.holes[:2]))


def _short(text: str) -> str:
    text = " ".join(text.replace("`", "'").split())
    return text if len(text) <= 40 else f"{text[:37]}..."


def _expression(module: Module, written: Statement, found: RawSql) -> str:
    model = _model(module, written.model)
    compared = dict(zip(written.columns, (_value(found, column) for column in written.columns), strict=True))
    if any(one.module.startswith("django") for one in module.imports.values()):
        return _django(model, written.verb, ", ".join(f"{column}={value}" for column, value in compared.items()))
    where = ", ".join(f"{model}.{column} == {value}" for column, value in compared.items())
    condition = f".where({where or '...'})"
    match written.verb:
        case "INSERT":
            return f"insert({model}).values(...)"
        case "UPDATE":
            return f"update({model}){condition}.values(...)"
        case "DELETE":
            return f"delete({model}){condition}"
        case _:
            return f"select({model}){condition if where else ''}"


def _django(model: str, verb: str, given: str) -> str:
    chosen = f"{model}.objects.filter({given or '...'})"
    match verb:
        case "INSERT":
            return f"{model}.objects.create(...)"
        case "UPDATE":
            return f"{chosen}.update(...)"
        case "DELETE":
            return f"{chosen}.delete()"
        case _:
            return chosen


def _value(found: RawSql, column: str) -> str:
    """The value that is written into the text beside the column, else a name like the column's."""
    parts = found.text.text.parts
    for before, part in itertools.pairwise(parts):
        if isinstance(before, str) and not isinstance(part, str) and before.rstrip("'\" ").rstrip("= ").endswith(column):
            return _short(source_of(part)) if isinstance(part, ast.Name | ast.Attribute) else column
    return column


def _model(module: Module, table: str) -> str:
    """A class that the module knows by the table's name, else how one would be called."""
    parts = [part for part in table.lower().split("_") if part]
    singular = "".join(part.capitalize() for part in [*parts[:-1], _singular(parts[-1] if parts else "row")])
    known = {name.lower(): name for name in (*module.definitions, *module.imports) if name[:1].isupper()}
    wanted = [singular, *(f"{singular}{end}" for end in ("Model", "Table", "ORM", "Row", "Record")), "".join(map(str.capitalize, parts))]
    return next((known[name.lower()] for name in wanted if name.lower() in known), singular)


def _singular(word: str) -> str:
    for end, instead in (
        ("ies", "y"),
        ("sses", "ss"),
        ("xes", "x"),
        ("ches", "ch"),
        ("statuses", "status"),
        ("ss", "ss"),
        ("us", "us"),
        ("s", ""),
    ):
        if word.endswith(end):
            return word.removesuffix(end) + instead
    return word
