"""A service of several modules, as the tables of edits change it."""

from collections.abc import Mapping

Files = Mapping[str, str | None]
"""Texts by path; None for a file that is removed."""

MAIN = '''
"""The application."""

import logging

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles

from shop.api import customers, orders
from shop.api.deps import require_key
from shop.errors import ShopError
from shop.settings import get_settings

logger = logging.getLogger(__name__)


def create_app() -> FastAPI:
    """Builds the application."""
    settings = get_settings()
    app = FastAPI(title="Shop", debug=settings.debug)
    app.include_router(orders.router, prefix="/v1")
    app.include_router(customers.router, prefix="/v1")
    app.mount("/assets", StaticFiles(directory="assets"))

    @app.get("/health", include_in_schema=False)
    def health() -> dict[str, str]:
        return {"status": "ok"}

    return app


async def on_error(request: Request, error: ShopError) -> JSONResponse:
    logger.warning("refused: %s", error)
    return JSONResponse({"error": str(error)}, status_code=error.status)
'''

ORDERS = '''
"""Orders over HTTP."""

import logging
from typing import Annotated, List, Optional

from fastapi import APIRouter, BackgroundTasks, Body, Depends, Header, Path, Query, Response, status

from shop.api.deps import CurrentUser, PageDep, get_service, require_key
from shop.schemas import Order, OrderIn, Problem
from shop.services import OrderService

router = APIRouter(prefix="/orders", tags=["orders"])
logger = logging.getLogger(__name__)
LIMIT = 100


@router.get("", response_model=List[Order])
def list_orders(
    page: PageDep,
    state: Optional[str] = Query(None, max_length=20, description="Only orders in this state."),
    limit: int = Query(50, ge=1, le=100),
    service: OrderService = Depends(get_service),
) -> List[Order]:
    """The latest orders."""
    # newest first
    found = service.latest(limit, state)
    return [order for order in found if not order.hidden]


@router.post("", status_code=status.HTTP_201_CREATED, responses={409: {"model": Problem, "description": "Sold out."}})
async def place_order(
    order: OrderIn,
    user: CurrentUser,
    tasks: BackgroundTasks,
    service: Annotated[OrderService, Depends(get_service)],
    idempotency_key: Annotated[str | None, Header()] = None,
) -> Order:
    logger.info("placing an order of %s", order.customer)
    placed = await service.place(order, key=idempotency_key)
    tasks.add_task(_notify, placed)
    return placed


@router.get("/{order_id}", response_model_exclude_none=True)
def get_order(order_id: Annotated[int, Path(ge=1)], service: OrderService = Depends(get_service)) -> Order:
    return service.find(order_id)


@router.put("/{order_id}/note", deprecated=True, dependencies=[Depends(require_key)])
def set_note(order_id: int, note: str = Body(..., embed=True), service: OrderService = Depends(get_service)) -> Order:
    return service.annotate(order_id, note)


@router.delete("/{order_id}", status_code=204, response_class=Response)
def cancel_order(order_id: int, service: OrderService = Depends(get_service)) -> None:
    service.cancel(order_id)


def _notify(order: Order, retries: int = 3) -> None:
    names = list(line.name for line in order.lines)
    message = "order " + str(order.id) + " of " + ", ".join(names)
    for attempt in range(retries):
        logger.info(message, extra={"attempt": attempt})
'''

CUSTOMERS = """
from fastapi import APIRouter, Cookie, File, Form, Header, UploadFile

from shop.schemas import Customer

router = APIRouter(prefix="/customers")


@router.get("/me")
def get_me(session: str = Cookie(), accept_language: str = Header("en", alias="Accept-Language")) -> Customer:
    return Customer(email="a@example.org", language=accept_language)


@router.post("/me/avatar")
def set_avatar(image: UploadFile = File(...), caption: str = Form("")) -> Customer:
    return Customer(email="a@example.org", language="en")


@router.api_route("/me/export", methods=["GET", "POST"])
def export() -> list[Customer]:
    return []


@router.get("/me/orders")
@router.get("/me/purchases", include_in_schema=False)
def my_orders() -> list[int]:
    return []


@router.websocket("/me/events")
async def events(socket) -> None:
    await socket.accept()


async def export_all() -> list[Customer]:
    return []


router.add_api_route("/export", export_all, methods=["GET"], response_model=list[Customer])
"""

DEPS = '''
"""What handlers ask for."""

from typing import Annotated

from fastapi import Depends, Header, Query
from sqlalchemy.orm import Session

from shop.schemas import Page, User
from shop.services import OrderService


def get_session() -> Session:
    return Session()


def get_service(session: Session = Depends(get_session)) -> OrderService:
    return OrderService(session)


def _page(offset: int = Query(0, ge=0), size: int = 20) -> Page:
    return Page(offset=offset, size=size)


def _sorted_page(page: Annotated[Page, Depends(_page)], order_by: str = "id") -> Page:
    return page


def current_user(authorization: Annotated[str, Header()]) -> User:
    return User(name=authorization)


def current_admin(authorization: Annotated[str, Header()]) -> User:
    return User(name=authorization)


def require_key(x_key: Annotated[str, Header()]) -> None:
    return None


SessionDep = Annotated[Session, Depends(get_session)]
PageDep = Annotated[Page, Depends(_page)]
CurrentUser = Annotated[User, Depends(current_user)]
'''

SCHEMAS = '''
"""What goes over the wire."""

from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Dict, List, Literal, Optional, Union

from pydantic import BaseModel, ConfigDict, Field, computed_field, field_validator


class State(str, Enum):
    OPEN = "open"
    PAID = "paid"


class Base(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Line(Base):
    name: str
    price: Decimal = Field(..., gt=0, decimal_places=2)
    count: int = 1


class OrderIn(Base):
    customer: str = Field(..., max_length=80, description="Who orders.")
    note: Optional[str] = None
    lines: List[Line] = Field(default_factory=list)
    channel: Literal["web", "shop"] = "web"
    tags: Dict[str, str] = {}

    @field_validator("note")
    @classmethod
    def trimmed(cls, value: str | None) -> str | None:
        return value.strip() if value else value


class Order(OrderIn):
    """An order that was placed."""

    id: int
    state: State = State.OPEN
    placed_at: datetime
    hidden: bool = Field(default=False, alias="isHidden")
    parent: Union[int, str, None] = None

    @computed_field
    @property
    def total(self) -> Decimal:
        return sum((line.price for line in self.lines), start=Decimal(0))


class Customer(BaseModel):
    model_config = ConfigDict(extra="forbid")

    email: str
    language: str


class User(BaseModel):
    name: str


class Page(BaseModel):
    offset: int
    size: int


class Problem(BaseModel):
    detail: str
'''

SERVICES = '''
"""What orders do."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Optional

from shop.errors import OrderNotFound
from shop.models import OrderRow
from shop.schemas import Order, OrderIn

if TYPE_CHECKING:
    from shop.kinds import Clock

LIMIT = 100
RATE = Decimal("0.19")


class OrderService:
    """Places and finds orders."""

    def __init__(self, session, clock: "Optional[Clock]" = None):
        self._session = session
        self._clock = clock

    @property
    def clock(self) -> "Optional[Clock]":
        return self._clock

    @classmethod
    def detached(cls) -> "OrderService":
        return cls(None)

    @staticmethod
    def describe(order: Order) -> str:
        return f"{order.id}: {order.customer}"

    def latest(self, limit: int = 50, state: Optional[str] = None) -> list[Order]:
        rows = self._session.query(OrderRow).limit(min(limit, LIMIT))
        result = []
        for row in rows:
            if row.hidden:
                continue
            result.append(_to_order(row))
        return result

    def find(self, number: int) -> Order:
        row = self._session.get(OrderRow, number)
        if row is None:
            raise OrderNotFound(f"no order {number}")
        return _to_order(row)

    async def place(self, order: OrderIn, *, key: Optional[str] = None) -> Order:
        row = OrderRow(customer=order.customer, key=key)
        try:
            self._session.add(row)
        except ValueError as error:
            raise RuntimeError("refused") from error
        return _to_order(row, extra=1)

    def annotate(self, number: int, note: str) -> Order:
        return self.find(number).model_copy(update={"note": note})

    def cancel(self, number: int) -> None:
        self._session.delete(self.find(number))

    def _total(self, prices):
        return sum((price for price in prices), start=Decimal(0))


def tax_of(amount: Decimal, rate: Decimal = RATE) -> Decimal:
    return amount * rate


def each(orders: list[Order]) -> Iterator[Order]:
    yield from orders


def _to_order(record, extra=0):
    values = {key: value for key, value in record.items() if value}
    return Order(**values)
'''

MODELS = '''
"""The tables."""

from datetime import datetime
from typing import Optional

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class _Recorded:
    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column()


class CustomerRow(_Recorded, Base):
    __tablename__ = "customers"

    email: Mapped[str] = mapped_column(String(200), unique=True)
    orders: Mapped[list["OrderRow"]] = relationship(back_populates="owner")


class OrderRow(_Recorded, Base):
    __tablename__ = "orders"
    __table_args__ = (UniqueConstraint("customer", "key"), Index("ix_orders_key", "key"))

    customer: Mapped[str] = mapped_column(String(80))
    key: Mapped[Optional[str]] = mapped_column(String(40))
    hidden: Mapped[bool] = mapped_column(default=False)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    owner: Mapped[CustomerRow] = relationship(back_populates="orders")


class AuditRow(Base):
    __tablename__ = "audit"

    id = Column(Integer, primary_key=True)
    text = Column(String(100), nullable=False)


tag_links = Table("tag_links", Base.metadata, Column("order_id", Integer), Column("tag", String(20)))
'''

SETTINGS = '''
"""What operators set."""

import os
from functools import lru_cache

from pydantic_settings import BaseSettings, SettingsConfigDict
from starlette.config import Config

config = Config(".env")
POOL = config("SHOP_POOL_SIZE", cast=int, default=5)
WORKERS = int(os.environ.get("SHOP_WORKERS", "4"))


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="SHOP_", env_file=".env")

    database_url: str = "sqlite://"
    page_size: int = 50
    debug: bool = False


@lru_cache
def get_settings() -> Settings:
    return Settings()


def colours() -> bool:
    return environ.get_bool("SHOP_COLOURS")


def region() -> str:
    return os.environ["SHOP_REGION"]
'''

ERRORS = """
class ShopError(Exception):
    status = 400


class OrderNotFound(ShopError):
    status = 404


class SoldOut(ShopError):
    def __init__(self, name: str, left: int = 0) -> None:
        super().__init__(f"{name}: {left} left")
"""

KINDS = """
from collections import namedtuple
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import NamedTuple, NewType, Protocol, TypedDict, overload

OrderId = NewType("OrderId", int)
Size = namedtuple("Size", ["width", "height"])
Colour = Enum("Colour", ["RED", "BLUE"])


@dataclass
class Money:
    amount: int
    currency: str = "EUR"
    history: list[int] = field(default_factory=list, repr=False)


class Address(TypedDict):
    street: str
    city: str


class Point(NamedTuple):
    x: int
    y: int = 0


class Priority(IntEnum):
    LOW = 1
    HIGH = 2


class Clock(Protocol):
    zone: str

    def now(self) -> float: ...


@overload
def parse(text: str) -> Money: ...
@overload
def parse(text: bytes) -> Money: ...
def parse(text):
    return Money(int(text))


class _Cursor:
    def __init__(self, at: int) -> None:
        self.at = at
"""

WIRE = '''
"""What the till sends; its models reach clients, though the module is private."""

from pydantic import conint
from pydantic_duality import DualBaseModel, make_dual_model

Port = conint(gt=0, le=65536)


class Receipt(DualBaseModel):
    number: int
    port: Port = 80


class Ticket(make_dual_model(strict=True)):
    number: int


Core = make_dual_model(strict=False)


class Coupon(Core):
    code: str


class _Draft(DualBaseModel):
    number: int


def print_all(receipts: list[Receipt]) -> None:
    for receipt in receipts:
        print(receipt.number)
'''

REPORTS = """
from typing import Callable

from fastapi import APIRouter

yearly = APIRouter()
router: APIRouter = APIRouter(prefix="/reports")


def protected(method: Callable, path: str, scopes: list[str], **facets) -> Callable:
    return method(path, **facets)


router.include_router(yearly)


@protected(router.get, "", ["reports"], status_code=203)
def list_reports(year: int) -> list[str]:
    return []
"""

TESTS = """
from shop.services import tax_of


def test_tax():
    assert tax_of(100) == 19
"""

SHOP: Mapping[str, str] = {
    "shop/__init__.py": "",
    "shop/main.py": MAIN,
    "shop/api/__init__.py": "",
    "shop/api/orders.py": ORDERS,
    "shop/api/customers.py": CUSTOMERS,
    "shop/api/deps.py": DEPS,
    "shop/schemas.py": SCHEMAS,
    "shop/services.py": SERVICES,
    "shop/models.py": MODELS,
    "shop/settings.py": SETTINGS,
    "shop/errors.py": ERRORS,
    "shop/kinds.py": KINDS,
    "shop/_wire.py": WIRE,
    "shop/api/reports.py": REPORTS,
    "shop/tests/test_services.py": TESTS,
}

PATHS = {path.rpartition("/")[2].removesuffix(".py"): path for path in SHOP if not path.endswith("__init__.py")}


def edit(module: str, *texts: str) -> Files:
    """The file of a module with old texts replaced by new ones, in turns. Raises ValueError for a text that is not there."""
    path = PATHS[module]
    text = SHOP[path]
    for old, new in zip(texts[::2], texts[1::2], strict=True):
        if old not in text:
            raise ValueError(f"{path} does not hold {old}")
        text = text.replace(old, new)
    return {path: text}


def append(module: str, text: str) -> Files:
    """The file of a module with a text at its end."""
    path = PATHS[module]
    return {path: f"{SHOP[path]}\n\n{text}"}


def edited(files: Files) -> dict[str, str]:
    """The whole service with some files changed."""
    return {path: text for path, text in {**SHOP, **files}.items() if text is not None}
