"""Migrations of the base branch that a change alters, renames or takes away."""

import ast
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from enum import StrEnum

from tenet.domain.change import Change, FileChange, FileStatus, Side
from tenet.domain.glob import Glob
from tenet.domain.policy import MigrationSettings
from tenet.facts.contract.behaviour import behaviour_changes
from tenet.facts.contract.names import SurfaceNames
from tenet.facts.database.django_models import DjangoReader
from tenet.facts.database.migration_files import is_migration
from tenet.facts.database.revision_headers import AlembicHeader, DjangoHeader, Header, read_header
from tenet.facts.database.squashes import Squashes
from tenet.facts.python.module import FunctionNode, Module
from tenet.facts.python.modules import Modules
from tenet.facts.sources import Sources


class Edit(StrEnum):
    CHANGED = "changed"
    RENAMED = "renamed"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class EditedMigration:
    """`name` is the revision's id, or `app.name`. `path` and `line` are of `side`; `now` is what a renamed one is called."""

    edit: Edit
    name: str
    path: str
    line: int
    end_line: int
    side: Side
    now: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """A migration that cannot be compared, and why."""

    path: str
    reason: str


@dataclass(frozen=True)
class _Sides:
    base: Modules
    tip: Sources
    head: Modules


def edited_migrations(
    change: Change, base: Modules, tip: Sources, head: Modules, settings: MigrationSettings, squashes: Sequence[Glob]
) -> Iterator[EditedMigration | Unread]:
    """`tip` is the base branch: what it no longer holds, or holds as the head does, is no history that the change edits."""
    sides = _Sides(base, tip, head)
    touched = [file for file in change.files if file.base_path is not None and is_migration(file.base_path, base.sources, settings)]
    if not touched:
        return
    squashed = Squashes(change, base, head, squashes)
    for file in touched:
        path = file.base_path or file.path
        if path in tip.files and not squashed.announced(path):
            yield from _edits(sides, file, path, squashed)


def _edits(sides: _Sides, file: FileChange, path: str, squashed: Squashes) -> Iterator[EditedMigration | Unread]:
    before = read_header(sides.base, path)
    name = _name_of(sides.base, path, before)
    after = read_header(sides.head, file.path) if file.status is not FileStatus.REMOVED else None
    if squashed.replaced(path) and path not in sides.head.python_files:
        return
    if file.status is FileStatus.REMOVED or (file.status is FileStatus.RENAMED and not _same(before, after)):
        line = before.line if before is not None else 1
        yield EditedMigration(Edit.DELETED, name, path, line, line, Side.BASE)
    elif _renamed(sides, path, file.path):
        line = after.line if after is not None else 1
        yield EditedMigration(Edit.RENAMED, name, file.path, line, line, Side.HEAD, _name_of(sides.head, file.path, None))
    elif sides.tip.data(path) != sides.head.sources.data(file.path):
        yield from _changed(sides, file, path, name, squashed)


def _same(before: Header | None, after: Header | None) -> bool:
    """Whether what git takes for a renamed file is the same migration."""
    if isinstance(before, AlembicHeader) and isinstance(after, AlembicHeader):
        return before.revision == after.revision
    return after is not None and (before is None or isinstance(before, type(after)))


def _renamed(sides: _Sides, old: str, new: str) -> bool:
    """A file that only moved, within its app or its tree of revisions, is still what it was."""
    if old.rpartition("/")[2] != new.rpartition("/")[2]:
        return True
    is_django = isinstance(read_header(sides.base, old), DjangoHeader)
    return is_django and _app(sides.base, old) != _app(sides.head, new)


def _changed(sides: _Sides, file: FileChange, path: str, name: str, squashed: Squashes) -> Iterator[EditedMigration | Unread]:
    before, after = sides.base.parsed_at(path), sides.head.parsed_at(file.path)
    if before is None or after is None:
        yield Unread(file.path, "it cannot be parsed on both sides")
        return
    home = SurfaceNames(frozenset({before.name, after.name}))
    found = behaviour_changes([(before, after, None)], home, (home, home))
    if found and any(map(_imports_inside, (before, after))):
        found = behaviour_changes([(_with_imports_outside(before), _with_imports_outside(after), None)], home, (home, home))
    if found and not squashed.explains(before, after):
        first = min(found, key=lambda change: (change.side is Side.BASE, change.line))
        at = first.path
        line = _first_changed(file, first.side, first.line, first.end_line)
        yield EditedMigration(Edit.CHANGED, name, at, line, line, first.side)


def _imports_inside(module: Module) -> bool:
    top = {id(node) for node in module.tree.body}
    return any(isinstance(node, ast.Import | ast.ImportFrom) and id(node) not in top for node in module.statements)


def _with_imports_outside(module: Module) -> Module:
    """The module as if every function's imports stood at its top: where they stand changes nothing that a migration does."""
    tree, imports = deepcopy(module.tree), list[ast.stmt]()
    for node in ast.walk(tree):
        if isinstance(node, FunctionNode):
            imports += [part for part in node.body if isinstance(part, ast.Import | ast.ImportFrom)]
            node.body = [part for part in node.body if not isinstance(part, ast.Import | ast.ImportFrom)] or [ast.Pass()]
    return Module(module.path, module.name, ast.Module([*imports, *tree.body], []), module.lines)


def _first_changed(file: FileChange, side: Side, first: int, last: int) -> int:
    lines = file.added if side is Side.HEAD else file.removed
    return min((line for line in lines if first <= line <= last), default=first)


def _name_of(modules: Modules, path: str, header: Header | None) -> str:
    if isinstance(header, AlembicHeader):
        return header.revision
    stem = path.rpartition("/")[2].removesuffix(".py")
    return f"{_app(modules, path)}.{stem}" if isinstance(header, DjangoHeader) else stem


def _app(modules: Modules, path: str) -> str:
    return DjangoReader(modules).app_label(path.rpartition("/")[0].rpartition("/")[0] + "/models.py")
