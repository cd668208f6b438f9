"""What the raw SQL of Django's migrations does to the tables of models, where no operation on the state says so."""

from collections.abc import Iterable, Iterator

from tenet.facts.database.django_models import DjangoReader
from tenet.facts.database.django_operations import migration_attribute
from tenet.facts.database.django_state import ModelState, ProjectState
from tenet.facts.database.django_tables import column_of, table_name
from tenet.facts.database.effects import ANY, Effects
from tenet.facts.database.schema import ChangeKind, Origin, SchemaChange
from tenet.facts.database.sql_effects import apply_text
from tenet.facts.database.steps import Step, StepKind
from tenet.facts.python.values import Call, Computed, Missing, Value, walk

COLUMN_KINDS = {
    ChangeKind.DROP_COLUMN: frozenset({StepKind.DROP_COLUMN}),
    ChangeKind.ALTER_TYPE: frozenset({StepKind.ALTER_TYPE}),
    ChangeKind.ALTER_NULLABLE: frozenset({StepKind.SET_NOT_NULL, StepKind.DROP_NOT_NULL}),
    ChangeKind.ALTER_DEFAULT: frozenset({StepKind.SET_DEFAULT}),
}
MADE_KINDS = {
    ChangeKind.ADD_INDEX: frozenset({StepKind.CREATE_INDEX}),
    ChangeKind.DROP_INDEX: frozenset({StepKind.DROP_INDEX}),
    ChangeKind.ADD_UNIQUE: frozenset({StepKind.ADD_UNIQUE, StepKind.CREATE_INDEX}),
    ChangeKind.DROP_UNIQUE: frozenset({StepKind.DROP_CONSTRAINT, StepKind.DROP_INDEX}),
    ChangeKind.ADD_CHECK: frozenset({StepKind.ADD_CHECK}),
    ChangeKind.DROP_CHECK: frozenset({StepKind.DROP_CONSTRAINT}),
}


def raw_texts(reader: DjangoReader, path: str) -> tuple[tuple[str, Origin], ...]:
    """The SQL of a migration's `RunSQL` operations, of those that tell the state nothing."""
    operations = migration_attribute(reader, path, "operations")
    return tuple(_texts(() if isinstance(operations, Missing) else operations))


def _texts(value: Value) -> Iterator[tuple[str, Origin]]:
    for call in walk(value):
        if not isinstance(call, Call) or call.last != "RunSQL" or not isinstance(call.argument(2, "state_operations"), Missing):
            continue
        stated = call.argument(0, "sql")
        origin = Origin(call.place.path, call.place.line, call.place.end_line) if call.place is not None else Origin("", 1, 1)
        for item in (stated if isinstance(stated, tuple) else (stated,)) if not isinstance(stated, Missing) else ():
            text = item[0] if isinstance(item, tuple) and item else item  # a statement with its parameters
            if isinstance(text, str | Computed):
                yield text if isinstance(text, str) else text.text, origin


class RawSql:
    """What raw SQL covers of the changes of the models; `before` and `after` tell their tables' names."""

    def __init__(self, texts: Iterable[tuple[str, Origin]], before: ProjectState, after: ProjectState) -> None:
        self._effects = Effects({})
        for text, origin in texts:
            apply_text(self._effects, text, origin)
        self._before = before
        self._after = after

    def covers(self, change: SchemaChange) -> bool:
        """Whether a statement makes the change in the database."""
        model = self._after.models.get(change.table) or self._before.models.get(change.table)
        if model is None or not change.db_effect or not (self._effects.raw or self._effects.sql):
            return False
        table = table_name(model)
        columns = [self._column(model, name) for name in (change.column or "").split(",") if name]
        if table.lower() in self._effects.shapeless or (table, ANY) in self._effects.touched or self._effects.mentions(table, *columns):
            return True
        return any(self._makes(step, change, table, columns) for step in self._steps) or (
            change.kind is ChangeKind.ADD_COLUMN and self._effects.brings(table, columns[0])
        )

    @property
    def _steps(self) -> Iterator[Step]:
        return (change.step for change in self._effects.raw)

    def _column(self, model: ModelState, name: str) -> str:
        old = self._before.models.get(model.label)
        field = model.fields.get(name) or (old.fields.get(name) if old is not None else None)
        return column_of(name, field).name if field is not None else name

    def _makes(self, step: Step, change: SchemaChange, table: str, columns: list[str]) -> bool:
        same_table = step.table.lower() == table.lower()
        own = step.column.name.lower() if step.column is not None else ""
        match change.kind:
            case ChangeKind.ADD_TABLE:
                return step.kind is StepKind.CREATE_TABLE and same_table
            case ChangeKind.DROP_TABLE:
                return step.kind is StepKind.DROP_TABLE and same_table
            case ChangeKind.RENAME_TABLE | ChangeKind.ALTER_OPTIONS:
                return step.kind is StepKind.RENAME_TABLE and (step.name or "").lower() == table.lower()
            case ChangeKind.RENAME_COLUMN:
                return step.kind is StepKind.RENAME_COLUMN and same_table and own == columns[0].lower()
            case kind if kind in COLUMN_KINDS:
                return same_table and step.kind in COLUMN_KINDS[kind] and own == columns[0].lower()
            case kind if kind in MADE_KINDS and step.kind in MADE_KINDS[kind]:
                named = bool(change.detail) and (step.name or "").lower() == change.detail.lower()
                return named or (same_table and bool(columns) and list(step.columns) == columns)
            case _:
                return False
