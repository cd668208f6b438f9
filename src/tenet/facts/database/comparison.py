"""The difference between two schemas, as changes of the contract's kinds.

What Alembic's autogenerate does not look at is not looked at: check constraints, primary keys, computed columns, types
whose arguments only one side states, server defaults unless `compare_server_default` is on.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import partial
from typing import TypeVar

from tenet.facts.database.declarations import column_source, type_source
from tenet.facts.database.schema import ChangeKind, Column, ColumnType, ForeignKey, Index, Schema, SchemaChange, Table, UniqueConstraint
from tenet.facts.database.server_defaults import defaults_differ
from tenet.facts.database.sqlalchemy_types import shown
from tenet.facts.database.type_comparison import is_other_enumeration, types_differ

NO_DEFAULT = "no default"
T = TypeVar("T", Index, UniqueConstraint, ForeignKey)
SIMILAR = 0.6
"""From which likeness of their names on two columns of one definition are one renamed column."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How closely schemas are compared.

    `lenient`: one side was read from migrations, which name types and constraints in their own way.
    """

    types: bool = True
    server_defaults: bool = False
    lenient: bool = False


STRICT = Terms()


def compare(before: Schema, after: Schema, terms: Terms = STRICT) -> tuple[SchemaChange, ...]:
    """What turns `before` into `after`; tables that only a run can tell are left out."""
    return tuple(_compare(before, after, terms))


def _compare(before: Schema, after: Schema, terms: Terms) -> Iterator[SchemaChange]:
    added = {name: table for name, table in after.tables.items() if name not in before.tables}
    dropped = {name: table for name, table in before.tables.items() if name not in after.tables}
    renamed = dict(_renamed_tables(dropped, added))
    for name, table in added.items():
        if name in renamed:
            old = dropped[renamed[name]]
            yield SchemaChange(ChangeKind.RENAME_TABLE, name, before=old.name, after=name, origin=table.origin)
            yield from _table(replace(old, name=name), table, terms)
        else:
            yield SchemaChange(ChangeKind.ADD_TABLE, name, after=name, origin=table.origin)
    for name, table in dropped.items():
        if name not in renamed.values():
            yield SchemaChange(ChangeKind.DROP_TABLE, name, before=name, gone=True, origin=table.origin)
    for name, table in after.tables.items():
        if name in before.tables:
            yield from _table(before.tables[name], table, terms)


def _renamed_tables(dropped: Mapping[str, Table], added: Mapping[str, Table]) -> Iterator[tuple[str, str]]:
    """New and old name of tables that kept all their columns."""
    left = dict(dropped)
    for name, table in added.items():
        same = [old for old, other in left.items() if len(table.columns) > 1 and _shape(table) == _shape(other)]
        if len(same) == 1:
            del left[same[0]]
            yield name, same[0]


def _shape(table: Table) -> frozenset[tuple[str, str, bool]]:
    return frozenset((column.name, column.type.name, column.nullable) for column in table.columns.values())


def _table(before: Table, after: Table, terms: Terms) -> Iterator[SchemaChange]:
    added = [column for name, column in after.columns.items() if name not in before.columns]
    dropped = [column for name, column in before.columns.items() if name not in after.columns]
    renamed = {} if terms.lenient else dict(_renamed_columns(dropped, added))
    for column in added:
        if column.name in renamed:
            old = renamed[column.name]
            yield SchemaChange(ChangeKind.RENAME_COLUMN, after.name, column.name, old, column.name, origin=column.origin)
        else:
            shown = f"{column.type} {'NULL' if column.nullable else 'NOT NULL'}".strip()
            declared = column_source(column)
            yield SchemaChange(ChangeKind.ADD_COLUMN, after.name, column.name, after=shown, declared=declared, origin=column.origin)
    for column in dropped:
        if column.name not in renamed.values():
            yield SchemaChange(ChangeKind.DROP_COLUMN, after.name, column.name, gone=True, origin=column.origin)
    for name, column in after.columns.items():
        if name in before.columns:
            yield from _column(after.name, before.columns[name], column, terms)
    gone = {column.name for column in dropped}
    yield from _constraints(_renaming(before, {old: new for new, old in renamed.items()}), after, gone - set(renamed.values()), terms)


def _renamed_columns(dropped: Sequence[Column], added: Sequence[Column]) -> Iterator[tuple[str, str]]:
    left = list(dropped)
    for column in added:
        alike = [old for old in left if _definition(old) == _definition(column) and _similar(old.name, column.name)]
        if len(alike) == 1:
            left.remove(alike[0])
            yield column.name, alike[0].name


def _definition(column: Column) -> tuple[ColumnType, bool, bool]:
    return column.type, column.nullable, column.primary_key


def _similar(one: str, other: str) -> bool:
    return one in other or other in one or SequenceMatcher(None, one, other, autojunk=False).ratio() >= SIMILAR


def _renaming(table: Table, names: Mapping[str, str]) -> Table:
    """The table with constraints on renamed columns under their new names."""

    def new(columns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(names.get(column, column) for column in columns)

    return replace(
        table,
        indexes=tuple(replace(item, columns=new(item.columns)) for item in table.indexes),
        uniques=tuple(replace(item, columns=new(item.columns)) for item in table.uniques),
        foreign_keys=tuple(replace(item, columns=new(item.columns)) for item in table.foreign_keys),
    )


def _column(table: str, before: Column, after: Column, terms: Terms) -> Iterator[SchemaChange]:
    if before == after:
        return
    change = SchemaChange(
        ChangeKind.ALTER_TYPE, table, after.name, str(before.type), str(after.type), declared=type_source(after.type), origin=after.origin
    )
    if terms.types and types_differ(before.type, after.type, lenient=terms.lenient):
        if before.type.name == after.type.name == "ENUM" and not is_other_enumeration(before.type, after.type):
            old, new = ", ".join(before.type.values), ", ".join(after.type.values)
            yield replace(change, kind=ChangeKind.ALTER_ENUM, before=old, after=new, detail=" ".join(after.type.arguments))
        else:
            yield change
    if before.nullable != after.nullable and not before.primary_key and not after.primary_key:
        yield replace(change, kind=ChangeKind.ALTER_NULLABLE, before=_null(before), after=_null(after))
    if terms.server_defaults and defaults_differ(before.server_default, after.server_default):
        yield replace(change, kind=ChangeKind.ALTER_DEFAULT, before=_default(before), after=_default(after))


def _null(column: Column) -> str:
    return "NULL" if column.nullable else "NOT NULL"


def _default(column: Column) -> str:
    value = column.server_default
    return NO_DEFAULT if value is None else shown(value)


def _constraints(before: Table, after: Table, gone: set[str], terms: Terms) -> Iterator[SchemaChange]:
    """Indexes, unique constraints and foreign keys; what goes with a dropped column is no change of its own."""
    same_index = _same_index_leniently if terms.lenient else _same_index
    same_unique = _same_unique_leniently if terms.lenient else partial(_same_unique, after.name)
    same_unique_back = _same_unique_leniently if terms.lenient else lambda new, old: _same_unique(after.name, old, new)
    same_key = _same_key_leniently if terms.lenient else _same_key
    uniques_before, uniques_after = before.uniques, after.uniques
    indexes_before, indexes_after = before.indexes, after.indexes
    if terms.lenient:  # a unique index and a unique constraint do the same, and migrations mix them
        uniques_before, uniques_after = _with_unique_indexes(before), _with_unique_indexes(after)
        indexes_before, indexes_after = _with_unique_constraints(before), _with_unique_constraints(after)
    gone_indexes = [item for item in _unpaired(indexes_before, indexes_after, same_index) if item in before.indexes]
    gone_uniques = [item for item in _unpaired(uniques_before, uniques_after, same_unique) if item in before.uniques]
    kinds = ChangeKind
    yield from _changes(kinds.ADD_INDEX, after.name, _left(after.indexes, indexes_before, same_index), set())
    yield from _changes(kinds.DROP_INDEX, after.name, gone_indexes, gone)
    yield from _changes(kinds.ADD_UNIQUE, after.name, _left(after.uniques, uniques_before, same_unique_back), set())
    yield from _changes(kinds.DROP_UNIQUE, after.name, gone_uniques, gone)
    yield from _changes(kinds.ADD_FOREIGN_KEY, after.name, _left(after.foreign_keys, before.foreign_keys, same_key), set())
    yield from _changes(kinds.DROP_FOREIGN_KEY, after.name, _unpaired(before.foreign_keys, after.foreign_keys, same_key), gone)


def _with_unique_indexes(table: Table) -> tuple[UniqueConstraint, ...]:
    return (*table.uniques, *(UniqueConstraint(item.name, item.columns, item.origin) for item in table.indexes if item.unique))


def _with_unique_constraints(table: Table) -> tuple[Index, ...]:
    return (*table.indexes, *(Index(item.name, item.columns, True, item.origin) for item in table.uniques))


def _unpaired(items: Sequence[T], others: Sequence[T], same: Callable[[T, T], bool]) -> list[T]:
    """The items that none of the others stands for, each of which stands for one, before all for one of its own name."""
    free = list(others)
    found = {}
    for named in (True, False):
        for place, item in enumerate(items):
            partner = next((other for other in free if same(item, other) and not (named and item.name != other.name)), None)
            if place not in found and partner is not None:
                found[place] = item
                free.remove(partner)
    return [item for place, item in enumerate(items) if place not in found]


def _left(items: Sequence[T], others: Sequence[T], same: Callable[[T, T], bool]) -> list[T]:
    return [item for item in items if not any(same(item, other) for other in others)]


def _changes(
    kind: ChangeKind, table: str, items: Sequence[Index | UniqueConstraint | ForeignKey], gone: set[str]
) -> Iterator[SchemaChange]:
    dropped = kind.value.startswith("drop")
    for item in items:
        if gone & set(item.columns):
            continue
        shown = f"{item.target}.{','.join(item.target_columns)}" if isinstance(item, ForeignKey) else item.name or ""
        change = SchemaChange(kind, table, ",".join(item.columns) or None, gone=dropped, detail=item.name or "", origin=item.origin)
        yield replace(change, before=shown) if dropped else replace(change, after=shown)


def _same_index(one: Index, other: Index) -> bool:
    names = one.name is None or other.name is None or one.name == other.name
    return names and one.columns == other.columns and one.unique == other.unique


def _same_index_leniently(one: Index, other: Index) -> bool:
    if one.name is not None and one.name == other.name:
        return one.unique == other.unique and (
            len(one.columns) != len(other.columns) or one.columns == other.columns or _expressions(one, other)
        )
    return one.columns == other.columns and one.unique == other.unique


def _expressions(one: Index, other: Index) -> bool:
    return any(not column.isidentifier() for column in (*one.columns, *other.columns))


def _same_unique(table: str, before: UniqueConstraint, after: UniqueConstraint) -> bool:
    """By columns and name. What has no name has PostgreSQL's in the database, and asks for none in a model."""
    made = f"{table}_{'_'.join(before.columns)}_key"
    return before.columns == after.columns and after.name in {None, before.name or made}


def _same_unique_leniently(one: UniqueConstraint, other: UniqueConstraint) -> bool:
    return set(one.columns) == set(other.columns)


def _same_key(one: ForeignKey, other: ForeignKey) -> bool:
    return (one.columns, one.target, one.on_delete, one.on_update) == (other.columns, other.target, other.on_delete, other.on_update) and (
        one.target_columns == other.target_columns
    )


def _same_key_leniently(one: ForeignKey, other: ForeignKey) -> bool:
    if one.columns != other.columns:
        return False
    if not one.target or not other.target:
        return True
    return (one.target, one.on_delete) == (other.target, other.on_delete)
