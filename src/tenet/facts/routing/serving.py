"""From what routers hold to the routes that an application serves."""

import re
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus

from tenet.facts.python.values import MISSING, Call, Instance, Member, Missing, Place, Symbol, Value, frozen, plain
from tenet.facts.routing.entries import Inclusion, MountEntry, RouteEntry, Settings, UnreadEntry, dotted, joined, text_of
from tenet.facts.routing.functions import function_of
from tenet.facts.routing.library_modules import is_outside
from tenet.facts.routing.library_routes import LibraryRoute, library_routes
from tenet.facts.routing.run import Run
from tenet.facts.routing.served_route import Application, MountedApplication, ServedRoute, UnreadRoutes

MAX_ROUTES = 20_000
MAX_NESTING = 25
STATUS = re.compile(r"HTTP_(\d{3})_")
Served = ServedRoute | UnreadRoutes | MountedApplication


class Serving:
    """Lays out the routes of the applications of one run."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def application(self, target: Instance, name: str, depth: int = 0) -> Application:
        """The routes of an application, in the order in which it tries them."""
        router = self.run.router_of(target)
        found: list[Served] = []
        if router is not None:
            paginated = router in self.run.paginated
            for served in self._served(router, Settings(), "", depth):
                if len(found) < MAX_ROUTES:
                    found.append(replace(served, paginated=True) if paginated and isinstance(served, ServedRoute) else served)
        if not depth:
            found += self._unfollowed(name)
        routes = {(one.path, one.methods, one.place, one.handler, one.name): one for one in found if isinstance(one, ServedRoute)}
        title, version = (target.attributes.get(name) for name in ("title", "version"))
        return Application(
            name,
            target.made.place or Place("", 0, 0),
            tuple(routes.values()),
            tuple(dict.fromkeys(one for one in found if isinstance(one, UnreadRoutes))),
            title if isinstance(title, str) else "FastAPI",
            version if isinstance(version, str) else "0.1.0",
            tuple(one for one in found if isinstance(one, MountedApplication)),
            tuple(self._webhooks(target, depth)),
        )

    def _webhooks(self, target: Instance, depth: int) -> Iterator[ServedRoute]:
        router = self.run.router_of(target.attributes.get("webhooks"))
        served = self._served(router, Settings(), "", depth) if router is not None else ()
        return (one for one in served if isinstance(one, ServedRoute))

    def _unfollowed(self, name: str) -> Iterator[UnreadRoutes]:
        """What of the code was not followed, where it may have a part in routing."""
        if self.run.exhausted:
            yield UnreadRoutes(name, "the code that makes the application is too long to follow to its end")
        for function, place in self.run.given_up.items():
            if self.run.shows_routing(place.path):
                yield UnreadRoutes(function, "the function is too long to be followed to its end", place)
        for file in self.run.unparsable.values():
            yield UnreadRoutes(file.path, file.reason, Place(file.path, file.line or 1, file.line or 1))

    def _served(self, router: Instance, around: Settings, condition: str, depth: int) -> Iterator[Served]:
        if depth > MAX_NESTING:
            yield UnreadRoutes("routers", "they include one another too deeply", router.made.place)
            return
        for entry in self.run.entries.get(router, ()):
            match entry:
                case RouteEntry():
                    yield self._route(entry, around.around(entry.settings), _both(condition, entry.condition))
                case Inclusion():
                    yield from self._included(entry, around, condition, depth)
                case MountEntry():
                    yield from self._mounted(entry, around, _both(condition, entry.condition), depth)
                case UnreadEntry():
                    yield UnreadRoutes(entry.subject, entry.reason, entry.place)

    def _included(self, entry: Inclusion, around: Settings, condition: str, depth: int) -> Iterator[Served]:
        settings = around.around(entry.settings)
        router = self.run.router_of(entry.router)
        known = library_routes(entry.router)
        if router is None and known is None:
            yield UnreadRoutes(entry.text, _why_unread(entry.router), entry.place)
        elif isinstance(settings.prefix, str) and router is None and known is not None:
            yield from (self._of_library(route, entry, settings, _both(condition, entry.condition)) for route in known)
        elif router is None or not isinstance(settings.prefix, str):
            yield UnreadRoutes(entry.text, f"its prefix is known at run time only: {text_of(settings.prefix)}", entry.place)
        else:
            for served in self._served(router, settings, _both(condition, entry.condition), depth + 1):
                yield replace(served, place=entry.place) if served.place is not None and is_outside(served.place.path) else served

    def _of_library(self, route: LibraryRoute, entry: Inclusion, settings: Settings, condition: str) -> ServedRoute:
        handler = dotted(entry.router)
        served = ServedRoute(str(joined(settings.prefix, route.path)), (route.method,), None, handler, entry.place)
        served = _under(served, settings, condition)
        return replace(
            served,
            name=route.name,
            library=handler.partition(".")[0],
        )

    def _mounted(self, entry: MountEntry, around: Settings, condition: str, depth: int) -> Iterator[Served]:
        path = joined(around.prefix, entry.path)
        router = self.run.router_of(entry.application)
        if not isinstance(path, str):
            yield UnreadRoutes("mount", f"its path is known at run time only: {text_of(path)}", entry.place)
            return
        inner = entry.application if isinstance(entry.application, Instance) and router is not None else None
        subject = dotted(entry.application)
        application = None if inner is None else self.application(inner, subject, depth + 1)
        yield MountedApplication(path.rstrip("/"), subject, entry.place, application, condition)

    def _route(self, entry: RouteEntry, settings: Settings, condition: str) -> Served:
        path = settings.prefix
        if not isinstance(path, str):
            return UnreadRoutes(f"{', '.join(entry.methods)} {text_of(path)}".strip(), "its path is known at run time only", entry.place)
        if not entry.methods and "websocket" not in entry.kind:
            return UnreadRoutes(path, "its methods are known at run time only", entry.place)
        is_plain = entry.kind.startswith("plain")
        methods = tuple(sorted({*entry.methods, "HEAD"})) if is_plain and "GET" in entry.methods else entry.methods
        endpoint = function_of(self.run, entry.endpoint)
        handler = dotted(entry.endpoint)
        name, operation_id = entry.stated.get("name"), entry.stated.get("operation_id")
        return replace(
            _under(ServedRoute(path, methods, endpoint, handler, entry.place), settings, condition),
            response_model=_frozen(entry.stated.get("response_model", MISSING)),
            response_model_scope=entry.model_scope,
            response_model_node=entry.model_node,
            status_code=status_of(entry.stated.get("status_code", MISSING)),
            operation_id=operation_id if isinstance(operation_id, str) else "",
            name=name if isinstance(name, str) else endpoint.name if endpoint is not None else handler.rpartition(".")[2],
            websocket="websocket" in entry.kind,
            library=handler.partition(".")[0] if is_outside(entry.place.path) else "",
            plain=is_plain,
            stated={key: frozen(value) for key, value in entry.stated.items()},
        )


def _under(route: ServedRoute, settings: Settings, condition: str) -> ServedRoute:
    """The route with what is stated of it along the way."""
    return replace(
        route,
        dependencies=tuple(frozen(one) for one in settings.dependencies),
        response_class=settings.response_class,
        unique_id_function=settings.unique_id_function,
        responses={_plain_status(key): frozen(value) for key, value in settings.responses.items()},
        in_schema=settings.in_schema,
        deprecated=settings.deprecated,
        tags=tuple(tag for tag in (tag_of(one) for one in settings.tags) if tag),
        condition=condition,
    )


def _frozen(value: Value | Missing) -> Value | Missing:
    return value if isinstance(value, Missing) else frozen(value)


def status_of(value: Value | Missing) -> Value | Missing:
    """A status as its number: of `starlette.status` and `http.HTTPStatus` too."""
    if value is None or isinstance(value, Missing):
        return MISSING
    if isinstance(value, Symbol):
        number = STATUS.search(value.last)
        name = value.name.removesuffix(".value").rpartition(".")[2]
        return int(number[1]) if number else HTTPStatus[name].value if name in HTTPStatus.__members__ else value
    return plain(value)


def _plain_status(value: Value) -> Value:
    found = status_of(value)
    return value if isinstance(found, Missing) else found


def tag_of(value: Value) -> str:
    found = value.value if isinstance(value, Member) else value
    return found if isinstance(found, str) else ""


def _both(outer: str, inner: str) -> str:
    return " and ".join(part for part in (outer, inner) if part)


def _why_unread(value: Value) -> str:
    if isinstance(value, Call):
        return f"a library makes this router: {dotted(value)}"
    return "what is included here is known at run time only"
