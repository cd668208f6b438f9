"""Discounts at the API's boundary."""

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["DiscountApply", "DiscountCreate", "DiscountRead"]


class DiscountCreate(BaseModel):
    code: str = Field(min_length=1, max_length=20)
    percent: int = Field(ge=1, le=100)


class DiscountRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    code: str
    percent: int


class DiscountApply(BaseModel):
    code: str
