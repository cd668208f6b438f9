"""Tables with something taken out, renamed or filled in, as a database does it: what stands on a column goes with it."""

from dataclasses import replace
from typing import TypeVar

from tenet.facts.database.schema import Column, Index, Schema, Table, UniqueConstraint

MAX_NAME = 63
IndexOrUnique = TypeVar("IndexOrUnique", Index, UniqueConstraint)


def without_column(table: Table, column: str) -> Table:
    return replace(
        table,
        columns={key: value for key, value in table.columns.items() if key != column},
        indexes=tuple(item for item in table.indexes if column not in item.columns),
        uniques=tuple(item for item in table.uniques if column not in item.columns),
        foreign_keys=tuple(item for item in table.foreign_keys if column not in item.columns),
    )


def constraint_names(table: Table) -> set[str | None]:
    return {item.name for items in (table.indexes, table.uniques, table.foreign_keys) for item in items}


def without_called(table: Table, items: tuple[IndexOrUnique, ...], name: str | None) -> tuple[IndexOrUnique, ...]:
    return tuple(item for item in items if not is_called(table, item.name, item.columns, name))


def is_called(table: Table, name: str | None, columns: tuple[str, ...], wanted: str | None) -> bool:
    """Whether a constraint is meant by a name: its own, or one that a naming convention makes of table and columns."""
    if wanted is None or name is not None or wanted in constraint_names(table):
        return name == wanted
    if _shortened(f"ix_{table.name}_{'_'.join(columns)}", wanted):
        return True
    rest = wanted.lower().replace(table.name.lower(), "", 1)
    position = 0
    for column in columns:
        found = rest.find(column.lower(), position)
        if found < 0:
            return False
        position = found + len(column)
    return bool(columns)


def _shortened(name: str, wanted: str) -> bool:
    """Whether a name is one that SQLAlchemy cut to PostgreSQL's 63 characters: 55 of its own, and a hash of the whole."""
    return len(name) > MAX_NAME and wanted.startswith(name[: MAX_NAME - 8])


def with_column_renamed(table: Table, old: str, new: str) -> Table:
    def names(columns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(new if column == old else column for column in columns)

    return replace(
        table,
        indexes=tuple(replace(item, columns=names(item.columns)) for item in table.indexes),
        uniques=tuple(replace(item, columns=names(item.columns)) for item in table.uniques),
        foreign_keys=tuple(replace(item, columns=names(item.columns)) for item in table.foreign_keys),
    )


def with_types_of_targets(schema: Schema) -> Schema:
    """The schema in which a column without a type of its own has the type of what it refers to."""
    tables = dict(schema.tables)
    for name, table in schema.tables.items():
        typed: dict[str, Column] = {}
        for key in table.foreign_keys:
            for column, target in zip(key.columns, key.target_columns, strict=False):
                own = table.columns.get(column)
                other = tables[key.target].columns.get(target) if key.target in tables else None
                if own is not None and other is not None and not own.type.name:
                    typed[column] = replace(own, type=other.type)
        tables[name] = replace(table, columns={**table.columns, **typed})
    return Schema(tables, schema.unknown)
