"""What one operation of Django's migrations tells the database, given the model in front of it."""

from collections.abc import Iterator
from dataclasses import replace

from tenet.facts.database.django_field_steps import added_field, altered_field, removed_field
from tenet.facts.database.django_models import DjangoReader
from tenet.facts.database.django_state import FieldState, ModelState
from tenet.facts.database.django_tables import column_of
from tenet.facts.database.schema import NO_TYPE, Column, ColumnType
from tenet.facts.database.sqlalchemy_types import shown
from tenet.facts.database.steps import Step, StepKind
from tenet.facts.python.values import Call, Missing, Value

STATE_ONLY = frozenset({"AlterModelOptions", "AlterModelManagers", "AlterConstraint"})
FIELDS = frozenset({"AddField", "AlterField", "RemoveField", "RenameField"})
CONSTRAINTS = {
    "CheckConstraint": StepKind.ADD_CHECK,
    "UniqueConstraint": StepKind.ADD_UNIQUE,
    "ExclusionConstraint": StepKind.ADD_EXCLUSION,
}
INDEX_ONLY = ("condition", "include", "opclasses")
"""Options with which a `UniqueConstraint` is made as a unique index; so is one of expressions."""
ORDER = Column("_order", ColumnType("INTEGER"), nullable=False, server_default="0")


def model_of(call: Call) -> str:
    """The model that an operation is about, as it names it."""
    value = call.argument(0, "model_name")
    for name in ("name", "old_name"):
        value = call.keyword(name) if isinstance(value, Missing) else value
    return value if isinstance(value, str) else ""


def operation_steps(reader: DjangoReader, name: str, call: Call, step: Step, model: ModelState | None) -> Iterator[Step]:
    """`name` is Django's own name of the operation; `model` the state in front of it, None where it cannot be told."""
    if name in STATE_ONLY or (model is not None and not model.in_database):
        yield replace(step, database=False)
    elif name in FIELDS:
        yield from _field(reader, name, call, step, model)
    else:
        yield from _of_model(reader, name, call, step, model)


def _of_model(reader: DjangoReader, name: str, call: Call, step: Step, model: ModelState | None) -> Iterator[Step]:
    match name:
        case "CreateModel":
            yield from _create(reader, call, step)
        case "DeleteModel":
            yield replace(step, kind=StepKind.DROP_TABLE)
        case "RenameModel":
            named = model is not None and isinstance(model.options.get("db_table"), str)
            new = f"{step.table.partition('.')[0]}.{_text(call.argument(1, 'new_name'))}".lower()
            yield replace(step, kind=StepKind.RENAME_TABLE, name=new, database=step.database and not named)
        case "AlterModelTable":
            yield from _table_name(call, step, model)
        case "AlterUniqueTogether" | "AlterIndexTogether":
            yield from _together(name, call, step, model)
        case "AlterOrderWithRespectTo":
            if isinstance(call.argument(1, "order_with_respect_to"), str):
                yield replace(step, kind=StepKind.ADD_COLUMN, column=ORDER)
            else:
                yield replace(step, kind=StepKind.DROP_COLUMN, before=ORDER)
        case _:
            yield from _index_or_constraint(name, call, step, model)


def _create(reader: DjangoReader, call: Call, step: Step) -> Iterator[Step]:
    """The table, and those of its many-to-many relations."""
    yield replace(step, kind=StepKind.CREATE_TABLE)
    app, _, model = step.table.partition(".")
    fields = call.argument(1, "fields")
    for item in fields if isinstance(fields, tuple) else ():
        match item:
            case (str() as name, value):
                field = reader.fields.read(value, app, model, None)
                if field is not None and field.kind == "ManyToManyField":
                    yield from added_field(step, name, field)
            case _:
                continue


def _table_name(call: Call, step: Step, model: ModelState | None) -> Iterator[Step]:
    new = call.argument(1, "table")
    same = model is not None and model.options.get("db_table") == (None if isinstance(new, Missing) else new)
    yield replace(step, kind=StepKind.RENAME_TABLE, name=new if isinstance(new, str) else None, database=step.database and not same)


def _field(reader: DjangoReader, name: str, call: Call, step: Step, model: ModelState | None) -> Iterator[Step]:
    known = model.fields if model is not None else {}
    field_name = _text(call.argument(1, "old_name" if name == "RenameField" else "name"))
    before = known.get(field_name)
    if name == "RemoveField":
        yield removed_field(step, field_name, before)
    elif name == "RenameField":
        yield _renamed(step, field_name, _text(call.argument(2, "new_name")), before)
    else:
        value = call.argument(2, "field")
        app, _, label = step.table.partition(".")
        after = None if isinstance(value, Missing) else reader.fields.read(value, app, label, step.origin)
        if name == "AddField":
            yield from added_field(step, field_name, after)
        elif before is not None and after is not None:
            yield from altered_field(step, field_name, before, after)
        else:
            yield replace(step, column=Column(field_name, NO_TYPE) if after is None else column_of(field_name, after))


def _renamed(step: Step, old: str, new: str, field: FieldState | None) -> Step:
    before = Column(old, NO_TYPE) if field is None else column_of(old, field)
    after = Column(new, NO_TYPE) if field is None else column_of(new, field)
    same = field is not None and before.name == after.name
    kind = StepKind.OTHER if field is not None and field.kind == "ManyToManyField" else StepKind.RENAME_COLUMN
    return replace(step, kind=kind, name=after.name, before=before, column=after, database=step.database and not same)


def _together(name: str, call: Call, step: Step, model: ModelState | None) -> Iterator[Step]:
    """Sets of columns that are new or gone."""
    option = "unique_together" if name == "AlterUniqueTogether" else "index_together"
    unique = option == "unique_together"
    if model is None:
        yield step
        return
    before, after = _sets(model.options.get(option)), _sets(call.argument(1, option))
    gone, new = (StepKind.DROP_CONSTRAINT, StepKind.ADD_UNIQUE) if unique else (StepKind.DROP_INDEX, StepKind.CREATE_INDEX)
    found = [replace(step, kind=gone, columns=_columns(row, model)) for row in before if row not in after]
    found += [replace(step, kind=new, columns=_columns(row, model)) for row in after if row not in before]
    yield from found or [replace(step, database=False)]


def _sets(value: Value | Missing) -> tuple[tuple[str, ...], ...]:
    if not isinstance(value, tuple) or not value:
        return ()
    rows = value if isinstance(value[0], tuple) else (value,)
    return tuple(tuple(str(item) for item in row) for row in rows if isinstance(row, tuple))


def _index_or_constraint(name: str, call: Call, step: Step, model: ModelState | None) -> Iterator[Step]:
    match name:
        case "AddIndex":
            yield _declared(step, StepKind.CREATE_INDEX, call.argument(1, "index"), model)
        case "RemoveIndex":
            yield replace(step, kind=StepKind.DROP_INDEX, name=_text(call.argument(1, "name")))
        case "AddConstraint":
            value = call.argument(1, "constraint")
            kind = CONSTRAINTS.get(value.last, StepKind.OTHER) if isinstance(value, Call) else StepKind.OTHER
            yield _declared(step, kind, value, model)
        case "RemoveConstraint":
            yield replace(step, kind=StepKind.DROP_CONSTRAINT, name=_text(call.argument(1, "name")))
        case "ValidateConstraint":
            yield replace(step, kind=StepKind.VALIDATE_CONSTRAINT, name=_text(call.argument(1, "name")))
        case _:
            yield step


def _declared(step: Step, kind: StepKind, value: Value | Missing, model: ModelState | None) -> Step:
    """An index or a constraint by its declaration."""
    if not isinstance(value, Call):
        return replace(step, kind=kind)
    unique = value.last == "UniqueConstraint"
    if unique and (value.arguments or any(not isinstance(value.keyword(option), Missing | None) for option in INDEX_ONLY)):
        kind = StepKind.CREATE_INDEX
    fields, name = value.keyword("fields"), value.keyword("name")
    columns = _columns(tuple(map(str, fields)), model) if isinstance(fields, tuple) else tuple(map(shown, value.arguments))
    return replace(step, kind=kind, name=name if isinstance(name, str) else None, columns=columns, unique=unique)


def _columns(fields: tuple[str, ...], model: ModelState | None) -> tuple[str, ...]:
    known = model.fields if model is not None else {}
    names = (field.removeprefix("-") for field in fields)
    return tuple(column_of(name, known[name]).name if name in known else name for name in names)


def _text(value: Value | Missing) -> str:
    return value if isinstance(value, str) else ""
