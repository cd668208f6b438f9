"""What the framework calls: the function behind a handler or a dependency, and what its annotations stand for."""

import ast

import pytest
from tests.facts.python.reading import modules_of

from tenet.facts.python.scope import source_of
from tenet.facts.python.values import Call, Generic, Symbol, Value
from tenet.facts.routing.applications import Applications
from tenet.facts.routing.functions import class_of, function_of
from tenet.facts.routing.served_route import Application, Function

SOURCE = """
from dataclasses import dataclass
from functools import partial, lru_cache
from typing import Annotated
from fastapi import FastAPI, Depends
app = FastAPI()

def plain(q: int = 1): ...
class Checker:
    def __init__(self, roles: list[str]):
        self.roles = roles
    def __call__(self, token: str): ...
class Service:
    def __init__(self, session: str = Depends(plain)): ...
    def get(self, key: int): ...
    @classmethod
    def make(cls, name: str): ...
    @staticmethod
    def check(flag: bool): ...
class Child(Service): ...
@dataclass
class Filters:
    page: int = 1
def needs(role):
    def inner(user: int, name=role): ...
    return inner
service = Service()
@lru_cache
def cached(x: int): ...
"""

DEPENDENCIES = [
    ("plain", "plain", ["q"]),
    ("Checker(['admin'])", "__call__", ["token"]),
    ("Service", "__init__", ["session"]),
    ("Child", "__init__", ["session"]),
    ("service.get", "get", ["key"]),
    ("Child().get", "get", ["key"]),
    ("Service.make", "make", ["name"]),
    ("Service.check", "check", ["flag"]),
    ("service.check", "check", ["flag"]),
    ("needs('admin')", "inner", ["user", "name"]),
    ("partial(plain, 2)", "plain", []),
    ("partial(needs('x'), name='y')", "inner", ["user", "name"]),
    ("lambda x, y=2: x", "<lambda>", ["x", "y"]),
    ("cached", "cached", ["x"]),
]


def applications_of(source: str) -> tuple[Applications, Application]:
    applications = Applications(modules_of({"main.py": source}))
    found = applications.read("main:app")
    assert isinstance(found, Application)
    return applications, found


def parameters(function: Function) -> list[str]:
    """What the framework sees of a signature."""
    given = function.node.args
    names = [argument.arg for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return [name for name in names[function.bound :] if name not in function.filled]


def dependency_of(expression: str) -> tuple[Applications, Value]:
    source = f"{SOURCE}\n@app.get('/', dependencies=[Depends({expression})])\ndef handler(): ...\n"
    applications, application = applications_of(source)
    (call,) = application.routes[0].dependencies
    assert isinstance(call, Call)
    return applications, call.arguments[0]


@pytest.mark.parametrize(("expression", "name", "names"), DEPENDENCIES, ids=[row[0] for row in DEPENDENCIES])
def test_a_dependency_is_the_function_that_is_called(expression: str, name: str, names: list[str]) -> None:
    applications, value = dependency_of(expression)
    function = function_of(applications.run, value)
    assert function is not None
    assert (function.name, parameters(function)) == (name, names)


def test_a_class_without_a_constructor_is_named_as_a_class() -> None:
    applications, value = dependency_of("Filters")
    assert function_of(applications.run, value) is None
    body = class_of(value)
    assert body is not None
    assert body.node.name == "Filters"


def test_a_dependency_of_a_library_is_no_function_of_the_repository() -> None:
    applications, value = dependency_of("OAuth2PasswordBearer(tokenUrl='x')")
    assert function_of(applications.run, value) is None


def test_what_a_partial_gives_by_name_is_a_default() -> None:
    applications, value = dependency_of("partial(needs('x'), name='y')")
    function = function_of(applications.run, value)
    assert function is not None
    assert function.defaults == {"name": "y"}


def test_the_annotations_of_a_closure_see_what_it_closes_over() -> None:
    source = """
from fastapi import FastAPI, APIRouter, Depends
from pydantic import BaseModel
class Cat(BaseModel): ...
class Dog(BaseModel): ...
def guard(name):
    def check(): ...
    return check
def crud(model):
    router = APIRouter(prefix=f"/{model.__name__}")
    @router.post("", response_model=list[model])
    def create(item: model, user=Depends(guard(model.__name__))): ...
    return router
app = FastAPI()
for kind in [Cat, Dog]:
    app.include_router(crud(kind))
"""
    applications, application = applications_of(source)
    for route, name in zip(application.routes, ["main.Cat", "main.Dog"], strict=True):
        function = route.endpoint
        assert function is not None
        (argument, user) = function.node.args.args
        assert argument.annotation is not None
        assert applications.evaluator.evaluate(argument.annotation, function.scope) == Symbol(name)
        assert route.response_model == Generic(Symbol("list"), (Symbol(name),))
        assert route.response_model_node is not None
        assert route.response_model_scope is not None
        assert applications.evaluator.evaluate(route.response_model_node, route.response_model_scope) == route.response_model
        default = applications.evaluator.evaluate(function.node.args.defaults[0], function.scope)
        assert isinstance(default, Call)
        inner = function_of(applications.run, default.arguments[0])
        assert inner is not None
        assert (user.arg, inner.name, inner.scope.names["name"]) == ("user", "check", name.removeprefix("main."))


def test_annotations_and_defaults_are_plain_values() -> None:
    source = "from typing import Annotated\nfrom fastapi import FastAPI, Query\napp = FastAPI()\nTAGS = ['a', {'k': [1]}]\n"
    source += "Page = Annotated[int, Query(alias='p', examples=TAGS)]\n@app.get('/')\ndef handler(page: Page = 1): ...\n"
    applications, application = applications_of(source)
    function = application.routes[0].endpoint
    assert function is not None
    annotation = function.node.args.args[0].annotation
    assert isinstance(annotation, ast.expr)
    value = applications.evaluator.evaluate(annotation, function.scope)
    assert source_of(annotation) == "Page"
    assert isinstance(value, Generic)
    query = value.arguments[1]
    assert isinstance(query, Call)
    assert query.keyword("alias") == "p"
    examples = query.keyword("examples")
    assert isinstance(examples, tuple)
    assert examples[0] == "a"
