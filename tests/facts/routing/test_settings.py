"""Prefixes from settings, and routes behind settings: decided as they would be with an empty environment."""

from collections.abc import Mapping

import pytest
from tests.facts.routing.oracle import agree, read

ROUTER = "from fastapi import APIRouter\nrouter = APIRouter()\n@router.get('/debug')\ndef debug(): ...\n"

EXAMPLES: dict[str, Mapping[str, str]] = {
    "settings of pydantic, their defaults, fields and properties": {
        "app/__init__.py": "",
        "app/core/__init__.py": "",
        "app/core/config.py": """
from enum import Enum
from functools import lru_cache
from typing import Literal
from pydantic import Field
from pydantic_settings import BaseSettings

class Mode(str, Enum):
    LOCAL = "local"
    LIVE = "live"

class Common(BaseSettings):
    API: str = "/api"
    VERSION: str = Field(default="v1", description="The version")

class Settings(Common):
    DEBUG: bool = False
    VERBOSE: bool = "true"
    MODE: Mode = Mode.LOCAL
    ENVIRONMENT: Literal["local", "live"] = "local"
    @property
    def prefix(self) -> str:
        return f"{self.API}/{self.VERSION}"

@lru_cache
def get_settings() -> Settings:
    return Settings()

settings = get_settings()
""",
        "app/debug.py": ROUTER,
        "app/main.py": """
from fastapi import FastAPI
from app.core.config import settings, get_settings, Mode
from app.core import config
from app import debug
app = FastAPI()
app.include_router(debug.router, prefix=settings.API)
app.include_router(debug.router, prefix=get_settings().prefix)
if settings.DEBUG:
    app.include_router(debug.router, prefix="/never")
if not settings.DEBUG and settings.MODE is Mode.LOCAL:
    app.include_router(debug.router, prefix="/local")
if config.settings.ENVIRONMENT == "live":
    app.include_router(debug.router, prefix="/live")
elif config.settings.ENVIRONMENT in {"local", "test"}:
    app.include_router(debug.router, prefix="/elif")
if settings.VERBOSE or settings.DEBUG:
    @app.get("/verbose")
    def verbose(): ...
prefix = "/short" if settings.DEBUG else "/long"
app.include_router(debug.router, prefix=prefix)
""",
    },
    "variables of the environment with defaults": {
        "config.py": """
import os
from os import environ, getenv
PREFIX = os.getenv("PREFIX_OF_NOBODY", "/api")
DEBUG = os.environ.get("DEBUG_OF_NOBODY", "false").lower() in ("1", "true")
DOCS = bool(getenv("DOCS_OF_NOBODY"))
WORKERS = int(environ.get("WORKERS_OF_NOBODY", "4"))
ADMIN = os.getenv("ADMIN_OF_NOBODY") is None
LIVE = os.environ.get("LIVE_OF_NOBODY") == "yes"
PRESENT = "X_OF_NOBODY" in os.environ
""",
        "main.py": """
from fastapi import FastAPI
import config
from config import *
app = FastAPI()
if DEBUG:
    @app.get("/debug")
    def debug(): ...
if not DOCS:
    @app.get("/nodocs")
    def nodocs(): ...
if config.WORKERS > 2:
    @app.get(PREFIX + "/workers")
    def workers(): ...
if ADMIN:
    @app.get(f"{config.PREFIX}/admin")
    def admin(): ...
if LIVE:
    app.add_api_route("/live", workers)
if PRESENT:
    app.add_api_route("/present", workers)
""",
    },
    "configuration objects of starlette": {
        "main.py": """
from fastapi import FastAPI
from starlette.config import Config
config = Config()
DEBUG = config("DEBUG_OF_NOBODY", cast=bool, default=False)
PREFIX = config("PREFIX_OF_NOBODY", default="/x")
app = FastAPI()
@app.get(PREFIX)
def shown(): ...
if DEBUG:
    @app.get("/hidden")
    def hidden(): ...
"""
    },
    "dataclasses, plain classes, class attributes and dictionaries": {
        "main.py": """
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import NamedTuple, TYPE_CHECKING
from fastapi import FastAPI
if TYPE_CHECKING:
    from nowhere import nothing
@dataclass
class Paths:
    root: str = "/root"
    names: list[str] = field(default_factory=lambda: ["a", "b"])
class Plain:
    ITEMS = "/items"
    def __init__(self, prefix="/p"):
        self.prefix = prefix
        self.full = self.prefix + self.ITEMS
class Route(NamedTuple):
    path: str
    method: str = "GET"
paths, plain = Paths(root="/r"), Plain()
flags = {"beta": True, "alpha": False}
app = FastAPI()
def handler(): ...
app.add_api_route(paths.root, handler)
for name in paths.names:
    app.add_api_route(f"{paths.root}/{name}", handler)
app.add_api_route(plain.full, handler)
app.add_api_route(Plain.ITEMS, handler)
for path, method in [Route("/tuple"), Route("/posted", "POST")]:
    app.add_api_route(path, handler, methods=[method])
if flags["beta"] and not flags.get("alpha"):
    app.add_api_route("/beta", handler)
if flags.get("gamma", False):
    app.add_api_route("/gamma", handler)
""",
    },
    "imports that may fail, and a module run as a script": {
        "main.py": """
from fastapi import FastAPI
try:
    import missing_of_nobody
    HAS = True
except ImportError:
    HAS = False
app = FastAPI()
@app.get("/always")
def always(): ...
if __name__ == "__main__":
    @app.get("/script")
    def script(): ...
""",
    },
}


@pytest.mark.parametrize("files", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_a_setting_has_the_value_that_the_code_gives_it(files: Mapping[str, str]) -> None:
    agree(files, "app.main:app" if "app/main.py" in files else "main:app")


def test_a_condition_that_only_a_run_can_decide_is_recorded_with_the_route() -> None:
    source = """
import socket
from fastapi import FastAPI
app = FastAPI()
if socket.gethostname() == 'x':
    @app.get('/x')
    def x(): ...
"""
    (route,) = read({"main.py": source}, "main:app").routes
    assert (route.path, route.condition) == ("/x", "socket.gethostname() == 'x'")


def test_what_follows_an_early_return_depends_on_its_condition() -> None:
    source = """
import socket
from fastapi import FastAPI
def create():
    app = FastAPI()
    register(app)
    return app
def register(app):
    @app.get('/first')
    def first(): ...
    if socket.gethostname() == 'x':
        return
    @app.get('/second')
    def second(): ...
"""
    routes = read({"main.py": source}, "main:create").routes
    assert [(route.path, route.condition) for route in routes] == [("/first", ""), ("/second", "not (socket.gethostname() == 'x')")]


def test_a_prefix_that_only_a_run_can_tell_is_no_silence() -> None:
    source = """
import socket
from fastapi import FastAPI, APIRouter
r = APIRouter()
@r.get('/x')
def x(): ...
app = FastAPI()
app.include_router(r, prefix='/' + socket.gethostname())
"""
    application = read({"main.py": source}, "main:app")
    assert not application.routes
    assert "its prefix is known at run time only" in application.unread[0].reason
