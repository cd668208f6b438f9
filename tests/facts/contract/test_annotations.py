import pytest
from tests.facts.contract.sides import changes

HEAD = """
import datetime
import typing
import typing as t
from collections.abc import Callable, Sequence
from datetime import datetime as moment
from typing import Annotated, Any, Dict, Final, List, Literal, NewType, Optional, Tuple, TypeAlias, Union

from pydantic import BaseModel, Field

Identifier = int
OrderId = NewType("OrderId", int)
Note = Optional[str]
Limited = Annotated[int, Field(le=5)]
Loop = "Loop"


class Other(BaseModel):
    pass


class Model(BaseModel):
    field: {type}
"""

SAME = [
    ("Optional[int]", "int | None"),
    ("Optional[int]", "Union[None, int]"),
    ("Optional[Union[str, list[int]]]", "str | (list[int] | None)"),
    ("typing.Optional[int]", "t.Optional[int]"),
    ("'int | None'", "int | None"),
    ("Optional['Other']", "Other | None"),
    ("List[Dict[str, int]]", "list[dict[str, int]]"),
    ("Tuple[int, ...]", "tuple[int, ...]"),
    ("datetime.datetime", "moment"),
    ("Identifier", "int"),
    ("OrderId", "int"),
    ("Note", "str | None"),
    ("Limited", "Annotated[int, Field(le=5)]"),
    ("Final[int]", "int"),
    ("Literal['a', 'b']", "Literal['b', 'a']"),
    ("t.Callable[[int], str]", "Callable[[int], str]"),
    ("Sequence[int]", "t.Sequence[int]"),
    ("Literal[None]", "None"),
    ("Literal['a'] | Literal['b'] | None", "Literal['b', None, 'a']"),
    ("t.AsyncGenerator[int, None]", "t.AsyncGenerator[int]"),
    ("t.Generator[int, None, None]", "t.Generator[int]"),
]
OTHER = [
    ("int", "str"),
    ("int", "int | None"),
    ("list[int]", "list[str]"),
    ("Literal['a']", "Literal['a', 'b']"),
    ("Callable[[int], str]", "Callable[[str], str]"),
    ("Limited", "int"),
    ("Loop", "int"),
    ("Other", "Any"),
    ("'not a type('", "int"),
    ("lambda: 1", "int"),
    ("(int)[str][str]", "int"),
]


def model(type_: str) -> str:
    return HEAD.replace("{type}", type_)


@pytest.mark.parametrize(("one", "another"), SAME)
def test_two_ways_of_writing_a_type_are_one(one: str, another: str):
    assert changes(model(one), model(another)) == []
    assert changes(model(another), model(one)) == []


@pytest.mark.parametrize(("one", "another"), OTHER)
def test_another_type_is_a_change(one: str, another: str):
    assert len(changes(model(one), model(another))) == 1


def test_a_type_is_shown_in_one_way_of_writing():
    assert changes(model("Optional[List[int]]"), model("Optional[List['Other']]")) == [
        "Model.field: list[int] | None is now Model.field: list[Other] | None"
    ]


def test_an_alias_is_followed_through_the_repository():
    types = "from typing import Optional\nMoney = Optional[int]\n"
    base = {"app/types.py": types, "app/a.py": "from typing import Optional\nclass M(BaseModel):\n    x: Optional[int]\n"}
    head = {"app/types.py": types, "app/a.py": "from app.types import Money\nclass M(BaseModel):\n    x: Money\n"}
    assert changes(base, head) == []


def test_a_circle_of_aliases_ends():
    base = "A = 'B'\nB = 'A'\nclass M(BaseModel):\n    x: A\n"
    assert changes(base, base.replace("x: A", "x: A\n    y: B")) == ["M.y: B is new"]
