"""SQLAlchemy's models against Alembic's revisions."""

import re
from collections.abc import Mapping

from tenet.domain.change import Change
from tenet.domain.policy import MigrationTool
from tenet.facts.database.alembic_operations import ANY, apply_operations, revision_operations
from tenet.facts.database.comparison import Terms, compare
from tenet.facts.database.covering import JudgedChange, judge_changes
from tenet.facts.database.effects import Effects
from tenet.facts.database.migration_files import MigrationFolders, changed_migrations, tool_of
from tenet.facts.database.model_files import ModelFiles
from tenet.facts.database.schema import ChangeKind, Schema, SchemaChange, UnknownTable
from tenet.facts.database.sqlalchemy_models import SqlalchemyReader
from tenet.facts.database.table_edits import with_types_of_targets
from tenet.facts.python.modules import Modules
from tenet.facts.python.values import Call

NO_TYPES = re.compile(rb"compare_type\s*=\s*False")
SERVER_DEFAULTS = re.compile(rb"compare_server_default\s*=\s*(?!False)")
MAX_REVISIONS = 60
"""How many older revisions are looked into for one change: a name that more of them hold says nothing."""
Judged = tuple[tuple[JudgedChange, ...], tuple[UnknownTable, ...]]


def judge_alembic(change: Change, base: Modules, head: Modules, files: ModelFiles, folders: MigrationFolders) -> Judged:
    """Every change of the tables in these files, and the tables that cannot be told."""
    before_reader, after_reader = SqlalchemyReader(base), SqlalchemyReader(head)
    before = with_types_of_targets(before_reader.schema(iter(files.base)))
    after = with_types_of_targets(after_reader.schema(iter(files.head)))
    terms = _terms(head, folders)
    delta = compare(before, after, terms)
    unknown = tuple(one for one in after.unknown if one.subject not in {old.subject for old in before.unknown})
    if not delta:
        return (), unknown
    operations = _operations(change, before_reader, after_reader)
    effects = apply_operations(after_reader, before, operations)
    lenient = Terms(terms.types, terms.server_defaults, lenient=True)
    rest = compare(effects.schema, after, lenient)
    effect = compare(before, effects.schema, Terms(server_defaults=True))
    base_covers = _AtBase(after_reader, head, after, folders, {path for path, _ in _revisions(change, base, head)})
    judged = judge_changes(delta, rest, effect, lambda one: _mentioned(effects, one) or base_covers.covers(one))
    return judged, unknown


def _terms(head: Modules, folders: MigrationFolders) -> Terms:
    """As the environments (`env.py`) of the revisions set them."""
    parents = {folder.rsplit("/", count)[0] for folder in folders.alembic for count in (1, 2)}
    texts = [head.sources.data(f"{folder}/env.py") or b"" for folder in {*parents, *folders.alembic}]
    return Terms(
        types=not any(NO_TYPES.search(text) for text in texts), server_defaults=any(SERVER_DEFAULTS.search(text) for text in texts)
    )


def _revisions(change: Change, base: Modules, head: Modules) -> tuple[tuple[str, str | None], ...]:
    return changed_migrations(change, base, head, MigrationTool.ALEMBIC)


def _operations(change: Change, before: SqlalchemyReader, after: SqlalchemyReader) -> tuple[Call, ...]:
    """What the added revisions do, and what the edited ones do now and did not do before."""
    found: list[Call] = []
    for path, old in _revisions(change, before.modules, after.modules):
        known = set(map(repr, revision_operations(before, old))) if old is not None else set()
        found.extend(call for call in revision_operations(after, path) if repr(call) not in known)
    return tuple(found)


def _mentioned(effects: Effects, change: SchemaChange) -> bool:
    """Whether an operation that cannot be followed to its end may cover the change."""
    columns = (change.column or "").split(",") if change.column else []
    if effects.mentions(change.table, *columns) or (change.detail and effects.mentions(*change.detail.split())):
        return True
    if any((ANY, column) in effects.touched or (change.table, ANY) in effects.touched for column in columns):
        return True
    if change.kind is ChangeKind.DROP_FOREIGN_KEY:
        return (change.table, "foreign_key") in effects.touched
    return (ANY, "") in effects.touched and change.kind in {ChangeKind.ADD_TABLE, ChangeKind.DROP_TABLE}


class _AtBase:
    """Revisions that were there before: a model may follow a migration that came first."""

    def __init__(self, reader: SqlalchemyReader, head: Modules, after: Schema, folders: MigrationFolders, new: set[str]) -> None:
        self._reader = reader
        self._head = head
        self._after = after
        self._folders = folders
        self._new = new
        self._texts: Mapping[str, bytes] | None = None
        self._operations: dict[str, tuple[Call, ...]] = {}

    def covers(self, change: SchemaChange) -> bool:
        """Whether older revisions leave the table as the change wants it."""
        words = [word.encode() for word in (change.table, *(change.column or "").split(",")) if word]
        found = [path for path, data in self._revisions().items() if all(word in data for word in words)]
        if not found or len(found) > MAX_REVISIONS:
            return False
        operations = [call for path in found for call in self._made_by(path)]
        return self._settles(operations, change)

    def _made_by(self, path: str) -> tuple[Call, ...]:
        if path not in self._operations:
            self._operations[path] = revision_operations(self._reader, path)
        return self._operations[path]

    def _revisions(self) -> Mapping[str, bytes]:
        if self._texts is None:
            paths = sorted(path for path in self._head.python_files if self._folders.holds(path) and path not in self._new)
            self._head.sources.load(paths)
            texts = ((path, self._head.sources.data(path)) for path in paths)
            self._texts = {path: data for path, data in texts if data is not None and tool_of(data) is MigrationTool.ALEMBIC}
        return self._texts

    def _settles(self, operations: list[Call], change: SchemaChange) -> bool:
        started = apply_operations(self._reader, Schema({}), [])
        effects = apply_operations(self._reader, started.schema, operations)
        columns = (change.column or "").split(",") if change.column else []
        statements = [words for words in effects.sql if {change.table.lower(), *(column.lower() for column in columns)} <= words]
        match change.kind:
            case ChangeKind.ADD_TABLE:
                return change.table in effects.tables
            case ChangeKind.ADD_COLUMN:
                return self._added(operations, change) or any("drop" not in words for words in statements)
            case ChangeKind.DROP_COLUMN:
                return self._last(operations, change) == "drop_column"
            case ChangeKind.DROP_TABLE:
                return self._last(operations, change) == "drop_table"
            case _:
                return False

    def _added(self, operations: list[Call], change: SchemaChange) -> bool:
        return self._last(operations, change) in {"add_column", "alter_column"}

    def _last(self, operations: list[Call], change: SchemaChange) -> str:
        """The last operation on the table or column; files are taken in the order of their names."""
        found = ""
        for call in operations:
            names = {argument for argument in call.arguments[:2] if isinstance(argument, str)}
            column = call.argument(1, "column")
            if isinstance(column, Call) and column.arguments and isinstance(column.arguments[0], str):
                names.add(column.arguments[0])
            if {change.table, *([change.column] if change.column else [])} <= names:
                found = call.last
        return found
