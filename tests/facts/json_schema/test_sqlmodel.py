"""Models of SQLModel, as the installed one writes them."""

from textwrap import dedent

import pytest
from tests.facts.json_schema.oracle import differences

HEADER = """
import datetime as dt
import uuid
from decimal import Decimal
from enum import Enum
from typing import Any, List, Optional
from pydantic import ConfigDict, EmailStr, computed_field
from pydantic.alias_generators import to_camel
from sqlalchemy import JSON, Column, DateTime, String
from sqlmodel import Field, Relationship, SQLModel, AutoString
"""
MODELS = {
    "tables with bases": (
        """
        class ItemBase(SQLModel):
            title: str = Field(min_length=1, max_length=255)
            description: str | None = Field(default=None, max_length=255)
        class Item(ItemBase, table=True):
            id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
            owner_id: uuid.UUID = Field(foreign_key="owner.id", nullable=False, ondelete="CASCADE")
            owner: Optional["Owner"] = Relationship(back_populates="items")
            created_at: Optional[dt.datetime] = Field(default=None, sa_column=Column(DateTime()))
        class Owner(SQLModel, table=True):
            __tablename__ = "owner"
            id: Optional[int] = Field(default=None, primary_key=True)
            name: str = Field(index=True, unique=True)
            items: List["Item"] = Relationship(back_populates="owner", cascade_delete=True)
        class ItemUpdate(ItemBase):
            title: str | None = Field(default=None, min_length=1, max_length=255)
        class ItemPublic(ItemBase):
            id: uuid.UUID
            owner_id: uuid.UUID
        class ItemsPublic(SQLModel):
            data: list[ItemPublic]
            count: int
    """,
        ["Item", "Owner", "ItemUpdate", "ItemsPublic", "list[Item]"],
    ),
    "keys without defaults and settings": (
        """
        class Hero(SQLModel, table=True):
            id: int = Field(primary_key=True)
            secret: str = Field(exclude=True)
            price: Decimal = Field(default=0, max_digits=5, decimal_places=2)
            tags: list[str] = Field(sa_column=Column(JSON))
            extra: dict = Field(default_factory=dict, sa_type=JSON)
        class Camel(SQLModel):
            model_config = ConfigDict(alias_generator=to_camel, extra="forbid")
            first_name: str
            last_name: str = Field(alias="surname")
            code: str = Field(regex="^a")
        class Child(Camel):
            more_things: int = 3
            @computed_field
            @property
            def full_name(self) -> str: ...
    """,
        ["Hero", "Camel", "Child"],
    ),
}


@pytest.mark.parametrize("name", MODELS)
def test_models_are_written_as_sqlmodel_writes_them(name):
    from sqlmodel import SQLModel

    source, wanted = MODELS[name]
    SQLModel.metadata.clear()
    try:
        assert differences(HEADER + dedent(source), wanted) == []
    finally:
        SQLModel.metadata.clear()
        SQLModel._sa_registry.dispose()
