"""`non-idempotent-write`, beside the examples of its manual page."""

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.finding import Novelty, Violation
from tenet.rules.api.non_idempotent_write import RULE, Options

HEAD = """
import smtplib
from typing import Annotated

import stripe
from fastapi import APIRouter, BackgroundTasks, Depends, Header, HTTPException
from pydantic import BaseModel
from sqlalchemy import insert, select
from sqlalchemy.orm import Session
from twilio.rest import Client

from shop import service
from shop.database import get_session
from shop.models import Basket, Coupon, Customer, Order, OrderEvent
from shop.service import place, place_once, refund, tell

router = APIRouter(prefix="/orders")
Database = Annotated[Session, Depends(get_session)]
CurrentUser = Annotated[Customer, Depends(service.current)]

class NewOrder(BaseModel):
    total: int

class NamedOrder(NewOrder):
    id: str

class KeyedOrder(NewOrder):
    idempotency_key: str
"""
SHOP = {
    "shop/__init__.py": "",
    "shop/database.py": """
from sqlalchemy.orm import Session

def get_session() -> Session: ...
""",
    "shop/models.py": """
from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase):
    id: Mapped[int] = mapped_column(primary_key=True)

class Order(Base):
    __tablename__ = "orders"
    total: Mapped[int] = mapped_column()

class OrderEvent(Base):
    __tablename__ = "order_events"
    total: Mapped[int] = mapped_column()

class Customer(Base):
    __tablename__ = "customers"
    email: Mapped[str] = mapped_column(unique=True)

class Coupon(Base):
    __tablename__ = "coupons"
    code: Mapped[str] = mapped_column()
    __table_args__ = (UniqueConstraint("code"),)

class Basket(DeclarativeBase):
    __tablename__ = "baskets"
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    item: Mapped[str] = mapped_column()
""",
    "shop/service.py": """
import smtplib

import stripe
from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.models import Order

def place(session: Session, total: int) -> Order:
    order = Order(total=total)
    session.add(order)
    return order

def place_once(session: Session, total: int) -> Order:
    known = session.scalars(select(Order)).first()
    if known is None:
        session.add(Order(total=total))

def refund(payment: str) -> None:
    stripe.Refund.create(payment_intent=payment)

def tell(address: str) -> None:
    server = smtplib.SMTP("mail.example.com")
    server.send_message(address)
""",
}


def route(*body: str, parameters: str = "new: NewOrder, session: Database", decorator: str = "", name: str = "create_order") -> str:
    return "\n".join(["", decorator or '@router.post("")', f"def {name}({parameters}):", *(f"    {line}" for line in body), ""])


def put(*body: str) -> str:
    return route("order = session.get(Order, id)", *body, decorator='@router.put("/{id}")', name="update_order")


def shop(handler: str, path: str = "shop/api.py") -> dict[str, str]:
    return {**SHOP, path: HEAD + handler}


def found(head: dict[str, str], base: dict[str, str] | None = None, **options: object) -> list[Violation]:
    outcomes = RULE.run(facts_of({} if base is None else base, head), Options.model_validate(options))
    return [one for one in outcomes if isinstance(one, Violation)]


def new(head: dict[str, str], base: dict[str, str] | None = None) -> list[Violation]:
    return [one for one in found(head, base) if one.novelty is Novelty.NEW]


REPEATED = {
    "a charge": (route("stripe.PaymentIntent.create(amount=1)", name="pay"), "charge"),
    "a charge by a client": (route("stripe.StripeClient(key).payment_intents.create({})", name="pay"), "charge"),
    "a refund one call down": (route("refund(new.payment)", name="give_back"), "charge"),
    "a row": (route("session.add(Order(total=new.total))"), "create"),
    "a row with a name": (route("order = Order(total=new.total)", "session.add(order)", "session.commit()"), "create"),
    "a row that is inserted": (route("session.execute(insert(Order).values(total=1))"), "create"),
    "a row one call down": (route("return place(session, new.total)"), "create"),
    "a row of a module's function": (route("return service.place(session, new.total)"), "create"),
    "a row of a route that answers 201": (
        route("session.add(Order(total=1))", decorator='@router.post("", status_code=201)', name="order"),
        "create",
    ),
    "a row of a user who is asked for": (
        route("session.add(Order(total=1))", parameters="user: CurrentUser, session: Database, new: NewOrder"),
        "create",
    ),
    "a row below another": (
        route("session.add(Order(total=1))", parameters="id: int, session: Database", decorator='@router.post("/{id}/lines")'),
        "create",
    ),
    "a message": (route("Client(a, b).messages.create(to=new.phone)", name="accept"), "send"),
    "mail one call down": (route("tell(new.email)", name="accept"), "send"),
    "a number that grows": (put("order.total += new.total"), "grow"),
    "a list that grows": (put("order.lines.append(new.line)"), "grow"),
}


@pytest.mark.parametrize(("handler", "effect"), REPEATED.values(), ids=REPEATED)
def test_what_is_done_twice_is_flagged(handler: str, effect: str) -> None:
    (one,) = new(shop(handler))
    assert one.data["effect"] == effect


HARMLESS = {
    "a charge with a key": route("stripe.PaymentIntent.create(amount=1, idempotency_key=new.key)", name="pay"),
    "a charge with a key among options": route("client.create({}, options={'idempotency_key': key})", name="pay"),
    "a checkout page": route("stripe.checkout.Session.create(mode='payment')", name="pay"),
    "a header": route("session.add(Order(total=1))", parameters='session: Database, key: str = Header(alias="Idempotency-Key")'),
    "a parameter": route("session.add(Order(total=1))", parameters="session: Database, idempotency_key: Annotated[str, Header()]"),
    "a field of the body": route("session.add(Order(total=1))", parameters="new: KeyedOrder, session: Database"),
    "an id that the caller makes": route("session.add(Order(total=1))", parameters="new: NamedOrder, session: Database"),
    "a dependency": route("session.add(Order(total=1))", decorator='@router.post("", dependencies=[Depends(check_idempotency)])'),
    "a unique column": route("session.add(Customer(email=new.email))", name="create_customer"),
    "a unique constraint": route("session.add(Coupon(code=new.code))", name="create_coupon"),
    "a natural primary key": route("session.add(Basket(customer_id=1))", name="create_basket"),
    "a look before": route("if session.scalars(select(Order)).first() is None:", "    session.add(Order(total=1))"),
    "a look before, one call down": route("place_once(session, 1)"),
    "a conflict that is answered": route("if known(new):", "    raise HTTPException(409)", "session.add(Order(total=1))"),
    "an upsert": route("upsert_order(session, new)", "session.add(Order(total=1))"),
    "a record of what happened": route("session.add(OrderEvent(total=1))"),
    "a row beside what the handler is for": route("session.add(Order(total=1))", name="cancel_order"),
    "a row of nobody knows which table": route("session.add(new.row())"),
    "mail to who was not there before": route("if known(new):", "    raise HTTPException(409)", "tell(new.email)", name="accept"),
    "mail that is meant to be repeated": route("tell(new.email)", name="reset_password"),
    "a code that is sent again": route("tell(new.email)", decorator='@router.post("/resend")', name="accept"),
    "a PUT that replaces": put("order.total = new.total", "order.lines = []", "order.lines.append(1)"),
    "an optimistic version": put("order.version += 1"),
    "a number of the handler's own": put("total = 0", "total += 1", "result = Result()", "result.count += 1", "result.rows.append(1)"),
    "a DELETE that answers 404": route(
        "if session.get(Order, id) is None:", "    raise HTTPException(404)", decorator='@router.delete("/{id}")', name="delete_order"
    ),
    "a GET": route("session.add(Order(total=1))", decorator='@router.get("")'),
    "a PATCH": route("order = session.get(Order, 1)", "order.total += 1", decorator='@router.patch("")', name="patch_order"),
}


@pytest.mark.parametrize("handler", HARMLESS.values(), ids=HARMLESS)
def test_what_may_be_repeated_is_silent(handler: str) -> None:
    assert found(shop(handler)) == []


def test_records_of_other_mappers_are_rows() -> None:
    models = """
    from peewee import CharField, Model

    class Note(Model):
        text = CharField()

    class Tag(Model):
        name = CharField(unique=True)
    """
    start = "from fastapi import APIRouter\nfrom shop.models import Note, Tag\n\nrouter = APIRouter()\n\n\n"
    start += "@router.post('/x')\ndef create_it():\n"
    assert found({"shop/models.py": models, "shop/api.py": f"{start}    Note.create(text='x')\n"})
    assert found({"shop/models.py": models, "shop/api.py": f"{start}    Tag.create(name='x')\n"}) == []


def test_the_message_names_the_route_the_call_and_the_table() -> None:
    (one,) = new(shop(route("return place(session, new.total)")))
    assert one.message == ("`POST /orders` creates another row when it is repeated: `create_order` calls `place`, which adds `Order`.")
    assert "`Idempotency-Key` header in `create_order`" in one.remedy


def test_a_handler_is_flagged_once() -> None:
    assert len(new(shop(route("session.add(Order(total=1))", "stripe.Charge.create()", "tell(new.email)")))) == 1


def test_what_was_there_before_is_not_new() -> None:
    base = shop(route("session.add(Order(total=1))"))
    assert new(shop(route("session.add(Order(total=2))")), base) == []
    assert len(found(shop(route("session.add(Order(total=2))")), base)) == 1
    assert len(new(shop(route("session.add(Order(total=2))", "stripe.Charge.create()")), base)) == 1


def test_a_middleware_of_the_repository_does_it_for_all() -> None:
    head = shop(route("session.add(Order(total=1))"))
    head["shop/middleware.py"] = "class IdempotencyMiddleware:\n    header = 'Idempotency-Key'\n"
    assert found(head) == []


def test_the_option_effects_names_what_is_looked_at() -> None:
    gone = HARMLESS["a DELETE that answers 404"]
    assert [one.data["effect"] for one in found(shop(gone), effects=["gone"])] == ["gone"]
    assert found(shop(route("session.add(Order(total=1))")), effects=["charge", "send"]) == []


def test_the_option_key_names_says_what_a_key_is_named() -> None:
    handler = route("session.add(Order(total=1))", parameters="session: Database, ticket: str")
    assert found(shop(handler))
    assert found(shop(handler), key_names=["ticket"]) == []


def test_the_option_exempt_names_routes_that_may_repeat() -> None:
    assert found(shop(route("session.add(Order(total=1))")), exempt=["/orders"]) == []


def test_tests_and_broken_files_are_left_alone() -> None:
    assert found(shop(route("session.add(Order(total=1))"), "tests/test_api.py")) == []
    assert found({"app.py": "@router.post('/x')\ndef (:\n"}) == []
