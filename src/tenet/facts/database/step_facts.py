"""The migrations that a change adds, in the order in which they run, and what each does."""

from collections.abc import Iterator, Sequence

from tenet.domain.change import Change, FileStatus
from tenet.domain.policy import MigrationSettings, MigrationTool
from tenet.facts.database.alembic_reversal import alembic_reversal
from tenet.facts.database.alembic_steps import AlembicStepReader
from tenet.facts.database.django_models import DjangoReader
from tenet.facts.database.django_operations import app_of
from tenet.facts.database.django_steps import DjangoStepReader
from tenet.facts.database.migration_files import changed_migrations, is_migration
from tenet.facts.database.migration_order import in_order
from tenet.facts.database.revision_headers import AlembicHeader, DjangoHeader, Header, read_header
from tenet.facts.database.sqlalchemy_models import SqlalchemyReader
from tenet.facts.database.steps import MigrationSteps, MigrationStepsFacts, Reversal, Step, StepKind
from tenet.facts.python.modules import Modules


def read_step_facts(change: Change, base: Modules, head: Modules, settings: MigrationSettings) -> MigrationStepsFacts:
    """Reads added migrations alone; what an edited one does has been done where it has run."""
    found = [
        *_alembic(head, _added(change, base, head, settings, MigrationTool.ALEMBIC)),
        *_django(head, _added(change, base, head, settings, MigrationTool.DJANGO)),
    ]
    return MigrationStepsFacts(tuple(found), frozenset(_created(found)))


def _added(change: Change, base: Modules, head: Modules, settings: MigrationSettings, tool: MigrationTool) -> Sequence[str]:
    """The files of the migrations that are new: a renamed file may hold another migration than before."""
    renamed = {file.path for file in change.files if file.status is FileStatus.RENAMED}
    found: dict[str, Header | None] = {}
    for path, before in changed_migrations(change, base, head, tool):
        if is_migration(path, head.sources, settings):
            header = read_header(head, path)
            if before is None or (path in renamed and _is_another(read_header(base, before), header)):
                found[path] = header
    return in_order({path: header for path, header in found.items() if not (isinstance(header, DjangoHeader) and header.replaces)})


def _is_another(before: Header | None, after: Header | None) -> bool:
    return isinstance(before, AlembicHeader) and isinstance(after, AlembicHeader) and before.revision != after.revision


def _alembic(head: Modules, paths: Sequence[str]) -> Iterator[MigrationSteps]:
    reader = AlembicStepReader(SqlalchemyReader(head)) if paths else None
    for path in paths if reader is not None else ():
        header = read_header(head, path)
        up, down = (reader.steps(path, function) for function in ("upgrade", "downgrade")) if reader is not None else ((), ())
        reversal, line = alembic_reversal(head, path, up)
        identity = header.revision if isinstance(header, AlembicHeader) else _stem(path)
        yield MigrationSteps(path, MigrationTool.ALEMBIC, identity, up, down, reversal, line, _unread(head, path) or _unknown(up))


def _django(head: Modules, paths: Sequence[str]) -> Iterator[MigrationSteps]:
    reader = DjangoReader(head)
    steps = DjangoStepReader(reader, paths)
    for path in paths:
        up, unknown = steps.steps(path)
        reversal, line = _django_reversal(up)
        identity = f"{app_of(reader, path)}.{_stem(path)}"
        yield MigrationSteps(path, MigrationTool.DJANGO, identity, up, (), reversal, line, unknown or _unread(head, path))


def _django_reversal(steps: Sequence[Step]) -> tuple[Reversal, int]:
    for reversal in (Reversal.MISSING, Reversal.REFUSED):
        line = next((step.origin.line for step in steps if step.reversal is reversal), 0)
        if line:
            return reversal, line
    return Reversal.POSSIBLE, steps[0].origin.line if steps else 1


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".py")


def _unread(head: Modules, path: str) -> str:
    return "" if head.parsed_at(path) is not None else "it cannot be parsed"


def _unknown(steps: Sequence[Step]) -> str:
    computed = any(step.table == "*" and step.kind is not StepKind.CHANGE_ROWS for step in steps)
    return "the name of a table is computed" if computed else ""


def _created(migrations: Sequence[MigrationSteps]) -> Iterator[str]:
    """Tables that are created before anything else is done to them: what is dropped and made anew was in use."""
    known: set[str] = set()
    created: set[str] = set()
    for step in (step for migration in migrations for step in migration.up if step.database and step.table):
        if (step.kind is StepKind.CREATE_TABLE or step.temporary) and step.table not in known:
            created.add(step.table)
        if step.kind is StepKind.RENAME_TABLE and step.table in created and step.name:
            created.add(step.name)
        known.add(step.table)
    yield from created - {"*"}
