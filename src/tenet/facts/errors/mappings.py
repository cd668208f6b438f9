"""Whether an exception of the repository gets a status over HTTP: from itself, from a base, or from what handles either."""

import ast
import builtins
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from tenet.facts.database.migration_files import is_test
from tenet.facts.errors.central_handlers import CentralHandlers
from tenet.facts.errors.exception_classes import BUILTIN, Ancestry, ancestry_of
from tenet.facts.errors.exception_uses import find_uses
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Definition, Modules
from tenet.facts.sources import Sources

STATUS = re.compile(r"(^|_)(status|http)(_|$)", re.IGNORECASE)
DECLARED = re.compile(rb"\bclass\s+([A-Za-z_]\w*)")
BASES = re.compile(rb"^[ \t]*class\s+\w+\s*\(([^)]*)\)", re.MULTILINE)
WORD = re.compile(rb"[A-Za-z_]\w*")
STATUSES = range(400, 600)
CATCH_ALL = frozenset({"Exception", "BaseException", "object"})
"""Who handles these answers 500: no mapping of anything."""
PLAIN_BASES = frozenset({"abc.ABC", "typing.Generic", "typing.Protocol", "object"})
BACKGROUND = re.compile(
    r"(^|[/_])(tasks?|jobs?|workers?|background|cron|schedulers?|scheduled|consumers?|cli|commands?|management|scripts?|celery)([/_.]|$)"
)
"""Paths of code that serves no request."""


@dataclass(frozen=True, slots=True)
class NewException:
    """An exception class that the change adds."""

    node: ast.ClassDef
    module: Module
    ancestry: Ancestry


def declared_classes(texts: Iterable[bytes]) -> frozenset[str]:
    """The names that stand behind `class` in some sources."""
    return frozenset(name.decode() for text in texts for name in DECLARED.findall(text))


def new_exceptions(modules: Modules, module: Module, before: Collection[str]) -> Iterator[NewException]:
    """The public exception classes of a module that were not declared before."""
    for node in module.definitions.values():
        if isinstance(node, ast.ClassDef) and node.bases and not node.name.startswith("_") and node.name not in before:
            found = ancestry_of(modules, Definition(module, node))
            if found.is_exception and found.known and _only_python_above(found):
                yield NewException(node, module, found)


def _only_python_above(found: Ancestry) -> bool:
    """Who derives from an error of a library may leave the status to the library."""
    return found.outside <= BUILTIN | PLAIN_BASES


def says_its_status(ancestry: Ancestry) -> bool:
    """Whether the class or a base of it speaks of a status, or of a number that is one."""
    return any(_speaks_of_status(part) for found in ancestry.own if found.node is not None for part in ast.walk(found.node))


def _speaks_of_status(node: ast.AST) -> bool:
    match node:
        case ast.Constant(value=int() as number):
            return number in STATUSES
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.keyword(arg=str() as name):
            return STATUS.search(name) is not None
        case _:
            return False


class Mappings:
    """Looks once for all the exceptions that a change adds."""

    def __init__(self, modules: Modules, central: CentralHandlers, candidates: Sequence[NewException], api: Sequence[str]) -> None:
        self._modules = modules
        self._central = central
        self._api = api
        self._mapped: dict[str, bool] = {}
        self._uses = find_uses(modules, {name for candidate in candidates for name in candidate.ancestry.names})

    def is_raised(self, candidate: NewException) -> bool:
        return candidate.node.name in self._uses.raised

    def is_unmapped(self, candidate: NewException) -> bool:
        """Whether it may meet a request, and nothing gives it a status."""
        found = candidate.ancestry
        raised = self._uses.raised.get(candidate.node.name, set())
        meets_none = all(map(BACKGROUND.search, raised)) if raised else candidate.node.name in self._bases
        if meets_none or self._uses.handled.intersection(found.names):
            return False
        return not says_its_status(found) and not any(map(self._maps_builtin, _builtins_above(found)))

    @cached_property
    def _bases(self) -> frozenset[str]:
        """What a class of some file derives from: who raises its subclasses need not raise it."""
        paths = [path for path in self._modules.python_files if not is_test(path)]
        given = (bases for data in _texts(self._modules.sources, paths) for bases in BASES.findall(data))
        return frozenset(name.decode() for bases in given for name in WORD.findall(bases))

    def _maps_builtin(self, name: str) -> bool:
        """Whether a central handler or a file of the API handles an exception of Python by its name."""
        if name not in self._mapped:
            self._mapped[name] = self._reads_as_mapped(name)
        return self._mapped[name]

    def _reads_as_mapped(self, name: str) -> bool:
        if any(one.outside == name for one in self._central.registrations):
            return True
        clause = re.compile(rb"except[^\n:]*\b" + name.encode() + rb"\b")
        return any(clause.search(data) for data in _texts(self._modules.sources, self._api))


def _builtins_above(found: Ancestry) -> Iterator[str]:
    for name in sorted(found.outside & BUILTIN):
        above = (one.__name__ for one in getattr(builtins, name).__mro__)
        yield from (one for one in above if one not in CATCH_ALL)


def _texts(sources: Sources, paths: Sequence[str]) -> Iterator[bytes]:
    sources.load(paths)
    return (sources.data(path) or b"" for path in paths)
