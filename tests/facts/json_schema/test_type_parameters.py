"""PEP 695 and PEP 696, whether the interpreter can parse them or not."""

import sys

import pytest
from tests.facts.json_schema.oracle import differences, differing, read_book, real_book

from tenet.facts.json_schema import Generation

SOURCE = """
from typing import Annotated, Optional
from pydantic import BaseModel, Field

class Item(BaseModel):
    name: str

type Items = list[Item]
type Pair[A, B] = tuple[A, B]
type Positive = Annotated[int, Field(gt=0)]

class Page[T](BaseModel):
    items: list[T]
    first: Optional[T] = None

class Bound[T: Item, U: (int, str)](BaseModel):
    one: T
    two: U

class Uses(BaseModel):
    page: Page[Item]
    bound: Bound
    child: Page[list[int]]

class Sub(Page[Item]):
    more: int
"""


@pytest.mark.skipif(sys.version_info < (3, 12), reason="an older Python cannot parse it")
@pytest.mark.parametrize("wanted", ["Page[Item]", "Page[int]", "Uses", "Sub", "Bound"])
def test_type_parameters_are_read_like_type_variables(wanted):
    assert differences(SOURCE, [wanted]) == []


@pytest.mark.skipif(sys.version_info < (3, 12), reason="an older Python cannot parse it")
@pytest.mark.parametrize(
    ("wanted", "expected"), [("Items", "list[Item]"), ("Pair[int, Item]", "tuple[int, Item]"), ("Positive", "Annotated[int, Field(gt=0)]")]
)
def test_a_type_statement_is_another_name(wanted, expected):
    from tests.facts.python.reading import modules_of

    from tenet.facts.json_schema import TypeReader
    from tenet.facts.python.interpreter import Interpreter
    from tenet.facts.python.scope import Scope

    modules = modules_of({"app/models.py": SOURCE})
    module = modules.find("app.models")
    assert module is not None
    reader = TypeReader(Interpreter(modules))
    assert reader.of_text(wanted, Scope(module)) == reader.of_text(expected, Scope(module))


OLDER = """
from typing import Generic, Optional, Tuple, TypeVar
from pydantic import BaseModel

T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")

class Item(BaseModel):
    name: str

Pair = Tuple[A, B]

class Page(BaseModel, Generic[T]):
    items: list[T]
    first: Optional[T] = None

class Uses(BaseModel):
    page: Page[Item]
    pair: Pair[int, str]

class Sub(Page[Item]):
    more: int

class Counted(Page[T], Generic[T]):
    total: int
"""
NEWER = """
from typing import Any, Optional
from pydantic import BaseModel

class Item(BaseModel):
    name: str

type Pair[A, B = Any] = tuple[A, B]

class Page[
    T: Any,
](BaseModel):
    items: list[T]
    first: Optional[T] = None

class Uses(BaseModel):
    page: Page[Item]
    pair: Pair[int, str]

class Sub(Page[Item]):
    more: int

class Counted[T: BaseModel](Page[T]):
    total: int
"""


@pytest.mark.parametrize("wanted", ["Page[Item]", "Page[int]", "Uses", "Sub", "Counted[Item]"])
def test_an_older_interpreter_reads_type_parameters_as_the_type_variables_that_they_are(wanted):
    real = real_book({"app/__init__.py": "", "app/models.py": OLDER}, "app.models", [wanted])
    read = read_book({"app/__init__.py": "", "app/models.py": NEWER}, "app.models", [wanted], Generation.TWO)
    assert list(differing(read, real)) == []
