"""Customers at the API's boundary."""

from pydantic import BaseModel, ConfigDict, Field


class CustomerCreate(BaseModel):
    email: str = Field(max_length=254)
    name: str = Field(min_length=1, max_length=100)


class CustomerRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    email: str
    name: str
    nickname: str | None


class NicknameUpdate(BaseModel):
    nickname: str = Field(min_length=1, max_length=40)
