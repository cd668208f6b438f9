"""The operations of Alembic revisions, and what they do to a schema.

An operation is the call as the revision makes it, followed through helper functions and loops. Signatures are those of
`alembic.operations.Operations` and `BatchOperations`.
"""

import ast
from collections.abc import Iterable
from dataclasses import replace

from tenet.facts.database.effects import Effects
from tenet.facts.database.schema import Column, Index, Origin, Schema, Table, UniqueConstraint
from tenet.facts.database.server_defaults import server_default
from tenet.facts.database.sql_effects import apply_text
from tenet.facts.database.sqlalchemy_models import SqlalchemyReader
from tenet.facts.database.table_edits import constraint_names, is_called, with_column_renamed, without_called, without_column
from tenet.facts.python.interpreter import callee
from tenet.facts.python.modules import Definition
from tenet.facts.python.values import MISSING, Bound, Call, Computed, Missing, Symbol, Value, walk

TABLE_FIRST = frozenset({"add_column", "drop_column", "alter_column"})
EXECUTE = frozenset({"execute", "exec_driver_sql", "run_sql"})
ANY = "*"


def revision_operations(reader: SqlalchemyReader, path: str, function: str = "upgrade") -> tuple[Call, ...]:
    """The operations that a revision file makes, in order."""
    module = reader.modules.parsed_at(path)
    node = module.definitions.get(function) if module is not None else None
    if module is None or node is None:
        return ()
    arguments = node.args.args if isinstance(node, ast.FunctionDef) else []
    given = tuple(Symbol("alembic.op") if argument.arg == "op" else None for argument in arguments)  # plugins hand `op` in
    calls = reader.interpreter.run(Definition(module, node), given)
    return tuple(_of_table(call) for call in calls if _is_operation(call))


def _is_operation(call: Call) -> bool:
    if isinstance(call.function, Bound):
        return _batch_table(call) is not None or call.function.name in EXECUTE or _creates(call)
    return ".op." in f".{callee(call)}" or call.last in EXECUTE


def _creates(call: Call) -> bool:
    return isinstance(call.function, Bound) and call.function.name in {"create", "drop"} and isinstance(call.function.target, Call)


def _batch_table(call: Call) -> Value | None:
    match call.function:
        case Bound(target=Call(last="batch_alter_table") as batch):
            name = batch.argument(0, "table_name")
            return None if isinstance(name, Missing) else name
        case _:
            return None


def _of_table(call: Call) -> Call:
    """A batch operation as the operation that names its table."""
    table = _batch_table(call)
    if table is None:
        return call
    at = 0 if call.last in TABLE_FIRST else 1
    arguments = (*call.arguments[:at], table, *call.arguments[at:])
    return Call(Symbol(f"alembic.op.{call.last}"), arguments, call.keywords, call.place)


def apply_operations(reader: SqlalchemyReader, schema: Schema, operations: Iterable[Call]) -> Effects:
    """What the operations make of a schema."""
    effects = Effects(dict(schema.tables))
    applier = _Applier(reader, effects)
    for operation in operations:
        applier.apply(operation)
    return effects


def _name(value: Value | Missing) -> str:
    """A table's or column's name; `*` where only a run can tell."""
    match value:
        case str():
            return value
        case Call(last="f" | "quoted_name" | "conv", arguments=(str() as first, *_)):
            return first
        case _:
            return ANY


class _Applier:
    def __init__(self, reader: SqlalchemyReader, effects: Effects) -> None:
        self._reader = reader
        self._effects = effects

    def apply(self, call: Call) -> None:
        match call.last:
            case "create_table":
                self._create(call)
            case "create" | "drop" if isinstance(call.function, Bound):
                self._create_or_drop(call, call.function)
            case "drop_table":
                self._effects.tables.pop(_name(call.argument(0, "table_name")), None)
                self._effects.touched.add((_name(call.argument(0, "table_name")), ""))
            case "rename_table":
                self._effects.rename(_name(call.argument(0, "old_table_name")), _name(call.argument(1, "new_table_name")))
            case "add_column":
                self._add_column(call)
            case "drop_column":
                self._drop_column(_name(call.argument(0, "table_name")), _name(call.argument(1, "column_name")))
            case "alter_column":
                self._alter_column(call)
            case name if name in EXECUTE:
                self._execute(call)
            case _:
                self._constraint(call)

    def _create(self, call: Call) -> None:
        name = _name(call.argument(0, "table_name"))
        table = self._reader.tables.with_arguments(Table(name, {}), call.arguments[1:])
        known = self._effects.tables.get(name)  # one that is there already is made by a branch for another database
        kept = {} if known is None else {column: one for column, one in known.columns.items() if column not in table.columns}
        self._effects.tables[name] = replace(table, columns={**table.columns, **kept})
        self._effects.touched.add((name, ""))

    def _create_or_drop(self, call: Call, function: Bound) -> None:
        """`table.create(bind)`, and enumerations that are made apart from tables."""
        target = function.target
        if isinstance(target, Call) and target.last == "Table":
            if call.last == "create":
                self._create(target)
            else:
                self._effects.tables.pop(_name(target.argument(0, "name")), None)

    def _change(self, name: str, table: Table) -> None:
        self._effects.tables[name] = table

    def _add_column(self, call: Call) -> None:
        name, value = _name(call.argument(0, "table_name")), call.argument(1, "column")
        if not isinstance(value, Call):
            self._effects.touched.add((name, ANY))
            return
        declared = self._reader.columns.read(value, "", None, None, lambda _: MISSING)
        self._effects.touched.add((name, declared.column.name))
        table = self._effects.tables.get(name)
        if table is not None and declared.column.name in table.columns:
            self._effects.either.add((name, declared.column.name))
        elif table is not None:
            self._change(name, declared.attach(table))

    def _drop_column(self, name: str, column: str) -> None:
        self._effects.touched.add((name, column))
        table = self._effects.tables.get(name)
        if table is None:
            return
        self._change(name, without_column(table, column))

    def _alter_column(self, call: Call) -> None:
        name, column = _name(call.argument(0, "table_name")), _name(call.argument(1, "column_name"))
        new = call.keyword("new_column_name")
        self._effects.touched.update({(name, column), *([(name, new)] if isinstance(new, str) else [])})
        table = self._effects.tables.get(name)
        known = table.columns.get(column) if table is not None else None
        if table is None or known is None:
            return
        changed = self._altered(known, call)
        renamed = replace(changed, name=new) if isinstance(new, str) else changed
        columns = {renamed.name if key == column else key: renamed if key == column else value for key, value in table.columns.items()}
        self._change(name, with_column_renamed(replace(table, columns=columns), column, renamed.name))

    def _altered(self, column: Column, call: Call) -> Column:
        nullable, type_, default = call.keyword("nullable"), call.keyword("type_"), call.keyword("server_default")
        if isinstance(nullable, bool):
            column = replace(column, nullable=nullable)
        if not isinstance(type_, Missing) and type_ is not None:
            column = replace(column, type=self._reader.types.read(type_))
        if not isinstance(default, Missing) and default is not False:
            column = replace(column, server_default=server_default(default))
        return column

    def _execute(self, call: Call) -> None:
        origin = Origin(call.place.path, call.place.line, call.place.end_line) if call.place is not None else Origin("", 1, 1)
        for argument in (*call.arguments, *(value for _, value in call.keywords)):
            for part in walk(argument):
                apply_text(self._effects, part if isinstance(part, str) else part.text if isinstance(part, Computed) else "", origin)

    def _constraint(self, call: Call) -> None:
        name = _name(call.argument(0, "index_name" if "index" in call.last else "constraint_name"))
        named = None if name == ANY else name
        at = _name(call.argument(1, "source_table" if call.last == "create_foreign_key" else "table_name"))
        table = self._effects.tables.get(at)
        if table is None and call.last in {"drop_index", "drop_constraint"}:
            table = next((one for one in self._effects.tables.values() if name in constraint_names(one)), None)
        if table is not None:
            self._effects.tables[table.name] = self._constrained(table, call, named)

    def _constrained(self, table: Table, call: Call, name: str | None) -> Table:
        columns = _names(call.argument(2, "columns"))
        match call.last:
            case "create_index":
                return replace(table, indexes=(*table.indexes, Index(name, columns, call.keyword("unique") is True)))
            case "create_unique_constraint":
                return replace(table, uniques=(*table.uniques, UniqueConstraint(name, columns)))
            case "create_foreign_key":
                local, remote = call.argument(3, "local_cols"), call.argument(4, "remote_cols")
                target = _name(call.argument(2, "referent_table"))
                refers = tuple(f"{target}.{column}" for column in _names(remote))
                inner = Call(call.function, (_names(local), refers), call.keywords)
                return replace(table, foreign_keys=(*table.foreign_keys, self._reader.columns.foreign_key_constraint(inner, None)))
            case "drop_index":
                return replace(
                    table, indexes=without_called(table, table.indexes, name), uniques=without_called(table, table.uniques, name)
                )
            case "drop_constraint":
                return self._dropped(table, name, call.argument(2, "type_"))
            case _:
                return table

    def _dropped(self, table: Table, name: str | None, kind: Value | Missing) -> Table:
        found = table
        if kind in {"unique", MISSING, None}:
            found = replace(found, uniques=without_called(table, table.uniques, name), indexes=without_called(table, table.indexes, name))
        if name is None and kind == "foreignkey":
            self._effects.touched.add((table.name, "foreign_key"))
        elif kind in {"foreignkey", MISSING, None}:
            keys = tuple(item for item in table.foreign_keys if not is_called(table, item.name, item.columns, name))
            if keys == table.foreign_keys and kind == "foreignkey" and table.foreign_keys:
                self._effects.touched.add((table.name, "foreign_key"))
            found = replace(found, foreign_keys=keys)
        return found


def _names(value: Value | Missing) -> tuple[str, ...]:
    from tenet.facts.database.sqlalchemy_columns import text

    return tuple(text(item) for item in value) if isinstance(value, tuple) else ()
