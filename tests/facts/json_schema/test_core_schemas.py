"""Types that say themselves how pydantic sees them, and settings that say how values are written."""

import pytest
from tests.facts.json_schema.oracle import differences

SOURCE = """
import datetime
import uuid
from collections.abc import Sequence
from typing import Annotated, Any, Generic, Optional, TypeVar, Union, get_args
from pydantic import *
from pydantic_core import core_schema

T = TypeVar("T")

class Filter(Sequence[T]):
    def __getitem__(self, at): ...
    def __len__(self): ...
    @classmethod
    def __get_pydantic_core_schema__(cls, source, handler):
        arguments = get_args(source)
        if len(arguments) == 0:
            raise TypeError("an argument is needed")
        many = handler.generate_schema(Sequence[arguments[0]])
        either = core_schema.union_schema([handler.generate_schema(arguments[0]), many])
        return core_schema.no_info_after_validator_function(cls.listed, handler(either))
    @classmethod
    def listed(cls, value): ...

class Moment(datetime.datetime):
    @classmethod
    def __get_pydantic_core_schema__(cls, source, handler):
        return core_schema.no_info_after_validator_function(lambda value: value, handler(datetime.datetime))

class OrderId(uuid.UUID):
    @classmethod
    def __get_pydantic_core_schema__(cls, source, handler):
        made = core_schema.no_info_plain_validator_function(cls.new)
        sent = core_schema.plain_serializer_function_ser_schema(str, return_schema=core_schema.str_schema())
        return core_schema.json_or_python_schema(json_schema=made, python_schema=made, serialization=sent)
    @classmethod
    def new(cls, value): ...

class Page(BaseModel, Generic[T]):
    items: list[T]
    @classmethod
    def __get_pydantic_core_schema__(cls, source, handler):
        made = handler(source)
        made["ref"] = cls.__name__
        return made

class Item(BaseModel):
    name: str

class Query(BaseModel):
    ids: Filter[uuid.UUID] | None = None
    names: Filter[Annotated[str, Field(min_length=2)]]
    since: Moment
    order: Union[OrderId, Annotated[str, Field(pattern="^o_")]]

class Timed(BaseModel):
    model_config = ConfigDict(ser_json_timedelta="float", ser_json_bytes="base64")
    took: datetime.timedelta
    limit: Optional[datetime.timedelta] = None
    body: bytes

class Plain(BaseModel):
    took: datetime.timedelta
    body: bytes
"""


@pytest.mark.parametrize("wanted", ["Filter[int]", "Moment", "Page[Item]", "Query", "Timed", "Plain"])
def test_what_a_class_says_of_itself_is_what_pydantic_says(wanted: str) -> None:
    assert differences(SOURCE, [wanted]) == []
