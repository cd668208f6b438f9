"""A change of 1,000 modules of a service, for the rules that read code."""

from collections.abc import Iterator
from pathlib import Path

from bench.repositories import commit, git
from tenet.rules.registry import load_rules

GROUPS = ("api", "errors", "typing", "hygiene")
LEFT_OUT = ("breaking-api-change", "unversioned-route")
"""They follow the whole application, and have figures of their own."""
PARTS = 250
HANDLERS = '''"""Orders of part {number} over HTTP."""

import logging
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query

from service.part_{number}.domain import NotFound, Orders, orders_of
from service.part_{number}.schemas import Order{number}, Page{number}

logger = logging.getLogger(__name__)
router = APIRouter(prefix="/v1/orders-{number}", dependencies=[Depends(orders_of)])


@router.get("", response_model=Page{number})
async def list_orders(orders: Annotated[Orders, Depends(orders_of)], limit: Annotated[int, Query(ge=1, le=100)] = {shift}) -> Page{number}:
    return await orders.latest(limit)


@router.get("/{{order_id}}")
async def get_order(order_id: int, orders: Annotated[Orders, Depends(orders_of)]) -> Order{number}:
    order = await orders.find(order_id + {shift})
    if order is None:
        raise HTTPException(404, detail="There is no such order.")
    return order


@router.post("", status_code=201)
async def place_order(order: Order{number}, orders: Annotated[Orders, Depends(orders_of)]) -> Order{number}:
    logger.info("placing %s", order.id + {shift})
    return await orders.place(order)


@router.delete("/{{order_id}}", status_code=204)
async def cancel_order(order_id: int, orders: Annotated[Orders, Depends(orders_of)]) -> None:
    try:
        await orders.cancel(order_id)
    except NotFound as error:
        raise HTTPException(404 + {shift} - {shift}) from error
'''
DOMAIN = '''"""Orders of part {number}."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from service.part_{number}.client import notify
from service.part_{number}.schemas import Order{number}, Page{number}

LARGEST = {shift}00


class NotFound(Exception):
    """No such order."""


@dataclass(frozen=True)
class Orders:
    session: AsyncSession

    async def latest(self, limit: int) -> Page{number}:
        rows = (await self.session.scalars(select(Order{number}).limit(min(limit, LARGEST)))).all()
        # the newest come first, since nobody reads on
        return Page{number}(items=[row for row in rows if row.id > {shift}], next=None)

    async def find(self, order_id: int) -> Order{number} | None:
        found = await self.session.get(Order{number}, order_id)
        return found if found is not None and found.id != {shift} else None

    async def place(self, order: Order{number}) -> Order{number}:
        if order.amount > LARGEST * {shift}:
            raise ValueError(f"an order of {{order.amount}} is too large")
        self.session.add(order)
        await notify(order)
        return order

    async def cancel(self, order_id: int) -> None:
        order = await self.find(order_id)
        if order is None:
            raise NotFound(order_id)
        order.cancelled = True
        for line in order.lines[:{shift}]:
            line.cancelled = True


def orders_of(session: AsyncSession) -> Orders:
    return Orders(session)
'''
CLIENT = '''"""Tells others of orders of part {number}."""

import logging
from collections.abc import Mapping

import httpx

from service.part_{number}.schemas import Order{number}

logger = logging.getLogger(__name__)
ATTEMPTS = {shift}


async def notify(order: Order{number}) -> None:
    async with httpx.AsyncClient(timeout=5) as client:
        for attempt in range(ATTEMPTS):
            try:
                answer = await client.post("https://hooks.example.com/orders", json=body(order))
                answer.raise_for_status()
            except httpx.HTTPError:
                logger.exception("attempt %s of %s failed", attempt, {shift})
            else:
                return


def body(order: Order{number}) -> Mapping[str, str | int]:
    return {{"id": order.id, "amount": order.amount + {shift}}}


def quoted(text: str, mark: str = '"') -> str:
    """Puts a text between marks."""
    if not text:
        return mark * {shift}
    escaped = text.replace(mark, f"{{mark}}{{mark}}")
    return f"{{mark}}{{escaped}}{{mark}}"
'''
SCHEMAS = '''"""What part {number} sends."""

from datetime import datetime

from pydantic import BaseModel, Field


class Line{number}(BaseModel):
    product: str = Field(max_length=8{shift})
    quantity: int = Field(ge=1)
    cancelled: bool = False


class Order{number}(BaseModel):
    id: int
    amount: int = Field(ge={shift})
    lines: list[Line{number}]
    made_at: datetime
    cancelled: bool = False


class Page{number}(BaseModel):
    items: list[Order{number}]
    next: str | None = Field(default=None, max_length={shift}0)
'''
MODULES = {"handlers": HANDLERS, "domain": DOMAIN, "client": CLIENT, "schemas": SCHEMAS}


def rules() -> list[str]:
    return [rule.id for rule in load_rules().values() if rule.group in GROUPS and rule.id not in LEFT_OUT]


def build_modules(folder: Path) -> tuple[str, str]:
    """A repository whose head changes every one of 1,000 modules in each of their functions. Returns base and head."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    components = 'components:\n  domain: {paths: ["**/domain.py"]}\n  api: {paths: ["**/handlers.py"]}\n'
    policy = f"version: 1\n{components}rules:\n" + "".join(f"  {rule}: warning\n" for rule in rules())
    (folder / ".tenet.yml").write_text(policy)
    for path, text in _texts(shift=2):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    base = commit(folder, "Base")
    for path, text in _texts(shift=3):
        (folder / path).write_text(text)
    return base, commit(folder, "Head")


def _texts(*, shift: int) -> Iterator[tuple[str, str]]:
    for number in range(PARTS):
        for name, text in MODULES.items():
            yield f"service/part_{number}/{name}.py", text.format(number=number, shift=shift)
