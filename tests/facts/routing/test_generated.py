"""Applications made up at random, of several modules, held to FastAPI itself."""

from collections.abc import Mapping
from random import Random

import pytest
from tests.facts.routing.oracle import agree

VERBS = ("get", "post", "put", "delete", "patch", "head", "options")


class Author:
    """Writes one application: routers in modules, included in one another in the ways that people write."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.count = 0

    def files(self) -> Mapping[str, str]:
        names = [f"part{number}" for number in range(self.random.randint(1, 4))]
        parts = {f"app/{name}.py": self.module(names[:index]) for index, name in enumerate(names)}
        return {"app/__init__.py": "", "app/shared.py": self.shared(), **parts, "app/main.py": self.main(names)}

    def shared(self) -> str:
        prefix, flag = self.random.choice(["/api", "", "/v1/x"]), self.random.choice([True, False])
        return f"""
import os
from pydantic_settings import BaseSettings
class Settings(BaseSettings):
    PREFIX_OF_NOBODY: str = "{prefix}"
    FLAG_OF_NOBODY: bool = {flag}
settings = Settings()
LIMIT = int(os.getenv("LIMIT_OF_NOBODY", "{self.random.randint(0, 3)}"))
def user(): ...
def audit(): ...
def limited(function=None, *, rate=1):
    from functools import wraps
    def decorate(inner):
        @wraps(inner)
        def wrapper(*args, **kwargs):
            return inner(*args, **kwargs)
        return wrapper
    return decorate if function is None else decorate(function)
"""

    def module(self, others: list[str]) -> str:
        lines = ["from fastapi import APIRouter, Depends", "from app.shared import settings, user, audit, limited, LIMIT"]
        lines.append(f"router = APIRouter({self.settings('prefix')})")
        for _ in range(self.random.randint(1, 4)):
            lines += self.random.choice([self.route, self.direct, self.loop, self.factory, self.view])("router")
        for other in self.random.sample(others, k=min(len(others), self.random.randint(0, 1))):
            lines += [f"from . import {other}", f"router.include_router({other}.router, prefix='{self.path()}', {self.settings()})"]
        return "\n".join(lines) + "\n"

    def main(self, names: list[str]) -> str:
        lines = ["from fastapi import FastAPI, APIRouter, Depends", "from app.shared import settings, user, audit, limited, LIMIT"]
        lines += [f"from app import {', '.join(names)}", f"app = FastAPI({self.settings('application')})"]
        for name in names:
            lines += self.random.choice([self.included, self.conditional])(name)
        lines += self.random.choice([self.all_of, self.register])(names)
        return "\n".join(lines) + "\n"

    # ways to make routes

    def route(self, router: str) -> list[str]:
        decorators = [f"@{router}.{self.random.choice(VERBS)}('{self.path()}', {self.settings('status')})"]
        if self.random.random() < 0.3:
            decorators.append(f"@{router}.api_route('{self.path()}', methods={self.random.sample(['GET', 'POST', 'PUT'], k=2)})")
        if self.random.random() < 0.3:
            decorators.append(self.random.choice(["@limited", "@limited(rate=2)"]))
        return [*decorators, f"{self.random.choice(['', 'async '])}def {self.name()}(): ..."]

    def direct(self, router: str) -> list[str]:
        name = self.name()
        return [f"def {name}(): ...", f"{router}.add_api_route('{self.path()}', {name}, methods=['GET'], {self.settings('status')})"]

    def loop(self, router: str) -> list[str]:
        items = [self.path() for _ in range(self.random.randint(0, 3))]
        return [f"for path in {items}:", f"    @{router}.get(path, {self.settings()})", f"    def {self.name()}(): ..."]

    def factory(self, router: str) -> list[str]:
        name = self.name()
        lines = [f"def make_{name}(path, target={router}, **options):"]
        lines += [f"    if path in ('{self.path()}', '/other'):", "        return None"]
        lines += ["    @target.post(path, **options)", f"    def {name}(): ...", f"    return {name}"]
        return [*lines, f"make_{name}('{self.path()}', {self.settings('status')})", f"make_{name}(path='/other')"]

    def view(self, router: str) -> list[str]:
        name = self.name()
        lines = [f"class View_{name}:", "    verbs = ['GET', 'DELETE']", "    def __init__(self, path):", "        self.path = path"]
        lines += ["    def register(self, target):", "        for verb in self.verbs:"]
        lines += ["            target.add_api_route(self.path, getattr(self, 'on_' + verb.lower()), methods=[verb])"]
        lines += ["    def on_get(self): ...", "    def on_delete(self): ..."]
        return [*lines, f"View_{name}('{self.path()}').register({router})"]

    # ways to include them

    def included(self, name: str) -> list[str]:
        prefix = self.random.choice(
            [f"'{self.path()}'", f"settings.PREFIX_OF_NOBODY + '{self.path()}'", f"f'/n{{LIMIT}}' + '{self.path()}'"]
        )
        return [f"app.include_router({name}.router, prefix={prefix}, {self.settings()})"]

    def conditional(self, name: str) -> list[str]:
        test = self.random.choice(["settings.FLAG_OF_NOBODY", "not settings.FLAG_OF_NOBODY", "LIMIT > 1", "LIMIT in (0, 2) and settings"])
        return [f"if {test}:", *("    " + line for line in self.included(name)), "else:", *("    " + line for line in self.included(name))]

    def all_of(self, names: list[str]) -> list[str]:
        listed = ", ".join(f"('/{name}', {name}.router)" for name in names)
        return [f"for prefix, router in dict([{listed}]).items():", f"    app.include_router(router, prefix=prefix, {self.settings()})"]

    def register(self, names: list[str]) -> list[str]:
        lines = ["def register(application, *routers):", f"    outer = APIRouter({self.settings('prefix')})"]
        lines += [
            "    for router in routers:",
            "        outer.include_router(router, prefix='/all')",
            "    application.include_router(outer)",
        ]
        return [*lines, f"register(app, {', '.join(f'{name}.router' for name in names)})"]

    # words

    def name(self) -> str:
        self.count += 1
        return f"handler_{self.count}"

    def path(self) -> str:
        self.count += 1
        return self.random.choice([f"/p{self.count}", f"/p{self.count}/{{key{self.count}}}", f"/p{self.count}/{{rest{self.count}:path}}"])

    def settings(self, more: str = "") -> str:
        choices = [
            "tags=['a']",
            "dependencies=[Depends(user)]",
            "deprecated=True",
            "include_in_schema=False",
            "responses={404: {}, '4XX': {}}",
        ]
        choices = choices[1:] if more == "application" else choices
        chosen = self.random.sample(choices, k=self.random.randint(0, 2))
        if more == "prefix" and self.random.random() < 0.6:
            chosen.append(f"prefix='{self.path()}'")
        if more == "status" and self.random.random() < 0.5:
            chosen.append(f"status_code={self.random.choice([200, 201, 404])}")
        return ", ".join(chosen)


@pytest.mark.parametrize("seed", range(60))
def test_a_random_application_is_read_as_fastapi_serves_it(seed: int) -> None:
    agree(Author(seed).files(), "app.main:app")


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(1_000, 2_500))
def test_many_random_applications_are_read_as_fastapi_serves_them(seed: int) -> None:
    agree(Author(seed).files(), "app.main:app")
