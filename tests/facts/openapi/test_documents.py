"""What `tenet inspect contract` says besides the document that FastAPI writes too."""

from tests.fakes.tree import FakeTree

from tenet.facts.openapi.api_contract import ApiContract
from tenet.facts.openapi.document import read_api
from tenet.facts.python.modules import Modules
from tenet.facts.python.parsed_files import ParsedFiles
from tenet.facts.routing.served_route import NoApplication
from tenet.facts.sources import Sources

SERVICE = """\
from typing import Annotated

from fastapi import Depends, FastAPI, Security
from fastapi.security import APIKeyHeader, HTTPBearer
from pydantic import BaseModel

from limiter import Limiter

app = FastAPI(title="Shop", version="3.1")
strict = APIKeyHeader(name="X-Key")
lenient = HTTPBearer(auto_error=False)


class Item(BaseModel):
    id: int
    name: str


@app.get("/strict", dependencies=[Security(strict)])
def read_strict() -> Item: ...


@app.get("/lenient")
def read_lenient(token: Annotated[str, Depends(lenient)]) -> Item: ...


@app.get("/open", dependencies=[Depends(Limiter(5))])
def read_open() -> Item: ...


@app.get("/inner", include_in_schema=False)
def read_inner() -> Item: ...
"""


def contract(files: dict[str, str], application: str | None = "shop.main:app") -> ApiContract:
    found = read_api(Modules(Sources(FakeTree(files)), ParsedFiles()), application)
    assert isinstance(found, ApiContract)
    return found


def test_the_document_names_what_cannot_be_read_once_with_its_place():
    found = contract({"shop/main.py": SERVICE})
    (unread,) = found.document["x-tenet-unread"]
    assert unread["subject"] == "the dependency Limiter"
    assert unread["path"] == "shop/main.py"
    assert SERVICE.split("\n")[unread["line"] - 1] == '@app.get("/open", dependencies=[Depends(Limiter(5))])'


def test_the_document_has_the_applications_own_title_and_version():
    assert contract({"shop/main.py": SERVICE}).document["info"] == {"title": "Shop", "version": "3.1"}


def test_an_operation_is_secured_by_a_scheme_that_refuses_and_not_by_one_that_lets_through():
    secured = {one.path: one.secured for one in contract({"shop/main.py": SERVICE}).operations}
    assert secured == {"/strict": True, "/lenient": False, "/open": False, "/inner": False}


def test_operations_outside_the_schema_are_listed_and_not_in_the_document():
    found = contract({"shop/main.py": SERVICE})
    assert "/inner" not in found.document["paths"]
    assert [one.path for one in found.operations if not one.in_schema] == ["/inner"]


def test_models_and_fields_know_where_they_are_stated():
    found = contract({"shop/main.py": SERVICE})
    lines = SERVICE.split("\n")
    model, field = found.place_of_model("Item", None), found.place_of_model("Item", "name")
    assert model is not None
    assert field is not None
    assert (lines[model.line - 1], lines[field.line - 1]) == ("class Item(BaseModel):", "    name: str")


def test_an_application_that_is_not_there_is_named_with_those_that_are():
    found = read_api(Modules(Sources(FakeTree({"shop/main.py": SERVICE})), ParsedFiles()), "shop.main:api")
    assert isinstance(found, NoApplication)
    assert "shop.main:app" in found.hint


def test_the_application_is_found_where_none_is_named():
    assert [one.path for one in contract({"src/shop/main.py": SERVICE}, None).operations] == ["/strict", "/lenient", "/open", "/inner"]
