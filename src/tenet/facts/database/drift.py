"""Where models and migrations already differed before the change: told, and never held against it.

The migrations of the base are replayed from nothing, and what they make of a table is compared with its model. Nothing is
said of a table that they do not create, or do not tell all about.
"""

from collections.abc import Collection, Iterator

from tenet.domain.change import Change
from tenet.facts.database.alembic_history import AlembicHistory
from tenet.facts.database.alembic_operations import EXECUTE
from tenet.facts.database.comparison import Terms, compare
from tenet.facts.database.covering import JudgedChange, subjects_of
from tenet.facts.database.migration_files import MigrationFolders
from tenet.facts.database.model_files import ModelFiles
from tenet.facts.database.schema import ChangeKind, Schema, SchemaChange, Table
from tenet.facts.database.sqlalchemy_models import SqlalchemyReader
from tenet.facts.database.table_edits import with_types_of_targets
from tenet.facts.python.modules import Modules
from tenet.facts.python.values import Call

MAX_FILES = 20
MAX_TABLES = 40
"""How much is read for what is information only: a change of more than this is not about these tables."""
ALEMBIC_KINDS = frozenset({ChangeKind.ADD_COLUMN, ChangeKind.DROP_COLUMN})
"""What of a table a replay of Alembic's operations tells for certain: types and constraints have too many spellings, and
whether a column is nullable has changed with the versions of SQLModel."""
NOT_PLAIN = EXECUTE | {"rename_table", "drop_table"}
Judged = Collection[JudgedChange]


def changed_models(change: Change, files: ModelFiles) -> tuple[str, ...]:
    """The files of models that the change itself touches, as they were at base; none where they are too many."""
    touched = {file.base_path for file in change.files}
    found = tuple(path for path in files.base if path in touched)
    return found if len(found) <= MAX_FILES else ()


def alembic_drift(base: Modules, folders: MigrationFolders, paths: Collection[str], judged: Judged) -> tuple[SchemaChange, ...]:
    """How the tables of these files differ from what Alembic's revisions make, but for what the change itself alters."""
    if not paths:
        return ()
    reader = SqlalchemyReader(base)
    models = with_types_of_targets(reader.schema(iter(paths)))
    history = AlembicHistory(reader, folders, ())
    differences = _of_tables([table for table in models.tables.values() if not table.unknown], history)
    return without_subjects(differences, judged)


def _of_tables(models: Collection[Table], history: AlembicHistory) -> Iterator[SchemaChange]:
    for model in models if len(models) <= MAX_TABLES else ():
        made = history.state_of(model.name)
        if made is not None and not made.unknown and _is_plain(history, model.name):
            untold = history.untold_columns(model.name)
            found = compare(Schema({model.name: made}), Schema({model.name: model}), Terms(lenient=True))
            yield from (one for one in found if one.kind in ALEMBIC_KINDS and one.column not in untold)


def _is_plain(history: AlembicHistory, table: str) -> bool:
    """Whether the table is made once, and altered by operations alone: statements and copies often depend on the database."""
    operations = history.operations(table) or ()
    names = {call.last for call in operations}
    return "create_table" in names and not names & NOT_PLAIN and all(map(_names_its_column, operations))


def _names_its_column(call: Call) -> bool:
    column = call.argument(1, "column")
    named = isinstance(column, Call) and bool(column.arguments) and isinstance(column.arguments[0], str)
    return call.last != "add_column" or named


def without_subjects(differences: Iterator[SchemaChange], judged: Judged) -> tuple[SchemaChange, ...]:
    """What the change leaves as it was."""
    own = {subject for one in judged for subject in subjects_of(one.change)}
    return tuple(one for one in differences if one.subject not in own and (one.table, None) not in own)
