"""Django's models against its migrations."""

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from tenet.domain.change import Change
from tenet.domain.policy import MigrationTool
from tenet.facts.database.covering import JudgedChange, judge_changes
from tenet.facts.database.django_comparison import DjangoTerms, compare_states
from tenet.facts.database.django_field_changes import STATE_ONLY
from tenet.facts.database.django_models import DjangoReader
from tenet.facts.database.django_operations import apply_to_state, migration_operations
from tenet.facts.database.django_order import in_order
from tenet.facts.database.django_outside import NeverMigrated, left_to_bases
from tenet.facts.database.django_raw_sql import RawSql, raw_texts
from tenet.facts.database.django_reach import with_reached
from tenet.facts.database.django_state import TRACKED, FieldState, ProjectState
from tenet.facts.database.migration_files import MigrationFolders, changed_migrations
from tenet.facts.database.model_files import ModelFiles
from tenet.facts.database.schema import ChangeKind, Origin, SchemaChange, UnknownTable
from tenet.facts.python.modules import Modules
from tenet.facts.python.values import Call

OPTION_NAMES = frozenset({*STATE_ONLY, *TRACKED})
TEACHES = (b"makemigrations", b"deconstruct", b"MigrationAutodetector", b"ALTER_OPTION_KEYS", b"non_db_attrs")
Judged = tuple[tuple[JudgedChange, ...], tuple[UnknownTable, ...]]


def judge_django(change: Change, base: Modules, head: Modules, files: ModelFiles, folders: MigrationFolders) -> Judged:
    """Every change of the models in these files, and the models that cannot be told."""
    after_reader = DjangoReader(head)
    before_reader = DjangoReader(base, after_reader.user_model)  # Django reads old migrations under the settings of today
    migrated = sorted(folders.django)
    files = with_reached(change, (before_reader, after_reader), files, migrated)
    before, after = before_reader.state(files.base, migrated), after_reader.state(files.head, migrated)
    unknown = tuple(one for one in after.unknown if one.subject not in {old.subject for old in before.unknown})
    terms = DjangoTerms()
    if compare_states(before, after, terms):
        terms = DjangoTerms(frozenset(_taught(head)))
    delta = compare_states(before, after, terms)
    left_open = left_to_bases(before, after_reader, delta)
    unknown += tuple(left_open.values())
    delta = tuple(change for change in delta if change not in left_open)
    if not delta:
        return (), unknown
    changed = dict(changed_migrations(change, base, head, MigrationTool.DJANGO))
    predicted = apply_to_state(after_reader, before, tuple(_operations(before_reader, after_reader, changed)))
    kept = before.models.keys() & after.models.keys()
    turned = frozenset(label for label in kept if before.models[label].is_managed != after.models[label].is_managed)
    lenient = DjangoTerms(terms.ignored, lenient=True, added=frozenset(after.models.keys() - before.models.keys()), turned=turned)
    rest = compare_states(predicted, after, lenient)
    effect = compare_states(before, predicted, DjangoTerms())
    at_base = _AtBase(after_reader, after, folders, lenient)
    raw = RawSql(_raw_texts(before_reader, after_reader, changed), before, after)
    never = NeverMigrated(before_reader, after_reader, files.base, folders.django)

    def covers(one: SchemaChange) -> bool:
        return at_base.covers(one) or never.holds(_field(after, one) or _field(before, one))

    judged = judge_changes(delta, rest, effect, covers)
    return tuple(_in_state_alone(one) if not one.covered and raw.covers(one.change) else one for one in judged), unknown


def _operations(before: DjangoReader, after: DjangoReader, changed: Mapping[str, str | None]) -> Iterator[tuple[str, Call]]:
    """Those of the added migrations, and those of the edited ones that they did not have before."""
    for path in _as_run(after, changed):
        old = changed[path]
        known = set(map(repr, migration_operations(before, old))) if old is not None else set()
        yield from (item for item in migration_operations(after, path) if repr(item) not in known)


def _field(state: ProjectState, change: SchemaChange) -> FieldState | None:
    model = state.models.get(change.table)
    return model.fields.get(change.column or "") if model is not None else None


def _in_state_alone(judged: JudgedChange) -> JudgedChange:
    """What a `RunSQL` without `state_operations` does to the database: Django's state does not learn of it."""
    return replace(judged, change=replace(judged.change, db_effect=False))


def _raw_texts(before: DjangoReader, after: DjangoReader, changed: Mapping[str, str | None]) -> Iterator[tuple[str, Origin]]:
    """The raw SQL of the added migrations, and that of the edited ones that they did not hold before."""
    for path, old in changed.items():
        known = {text for text, _ in raw_texts(before, old)} if old is not None else set()
        yield from ((text, origin) for text, origin in raw_texts(after, path) if text not in known)


def _as_run(reader: DjangoReader, changed: Collection[str]) -> Iterator[str]:
    """The migrations of the change in the order in which they run, without squashes of what is still there."""
    for folder in dict.fromkeys(path.rpartition("/")[0] for path in changed):
        mine = [path for path in changed if path.rpartition("/")[0] == folder]
        squashes = any(b"replaces" in (reader.modules.sources.data(path) or b"") for path in mine)
        if len(mine) > 1 or squashes:
            files = reader.modules.python_files
            whole = [path for path in files if path.rpartition("/")[0] == folder and not path.endswith("/__init__.py")]
            mine = [path for path in in_order(reader, whole if squashes else mine) if path in changed]
        yield from mine


def _taught(head: Modules) -> Iterator[str]:
    """Options that the project's own `makemigrations` leaves out of the comparison."""
    paths = [path for path in head.python_files if "/management/commands/" in f"/{path}"]
    head.sources.load(paths)
    for path in paths:
        data = head.sources.data(path) or b""
        if any(word in data for word in TEACHES) and (module := head.parsed_at(path)) is not None:
            for node in ast.walk(module.tree):
                yield from OPTION_NAMES.intersection(_texts(node))


def _texts(node: ast.AST) -> Iterator[str]:
    """The texts of a list, and of what is taken out of one."""
    match node:
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            pass
        case ast.Call(func=ast.Attribute(attr="remove" | "discard" | "pop"), args=items):
            pass
        case _:
            return
    yield from (item.value for item in items if isinstance(item, ast.Constant) and isinstance(item.value, str))


class _AtBase:
    """What the migrations that were there before already say: a model may follow a migration that came first."""

    def __init__(self, reader: DjangoReader, after: ProjectState, folders: MigrationFolders, terms: DjangoTerms) -> None:
        self._reader = reader
        self._after = after
        self._folders = folders
        self._terms = terms
        self._open: dict[str, tuple[SchemaChange, ...]] = {}
        self._states: dict[str, ProjectState] = {}

    def covers(self, change: SchemaChange) -> bool:
        """Whether all migrations of the app together leave the subject as the model has it."""
        app = change.table.partition(".")[0]
        if app not in self._open:
            self._open[app] = self._left(app)
        models = self._states[app].models
        model = models.get(change.table)
        match change.kind:
            case ChangeKind.ADD_TABLE | ChangeKind.DROP_TABLE:
                return (model is not None) is (change.kind is ChangeKind.ADD_TABLE)
            case ChangeKind.RENAME_TABLE:
                return model is not None and change.before not in models
            case _ if model is None:
                return False
            case ChangeKind.DROP_COLUMN:
                return change.column not in model.fields
            case ChangeKind.RENAME_COLUMN:
                return change.column in model.fields and change.before not in model.fields
            case _ if self._is_custom(change):
                return False
            case _:
                kinds = {change.kind, ChangeKind.ALTER_TYPE}  # of a field of another class, the options prove nothing
                return not any(one.subject == change.subject and one.kind in kinds for one in self._open[app])

    def _is_custom(self, change: SchemaChange) -> bool:
        """Whether a field's own class decides what its options mean, so that equal ones prove nothing."""
        field = self._after.models[change.table].fields.get(change.column or "") if change.table in self._after.models else None
        return field is not None and field.custom and change.kind is not ChangeKind.ADD_COLUMN

    def _left(self, app: str) -> tuple[SchemaChange, ...]:
        files = self._reader.modules.python_files
        paths = sorted(path for path in files if path.rpartition("/")[0] in self._folders.django and not path.endswith("/__init__.py"))
        mine = [path for path in paths if self._reader.app_label(path.rpartition("/")[0].rpartition("/")[0] + "/models.py") == app]
        operations = [item for path in in_order(self._reader, mine) for item in migration_operations(self._reader, path)]
        state = apply_to_state(self._reader, ProjectState({}), operations)
        self._states[app] = state
        models = {label: model for label, model in self._after.models.items() if model.app == app}
        return compare_states(ProjectState(state.models), ProjectState(models), self._terms)
