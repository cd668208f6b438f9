"""The import graph of one side: which module imports which, on which line, and what comes from outside the repository.

`from a import b` leads to `a.b` where that is a module, else to `a`. Every Python file counts, imports inside functions too.
"""

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from tenet.facts.python.cycles import cycles
from tenet.facts.python.import_statements import ImportStatement, parsed_imports, scan_imports
from tenet.facts.python.modules import Modules
from tenet.facts.python.parsed_files import MAX_BYTES, Unparsable
from tenet.facts.sources import decoded
from tenet.ports.tree import Unreadable


@dataclass(frozen=True, slots=True)
class ModuleImport:
    """One import of a module of the repository. `target` is the path of its file."""

    target: str
    line: int
    type_checking: bool


@dataclass(frozen=True, slots=True)
class ExternalImport:
    """One import from outside. `root` is the first part of the dotted `name`: what its distribution installs."""

    name: str
    line: int
    type_checking: bool

    @property
    def root(self) -> str:
        return self.name.partition(".")[0]

    @property
    def standard_library(self) -> bool:
        return self.root in sys.stdlib_module_names


@dataclass(frozen=True, slots=True)
class ImportingModule:
    """A module of the repository and what it imports, by line."""

    name: str
    path: str
    imports: tuple[ModuleImport, ...]
    externals: tuple[ExternalImport, ...]


@dataclass(frozen=True)
class ImportGraph:
    """By path. `unread` are the files that cannot be parsed, and why."""

    modules: Mapping[str, ImportingModule]
    unread: tuple[Unparsable, ...] = ()

    @cached_property
    def cycles(self) -> tuple[tuple[str, ...], ...]:
        """Each group of modules that import one another, as a shortest way around through its first module, by path.

        Imports for the type checker alone close no cycle.
        """
        edges = {
            path: tuple(dict.fromkeys(one.target for one in module.imports if not one.type_checking))
            for path, module in self.modules.items()
        }
        return cycles(edges)


def read_import_graph(modules: Modules, paths: Iterable[str] | None = None) -> ImportGraph:
    """The graph of these files, or of all."""
    wanted = sorted(modules.python_files if paths is None else modules.python_files.intersection(paths))
    modules.sources.load(wanted)
    found: dict[str, ImportingModule] = {}
    unread: list[Unparsable] = []
    for path in wanted:
        statements = _statements(modules, path)
        if isinstance(statements, Unparsable):
            unread.append(statements)
        else:
            found[path] = _module(modules, path, statements)
    return ImportGraph(found, tuple(unread))


def _statements(modules: Modules, path: str) -> tuple[ImportStatement, ...] | Unparsable:
    data = modules.sources.content(path)
    if data is None or isinstance(data, Unreadable):
        return Unparsable(path, data.reason if data is not None else "there is no such file")
    scanned = scan_imports(decoded(data)) if len(data) <= MAX_BYTES else None
    if scanned is not None:
        return scanned
    module = modules.at(path)
    if module is None or isinstance(module, Unparsable):
        return module or Unparsable(path, "there is no such file")
    return parsed_imports(module.tree)


def _module(modules: Modules, path: str, statements: tuple[ImportStatement, ...]) -> ImportingModule:
    name = modules.name_of(path)
    package = name if path.rpartition("/")[2] == "__init__.py" else name.rpartition(".")[0]
    imports: dict[ModuleImport, None] = {}
    externals: dict[ExternalImport, None] = {}
    for statement in statements:
        for dotted, attribute in _imported(statement.node, package):
            target = _target(modules, path, dotted, attribute)
            if target is None:
                externals[ExternalImport(dotted, statement.line, statement.type_checking)] = None
            elif target != path:
                imports[ModuleImport(target, statement.line, statement.type_checking)] = None
    return ImportingModule(name, path, tuple(imports), tuple(externals))


def _imported(node: ast.Import | ast.ImportFrom, package: str) -> Iterator[tuple[str, str | None]]:
    """The absolute name of each module that is named, with what is taken from it."""
    if isinstance(node, ast.Import):
        yield from ((alias.name, None) for alias in node.names)
        return
    parents = package.split(".") if package else []
    anchor = parents[: max(0, len(parents) - node.level + 1)] if node.level else []
    name = ".".join([*anchor, node.module] if node.module else anchor)
    yield from ((name, None if alias.name == "*" else alias.name) for alias in node.names)


def _target(modules: Modules, near: str, name: str, attribute: str | None) -> str | None:
    """The file that an import leads to: of `import a.b.c` the longest part that is a module."""
    if attribute is not None and (found := modules.path_of(f"{name}.{attribute}" if name else attribute, near)) is not None:
        return found
    parts = name.split(".")
    places = (modules.path_of(".".join(parts[:cut]), near) for cut in range(len(parts), 0, -1))
    return next((path for path in places if path is not None), None)
