"""Changes in the words of both sides: Alembic knows no renames, and lists what goes with a table or column one by one."""

from collections.abc import Collection, Iterable, Iterator

import sqlalchemy as sa

Change = tuple[str, str, str | None]


def in_alembics_words(changes: Collection, said: Iterable[Change]) -> tuple[set[Change], set[Change]]:
    """Tenet's changes and Alembic's, comparable. What stays on a renamed column is for Alembic dropped and made again."""
    names = {(change.table, change.column): change.before for change in changes if change.kind == "rename_column"}
    found = {item for change in changes for item in expanded(change)}
    theirs = implied(said, said)
    for kind, table, column in set(theirs):
        old = ",".join(names.get((table, one), one) for one in (column or "").split(","))
        made_again = kind.startswith("add") and (kind.replace("add", "drop"), table, old) in set(said)
        if made_again and old != column and kind != "add_column" and (kind, table, column) not in found:
            theirs.discard((kind, table, column))
    return implied({(kind, table, before_rename(kind, table, column, names)) for kind, table, column in found}, said), theirs


def before_rename(kind: str, table: str, column: str | None, names) -> str | None:
    if not kind.startswith("drop") or kind == "drop_column" or not column:
        return column
    return ",".join(names.get((table, one), one) for one in column.split(","))


def expanded(change) -> set[Change]:
    if change.kind == "rename_column":
        return {("drop_column", change.table, change.before), ("add_column", change.table, change.column)}
    if change.kind == "rename_table":
        return {("drop_table", change.before, None), ("add_table", change.table, None)}
    return {(change.kind.value, change.table, change.column)}


def implied(found: Iterable[Change], said: Iterable[Change]) -> set[Change]:
    """Without what comes and goes with a whole table, and what stands on a dropped column."""
    said = set(said)
    tables = {table for kind, table, _ in said if kind in {"add_table", "drop_table"}}
    gone = {(table, column) for kind, table, column in said if kind == "drop_column"}

    def goes(kind: str, table: str, column: str | None) -> bool:
        return kind.startswith("drop") and kind != "drop_column" and any((table, one) in gone for one in (column or "").split(","))

    return {
        (kind, table, column)
        for kind, table, column in found
        if kind in {"add_table", "drop_table"} or (table not in tables and not goes(kind, table, column))
    }


def hidden(engine: sa.Engine, before: sa.MetaData, after: sa.MetaData) -> set[Change]:
    """What SQLite cannot show: it gives unnamed constraints no names, and stores several types as one."""
    return set(_hidden(before, after)) if engine.dialect.name == "sqlite" else set()


def roomy(before: sa.MetaData, after: sa.MetaData) -> set[Change]:
    """Columns that hold text, and after the change the names of an enumeration that need no more room."""
    return {
        ("alter_type", table.name, column.name)
        for table in before.tables.values()
        for column in table.columns
        if isinstance(column.type, sa.String) and not getattr(column.type, "native_enum", False) and table.name in after.tables
        if (other := after.tables[table.name].columns.get(column.name)) is not None and isinstance(other.type, sa.Enum)
        if not other.type.native_enum and column.type.length is not None and column.type.length >= (other.type.length or 0)
    }


STORED_OTHERWISE = (sa.Enum, sa.DateTime, sa.Interval, sa.Uuid, sa.Float)


def _hidden(before: sa.MetaData, after: sa.MetaData) -> Iterator[Change]:
    for table in before.tables.values():
        for constraint in table.constraints:
            columns = ",".join(column.name for column in constraint.columns)
            if isinstance(constraint, sa.UniqueConstraint) and constraint.name is None:
                yield "drop_unique", table.name, columns
            if isinstance(constraint, sa.ForeignKeyConstraint):
                yield "drop_foreign_key", table.name, columns
        for column in table.columns:
            other = after.tables[table.name].columns.get(column.name) if table.name in after.tables else None
            if other is not None and (isinstance(column.type, STORED_OTHERWISE) or isinstance(other.type, STORED_OTHERWISE)):
                yield "alter_type", table.name, column.name
