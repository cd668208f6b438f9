"""What FastAPI itself serves of a small application that is really imported, beside what is read of it."""

import importlib
import importlib.util
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import FastAPI, routing
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from tests.facts.python.reading import modules_of

from tenet.facts.python.values import Call, Value
from tenet.facts.routing.applications import Applications
from tenet.facts.routing.served_route import Application, ServedRoute


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """One route, as far as both sides can say."""

    path: str
    methods: tuple[str, ...]
    kind: str
    name: str
    status: int | None = None
    dependencies: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    in_schema: bool = True
    deprecated: bool = False
    responses: tuple[str, ...] = ()


def served(files: Mapping[str, str], name: str) -> list[Row]:
    """The routes of the real application."""
    with imported(files, name) as application:
        contexts = getattr(routing, "iter_route_contexts", None)
        pairs = (
            [(one.original_route, one) for one in contexts(application.routes)] if contexts else [(one, one) for one in application.routes]
        )
        rows = [_row(original, effective) for original, effective in pairs]
    return sorted(row for row in rows if row is not None)


@contextmanager
def imported(files: Mapping[str, str], name: str) -> Iterator[FastAPI]:
    """The application object, imported from a temporary folder."""
    module_name, _, attribute = name.partition(":")
    before = set(sys.modules)
    with TemporaryDirectory() as folder:
        for path, text in files.items():
            file = Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        roots = sorted({str(Path(folder, path).parent) for path in files if "/" in path and not _in_package(path, files)} | {folder})
        sys.path[:0] = roots
        importlib.invalidate_caches()
        try:
            found = getattr(importlib.import_module(module_name), attribute.removesuffix("()"))
            yield found if isinstance(found, FastAPI) else found()
        finally:
            del sys.path[: len(roots)]
            for added in set(sys.modules) - before:
                if str(getattr(sys.modules[added], "__file__", "") or "").startswith(folder) or added.partition(".")[0] in _tops(files):
                    del sys.modules[added]


def _in_package(path: str, files: Mapping[str, str]) -> bool:
    return f"{path.rpartition('/')[0]}/__init__.py" in files


def _tops(files: Mapping[str, str]) -> set[str]:
    return {part.removesuffix(".py") for path in files for part in path.split("/")}


def _row(original: BaseRoute, effective: object) -> Row | None:
    inner = getattr(effective, "starlette_route", None) or getattr(effective, "_effective_route", None) or effective
    route = getattr(inner, "starlette_route", None) or inner
    endpoint = getattr(route, "endpoint", None) or getattr(original, "endpoint", None)
    if isinstance(original, Mount):
        return None
    if getattr(endpoint, "__module__", "").startswith("fastapi."):
        return None
    if isinstance(original, APIRoute):
        path = str(route.path_format)
        names = tuple(_called(one.dependency) for one in route.dependencies)
        tags = tuple(str(getattr(tag, "value", tag)) for tag in route.tags)
        responses = tuple(sorted(str(key) for key in route.responses))
        stated = (route.status_code, names, tags, bool(route.include_in_schema), bool(route.deprecated), responses)
        return Row(path, tuple(sorted(route.methods)), "api", str(route.name), *stated)
    if isinstance(original, WebSocketRoute):
        return Row(str(route.path_format), (), "websocket", str(route.name))
    if isinstance(original, Route):
        return Row(str(route.path_format), tuple(sorted(route.methods or ())), "plain", str(route.name))
    return None


def _called(function: object) -> str:
    inner = getattr(function, "func", function)
    return str(getattr(inner, "__name__", type(inner).__name__))


def read(files: Mapping[str, str], name: str | None) -> Application:
    """What is read of the application."""
    found = Applications(modules_of(files)).read(name)
    assert isinstance(found, Application), found
    return found


def rows_of(application: Application) -> list[Row]:
    return sorted(_row_read(route) for route in application.routes)


def _row_read(route: ServedRoute) -> Row:
    kind = "websocket" if route.websocket else "plain" if route.plain else "api"
    if kind != "api":
        return Row(route.path_format, route.methods, kind, route.name)
    status = route.status_code if isinstance(route.status_code, int) else None
    names = tuple(_dependency_name(one) for one in route.dependencies)
    responses = tuple(sorted(str(key) for key in route.responses))
    return Row(route.path_format, route.methods, kind, route.name, status, names, route.tags, route.in_schema, route.deprecated, responses)


def _dependency_name(value: Value) -> str:
    """The last name of what `Depends(...)` names."""
    assert isinstance(value, Call), value
    assert value.last in {"Depends", "Security"}, value
    given = value.argument(0, "dependency")
    while isinstance(given, Call) and given.last == "partial":
        given = given.arguments[0]
    return str(getattr(given, "last", getattr(given, "name", given)))


def agree(files: Mapping[str, str], name: str) -> Application:
    """Reads the application, imports it, and holds the one to the other."""
    application = read(files, name)
    assert rows_of(application) == served(files, name)
    assert not application.unread
    return application
