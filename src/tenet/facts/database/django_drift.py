"""Where Django's models already differed from its migrations before the change: what `makemigrations` said at base."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from tenet.facts.database.covering import JudgedChange
from tenet.facts.database.django_comparison import DjangoTerms, compare_states
from tenet.facts.database.django_models import DjangoReader
from tenet.facts.database.django_operations import app_of, apply_to_state, migration_operations
from tenet.facts.database.django_state import ModelState, ProjectState
from tenet.facts.database.drift import without_subjects
from tenet.facts.database.migration_files import MigrationFolders
from tenet.facts.database.revision_headers import DjangoHeader, read_header
from tenet.facts.database.schema import ChangeKind, SchemaChange
from tenet.facts.python.modules import Modules

MAX_MIGRATIONS = 60
"""How many migrations of one app are read for what is information only."""
KINDS = frozenset({ChangeKind.ADD_COLUMN, ChangeKind.DROP_COLUMN, ChangeKind.ALTER_NULLABLE})


def django_drift(
    base: Modules, folders: MigrationFolders, paths: Collection[str], judged: Collection[JudgedChange]
) -> tuple[SchemaChange, ...]:
    """How the models of these files differ from what all migrations of their apps make, but for what the change alters."""
    if not paths:
        return ()
    reader = DjangoReader(base)
    models = reader.state(paths, sorted(folders.django)).models
    return without_subjects(_of_apps(reader, folders, models), judged)


def _of_apps(reader: DjangoReader, folders: MigrationFolders, models: Mapping[str, ModelState]) -> Iterator[SchemaChange]:
    migrations = _migrations(reader, folders)
    for app in sorted({model.app for model in models.values()}):
        ordered = _in_order(reader, app, migrations.get(app, ()))
        operations = [item for path in ordered for item in migration_operations(reader, path)]
        made = apply_to_state(reader, ProjectState({}), operations).models
        told = {label: model for label, model in models.items() if label in made and model.app == app and _is_told(model)}
        before = ProjectState({label: made[label] for label in told})
        for one in compare_states(before, ProjectState(told), DjangoTerms(lenient=True)):
            if one.db_effect and one.kind in KINDS and not _is_custom(one, (before.models[one.table], told[one.table])):
                yield one


def _is_told(model: ModelState) -> bool:
    return not model.more and not model.untold and model.in_database


def _is_custom(change: SchemaChange, sides: Sequence[ModelState]) -> bool:
    """Whether a field's own class decides what reaches the database."""
    return any(side.fields[change.column or ""].custom for side in sides if change.column in side.fields)


def _migrations(reader: DjangoReader, folders: MigrationFolders) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted(reader.modules.python_files):
        if path.rpartition("/")[0] in folders.django and not path.endswith("/__init__.py"):
            found.setdefault(app_of(reader, path), []).append(path)
    return found


def _in_order(reader: DjangoReader, app: str, paths: Sequence[str]) -> Sequence[str]:
    """As they depend on each other; none where they are too many, or where only a run tells which of them count."""
    if len(paths) > MAX_MIGRATIONS:
        return ()
    reader.modules.sources.load(paths)
    headers = {path: read_header(reader.modules, path) for path in paths}
    names = {path.rpartition("/")[2].removesuffix(".py"): path for path in paths}
    before: dict[str, list[str]] = {}
    for path, header in headers.items():
        if not isinstance(header, DjangoHeader) or any(label == app and name in names for label, name in header.replaces):
            return ()
        before[path] = [names[name] for label, name in header.dependencies if label == app and name in names]
    try:
        return tuple(TopologicalSorter(before).static_order())
    except CycleError:
        return ()
