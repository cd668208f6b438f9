"""The Python modules of one side of the change, and what a name in one of them stands for."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING

from tenet.facts.python.module import Module
from tenet.facts.python.parsed_files import ParsedFiles, Unparsable
from tenet.facts.sources import Sources
from tenet.ports.tree import Unreadable

if TYPE_CHECKING:
    from tenet.facts.python.values import Value

MAX_HOPS = 40
"""How many imports a name is followed through: longer chains are circles."""


@dataclass(frozen=True, slots=True)
class Definition:
    """Where a name is bound: the statement that binds it in `module`, or the module itself where `node` is None.

    `names` is what a function or class that stands in a function closes over; `classes` are the classes around it,
    innermost first.
    """

    module: Module
    node: ast.stmt | None
    names: "Mapping[str, Value]" = field(default_factory=dict, compare=False, repr=False)
    classes: tuple[ast.ClassDef, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class External:
    """A name that leads out of the repository, absolute; `guessed` where `from x import *` may or may not bring it."""

    name: str
    guessed: bool = field(default=False, compare=False)


class Modules:
    """Modules are parsed on demand and once. `unparsable` grows as files are asked for."""

    def __init__(self, sources: Sources, parsed: ParsedFiles) -> None:
        self.sources = sources
        self._parsed = parsed
        self._modules: dict[str, Module | Unparsable | None] = {}
        self._paths: dict[tuple[str, str], str | None] = {}
        self._origins: dict[tuple[str, ast.Module, str], Definition | External | None] = {}

    @property
    def unparsable(self) -> tuple[Unparsable, ...]:
        return tuple(module for module in self._modules.values() if isinstance(module, Unparsable))

    @property
    def read(self) -> frozenset[str]:
        """The files that were parsed so far."""
        return frozenset(self._modules)

    @cached_property
    def python_files(self) -> frozenset[str]:
        return frozenset(path for path in self.sources.files if path.endswith(".py"))

    @cached_property
    def python_files_by_folder(self) -> Mapping[str, Sequence[str]]:
        """In the order of their names."""
        found: dict[str, list[str]] = {}
        for path in sorted(self.python_files):
            found.setdefault(path.rpartition("/")[0], []).append(path)
        return found

    def at(self, path: str) -> Module | Unparsable | None:
        """The module of a file; None where there is no such file."""
        if path not in self._modules:
            self._modules[path] = self._read(path)
        return self._modules[path]

    def parsed_at(self, path: str) -> Module | None:
        module = self.at(path)
        return module if isinstance(module, Module) else None

    def symbol_at(self, path: str, line: int) -> str:
        """The innermost function or class around a line, dotted; empty at module level, and where there is no such module."""
        module = self.parsed_at(path)
        return "" if module is None else module.symbol_at(line)

    def _read(self, path: str) -> Module | Unparsable | None:
        data = self.sources.content(path)
        if data is None:
            return None
        if isinstance(data, Unreadable):
            return Unparsable(path, data.reason)
        return self._parsed.read(path, self.name_of(path), data)

    def name_of(self, path: str) -> str:
        """The dotted name: from the first folder above that is no package (PEP 328's reading of `__init__.py`)."""
        parts = path.removesuffix(".py").split("/")
        folders = parts[:-1]
        first = len(folders)
        while first and "/".join([*folders[:first], "__init__.py"]) in self.python_files:
            first -= 1
        if first == len(folders):
            first = 1 if folders and folders[0] == "src" else 0
        names = parts[first:]
        return ".".join(names[:-1] if names[-1] == "__init__" and len(names) > 1 else names)

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        """Every dotted name by which a file can be imported from some folder above it."""
        found: dict[str, list[str]] = {}
        for path in sorted(self.python_files, key=lambda path: (path.count("/"), path)):
            if f"{path.removesuffix('.py')}/__init__.py" in self.python_files:
                continue  # Python imports the package beside it
            parts = path.removesuffix(".py").removesuffix("/__init__").split("/")
            for first in range(len(parts)):
                found.setdefault(".".join(parts[first:]), []).append(path)
        return found

    def find(self, name: str, near: str = "") -> Module | None:
        """The module of a dotted name; of several, the one that shares the longest path with the file `near`.

        The folder that the name starts in must be no package itself: `kit/extensions/sqlalchemy/` is not `sqlalchemy`.
        """
        path = self.path_of(name, near)
        return None if path is None else self.parsed_at(path)

    def paths_of(self, name: str) -> tuple[str, ...]:
        """Every file that a dotted name may mean from some folder, shallow ones first."""
        return tuple(self._by_name.get(name, ()))

    def path_of(self, name: str, near: str = "") -> str | None:
        """The file of a dotted name, as `find` chooses it, whether it can be parsed or not."""
        key = name, near
        if key not in self._paths:
            self._paths[key] = self._nearest(name, near)
        return self._paths[key]

    def _nearest(self, name: str, near: str) -> str | None:
        paths = [path for path in self._by_name.get(name, []) if self._starts_outside_packages(path, name)]
        return max(paths, key=lambda path: _shared_folders(path, near), default=None)

    def _starts_outside_packages(self, path: str, name: str) -> bool:
        parts = path.removesuffix(".py").removesuffix("/__init__").split("/")
        above = parts[: len(parts) - name.count(".") - 1]
        return not above or "/".join([*above, "__init__.py"]) not in self.python_files

    def resolve(self, module: Module, name: str) -> Definition | None:
        """What a (dotted) name in a module stands for, through imports, aliases and re-exports of the repository.

        None where it leads out of the repository or is bound by no statement that can be read.
        """
        followed = self._follow(module, name.split("."), MAX_HOPS)
        return next((found for found in followed if isinstance(found, Definition)), None)

    def origin(self, module: Module, name: str) -> Definition | External | None:
        """What a name of a module stands for, in the repository or outside it; None where nothing binds it."""
        key = module.path, module.tree, name
        if key not in self._origins:
            self._origins[key] = next(self._follow(module, name.split("."), MAX_HOPS), None)
        return self._origins[key]

    def _follow(self, module: Module, names: list[str], hops: int) -> Iterator[Definition | External]:
        if not hops:
            return
        first, rest = names[0], names[1:]
        node = module.definitions.get(first)
        if node is not None:
            alias = _aliased(node)
            if alias is not None and alias != names:
                yield from self._follow(module, [*alias, *rest], hops - 1)
            if not rest:
                yield Definition(module, node)
            return
        imported = module.imports.get(first)
        if imported is not None:
            path = [imported.module] if imported.attribute is None else [imported.module, imported.attribute]
            yield from self._through(module, ".".join(path).split("."), rest, hops - 1)
            return
        yield from self._through_stars(module, names, hops - 1)

    def _through_stars(self, module: Module, names: list[str], hops: int) -> Iterator[Definition | External]:
        """What `from x import *` brings: the last that certainly has the name, before those that may have it."""
        guesses: list[External] = []
        for star in reversed(module.star_imports):
            target = self.find(star, module.path)
            if target is None:
                guesses.append(External(".".join([star, *names]), guessed=True))
            elif target is not module:
                followed = list(self._follow(target, names, hops))
                guesses += [found for found in followed if isinstance(found, External) and found.guessed]
                yield from (found for found in followed if isinstance(found, Definition) or not found.guessed)
        yield from reversed(guesses)

    def _through(self, module: Module, dotted: list[str], rest: list[str], hops: int) -> Iterator[Definition | External]:
        """Follows an absolute dotted path: the longest part of it that is a module, then the names inside."""
        for cut in range(len(dotted), 0, -1):
            path = self.path_of(".".join(dotted[:cut]), module.path)
            if path is None:
                continue
            target = self.parsed_at(path)
            if target is None:
                return  # the repository defines it in a file that cannot be read: nobody can tell what it is
            names = [*dotted[cut:], *rest]
            if not names:
                yield Definition(target, None)
            else:
                yield from self._inside(target, names, hops)
            return
        yield External(".".join([*dotted, *rest]))

    def _inside(self, module: Module, names: list[str], hops: int) -> Iterator[Definition | External]:
        """What names mean below a module: its submodules first, as deep as the names lead, then what it binds."""
        if not names:
            yield Definition(module, None)
            return
        submodule = self.find(f"{module.name}.{names[0]}", module.path) if names[0] not in module.definitions and hops > 0 else None
        if submodule is not None and submodule is not module:
            yield from self._inside(submodule, names[1:], hops - 1)
        else:
            yield from self._follow(module, names, hops)


def _aliased(node: ast.stmt) -> list[str] | None:
    """The dotted name that `x = a.b` makes x another name of."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        return dotted_name(node.value)
    return None


def dotted_name(node: ast.expr) -> list[str] | None:
    """`a.b.c` as its parts, or None for any other expression."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return [node.id, *reversed(parts)] if isinstance(node, ast.Name) else None


def last_name(node: ast.AST) -> str:
    """`c` of `a.b.c` and of `f().c`; empty for what is no name."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _shared_folders(path: str, near: str) -> int:
    pairs = zip(path.split("/"), near.split("/"), strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
