"""`Table(...)` and the constraints and indexes that a table is given."""

from collections.abc import Iterator
from dataclasses import replace

from tenet.facts.database.schema import Check, Index, Origin, Table, UniqueConstraint, UnknownTable
from tenet.facts.database.sqlalchemy_columns import COLUMN_CALLS, ColumnReader, Declared, text, with_columns
from tenet.facts.database.sqlalchemy_types import shown
from tenet.facts.python.values import MISSING, Call, Computed, Place, Value


def origin_of(place: Place | None) -> Origin | None:
    return None if place is None else Origin(place.path, place.line, place.end_line)


class TableReader:
    """Reads what is given to a table beside the attributes of a class."""

    def __init__(self, columns: ColumnReader) -> None:
        self._columns = columns

    def imperative(self, call: Call) -> Iterator[Table | UnknownTable]:
        """`Table("name", metadata, Column(...), ...)`."""
        name = call.argument(0, "name")
        origin = origin_of(call.place) or Origin("", 1, 1)
        if not isinstance(name, str):
            yield UnknownTable("table name", "it is computed", origin)
            return
        table = Table(name, {}, origin=Origin(origin.path, origin.line, origin.line))
        yield self.with_arguments(table, call.arguments[1:])

    def with_arguments(self, table: Table, arguments: tuple[Value, ...]) -> Table:
        """The table with columns, constraints and indexes; other arguments (options, metadata) have no part in it."""
        columns: list[Declared] = []
        for argument in arguments:
            if isinstance(argument, Call) and argument.last in COLUMN_CALLS:
                columns.append(self._columns.read(argument, "", origin_of(argument.place), None, lambda _: MISSING))
            elif isinstance(argument, Call):
                table, columns = self._with(with_columns(table, columns), argument), []
            elif isinstance(argument, Computed) and argument.text.startswith(("__table_args__", "*")):
                table = replace(table, unknown=f"its constraints are computed: {argument.text}")
        return with_columns(table, columns) if columns else table

    def _with(self, table: Table, call: Call) -> Table:
        origin = origin_of(call.place)
        name = call.keyword("name")
        named = name if isinstance(name, str) else None
        columns = tuple(text(argument) for argument in call.arguments)
        match call.last:
            case "Index" if columns:
                first = call.arguments[0]
                label = first if isinstance(first, str) else shown(first) if first is not None else None
                found = Index(label, columns[1:], call.keyword("unique") is True, origin)
                return replace(table, indexes=(*table.indexes, found))
            case "UniqueConstraint":
                return replace(table, uniques=(*table.uniques, UniqueConstraint(named, columns, origin)))
            case "PrimaryKeyConstraint":
                keys = {key: replace(table.columns[key], primary_key=True, nullable=False) for key in columns if key in table.columns}
                return replace(table, columns={**table.columns, **keys})
            case "ForeignKeyConstraint":
                return replace(table, foreign_keys=(*table.foreign_keys, self._columns.foreign_key_constraint(call, origin)))
            case "CheckConstraint" if columns:
                return replace(table, checks=(*table.checks, Check(named, columns[0], origin)))
            case _:
                return table
