"""What an Alembic revision does, as steps. Signatures are those of `alembic.operations.Operations` and `BatchOperations`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from tenet.facts.database.alembic_calls import MadeCall, RevisionInterpreter
from tenet.facts.database.alembic_statements import ANY, EXECUTES, code_steps, statement_steps, table_of
from tenet.facts.database.raw_texts import sql_text
from tenet.facts.database.schema import NO_TYPE, Column, Origin
from tenet.facts.database.server_defaults import server_default
from tenet.facts.database.sqlalchemy_columns import text
from tenet.facts.database.sqlalchemy_models import SqlalchemyReader
from tenet.facts.database.steps import Step, StepKind
from tenet.facts.python.interpreter import callee
from tenet.facts.python.values import MISSING, Bound, Call, Computed, Missing, Value

SIGNATURES: Mapping[str, tuple[str, ...]] = {
    "create_table": ("table_name",), "drop_table": ("table_name",), "rename_table": ("table_name", "new_table_name"),
    "add_column": ("table_name", "column"), "drop_column": ("table_name", "column_name"), "alter_column": ("table_name", "column_name"),
    "create_index": ("index_name", "table_name", "columns"), "drop_index": ("index_name", "table_name"),
    "create_unique_constraint": ("constraint_name", "table_name", "columns"),
    "create_primary_key": ("constraint_name", "table_name", "columns"),
    "create_check_constraint": ("constraint_name", "table_name", "condition"),
    "create_exclude_constraint": ("constraint_name", "table_name"),
    "create_foreign_key": ("constraint_name", "table_name", "referent_table", "local_cols", "remote_cols"),
    "drop_constraint": ("constraint_name", "table_name", "type_"), "bulk_insert": ("table", "rows"),
    "create_table_comment": ("table_name", "comment"), "drop_table_comment": ("table_name",),
}  # fmt: skip
SPELLINGS = {"old_table_name": "table_name", "source_table": "table_name", "tablename": "table_name", "source": "table_name",
             "referent": "referent_table", "type": "type_"}  # fmt: skip
"""Other names of a parameter: those that one operation alone has, and those of Alembic before 0.8."""
NO_STEP = frozenset({"f", "get_bind", "get_context", "batch_alter_table", "inline_literal", "implementation_for", "register_operation"})
CONSTRAINTS = {
    "create_unique_constraint": StepKind.ADD_UNIQUE,
    "create_primary_key": StepKind.ADD_PRIMARY_KEY,
    "create_check_constraint": StepKind.ADD_CHECK,
    "create_exclude_constraint": StepKind.ADD_EXCLUSION,
    "create_foreign_key": StepKind.ADD_FOREIGN_KEY,
}


@dataclass(frozen=True, slots=True)
class _Operation:
    """A call of `op` or of a batch, its arguments by name. `step` has what every step of it has."""

    name: str
    given: Mapping[str, Value]
    step: Step

    def get(self, name: str) -> Value | Missing:
        return self.given.get(name, MISSING)


class AlembicStepReader:
    """Reads revisions of one side."""

    def __init__(self, reader: SqlalchemyReader) -> None:
        self._reader = reader

    def steps(self, path: str, function: str) -> tuple[Step, ...]:
        """What a function of the revision does: `upgrade` or `downgrade`."""
        interpreter = RevisionInterpreter(self._reader.modules, path)
        found: list[Step] = []
        committed = False
        for made in interpreter.made(function):
            outside = committed or not made.in_transaction
            steps = tuple(self._of_call(interpreter, made))
            told = (replace(step, in_transaction=False) if outside else step for step in steps)
            found.extend(step for step in told if step.kind is not StepKind.RUN_CODE or step not in found[-1:])
            for step in steps:
                committed = {"COMMIT": True, "BEGIN": False}.get(step.sql.strip().upper(), committed)
        return tuple(found)

    def _of_call(self, interpreter: RevisionInterpreter, made: MadeCall) -> Iterator[Step]:
        call, origin = made.call, made.origin
        batch = _batch_of(call)
        if call.last in EXECUTES and (isinstance(call.function, Bound) or _is_op(call)):
            yield from self._executed(interpreter, call, origin)
        elif batch is not None:
            yield from self._of_operation(_operation(call, _name(batch), origin))
        elif _is_op(call):
            if call.last == "bulk_insert":
                yield Step(StepKind.CHANGE_ROWS, origin, table_of(interpreter, call.argument(0, "table")))
            elif call.last not in NO_STEP:
                yield from self._of_operation(_operation(call, "", origin))
        else:
            yield from code_steps(interpreter, call, origin)

    def _executed(self, interpreter: RevisionInterpreter, call: Call, origin: Origin) -> Iterator[Step]:
        stated = (call.argument(0, name) for name in ("sqltext", "statement", "sql"))
        sql = sql_text(next((value for value in stated if not isinstance(value, Missing)), MISSING))
        if sql is None:
            yield from statement_steps(interpreter, call, origin)
        else:
            from tenet.facts.database.sql_statements import read_statements  # its parser takes longer to load than most changes to judge

            yield from read_statements(sql, origin)

    def _of_operation(self, operation: _Operation) -> Iterator[Step]:
        step = operation.step
        match operation.name:
            case "create_table":
                yield replace(step, kind=StepKind.CREATE_TABLE)
            case "drop_table":
                yield replace(step, kind=StepKind.DROP_TABLE)
            case "rename_table":
                yield replace(step, kind=StepKind.RENAME_TABLE, name=_name(operation.get("new_table_name")))
            case "add_column":
                yield from self._add_column(operation)
            case "drop_column":
                yield replace(step, kind=StepKind.DROP_COLUMN, before=Column(_name(operation.get("column_name")), NO_TYPE))
            case "alter_column":
                yield from self._alter_column(operation)
            case "create_index" | "drop_index":
                yield _index(operation)
            case "drop_constraint":
                yield replace(step, kind=StepKind.DROP_CONSTRAINT, name=_known_name(operation.get("constraint_name")))
            case name if name in CONSTRAINTS:
                yield _constraint(operation)
            case _:
                yield step

    def _add_column(self, operation: _Operation) -> Iterator[Step]:
        """The column, and after it the constraints and the index that its declaration brings."""
        step, value = operation.step, operation.get("column")
        if not isinstance(value, Call):
            yield replace(step, kind=StepKind.ADD_COLUMN, column=Column(ANY, NO_TYPE))
            return
        declared = self._reader.columns.read(value, "", step.origin, None, lambda _: MISSING)
        column = declared.column
        yield replace(step, kind=StepKind.ADD_COLUMN, column=column)
        for key in declared.foreign_keys:
            yield replace(step, kind=StepKind.ADD_FOREIGN_KEY, name=key.name, columns=key.columns, target=key.target)
        if declared.index:
            yield replace(step, kind=StepKind.CREATE_INDEX, columns=(column.name,), unique=declared.unique)
        elif declared.unique:
            yield replace(step, kind=StepKind.ADD_UNIQUE, columns=(column.name,))

    def _alter_column(self, operation: _Operation) -> Iterator[Step]:
        """One step for each thing that changes, the new name last (`alembic.ddl.impl.DefaultImpl.alter_column`)."""
        before = self._column_before(operation)
        nullable, kind, default = operation.get("nullable"), operation.get("type_"), operation.get("server_default")
        column = before
        if isinstance(nullable, bool):
            column = replace(column, nullable=nullable)
        if not isinstance(default, Missing) and default is not False:
            column = replace(column, server_default=server_default(default))
        if not isinstance(kind, Missing) and kind is not None:
            column = replace(column, type=self._reader.types.read(kind))
        step = replace(operation.step, column=column, before=before)
        if isinstance(nullable, bool) and operation.get("existing_nullable") is not nullable:
            yield replace(step, kind=StepKind.DROP_NOT_NULL if nullable else StepKind.SET_NOT_NULL)
        if not isinstance(default, Missing) and default is not False:
            yield replace(step, kind=StepKind.SET_DEFAULT)
        if not isinstance(kind, Missing) and kind is not None:
            yield replace(step, kind=StepKind.ALTER_TYPE)
        new = operation.get("new_column_name")
        if not isinstance(new, Missing) and new is not None:
            yield replace(step, kind=StepKind.RENAME_COLUMN, name=_name(new), column=replace(column, name=_name(new)))
        if not isinstance(operation.get("comment"), Missing):
            yield step

    def _column_before(self, operation: _Operation) -> Column:
        kind, nullable, default = (operation.get(f"existing_{name}") for name in ("type", "nullable", "server_default"))
        return Column(
            _name(operation.get("column_name")),
            NO_TYPE if isinstance(kind, Missing) else self._reader.types.read(kind),
            nullable=nullable is not False,
            server_default=None if isinstance(default, Missing) or default is False else server_default(default),
        )


def _is_op(call: Call) -> bool:
    return not isinstance(call.function, Bound) and ".op." in f".{callee(call)}"


def _batch_of(call: Call) -> Value | None:
    """The table of the batch that a call belongs to."""
    match call.function:
        case Bound(target=Call(last="batch_alter_table") as batch):
            name = batch.argument(0, "table_name")
            return None if isinstance(name, Missing) else name
        case _:
            return None


def _operation(call: Call, batch: str, origin: Origin) -> _Operation:
    """The operation with its arguments by name. Those of a batch leave out its table."""
    names = tuple(name for name in SIGNATURES.get(call.last, ()) if not batch or name != "table_name")
    given: dict[str, Value] = dict(zip(names, call.arguments, strict=False))
    given.update((SPELLINGS.get(name, name), value) for name, value in call.keywords)
    if batch:
        given["table_name"] = batch
    named = "table_name" in given or call.last in SIGNATURES
    step = Step(
        StepKind.OTHER,
        origin,
        _name(given.get("table_name", MISSING)) if named else "",
        concurrently=given.get("postgresql_concurrently") is True,
        validated=given.get("postgresql_not_valid") is not True,
        conditional=given.get("if_exists") is True or given.get("if_not_exists") is True,
    )
    return _Operation(call.last, given, step)


def _index(operation: _Operation) -> Step:
    stated = operation.get("index_name")
    name = _known_name(operation.get("name") if isinstance(stated, Missing) else stated)
    kind = StepKind.CREATE_INDEX if operation.name == "create_index" else StepKind.DROP_INDEX
    table = "" if isinstance(operation.get("table_name"), Missing | None) else operation.step.table
    unique = operation.get("unique") is True
    return replace(operation.step, kind=kind, table=table, name=name, columns=_names(operation.get("columns")), unique=unique)


def _constraint(operation: _Operation) -> Step:
    stated = operation.get("constraint_name")
    return replace(
        operation.step,
        kind=CONSTRAINTS[operation.name],
        name=_known_name(operation.get("name") if isinstance(stated, Missing) else stated),
        columns=_names(operation.get("local_cols" if operation.name == "create_foreign_key" else "columns")),
        target=_name(operation.get("referent_table")) if operation.name == "create_foreign_key" else "",
    )


def _name(value: Value | Missing) -> str:
    """A table's or column's name; `*` where only a run can tell."""
    match value:
        case str():
            return value
        case Call(last="f" | "quoted_name" | "conv", arguments=(str() as first, *_)):
            return first
        case _:
            return ANY


def _known_name(value: Value | Missing) -> str | None:
    name = _name(value)
    return None if name == ANY else name


def _names(value: Value | Missing) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(ANY if isinstance(item, Computed) else text(item) for item in value) if isinstance(value, tuple) else ()
