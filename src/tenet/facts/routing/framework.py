"""FastAPI and Starlette as the code uses them: applications and routers, and what their methods put into them.

What is merged with what, and in which order, follows `fastapi.routing.APIRouter`.
"""

import ast
from collections.abc import Mapping

from tenet.facts.python.classes import ancestors, is_class
from tenet.facts.python.modules import Modules
from tenet.facts.python.scope import Scope, source_of
from tenet.facts.python.values import Bound, Call, Instance, Items, Missing, Place, Symbol, Value, settled
from tenet.facts.routing.calls import Keywords
from tenet.facts.routing.entries import (
    Entry,
    Inclusion,
    MountEntry,
    RouteEntry,
    UnreadEntry,
    dotted,
    keyword_of,
    methods_of,
    sequence_of,
    settings_of,
)
from tenet.facts.routing.environment import Environment, Site
from tenet.facts.routing.packages import Packages

APPLICATIONS = frozenset({"fastapi.FastAPI", "fastapi.applications.FastAPI", "starlette.applications.Starlette"})
ROUTERS = frozenset({"fastapi.APIRouter", "fastapi.routing.APIRouter", "starlette.routing.Router", "fastapi.routing.Router"})
PLAIN_CLASSES = frozenset({"InferringRouter"})
"""Routers of libraries that serve what is put into them, and nothing else."""
VERBS = frozenset({"get", "post", "put", "delete", "patch", "options", "head", "trace"})
DECORATORS = {"api_route": "add_api_route", "route": "add_route", "websocket": "add_api_websocket_route"}
DECORATORS["websocket_route"], DECORATORS["on_event"] = "add_websocket_route", "add_event_handler"
"""The methods that hand out a decorator, and the method that the decorator calls."""
KINDS = {"add_api_route": "api", "add_route": "plain", "add_api_websocket_route": "websocket", "add_websocket_route": "plain websocket"}
ROUTE_ARGUMENTS = ("path", "endpoint", "methods", "name", "include_in_schema")


ROUTE_MAKERS = frozenset({"Admin", "expose", "mount_http", "mount_sse", "mount_to", "register_routes", "setup_routes", "init_routes"})
"""Functions of libraries that put routes into the application which they are given: sqladmin, Prometheus, MCP servers."""


class Framework(Packages):
    """Keeps what the code puts into routers. `entries` holds it for each router, in order."""

    def __init__(self, modules: Modules) -> None:
        super().__init__(modules)
        self.entries: dict[Instance, list[Entry]] = {}
        self.sites: list[Site] = []
        """The decorators that are being applied, and the calls of `add_api_route`."""
        self.startups: dict[Instance, list[Value]] = {}
        """What each application calls when it starts."""
        self._kinds: dict[str, str] = {}

    # objects

    def kind_of(self, target: Value) -> str:
        """`application`, `router`, `library` (a router of another library) or nothing."""
        function = target.made.function if isinstance(target, Instance) else None
        if not isinstance(function, Symbol):
            return ""
        key = f"{function.name} {function.closure}"
        if key not in self._kinds:
            self._kinds[key] = self._kind(function)
        return self._kinds[key]

    def _kind(self, function: Symbol) -> str:
        names = [one.name for one in ancestors(self, function) if isinstance(one, Symbol) and one.definition is None]
        if APPLICATIONS.intersection(names):
            return "application"
        if ROUTERS.intersection(names) or any(name.rpartition(".")[2] in PLAIN_CLASSES for name in names):
            return "router"
        return "library" if any(name.endswith("Router") and not name.startswith("strawberry.") for name in names) else ""

    def is_router(self, target: Value) -> bool:
        return bool(self.kind_of(target))

    def library(self, call: Call, site: Site) -> Value:
        if isinstance(call.function, Symbol) and self._kind(call.function):
            made = Instance(call, {})
            self.construct(made, call.arguments, call.keywords)
            return made
        if call.last in ROUTE_MAKERS:
            self._note_maker(call, site)
        return super().library(call, site)

    def _note_maker(self, call: Call, site: Site) -> None:
        """A library that is handed an application and puts routes into it."""
        given = (*call.arguments, *(value for _, value in call.keywords))
        for router in (self.router_of(value) for value in given):
            if router is not None:
                self.entries[router].append(UnreadEntry(dotted(call.function), "a library adds routes of its own here", site.place))

    def construct(self, made: Instance, arguments: tuple[Value, ...], keywords: Keywords) -> None:
        kind = self.kind_of(made)
        if not kind:
            super().construct(made, arguments, keywords)
            return
        stated, place = dict(keywords), made.made.place or Place("", 0, 0)
        if kind == "application":
            router = Instance(Call(Symbol("fastapi.APIRouter")), {})
            inner = {name: value for name, value in stated.items() if name not in {"prefix", "tags"}}
            self.configure(router, inner, place)
            webhooks = Instance(Call(Symbol("fastapi.APIRouter")), {})
            self.configure(webhooks, {}, place)
            made.attributes.update({"webhooks": webhooks, **stated, "router": router, "routes": router.attributes["routes"]})
            self._hook(made)
            self.startups[router] = [stated["lifespan"]] if "lifespan" in stated else list(sequence_of(stated.get("on_startup")))
            return
        self.configure(made, stated, place)
        if kind == "library":
            reason = f"{made.made.last} comes from a library that may add routes of its own"
            self.entries[made].append(UnreadEntry(made.made.last, reason, place))

    def _hook(self, made: Instance) -> None:
        """`FastAPI` ends its constructor with `setup`, which a subclass may have put routes into."""
        owner = self.class_of(made)
        found = self.class_member(owner, "setup") if owner is not None and is_class(owner) else None
        if found is not None and isinstance(found[1], Symbol):
            self.follow(found[1], (), (), made)

    def configure(self, router: Instance, stated: Mapping[str, Value], place: Place) -> None:
        router.attributes.update(stated)
        for name in ("tags", "dependencies"):
            given = settled(router.attributes.get(name))
            router.attributes[name] = Items(list(given)) if isinstance(given, tuple) else Items([])
        router.attributes.setdefault("prefix", "")
        self.entries[router] = []
        routes = self.sequence(stated["routes"]) if stated.get("routes") is not None else ()
        router.attributes["routes"] = Items([])
        for route in routes if routes is not None else ():
            self._add_object(router, route, place)

    def router_of(self, target: Value) -> Instance | None:
        """The router that holds what is put into an application or a router."""
        if isinstance(target, Instance) and self.kind_of(target) == "application":
            inner = target.attributes.get("router")
            return inner if isinstance(inner, Instance) and inner in self.entries else None
        return target if isinstance(target, Instance) and target in self.entries else None

    # methods

    def library_method(self, call: Call, site: Site) -> Value:
        target, name = (call.function.target, call.function.name) if isinstance(call.function, Bound) else (None, "")
        router = self.router_of(target)
        if router is None:
            if name in ROUTE_MAKERS:
                self._note_maker(call, site)
            return super().library_method(call, site)
        if router is not target and name in {*VERBS, *DECORATORS.values(), "api_route", "include_router", "mount", "websocket"}:
            return self.method(Bound(router, name), call.arguments, call.keywords, site)
        if name in VERBS:
            keywords = (*call.keywords, ("methods", Items([name.upper()])))
            return self.method(Bound(router, "api_route"), call.arguments, keywords, site)
        if name in DECORATORS:
            return Call(Bound(router, name), call.arguments, call.keywords, call.place)
        self._put(router, name, call, site)
        return None

    def call_of_call(self, function: Call, arguments: tuple[Value, ...], keywords: Keywords, site: Site) -> Value:
        target = function.function.target if isinstance(function.function, Bound) else None
        router = self.router_of(target)
        if router is not None and function.last in DECORATORS and arguments:
            given = (*function.arguments[:1], arguments[0], *function.arguments[1:])
            stated = function.keywords
            if not function.arguments:
                given, stated = (dict(stated).get("path", ""), arguments[0]), tuple(pair for pair in stated if pair[0] != "path")
            self.method(Bound(router, DECORATORS[function.last]), given, stated, site)
            return arguments[0]
        return super().call_of_call(function, arguments, keywords, site)

    def _put(self, router: Instance, name: str, call: Call, site: Site) -> None:
        match name:
            case "add_api_route" | "add_route" | "add_api_websocket_route" | "add_websocket_route":
                stated = {**dict(zip(ROUTE_ARGUMENTS, call.arguments, strict=False)), **dict(call.keywords)}
                kind = KINDS[name]
                written = self.sites[-1] if self.sites else site
                self.add_route(router, kind, stated, written.place, written)
            case "include_router":
                included = call.argument(0, "router")
                parent, stated = (
                    settings_of(router.attributes),
                    {**dict(zip(("router",), call.arguments, strict=False)), **dict(call.keywords)},
                )
                text = source_of(site.node.args[0]) if isinstance(site.node, ast.Call) and site.node.args else source_of(site.node)
                entry = Inclusion(
                    parent.around(settings_of(stated)),
                    included if not isinstance(included, Missing) else None,
                    site.place,
                    self.condition,
                    text,
                )
                self.entries[router].append(entry)
            case "add_event_handler" if call.arguments[:1] == ("startup",):
                self.startups.setdefault(router, []).extend(call.arguments[1:2])
            case "mount":
                path, application = call.argument(0, "path"), call.argument(1, "app")
                if not isinstance(path, Missing) and not isinstance(application, Missing):
                    self.entries[router].append(MountEntry(path, application, site.place, self.condition))
            case _:
                pass

    @property
    def condition(self) -> str:
        return " and ".join(self.conditions)

    def add_route(self, router: Instance, kind: str, stated: Mapping[str, Value], place: Place, site: Site | None = None) -> None:
        methods = methods_of(settled(stated.get("methods")))
        own = settings_of({**stated, "prefix": stated.get("path", "")}, "response_class")
        settings = own if kind.startswith("plain") or site is None else settings_of(router.attributes).around(own)
        node = keyword_of(site.node, "response_model") if site is not None else None
        entry = RouteEntry(
            settings,
            () if "socket" in kind else methods,
            stated.get("endpoint"),
            stated,
            place,
            self.condition,
            kind,
            node,
            self.kept(node, site.scope) if node is not None and site is not None else None,
        )
        self.entries[router].append(entry)

    def kept(self, node: ast.expr, scope: Scope) -> Scope:
        """The scope of an expression, with its names as they are now."""
        names = {one.id: scope.names[one.id] for one in ast.walk(node) if isinstance(one, ast.Name) and one.id in scope.names}
        return Scope(scope.module, Environment(scope.names, names), scope.classes)

    def _add_object(self, router: Instance, route: Value, place: Place) -> None:
        """A `Route`, `WebSocketRoute`, `Mount` or `APIRoute` that is handed over as an object."""
        if not isinstance(route, Call):
            self.entries[router].append(UnreadEntry("routes", "the routes are computed at run time", place))
            return
        stated = {**dict(zip(ROUTE_ARGUMENTS, route.arguments, strict=False)), **dict(route.keywords)}
        match route.last:
            case "Route" | "APIRoute" | "WebSocketRoute" | "APIWebSocketRoute":
                kind = "websocket" if "WebSocket" in route.last else "api" if route.last == "APIRoute" else "plain"
                self.add_route(router, kind, stated, route.place or place)
            case "Mount":
                application = stated.get("app", stated.get("endpoint"))
                routes = stated.get("routes")
                if routes is not None:
                    application = Instance(Call(Symbol("starlette.routing.Router"), (), (("routes", routes),), route.place or place), {})
                    self.construct(application, (), application.made.keywords)
                self.entries[router].append(MountEntry(stated.get("path", ""), application, place, self.condition))
            case _:
                self.entries[router].append(UnreadEntry(route.last, "it is no route that can be read", place))
