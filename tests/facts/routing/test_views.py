"""Class-based views: handlers are methods, and an object of the class is made for each request."""

from collections.abc import Mapping

import pytest
from tests.facts.routing.oracle import agree, read

CBV = '''
import inspect
from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute

def cbv(router: APIRouter):
    """Gives `self` of each route method of a class an object of it."""
    def decorate(cls):
        methods = {function for _, function in inspect.getmembers(cls, inspect.isfunction)}
        for route in list(router.routes):
            if isinstance(route, APIRoute) and route.endpoint in methods:
                signature = inspect.signature(route.endpoint)
                first, *rest = signature.parameters.values()
                rest = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in rest]
                route.endpoint.__signature__ = signature.replace(parameters=[first.replace(default=Depends(cls)), *rest])
        return cls
    return decorate
'''

EXAMPLES: dict[str, Mapping[str, str]] = {
    "methods that carry marks, collected by the class that finds them": {
        "main.py": """
import inspect
from fastapi import APIRouter, FastAPI
def route(path, *methods):
    def mark(function):
        function.marked = {"path": path, "methods": list(methods) or ["GET"]}
        return function
    return mark
class marked_as:
    def __init__(self, path):
        self.path = path
    def __call__(self, function):
        setattr(function, "other", self.path)
        return function
class Controller:
    prefix = ""
    registered = []
    def __init_subclass__(cls, prefix="", **kwargs):
        super().__init_subclass__(**kwargs)
        cls.prefix = prefix
        Controller.registered.append(cls)
    def __init__(self):
        self.router = APIRouter(prefix=self.prefix)
        for name, method in inspect.getmembers(self, predicate=inspect.ismethod):
            if hasattr(method, "marked"):
                self.router.add_api_route(method.marked["path"], method, methods=method.marked["methods"], name=name)
        for name in dir(self):
            if name.startswith("_"):
                continue
            path = getattr(getattr(self, name), "other", None)
            if path is not None:
                self.router.add_api_route(path, getattr(self, name))
class Users(Controller, prefix="/users"):
    @route("/")
    def index(self): ...
    @route("/{id}", "PUT", "PATCH")
    async def change(self, id: int): ...
    def helper(self): ...
class Items(Controller, prefix="/items"):
    @marked_as("/marked")
    def mark_me(self): ...
app = FastAPI()
for controller in Controller.registered:
    app.include_router(controller().router)
"""
    },
    "methods of a decorated class": {
        "app/__init__.py": "",
        "app/cbv.py": CBV,
        "app/items.py": """
from fastapi import APIRouter, Depends
from app.cbv import cbv
router = APIRouter(prefix="/items", tags=["items"])
def session(): ...
class Base:
    session: str = Depends(session)
@cbv(router)
class Items(Base):
    user: str = Depends(session)
    @router.get("")
    def list_all(self, page: int = 1): ...
    @router.post("", status_code=201)
    async def create(self, item: str): ...
    @property
    def helper(self): ...
@router.get("/plain")
def plain(): ...
""",
        "app/main.py": """
from fastapi import FastAPI
from app.items import router
app = FastAPI()
app.include_router(router, prefix='/api')
""",
    },
    "methods that a mapping of verbs registers": {
        "main.py": """
from fastapi import APIRouter, FastAPI
class Resource:
    path = "/"
    verbs = {"get": 200, "post": 201}
    def register(self, router):
        for verb, status in self.verbs.items():
            method = getattr(self, verb, None)
            if method is not None:
                router.add_api_route(self.path, method, methods=[verb.upper()], status_code=status, name=f"{verb}-{type(self).__name__}")
    @classmethod
    def as_router(cls, **kwargs):
        router = APIRouter(**kwargs)
        cls().register(router)
        return router
class Cats(Resource):
    path = "/cats"
    def get(self): ...
    def post(self): ...
class Dogs(Resource):
    path = "/dogs"
    def get(self): ...
app = FastAPI()
for resource in (Cats, Dogs):
    app.include_router(resource.as_router(prefix="/r"))
app.include_router(Cats.as_router(), tags=["again"])
""",
    },
}


@pytest.mark.parametrize("files", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_the_routes_are_those_that_fastapi_serves(files: Mapping[str, str]) -> None:
    agree(files, "app.main:app" if "app/main.py" in files else "main:app")


def test_the_methods_of_a_view_are_bound_and_name_their_class() -> None:
    application = read(EXAMPLES["methods of a decorated class"], "app.main:app")
    create, listing, plain = sorted((route for route in application.routes), key=lambda route: route.name)
    assert create.endpoint is not None
    assert create.endpoint.bound
    assert create.endpoint.view is not None
    assert create.endpoint.view.name == "app.items.Items"
    assert create.endpoint.owner is not None
    assert create.endpoint.owner.name == "Items"
    assert listing.endpoint is not None
    assert listing.endpoint.view == create.endpoint.view
    assert plain.endpoint is not None
    assert plain.endpoint.view is None
    assert not plain.endpoint.bound


def test_a_view_of_fastapi_utils_is_known_by_its_decorator() -> None:
    source = """
from fastapi import FastAPI
from fastapi_utils.cbv import cbv
from fastapi_utils.inferring_router import InferringRouter
router = InferringRouter(prefix="/v")
@cbv(router)
class View:
    @router.get("/x")
    def x(self): ...
app = FastAPI()
app.include_router(router)
"""
    application = read({"main.py": source}, "main:app")
    (route,) = application.routes
    assert (route.path, application.unread) == ("/v/x", ())
    assert route.endpoint is not None
    assert route.endpoint.view is not None


def test_a_resource_of_fastapi_utils_has_a_route_for_each_verb_at_each_path() -> None:
    source = """
from fastapi import FastAPI
from fastapi_utils import Api, Resource
class Cats(Resource):
    def get(self, id: int): ...
    def post(self): ...
    def helper(self): ...
app = FastAPI()
api = Api(app)
api.add_resource(Cats(), "/cats", "/all/cats", prefix="/v1")
"""
    application = read({"main.py": source}, "main:app")
    assert sorted((route.path, *route.methods) for route in application.routes) == [
        ("/v1/all/cats", "GET"),
        ("/v1/all/cats", "POST"),
        ("/v1/cats", "GET"),
        ("/v1/cats", "POST"),
    ]
    assert all(route.endpoint is not None and route.endpoint.bound for route in application.routes)


def test_a_class_of_classy_fastapi_has_the_routes_of_its_methods() -> None:
    source = """
from fastapi import FastAPI
from classy_fastapi import Routable, get, delete
class Users(Routable):
    def __init__(self, store) -> None:
        super().__init__(prefix="/users", tags=["users"])
        self.store = store
    @get("/{name}", status_code=203)
    def get_one(self, name: str): ...
    @delete("/{name}")
    async def remove(self, name: str): ...
app = FastAPI()
app.include_router(Users(1).router)
"""
    application = read({"main.py": source}, "main:app")
    first = application.routes[0]
    assert (first.path, first.status_code, first.tags) == ("/users/{name}", 203, ("users",))
    assert [route.methods for route in application.routes] == [("GET",), ("DELETE",)]
    assert all(route.endpoint is not None and route.endpoint.bound for route in application.routes)
