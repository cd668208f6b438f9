"""The migrations' history as it is on the base branch, and as it will be when the change is merged into it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from tenet.domain.change import Change, FileStatus
from tenet.domain.policy import MigrationSettings, MigrationTool
from tenet.facts.database.django_models import DjangoReader
from tenet.facts.database.migration_files import find_folders, is_migration, tool_of
from tenet.facts.database.revision_graph import Key, Revision, RevisionGraph
from tenet.facts.database.revision_headers import AlembicHeader, DjangoHeader, Header, Name, read_header
from tenet.facts.database.revision_trees import Trees
from tenet.facts.python.modules import Modules

Headers = Mapping[str, Header | None]
"""By path; None where only a run can tell."""
LATEST = frozenset({"__first__", "__latest__"})
"""What Django takes for the first or last migration of another app, whatever they are called."""


@dataclass(frozen=True, slots=True)
class History:
    """The graphs of one tool's migrations. `unread` are migrations of the change whose place only a run can tell."""

    tool: MigrationTool
    before: RevisionGraph
    after: RevisionGraph
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RevisionFacts:
    """`not_applicable` says why there is nothing to judge; empty where there is."""

    histories: tuple[History, ...] = ()
    not_applicable: str = ""


def read_revision_facts(change: Change, base: Modules, tip: Modules, head: Modules, settings: MigrationSettings) -> RevisionFacts:
    """Reads whole histories, if the change alters one: `tip` is the base branch, `base` where the change left it."""
    old, new = _changed(change, base, head, settings)
    if not old and not new:
        return RevisionFacts(not_applicable="the change touches no migration")
    if dict(old) == dict(new):
        return RevisionFacts()  # edited, and in the same place of the history
    at_tip = _headers(tip, settings)
    kept = {path: header for path, header in at_tip.items() if path not in change.by_base_path}
    merged = {**kept, **new}
    unread = tuple(sorted(path for path, header in new.items() if header is None))
    moved = {file.base_path: file.path for file in change.files if file.status is FileStatus.RENAMED and file.base_path}
    alembic = _alembic_graphs(at_tip, merged, moved)
    django = _django_graphs(at_tip, merged, tip, head)
    return RevisionFacts(
        tuple(
            History(tool, before, after, tuple(path for path in unread if tool_of(head.sources.data(path)) is tool))
            for tool, (before, after) in ((MigrationTool.ALEMBIC, alembic), (MigrationTool.DJANGO, django))
        )
    )


def _changed(change: Change, base: Modules, head: Modules, settings: MigrationSettings) -> tuple[Headers, Headers]:
    """The migrations that the change takes away or alters, and those that it leaves in their place."""
    old = [file.base_path for file in change.files if file.base_path and is_migration(file.base_path, base.sources, settings)]
    new = [file.path for file in change.files if file.status is not FileStatus.REMOVED and is_migration(file.path, head.sources, settings)]
    return {path: read_header(base, path) for path in old}, {path: read_header(head, path) for path in new}


def _headers(modules: Modules, settings: MigrationSettings) -> Headers:
    folders = find_folders(modules, settings)
    paths = [path for path in modules.python_files if folders.holds(path)]
    modules.sources.load(paths)
    return {path: read_header(modules, path) for path in sorted(paths) if is_migration(path, modules.sources, settings)}


def _alembic_graphs(before: Headers, after: Headers, moved: Mapping[str, str]) -> tuple[RevisionGraph, RevisionGraph]:
    sides = [{path: header for path, header in headers.items() if isinstance(header, AlembicHeader)} for headers in (before, after)]
    trees = Trees(sides, moved)
    return _alembic_graph(before, trees), _alembic_graph(after, trees)


def _alembic_graph(headers: Headers, trees: Trees) -> RevisionGraph:
    revisions = [(trees.of(path), path, header) for path, header in headers.items() if isinstance(header, AlembicHeader)]
    names = {(tree, header.revision) for tree, _, header in revisions}
    elsewhere = {header.revision: (tree, header.revision) for tree, _, header in revisions}
    elsewhere |= {label: (tree, header.revision) for tree, _, header in revisions for label in header.labels}

    def needed(tree: str, name: str) -> Key:
        """`depends_on` may name a revision of another tree, or a branch label."""
        return (tree, name) if (tree, name) in names else elsewhere.get(name, (tree, name))

    return RevisionGraph(
        (
            Revision(
                (tree, header.revision),
                path,
                header.line,
                (*((tree, parent) for parent in header.down), *(needed(tree, name) for name in header.depends_on)),
                frozenset(header.labels),
            )
            for tree, path, header in revisions
        ),
        frozenset(trees.of(path) for path, header in headers.items() if header is None),
    )


def _django_graphs(before: Headers, after: Headers, tip: Modules, head: Modules) -> tuple[RevisionGraph, RevisionGraph]:
    readers = DjangoReader(tip), DjangoReader(head)
    labels: dict[str, str] = {}

    def label(path: str) -> str:
        """The app's label, from the folder above its migrations: at the base branch, or at head for a new app."""
        folder = path.rpartition("/")[0].rpartition("/")[0]
        if folder not in labels:
            labels[folder] = readers[path not in before].app_label(f"{folder}/models.py")
        return labels[folder]

    return _django_graph(before, label), _django_graph(after, label)


def _django_graph(headers: Headers, label: Callable[[str], str]) -> RevisionGraph:
    found = {path: header for path, header in headers.items() if isinstance(header, DjangoHeader)}
    revisions = {path: _django_revision(path, header, label(path)) for path, header in found.items()}
    by_key = {revision.key: path for path, revision in revisions.items()}
    for path, header in found.items():
        for follower in header.run_before:
            later = by_key.get(follower)
            if later is not None:
                known = revisions[later]
                revisions[later] = replace(known, parents=(*known.parents, revisions[path].key))
    return RevisionGraph(revisions.values(), frozenset(label(path) for path, header in headers.items() if header is None))


def _django_revision(path: str, header: DjangoHeader, app: str) -> Revision:
    name = path.rpartition("/")[2].removesuffix(".py")
    number = name.partition("_")[0]
    parents = tuple(_django_parents(header.dependencies))
    return Revision((app, name), path, header.line, parents, frozenset(), header.replaces, number if number.isdigit() else "")


def _django_parents(dependencies: tuple[Name, ...]) -> Iterator[Key]:
    return (dependency for dependency in dependencies if dependency[1] not in LATEST)
