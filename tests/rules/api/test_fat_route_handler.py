import time
from collections.abc import Mapping

import pytest
from tests.fakes.facts import facts_of
from tests.rules.examples import judged

from tenet.domain.finding import Finding, Novelty, Violation
from tenet.rules.api.fat_route_handler import RULE, Options

START = '''
"""Orders over HTTP."""

import logging

from fastapi import APIRouter, Depends, HTTPException, status
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from shop.database import get_session
from shop.domain import orders
from shop.models import Line, Order
from shop.schemas import OrderCreate, OrderOut

logger = logging.getLogger(__name__)

router = APIRouter(prefix="/orders")


'''.lstrip()
PATH = "shop/api/orders.py"


def found(body: str, base: str | None = None, **options: object) -> list[Violation]:
    """What is said of a module with these handlers, where the base had it with others or not at all."""
    before = {} if base is None else {PATH: START + base}
    return violations(before, {PATH: START + body}, **options)


def violations(base: Mapping[str, str], head: Mapping[str, str], **options: object) -> list[Violation]:
    return [one for one in RULE.run(facts_of(base, head), Options.model_validate(options)) if isinstance(one, Violation)]


def counted(base: Mapping[str, str], head: Mapping[str, str]) -> list[Finding]:
    """What the engine makes a finding of: the new ones."""
    return [finding for finding in judged(base, head, RULE.id).findings if finding.rule == RULE.id]


def line_of(body: str, start: str) -> int:
    return next(number for number, line in enumerate((START + body).splitlines(), 1) if line.strip().startswith(start))


TOTAL = """
@router.get("/{order_id}/total")
def get_total(order_id: int, session: Session = Depends(get_session)) -> int:
    total = 0
    for line in session.scalars(select(Line).where(Line.order_id == order_id)):
        total += line.price * line.quantity
    return total
"""

FAT = {
    "a query": (
        """
@router.get("/{order_id}")
def get_order(order_id: int, session: Session = Depends(get_session)) -> OrderOut:
    order = session.get(Order, order_id)
    if order is None:
        raise HTTPException(404)
    return OrderOut.model_validate(order)
""",
        "runs a query (line 22)",
    ),
    "two queries": (
        """
@router.get("/")
async def list_orders(session: Session = Depends(get_session)) -> list[OrderOut]:
    count = session.scalar(select(func.count(Order.id)))
    logger.info("%s orders", count)
    return [OrderOut.model_validate(order) for order in session.scalars(select(Order)).all()]
""",
        "runs 2 queries (lines 22, 24)",
    ),
    "a query without a type on the session": (
        """
@router.get("/{customer_id}")
def orders_of(customer_id: int, db=Depends(get_session)) -> list[OrderOut]:
    return db.query(Order).filter(Order.customer_id == customer_id).all()
""",
        "runs a query (line 22)",
    ),
    "a query that is handed on": (
        """
@router.get("/page")
def page_of_orders(session: Session = Depends(get_session)) -> list[OrderOut]:
    return orders.paginate(session, select(Order).order_by(Order.id))
""",
        "runs a query (line 22)",
    ),
    "a write": (
        """
@router.post("/")
def create_order(payload: OrderCreate, session: Session = Depends(get_session)) -> OrderOut:
    order = Order(**payload.model_dump())
    session.add(order)
    session.commit()
    session.refresh(order)
    return OrderOut.model_validate(order)
""",
        "writes to the database (line 23)",
    ),
    "an update": (
        """
@router.post("/{order_id}/cancel", status_code=status.HTTP_204_NO_CONTENT)
def cancel(order_id: int, session: Session = Depends(get_session)) -> None:
    statement = update(Order).where(Order.id == order_id).values(state="cancelled")
    session.execute(statement)
""",
        "writes to the database (line 23)",
    ),
    "a loop": (
        """
@router.post("/{order_id}/reserve")
def reserve(order_id: int) -> OrderOut:
    order = orders.find(order_id)
    for line in order.lines:
        line.article.stock.reserve(line.quantity)
    return OrderOut.model_validate(order)
""",
        "loops over data (line 23)",
    ),
    "a choice among results": (
        """
@router.get("/open")
def open_orders() -> list[OrderOut]:
    return [OrderOut.model_validate(order) for order in orders.all() if order.paid_at is None and order.state != "cancelled"]
""",
        "loops over data (line 22)",
    ),
    "a sum": (
        """
@router.get("/{order_id}/weight")
def weight(order_id: int) -> int:
    return sum(line.grams for line in orders.find(order_id).lines)
""",
        "loops over data (line 22)",
    ),
    "a calculation": (
        """
@router.get("/{order_id}/price")
def price(order_id: int) -> OrderOut:
    order = orders.find(order_id)
    return OrderOut(net=order.net, gross=order.net * (1 + order.vat_rate))
""",
        "calculates (line 23)",
    ),
    "a changed balance": (
        """
@router.post("/{order_id}/refund")
def refund(order_id: int) -> OrderOut:
    order = orders.find(order_id)
    order.customer.balance -= order.net
    return OrderOut.model_validate(order)
""",
        "calculates (line 23)",
    ),
    "many decisions": (
        """
@router.post("/{order_id}/advance")
def advance(order_id: int, payload: OrderCreate) -> OrderOut:
    order = orders.find(order_id)
    if order.state == "new":
        orders.pay(order)
    elif order.state == "paid":
        orders.pack(order)
    elif order.state == "packed":
        orders.ship(order)
    elif order.state == "shipped":
        orders.close(order)
    return OrderOut.model_validate(order)
""",
        "branches 4 times (limit 3, lines 23, 25, 27, 29)",
    ),
    "many statements": (
        """
@router.post("/{order_id}/ship")
async def ship(order_id: int) -> OrderOut:
    order = await orders.find(order_id)
    address = await orders.address_of(order)
    carrier = await orders.carrier_for(address)
    label = await carrier.label(order, address)
    order.label = label.number
    order.carrier = carrier.name
    order.state = "shipped"
    await orders.save(order)
    await orders.notify(order.customer, label)
    await orders.record(order, "shipped")
    return OrderOut.model_validate(order)
""",
        "has 11 statements (limit 10)",
    ),
}


@pytest.mark.parametrize(("body", "said"), FAT.values(), ids=FAT)
def test_work_of_the_domain_is_flagged_with_its_lines(body: str, said: str):
    (violation,) = found(body)
    assert violation.message.endswith(f") {said}.")
    assert violation.novelty is Novelty.NEW


def test_everything_is_said_once_for_the_handler():
    (violation,) = found(TOTAL)
    assert violation.message == (
        "`get_total` (`GET /orders/{order_id}/total`) runs a query (line 23), loops over data (line 23) and calculates (line 24)."
    )
    assert violation.remedy == (
        "Move `session.scalars(...)` into a repository, the loop and the calculation into a function of the domain, "
        "and let `get_total` validate, call it and return."
    )
    assert (violation.path, violation.line, violation.key) == (PATH, line_of(TOTAL, "def get_total"), "get_total")
    assert violation.data["query"] == [23]


THIN = {
    "validate, call, return": """
@router.post("/", status_code=201)
async def create_order(payload: OrderCreate, session: Session = Depends(get_session)) -> OrderOut:
    if not payload.lines:
        raise HTTPException(422, "an order has lines")
    order = await orders.place(session, payload)
    await session.commit()
    await session.refresh(order)
    return OrderOut.model_validate(order)
""",
    "guard clauses that raise": """
@router.post("/{order_id}/pay")
async def pay(order_id: int) -> OrderOut:
    order = await orders.find(order_id)
    if order is None:
        raise HTTPException(404)
    if order.state == "paid":
        logger.info("%s is paid already", order_id)
        raise HTTPException(409)
    if order.cancelled_at:
        raise HTTPException(409)
    if order.total > order.customer.limit * 2:
        raise HTTPException(402)
    if not order.lines:
        raise HTTPException(422)
    return OrderOut.model_validate(await orders.pay(order))
""",
    "logging": """
@router.get("/{order_id}")
async def get_order(order_id: int) -> OrderOut:
    # every line of it is logging
    logger.info("asked for %s", order_id)
    logger.debug("1")
    logger.debug("2")
    logger.debug("3")
    logger.debug("4")
    logger.debug("5")
    logger.debug("6")
    logger.debug("7")
    logger.debug("8")
    logger.debug("9")
    return await orders.find(order_id)
""",
    "errors of the domain as statuses": """
@router.post("/{order_id}/ship")
async def ship(order_id: int) -> OrderOut:
    try:
        order = await orders.ship(order_id)
    except orders.NotFound as error:
        raise HTTPException(404) from error
    except orders.Conflict as error:
        logger.exception("cannot ship")
        if error.retryable:
            raise HTTPException(503) from error
        raise HTTPException(409) from error
    return OrderOut.model_validate(order)
""",
    "results mapped into the response": """
@router.get("/")
async def list_orders(page: int = 1, size: int = 20) -> list[OrderOut]:
    rows, total = await orders.page(offset=(page - 1) * size, limit=size)
    pages = (total + size - 1) // size
    logger.info("%s of %s pages", page, pages)
    return [OrderOut.model_validate(row) for row in rows]
""",
    "a response that is built in a loop": """
@router.get("/all")
async def all_orders() -> list[OrderOut]:
    found = []
    for order in await orders.all():
        shown = OrderOut.model_validate(order)
        found.append(shown)
    return found
""",
    "a loop that only validates": """
@router.post("/bulk")
async def create_orders(payload: list[OrderCreate]) -> list[OrderOut]:
    for one in payload:
        if one.customer_id is None:
            raise HTTPException(422)
    return await orders.place_all(payload)
""",
    "a repository of the service": """
from shop.repository import OrderRepository

@router.delete("/{order_id}")
async def delete_order(order_id: int, db: OrderRepository = Depends()) -> None:
    if await db.get(order_id) is None:
        raise HTTPException(404)
    await db.delete(order_id)
""",
    "whether the database answers": """
@router.get("/ready")
def ready(session: Session = Depends(get_session)) -> bool:
    session.execute(select(1))
    return True
""",
    "a session of HTTP": """
@router.get("/login")
def login(request) -> str:
    return request.session.get("user") or "nobody"
""",
    "texts, times and units": """
from datetime import datetime, timedelta

@router.get("/export")
def export(minutes: int) -> str:
    until = datetime.now() + timedelta(minutes=minutes * 2)
    name = "orders-" + str(until)
    return orders.export(name, max_age=minutes * 60)
""",
    "patterns and mappings": """
@router.post("/merge")
def merge(payload: OrderCreate) -> OrderOut:
    found = orders.merge({**payload.model_dump(), "state": "new"})
    match found:
        case OrderOut(id=1) | {"id": 2}:
            logger.info("early")
    return found
""",
    "a stream": """
@router.get("/events")
async def events(queue: OrderCreate) -> OrderOut:
    async def stream():
        while True:
            event = await queue.next()
            yield event.text
    return orders.stream(stream())
""",
    "one by its key": """
@router.get("/{code}")
async def get_order(code: str, all_orders: Orders = Depends()) -> OrderOut:
    order = next((order for order in await all_orders.recent() if order.code == code), None)
    if order is None:
        raise HTTPException(404)
    return OrderOut.model_validate(order)
""",
    "many assertions": """
@router.post("/{order_id}/paid")
async def pay(order_id: int, amount: int, all_orders: Orders = Depends()) -> OrderOut:
    assert amount > 0, "no amount"
    order = await all_orders.find(order_id)
    assert order, "no order"
    assert order.is_open, "not open"
    assert order.customer, "no customer"
    assert order.amount <= amount, "not enough"
    assert order.currency == "EUR", "no euros"
    paid = await all_orders.pay(order, amount)
    assert paid, "not paid"
    assert paid.receipt, "no receipt"
    assert paid.at, "no time"
    return OrderOut.model_validate(paid)
""",
    "a web socket": """
@router.websocket("/live")
async def live(socket) -> None:
    while True:
        order = await socket.receive_json()
        for line in order["lines"]:
            await orders.reserve(line)
""",
    "a function that serves no route": TOTAL.replace('@router.get("/{order_id}/total")', ""),
}


@pytest.mark.parametrize("body", THIN.values(), ids=THIN)
def test_a_thin_handler_is_not_flagged(body: str):
    repository = "class OrderRepository:\n    async def get(self, id): ...\n    async def delete(self, id): ...\n"
    assert violations({}, {PATH: START + body, "shop/repository.py": repository, "shop/__init__.py": ""}) == []


@pytest.mark.parametrize(
    ("session", "flagged"),
    [
        ("class Session(orm.Session):\n    pass\n", True),
        ("class Session:\n    def execute(self, one): ...\n", False),
        ("Session = orm.Session\n", True),
    ],
)
def test_a_session_of_the_repository_is_one_if_it_extends_the_library_s(session: str, flagged: bool):
    body = """
from shop.sessions import Session

@router.get("/count")
def count(session: Session) -> int:
    return session.execute(orders.COUNT)
"""
    files = {PATH: START + body, "shop/sessions.py": f"from sqlalchemy import orm\n\n{session}", "shop/__init__.py": ""}
    assert len(violations({}, files)) == flagged


@pytest.mark.parametrize(
    ("models", "work"),
    [
        (
            "from django.db import models\n\nclass Order(models.Model):\n    pass\n",
            "Order.objects.filter(id=order_id).update(state='paid')",
        ),
        ("import peewee\n\nclass Order(peewee.Model):\n    pass\n", "Order.select().where(Order.id == order_id)"),
        ("from shop.base import Base\n\nclass Order(Base):\n    pass\n", "Order.get_or_none(order_id)"),
    ],
)
def test_models_that_find_their_own_rows_are_queries(models: str, work: str):
    head = {
        "shop/__init__.py": "",
        "shop/base.py": "from tortoise.models import Model\n\nclass Base(Model):\n    pass\n",
        "shop/models.py": models,
        "shop/api.py": f"""
            from fastapi import APIRouter
            from shop.models import Order

            router = APIRouter()

            @router.get("/orders/{{order_id}}")
            def find(order_id: int):
                return {work}
            """,
    }
    assert len(violations({}, head)) == 1


def test_a_handler_of_flask_is_judged_alike():
    head = {
        "shop/web.py": """
            from flask import Blueprint, abort, jsonify
            from flask_sqlalchemy import SQLAlchemy

            db = SQLAlchemy()
            bp = Blueprint("orders", __name__, url_prefix="/orders")

            @bp.route("/<int:order_id>", methods=["DELETE"])
            def delete_order(order_id):
                order = db.session.get(Order, order_id)
                if order is None:
                    abort(404)
                db.session.delete(order)
                db.session.commit()
                return jsonify(ok=True)
            """
    }
    (violation,) = violations({}, head)
    assert (
        violation.message == "`delete_order` (`DELETE /orders/<int:order_id>`) runs a query (line 9) and writes to the database (line 12)."
    )


def test_a_method_of_a_class_of_handlers_is_judged_alike():
    body = """
class Orders:
    session: Session = Depends(get_session)

    @router.get("/count")
    def count(self) -> int:
        return self.session.scalar(select(func.count(Order.id)))
"""
    (violation,) = found(body)
    assert violation.key == "count"


PAGE = """
from tagflow import tag, text

from shop.pages import button, layout


@router.get("")
async def show_orders(request: Request, all_orders: Orders = Depends()) -> None:
    rows = await all_orders.recent()
    with layout(request, "Orders"):
        with tag.div(classes="flex"):
            with tag.h1():
                text("Orders")
            for row in rows:
                if row.late:
                    with button():
                        text("Remind")
                elif row.paid:
                    text("Paid")
                elif row.sent:
                    text("Sent")
                elif row.lost:
                    text("Lost")
                with tag.p():
                    text(row.number)
                render_lines(row)
                render_address(row)
                render_total(row)
"""


def test_a_page_that_is_written_in_python_is_a_template():
    assert found(PAGE) == []


@pytest.mark.parametrize("test", ["order.code > code", "order.code == code and order.is_open"])
def test_choosing_by_more_than_a_key_is_a_loop(test: str):
    body = THIN["one by its key"].replace("order.code == code", test)
    (violation,) = found(body)
    assert "loops over data" in violation.message


def test_a_query_within_a_page_is_one():
    (violation,) = found(PAGE.replace("render_total(row)", "render_lines(session.scalars(select(Line)))"))
    assert violation.message == "`show_orders` (`GET /orders`) runs a query (line 46)."


def test_what_stands_beside_a_page_counts():
    (violation,) = found(PAGE.replace("rows = await all_orders.recent()", "rows = [row for row in all_orders.recent() if row.is_due()]"))
    assert "loops over data" in violation.message


def test_a_loop_that_makes_results_fit_for_the_response_is_not_work():
    body = """
@router.get("")
async def list_orders(version: str, all_orders: Orders = Depends()) -> list[OrderOut]:
    rows = await all_orders.recent()
    for row in rows:
        patch_order(row, version)
    return rows
"""
    assert found(body) == []
    assert len(found(body.replace("patch_order(row, version)", "ship_order(row)"))) == 1
    assert len(found(body.replace("patch_order(row, version)", "patch_order(version)"))) == 1


def test_the_path_of_the_router_itself_is_named():
    body = FAT["a query"][0].replace("/{order_id}", "")
    (violation,) = violations({}, {PATH: (START + body).replace('prefix="/orders"', "")})
    assert violation.message.startswith("`get_order` (`GET /`) ")


def test_a_handler_that_was_fat_before_is_shown_only_when_everything_is_asked_for():
    head = TOTAL.replace("total = 0", "total = int(0)")
    assert counted({PATH: START + TOTAL}, {PATH: START + head}) == []
    (violation,) = found(head, TOTAL, scope="all")
    assert violation.novelty is Novelty.BASELINE


def test_a_handler_that_gets_fatter_is_new():
    head = TOTAL.replace("    return total", "    session.add(Order(total=total))\n    return total")
    (violation,) = found(head, TOTAL)
    assert violation.novelty is Novelty.NEW
    assert "writes to the database (line 25)" in violation.message


def test_what_was_there_before_is_said():
    base = FAT["many decisions"][0]
    head = base.replace("    return", "    if order.late:\n        await orders.remind(order)\n    return", 1)
    (violation,) = found(head, base)
    assert "branches 5 times (limit 3, 4 before, lines" in violation.message


def test_a_query_that_is_written_otherwise_makes_no_handler_fatter():
    head = TOTAL.replace("Line.order_id == order_id", "Line.order_id.in_([order_id])")
    assert [one.novelty for one in found(head, TOTAL)] == [Novelty.BASELINE]


def test_a_handler_that_moves_to_another_file_is_not_new():
    base = {PATH: START + TOTAL, "shop/api/totals.py": START.replace("/orders", "/totals")}
    head = {PATH: START, "shop/api/totals.py": START + TOTAL}
    assert counted(base, head) == []


def test_an_untouched_handler_is_not_looked_at():
    assert found(TOTAL + "\n\ndef helper():\n    return 1\n", TOTAL) == []


def test_a_long_handler_is_flagged_on_what_the_change_adds_where_the_diff_does_not_show_its_head():
    base = FAT["many statements"][0].replace("    order.carrier = carrier.name\n", "")
    steps = "".join(f"    if order.step == {number}:\n        raise HTTPException(409)\n" for number in range(8))
    base = base.replace("    order.label", f"{steps}    order.label")
    head = base.replace("    order.state =", "    order.carrier = carrier.name\n    order.state =").replace(
        "    return OrderOut", "    await orders.archive(order)\n    return OrderOut"
    )
    (violation,) = found(head, base)
    assert violation.line == line_of(head, "order.carrier")
    (finding,) = counted({PATH: START + base}, {PATH: START + head})
    assert finding.in_diff


def test_option_max_statements_sets_the_limit():
    body = FAT["many statements"][0]
    assert found(body, max_statements=11) == []
    assert len(found(THIN["validate, call, return"], max_statements=3)) == 1


def test_option_max_branches_sets_the_limit():
    assert found(FAT["many decisions"][0], max_branches=4) == []


def test_option_max_queries_allows_small_queries():
    assert found(FAT["a query"][0], max_queries=1) == []
    assert found(FAT["a write"][0], max_queries=1) == []
    assert len(found(FAT["two queries"][0], max_queries=1)) == 1


def test_option_max_loops_allows_loops():
    assert found(FAT["a loop"][0], max_loops=1) == []


def test_option_max_calculations_allows_arithmetic():
    assert found(FAT["a calculation"][0], max_calculations=1) == []


HOSTILE = {
    "a long chain of decisions": "    if a == 0:\n        pass\n" + "".join(f"    elif a == {n}:\n        a = {n}\n" for n in range(900)),
    "a long sum": "    return " + " + ".join(["a"] * 900) + "\n",
    "a long product": "    return " + " * ".join(["a"] * 900) + "\n",
    "a long chain of calls": "    return Order.objects" + ".filter(a)" * 900 + ".update()\n",
    "many calls": "".join(f"    session.execute(a{n})\n" for n in range(1000)),
}


@pytest.mark.untraced
@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_code_of_any_form_takes_no_long_time(body: str):
    start = time.process_time()
    found(f'@router.get("/x")\ndef x(a: int):\n{body}')
    assert time.process_time() - start < 6
