"""A small service, as the tests of the spec rules change it."""

from collections.abc import Mapping

from tests.fakes.facts import facts_of

from tenet.domain.component import Component
from tenet.domain.finding import Outcome
from tenet.facts.facts import Facts
from tenet.rules.specs.stale_spec import RULE, Options

ORDERS = Component("orders", ("orders/**",), ("specs/orders.md",))

API = '''
"""Orders over HTTP."""

import logging
from typing import Annotated, List, Optional

from fastapi import APIRouter, Depends, Query, status

from orders.schemas import Order, OrderIn
from orders.service import OrderService, get_service

router = APIRouter(prefix="/orders", tags=["orders"])
logger = logging.getLogger(__name__)


@router.get("", response_model=List[Order])
def list_orders(
    limit: int = Query(50, le=100, description="How many."),
    service: OrderService = Depends(get_service),
) -> List[Order]:
    """The latest orders."""
    # newest first
    found = service.latest(limit)
    return [order for order in found if not order.hidden]


@router.post("", status_code=status.HTTP_201_CREATED)
async def place_order(order: OrderIn, service: Annotated[OrderService, Depends(get_service)]) -> Order:
    logger.info("placing an order of %s", order.customer)
    placed = await service.place(order)
    return placed
'''

SCHEMAS = """
from datetime import datetime
from enum import Enum
from typing import Optional

from pydantic import BaseModel, Field


class State(str, Enum):
    OPEN = "open"
    PAID = "paid"


class OrderIn(BaseModel):
    customer: str = Field(..., max_length=80, description="Who orders.")
    note: Optional[str] = None


class Order(OrderIn):
    id: int
    state: State = State.OPEN
    placed_at: datetime
    hidden: bool = False
"""

SERVICE = '''
"""What orders do."""

from decimal import Decimal

from orders.models import OrderRow
from orders.schemas import Order, OrderIn

LIMIT = 100


class OrderService:
    """Places and finds orders."""

    def __init__(self, session, clock=None):
        self._session = session
        self._clock = clock

    def latest(self, limit: int = 50) -> list[Order]:
        rows = self._session.query(OrderRow).limit(min(limit, LIMIT))
        result = []
        for row in rows:
            result.append(_to_order(row))
        return result

    async def place(self, order: OrderIn) -> Order:
        row = OrderRow(customer=order.customer)
        try:
            self._session.add(row)
        except ValueError as error:
            raise RuntimeError("refused") from error
        return _to_order(row, extra=1)

    def _total(self, prices) -> Decimal:
        return sum((price for price in prices), start=Decimal(0))


def get_service(session=None) -> OrderService:
    return OrderService(session)


def _to_order(record, extra=0):
    values = {key: value for key, value in record.items() if value}
    return Order(**values)
'''

MODELS = """
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class OrderRow(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(String(80))
"""

SETTINGS = """
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str = "sqlite://"
    page_size: int = 50
"""

FILES = {
    "orders/__init__.py": "",
    "orders/api.py": API,
    "orders/schemas.py": SCHEMAS,
    "orders/service.py": SERVICE,
    "orders/models.py": MODELS,
    "orders/settings.py": SETTINGS,
    "specs/orders.md": "# Orders\n\nCustomers place orders and see the latest.\n",
}


def edited(path: str, *edits: tuple[str, str]) -> dict[str, str]:
    """The service with texts of one file replaced. Raises ValueError for a text that is not there."""
    text = FILES[path]
    for old, new in edits:
        if old not in text:
            raise ValueError(f"{path} does not hold {old}")
        text = text.replace(old, new)
    return {**FILES, path: text}


def outcomes(
    head: Mapping[str, str], base: Mapping[str, str] = FILES, component: Component = ORDERS, when: str = "contract"
) -> list[Outcome]:
    return judged(facts_of(base, head, components=[component]), when)


def judged(facts: Facts, when: str = "contract") -> list[Outcome]:
    return list(RULE.run(facts, Options.model_validate({"when": when})))
