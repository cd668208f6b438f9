"""Which files are migrations, and of which tool: told by their content, or by the folders that the policy names."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tenet.domain.change import Change, FileStatus
from tenet.domain.policy import MigrationSettings, MigrationTool
from tenet.facts.python.modules import Modules
from tenet.facts.sources import Sources

FOLDER = re.compile(r"version|migration|revision|alembic", re.IGNORECASE)
REVISION = re.compile(rb"^down_revision\b", re.MULTILINE)
DJANGO = re.compile(rb"^class Migration\(", re.MULTILINE)
SAMPLES = 3
TESTS = re.compile(
    r"(^|/)(tests?|testing|testutils|test_[^/]*|conftest\.py|[^/]*_tests?\.py|fixtures?|examples?|docs)(/|$)|(^|/)test_[^/]*\.py$"
)


@dataclass(frozen=True, slots=True)
class MigrationFolders:
    """The folders of migrations, by tool."""

    alembic: frozenset[str]
    django: frozenset[str]

    @property
    def none(self) -> bool:
        return not self.alembic and not self.django

    def holds(self, path: str) -> bool:
        folder = path.rpartition("/")[0]
        return folder in self.django or any(folder == known or folder.startswith(f"{known}/") for known in self.alembic)


def is_test(path: str) -> bool:
    return TESTS.search(path) is not None


def tool_of(data: bytes | None) -> MigrationTool | None:
    """The tool that a file is a migration of."""
    if data is None:
        return None
    if REVISION.search(data):
        return MigrationTool.ALEMBIC
    return MigrationTool.DJANGO if DJANGO.search(data) else None


def find_folders(modules: Modules, settings: MigrationSettings) -> MigrationFolders:
    """A few files of each folder whose name may be one of migrations are looked into."""
    samples = _samples(modules.python_files, settings.paths)
    modules.sources.load(path for paths in samples.values() for path in paths)
    found: dict[MigrationTool, set[str]] = {MigrationTool.ALEMBIC: set(), MigrationTool.DJANGO: set()}
    for folder, paths in samples.items():
        for tool in {tool_of(modules.sources.data(path)) for path in paths}:
            if tool is not None and settings.tool in {MigrationTool.AUTO, tool}:
                found[tool].add(folder)
    return MigrationFolders(frozenset(found[MigrationTool.ALEMBIC]), frozenset(found[MigrationTool.DJANGO]))


def _samples(paths: Iterable[str], named: tuple[str, ...]) -> Mapping[str, list[str]]:
    """Of each folder a few files, numbered ones first: helpers stand beside migrations."""
    samples: dict[str, list[str]] = {}
    for path in sorted(paths, key=lambda path: (not path.rpartition("/")[2][:1].isdigit(), path)):
        if path.rpartition("/")[2] not in {"__init__.py", "env.py", "base.py"} and _may_hold(path, named):
            files = samples.setdefault(path.rpartition("/")[0], [])
            if len(files) < SAMPLES:
                files.append(path)
    return samples


def _may_hold(path: str, named: tuple[str, ...]) -> bool:
    """Whether a file lies where migrations may: in the folders that the policy names, or in one that is called so."""
    folder = path.rpartition("/")[0]
    inside = any(folder == one.rstrip("/") or folder.startswith(f"{one.rstrip('/')}/") for one in named)
    return not is_test(path) and (inside or (not named and FOLDER.search(folder) is not None))


def is_migration(path: str, sources: Sources, settings: MigrationSettings) -> bool:
    """Whether one file is a migration, told by where it lies and what it holds."""
    if not path.endswith(".py") or path.endswith("/__init__.py") or not _may_hold(path, settings.paths):
        return False
    tool = tool_of(sources.data(path))
    return tool is not None and settings.tool in {MigrationTool.AUTO, tool}


def changed_migrations(change: Change, base: Modules, head: Modules, tool: MigrationTool) -> tuple[tuple[str, str | None], ...]:
    """The migrations that the change adds or edits: the head's path, and the base's where it was there before."""
    found: list[tuple[str, str | None]] = []
    for file in change.files:
        if file.status is FileStatus.REMOVED or not file.path.endswith(".py"):
            continue
        if tool_of(head.sources.data(file.path)) is tool:
            before = file.base_path if file.base_path and tool_of(base.sources.data(file.base_path)) is tool else None
            found.append((file.path, before))
    return tuple(found)
