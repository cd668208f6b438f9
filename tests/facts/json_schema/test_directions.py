"""One component or two: what FastAPI itself puts into the document."""

import warnings

import pytest
from tests.facts.json_schema.oracle import compared, differing, imported
from tests.facts.python.reading import modules_of

from tenet.facts.json_schema import Mode, SchemaBook, TypeReader
from tenet.facts.python.interpreter import Interpreter
from tenet.facts.python.scope import Scope

SOURCE = """
from typing import Optional
from fastapi import FastAPI
from pydantic import BaseModel, computed_field

class Part(BaseModel):
    size: int = 3

class Item(BaseModel):
    name: str
    parts: list[Part] = []

class Total(BaseModel):
    items: list[Item]
    @computed_field
    @property
    def total(self) -> int: ...

def application(separate):
    app = FastAPI(separate_input_output_schemas=separate)
    @app.post("/items")
    def post(item: Item) -> Item: ...
    @app.post("/totals")
    def total(item: Total) -> list[Total]: ...
    @app.post("/parts")
    def part(item: list[Part]) -> Optional[Item]: ...
    return app
"""
TYPES = (("Item", "Item"), ("Total", "list[Total]"), ("list[Part]", "Optional[Item]"))


@pytest.mark.parametrize("separate", [True, False])
def test_components_are_named_as_in_the_document(separate):
    files = {"app/models.py": SOURCE}
    modules = modules_of(files)
    module = modules.find("app.models")
    assert module is not None
    reader = TypeReader(Interpreter(modules))
    book = SchemaBook(reader, separate=separate)
    for taken, sent in TYPES:
        book.schema(reader.of_text(taken, Scope(module)), Mode.INPUT)
        book.schema(reader.of_text(sent, Scope(module)), Mode.OUTPUT)
    with imported({"app/__init__.py": "", **files}) as made, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        real = made["app.models"].application(separate).openapi()["components"]["schemas"]
    expected = {name: compared(schema) for name, schema in real.items() if "ValidationError" not in name}
    assert list(differing({name: compared(schema) for name, schema in book.components().items()}, expected)) == []
