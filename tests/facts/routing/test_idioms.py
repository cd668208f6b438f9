"""Ways in which people spread out routes, each held to FastAPI itself."""

from collections.abc import Mapping

import pytest
from tests.facts.routing.oracle import agree

HEAD = """
import functools, os, sys
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from http import HTTPMethod, HTTPStatus
from typing import Callable
from fastapi import APIRouter, Depends, FastAPI
from pydantic import BaseModel
from pydantic_settings import BaseSettings
def handler(): ...
def user(): ...
app = FastAPI()
router = APIRouter()
router.add_api_route("/r", handler)
"""

IDIOMS = {
    "a table of routes as objects": """
@dataclass
class Config:
    path: str
    endpoint: Callable
    methods: list[str] = field(default_factory=lambda: ["GET"])
    status: int = 200
for config in [Config("/a", handler), Config("/b", handler, methods=["POST"], status=201)]:
    app.add_api_route(config.path, config.endpoint, methods=config.methods, status_code=config.status)
""",
    "a dictionary of handlers, verbs by their names": """
for path, function in {"/a": handler, "/b": user}.items():
    app.get(path)(function)
for verb in ("get", "post"):
    getattr(app, verb)(f"/{verb}")(handler)
    getattr(router, verb)("/verb", tags=[verb])(handler)
app.include_router(router)
""",
    "keyword arguments spread from dictionaries": """
OPTIONS = {"prefix": "/spread", "tags": ["spread"]}
app.include_router(router, **OPTIONS)
app.include_router(**{"router": router, "prefix": "/all", **{"deprecated": True}})
@app.get("/x", **{"status_code": 202, "tags": ["t"], "responses": {**{404: {}}, 409: {}}})
def x(): ...
""",
    "partial and mapped inclusion": """
include = functools.partial(app.include_router, prefix="/v1")
include(router)
list(map(app.include_router, [router]))
list(map(lambda one: app.include_router(one, prefix="/mapped"), [router]))
tuple(app.include_router(one, prefix="/generated") for one in filter(None, [router, None]))
""",
    "enumerations as prefixes, tags, methods and statuses": """
class Paths(str, Enum):
    USERS = "/users"
    ITEMS = "/items"
class Tag(Enum):
    A = "a"
class Code(IntEnum):
    MADE = 201
app.include_router(router, prefix=Paths.USERS, tags=[Tag.A])
app.include_router(router, prefix=Paths.ITEMS.value)
app.add_api_route(Paths.USERS, handler, methods=[HTTPMethod.POST, "GET"], status_code=Code.MADE)
for member in Paths:
    app.add_api_route(f"{member.value}/each", handler, status_code=HTTPStatus.CREATED.value)
""",
    "texts put together in many ways": """
base = "/api/"
app.add_api_route(base.strip("/").join(["/", "/x"]), handler)
app.add_api_route("/{}/{}".format("a", "b"), handler)
app.add_api_route("/{kind}/list".format(kind="cats"), handler)
app.add_api_route("/%s/%d" % ("a", 3), handler)
app.add_api_route("/" + "/".join(["x", "y"]), handler)
app.add_api_route(base.rstrip("/") + "/z", handler)
app.add_api_route("/" + "AbC".lower() + "x_y".replace("_", "-"), handler)
app.add_api_route("/".join(("", *"a.b.c".split("."))), handler)
app.add_api_route("/" + "a.b.c".rpartition(".")[2] + "/last", handler)
""",
    "cases of a match statement": """
mode = os.getenv("MODE_OF_NOBODY", "local")
match mode:
    case "live":
        app.include_router(router, prefix="/live")
    case "local" | "test":
        app.include_router(router, prefix="/local")
    case _:
        app.include_router(router, prefix="/other")
match len(mode):
    case 1:
        app.include_router(router, prefix="/one")
    case other:
        app.include_router(router, prefix=f"/n{other}")
""",
    "versions of the interpreter": """
if sys.version_info >= (3, 9):
    app.include_router(router, prefix="/new")
else:
    app.include_router(router, prefix="/old")
if sys.version_info[0] == 3:
    app.include_router(router, prefix="/three")
""",
    "nested settings, settings in a list": """
class Api(BaseModel):
    prefix: str = "/nested"
    versions: list[int] = [1, 2]
class Settings(BaseSettings):
    api: Api = Api()
    extra: dict[str, str] = {"a": "/extra"}
settings = Settings()
for version in settings.api.versions:
    app.include_router(router, prefix=f"{settings.api.prefix}/v{version}")
app.include_router(router, prefix=settings.extra["a"])
app.include_router(router, prefix=Settings().model_copy().api.prefix + "/copy") if False else None
""",
    "an application class with hooks": """
class Service(FastAPI):
    def setup(self):
        super().setup()
        self.add_api_route("/hook", handler)
    def install(self, *routers, **options):
        for one in routers:
            self.include_router(one, **options)
        return self
app = Service(title="x").install(router, prefix="/i")
app.router.tags.append("late")
app.router.add_api_route("/direct", handler)
""",
    "default arguments, nested functions, non-local names": """
def outer():
    count = 0
    def add(path, function=handler, *, tags=("t",)):
        nonlocal count
        count += 1
        app.add_api_route(f"{path}/{count}", function, tags=list(tags))
    add("/a")
    add("/b", user, tags=())
    return count
total = outer()
app.add_api_route(f"/total/{total}", handler)
app.add_api_route("/tern" if total > 1 else "/one", handler)
""",
    "context managers, assertions, deletions, walrus": """
import contextlib
with contextlib.suppress(KeyError):
    app.include_router(router, prefix="/suppressed")
assert app
temporary = router
del temporary
if (found := {"p": "/walrus"}.get("p")) is not None:
    app.include_router(router, prefix=found)
while True:
    app.include_router(router, prefix="/once")
    break
for number in range(3):
    if number == 1:
        break
else:
    app.include_router(router, prefix="/never")
""",
    "dependencies put together": """
common = [Depends(user)]
admin = common + [Depends(handler)]
secured = APIRouter(dependencies=[*common], responses=dict([(403, {})]))
@secured.get("/s", dependencies=admin)
def s(): ...
app.include_router(secured, dependencies=[Depends(handler)] if common else None)
def guarded(path, extra=()):
    return app.get(path, dependencies=[*admin, *extra])
@guarded("/g", extra=[Depends(user)])
def g(): ...
""",
    "singletons and caches": """
_instance = None
def instance():
    global _instance
    if _instance is None:
        _instance = APIRouter(prefix="/single")
    return _instance
instance().add_api_route("/a", handler)
instance().add_api_route("/b", handler)
app.include_router(instance())
@functools.cache
def cached():
    return APIRouter(prefix="/cached")
cached().add_api_route("/c", handler)
app.include_router(cached())
class Holder:
    _router = None
    @classmethod
    def get(cls):
        if cls._router is None:
            cls._router = APIRouter(prefix="/held")
        return cls._router
Holder.get().add_api_route("/d", handler)
app.include_router(Holder.get())
""",
}


@pytest.mark.parametrize("source", IDIOMS.values(), ids=IDIOMS.keys())
def test_the_routes_are_those_that_fastapi_serves(source: str) -> None:
    files: Mapping[str, str] = {"main.py": HEAD + source}
    agree(files, "main:app")


EXAMPLES = {name: {"main.py": HEAD + source} for name, source in IDIOMS.items()}
