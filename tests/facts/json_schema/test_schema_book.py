"""Models as the installed pydantic 2 writes them: every example is imported for real and compared."""

from textwrap import dedent

import pytest
from tests.facts.json_schema.oracle import differences

TYPES = """
import collections
import datetime as dt
import decimal
import enum
import ipaddress
import re
import typing as t
import uuid
from collections import OrderedDict, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, ClassVar, Dict, FrozenSet, List, Literal, NewType, Optional, Set, Tuple, Type, Union

import annotated_types as at
import pydantic
from pydantic import *
from pydantic.alias_generators import to_camel, to_pascal, to_snake
from pydantic.networks import FileUrl, FtpUrl
from typing_extensions import NotRequired, Required, TypedDict

UserId = NewType("UserId", int)
Alias = List["Item"]
Positive = Annotated[int, Field(gt=0)]
Small = Annotated[Positive, Field(lt=10)]
Maybe = Positive | None

class Colour(enum.Enum):
    RED = "red"
    BLUE = "blue"

class Size(str, enum.Enum):
    S = "s"
    L = "l"

class Level(enum.IntEnum):
    LOW = enum.auto()
    HIGH = enum.auto()

class Mixed(enum.Enum):
    ONE = 1
    TWO = "two"

class Item(BaseModel):
    name: str

class Point(t.NamedTuple):
    x: int
    y: float = 0.0

class Movie(TypedDict, total=False):
    title: Required[str]
    year: int
"""


@pytest.mark.parametrize(
    "annotation",
    [
        *("int", "str", "float", "bool", "bytes", "None", "Any", "object", "complex"),
        *("dt.datetime", "dt.date", "dt.time", "dt.timedelta", "uuid.UUID", "decimal.Decimal", "Path", "re.Pattern", "t.Pattern[str]"),
        *("ipaddress.IPv4Address", "ipaddress.IPv6Address", "ipaddress.IPv4Network", "ipaddress.IPv6Network"),
        *("ipaddress.IPv4Interface", "ipaddress.IPv6Interface", "IPvAnyAddress", "IPvAnyInterface", "IPvAnyNetwork"),
        *("UUID1", "UUID3", "UUID4", "UUID5", "HttpUrl", "AnyUrl", "AnyHttpUrl", "FileUrl", "PostgresDsn", "RedisDsn", "MongoDsn"),
        *("AmqpDsn", "KafkaDsn", "NatsDsn", "MySQLDsn", "MariaDBDsn", "CockroachDsn", "ClickHouseDsn", "SnowflakeDsn", "FtpUrl"),
        *("WebsocketUrl", "AnyWebsocketUrl"),
        *("SecretStr", "SecretBytes", "Json", "Json[int]", "Json[list[Item]]", "FilePath", "DirectoryPath", "NewPath", "ByteSize"),
        *("PositiveInt", "NegativeInt", "NonNegativeInt", "NonPositiveInt", "PositiveFloat", "NegativeFloat", "NonNegativeFloat"),
        *("NonPositiveFloat", "FiniteFloat", "StrictInt", "StrictStr", "StrictBool", "StrictFloat", "StrictBytes"),
        *("AwareDatetime", "NaiveDatetime", "PastDate", "FutureDate", "PastDatetime", "FutureDatetime", "Base64Str"),
        *("Base64Bytes", "Base64UrlStr", "Base64UrlBytes", "ImportString"),
        *("conint(gt=0, le=5)", "constr(min_length=1, max_length=3, pattern='^a')", "confloat(ge=0.5)", "conlist(int, min_length=1)"),
        *("conset(str, max_length=3)", "condecimal(gt=1)", "conbytes(min_length=2)", "condate()", "confrozenset(int)"),
        *("list", "List", "List[int]", "list[Item]", "dict", "Dict", "dict[str, Any]", "Dict[str, int]", "dict[int, Item]"),
        *(
            "dict[Colour, int]",
            "dict[Size, Item]",
            "dict[constr(pattern='^a'), int]",
            "dict[constr(min_length=2), int]",
            "Mapping[str, int]",
        ),
        *("dict[uuid.UUID, int]", "dict[Literal['a', 'b'], int]", "t.Mapping[str, list[int]]", "OrderedDict[str, int]"),
        *("defaultdict[str, int]", "t.DefaultDict[str, list[int]]", "collections.Counter[str]", "t.Counter[str]"),
        *("tuple", "Tuple", "tuple[int, str]", "Tuple[int, ...]", "set[int]", "Set[str]", "frozenset[int]", "FrozenSet[Item]"),
        *("Sequence[int]", "t.Sequence[Item]", "Iterable[int]", "deque[int]", "t.Deque[str]", "Type[int]", "t.AbstractSet[int]"),
        *("Optional[int]", "int | None", "Union[int, str]", "Union[int, None, str]", "Optional[Union[int, str]]", "list[int | None]"),
        *("Optional[Item]", "Union[Item, None]", "Item | Colour | None", "Optional[Any]", "Union[list[int], dict[str, int]]"),
        *("Literal['a']", "Literal['a', 'b']", "Literal[1, 'a']", "Literal[1, 2]", "Literal[True]", "Literal[None]", "Literal['a', None]"),
        *("Literal[Colour.RED]", "Literal[Literal['a'], 'b']", "Optional[Literal['a']]"),
        *("Colour", "Size", "Level", "Mixed", "Item", "Point", "Movie", "list[Movie]", "dict[str, Point]"),
        *("UserId", "Positive", "Small", "Maybe", "list[Small]", "Optional[Small]"),
        *("Annotated[int, Field(gt=1, multiple_of=2)]", "Annotated[str, Field(min_length=1, pattern='a+')]", "Annotated[int, at.Gt(3)]"),
        *("Annotated[list[int], Field(min_length=1, max_length=4)]", "Annotated[str, StringConstraints(min_length=2)]"),
        *("Annotated[dict[str, int], Field(min_length=1)]", "Annotated[set[int], at.Len(1, 3)]", "Annotated[int, at.Interval(gt=1, lt=4)]"),
        *("Annotated[Optional[int], Field(gt=0)]", "Annotated[decimal.Decimal, Field(ge=0)]"),
        *(
            "Annotated[int, WithJsonSchema({'type': 'string'})]",
            "Annotated[int, 'a note']",
            "Annotated[Annotated[int, Field(gt=1)], Field(lt=9)]",
        ),
        *("Annotated[int, PlainSerializer(str, return_type=str)]", "Annotated[int, WrapSerializer(lambda v, h: h(v), return_type=str)]"),
        *("Annotated[int, BeforeValidator(int)]", "Annotated[int, AfterValidator(abs)]", "Annotated[int, PlainValidator(int)]"),
        *(
            "Annotated[int, BeforeValidator(int, json_schema_input_type=str)]",
            "Annotated[int, PlainValidator(int, json_schema_input_type=str)]",
        ),
        *("Annotated[int | None, PlainSerializer(str, return_type=str, when_used='unless-none')]", "list[Annotated[int, Field(ge=3)]]"),
        *(
            "Annotated[bytes, Field(max_length=3)]",
            "Annotated[tuple[int, ...], Field(max_length=3)]",
            "Annotated[HttpUrl, Field(max_length=30)]",
        ),
        *("Annotated[SecretStr, Field(min_length=3)]", "Annotated[dt.date, Field(gt=dt.date(2020, 1, 1))]", "dict[str, dict[str, Item]]"),
        *("Annotated[str, Field(json_schema_extra={'format': 'x'})]", "Annotated[int, Strict()]", "Annotated[float, AllowInfNan(False)]"),
    ],
)
def test_a_type_is_written_as_pydantic_writes_it(annotation):
    assert differences(TYPES, [annotation]) == []


def test_forward_references_are_read_in_the_module_of_their_class():
    found = differences(
        TYPES
        + """
class Holder(BaseModel):
    a: "Optional[Later]"
    b: List["Later"]
    c: Alias
    d: "list[Item] | None" = None

class Later(BaseModel):
    back: Optional["Holder"] = None
""",
        ["Holder"],
    )
    assert found == []


MODELS = {
    "fields in all their forms": (
        """
        class Order(BaseModel):
            model_config = ConfigDict(title="An order")
            LIMIT: ClassVar[int] = 3
            _secret: str = "x"
            kind: Literal["order"] = "order"
            id: int
            a: Optional[int]
            b: Optional[int] = None
            c: int = Field(default=3, gt=0)
            d: list[int] = Field(default_factory=list, max_length=3)
            e: str = Field(..., min_length=2, alias="Eee")
            f: str = Field(validation_alias="ff")
            g: str = Field(serialization_alias="gg")
            h: str = Field(validation_alias=AliasChoices("h1", "h2"), serialization_alias="h3")
            i: Annotated[int, Field(ge=1)] = 5
            j: Annotated[int, Field(default=5)]
            k: Annotated[Optional[str], Field(alias="kay")] = None
            l: str = Field("x", exclude=True)
            m: str = Field(validation_alias=AliasPath("m", 0))
            n: "int | None" = Field(None, ge=0, le=9)
            o: dict = {}
            p: Any
            q: Any = None
    """,
        ["Order"],
    ),
    "inheritance": (
        """
        class Base(BaseModel):
            id: int
            name: str
            model_config = ConfigDict(extra="forbid")
        class Mixin:
            mixed: int = 0
        class Child(Base):
            name: Optional[str] = None
            more: str
        class Other(Base, extra="allow"):
            other: int
        class Both(Child, Other):
            last: bool
        class Mixed(Mixin, Base):
            x: str
    """,
        ["Child", "Other", "Both", "list[Base]", "Mixed"],
    ),
    "alias generators": (
        """
        def shout(name: str) -> str:
            return name.upper()
        def camel(name: str) -> str:
            first, *rest = name.split("_")
            return first + "".join(word.capitalize() for word in rest)
        def lower_camel(s: str) -> str:
            parts = s.split("_")
            return parts[0] + "".join(p.title() for p in parts[1:])
        class Camel(BaseModel):
            model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)
            first_name: str
            last_name: str = Field(alias="surname")
            user_id2: int
            @computed_field
            @property
            def full_name(self) -> str: return ""
        class Child(Camel):
            more_things: int
        class Shout(BaseModel):
            model_config = {"alias_generator": shout}
            first_name: str
        class Own(BaseModel):
            class Config:
                alias_generator = camel
            first_name: str
        class Lower(BaseModel):
            model_config = ConfigDict(alias_generator=lambda name: lower_camel(name))
            first_name_here: str
        class Two(BaseModel):
            model_config = ConfigDict(alias_generator=AliasGenerator(validation_alias=to_pascal, serialization_alias=to_camel))
            first_name: str
        class One(BaseModel):
            model_config = ConfigDict(alias_generator=AliasGenerator(serialization_alias=lambda n: n.replace("_", "-")))
            first_name: str
    """,
        ["Camel", "Child", "Shout", "Own", "Lower", "Two", "One"],
    ),
    "computed fields and serializers": (
        """
        class Inner(BaseModel):
            x: int
            @computed_field(alias="twiceX")
            @property
            def twice(self) -> int: return 2
        class Outer(BaseModel):
            inner: Inner
            when: dt.datetime
            many: list[int]
            maybe: Optional[int] = None
            @field_serializer("when")
            def _when(self, value: dt.datetime) -> int: return 1
            @field_serializer("many", "maybe", when_used="unless-none")
            def _many(self, value) -> str: return ""
            @computed_field
            def area(self) -> float: return 1.0
        class Whole(BaseModel):
            x: int
            @model_serializer
            def ser(self) -> dict[str, int]: return {}
        class Quiet(BaseModel):
            x: int
            @model_serializer(mode="wrap")
            def ser(self, handler): return {}
        class Plain(BaseModel):
            x: int
            y: list[str]
            @field_validator("x", mode="plain")
            @classmethod
            def _x(cls, value): return value
            @field_validator("y", mode="before", json_schema_input_type=str)
            @classmethod
            def _y(cls, value): return value
    """,
        ["Outer", "Whole", "Quiet", "Plain", "list[Inner]"],
    ),
    "root models": (
        """
        class Names(RootModel[list[str]]): pass
        class Tags(RootModel):
            root: dict[str, Item]
        class Deep(BaseModel):
            names: Names
            tags: Optional[Tags] = None
    """,
        ["Names", "Tags", "Deep", "RootModel[int]"],
    ),
    "generics": (
        """
        T = t.TypeVar("T")
        U = t.TypeVar("U", bound=Item)
        class Page(BaseModel, t.Generic[T]):
            items: list[T]
            total: int
        class Pair(BaseModel, t.Generic[T, U]):
            one: T
            two: Optional[U] = None
        class Items(Page[Item]):
            extra: str
        class Half(Pair[T, Item], t.Generic[T]):
            three: T
        class Answer(Page[T], t.Generic[T]):
            ok: bool = True
    """,
        [
            "Page[Item]",
            "Page[int]",
            "Pair[int, Item]",
            "Items",
            "Half[str]",
            "Answer[list[Item]]",
            "Page",
            "Page[Page[Item]]",
            "Page[Optional[Item]]",
        ],
    ),
    "recursion and unions": (
        """
        class Node(BaseModel):
            value: int
            children: list["Node"] = []
            parent: Optional["Node"] = None
        class Cat(BaseModel):
            kind: Literal["cat"]
            lives: int = 9
        class Dog(BaseModel):
            kind: Literal["dog", "wolf"]
        class Home(BaseModel):
            pet: Union[Cat, Dog] = Field(discriminator="kind")
            more: list[Annotated[Union[Cat, Dog], Field(discriminator="kind")]]
            maybe: Optional[Union[Cat, Dog]] = Field(None, discriminator="kind")
            plain: Cat | Dog
        class A(BaseModel):
            b: Optional["B"]
        class B(BaseModel):
            a: A
    """,
        ["Node", "Home", "A", "B"],
    ),
    "dataclasses and typed dictionaries": (
        """
        import dataclasses
        import pydantic.dataclasses
        @dataclasses.dataclass
        class Point:
            x: int
            y: int = 0
            z: list[int] = dataclasses.field(default_factory=list)
            hidden: int = dataclasses.field(init=False, default=3)
        @dataclasses.dataclass
        class Point3(Point):
            w: Optional[int] = None
        @pydantic.dataclasses.dataclass
        class Strict:
            name: str = Field(alias="Name", min_length=1)
            point: Optional[Point] = None
        class Base(TypedDict):
            a: int
        class Row(Base, total=False):
            b: str
            c: Required[Item]
        class Part(TypedDict):
            a: NotRequired[int]
            b: Annotated[str, Field(min_length=1)]
        Made = TypedDict("Made", {"x": int, "y": NotRequired[str]})
        Pair = t.NamedTuple("Pair", [("a", int), ("b", str)])
    """,
        ["Point", "Point3", "Strict", "Row", "Part", "Made", "Pair", "list[Row]"],
    ),
    "enumerations": (
        """
        class Status(enum.StrEnum):
            NEW = enum.auto()
            OLD = enum.auto()
        class Names(str, enum.Enum):
            def _generate_next_value_(name, start, count, last_values):
                return name.lower()
            A_ONE = enum.auto()
            B_TWO = enum.auto()
        class Text(str, enum.Enum):
            A = enum.auto()
        class Coded(enum.Enum):
            def __new__(cls, code, label):
                obj = object.__new__(cls)
                obj._value_ = code
                obj.label = label
                return obj
            X = ("x", "The x")
            Y = ("y", "The y")
        class Dup(enum.Enum):
            A = 1
            B = 1
        PREFIX = "p-"
        class Made(str, enum.Enum):
            A = PREFIX + "a"
            B = f"{PREFIX}b"
        Functional = enum.Enum("Functional", {"A": "a", "B": "b"})
        class Uses(BaseModel):
            a: Status = Status.NEW
            b: Optional[Names] = None
            c: dict[Status, int]
            model_config = ConfigDict(use_enum_values=True)
        class Flagged(enum.Enum):
            A = 1.5
            B = 2.5
    """,
        ["Status", "Names", "Text", "Coded", "Made", "Functional", "Uses", "Flagged"],
    ),
    "made models": (
        """
        Simple = create_model("Simple", a=(int, ...), b=(str, "x"), c=(Optional[int], None))
        Based = create_model("Based", __base__=Item, d=(list[Item], Field(default_factory=list)))
        class Uses(BaseModel):
            s: Simple
            b: Based
        def page_of(model):
            return create_model(f"{model.__name__}Page", items=(list[model], ...))
        ItemPage = page_of(Item)
    """,
        ["Simple", "Based", "Uses", "ItemPage"],
    ),
    "classes that functions make": (
        """
        def page_of(model, extra=int):
            class Page(BaseModel):
                items: list[model]
                extra_: Optional[extra] = None
            return Page
        ItemPage = page_of(Item)
        NumberPage = page_of(int, extra=str)
        class Uses(BaseModel):
            items: ItemPage
            numbers: NumberPage
    """,
        ["Uses", "ItemPage"],
    ),
    "models made of other models": (
        """
        import copy
        class Wide(Item):
            size: int = 3
            when: dt.datetime = Field(description="x")
            note: Optional[str] = Field(None, max_length=3)
        Partial = create_model("Partial", **{k: (Optional[f.annotation], None) for k, f in Wide.model_fields.items()})
        def partial(model):
            def optional(field):
                new = copy.deepcopy(field)
                new.default = None
                new.annotation = Optional[field.annotation]
                return new.annotation, new
            return create_model(f"Partial{model.__name__}", __base__=model, __module__=model.__module__,
                                **{name: optional(info) for name, info in model.model_fields.items()})
        Made = partial(Wide)
        Row = TypedDict("Row", {k: NotRequired[v] for k, v in t.get_type_hints(Movie).items()})
        Rows = TypedDict("Rows", {"a": Row}, total=False)
    """,
        ["Partial", "Made", "Row", "Rows"],
    ),
    "types that describe themselves": (
        """
        from pydantic_core import core_schema
        class ObjectId: ...
        class Plain(str):
            @classmethod
            def __get_pydantic_core_schema__(cls, source_type, handler):
                return core_schema.no_info_after_validator_function(cls, core_schema.str_schema())
        class Number:
            @classmethod
            def __get_pydantic_core_schema__(cls, source, handler):
                return core_schema.json_or_python_schema(
                    json_schema=core_schema.int_schema(),
                    python_schema=core_schema.union_schema([core_schema.is_instance_schema(cls), core_schema.int_schema()]),
                    serialization=core_schema.plain_serializer_function_ser_schema(str, return_schema=core_schema.str_schema()),
                )
        class Handled:
            @classmethod
            def __get_pydantic_core_schema__(cls, source, handler):
                return core_schema.no_info_before_validator_function(lambda v: v, handler(list[int]))
        class Described:
            @classmethod
            def __get_pydantic_core_schema__(cls, source, handler):
                return core_schema.no_info_plain_validator_function(lambda v: v)
            @classmethod
            def __get_pydantic_json_schema__(cls, schema, handler):
                return {"type": "string", "format": "own"}
        class Asked:
            @classmethod
            def __get_pydantic_core_schema__(cls, source, handler):
                return core_schema.no_info_plain_validator_function(lambda v: v)
            @classmethod
            def __get_pydantic_json_schema__(cls, _core_schema, handler):
                return handler(core_schema.str_schema())
        class _Annotation:
            @classmethod
            def __get_pydantic_core_schema__(cls, source, handler):
                def parse(value): return value
                return core_schema.chain_schema([core_schema.str_schema(), core_schema.no_info_plain_validator_function(parse)],
                    serialization=core_schema.to_string_ser_schema())
        PyObjectId = Annotated[ObjectId, _Annotation]
        class Uses(BaseModel):
            a: Plain
            b: Number
            c: Handled
            d: Described
            e: Asked
            f: PyObjectId
            g: Optional[PyObjectId] = None
            h: list[Plain]
    """,
        ["Uses"],
    ),
    "nested and local names": (
        """
        class Outer(BaseModel):
            class Inner(BaseModel):
                x: int
            class Kind(enum.Enum):
                A = "a"
            inner: Inner
            kind: Kind = Kind.A
            more: list["Outer.Inner"] = []
        class Sub(Outer):
            date: Optional[dt.date] = None
            other: dt.date
    """,
        ["Outer", "Sub", "Outer.Inner"],
    ),
}


@pytest.mark.parametrize("name", MODELS)
def test_models_are_written_as_pydantic_writes_them(name):
    source, wanted = MODELS[name]
    assert differences(TYPES + dedent(source), wanted) == []
