"""The API of an application that is really imported, as the rules get it: FastAPI says what the code promises."""

import ast
import importlib
import json
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from tests.fakes.facts import facts_of

from tenet.domain.component import Component
from tenet.facts.facts import Facts
from tenet.facts.openapi.api_contract import ApiContract, ApiOperation, Unread
from tenet.facts.openapi.comparison.access import mapping
from tenet.facts.python.values import Place

Files = Mapping[str, str]


def facts_between(
    base: Files,
    head: Files,
    *,
    components: tuple[Component, ...] = (),
    unread: tuple[Unread, ...] = (),
    base_unread: tuple[Unread, ...] = (),
) -> Facts:
    """Facts of the change with the contracts of both applications (`shop.main:app`); None where a side has none."""
    facts = facts_of(base, head, components=components)
    facts.base_api = contract(base, base_unread)
    facts.head_api = contract(head, unread)
    return facts


def contract(files: Files, unread: tuple[Unread, ...] = ()) -> ApiContract | None:
    found = _contract(tuple(sorted((path, text) for path, text in files.items() if path.endswith(".py"))))
    return None if found is None else ApiContract(found.document, found.operations, unread)


@cache
def _contract(files: tuple[tuple[str, str], ...]) -> ApiContract | None:
    if "shop/main.py" not in dict(files):
        return None
    with tempfile.TemporaryDirectory() as folder:
        for path, text in files:
            target = Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        sys.path.insert(0, folder)
        importlib.invalidate_caches()
        try:
            return _read(importlib.import_module("shop.main").app, Path(folder), dict(files))
        finally:
            sys.path.remove(folder)
            for name in [name for name in sys.modules if name.partition(".")[0] == "shop"]:
                del sys.modules[name]


def _read(app: FastAPI, folder: Path, files: Mapping[str, str]) -> ApiContract:
    document = json.loads(json.dumps(app.openapi()))
    places = _places(files)
    models = {
        name: place
        for component, schema in mapping(mapping(document.get("components")).get("schemas")).items()
        for name, place in _of_model(component, mapping(schema), places)
    }
    return ApiContract(document, tuple(_operations(app, folder, files, models)))


def _operations(app: FastAPI, folder: Path, files: Mapping[str, str], models: Mapping[str, Place]):
    for route in iter_route_contexts(app.routes):
        if not isinstance(route.original_route, APIRoute):
            continue
        file = Path(route.endpoint.__code__.co_filename).relative_to(folder).as_posix()
        function = next(
            node
            for node in ast.walk(ast.parse(files[file]))
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == route.endpoint.__name__
        )
        for method in sorted(route.methods):
            yield ApiOperation(
                method,
                route.path_format,
                f"{route.endpoint.__module__}.{route.endpoint.__name__}",
                file,
                function.lineno,
                max(function.lineno, function.body[0].lineno - 1),
                route.include_in_schema,
                bool(route.deprecated),
                False,
                models,
            )


def _places(files: Mapping[str, str]) -> Mapping[str, Place]:
    found: dict[str, Place] = {}
    for path, text in files.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef):
                found[node.name] = Place(path, node.lineno, node.lineno)
                for part in node.body:
                    if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
                        found[f"{node.name}.{part.target.id}"] = Place(path, part.lineno, part.end_lineno or part.lineno)
    return found


def _of_model(component: str, schema: Mapping[str, object], places: Mapping[str, Place]):
    name = component.removesuffix("-Input").removesuffix("-Output").rpartition("__")[2]
    if name in places:
        yield component, places[name]
    for field in mapping(schema.get("properties")):
        if f"{name}.{field}" in places:
            yield f"{component}.{field}", places[f"{name}.{field}"]
