"""What adding, removing or altering a field tells the database, as Django's schema editor does it."""

from collections.abc import Iterator
from dataclasses import replace

from tenet.facts.database.django_state import FieldState
from tenet.facts.database.django_tables import RELATIONS, column_of
from tenet.facts.database.schema import NO_TYPE, Column
from tenet.facts.database.server_defaults import server_default
from tenet.facts.database.steps import Step, StepKind
from tenet.facts.python.values import Computed, Missing, Value

TEXTS = ("CharField", "TextField", "EmailField", "URLField", "SlugField", "FileField", "ImageField", "FilePathField")


def added_field(step: Step, name: str, field: FieldState | None) -> Iterator[Step]:
    """`ADD COLUMN` with the default for rows that are there, which is taken back; then what the field brings beside it."""
    if field is None:
        yield replace(step, kind=StepKind.ADD_COLUMN, column=Column(name, NO_TYPE))
        return
    if field.kind == "TaggableManager":  # its rows are in tables of its own app
        yield replace(step, database=False)
        return
    if field.kind == "ManyToManyField":
        yield _joining(step, StepKind.CREATE_TABLE, name, field)
        return
    column = column_of(name, field)
    filled = replace(column, server_default=_filled(column, field))
    yield replace(step, kind=StepKind.ADD_COLUMN, column=filled)
    if filled != column:
        yield replace(step, kind=StepKind.SET_DEFAULT, column=column, before=filled)
    if field.option("unique") is True and not column.primary_key:
        yield replace(step, kind=StepKind.ADD_UNIQUE, columns=(column.name,))
    yield from _index_and_key(step, column.name, field)


def removed_field(step: Step, name: str, field: FieldState | None) -> Step:
    if field is not None and field.kind == "ManyToManyField":
        return _joining(step, StepKind.DROP_TABLE, name, field)
    if field is not None and field.kind == "TaggableManager":
        return replace(step, database=False)
    return replace(step, kind=StepKind.DROP_COLUMN, before=Column(name, NO_TYPE) if field is None else column_of(name, field))


def altered_field(step: Step, name: str, before: FieldState, after: FieldState) -> Iterator[Step]:
    """The parts of a field that change, in the order of `BaseDatabaseSchemaEditor._alter_field`."""
    if "ManyToManyField" in {before.kind, after.kind}:
        yield replace(step, database=before != after and before.kind != after.kind)
        return
    old, new = column_of(name, before), column_of(name, after)
    step = replace(step, column=new, before=old)
    found = (*_dropped(step, before, after), *_columns(step, after), *_made(step, before, after))
    yield from found or (replace(step, database=before.custom or after.custom),)


def _dropped(step: Step, before: FieldState, after: FieldState) -> Iterator[Step]:
    columns = (step.before.name,) if step.before is not None else ()
    if _refers(before) and _target(before) != _target(after):
        yield replace(step, kind=StepKind.DROP_CONSTRAINT, columns=columns)
    if _is_unique(before) and not _is_unique(after):
        yield replace(step, kind=StepKind.DROP_CONSTRAINT, columns=columns)
    if _is_indexed(before) and not _is_indexed(after):
        yield replace(step, kind=StepKind.DROP_INDEX, columns=columns)


def _columns(step: Step, after: FieldState) -> Iterator[Step]:
    old, new = step.before, step.column
    if old is None or new is None:
        return
    if old.name != new.name:
        yield replace(step, kind=StepKind.RENAME_COLUMN, name=new.name)
    if old.type != new.type and NO_TYPE not in {old.type, new.type}:
        yield replace(step, kind=StepKind.ALTER_TYPE)
    if old.server_default != new.server_default:
        yield replace(step, kind=StepKind.SET_DEFAULT)
    if old.nullable and not new.nullable:
        filled = replace(new, server_default=_filled(new, after))
        if filled.server_default is not None:
            yield replace(step, kind=StepKind.CHANGE_ROWS, column=filled)
        yield replace(step, kind=StepKind.SET_NOT_NULL, column=filled)
    elif new.nullable and not old.nullable:
        yield replace(step, kind=StepKind.DROP_NOT_NULL)


def _made(step: Step, before: FieldState, after: FieldState) -> Iterator[Step]:
    columns = (step.column.name,) if step.column is not None else ()
    if _is_unique(after) and not _is_unique(before):
        yield replace(step, kind=StepKind.ADD_UNIQUE, columns=columns)
    if _is_indexed(after) and not _is_indexed(before):
        yield replace(step, kind=StepKind.CREATE_INDEX, columns=columns)
    if after.option("primary_key") is True and before.option("primary_key") is not True:
        yield replace(step, kind=StepKind.ADD_PRIMARY_KEY, columns=columns)
    if _refers(after) and _target(before) != _target(after):
        yield replace(step, kind=StepKind.ADD_FOREIGN_KEY, columns=columns, target=_target(after))
    if after.kind.startswith("Positive") and not before.kind.startswith("Positive"):
        yield replace(step, kind=StepKind.ADD_CHECK, columns=columns)


def _joining(step: Step, kind: StepKind, name: str, field: FieldState) -> Step:
    """The table of a many-to-many relation, under the label that Django gives its model."""
    return replace(step, kind=kind, table=f"{step.table}_{name}", database=step.database and "through" not in field.options)


def _index_and_key(step: Step, column: str, field: FieldState) -> Iterator[Step]:
    if _is_indexed(field):
        yield replace(step, kind=StepKind.CREATE_INDEX, columns=(column,))
    if _refers(field):
        yield replace(step, kind=StepKind.ADD_FOREIGN_KEY, columns=(column,), target=_target(field))


def _is_unique(field: FieldState) -> bool:
    return field.option("unique") is True and field.option("primary_key") is not True


def _is_indexed(field: FieldState) -> bool:
    return field.option("db_index") is True and field.option("unique") is not True and field.option("primary_key") is not True


def _refers(field: FieldState) -> bool:
    return field.kind in RELATIONS and field.option("db_constraint") is not False


def _target(field: FieldState) -> str:
    return str(field.options.get("to", "")) if _refers(field) else ""


def _filled(column: Column, field: FieldState) -> Value:
    """The default that rows get which are there already (`BaseDatabaseSchemaEditor._effective_default`)."""
    if column.server_default is not None:
        return column.server_default
    default = field.option("default")
    if not isinstance(default, Missing):
        return _literal(default)
    if not column.nullable and field.option("blank") is True and field.kind in TEXTS:
        return "''"
    stamped = field.option("auto_now") is True or field.option("auto_now_add") is True
    return Computed("timezone.now()") if stamped else None


def _literal(value: Value) -> Value:
    match value:
        case None | bool() | int() | float():
            return None if value is None else server_default(value)
        case str():
            return "'" + value.replace("'", "''") + "'"
        case _:
            return Computed(f"{getattr(value, 'last', 'default')}()")
