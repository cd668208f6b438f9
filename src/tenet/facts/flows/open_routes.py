"""Routes that the change opens: nothing on their way asks who calls, and other routes of the repository do ask."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from tenet.domain.change import Side
from tenet.facts.database.migration_files import is_test
from tenet.facts.facts import Facts
from tenet.facts.flows.authentication import SECURES, Authentication
from tenet.facts.flows.handlers import WEBHOOK
from tenet.facts.flows.nearest_guarded import ROUTING, SHOWN, NearestGuarded
from tenet.facts.handlers.handler import Handler, handlers_of
from tenet.facts.python.bindings import Location
from tenet.facts.python.modules import dotted_name
from tenet.facts.python.scope import source_of
from tenet.facts.python.walking import children

PUBLIC_FILE = re.compile(r"(?:^|[/_])(?:public|no_?auth)(?=[/_.])")
SEVERAL = 2
HARDLY = 8
"""One route in so many that asks is the exception, as the one that a proxy asks whom to let in."""
MAX_BESIDE = 40
MAX_BODY = 400
"""So many nodes of a handler are looked at for a check that it makes itself."""


@dataclass(frozen=True, slots=True)
class OpenRoute:
    """A route that anybody may call. `asking` is one that is not open, the nearest; `asked` whether this one asked at the base.

    `name` is the route as the application serves it, where it can be read.
    """

    handler: Handler
    asking: Handler
    asked: bool
    name: str


@dataclass(frozen=True)
class OpenRoutes:
    """Finds them. What costs least is asked first: the whole application is followed only for a route that all else finds open.

    `is_public` says of a path that it is meant for everybody.
    """

    facts: Facts
    is_public: Callable[[str], bool]

    @cached_property
    def _head(self) -> Authentication:
        return Authentication(self.facts.names(Side.HEAD), partial(self.facts.api, Side.HEAD))

    @cached_property
    def _base(self) -> Authentication:
        return Authentication(self.facts.names(Side.BASE), partial(self.facts.api, Side.BASE))

    def of(self, paths: Sequence[str]) -> Iterator[OpenRoute | None]:
        """The routes of these files that the change opens; None once where no route of the repository asks who calls."""
        handlers = [one for one in self.facts.handlers.of(paths) if not SHOWN.search(one.path) and not _is_webhook(one)]
        known = {(one.function.name, one.route) for one in handlers}
        nearest = NearestGuarded(self.facts, self._head)
        for handler in handlers:
            before = _before(self.facts, handler, known)
            if not self._opens(handler, before):
                continue
            asking = nearest.to(handler)
            if asking is None:
                yield None
                return
            if not _is_another_application(self._head, handler, asking):
                names = [one for one in self._openly_served(handler) if not self.is_public(one.partition(" ")[2])]
                yield from (OpenRoute(handler, asking, before is not None, one) for one in names[:1])

    def _opens(self, handler: Handler, before: Handler | None) -> bool:
        """Whether the change makes a route open, as far as what is written on it and above it tells."""
        if before is not None and _asks_alike(before, handler):
            return False
        if _asks(self._head, handler) or (before is not None and not _asks(self._base, before)):
            return False
        if self.is_public(handler.route.partition(" ")[2]):
            return False
        if handler.path not in self._public_places:
            self._public_places[handler.path] = _is_public_place(self.facts, self._base, handler.path)
        return not self._public_places[handler.path]

    @cached_property
    def _public_places(self) -> dict[str, bool]:
        return {}

    def _openly_served(self, handler: Handler) -> list[str]:
        """Methods and paths under which the application serves a route without a security scheme.

        Where no application can be read, it is the route itself, if it is known what includes its router.
        """
        if self._open_operations is not None:
            return self._open_operations.get((handler.path, handler.function.lineno), [])
        made = _router(self._head, handler)
        placed = made is not None and (_is_application(made[0]) or id(made[0]) in self._head.inclusions[0])
        return [handler.route] if placed else []

    @cached_property
    def _open_operations(self) -> Mapping[tuple[str, int], list[str]] | None:
        """What the application serves without a security scheme, by the file and line of the handlers."""
        contract = self.facts.api(Side.HEAD)
        if contract is None:
            return None
        found: dict[tuple[str, int], list[str]] = {}
        for one in contract.operations:
            if one.secured is False:
                found.setdefault((one.file, one.line), []).append(f"{one.method} {one.path}")
        return found


def _is_another_application(head: Authentication, handler: Handler, asking: Handler) -> bool:
    """Whether a route is its application's root page, or of an application in whose folder nobody asks: a service of its own."""
    made = _router(head, handler)
    if made is None or not _is_application(made[0]):
        return False
    folder = made[1].module.path.rpartition("/")[0]
    return handler.route.endswith(" /") or not (asking.path.startswith(f"{folder}/") or not folder)


def _router(authentication: Authentication, handler: Handler) -> tuple[ast.Call, Location] | None:
    """The call that made what a handler is registered with."""
    function = handler.decorator.func
    return authentication.names.made_by(function.value, handler.at) if isinstance(function, ast.Attribute) else None


def _is_application(made: ast.Call) -> bool:
    return not (dotted_name(made.func) or [""])[-1].endswith(("Router", "Blueprint"))


def _asks(authentication: Authentication, handler: Handler) -> bool:
    """Whether a route asks by what is written on it and above it, or by hand."""
    return _checks_by_hand(handler) or authentication.reads_as_guarded(handler.function, handler.decorator, handler.at)


def _is_public_place(facts: Facts, base: Authentication, path: str) -> bool:
    """Whether a file is meant for everybody: by its name, or as hardly any of the several routes in it or beside it asked before."""
    if PUBLIC_FILE.search(path):
        return True
    file, modules = facts.change.by_path.get(path), base.names.modules
    own = [file.base_path] if file is not None and file.base_path is not None else []
    folder = path.rpartition("/")[0]
    beside = [one for one in modules.python_files_by_folder.get(folder, ()) if not is_test(one)][:MAX_BESIDE]
    modules.sources.load(beside)
    return any(_never_asks(base, paths) for paths in (own, [one for one in beside if ROUTING.search(modules.sources.data(one) or b"")]))


def _never_asks(authentication: Authentication, paths: Sequence[str]) -> bool:
    """Whether some files hold several routes of which none asks, or hardly any of many."""
    modules = (authentication.names.modules.parsed_at(path) for path in paths)
    handlers = [one for module in modules if module is not None for one in handlers_of(module, authentication.names)]
    return len(handlers) >= SEVERAL and sum(_asks(authentication, one) for one in handlers) <= len(handlers) // HARDLY


def _is_webhook(handler: Handler) -> bool:
    """Those have signatures to verify, and the threat model asks for them."""
    return WEBHOOK.search(handler.route) is not None or WEBHOOK.search(handler.function.name) is not None


def _before(facts: Facts, handler: Handler, known: set[tuple[str, str]]) -> Handler | None:
    """The same route at the base, unless what looks like it is still there beside it."""
    before = facts.handlers.before(handler)
    if before is None or before.route == handler.route:
        return before
    return None if (before.function.name, before.route) in known else before


def _asks_alike(before: Handler, now: Handler) -> bool:
    """Whether a route's decorators and parameters are what they were: then it asks as before."""
    if _head_lines(before) == _head_lines(now):
        return True
    pairs = [(before.decorator, now.decorator), (before.function.args, now.function.args)]
    return all(source_of(old) == source_of(new) for old, new in pairs)


def _head_lines(handler: Handler) -> Sequence[str]:
    """From its decorator to its body."""
    function = handler.function
    return handler.at.module.lines[handler.decorator.lineno - 1 : max(function.lineno, function.body[0].lineno - 1)]


def _checks_by_hand(handler: Handler) -> bool:
    """Whether a handler calls something whose name says that it checks who calls."""
    for node in _first_nodes(handler.function.body):
        if isinstance(node, ast.Call) and SECURES.search((dotted_name(node.func) or [""])[-1]):
            return True
        if isinstance(node, ast.Attribute) and node.attr in {"user", "session"} and (dotted_name(node) or [""])[0] == "request":
            return True
    return False


def _first_nodes(body: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    pending: list[ast.AST] = [*body]
    for seen in range(MAX_BODY):
        if seen < len(pending):
            pending += children(pending[seen])
            yield pending[seen]
