"""What an exception class derives from, in the repository and outside it."""

import ast
import builtins
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tenet.facts.python.bindings import Location
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.modules import Definition, External, Modules, dotted_name

MAX_CLASSES = 40
"""How many classes of the repository one class is followed through."""
BUILTIN = frozenset(name for name, value in vars(builtins).items() if isinstance(value, type) and issubclass(value, BaseException))
HTTP_EXCEPTIONS = frozenset({"HTTPException", "Http404"})
HTTP_MODULES = ("werkzeug.exceptions.", "rest_framework.exceptions.")


@dataclass(frozen=True, slots=True)
class Ancestry:
    """`own`: the class and what it derives from in the repository, itself first. `outside`: its bases elsewhere, absolute.

    Python's own exceptions stand by their bare name. `known` is False where a base could not be followed.
    """

    own: tuple[Definition, ...]
    outside: frozenset[str]
    known: bool

    @property
    def is_exception(self) -> bool:
        return any(name in BUILTIN or name.endswith(("Error", "Exception")) for name in self.outside)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(found.node.name for found in self.own if isinstance(found.node, ast.ClassDef))

    @property
    def is_http(self) -> bool:
        """Whether an exception that a framework answers with a status is among the bases."""
        return any(is_http_exception(name) for name in self.outside)


def is_http_exception(name: str | None) -> bool:
    """Whether an external name is the exception that a framework answers with a status."""
    return name is not None and (name.rpartition(".")[2] in HTTP_EXCEPTIONS or name.startswith(HTTP_MODULES))


def ancestry_of(modules: Modules, definition: Definition) -> Ancestry:
    own: list[Definition] = [definition]
    outside: set[str] = set()
    seen = {definition.node}
    known = True
    for current in own:
        for base in current.node.bases if isinstance(current.node, ast.ClassDef) else ():
            found = _base(modules, current, base)
            if isinstance(found, str):
                outside.add(found)
            elif found is None or len(own) >= MAX_CLASSES:
                known = False
            elif found.node not in seen:
                seen.add(found.node)
                own.append(found)
    return Ancestry(tuple(own), frozenset(outside), known)


def _base(modules: Modules, at: Definition, base: ast.expr) -> Definition | str | None:
    parts = dotted_name(base.value if isinstance(base, ast.Subscript) else base)
    if parts is None:
        return None
    found = modules.origin(at.module, ".".join(parts))
    if isinstance(found, External):
        return None if found.guessed else found.name
    if isinstance(found, Definition):
        return found if isinstance(found.node, ast.ClassDef) else None
    return parts[0] if len(parts) == 1 and parts[0] in BUILTIN | {"object"} else None


def named_exceptions(node: ast.expr | None) -> Iterator[ast.expr]:
    """The classes that an `except` names: one, or a tuple of them."""
    if isinstance(node, ast.Tuple):
        yield from node.elts
    elif node is not None:
        yield node


def raised_class(node: ast.Raise) -> ast.expr | None:
    """What is raised: the class, whether it is called or not."""
    return node.exc.func if isinstance(node.exc, ast.Call) else node.exc


def outside_names(names: ExternalNames, node: ast.expr, at: Location) -> Iterable[str]:
    """What an exception class is outside the repository: itself, or what it derives from there."""
    found = names.name(node, at)
    if found is not None:
        return (found,)
    definition = names.definition(node, at)
    if definition is None or not isinstance(definition.node, ast.ClassDef):
        return ()
    return sorted(ancestry_of(names.modules, definition).outside)
