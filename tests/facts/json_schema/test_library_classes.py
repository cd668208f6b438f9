"""What applications inherit from libraries."""

import pytest
from tests.facts.json_schema.oracle import read_book
from tests.facts.python.reading import modules_of

from tenet.facts.json_schema import Generation, Mode, SchemaBook, TypeReader
from tenet.facts.python.interpreter import Interpreter
from tenet.facts.python.scope import Scope

SOURCE = """
import uuid
from fastapi_pagination import Page
from fastapi_users import schemas
from pydantic import BaseModel

class Item(BaseModel):
    name: str

class UserRead(schemas.BaseUser[uuid.UUID]):
    nickname: str
"""


def components(annotation, lock=""):
    files = {"app/__init__.py": "", "app/models.py": SOURCE, "uv.lock": lock}
    return read_book(files, "app.models", [annotation], Generation.TWO)[1]


def test_a_user_has_the_fields_of_the_library_and_its_own():
    user = components("UserRead")["UserRead"]
    assert sorted(user["properties"]) == ["email", "id", "is_active", "is_superuser", "is_verified", "nickname"]
    assert user["properties"]["id"] == {"type": "string", "format": "uuid"}
    assert user["required"] == ["email", "id", "nickname"]


@pytest.mark.parametrize(
    ("version", "required"), [("0.12.34", ["items", "page", "size", "total"]), ("0.15.0", ["items", "page", "pages", "size", "total"])]
)
def test_a_page_is_as_in_the_version_that_is_locked(version, required):
    lock = f'[[package]]\nname = "fastapi-pagination"\nversion = "{version}"\n'
    page = components("Page[Item]", lock)["Page_Item_"]
    assert page["required"] == required
    assert page["properties"]["items"] == {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}


def test_what_a_library_states_has_no_place_in_the_repository():
    modules = modules_of({"app/models.py": SOURCE})
    module = modules.find("app.models")
    assert module is not None
    reader = TypeReader(Interpreter(modules))
    book = SchemaBook(reader)
    book.schema(reader.of_text("UserRead", Scope(module)), Mode.OUTPUT)
    place = book.place_of("UserRead", "nickname")
    assert place is not None
    assert (place.path, place.line) == ("app/models.py", 10)
    assert book.place_of("UserRead", "email") is None


def test_a_class_that_nobody_knows_is_open_and_said_to_be_so():
    modules = modules_of(
        {"app/models.py": "from far import Thing\nfrom pydantic import BaseModel\nclass A(BaseModel):\n    x: Thing\n    y: int\n"}
    )
    module = modules.find("app.models")
    assert module is not None
    reader = TypeReader(Interpreter(modules))
    book = SchemaBook(reader)
    book.schema(reader.of_text("A", Scope(module)), Mode.INPUT)
    assert book.components()["A"]["properties"]["x"] == {}
    assert [one.name for one in book.unread] == ["far.Thing"]
