"""The classes of libraries that are known here, as statements."""

import ast
from dataclasses import dataclass
from functools import lru_cache

from tenet.facts.json_schema.installed import library_version
from tenet.facts.json_schema.library_stubs import ALIASES, OLDER_STUBS, STUBS
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Definition, Modules


@dataclass(frozen=True, slots=True)
class LibraryClass:
    """A class of a library. The path of its module is empty: it stands in no file of the repository."""

    name: str
    definition: Definition


class LibraryClasses:
    """Finds classes of libraries, as they are in the versions that the repository locks."""

    def __init__(self, modules: Modules) -> None:
        self._modules = modules
        self._older: dict[str, bool] = {}

    def find(self, name: str) -> LibraryClass | None:
        """The class of a dotted name, if it is known."""
        name = ALIASES.get(name, name)
        module, _, last = name.rpartition(".")
        if module not in STUBS:
            return None
        found = _module(module, older=self._is_older(module))
        node = found.definitions.get(last)
        return LibraryClass(name, Definition(found, node)) if isinstance(node, ast.ClassDef) else None

    def _is_older(self, module: str) -> bool:
        if module not in OLDER_STUBS:
            return False
        if module not in self._older:
            locked = library_version(self._modules, module.replace("_", "-"))
            self._older[module] = locked is not None and locked < OLDER_STUBS[module][0]
        return self._older[module]


@lru_cache(maxsize=2 * len(STUBS))
def _module(name: str, *, older: bool) -> Module:
    text = OLDER_STUBS[name][1] if older else STUBS[name]
    return Module("", name, ast.parse(text), tuple(text.split("\n")))
