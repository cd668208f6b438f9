"""What raw statements make of a schema."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from tenet.facts.database.effects import ANY, Effects
from tenet.facts.database.schema import Column, ColumnType, Origin, Table
from tenet.facts.database.sql_changes import (
    AddedValue,
    MadeType,
    RenamedConstraint,
    RenamedType,
    RenamedValue,
    Shapeless,
    SqlChange,
    Unread,
    Untold,
)
from tenet.facts.database.steps import Step, StepKind
from tenet.facts.database.table_edits import constraint_names, is_called, with_column_renamed, without_called, without_column

DDL = re.compile(r"\b(alter|create|drop|rename)\b", re.IGNORECASE)
"""What a text holds that changes more than rows."""
WORD = re.compile(r"\w+")
LONGEST = 1_000_000
"""Characters of a text whose words are looked at."""


def apply_text(effects: Effects, text: str, origin: Origin) -> None:
    """Applies a text of SQL; what of it is not known is kept as its words."""
    if DDL.search(text, 0, LONGEST) is None:
        return
    from tenet.facts.database.sql_statements import read_sql

    for change in read_sql(text, origin):
        apply_change(effects, change)


def apply_change(effects: Effects, change: SqlChange) -> None:
    """Applies one step of a raw statement."""
    effects.raw.append(change)
    _apply_detail(effects, change)
    step = change.step
    columns = [step.column.name] if step.column is not None else list(step.columns)
    if step.kind is StepKind.CHANGE_ROWS:
        return
    for column in columns:
        if ANY in {step.table, column}:
            effects.touched.add((effects.known(step.table), column))
    match step.kind:
        case StepKind.CREATE_TABLE:
            _create(effects, change)
        case StepKind.DROP_TABLE:
            effects.touched.add((effects.known(step.table), ""))
            effects.tables.pop(effects.known(step.table), None)
        case StepKind.RENAME_TABLE:
            effects.rename(step.table, step.name or ANY)
        case StepKind.DROP_INDEX | StepKind.DROP_CONSTRAINT:
            _drop_named(effects, step)
        case _:
            table = effects.tables.get(effects.known(step.table))
            if table is not None:
                effects.tables[table.name] = _altered(effects, table, change)


def _apply_detail(effects: Effects, change: SqlChange) -> None:
    match change.detail:
        case Unread():
            effects.sql.append(frozenset(word.lower() for word in WORD.findall(change.step.sql[:LONGEST])))
        case Untold():
            effects.touched.add((effects.known(change.step.table), ANY))
        case Shapeless(name=name):
            effects.shapeless.add(name.lower())
        case MadeType(name=name, values=values):
            effects.enumerations[name.lower()] = values
        case RenamedType(name=name, new=new):
            effects.enumerations[new.lower()] = effects.enumerations.pop(name.lower(), (ANY,))
            _each_type(effects, name, lambda type_: replace(type_, arguments=(new, *type_.arguments[1:])))
        case AddedValue(name=name) as added:
            effects.enumerations[name.lower()] = _with_value(effects.enumerations.get(name.lower(), ()), added)
            _each_type(effects, name, lambda type_: _of_values(type_, _with_value(type_.values, added)))
        case RenamedValue(name=name, value=old, new=new):
            _each_type(effects, name, lambda type_: _of_values(type_, tuple(new if old in {one, ANY} else one for one in type_.values)))
        case RenamedConstraint(name=name, new=new):
            effects.tables.update({key: _with_renamed(table, name, new) for key, table in effects.tables.items()})
        case None:
            pass


def _each_type(effects: Effects, name: str, change: Callable[[ColumnType], ColumnType]) -> None:
    """Changes an enumeration wherever a column has it."""
    for key, table in effects.tables.items():
        columns: Mapping[str, Column] = {
            known: replace(column, type=change(column.type)) if _is_enumeration(column.type, name) else column
            for known, column in table.columns.items()
        }
        effects.tables[key] = replace(table, columns=columns)


def _of_values(type_: ColumnType, values: tuple[str, ...]) -> ColumnType:
    return replace(type_, values=values, told=ANY not in values)


def _is_enumeration(type_: ColumnType, name: str) -> bool:
    return type_.name == "ENUM" and bool(type_.arguments) and type_.arguments[0].lower() == name.lower()


def _with_value(values: tuple[str, ...], added: AddedValue) -> tuple[str, ...]:
    if added.value in values:
        return values
    if added.before in values:
        at = values.index(added.before)
    elif added.after in values:
        at = values.index(added.after) + 1
    else:
        at = len(values)
    return (*values[:at], added.value, *values[at:])


def _with_renamed(table: Table, name: str, new: str) -> Table:
    return replace(
        table,
        indexes=tuple(replace(item, name=new) if item.name == name else item for item in table.indexes),
        uniques=tuple(replace(item, name=new) if item.name == name else item for item in table.uniques),
        foreign_keys=tuple(replace(item, name=new) if item.name == name else item for item in table.foreign_keys),
        checks=tuple(replace(item, name=new) if item.name == name else item for item in table.checks),
    )


def _create(effects: Effects, change: SqlChange) -> None:
    name = effects.known(change.step.table)
    effects.touched.add((name, ""))
    if change.adds is not None and not isinstance(change.detail, Shapeless):
        columns = {key: _typed(effects, column) for key, column in change.adds.columns.items()}
        effects.tables[name] = replace(change.adds, name=name, columns=columns)


def _typed(effects: Effects, column: Column) -> Column:
    """The column with the values of an enumeration that the statements made."""
    values = effects.enumerations.get(column.type.name.lower()) if column.type.custom else None
    if values is None or ANY in values:
        return column
    return replace(column, type=ColumnType("ENUM", (column.type.name,), values))


def _drop_named(effects: Effects, step: Step) -> None:
    """An index or a constraint goes by its name, which may be the one that a database or a convention makes."""
    name = step.name or ANY
    for table in _that_may_hold(effects, step, name):
        dropped = replace(
            table,
            indexes=without_called(table, table.indexes, name),
            uniques=without_called(table, table.uniques, name),
            foreign_keys=tuple(key for key in table.foreign_keys if not is_called(table, key.name, key.columns, name)),
            checks=tuple(check for check in table.checks if check.name != name),
        )
        if step.kind is StepKind.DROP_INDEX:
            dropped = replace(dropped, foreign_keys=table.foreign_keys)
        elif dropped.foreign_keys == table.foreign_keys and dropped.uniques == table.uniques and table.foreign_keys and step.table:
            effects.touched.add((table.name, "foreign_key"))  # under a name that is not the model's
        effects.tables[table.name] = dropped


def _that_may_hold(effects: Effects, step: Step, name: str) -> list[Table]:
    """The tables whose index or constraint may be meant: the stated one, one that holds the name, or one whose name is in it."""
    if step.table:
        stated = effects.tables.get(effects.known(step.table))
        return [stated] if stated is not None else []
    tables = list(effects.tables.values())
    holding = [table for table in tables if name in constraint_names(table)]
    named = sorted((table for table in tables if table.name.lower() in name.lower()), key=lambda table: -len(table.name))
    return holding or named[:1]


def _altered(effects: Effects, table: Table, change: SqlChange) -> Table:
    step, column = change.step, change.step.column
    match step.kind:
        case StepKind.ADD_COLUMN if column is not None:
            effects.touched.add((table.name, column.name))
            return replace(table, columns={**table.columns, column.name: _typed(effects, column)})
        case StepKind.DROP_COLUMN if column is not None:
            effects.touched.add((table.name, column.name))
            return without_column(table, _column_of(table, column.name))
        case StepKind.RENAME_COLUMN if column is not None and step.before is not None:
            return _with_renamed_column(table, _column_of(table, step.before.name), column.name)
        case StepKind.ADD_PRIMARY_KEY:
            key = {_column_of(table, name) for name in step.columns}
            columns = {name: replace(one, nullable=False, primary_key=True) if name in key else one for name, one in table.columns.items()}
            return replace(table, columns=columns)
        case StepKind.CREATE_INDEX if step.conditional and step.name in constraint_names(table):
            return table
        case _ if change.adds is not None:
            return table.merged(_with_known_columns(table, change.adds))
        case _ if column is not None:
            return _with_altered_column(effects, table, step, column)
        case _:
            return table


def _column_of(table: Table, name: str) -> str:
    return name if name in table.columns else next((one for one in table.columns if one.lower() == name.lower()), name)


def _with_known_columns(table: Table, adds: Table) -> Table:
    """Constraints on columns as the table calls them."""

    def known(columns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_column_of(table, column) for column in columns)

    return replace(
        adds,
        indexes=tuple(replace(item, columns=known(item.columns)) for item in adds.indexes),
        uniques=tuple(replace(item, columns=known(item.columns)) for item in adds.uniques),
        foreign_keys=tuple(replace(item, columns=known(item.columns)) for item in adds.foreign_keys),
    )


def _with_renamed_column(table: Table, old: str, new: str) -> Table:
    columns = {new if key == old else key: replace(column, name=new) if key == old else column for key, column in table.columns.items()}
    return with_column_renamed(replace(table, columns=columns), old, new)


def _with_altered_column(effects: Effects, table: Table, step: Step, stated: Column) -> Table:
    name = _column_of(table, stated.name)
    known = table.columns.get(name)
    if known is None:
        return table
    match step.kind:
        case StepKind.ALTER_TYPE:
            known = replace(known, type=_typed(effects, stated).type)
        case StepKind.SET_NOT_NULL | StepKind.DROP_NOT_NULL:
            known = replace(known, nullable=step.kind is StepKind.DROP_NOT_NULL)
        case StepKind.SET_DEFAULT:
            known = replace(known, server_default=stated.server_default)
        case _:
            return table
    return replace(table, columns={**table.columns, name: known})
