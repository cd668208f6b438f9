"""Migrations that a squash replaces: the one kind of rewriting that a history of migrations allows.

Django says of itself what a squash replaces, and how the old files then go: they are deleted, who depended on them
depends on the squash, and the squash loses its `replaces` (documented under "Squashing migrations"). For Alembic, which
knows no squash, the policy names the revision.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from tenet.domain.change import Change, FileStatus
from tenet.domain.glob import Glob
from tenet.facts.contract.behaviour import behaviour_changes
from tenet.facts.contract.names import SurfaceNames
from tenet.facts.database.revision_headers import DJANGO_NAMES, DjangoHeader, Name, read_header
from tenet.facts.database.revision_trees import environment_of
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Modules
from tenet.facts.python.scope import assigned


class Squashes:
    """`announced` are the squashes that the policy names."""

    def __init__(self, change: Change, base: Modules, head: Modules, announced: Sequence[Glob]) -> None:
        self._base = base
        self._head = head
        written = [file.path for file in change.files if file.status is not FileStatus.REMOVED]
        self._announced = {environment_of(path, self._files) for path in _matching(written, announced)}
        self._folders: dict[str, frozenset[str]] = {}

    def announced(self, path: str) -> bool:
        """Whether the change writes a squash that the policy names, in the history that the migration is of."""
        return bool(self._announced) and environment_of(path, self._files) in self._announced

    @cached_property
    def _files(self) -> frozenset[str]:
        return self._base.python_files | self._head.python_files

    def replaced(self, path: str) -> bool:
        """Whether a Django migration of the same folder, still there at head, replaces this one, or did at base."""
        folder, _, name = path.rpartition("/")
        if folder not in self._folders:
            self._folders[folder] = frozenset(self._replaced_in(folder))
        return name.removesuffix(".py") in self._folders[folder]

    def _replaced_in(self, folder: str) -> Iterator[str]:
        paths = [path for path in self._head.python_files if path.rpartition("/")[0] == folder]
        for modules in (self._base, self._head):
            modules.sources.load(paths)
            for path in paths:
                if b"replaces" in (modules.sources.data(path) or b""):
                    yield from (name for _, name in _header(modules, path).replaces)

    def explains(self, before: Module, after: Module) -> bool:
        """Whether an edit only takes the last step of a squash: `replaces` goes, dependencies name what stands in."""
        old, new = _header(self._base, before.path), _header(self._head, after.path)
        if not set(new.replaces) <= set(old.replaces) or (old.dependencies, old.replaces) == (new.dependencies, new.replaces):
            return False
        successors = self._successors(new.dependencies)
        if {successors.get(name, name) for name in old.dependencies} != {successors.get(name, name) for name in new.dependencies}:
            return False
        home = SurfaceNames(frozenset({before.name, after.name}))
        return not behaviour_changes([(_without_place(before), _without_place(after), None)], home, (home, home))

    def _successors(self, names: Sequence[Name]) -> Mapping[Name, Name]:
        """What each of these, if it is a squash, replaces."""
        found: dict[Name, Name] = {}
        for name in names:
            for path in (path for path in self._head.python_files if path.endswith(f"/{name[1]}.py")):
                for modules in (self._base, self._head):
                    found.update(dict.fromkeys((old for old in _header(modules, path).replaces if old[0] == name[0]), name))
        return found


def _matching(paths: Sequence[str], globs: Sequence[Glob]) -> Iterator[str]:
    return (path for path in paths if any(glob.matches(path) for glob in globs))


def _header(modules: Modules, path: str) -> DjangoHeader:
    header = read_header(modules, path)
    return header if isinstance(header, DjangoHeader) else DjangoHeader((), (), (), 1)


def _without_place(module: Module) -> Module:
    """The module with nothing in `Migration` that says where in the history it stands."""
    body: list[ast.stmt] = []
    for node in module.tree.body:
        if isinstance(node, ast.ClassDef) and node.name == "Migration":
            kept = [part for part in node.body if not any(assigned(part, name) is not None for name in DJANGO_NAMES)]
            body.append(
                ast.copy_location(
                    ast.ClassDef(node.name, node.bases, node.keywords, kept, node.decorator_list),
                    node,
                )
            )
        else:
            body.append(node)
    return Module(module.path, module.name, ast.Module(body, []), module.lines)
