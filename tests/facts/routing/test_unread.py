"""Routes that a library makes, or that only a run can tell, are named with a reason."""

import pytest
from tests.facts.routing.oracle import read

HEAD = "from fastapi import FastAPI, APIRouter\napp = FastAPI()\n"


@pytest.mark.parametrize(
    ("source", "subject", "reason"),
    [
        (
            "from vendor import Users\nusers = Users(get, [backend])\napp.include_router(users.get_auth_router(backend))\n",
            "users.get_auth_router(backend)",
            "a library makes this router",
        ),
        (
            "from fastapi_crudrouter import MemoryCRUDRouter\napp.include_router(MemoryCRUDRouter(schema=None))\n",
            "MemoryCRUDRouter",
            "comes from a library that may add routes of its own",
        ),
        ("from vendor import routers\nfor router in routers:\n    app.include_router(router)\n", "router", "known at run time only"),
        ("from fastapi_versioning import VersionedFastAPI\napp = VersionedFastAPI(app)\n", "main:app", "VersionedFastAPI moves the routes"),
        (
            "import socket\n@app.get(socket.gethostname())\ndef x(): ...\n",
            "GET socket.gethostname(...)",
            "its path is known at run time only",
        ),
        ("from vendor import methods\napp.add_api_route('/x', print, methods=methods)\n", "/x", "its methods are known at run time only"),
        (
            "from prometheus_fastapi_instrumentator import Instrumentator\nInstrumentator().instrument(app).expose(app)\n",
            "prometheus_fastapi_instrumentator.Instrumentator.instrument.expose",
            "adds routes of its own",
        ),
        ("from sqladmin import Admin\nadmin = Admin(app, engine)\n", "sqladmin.Admin", "adds routes of its own"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_reason(source: str, subject: str, reason: str) -> None:
    application = read({"main.py": HEAD + source}, "main:app")
    assert [one.subject for one in application.unread] == [subject]
    assert reason in application.unread[0].reason
    assert application.unread[0].place is not None


@pytest.mark.parametrize(
    "source",
    [
        "from fastapi_pagination import add_pagination\nadd_pagination(app)\n",
        "from starlette.middleware.cors import CORSMiddleware\napp.add_middleware(CORSMiddleware)\napp = CORSMiddleware(app)\n",
        "import uvicorn\nuvicorn.run(app)\n",
        "app.state.x = 1\napp.exception_handler(404)(print)\n@app.middleware('http')\nasync def m(request, call_next): ...\n",
    ],
)
def test_what_adds_no_routes_is_not_mentioned(source: str) -> None:
    application = read({"main.py": HEAD + "@app.get('/x')\ndef x(): ...\n" + source}, "main:app")
    assert [route.path for route in application.routes] == ["/x"]
    assert not application.unread


def test_a_module_with_routes_that_cannot_be_parsed_is_named() -> None:
    application = read(
        {"main.py": HEAD + "from routes import router\napp.include_router(router)\n", "routes.py": "router = = APIRouter()\n"}, "main:app"
    )
    assert {one.subject for one in application.unread} == {"router", "routes.py"}


def test_a_function_that_never_ends_is_given_up_and_named() -> None:
    source = """
def spin(app):
    n = 0
    for a in range(400):
        for b in range(400):
            n += 1
    app.add_api_route('/x', spin)
spin(app)
"""
    application = read({"main.py": HEAD + source}, "main:app")
    assert [one.subject for one in application.unread] == ["main.spin"]


def test_routers_that_include_one_another_end() -> None:
    source = (
        "a, b = APIRouter(), APIRouter()\na.include_router(b)\nb.include_router(a)\n@a.get('/x')\ndef x(): ...\napp.include_router(a)\n"
    )
    application = read({"main.py": HEAD + source}, "main:app")
    assert [route.path for route in application.routes] == ["/x"]
    assert "include one another too deeply" in application.unread[0].reason
