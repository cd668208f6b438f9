"""A small shop with FastAPI, as the tests of the API rules change it."""

from collections.abc import Mapping

MAIN = '''
"""The shop's application."""

from fastapi import FastAPI

from shop.api import customers, health, orders

app = FastAPI(title="Shop")
app.include_router(health.router)
app.include_router(orders.router, prefix="/v1")
app.include_router(customers.router, prefix="/v1")
'''

ORDERS = '''
"""Orders over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, status

from shop.schemas import Order, OrderIn, State

router = APIRouter(prefix="/orders", tags=["orders"])


@router.get("")
async def list_orders(
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    state: State | None = None,
) -> list[Order]:
    """The latest orders."""
    raise NotImplementedError


@router.post("", status_code=status.HTTP_201_CREATED)
async def place_order(order: OrderIn, idempotency_key: Annotated[str | None, Header()] = None) -> Order:
    raise NotImplementedError


@router.get("/{order_id}")
async def get_order(order_id: int) -> Order:
    raise NotImplementedError


@router.delete("/{order_id}", status_code=status.HTTP_204_NO_CONTENT)
async def cancel_order(order_id: int) -> None:
    raise NotImplementedError


@router.post("/{order_id}/reindex", include_in_schema=False)
async def reindex(order_id: int, deep: bool = False) -> None:
    raise NotImplementedError
'''

CUSTOMERS = '''
"""Customers over HTTP."""

from fastapi import APIRouter

from shop.schemas import Customer

router = APIRouter(prefix="/customers", tags=["customers"])


@router.get("/{customer_id}")
async def get_customer(customer_id: int) -> Customer:
    raise NotImplementedError


@router.get("/{customer_id}/latest", deprecated=True)
async def latest(customer_id: int) -> Customer:
    raise NotImplementedError
'''

HEALTH = '''
"""Whether the shop is up."""

from fastapi import APIRouter

router = APIRouter()


@router.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}
'''

SCHEMAS = '''
"""What the shop takes and gives."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, Field


class State(StrEnum):
    OPEN = "open"
    PAID = "paid"
    SENT = "sent"


class Money(BaseModel):
    amount: Decimal
    currency: str = Field(min_length=3, max_length=3)


class OrderIn(BaseModel):
    customer: int
    note: str | None = Field(None, max_length=200)
    voucher: str = ""


class Order(BaseModel):
    id: int
    state: State
    total: Money
    placed_at: datetime
    note: str | None = None


class Customer(BaseModel):
    id: int
    name: str
    orders: list[Order] = []
'''

FILES: Mapping[str, str] = {
    "shop/__init__.py": "",
    "shop/api/__init__.py": "",
    "shop/main.py": MAIN.lstrip(),
    "shop/api/orders.py": ORDERS.lstrip(),
    "shop/api/customers.py": CUSTOMERS.lstrip(),
    "shop/api/health.py": HEALTH.lstrip(),
    "shop/schemas.py": SCHEMAS.lstrip(),
}


def edited(path: str, *replacements: tuple[str, str], files: Mapping[str, str] = FILES) -> dict[str, str]:
    """The shop with parts of one file replaced; each part has to be there."""
    text = files[path]
    for before, after in replacements:
        assert before in text, before
        text = text.replace(before, after)
    return {**files, path: text}


def line_of(files: Mapping[str, str], path: str, part: str) -> int:
    return next(number for number, line in enumerate(files[path].splitlines(), 1) if part in line)
