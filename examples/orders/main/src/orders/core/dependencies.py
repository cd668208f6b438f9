"""What routes are given: the database session of the request, and the service over it."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated

from fastapi import Depends
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from orders.core.config import settings
from orders.domain.service import OrderService
from orders.infrastructure.stores import SqlCustomerStore, SqlOrderStore


@lru_cache
def engine() -> Engine:
    return create_engine(settings().database_url)


def session(engine: Annotated[Engine, Depends(engine)]) -> Iterator[Session]:
    with Session(engine) as opened, opened.begin():
        yield opened


def order_service(session: Annotated[Session, Depends(session)]) -> OrderService:
    return OrderService(SqlCustomerStore(session), SqlOrderStore(session))


Service = Annotated[OrderService, Depends(order_service)]
