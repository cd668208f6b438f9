"""Which of several statements about a route holds, where each may be made in four places."""

import pytest
from tests.facts.routing.oracle import imported, read

from tenet.facts.python.values import MISSING, Symbol

SOURCE = """
from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, StreamingResponse
def own(route): return "own"
def routers(route): return "router"
def inclusions(route): return "inclusion"
def applications(route): return "application"
router = APIRouter({router})
@router.get("/x", {route})
def handler(): ...
app = FastAPI({application})
app.include_router(router, {inclusion})
"""
PLACES = {
    "route": ("response_class=HTMLResponse, generate_unique_id_function=own", "HTMLResponse", "own"),
    "router": ("default_response_class=PlainTextResponse, generate_unique_id_function=routers", "PlainTextResponse", "routers"),
    "inclusion": ("default_response_class=RedirectResponse, generate_unique_id_function=inclusions", "RedirectResponse", "inclusions"),
    "application": (
        "default_response_class=StreamingResponse, generate_unique_id_function=applications",
        "StreamingResponse",
        "applications",
    ),
}


@pytest.mark.parametrize("count", range(1, 5))
def test_the_nearest_statement_holds(count: int) -> None:
    stated = {place: text for place, (text, _, _) in list(PLACES.items())[-count:]}
    source = SOURCE.format(**{place: stated.get(place, "") for place in PLACES})
    (route,) = read({"main.py": source}, "main:app").routes
    _, response_class, function = PLACES[next(iter(stated))]
    assert route.response_class == Symbol(f"fastapi.responses.{response_class}")
    assert route.unique_id_function == Symbol(f"main.{function}")
    with imported({"main.py": source}, "main:app") as application:
        document = application.openapi()
    operation = document["paths"]["/x"]["get"]
    assert operation["operationId"] == function.removesuffix("s")


def test_what_nobody_states_is_missing() -> None:
    (route,) = read({"main.py": SOURCE.format(router="", route="", application="", inclusion="")}, "main:app").routes
    assert (route.response_class, route.unique_id_function, route.status_code, route.response_model) == (MISSING,) * 4


def test_the_path_of_the_document_leaves_convertors_out() -> None:
    source = "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/a/{x:path}/b/{y}')\ndef handler(): ...\n"
    (route,) = read({"main.py": source}, "main:app").routes
    assert (route.path, route.path_format) == ("/a/{x:path}/b/{y}", "/a/{x}/b/{y}")


def test_a_route_stands_where_its_decorator_stands() -> None:
    source = (
        "from fastapi import FastAPI\napp = FastAPI()\n\n\n@app.get(\n    '/a',\n)\ndef handler(): ...\napp.add_api_route('/b', handler)\n"
    )
    first, second = read({"main.py": source}, "main:app").routes
    assert (first.place.path, first.place.line, first.place.end_line) == ("main.py", 5, 7)
    assert second.place.line == 9
    assert (first.handler, second.handler) == ("main.handler", "main.handler")
