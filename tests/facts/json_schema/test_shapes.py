"""What FastAPI makes of types, compared with FastAPI's own functions on the really imported ones."""

import pytest
from fastapi._compat import shared
from tests.facts.json_schema.oracle import imported
from tests.facts.json_schema.test_schema_book import TYPES
from tests.facts.python.reading import modules_of

from tenet.facts.json_schema import SchemaBook, TypeReader
from tenet.facts.python.interpreter import Interpreter
from tenet.facts.python.scope import Scope

SOURCE = (
    TYPES
    + """
import dataclasses
from fastapi import UploadFile
T = t.TypeVar("T")

class Page(BaseModel, t.Generic[T]):
    items: list[T]

@dataclasses.dataclass
class Point3:
    x: int

class Slug(str):
    pass

class Bag(list):
    pass
"""
)
FUNCTIONS = {
    "is_scalar": shared.field_annotation_is_scalar,
    "is_scalar_sequence": shared.field_annotation_is_scalar_sequence,
    "is_sequence": shared.field_annotation_is_sequence,
    "is_upload": shared.is_uploadfile_or_nonable_uploadfile_annotation,
    "is_upload_sequence": shared.is_uploadfile_sequence_annotation,
    "is_bytes": shared.is_bytes_or_nonable_bytes_annotation,
    "is_bytes_sequence": shared.is_bytes_sequence_annotation,
}


@pytest.mark.parametrize(
    "annotation",
    [
        *(
            "int",
            "str",
            "bytes",
            "Any",
            "None",
            "dt.datetime",
            "Colour",
            "Item",
            "Point",
            "Point3",
            "Movie",
            "Page[Item]",
            "Page",
            "Slug",
            "Bag",
        ),
        *("list[int]", "list[Item]", "list", "dict", "dict[str, int]", "Mapping[str, int]", "set[str]", "tuple[int, ...]", "Sequence[int]"),
        *("Iterable[int]", "deque[int]", "Optional[int]", "Optional[list[int]]", "list[int] | int", "list[int] | Item", "Optional[Item]"),
        *("UploadFile", "Optional[UploadFile]", "list[UploadFile]", "list[bytes]", "Optional[bytes]", "Optional[list[UploadFile]]"),
        *(
            "Annotated[int, Field(gt=1)]",
            "Annotated[list[int], Field()]",
            "Literal['a']",
            "UserId",
            "Positive",
            "list[list[int]]",
            "HttpUrl",
        ),
        *("Union[int, str]", "Union[int, Item]", "uuid.UUID", "defaultdict[str, int]", "frozenset[Colour]", "Json[int]"),
    ],
)
def test_a_type_is_told_apart_as_fastapi_does(annotation):
    files = {"app/__init__.py": "", "app/models.py": SOURCE}
    modules = modules_of(files)
    reader = TypeReader(Interpreter(modules))
    shapes = SchemaBook(reader).shapes
    module = modules.find("app.models")
    assert module is not None
    type_ = reader.of_text(annotation, Scope(module))
    with imported(files) as made:
        real = eval(annotation, vars(made["app.models"]))
        expected = {name: function(real) for name, function in FUNCTIONS.items()}
    assert {name: getattr(shapes, name)(type_) for name in FUNCTIONS} == expected
