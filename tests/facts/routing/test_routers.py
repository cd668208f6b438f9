"""Routers, inclusions and their settings, as FastAPI merges them."""

from collections.abc import Mapping

import pytest
from tests.facts.routing.oracle import agree

ORDERS = """
from fastapi import APIRouter, Depends, status

def current_user(): ...
def paging(): ...

router = APIRouter(prefix="/orders", tags=["orders"], dependencies=[Depends(current_user)], responses={404: {"description": "Unknown"}})

@router.get("")
def list_orders(page: int = 1): ...

@router.post("/", status_code=status.HTTP_201_CREATED, dependencies=[Depends(paging)], responses={409: {"description": "Taken"}})
async def create_order(): ...

@router.delete("/{order_id:int}", status_code=204, deprecated=True, tags=["danger"], name="orders:delete")
def delete_order(order_id: int): ...

@router.api_route("/search", methods=["GET", "POST"], include_in_schema=False)
def search(): ...
"""

EXAMPLES: dict[str, Mapping[str, str]] = {
    "routes of the application itself": {
        "main.py": """
from fastapi import FastAPI, Depends
from http import HTTPStatus
def trace(): ...
app = FastAPI(dependencies=[Depends(trace)], deprecated=True, responses={500: {"description": "Broken"}})
@app.get("/health", status_code=HTTPStatus.ACCEPTED)
def health(): ...
@app.put("/a")
@app.patch("/b")
def twice(): ...
@app.head("/c")
def peek(): ...
@app.options("/d")
@app.trace("/e")
def rare(): ...
app.add_api_route("/plain", health, methods=["GET", "DELETE"], name="again", tags=["x"])
@app.websocket("/ws")
async def socket(ws): ...
def raw(request): ...
app.add_route("/raw", raw, methods=["GET"], include_in_schema=False)
"""
    },
    "a router of another module, with everything that an inclusion states": {
        "app/__init__.py": "",
        "app/orders.py": ORDERS,
        "app/main.py": """
from fastapi import FastAPI, Depends
from app.orders import router as orders_router
from app import orders
def tenant(): ...
app = FastAPI()
app.include_router(orders_router, prefix="/v1", tags=["v1"], dependencies=[Depends(tenant)], responses={401: {"description": "No"}})
app.include_router(orders.router, prefix="/v0", deprecated=True, include_in_schema=False)
""",
    },
    "routers within routers, a package that gathers them, relative imports": {
        "app/__init__.py": "",
        "app/orders.py": ORDERS,
        "app/api/__init__.py": """
from .v1 import api as api_v1
from fastapi import APIRouter
router = APIRouter(prefix='/api')
router.include_router(api_v1)
""",
        "app/api/v1.py": """
from fastapi import APIRouter
from ..orders import router
api = APIRouter(tags=['api'])
api.include_router(router, prefix='/v1')
""",
        "app/main.py": """
import fastapi
from . import api
app = fastapi.FastAPI()
app.include_router(api.router)
""",
    },
    "routers in loops, over lists, tuples, dictionaries and comprehensions": {
        "app/__init__.py": "",
        "app/routes/__init__.py": """
from . import users, items
all_routers = [users.router]
all_routers.append(items.router)
by_name = {'users': users.router}
by_name['items'] = items.router
""",
        "app/routes/users.py": """
from fastapi import APIRouter
router = APIRouter()
@router.get('/users')
def users(): ...
""",
        "app/routes/items.py": """
from fastapi import APIRouter
router = APIRouter()
@router.get('/items')
def items(): ...
""",
        "app/main.py": """
from fastapi import FastAPI
from app.routes import all_routers, by_name, users, items
app = FastAPI()
for router in all_routers:
    app.include_router(router)
for prefix, router in [("/a", users.router), ("/b", items.router)]:
    app.include_router(router, prefix=prefix)
for name, router in by_name.items():
    app.include_router(router, prefix=f"/{name}", tags=[name.upper()])
[app.include_router(module.router, prefix="/c") for module in (users, items)]
for index, module in enumerate([users, items], start=0):
    if index == 0:
        continue
    app.include_router(module.router, prefix=f"/n{index}")
""",
    },
    "routes made in a loop close over its variable": {
        "main.py": """
from fastapi import FastAPI
app = FastAPI()
for kind in ("cat", "dog"):
    @app.get(f"/{kind}", name=f"get-{kind}")
    def animal(): ...
def add(path):
    @app.post(path)
    def handler(): ...
add("/one")
add(path="/two")
""",
    },
    "modules that register on an application which they import": {
        "app/__init__.py": "",
        "app/core.py": "from fastapi import FastAPI\napp = FastAPI()\n",
        "app/views.py": "from app.core import app\n@app.get('/views')\ndef view(): ...\n",
        "app/main.py": "from app.core import app\nfrom app import views  # noqa: F401\nimport app.late\n",
        "app/late.py": "from .core import app as application\n@application.get('/late')\ndef late(): ...\n",
    },
    "an application that is mounted keeps its own routes": {
        "main.py": """
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles
app = FastAPI()
admin = FastAPI(title="Admin")
@admin.get("/users")
def users(): ...
@app.get("/own")
def own(): ...
app.mount("/admin", admin)
"""
    },
    "routes handed over as objects, comparisons by size, names of a module": {
        "main.py": """
import inspect
import sys
from fastapi import FastAPI, APIRouter
from fastapi.routing import APIRoute
from starlette.routing import Route
def a(): ...
def b(request): ...
LEVEL = 2
router = APIRouter(prefix="/never", routes=[APIRoute("/a", a, methods=["PUT"]), Route("/b", b)])
app = FastAPI(routes=[Route("/raw", b, methods=["POST"])])
if LEVEL >= 2:
    app.include_router(router, prefix="/x")
if 1 <= LEVEL:
    app.add_api_route("/low", a)
if LEVEL <= 1 or "b" < "a":
    app.add_api_route("/no", a)
other = APIRouter()
other.add_api_route("/other", a)
for name, found in inspect.getmembers(sys.modules[__name__], lambda one: isinstance(one, APIRouter)):
    app.include_router(found, prefix=f"/{name}")
"""
    },
    "the same path and method twice stays twice": {
        "main.py": """
from fastapi import FastAPI
app = FastAPI()
@app.get("/x")
def first(): ...
@app.get("/x", status_code=202)
def second(): ...
"""
    },
}


@pytest.mark.parametrize("files", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_the_routes_are_those_that_fastapi_serves(files: Mapping[str, str]) -> None:
    name = "app.core:app" if "app/core.py" in files else "app.main:app" if "app/main.py" in files else "main:app"
    if "app/core.py" in files:
        files = {**files, "app/run.py": "import app.main\nfrom app.core import app\n"}
        name = "app.run:app"
    agree(files, name)
