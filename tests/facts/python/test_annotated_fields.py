import pytest
from tests.facts.python.reading import value_of

from tenet.facts.python.values import Generic, Symbol

SOURCE = """
import copy
from typing import Optional, get_type_hints
from pydantic import BaseModel, Field
class Base(BaseModel):
    name: str
class Order(Base):
    size: int = 3
    note: Optional[str] = Field(None, max_length=3)
def changed(field):
    new = copy.deepcopy(field)
    new.default = 9
    return new.default, field.default
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("[name for name in Order.model_fields]", ("name", "size", "note")),
        ("[f.annotation for f in Order.model_fields.values()][1]", Symbol("int")),
        ("Order.__fields__['size'].default", 3),
        ("Order.model_fields['note'].default", None),
        ("get_type_hints(Order)['note']", Generic(Symbol("typing.Optional"), (Symbol("str"),))),
        ("Base.__annotations__['name']", Symbol("str")),
        ("changed(Order.model_fields['size'])", (9, 3)),
    ],
)
def test_a_class_answers_what_it_is_asked(expression, expected):
    assert value_of(expression, SOURCE) == expected
