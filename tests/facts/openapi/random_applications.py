"""Random FastAPI applications of several modules, as texts: models, dependencies, routers and what they take and answer."""

from collections.abc import Iterator
from random import Random

SCALARS = (
    "int", "str", "float", "bool", "date", "datetime", "UUID", "Decimal", "Colour", "Level", "Literal['x', 'y']", "Literal[1]", "EmailStr",
    "HttpUrl", "timedelta", "bytes", "Path", "PositiveInt",
)  # fmt: skip
DEFAULTS = {"int": "3", "str": "'a'", "float": "1.5", "bool": "True", "Colour": "Colour.red", "Level": "Level.high", "Literal[1]": "1"}
METHODS = ("get", "post", "put", "patch", "delete")
HEADER = """\
from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Generic, List, Literal, Optional, TypeVar, Union
from uuid import UUID

from fastapi import APIRouter, Body, Cookie, Depends, FastAPI, File, Form, Header, Query, UploadFile, status
from pydantic import BaseModel, ConfigDict, EmailStr, Field, HttpUrl, PositiveInt, computed_field
from pydantic.alias_generators import to_camel
"""
KINDS = """
from enum import Enum, IntEnum


class Colour(str, Enum):
    red = "red"
    blue = "blue"


class Level(IntEnum):
    low = 1
    high = 2
"""


class Writer:
    """Writes one application. The same seed writes the same texts."""

    def __init__(self, seed: int, package: str) -> None:
        self.random = Random(seed)
        self.package = package
        self.models: list[str] = []
        self.dependencies: list[str] = []

    def files(self) -> dict[str, str]:
        header = HEADER if self.random.random() < 0.5 else HEADER.replace("from __future__ import annotations\n", "")
        models = "\n".join([header, f"from {self.package}.kinds import Colour, Level\n", "T = TypeVar('T')\n", *self._models()])
        dependencies = "\n".join([header, f"from {self.package}.kinds import Colour, Level", *self._dependencies()])
        names = ", ".join(self.models)
        imports = [
            f"from {self.package}.kinds import Colour, Level",
            f"from {self.package}.models import Page, {names}",
            f"from {self.package} import dependencies",
        ]
        routers = [f"routes_{index}" for index in range(self.random.randint(1, 3))]
        found = {
            f"{self.package}/__init__.py": "",
            f"{self.package}/kinds.py": KINDS,
            f"{self.package}/models.py": models,
            f"{self.package}/dependencies.py": dependencies,
            f"{self.package}/main.py": "\n".join([header, *self._main(routers)]),
        }
        for router in routers:
            found[f"{self.package}/{router}.py"] = "\n".join([header, *imports, *self._router()])
        return found

    def _models(self) -> Iterator[str]:
        yield "class Page(BaseModel, Generic[T]):\n    items: list[T]\n    total: int\n    next: Optional[T] = None\n"
        for index in range(self.random.randint(2, 5)):
            base = self.random.choice(["BaseModel", *self.models]) if self.models else "BaseModel"
            yield f"class Model{index}({base}):"
            if self.random.random() < 0.25:
                yield "    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)"
            for number in range(self.random.randint(1, 4)):
                yield f"    field_{index}_{number}: {self._field(self.models)}"
            if self.random.random() < 0.2:
                yield f"    @computed_field\n    @property\n    def made_{index}(self) -> {self._type(self.models)}: ...\n"
            yield ""
            self.models.append(f"Model{index}")

    def _field(self, models: list[str]) -> str:
        kind = self._type(models)
        choice = self.random.random()
        if choice < 0.3:
            return f"Optional[{kind}] = None"
        if choice < 0.4:
            return f"{kind} | None"
        if choice < 0.5 and kind in DEFAULTS:
            return f"{kind} = {DEFAULTS[kind]}"
        if choice < 0.6:
            return f"{kind} = Field(..., alias='given{self.random.randint(0, 999)}')"
        if choice < 0.7 and kind in {"int", "float"}:
            return f"Annotated[{kind}, Field(ge=1, lt=9)]"
        if choice < 0.75:
            return f"list[{kind}] = Field(default_factory=list, max_length=3)"
        return kind

    def _type(self, models: list[str]) -> str:
        inner = self.random.choice([*SCALARS, *models, *models])
        shape = self.random.choice(
            ["{}", "{}", "{}", "{}", "list[{}]", "List[{}]", "dict[str, {}]", "Optional[{}]", "set[{}]", "tuple[{}, ...]", "Union[{}, int]"]
        )
        return "Any" if self.random.random() < 0.03 else shape.format(inner if not (shape == "set[{}]" and inner in models) else "str")

    def _dependencies(self) -> Iterator[str]:
        for index in range(self.random.randint(1, 3)):
            below = f", below=Depends({self.random.choice(self.dependencies)})" if self.dependencies and self.random.random() < 0.5 else ""
            if self.random.random() < 0.3:
                yield f"class depend_{index}:\n    def __init__(self, {self._query(index)}{below}): ...\n"
            else:
                yield f"def depend_{index}({self._query(index)}{below}): ...\n"
            self.dependencies.append(f"depend_{index}")

    def _query(self, index: int) -> str:
        kind = self.random.choice(SCALARS[:10])
        name = f"{self.random.choice('abc')}_{index}"
        return self.random.choice(
            [
                f"{name}: {kind}",
                f"{name}: Optional[{kind}] = None",
                f"{name}: {kind} = {DEFAULTS.get(kind, 'None')}",
                f"{name}: list[{kind}] = Query([])",
                f"{name}: Annotated[{kind} | None, Header()] = None",
                f"{name}: {kind} = Cookie()",
                f"{name}: {kind} = Query(..., alias='q{index}')",
                f"{name}: Annotated[list[{kind}], Query()]",
            ]
        )

    def _router(self) -> Iterator[str]:
        guard = f", dependencies=[Depends(dependencies.{self.random.choice(self.dependencies)})]" if self.random.random() < 0.3 else ""
        prefix = self.random.choice(["", "/v1", "/shops/{shop_id}"])
        yield f"router = APIRouter(prefix='{prefix}'{guard})\n"
        for index in range(self.random.randint(1, 5)):
            yield from self._route(index)

    def _route(self, index: int) -> Iterator[str]:
        method = self.random.choice(METHODS)
        options = []
        if self.random.random() < 0.5:
            options.append(f"response_model={self._answer()}")
        if self.random.random() < 0.2:
            options.append(f"status_code={self.random.choice(['201', 'status.HTTP_202_ACCEPTED'])}")
        if self.random.random() < 0.15:
            options.append(f"responses={{404: {{'model': {self.random.choice(self.models)}}}}}")
        path = self.random.choice([f"/r{index}", f"/r{index}/{{item_id}}"])
        taken = ["item_id: int"] if "{" in path and self.random.random() < 0.8 else []
        if method not in {"get", "delete"}:
            taken += self._bodies(index)
        taken += [self._query(index + number) for number in range(self.random.randint(0, 2))]
        if self.random.random() < 0.4:
            taken.append(f"given=Depends(dependencies.{self.random.choice(self.dependencies)})")
        returns = f" -> {self._answer()}" if self.random.random() < 0.4 else ""
        unique = {one.partition(":")[0]: one for one in taken}.values()
        named = f"*, {', '.join(unique)}" if unique else ""
        yield f"@router.{method}({', '.join([repr(path), *options])})\ndef handler_{index}({named}){returns}: ...\n"

    def _bodies(self, index: int) -> list[str]:
        model, other = self.random.choice(self.models), self.random.choice(self.models)
        return self.random.choice(
            [
                [f"body_{index}: {model}"],
                [f"body_{index}: {model} | None = None"],
                [f"body_{index}: list[{model}]"],
                [f"body_{index}: {model}", f"more_{index}: {other}"],
                [f"body_{index}: {model} = Body(embed=True)"],
                [f"body_{index}: {model}", f"count_{index}: int = Body(1)"],
                [f"form_{index}: str = Form()", f"kind_{index}: Colour = Form(Colour.red)"],
                [f"file_{index}: UploadFile", f"note_{index}: Optional[str] = Form(None)"],
                [f"body_{index}: dict[str, {model}]"],
                [],
            ]
        )

    def _answer(self) -> str:
        model = self.random.choice(self.models)
        return self.random.choice([model, f"list[{model}]", f"Page[{model}]", f"Optional[{model}]", f"dict[str, {model}]", "None", "str"])

    def _main(self, routers: list[str]) -> Iterator[str]:
        for router in routers:
            yield f"from {self.package} import {router}"
        yield "\napp = FastAPI()"
        if len(routers) > 1 and self.random.random() < 0.4:
            prefixed = ", ".join(f"('/{router}', {router}.router)" for router in routers)
            yield f"for prefix, router in [{prefixed}]:\n    app.include_router(router, prefix=prefix)"
        elif self.random.random() < 0.3:
            included = "\n".join(f"    api.include_router({router}.router, prefix='/{router}')" for router in routers)
            yield f"def build() -> APIRouter:\n    api = APIRouter()\n{included}\n    return api\n"
            yield "app.include_router(build(), prefix='/api')"
        else:
            for router in routers:
                yield f"app.include_router({router}.router, prefix='/{router}')"
