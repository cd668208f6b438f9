"""Models as pydantic 1 writes them, with the copy of it that pydantic 2 carries."""

from textwrap import dedent

import pytest
from tests.facts.json_schema.oracle import differences_one

TYPES = """
import datetime as dt
import decimal
import enum
import ipaddress
import typing as t
import uuid
from collections import deque
from pathlib import Path
from typing import Any, Callable, Dict, Generic, Iterable, List, Literal, Mapping, Optional, Pattern, Sequence, Set, Tuple, Type
from typing import TypeVar, Union

from pydantic.v1 import *
from pydantic.v1 import networks
from pydantic.v1.color import Color
from pydantic.v1.generics import GenericModel
from typing_extensions import Annotated, TypedDict

class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"

class Size(str, enum.Enum):
    S = "s"
    L = "l"

class Item(BaseModel):
    name: str

class Point(t.NamedTuple):
    x: int
    y: float
"""


@pytest.mark.parametrize(
    "annotation",
    [
        *(
            "int",
            "str",
            "float",
            "bool",
            "bytes",
            "Any",
            "object",
            "dt.datetime",
            "dt.date",
            "dt.time",
            "dt.timedelta",
            "uuid.UUID",
            "Path",
        ),
        *("decimal.Decimal", "Pattern", "ipaddress.IPv4Address", "ipaddress.IPv6Network", "UUID1", "UUID4", "HttpUrl", "AnyUrl"),
        *("AnyHttpUrl", "PostgresDsn", "RedisDsn", "SecretStr", "SecretBytes", "Json", "FilePath", "DirectoryPath", "ByteSize", "Color"),
        *(
            "PositiveInt",
            "NegativeInt",
            "NonNegativeInt",
            "PositiveFloat",
            "StrictInt",
            "StrictStr",
            "StrictBool",
            "PastDate",
            "IPvAnyAddress",
        ),
        *("conint(gt=0, le=5)", "constr(min_length=1, regex='^a')", "confloat(ge=0.5)", "conlist(int, min_items=1)", "conset(str)"),
        *(
            "condecimal(gt=1)",
            "list",
            "List[int]",
            "list[Item]",
            "dict",
            "Dict[str, Any]",
            "Dict[str, int]",
            "Dict[str, Item]",
            "Dict[Colour, int]",
        ),
        *("tuple", "Tuple[int, str]", "Tuple[int, ...]", "Set[int]", "t.FrozenSet[str]", "Sequence[int]", "Iterable[int]", "t.Deque[int]"),
        *(
            "Optional[int]",
            "Optional[Item]",
            "Optional[List[Item]]",
            "Union[int, str]",
            "Union[int, str, None]",
            "int | None",
            "List[Optional[int]]",
        ),
        *(
            "Literal['a']",
            "Literal['a', 'b']",
            "Literal[1, 'a']",
            "Colour",
            "Size",
            "Optional[Colour]",
            "Item",
            "Type[int]",
            "Callable[[], int]",
        ),
        *(
            "Dict[str, Optional[int]]",
            "Dict[str, List[Item]]",
            "List[Union[int, Item]]",
            "Mapping[str, int]",
            "Point",
            "Literal[Colour.RED]",
        ),
        *("Dict[constr(regex='^a'), int]", "StrictFloat", "conbytes(min_length=1)"),
    ],
)
def test_a_field_is_written_as_pydantic_1_writes_it(annotation):
    assert differences_one(f"{TYPES}\nclass Holder(BaseModel):\n    x: {annotation}\n", ["Holder"]) == []


MODELS = {
    "types that describe themselves": (
        """
        class ObjectId: ...
        class PyObjectId(ObjectId):
            @classmethod
            def __get_validators__(cls):
                yield cls.validate
            @classmethod
            def validate(cls, v): return v
            @classmethod
            def __modify_schema__(cls, field_schema):
                field_schema.update(type="string", example="x")
        class Slug(str):
            @classmethod
            def __get_validators__(cls):
                yield cls.validate
            @classmethod
            def validate(cls, v): return v
        class Holder(BaseModel):
            a: PyObjectId
            b: Optional[PyObjectId] = None
            c: Slug
            d: PyObjectId = Field(default_factory=PyObjectId, alias="_id")
    """,
        ["Holder"],
    ),
    "dataclasses": (
        """
        import dataclasses
        import pydantic.v1.dataclasses
        @dataclasses.dataclass
        class Plain:
            x: int
            y: Optional[int] = None
        @pydantic.v1.dataclasses.dataclass
        class Own:
            x: int
            y: List[int] = Field(default_factory=list)
        class Part(TypedDict, total=False):
            a: int
        class Holder(BaseModel):
            a: Plain
            b: Own
            c: List[Part]
    """,
        ["Holder"],
    ),
    "what is required": (
        """
        class Order(BaseModel):
            a: Optional[int]
            b: Optional[int] = None
            c: int = None
            d: int = ...
            e: Any
            f: Optional[int] = ...
            g: Optional[int] = Field(...)
            h: int = Field(3, gt=1)
            i: List[int] = []
            j: int = Field(default_factory=int)
            k = "inferred"
            l = 3
            _m: int = 3
            n: t.ClassVar[int] = 3
            o: Annotated[int, Field(gt=3)]
            p: Annotated[Optional[int], Field(lt=3)] = None
            q: None = None
            r: dict = {}
    """,
        ["Order"],
    ),
    "aliases": (
        """
        def camel(name: str) -> str:
            parts = name.split("_")
            return "".join([parts[0], *[part.capitalize() for part in parts[1:]]])
        class Base(BaseModel):
            class Config:
                alias_generator = camel
                allow_population_by_field_name = True
                extra = Extra.forbid
        class Child(Base):
            first_name: str
            last_name: str = Field(alias="surname")
            class Config:
                orm_mode = True
        class Named(BaseModel):
            a: int
            b: int
            class Config(Base.Config):
                alias_generator = None
                fields = {"a": "aaa", "b": {"alias": "bbb"}}
        class Titled(BaseModel):
            a: str
            class Config:
                alias_generator = str.upper
                extra = "allow"
    """,
        ["Child", "Named", "Titled"],
    ),
    "inheritance": (
        """
        class Mixin:
            ignored: int
        class A(BaseModel):
            x: int
            y: str = "a"
        class B(A, Mixin):
            y = "b"
            z: Optional[int]
        class C(BaseModel):
            x: str
        class D(A, C):
            pass
    """,
        ["B", "D"],
    ),
    "constraints": (
        """
        class Order(BaseModel):
            a: Optional[int] = Field(None, ge=1, lt=4)
            b: List[int] = Field(..., min_items=1, max_items=3)
            c: str = Field(..., min_length=1, max_length=2, regex="^a")
            d: List[constr(min_length=2)]
            e: Dict[str, conint(gt=1)]
            f: float = Field(1.0, multiple_of=0.5)
            g: Optional[Item] = Field(None, description="an item")
            h: Colour = Field(Colour.RED, title="colour")
    """,
        ["Order"],
    ),
    "roots, generics and recursion": (
        """
        T = TypeVar("T")
        class Names(BaseModel):
            __root__: List[str]
        class Items(BaseModel):
            __root__: Dict[str, Item]
        class Page(GenericModel, Generic[T]):
            items: List[T]
            total: int
            names: Optional[Names]
        class Node(BaseModel):
            children: List["Node"] = []
            parent: Optional["Node"]
        Node.update_forward_refs()
        class Uses(BaseModel):
            page: Page[Item]
            items: Items
    """,
        ["Names", "Page[Item]", "Node", "Uses", "Page[int]"],
    ),
    "unions and made models": (
        """
        class Cat(BaseModel):
            kind: Literal["cat"]
        class Dog(BaseModel):
            kind: Literal["dog"]
        class Home(BaseModel):
            pet: Union[Cat, Dog] = Field(..., discriminator="kind")
            maybe: Optional[Union[Cat, Dog]] = None
        Made = create_model("Made", a=(int, ...), b=(str, "x"), c=(Optional[int], None))
        Based = create_model("Based", __base__=Item, d=(int, 3))
        class Movie(TypedDict):
            title: str
        class Holder(BaseModel):
            movie: Movie
            made: Made
    """,
        ["Home", "Made", "Based", "Holder"],
    ),
}


@pytest.mark.parametrize("name", MODELS)
def test_models_are_written_as_pydantic_1_writes_them(name):
    source, wanted = MODELS[name]
    assert differences_one(TYPES + dedent(source), wanted) == []
