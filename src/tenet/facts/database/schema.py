"""A database schema, as models or migrations declare it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar

from tenet.facts.python.values import Value

T = TypeVar("T")


class ChangeKind(StrEnum):
    """The contract's kinds of a schema change."""

    ADD_TABLE = "add_table"
    DROP_TABLE = "drop_table"
    RENAME_TABLE = "rename_table"
    ADD_COLUMN = "add_column"
    DROP_COLUMN = "drop_column"
    RENAME_COLUMN = "rename_column"
    ALTER_TYPE = "alter_type"
    ALTER_NULLABLE = "alter_nullable"
    ALTER_DEFAULT = "alter_default"
    ADD_INDEX = "add_index"
    DROP_INDEX = "drop_index"
    ADD_UNIQUE = "add_unique"
    DROP_UNIQUE = "drop_unique"
    ADD_FOREIGN_KEY = "add_foreign_key"
    DROP_FOREIGN_KEY = "drop_foreign_key"
    ADD_CHECK = "add_check"
    DROP_CHECK = "drop_check"
    ALTER_ENUM = "alter_enum"
    ALTER_FIELD = "alter_field"
    ALTER_OPTIONS = "alter_options"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something is declared: the lines of a file."""

    path: str
    line: int
    end_line: int


ZONE = "WITH TIME ZONE"
"""The argument of a type of times that have a zone."""


@dataclass(frozen=True, slots=True)
class ColumnType:
    """A type as a database names it: `VARCHAR` with `("50",)`.

    `values` are an enumeration's. `custom`: a type of the project's own, whose database type may be another one.
    `told` is False where the name is all that can be told: what it stands for is made at run time, or cannot be parsed.
    `zone_told` is False where a library's version decides whether a time has a zone.
    """

    name: str
    arguments: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    custom: bool = False
    told: bool = True
    zone_told: bool = True
    variants: tuple[str, ...] = ()
    """What it is on other databases, where the declaration says so (`with_variant`)."""

    def __str__(self) -> str:
        shown = (*self.arguments, *self.variants)
        return f"{self.name}({', '.join(shown)})" if shown else self.name


NO_TYPE = ColumnType("")
"""A type that is not stated: it comes from what the column refers to."""


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: ColumnType
    nullable: bool = True
    primary_key: bool = False
    server_default: Value = None
    computed: bool = False
    """Made by the database out of other columns."""
    identity: bool = field(default=False, compare=False)
    """Numbered by the database (`Identity()`, SERIAL)."""
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Index:
    """`columns` holds the text of an expression where the index is on one."""

    name: str | None
    columns: tuple[str, ...]
    unique: bool = False
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class UniqueConstraint:
    name: str | None
    columns: tuple[str, ...]
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """`target` is a table, `target_columns` its columns; `target` is empty where the text does not tell."""

    name: str | None
    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]
    on_delete: str = ""
    on_update: str = ""
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Check:
    name: str | None
    condition: str
    origin: Origin | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Table:
    """`unknown` says what of this table the text does not tell, empty where it tells all; `metadata` is the collection of
    SQLAlchemy's that it belongs to (see `metadata_objects`), empty where that is not told. A table
    that is `named_at_run_time` goes by the name that its class states, which is but a part of its own."""

    name: str
    columns: Mapping[str, Column]
    indexes: tuple[Index, ...] = ()
    uniques: tuple[UniqueConstraint, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[Check, ...] = ()
    origin: Origin | None = field(default=None, compare=False)
    unknown: str = ""
    metadata: str = field(default="", compare=False)
    named_at_run_time: bool = field(default=False, compare=False)

    @property
    def primary_key(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns.values() if column.primary_key)

    def merged(self, other: "Table") -> "Table":
        """This table with what another class adds to it (single-table inheritance)."""
        return replace(
            self,
            columns={**other.columns, **self.columns},
            indexes=_union(self.indexes, other.indexes),
            uniques=_union(self.uniques, other.uniques),
            foreign_keys=_union(self.foreign_keys, other.foreign_keys),
            checks=_union(self.checks, other.checks),
            unknown=self.unknown or other.unknown,
        )


def _union(one: tuple[T, ...], other: tuple[T, ...]) -> tuple[T, ...]:
    return (*one, *(item for item in other if item not in one))


@dataclass(frozen=True, slots=True)
class UnknownTable:
    """A model whose table, or part of it, only a run can tell."""

    subject: str
    reason: str
    origin: Origin


@dataclass(frozen=True)
class Schema:
    tables: Mapping[str, Table]
    unknown: tuple[UnknownTable, ...] = ()


@dataclass(frozen=True, slots=True)
class SchemaChange:
    """One difference between two schemas. `before` and `after` are shown to people.

    `origin` is where the model declares it: at head, or at base for what is gone (`gone`).
    """

    kind: ChangeKind
    table: str
    column: str | None = None
    before: str = ""
    after: str = ""
    db_effect: bool = True
    gone: bool = False
    detail: str = ""
    """Tells apart several changes of one kind on one column, and names what changed: a constraint, an option."""
    declared: str = field(default="", compare=False)
    """The column, type or field as a migration would write it."""
    origin: Origin | None = field(default=None, compare=False)

    @property
    def subject(self) -> tuple[str, str | None]:
        return self.table, self.column


def by_name(tables: Iterable[Table]) -> Mapping[str, Table]:
    """Tables by name; what several classes declare of one table is put together."""
    found: dict[str, Table] = {}
    for table in tables:
        found[table.name] = found[table.name].merged(table) if table.name in found else table
    return found
