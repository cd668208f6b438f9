"""Which functions serve a route, and which of the base each was."""

from tests.fakes.facts import facts_of

from tenet.domain.policy import Scope

ORDERS = """
from fastapi import APIRouter

router = APIRouter(prefix="/orders")

@router.get("/{order_id}")
def show(order_id: int): ...

@router.api_route("", methods=["PUT", "POST"])
async def place(): ...

@helper.patch("not a path")
def other(): ...
"""


def routes(base: dict[str, str], head: dict[str, str]) -> list[tuple[str, str | None]]:
    facts = facts_of(base, head)
    found = facts.handlers.of(facts.source_paths(Scope.NEW))
    return [(one.route, None if (before := facts.handlers.before(one)) is None else before.route) for one in found]


def test_the_handlers_of_a_new_file_were_nothing_before():
    assert routes({}, {"app/orders.py": ORDERS}) == [("GET /orders/{order_id}", None), ("POST,PUT /orders", None)]


def test_a_handler_is_known_by_its_name_where_its_route_changed_and_the_other_way_round():
    renamed = ORDERS.replace("def show", "def read").replace('"", methods', '"/all", methods')
    assert routes({"app/orders.py": ORDERS}, {"app/orders.py": renamed}) == [
        ("GET /orders/{order_id}", "GET /orders/{order_id}"),
        ("POST,PUT /orders/all", "POST,PUT /orders"),
    ]


def test_a_handler_that_moved_to_another_file_is_the_same():
    base = {"app/orders.py": ORDERS, "app/stock.py": "x = 1\n"}
    head = {
        "app/orders.py": ORDERS.partition("@router.api_route")[0],
        "app/stock.py": "from app.orders import router\n\n@router.put('')\ndef place(): ...\n",
    }
    assert ("PUT /orders", "POST,PUT /orders") in routes(base, head)


def test_tests_and_generated_files_are_left_out():
    assert routes({}, {"tests/test_orders.py": ORDERS, "app/orders_pb2.py": ORDERS}) == []
