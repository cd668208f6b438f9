"""`writing-get`, beside the examples of its manual page."""

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.finding import Novelty, Violation
from tenet.rules.api.writing_get import RULE, Options

HEAD = """
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from shop import service
from shop.cache import cache, seen
from shop.database import get_session
from shop.models import Order
from shop.repository import OrderRepository, get_orders
from shop.service import mark_exported, touch_last_seen

router = APIRouter(prefix="/orders")
Database = Annotated[Session, Depends(get_session)]
"""
SHOP = {
    "shop/__init__.py": "",
    "shop/cache.py": "cache = {}\nseen = set()\n",
    "shop/visits.py": "class Visit:\n    def extend(self):\n        self.until = 2\n",
    "shop/models.py": "class Order: ...\n",
    "shop/database.py": """
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

sessions = sessionmaker(create_engine("sqlite://"))

def get_session() -> Iterator[Session]:
    with sessions() as session:
        yield session
        session.commit()

@contextmanager
def transaction() -> Iterator[Session]:
    with sessions() as session:
        yield session
        session.commit()
""",
    "shop/repository.py": """
from sqlalchemy.orm import Session

from shop.models import Order

class Repository:
    def __init__(self, session: Session) -> None:
        self.session = session

    def save(self, row: object) -> None:
        self.session.add(row)
        self.session.flush()

class OrderRepository(Repository):
    @classmethod
    @asynccontextmanager
    async def opened(cls) -> AsyncIterator[Self]:
        yield cls(1)

    def latest(self) -> list[Order]:
        return list(self.session.query(Order))

def get_orders() -> OrderRepository: ...
""",
    "shop/service.py": """
from sqlalchemy.orm import Session

from shop.models import Order

def mark_exported(session: Session, order: Order) -> None:
    order.exported = True
    session.commit()

def touch_last_seen(session: Session, user: int) -> None:
    session.add(user)

def count(session: Session) -> int:
    return session.query(Order).count()

def record(session, row) -> None:
    session.add(row)
""",
}


def shop(handler: str, path: str = "shop/api.py") -> dict[str, str]:
    return {**SHOP, path: HEAD + handler}


def found(head: dict[str, str], base: dict[str, str] | None = None, **options: object) -> list[Violation]:
    outcomes = RULE.run(facts_of({} if base is None else base, head), Options.model_validate(options))
    return [one for one in outcomes if isinstance(one, Violation)]


def new(head: dict[str, str], base: dict[str, str] | None = None) -> list[Violation]:
    return [one for one in found(head, base) if one.novelty is Novelty.NEW]


def get(*body: str, parameters: str = "session: Database", decorator: str = '@router.get("/latest")') -> str:
    return "\n".join(["", decorator, f"def latest({parameters}):", *(f"    {line}" for line in body), ""])


WRITING = {
    "a row that is added": get("session.add(Order())"),
    "a commit after a change": get("order = session.get(Order, 1)", "order.seen = True", "session.commit()"),
    "an update": get("session.execute(update(Order).values(seen=True))"),
    "an insert": get("session.execute(insert(Order).values(seen=True))"),
    "a delete": get("session.execute(delete(Order))"),
    "a commit after a method that changes": get("seen = Visit(1)", "seen.extend()", "session.commit()").replace(
        "\n@router", "\nfrom shop.visits import Visit\n@router"
    ),
    "a query that deletes": get("session.query(Order).filter_by(id=1).delete()"),
    "SQL as text": get('session.execute(text("UPDATE orders SET seen = true"))'),
    "SQL that is formatted": get('session.execute(text(f"DELETE FROM {table} WHERE id = 1"))'),
    "SQL in a variable": get('statement = "INSERT INTO orders VALUES (1)"', "session.execute(statement)"),
    "a session without a type": get("db.add(Order())", parameters="db=Depends(get_session)"),
    "the one session or the other": get("(session or make_session()).add(Order())"),
    "a function one call down": get("mark_exported(session, 1)"),
    "a function of a module": get("service.mark_exported(session, 1)"),
    "a function that is told no types": get("service.record(session, 1)"),
    "a method of an object that is made": get("OrderRepository(session).save(1)"),
    "a method of a parameter": get("orders.save(1)", parameters="orders: OrderRepository = Depends(get_orders)"),
    "a method of a dependency": get("orders.save(1)", parameters="orders=Depends(get_orders)"),
    "an object that a context manager hands out": get("async with OrderRepository.opened() as orders:", "    orders.save(1)"),
    "a function in a thread": get("await run_in_threadpool(mark_exported, session, 1)"),
    "a write in a branch": get("if session.get(Order, 1) is None:", "    session.add(Order())"),
    "HEAD": get("session.add(Order())", decorator='@router.head("/latest")'),
    "a route of GET and HEAD": get("session.add(Order())", decorator='@router.api_route("/latest", methods=["GET", "HEAD"])'),
    "a session that is opened": get("with sessions() as session:", "    session.add(Order())", parameters="").replace(
        "\n@router", "\nfrom shop.database import sessions\n@router"
    ),
    "a document store": get("collection.update_one({}, {})", parameters=""),
}


@pytest.mark.parametrize("handler", WRITING.values(), ids=WRITING)
def test_a_get_that_writes_is_flagged(handler: str) -> None:
    (one,) = new(shop(handler))
    assert one.message.startswith(("`GET /orders/latest` is read-only", "`HEAD /orders/latest` is read-only", "`GET,HEAD /orders/latest`"))


READING = {
    "a commit that only gives the connection back": get("rows = session.scalars(select(Order)).all()", "session.commit()", "return rows"),
    "a commit beside a status": get("response.status_code = 202", "session.commit()", parameters="session: Database, response: Response"),
    "a query": get("return session.scalars(select(Order)).all()"),
    "a function that reads": get("return service.count(session)"),
    "a set": get("seen.add(1)"),
    "a dictionary": get("cache.update(latest=1)", "cache.pop(1)"),
    "a list of the handler": get("rows = set()", "rows.add(1)", "rows.delete(2)"),
    "the background": get("tasks.add_task(mark_exported, session, 1)", parameters="session: Database, tasks: BackgroundTasks"),
    "a task of a queue": get("mark_exported.delay(1)"),
    "the session's own dependency": get("return session.get(Order, 1)"),
    "a transaction that only reads": get("with session.begin():", "    return session.get(Order, 1)"),
    "a context manager that commits": get("with transaction() as session:", "    return session.get(Order, 1)", parameters="").replace(
        "\n@router", "\nfrom shop.database import transaction\n@router"
    ),
    "logs": get('logger.info("UPDATE orders")', "audit.add(1)"),
    "a metric": get("requests_total.labels('x').inc()"),
    "a redis cache": get("redis.set('latest', 1)", "redis.delete('x')", parameters="redis: Redis").replace(
        "\n@router", "\nfrom redis import Redis\n@router"
    ),
    "a session of the web": get("request.session.flush()", "request.session.delete(1)", parameters="request"),
    "an HTTP session of no type": get("session.delete('https://example.com')", "session.delete(f'{host}/x')", parameters="session"),
    "a connection to something": get("conn.add(1)", "conn.delete(2)", parameters="conn"),
    "an HTTP session": get("session.delete('https://example.com')", parameters="session: requests.Session").replace(
        "\n@router", "\nimport requests\n@router"
    ),
    "a method that reads": get("return OrderRepository(session).latest()"),
    "a function within": get("def later():", "    session.add(Order())", "return later"),
    "a POST": get("session.add(Order())", decorator='@router.post("/latest")'),
    "a route that writes, too": get("session.add(Order())", decorator='@router.api_route("/latest", methods=["GET", "POST"])'),
    "a login's way back": get("session.add(Order())", decorator='@router.get("/login/callback")'),
    "SQL that reads": get('session.execute(text("SELECT * FROM updates"))'),
}


@pytest.mark.parametrize("handler", READING.values(), ids=READING)
def test_what_writes_nothing_is_silent(handler: str) -> None:
    assert found(shop(handler)) == []


def test_the_chain_is_shown_and_the_comment_stands_on_the_call() -> None:
    head = shop(get("order = session.get(Order, 1)", "mark_exported(session, order)"))
    (one,) = new(head)
    assert head["shop/api.py"].strip().splitlines()[(one.line or 0) - 1] == "    mark_exported(session, order)"
    assert "`latest` calls `mark_exported`, which runs `session.commit` (shop/service.py:7)" in one.message


def test_a_handler_is_flagged_once_with_what_it_does() -> None:
    (one,) = new(shop(get("session.add(Order())", "session.add(Order())", "session.commit()")))
    assert "runs `session.add` and `session.commit`" in one.message


def test_a_session_by_its_name_alone_is_none_where_no_mapper_is_used() -> None:
    handler = (
        "from fastapi import APIRouter\n\nrouter = APIRouter()\n\n\n@router.get('/x')\ndef read(session, row):\n    session.add(row)\n"
    )
    assert found({"app.py": handler}) == []
    assert found({"app.py": handler, "pyproject.toml": "[project]\ndependencies = ['sqlalchemy']\n"})


def test_django_managers_and_records_write() -> None:
    models = "from django.db import models\n\nclass Order(models.Model): ...\n"
    start = (
        "from ninja import Router\nfrom shop.models import Order\n\nrouter = Router()\n\n\n@router.get('/x')\ndef read(request, form):\n"
    )
    writing = [
        "Order.objects.create()",
        "Order.objects.filter(id=1).update(seen=1)",
        "order = Order.objects.get(id=1)\n    order.save()",
        "order = Order()\n    order.save()",
        "await Order.objects.aget_or_create(id=1)",
    ]
    for line in writing:
        assert found({"shop/models.py": models, "shop/api.py": f"{start}    {line}\n"}), line
    for line in ("form.save()", "Order.objects.filter(id=1).first()", "Order(id=1)", "cache.delete(1)"):
        assert found({"shop/models.py": models, "shop/api.py": f"{start}    {line}\n"}) == [], line


def test_records_of_other_mappers_write() -> None:
    models = "from peewee import Model\n\nclass Base(Model): ...\n\nclass Order(Base): ...\n"
    start = "from fastapi import APIRouter\nfrom shop.models import Order\n\nrouter = APIRouter()\n\n\n@router.get('/x')\ndef read():\n"
    for line in ("Order.create(id=1)", "Order.update(seen=1).where(Order.id == 1).execute()", "order = Order()\n    order.save()"):
        assert found({"shop/models.py": models, "shop/api.py": f"{start}    {line}\n"}), line
    for line in ("Order.select().where(Order.id == 1).execute()", "Order.update(seen=1)", "Other.create(id=1)"):
        assert found({"shop/models.py": models, "shop/api.py": f"{start}    {line}\n"}) == [], line


def test_a_long_chain_is_told_by_its_start_and_its_end() -> None:
    (one,) = new(shop(get('session.query(Order).filter_by(customer="somebody", state="open").filter_by(total=1).delete()')))
    assert "runs `session.query(...).delete`" in one.message


def test_the_remedy_names_what_is_served_otherwise() -> None:
    (one,) = found(shop(get("session.add(Order())")))
    assert one.remedy.startswith("Serve `latest` under POST, PUT, PATCH or DELETE. If it may happen on every read, move it into a function")
    (one,) = found(shop(get("mark_exported(session, 1)")))
    assert one.remedy.startswith("Serve what calls `mark_exported` under POST, PUT, PATCH or DELETE. If it may happen on every read, name ")


def test_what_was_there_before_is_not_new() -> None:
    base = shop(get("session.add(Order())"))
    head = shop(get("session.add(Order(id=2))", "print(1)"))
    assert new(head, base) == []
    assert [one.novelty for one in found(head, base)] == [Novelty.BASELINE]
    assert new(shop(get("session.add(Order())", "session.delete(1)")), base)[0].message.count("session.delete") == 1


def test_a_post_that_becomes_a_get_is_new() -> None:
    base = shop(get("session.add(Order())", decorator='@router.post("/latest")'))
    assert new(shop(get("session.add(Order())")), base)


def test_a_callee_that_begins_to_write_is_new_beside_a_change_of_the_handler() -> None:
    base = shop(get("return service.count(session)"))
    head = shop(get("", "return service.count(session)"))
    head["shop/service.py"] = head["shop/service.py"].replace("    return session.query", "    session.add(1)\n    return session.query")
    assert new(head, base)


def test_the_option_allowed_calls_names_what_may_write() -> None:
    head = shop(get("touch_last_seen(session, 1)"))
    assert found(head)
    for pattern in ("touch_last_seen", "touch_*", "shop.service.*"):
        assert found(head, allowed_calls=[pattern]) == []


def test_the_option_exempt_names_routes_that_may_write() -> None:
    head = shop(get("session.add(Order())"))
    assert found(head, exempt=["/orders/*"]) == []
    assert found(shop(get("session.add(Order())", decorator='@router.get("/callback")')), exempt=[])


def test_tests_and_broken_files_are_left_alone() -> None:
    assert found(shop(get("session.add(Order())"), "tests/test_api.py")) == []
    assert found({"app.py": "@router.get('/x')\ndef (:\n"}) == []


def test_circles_and_deep_code_end() -> None:
    chain = "orders" + ".first()" * 400
    circle = get("orders = orders.next()", "row = orders.row(orders)", "row = row.next()", "row.save()", f"return {chain}", parameters="")
    assert found(shop(circle)) == []
