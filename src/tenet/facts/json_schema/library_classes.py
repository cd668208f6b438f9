"""The classes of libraries that are known here, as statements."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from tenet.facts.json_schema.library_stubs import ALIASES, STUBS
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Definition


@dataclass(frozen=True, slots=True)
class LibraryClass:
    """A class of a library. The path of its module is empty: it stands in no file of the repository."""

    name: str
    definition: Definition


def library_class(name: str) -> LibraryClass | None:
    """The class of a dotted name, if it is known."""
    name = ALIASES.get(name, name)
    module, _, last = name.rpartition(".")
    node = _statements(module).get(last) if module in STUBS else None
    return LibraryClass(name, Definition(_module(module), node)) if isinstance(node, ast.ClassDef) else None


def _statements(module: str) -> Mapping[str, ast.stmt]:
    return _module(module).definitions


@lru_cache(maxsize=len(STUBS))
def _module(name: str) -> Module:
    text = STUBS[name]
    return Module("", name, ast.parse(text), tuple(text.split("\n")))
