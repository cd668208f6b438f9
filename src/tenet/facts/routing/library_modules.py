"""Names of libraries that are followed as code. Their modules lie at paths in angle brackets: in no file of the repository."""

import ast
from functools import lru_cache

from tenet.facts.python.module import Module
from tenet.facts.python.modules import Definition
from tenet.facts.python.values import MISSING, Missing, Symbol
from tenet.facts.routing.library_sources import HOMES, SOURCES


def library_definition(name: str) -> Symbol | Missing:
    """The class of a library by its dotted name; missing for any other name."""
    module, _, last = name.rpartition(".")
    home = HOMES.get(module, module)
    if home not in SOURCES:
        return MISSING
    found = _module(home)
    node = found.definitions.get(last)
    return Symbol(f"{home}.{last}", Definition(found, node)) if isinstance(node, ast.ClassDef) else MISSING


def is_outside(path: str) -> bool:
    """Whether a path is that of a library's module rather than of a file in the repository."""
    return path.startswith("<")


@lru_cache(maxsize=len(SOURCES))
def _module(name: str) -> Module:
    text = SOURCES[name]
    return Module(f"<{name}>", name, ast.parse(text), tuple(text.split("\n")))
