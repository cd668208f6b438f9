"""SQLAlchemy's models against Alembic's revisions."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from tenet.domain.change import Change
from tenet.domain.policy import MigrationTool
from tenet.facts.database.alembic_environment import AlembicEnvironments
from tenet.facts.database.alembic_history import AlembicHistory
from tenet.facts.database.alembic_operations import ANY, apply_operations, revision_operations
from tenet.facts.database.comparison import Terms, compare
from tenet.facts.database.covering import TABLE_KINDS, JudgedChange, judge_changes
from tenet.facts.database.effects import Effects
from tenet.facts.database.migration_files import MigrationFolders, changed_migrations
from tenet.facts.database.migration_order import in_order
from tenet.facts.database.model_files import ModelFiles
from tenet.facts.database.revision_headers import read_header
from tenet.facts.database.schema import ChangeKind, Schema, SchemaChange, UnknownTable
from tenet.facts.database.sqlalchemy_models import SqlalchemyReader
from tenet.facts.database.table_edits import with_types_of_targets
from tenet.facts.python.modules import Modules
from tenet.facts.python.values import Call

COLUMN_KINDS = frozenset({ChangeKind.ADD_COLUMN, ChangeKind.DROP_COLUMN, ChangeKind.RENAME_COLUMN})
NAMED_KINDS = TABLE_KINDS | {ChangeKind.ALTER_TYPE}
"""What may be but another name for the same: enumerations often get the prefix that their tables get."""
Judged = tuple[tuple[JudgedChange, ...], tuple[UnknownTable, ...]]


def judge_alembic(change: Change, base: Modules, head: Modules, files: ModelFiles, folders: MigrationFolders) -> Judged:
    """Every change of the tables in these files, and the tables that cannot be told."""
    before_reader, after_reader = SqlalchemyReader(base), SqlalchemyReader(head)
    before = with_types_of_targets(before_reader.schema(iter(files.base)))
    after = with_types_of_targets(after_reader.schema(iter(files.head)))
    environments = AlembicEnvironments(after_reader.interpreter, folders, after_reader.metadata.of_value)
    terms = environments.terms()
    delta = compare(before, after, terms)
    unknown = tuple(one for one in after.unknown if one.subject not in {old.subject for old in before.unknown})
    tables = {**before.tables, **after.tables}
    left_out = cache(lambda name: name in tables and environments.leave_out(name, tables[name].metadata))
    delta = tuple(_asked_for(delta, unknown, left_out))
    operations = _operations(change, before_reader, after_reader) if delta else ()
    part = {name for name, table in tables.items() if table.named_at_run_time}
    delta = tuple(one for one in delta if one.table not in part or not (operations or one.kind in NAMED_KINDS))
    if not delta:
        return (), unknown
    effects = apply_operations(after_reader, before, operations)
    lenient = Terms(terms.types, terms.server_defaults, lenient=True)
    rest = compare(effects.schema, after, lenient)
    effect = compare(before, effects.schema, Terms(server_defaults=True))
    history = AlembicHistory(after_reader, folders, {path for path, _ in _revisions(change, base, head)})
    at_base = _AtBase(history, after_reader, after, operations, lenient)
    judged = judge_changes(delta, rest, effect, lambda one: _mentioned(effects, one) or at_base.covers(one))
    return judged, unknown


def _asked_for(delta: Iterable[SchemaChange], unknown: Iterable[UnknownTable], left_out: Callable[[str], bool]) -> Iterator[SchemaChange]:
    """Without the tables that Alembic is told to leave out, and those that seem to go while their name is now computed."""
    untold = {one.origin.path for one in unknown}
    for one in delta:
        renamed = one.kind is ChangeKind.DROP_TABLE and one.origin is not None and one.origin.path in untold
        if not renamed and not left_out(one.table):
            yield one


def _revisions(change: Change, base: Modules, head: Modules) -> tuple[tuple[str, str | None], ...]:
    return changed_migrations(change, base, head, MigrationTool.ALEMBIC)


def _operations(change: Change, before: SqlalchemyReader, after: SqlalchemyReader) -> tuple[Call, ...]:
    """What the added revisions do, and what the edited ones do now and did not do before."""
    found: list[Call] = []
    revisions = dict(_revisions(change, before.modules, after.modules))
    for path in in_order({path: read_header(after.modules, path) for path in revisions}):
        old = revisions[path]
        known = set(map(repr, revision_operations(before, old))) if old is not None else set()
        found.extend(call for call in revision_operations(after, path) if repr(call) not in known)
    return tuple(found)


def _mentioned(effects: Effects, change: SchemaChange) -> bool:
    """Whether an operation that cannot be followed to its end may cover the change."""
    columns = (change.column or "").split(",") if change.column else []
    if change.table.lower() in effects.shapeless or _stated_otherwise(effects, change):
        return True
    if (change.table, change.column) in effects.either and change.kind not in COLUMN_KINDS:
        return True
    name = change.detail
    if change.kind in {ChangeKind.ADD_INDEX, ChangeKind.DROP_INDEX} and not name:
        name = f"ix_{change.table}_{'_'.join(columns)}"  # SQLAlchemy's own for `index=True`
    if effects.mentions(change.table, *columns) or (name and (effects.mentions(*name.split()) or effects.names(name, change.kind))):
        return True
    if any((ANY, column) in effects.touched or (change.table, ANY) in effects.touched for column in columns):
        return True
    if change.kind is ChangeKind.DROP_FOREIGN_KEY:
        return (change.table, "foreign_key") in effects.touched
    return (ANY, "") in effects.touched and change.kind in {ChangeKind.ADD_TABLE, ChangeKind.DROP_TABLE}


def _stated_otherwise(effects: Effects, change: SchemaChange) -> bool:
    """Whether raw SQL does it in its own way: in other capitals, by a type that is as wide or not told."""
    match change.kind:
        case ChangeKind.ADD_TABLE:
            return effects.known(change.table) in effects.tables
        case ChangeKind.ADD_COLUMN:
            return effects.brings(change.table, change.column or "")
        case ChangeKind.ALTER_TYPE:
            stated = effects.stated_type(change.table, change.column or "")
            wide = stated is not None and stated.name == "TEXT" and change.after.startswith("VARCHAR")
            return wide or (stated is not None and not (stated.name and stated.told))
        case ChangeKind.ALTER_ENUM:
            return effects.opens(change.detail)
        case _:
            return False


class _AtBase:
    """Revisions that were there before: a model may follow a migration that came first."""

    def __init__(
        self, history: AlembicHistory, reader: SqlalchemyReader, after: Schema, operations: tuple[Call, ...], terms: Terms
    ) -> None:
        self._history = history
        self._reader = reader
        self._after = after
        self._operations = operations
        self._terms = terms

    def covers(self, change: SchemaChange) -> bool:
        """Whether older revisions leave the table as the change wants it."""
        return self._settled(change) or self._last_says_so(change)

    def _settled(self, change: SchemaChange) -> bool:
        state = self._history.state_of(change.table)
        wanted = self._after.tables.get(change.table)
        if state is None or wanted is None or change.kind in TABLE_KINDS:
            return False
        made = apply_operations(self._reader, Schema({state.name: state}), self._operations).tables.get(state.name)
        left = compare(Schema({state.name: made}), Schema({state.name: wanted}), self._terms) if made is not None else ()
        return made is not None and not any((one.kind, one.subject) == (change.kind, change.subject) for one in left)

    def _last_says_so(self, change: SchemaChange) -> bool:
        """Where the revisions do not tell the whole table: by the last of them that names it."""
        columns = (change.column or "").split(",") if change.column else []
        operations = self._history.operations(change.table, *columns)
        if not operations:
            return False
        last = _last_operation(operations, change)
        match change.kind:
            case ChangeKind.ADD_TABLE:
                return change.table in apply_operations(self._reader, Schema({}), operations).tables
            case ChangeKind.RENAME_TABLE:
                left = apply_operations(self._reader, Schema({}), self._history.operations(change.table) or ()).tables
                return change.table in left and change.before not in left
            case ChangeKind.ADD_COLUMN:
                return last in {"add_column", "alter_column"} or self._stated(operations, change.table, change.column or "")
            case ChangeKind.DROP_COLUMN:
                return last == "drop_column"
            case ChangeKind.DROP_TABLE:
                return last == "drop_table" or any(
                    call.last == "rename_table" and call.arguments[:1] == (change.table,) for call in operations
                )
            case _:
                return False

    def _stated(self, operations: tuple[Call, ...], table: str, column: str) -> bool:
        """Whether raw statements add the column, or one that is not known names it and does not drop it."""
        effects = apply_operations(self._reader, Schema({}), operations)
        wanted = {table.lower(), column.lower()}
        untold = (table, ANY) in effects.touched
        return untold or effects.brings(table, column) or any(wanted <= words and "drop" not in words for words in effects.sql)


def _last_operation(operations: tuple[Call, ...], change: SchemaChange) -> str:
    """The last operation on the table or column."""
    found = ""
    for call in operations:
        names = {argument for argument in call.arguments[:2] if isinstance(argument, str)}
        column = call.argument(1, "column")
        if isinstance(column, Call) and column.arguments and isinstance(column.arguments[0], str):
            names.add(column.arguments[0])
        if {change.table, *([change.column] if change.column else [])} <= names:
            found = call.last
    return found
