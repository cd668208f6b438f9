"""What the names of a module stand for: by its own text alone, or by following its imports through the repository."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tenet.facts.python.module import FunctionNode, Module, ScopeNode
from tenet.facts.python.modules import External, Modules

HOME = "~"
"""Stands for the modules of the change, so that moved code keeps its name."""


@dataclass(frozen=True, slots=True)
class Located:
    """A definition's node (a class, a function or the value of a name), with the reading of the module that holds it."""

    reading: "Reading"
    node: ast.ClassDef | FunctionNode | ast.expr


class Names(Protocol):
    """`absolute` is the dotted name that a name of a module stands for; `located` is what it is bound to, if that is known.

    `certain` is whether all that the repository holds is known: where it is not, equal texts are equal, and others may be.
    """

    @property
    def certain(self) -> bool: ...

    def absolute(self, module: Module, name: Sequence[str]) -> str: ...

    def located(self, module: Module, name: Sequence[str]) -> Located | None: ...


@dataclass(frozen=True, slots=True)
class Reading:
    """A module, and how its names are understood."""

    module: Module
    names: Names

    def absolute(self, name: Sequence[str]) -> str:
        return self.names.absolute(self.module, name)

    def located(self, name: Sequence[str]) -> Located | None:
        return self.names.located(self.module, name)

    def text_of(self, node: ast.stmt | ast.expr) -> str:
        """The lines of a node with white space folded: for what is nested deeper than Python recurses."""
        return " ".join(" ".join(self.module.lines[node.lineno - 1 : node.end_lineno]).split())


@dataclass(frozen=True)
class SurfaceNames:
    """Reads the module alone: enough to see that nothing changed, whatever its imports mean."""

    home: frozenset[str]

    @property
    def certain(self) -> bool:
        return False

    def absolute(self, module: Module, name: Sequence[str]) -> str:
        return at_home(_imported(module, name), self.home)

    def located(self, module: Module, name: Sequence[str]) -> Located | None:
        return _located(Reading(module, self), module.definitions.get(name[0])) if len(name) == 1 else None


@dataclass(frozen=True)
class ResolvedNames:
    """Follows imports, aliases and re-exports, which parses the modules that they lead through."""

    modules: Modules
    home: frozenset[str]

    @property
    def certain(self) -> bool:
        return True

    def absolute(self, module: Module, name: Sequence[str]) -> str:
        definition = self.modules.origin(module, ".".join(name))
        if isinstance(definition, External):
            return at_home(_imported(module, name) if definition.guessed else definition.name, self.home)
        if definition is None:
            return at_home(_imported(module, name), self.home)
        parts = [definition.module.name] if definition.node is None else [definition.module.name, name_of(definition.node) or name[-1]]
        return at_home(".".join(parts), self.home)

    def located(self, module: Module, name: Sequence[str]) -> Located | None:
        definition = self.modules.resolve(module, ".".join(name))
        return None if definition is None else _located(Reading(definition.module, self), definition.node)


def _located(reading: Reading, node: ast.stmt | None) -> Located | None:
    if isinstance(node, ScopeNode):
        return Located(reading, node)
    value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
    return Located(reading, value) if value is not None else None


def name_of(node: ast.stmt) -> str | None:
    """The one name that a statement binds."""
    if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
        return node.name
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return targets[0].id if len(targets) == 1 and isinstance(targets[0], ast.Name) else None


def at_home(dotted: str, home: frozenset[str]) -> str:
    """The name with `~` for the module in front of it, if that is one of the change's."""
    parts = dotted.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        if ".".join(parts[:cut]) in home:
            return ".".join([HOME, *parts[cut:]])
    return dotted


def _imported(module: Module, name: Sequence[str]) -> str:
    imported = module.imports.get(name[0])
    if imported is None:
        return ".".join([module.name, *name] if name[0] in module.definitions else name)
    return ".".join(part for part in (imported.module, imported.attribute, *name[1:]) if part)
