"""Which function of the repository a call of a handler reaches."""

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.change import Side

SHOP = {
    "shop/repository.py": """
from typing import Self

class Repository[Row]:
    @classmethod
    def of(cls, session: object) -> Self: ...

    def save(self, row: object) -> None: ...

class Orders(Repository[int]):
    def first(self) -> "Order": ...

class Order:
    def pay(self) -> None: ...
""",
    "shop/service.py": """
from shop.repository import Order, Orders, Repository

class Service:
    def __init__(self) -> None:
        self.orders = Orders()

    @property
    def again(self) -> Orders: ...

    def place(self) -> Order: ...

def get_service() -> Service: ...

def get_untyped():
    return Service()

def get_by_generator() -> "Iterator[Service]":
    yield Service()

service = Service()
""",
}
HEAD = """
from typing import Annotated, Optional

from fastapi import APIRouter, Depends

from shop import service as module
from shop.repository import Order, Orders
from shop.service import Service, get_by_generator, get_service, get_untyped, service

router = APIRouter()
Known = Annotated[Service, Depends(get_service)]

class Orphan:
    def turn(self):
        return self.turn().turn()

@router.post("/orders")
def handler(PARAMETERS):
    BODY
"""
REACHED = [
    ("", "service.place()", "place"),
    ("", "module.service.place()", "place"),
    ("", "Service().place()", "place"),
    ("", "get_service().place()", "place"),
    ("", "get_untyped().place()", "place"),
    ("", "service.orders.save(1)", "save"),
    ("", "service.again.save(1)", "save"),
    ("", "service.place().pay()", "pay"),
    ("", "Orders().first().pay()", "pay"),
    ("", "Orders.of(1).first().pay()", "pay"),
    ("", "(await get_service()).place()", "place"),
    ("", "made = Service(); made.place()", "place"),
    ("", "with get_service() as made: made.place()", "place"),
    ("given: Service", "given.place()", "place"),
    ("given: 'Service'", "given.place()", "place"),
    ("given: Service | None", "given.place()", "place"),
    ("given: Optional[Service]", "given.place()", "place"),
    ("given: Known", "given.place()", "place"),
    ("given: Annotated[object, Depends(get_service)]", "given.place()", "place"),
    ("given=Depends(get_service)", "given.place()", "place"),
    ("given=Depends(get_by_generator)", "given.place()", "place"),
    ("given=Depends(Service)", "given.place()", "place"),
    ("", "await run_in_threadpool(service.place)", "place"),
    ("", "await loop.run_in_executor(None, service.place)", "place"),
]


def reached(parameters: str, body: str) -> list[str]:
    head = HEAD.replace("PARAMETERS", parameters).replace("BODY", body)
    facts = facts_of({}, {**SHOP, "shop/api.py": head})
    (handler,) = facts.handlers.of(["shop/api.py"])
    return [step.callee.function.name for step in facts.handlers.effects(Side.HEAD).reach.steps(handler.inside)]


@pytest.mark.parametrize(("parameters", "body", "name"), REACHED, ids=[f"{body} {parameters}" for parameters, body, _ in REACHED])
def test_a_call_is_followed_to_the_function_that_it_runs(parameters: str, body: str, name: str) -> None:
    assert name in reached(parameters, body)


UNKNOWN = [
    "given.place()",
    "unknown().place()",
    "service.missing()",
    "tasks.add_task(service.place)",
    "service.place.delay()",
    "later = lambda: service.place()",
    "x = x.next(); x.place()",
    "asyncio.create_task(service.place())",
    "str(1).place()",
]


@pytest.mark.parametrize("body", UNKNOWN)
def test_what_nobody_can_tell_or_what_runs_later_reaches_nothing(body: str) -> None:
    assert reached("", body) == []


def test_a_circle_ends() -> None:
    assert reached("", "Orphan().turn().turn()") == ["turn"]
