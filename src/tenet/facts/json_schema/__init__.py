"""Python types as JSON Schema: what pydantic would say of an annotation, read without importing it.

- `TypeReader(Interpreter(modules))`: `read(node, scope)` and `of_value(value, module)` make a `Type` of an annotation,
  whatever way it is written; `of_text` of one that is a string.
- `SchemaBook(reader, generation)`: one for each document. `schema(type, mode)` gives the schema of a type; when all are
  written, `components()` gives the components and `settled(document)` puts their final names into the document.
  `unread` names the types that are shown as open because only a run can tell.
- `book.shapes`: what FastAPI makes of a parameter's type: `is_scalar`, `is_scalar_sequence`, `is_upload`, `is_model`, ...
- `pydantic_generation(modules, near)` and `fastapi_version(modules, near)`: the rules that hold for an application.
- `book.fields_of(type, mode)`: the fields of a model one by one; `book.place_of(component, property)`: where one is stated.
"""

from tenet.facts.json_schema.generation import Generation, Mode
from tenet.facts.json_schema.installed import fastapi_version, pydantic_generation
from tenet.facts.json_schema.json_values import Json, JsonObject
from tenet.facts.json_schema.model_field import ModelField
from tenet.facts.json_schema.schema_book import SchemaBook
from tenet.facts.json_schema.shapes import Shapes
from tenet.facts.json_schema.type_reader import TypeReader
from tenet.facts.json_schema.types import Type
from tenet.facts.json_schema.unread import Unread

__all__ = [
    "Generation",
    "Json",
    "JsonObject",
    "Mode",
    "ModelField",
    "SchemaBook",
    "Shapes",
    "Type",
    "TypeReader",
    "Unread",
    "fastapi_version",
    "pydantic_generation",
]
