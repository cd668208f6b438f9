"""Application factories, functions that register routes, closures, decorators, classes that hold routers."""

from collections.abc import Mapping

import pytest
from tests.facts.routing.oracle import agree

EXAMPLES: dict[str, Mapping[str, str]] = {
    "a factory that registers by functions of other modules": {
        "app/__init__.py": "",
        "app/routes.py": """
from fastapi import APIRouter, FastAPI
def build() -> APIRouter:
    router = APIRouter(tags=["built"])
    @router.get("/built")
    def built(): ...
    return router
def init_routers(app_: FastAPI) -> None:
    app_.include_router(build(), prefix="/v1")
    @app_.get("/inline")
    async def inline(): ...
""",
        "app/main.py": """
from fastapi import FastAPI
def create_app(*, prefix: str = "") -> FastAPI:
    from app.routes import init_routers
    app = FastAPI()
    init_routers(app_=app)
    _health(app, prefix)
    return app
def _health(app, prefix):
    def health(): ...
    app.get(prefix + "/health", name="health")(health)
app = create_app(prefix="/internal")
""",
    },
    "a factory of crud routers, parameterised by a model": {
        "main.py": """
from fastapi import FastAPI, APIRouter, Depends
from pydantic import BaseModel
class Cat(BaseModel):
    name: str
class Dog(BaseModel):
    age: int
def crud(model, prefix, dependency=None):
    router = APIRouter(prefix=prefix, dependencies=[Depends(dependency)] if dependency else [])
    @router.get("", response_model=list[model])
    def list_all(): ...
    @router.post("", status_code=201)
    def create(item: model): ...
    return router
def guard(): ...
app = FastAPI()
for model in (Cat, Dog):
    app.include_router(crud(model, f"/{model.__name__.lower()}", guard if model is Dog else None))
""",
    },
    "a class that builds its router, with template methods above it": {
        "main.py": """
from abc import ABC, abstractmethod
from fastapi import FastAPI, APIRouter
class Base(ABC):
    prefix = ""
    tags = ["base"]
    def __init__(self):
        self.router = APIRouter(prefix=self.prefix, tags=self.tags)
        self.router.add_api_route("", self.list_all, methods=["GET"])
        self.setup()
    @abstractmethod
    def setup(self): ...
    def list_all(self): ...
class Users(Base):
    prefix = "/users"
    def setup(self):
        self.router.add_api_route("/{id}", self.get_one, methods=["GET", "HEAD"], status_code=200)
        self.router.delete("/{id}")(self.remove)
    async def get_one(self, id: int): ...
    def remove(self, id: int): ...
class Items(Users):
    prefix = "/items"
    def __init__(self, extra):
        super().__init__()
        self.router.add_api_route(extra, self.list_all, methods=["POST"])
app = FastAPI()
for view in [Users(), Items("/extra")]:
    app.include_router(view.router)
""",
    },
    "a class whose attribute is a router, and one that is an application": {
        "main.py": """
from fastapi import FastAPI, APIRouter
class View:
    router = APIRouter(prefix="/view")
    @router.get("/static")
    @staticmethod
    def static(): ...
    @staticmethod
    @router.post("/other")
    def other(): ...
class Service(FastAPI):
    def __init__(self, **kwargs):
        super().__init__(title="Service", **kwargs)
        self.add_api_route("/ping", self.ping)
        self.include_router(View.router, prefix="/s")
    def ping(self): ...
app = Service(deprecated=True)
""",
    },
    "routers with defaults of their own": {
        "main.py": """
from fastapi import FastAPI, APIRouter, Depends
def admin(): ...
class AdminRouter(APIRouter):
    def __init__(self, *args, prefix="/admin", **kwargs):
        super().__init__(*args, prefix=prefix, tags=["admin"], dependencies=[Depends(admin)], **kwargs)
class Slashed(APIRouter):
    def add_api_route(self, path, endpoint, **kwargs):
        super().add_api_route(path, endpoint, **kwargs)
        kwargs["include_in_schema"] = False
        super().add_api_route(path + "/", endpoint, **kwargs)
class Alternate(APIRouter):
    def api_route(self, path, *, include_in_schema=True, **kwargs):
        first = super().api_route(path, include_in_schema=include_in_schema, **kwargs)
        second = super().api_route(path + "/alternate", include_in_schema=False, **kwargs)
        def decorator(func):
            second(func)
            return first(func)
        return decorator
a, b, c, d = AdminRouter(), AdminRouter(prefix="/root"), Slashed(prefix="/s"), Alternate()
@a.get("/a")
@b.post("/b")
@c.get("/c", tags=["c"])
@d.put("/d")
def handler(): ...
app = FastAPI()
for router in (a, b, c, d):
    app.include_router(router)
""",
    },
    "decorators below and above the route": {
        "main.py": """
import functools
from functools import wraps, partial
from fastapi import FastAPI, APIRouter, Depends
app = FastAPI()
def cached(seconds):
    def decorate(function):
        @wraps(function)
        def wrapper(*args, **kwargs):
            return function(*args, **kwargs)
        return wrapper
    return decorate
def plain(function):
    @functools.wraps(function)
    async def wrapper(*args, **kwargs):
        return await function(*args, **kwargs)
    return wrapper
def bare(function):
    def replaced(request: int):
        return function()
    return replaced
def user(): ...
def protected(method, path, **kwargs):
    def decorate(function):
        return method(path, dependencies=[Depends(user)], **kwargs)(plain(function))
    return decorate
@app.get("/cached")
@cached(seconds=5)
def slow(): ...
@app.get("/plain")
@plain
@functools.lru_cache
def fast(): ...
@app.get("/bare")
@bare
def gone(): ...
@protected(app.post, "/protected", status_code=202)
async def secret(): ...
def handler(item: str, limit: int): ...
app.add_api_route("/partial", partial(handler, "x"), name="partial")
app.add_api_route("/lambda", lambda: None, name="short")
get = app.get
@get("/alias")
def alias(): ...
api = functools.partial(app.post, tags=["part"])
@api("/part")
def part(): ...
""",
    },
    "generators of routers, global registries, nested functions": {
        "main.py": """
from fastapi import FastAPI, APIRouter
REGISTRY = []
TABLE = {}
def register(function=None, *, path="/registered"):
    def decorate(inner):
        REGISTRY.append((path, inner))
        TABLE.setdefault(path, []).append(inner)
        return inner
    return decorate if function is None else decorate(function)
@register
def one(): ...
@register(path="/two")
def two(): ...
def routers():
    for name in ("x", "y"):
        router = APIRouter(prefix=f"/{name}")
        router.add_api_route("/made", one)
        yield router
def app_of():
    global app
    app = FastAPI()
    for path, function in REGISTRY:
        app.add_api_route(path, function)
    for router in routers():
        app.include_router(router)
    count = 0
    while count < 2:
        app.add_api_route(f"/count/{count}", one)
        count += 1
    return app
app_of()
""",
    },
    "the modules of a package, as the package lists them": {
        "app/__init__.py": "",
        "app/routes/__init__.py": "",
        "app/routes/a.py": "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get('/a')\ndef a(): ...\n",
        "app/routes/b.py": "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get('/b')\ndef b(): ...\n",
        "app/routes/helpers.py": "VALUE = 1\n",
        "app/main.py": """
import importlib
import pkgutil
from pathlib import Path
from fastapi import FastAPI
from app import routes
app = FastAPI()
for _, name, is_package in pkgutil.iter_modules(routes.__path__):
    module = importlib.import_module(f"app.routes.{name}")
    if hasattr(module, "router"):
        app.include_router(module.router, prefix="/walk")
for info in pkgutil.iter_modules(routes.__path__, prefix="app.routes."):
    router = getattr(importlib.import_module(info.name), "router", None)
    if router:
        app.include_router(router, prefix="/info")
for file in sorted(Path(__file__).parent.joinpath("routes").glob("*.py")):
    if file.stem in ("__init__", "helpers"):
        continue
    app.include_router(importlib.import_module(f".routes.{file.stem}", package="app").router, prefix="/glob")
for name in ["a", "b"]:
    app.include_router(importlib.import_module("app.routes." + name).router, prefix="/named")
""",
    },
}


@pytest.mark.parametrize("files", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_the_routes_are_those_that_fastapi_serves(files: Mapping[str, str]) -> None:
    agree(files, "app.main:app" if "app/main.py" in files else "main:app")
