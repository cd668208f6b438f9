"""Everything that a route asks of its clients: what its handler takes, and what its dependencies take in their turn.

Follows `fastapi.dependencies.utils.get_dependant`: dependencies come before what is asked of the handler itself where they
are named by the route, and each callable counts once however often it is asked for.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from tenet.facts.json_schema.schema_book import SchemaBook
from tenet.facts.json_schema.types import Type
from tenet.facts.openapi.class_signatures import attributes_of_class, signature_of_class
from tenet.facts.openapi.library_signatures import library_signature
from tenet.facts.openapi.parameters import (
    BODIES,
    DEPENDENCIES,
    INJECTED,
    Declared,
    Location,
    Parameter,
    Required,
    analysed,
    declared_by,
    framework_call,
    scopes_of,
    symbol_of,
)
from tenet.facts.openapi.security_schemes import SecurityScheme, security_scheme
from tenet.facts.openapi.set_signatures import declared_in_signature
from tenet.facts.openapi.written_values import written
from tenet.facts.python.classes import ancestors
from tenet.facts.python.module import EMPTY
from tenet.facts.python.values import Call, Generic, Missing, Symbol, Value
from tenet.facts.routing.functions import function_of
from tenet.facts.routing.run import Run
from tenet.facts.routing.served_route import Function, ServedRoute

PATH_NAME = re.compile(r"{(\w+)(?::\w+)?}")
MAX_DEPTH = 30
"""How many dependencies deep one asks for another: longer chains are circles."""


@dataclass(frozen=True, slots=True)
class Dependant:
    """What one callable takes, apart from what its own dependencies take."""

    parameters: tuple[Parameter, ...] = ()
    dependencies: "tuple[Dependant, ...]" = ()
    scopes: tuple[str, ...] = ()
    """The scopes that `Security` asks for where this one is named."""
    security: SecurityScheme | None = None
    unread: tuple[str, ...] = ()
    """Dependencies that only a run can tell, as they are written."""
    identity: object = None
    """Equal for two mentions of one callable."""

    def all(self) -> "Iterator[Dependant]":
        """This one and those below it, each callable once, in FastAPI's order."""
        seen: set[object] = set()
        pending = [self]
        while pending:
            dependant = pending.pop()
            if dependant.identity in seen:
                continue
            if dependant.identity is not None:
                seen.add(dependant.identity)
            yield dependant
            pending.extend(reversed(dependant.dependencies))


@dataclass
class Dependants:
    """Reads dependants. What one callable takes is read once for all routes that share it."""

    book: SchemaBook
    run: Run
    _known: dict[tuple[object, frozenset[str]], Dependant] = field(default_factory=dict)
    _injected: dict[str, bool] = field(default_factory=dict)

    def of_route(self, route: ServedRoute, page: Type | None = None) -> Dependant:
        """What a route takes, and the parameters of a page. The handler is the root, and the dependencies of the route come first."""
        names = frozenset(PATH_NAME.findall(route.path))
        own = Dependant() if route.endpoint is None else self._of_function(route.endpoint, names, 0)
        named = [self._named(value, names) for value in route.dependencies]
        if route.endpoint is not None and route.endpoint.view is not None:
            named.append(self._of_view(route.endpoint.view, names))
        paged = () if page is None else (self._analysed(signature_of_class(page, self.book), names, 1, identity=page),)
        return Dependant(own.parameters, (*named, *own.dependencies, *paged), unread=own.unread)

    def _of_view(self, view: Symbol, names: frozenset[str]) -> Dependant:
        """What the class of a view takes for each request: its constructor, and each attribute that it annotates."""
        node = None if view.definition is None else view.definition.node
        key = (node, view.closure), names
        if key not in self._known:
            self._known[key] = self._read_view(view, names)
        return self._known[key]

    def _read_view(self, view: Symbol, names: frozenset[str]) -> Dependant:
        function = function_of(self.run, view)
        taken = [] if function is None else [one for one in declared_by(function, self.book.reader) if not one.variadic]
        module = None if view.definition is None else view.definition.module
        stated = [] if module is None else attributes_of_class(self.book.reader.of_value(view, module), self.book)
        asked = [one for one in stated if not one.name.startswith("_") or framework_call(one.default, DEPENDENCIES) is not None]
        return self._analysed([*taken, *asked], names, 1, identity=view)

    def _named(self, value: Value, names: frozenset[str]) -> Dependant:
        """A dependency in a list of them, where `Depends(f)` and nothing else may stand."""
        call = framework_call(value, DEPENDENCIES)
        callee = None if call is None else call.argument(0, "dependency")
        if callee is None or isinstance(callee, Missing):
            return Dependant(unread=(_shown(value),))
        scopes = () if call is None else scopes_of(call)
        return _scoped(self._of_callee(callee, names, 1), scopes)

    def _of_callee(self, callee: Value, names: frozenset[str], depth: int) -> Dependant:
        if depth > MAX_DEPTH:
            return Dependant(unread=(_shown(callee),))
        scheme = security_scheme(callee, self.book.reader.evaluator)
        if scheme is not None:
            return Dependant(security=scheme, identity=scheme)
        function = function_of(self.run, callee)
        if function is not None and function.signature is not None:
            return self._of_signature(function, callee, names, depth)
        if function is not None:
            return self._of_function(function, names, depth)
        given = self._of_class(callee)
        return Dependant(unread=(_shown(callee),)) if given is None else self._analysed(given, names, depth, identity=callee)

    def _of_signature(self, function: Function, callee: Value, names: frozenset[str], depth: int) -> Dependant:
        """What a function takes whose `__signature__` the code sets."""
        signature = function.signature
        if isinstance(signature, Call) and signature.function == Symbol("inspect.signature") and signature.arguments:
            return self._of_callee(signature.arguments[0], names, depth + 1)
        given = declared_in_signature(signature, function.scope.module, self.book.reader)
        if given is None:
            return Dependant(unread=(_shown(callee),))
        return self._analysed(given[1 if function.bound else 0 :], names, depth, identity=callee)

    def _of_class(self, callee: Value) -> tuple[Declared, ...] | None:
        """What a class takes for which no `__init__` is written; None for what is no class of the repository."""
        if isinstance(callee, Generic):
            return self._of_class(callee.origin)
        if not isinstance(callee, Symbol):
            return None
        for base in ancestors(self.book.reader.evaluator, callee):
            known = library_signature(base) if isinstance(base, Symbol) else None
            if known is not None:
                return known
        type_ = self.book.reader.of_value(callee, EMPTY if callee.definition is None else callee.definition.module)
        is_class = type_.definition is not None and isinstance(type_.definition.node, ast.ClassDef)
        return signature_of_class(type_, self.book) if is_class else None

    def _of_function(self, function: Function, names: frozenset[str], depth: int) -> Dependant:
        # two closures of one function differ in what they close over; the handlers of a class in whose instance they belong to
        identity = (
            id(function.node),
            tuple(sorted((name, written(value)) for name, value in function.scope.names.items())),
            function.bound,
        )
        key = identity, names
        if key not in self._known:
            self._known[key] = Dependant()  # what a circle comes back to
            self._known[key] = self._analysed(declared_by(function, self.book.reader), names, depth, identity=identity)
        return self._known[key]

    def _analysed(self, given: Iterable[Declared], names: frozenset[str], depth: int, *, identity: object) -> Dependant:
        found = [analysed(declared, names, self._is_injected, self.book.shapes) for declared in given]
        below = [_scoped(self._of_callee(part.callee, names, depth + 1), part.scopes) for part in found if isinstance(part, Required)]
        return Dependant(tuple(part for part in found if isinstance(part, Parameter)), tuple(below), identity=identity)

    def _is_injected(self, type_: Type) -> bool:
        """Whether the framework fills a parameter of this type by itself."""
        if type_.name not in self._injected:
            line = ancestors(self.book.reader.evaluator, symbol_of(type_))
            names = [base.name for base in line if isinstance(base, Symbol) and base.definition is None]
            self._injected[type_.name] = any(_is_injected_name(name) for name in names)
        return self._injected[type_.name]


def _is_injected_name(name: str) -> bool:
    last = name.rpartition(".")[2]
    return name.startswith(("fastapi.", "starlette.")) and (last in INJECTED or last.endswith("Response"))


def _scoped(dependant: Dependant, scopes: tuple[str, ...]) -> Dependant:
    return replace(dependant, scopes=scopes) if scopes else dependant


def security_of(dependant: Dependant) -> Iterator[tuple[SecurityScheme, tuple[str, ...]]]:
    """The security schemes below a dependant, each with the scopes that were asked for on the way to it; each way to one once."""
    seen: set[tuple[int, tuple[str, ...]]] = set()
    pending: list[tuple[Dependant, tuple[str, ...], int]] = [(dependant, (), 0)]
    while pending:
        part, above, depth = pending.pop()
        scopes = (*above, *part.scopes)
        if (id(part), scopes) in seen:
            continue
        seen.add((id(part), scopes))
        if part.security is not None:
            yield part.security, scopes
        pending += [(inner, scopes, depth + 1) for inner in reversed(part.dependencies) if depth <= MAX_DEPTH]


def _shown(value: Value) -> str:
    if isinstance(value, Symbol):
        return value.name
    return str(getattr(value, "text", "") or getattr(value, "last", "") or value)


def body_parameters(dependant: Dependant) -> tuple[Parameter, ...]:
    """What the body holds, of all dependencies, in the order in which FastAPI flattens them."""
    return tuple(parameter for part in dependant.all() for parameter in part.parameters if parameter.location in BODIES)


def outer_parameters(dependant: Dependant) -> tuple[Parameter, ...]:
    """What goes anywhere but into the body, by place: path, query, header, cookie."""
    order = (Location.PATH, Location.QUERY, Location.HEADER, Location.COOKIE)
    found = [parameter for part in dependant.all() for parameter in part.parameters]
    return tuple(parameter for location in order for parameter in found if parameter.location is location)
