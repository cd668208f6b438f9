"""The parts of a module that are compared for what they do, and the rewritings of them that change nothing.

A constant that is given a name, and a private name that becomes another, differ as text alone.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tenet.facts.contract.constants import constant_of
from tenet.facts.contract.names import Reading
from tenet.facts.python.module import Module, ScopeNode


@dataclass(frozen=True, slots=True)
class Part:
    """One definition (a class without its methods, a method, a function), or one statement of a module's own level."""

    name: str
    node: ast.stmt
    reading: Reading
    form: str

    @property
    def module(self) -> Module:
        return self.reading.module

    @property
    def line(self) -> int:
        decorators = self.node.decorator_list if isinstance(self.node, ScopeNode) else []
        return min([self.node.lineno, *(decorator.lineno for decorator in decorators)])

    @property
    def runs(self) -> bool:
        """Whether its place among the other statements matters: it calls something, or controls what runs."""
        if isinstance(self.node, ScopeNode):
            return False
        return not isinstance(self.node, (ast.Assign, ast.AnnAssign)) or any(isinstance(part, ast.Call) for part in ast.walk(self.node))

    @property
    def is_constant(self) -> bool:
        """Whether it gives a name to a constant, or to a type with what it is annotated with."""
        value = self.node.value if self.name and isinstance(self.node, (ast.Assign, ast.AnnAssign)) else None
        return isinstance(value, ast.Subscript) or constant_of(value, self.reading) is not None


def without_new_constants(parts: Sequence[Part], others: Iterable[str], trees: Iterable[ast.Module]) -> list[Part]:
    """Leaves out the constants that the other side (its names are `others`) writes where this one uses their names.

    A constant that no statement uses may be read by a framework, and stays.
    """
    kept = set(others)
    constants = {part.name for part in parts if part.is_constant and part.name not in kept}
    used = constants and constants.intersection(name for tree in trees for name in _used(tree))
    return [part for part in parts if part.name not in used]


def _used(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names)


def under_old_names(gone: Sequence[Part], new: Sequence[Part]) -> list[Part]:
    """The new parts, with each private name written as the gone one that did the same in the same place."""
    before, after = _private(gone), _private(new)
    names = {after[key]: before[key] for key in before.keys() & after.keys()}
    names = {name: old for name, old in names.items() if name != old and list(names.values()).count(old) == 1}
    return [replace(part, name=_written(part.name, names), form=_written(part.form, names)) for part in new] if names else list(new)


def _private(parts: Sequence[Part]) -> Mapping[tuple[str, str, str], str]:
    """The private names by place and by what they do; those that are told apart so."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for part in parts:
        owner, _, name = part.name.rpartition(".")
        if name.startswith("_") and not name.endswith("__"):
            found.setdefault((part.module.path, owner, _written(part.form, {name: ""})), []).append(name)
    return {key: names[0] for key, names in found.items() if len(names) == 1}


def _written(text: str, names: Mapping[str, str]) -> str:
    return re.sub(rf"\b({'|'.join(map(re.escape, names))})\b", lambda found: names[found[1]], text)
