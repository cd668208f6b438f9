from collections.abc import Mapping

import pytest
from tests.fakes.facts import facts_of
from tests.rules.specs.service import API, FILES, MODELS, SCHEMAS, SERVICE, edited, judged, outcomes

from tenet.domain.change import Side
from tenet.domain.component import Component
from tenet.domain.finding import NotApplicable, Novelty, Unknown, Violation
from tenet.ports.tree import Unreadable

Files = Mapping[str, str]

LEAVES_BEHAVIOUR: dict[str, Files] = {
    "a comment": edited("orders/api.py", ("# newest first", "# the newest come first, for the start page")),
    "docstrings": edited(
        "orders/service.py", ('"""Places and finds orders."""', '"""All about orders."""'), ('"""What orders do."""\n', "")
    ),
    "formatting": edited(
        "orders/api.py",
        ('"/orders", tags=["orders"]', "'/orders',\n    tags=[\n        'orders',\n    ],\n"),
        (
            "return [order for order in found if not order.hidden]",
            "return [\n        order for order in found\n        if (not order.hidden)\n    ]",
        ),
    ),
    "import order and style": edited(
        "orders/schemas.py",
        (
            "from datetime import datetime\nfrom enum import Enum\nfrom typing import Optional\n",
            "import typing as t\nfrom enum import Enum\n",
        ),
        ("from pydantic import BaseModel, Field\n", "from pydantic import Field, BaseModel\nimport datetime\n"),
        ("Optional[str]", "t.Optional[str]"),
        ("placed_at: datetime", "placed_at: datetime.datetime"),
    ),
    "annotations of another style": edited("orders/schemas.py", ("Optional[str]", "str | None"), ("id: int", "id: 'int'")),
    "annotations that were missing": edited(
        "orders/service.py",
        ("def __init__(self, session, clock=None):", "def __init__(self, session: Session, clock: Clock | None = None) -> None:"),
        ("result = []", "result: list[Order] = []"),
        ("def _to_order(record, extra=0):", "def _to_order(record: OrderRow, extra: int = 0) -> Order:"),
    ),
    "a dependency as Annotated": edited(
        "orders/api.py",
        ("service: Annotated[OrderService, Depends(get_service)]", "service: OrderService = Depends(get_service)"),
        ("limit: int = Query(50, le=100, description", "limit: Annotated[int, Query(le=100, description"),
        ('"How many."),', '"At most so many.")] = 50,'),
        ("status.HTTP_201_CREATED", "201"),
        ("List[Order]", "list[Order]"),
    ),
    "renamed locals": edited(
        "orders/service.py",
        ("rows = self", "records = self"),
        ("row in rows", "line in records"),
        ("(_to_order(row))", "(_to_order(line))"),
        ("result", "found"),
        ("ValueError as error", "ValueError as fault"),
        ("from error", "from fault"),
        ("price for price in", "one for one in"),
        ("key: value for key, value in record.items() if value", "k: v for k, v in record.items() if v"),
    ),
    "renamed parameters of a helper": edited(
        "orders/service.py",
        ("def _to_order(record, extra=0)", "def _to_order(row, surplus=0)"),
        ("in record.items()", "in row.items()"),
        ("(row, extra=1)", "(row, surplus=1)"),
        ("_total(self, prices)", "_total(self, amounts)"),
        ("in prices", "in amounts"),
    ),
    "order of definitions": {
        **FILES,
        "orders/service.py": SERVICE.replace("def get_service(session=None) -> OrderService:\n    return OrderService(session)\n", "")
        + "\n\ndef get_service(session=None) -> OrderService:\n    return OrderService(session)\n",
    },
    "a type checker's business": edited(
        "orders/service.py",
        ("from decimal import Decimal\n", "from decimal import Decimal\nfrom typing import TYPE_CHECKING, Protocol, TypeVar, cast\n"),
        ("LIMIT = 100", "if TYPE_CHECKING:\n    from orders.clock import Clock\n\nT = TypeVar('T')\n\nLIMIT = 100"),
        ("return OrderService(session)", "return cast('OrderService', OrderService(session))"),
    ),
}

LEAVES_CONTRACT: dict[str, Files] = {
    "another constant": edited("orders/service.py", ("LIMIT = 100", "LIMIT = 200")),
    "another condition": edited("orders/api.py", ("if not order.hidden", "if order.hidden")),
    "a new private function": {**FILES, "orders/service.py": SERVICE + "\n\ndef _audit(order):\n    print(order)\n"},
    "a private method": edited("orders/service.py", ("_total(self, prices)", "_total(self, prices, tax=0)")),
    "another error": edited("orders/service.py", ('RuntimeError("refused")', 'RuntimeError("refused, try again")')),
    "a renamed handler": edited("orders/api.py", ("def list_orders", "def read_orders")),
    "a validator": edited(
        "orders/schemas.py",
        (
            "    note: Optional[str] = None\n",
            "    note: Optional[str] = None\n\n    @field_validator('note')\n    def trimmed(cls, v):\n        return v\n",
        ),
    ),
    "a relationship": edited(
        "orders/models.py",
        ("mapped_column(String(80))", "mapped_column(String(80))\n    lines: Mapped[list['Line']] = relationship()"),
    ),
}

CHANGES_CONTRACT: dict[str, tuple[Files, str]] = {
    "a new route": (
        {**FILES, "orders/api.py": API + '\n\n@router.get("/{order_id}")\ndef get_order(order_id: int) -> Order:\n    ...\n'},
        "`GET /orders/{order_id} (answers Order, order_id: int)` is new",
    ),
    "a removed route": ({**FILES, "orders/api.py": API[: API.index("@router.post")]}, "`POST /orders` is gone"),
    "another prefix": (edited("orders/api.py", ('prefix="/orders"', 'prefix="/v2/orders"')), "`GET /orders` is gone"),
    "another status": (edited("orders/api.py", ("status.HTTP_201_CREATED", "202")), "status 202"),
    "another response": (edited("orders/api.py", ("response_model=List[Order]", "response_model=Page[Order]")), "answers Page[Order]"),
    "another query parameter": (edited("orders/api.py", ("limit: int", "size: int")), "size: int = 50"),
    "a parameter's limit": (edited("orders/api.py", ("le=100", "le=500")), "le=500"),
    "a new field": (
        edited("orders/schemas.py", ("    hidden: bool = False", "    hidden: bool = False\n    nickname: str | None = None")),
        "`Order.nickname: str | None = None` is new",
    ),
    "a removed field": (edited("orders/schemas.py", ("    placed_at: datetime\n", "")), "`Order.placed_at` is gone"),
    "another type": (edited("orders/schemas.py", ("id: int", "id: str")), "`Order.id: int` is now `Order.id: str`"),
    "a field that became required": (edited("orders/schemas.py", ("note: Optional[str] = None", "note: Optional[str]")), "OrderIn.note"),
    "a field's limit": (edited("orders/schemas.py", ("max_length=80", "max_length=40")), "max_length=40"),
    "an enum's member": (
        edited("orders/schemas.py", ('    PAID = "paid"\n', '    PAID = "paid"\n    SENT = "sent"\n')),
        "`State.SENT = 'sent'` is new",
    ),
    "a model": ({**FILES, "orders/schemas.py": SCHEMAS + "\n\nclass Refund(BaseModel):\n    amount: int\n"}, "`Refund(BaseModel)` is new"),
    "a parameter of a public method": (
        edited("orders/service.py", ("latest(self, limit: int = 50)", "latest(self, limit: int = 50, *, state=None)")),
        "state=None",
    ),
    "a default of a public method": (edited("orders/service.py", ("limit: int = 50", "limit: int = 20")), "limit: int = 20"),
    "a removed public function": (
        {**FILES, "orders/service.py": SERVICE.replace("def get_service", "def _get_service")},
        "`get_service` is gone",
    ),
    "a function that is awaited now": (edited("orders/service.py", ("def get_service", "async def get_service")), "async get_service"),
    "a new column": (
        {**FILES, "orders/models.py": MODELS + "    nickname: Mapped[str | None] = mapped_column(String(40))\n"},
        "`OrderRow.nickname: str | None = mapped_column(String(40))` is new",
    ),
    "another table name": (edited("orders/models.py", ('"orders"', '"order"')), "`OrderRow.__tablename__ = 'order'`"),
    "a new setting": (
        edited("orders/settings.py", ("    page_size: int = 50", "    page_size: int = 50\n    retries: int = 3")),
        "`Settings.retries: int = 3` is new",
    ),
    "a setting's default": (edited("orders/settings.py", ("page_size: int = 50", "page_size: int = 20")), "Settings.page_size"),
}


def violation(head: Files, **options: str) -> Violation:
    (found,) = outcomes(head, **options)
    assert isinstance(found, Violation)
    return found


@pytest.mark.parametrize("head", LEAVES_BEHAVIOUR.values(), ids=LEAVES_BEHAVIOUR.keys())
@pytest.mark.parametrize("when", ["contract", "behaviour"])
def test_what_changes_no_behaviour_is_not_flagged(head: Files, when: str):
    assert head != FILES
    assert outcomes(head, when=when) == []


@pytest.mark.parametrize("head", LEAVES_CONTRACT.values(), ids=LEAVES_CONTRACT.keys())
def test_what_changes_behaviour_alone_is_flagged_only_when_asked(head: Files):
    assert outcomes(head) == []
    assert violation(head, when="behaviour").data["component"] == "orders"


@pytest.mark.parametrize(("head", "said"), CHANGES_CONTRACT.values(), ids=CHANGES_CONTRACT.keys())
def test_what_changes_the_contract_is_flagged_and_named(head: Files, said: str):
    assert said in violation(head).message


def test_option_when_behaviour_widens_the_rule():
    head = edited("orders/service.py", ("LIMIT = 100", "LIMIT = 200"))
    assert outcomes(head, when="contract") == []
    found = violation(head, when="behaviour")
    assert (found.path, found.line) == ("orders/service.py", 8)
    assert found.data["changes"] == [
        {"kind": "behaviour", "name": "LIMIT", "path": "orders/service.py", "line": 8, "side": "head", "became": "changed",
         "significance": [{"became": "changed", "subject": "behaviour", "name": "LIMIT"}]}
    ]  # fmt: skip


def test_a_violation_names_component_documents_and_changes_and_stands_on_the_first_changed_line():
    head = CHANGES_CONTRACT["a new field"][0]
    assert violation(head) == Violation(
        message="orders changed and its spec did not: `Order.nickname: str | None = None` is new.",
        remedy="Write into `specs/orders.md` what orders now promises.",
        path="orders/schemas.py",
        line=23,
        end_line=23,
        key="orders",
        novelty=Novelty.NEW,
        data={
            "component": "orders",
            "specs": ["specs/orders.md"],
            "changes": [
                {"kind": "model", "name": "Order.nickname", "path": "orders/schemas.py", "line": 23, "side": "head",
                 "before": None, "after": "Order.nickname: str | None = None", "became": "added",
                 "significance": [{"became": "added", "subject": "field", "name": "Order.nickname"}]}
            ],
        },
    )  # fmt: skip


def test_what_is_gone_is_shown_on_the_side_of_the_base():
    found = violation(CHANGES_CONTRACT["a removed field"][0])
    assert (found.side, found.path, found.line) == (Side.BASE, "orders/schemas.py", 21)


def test_more_than_five_changes_are_counted():
    fields = "".join(f"    extra_{number}: int = 0\n" for number in range(7))
    found = violation(edited("orders/schemas.py", ("    hidden: bool = False\n", "    hidden: bool = False\n" + fields)))
    assert found.message.endswith("`Order.extra_4: int = 0` is new, and 2 more.")
    assert len(found.data["changes"]) == 7


def test_a_spec_that_changes_with_the_code_is_enough():
    head = {**CHANGES_CONTRACT["a new field"][0], "specs/orders.md": "# Orders\n\nOrders may have a nickname.\n"}
    assert outcomes(head) == []


def test_a_spec_that_changes_only_in_white_space_is_not_enough():
    head = {**CHANGES_CONTRACT["a new field"][0], "specs/orders.md": "# Orders\n\n\nCustomers place orders\nand see the latest.\n\n"}
    assert violation(head).data["specs"] == ["specs/orders.md"]


def test_a_spec_that_is_removed_or_only_moved_is_not_enough():
    head = dict(CHANGES_CONTRACT["a new field"][0])
    text = head.pop("specs/orders.md")
    assert violation(head).data["specs"] == ["specs/orders.md"]
    either = Component("orders", ("orders/**",), ("specs/*.md",))
    (found,) = outcomes({**head, "specs/order.md": text}, component=either)
    assert isinstance(found, Violation)


def test_a_spec_that_the_policy_names_and_nobody_wrote_is_named():
    missing = Component("orders", ("orders/**",), ("specs/none.md",))
    (found,) = outcomes(CHANGES_CONTRACT["a new field"][0], component=missing)
    assert isinstance(found, Violation)
    assert "`specs/none.md`" in found.remedy


def test_code_moved_between_modules_with_the_same_contract_is_not_flagged():
    start = SERVICE.index("def get_service")
    base = {**FILES, "orders/wiring.py": "from orders.service import OrderService\n"}
    head = {**base, "orders/service.py": SERVICE[:start] + SERVICE[SERVICE.index("def _to_order") :]}
    head["orders/wiring.py"] = "from orders.service import OrderService\n\n\n" + SERVICE[start : SERVICE.index("def _to_order")]
    head["orders/api.py"] = API.replace("import OrderService, get_service", "import OrderService\nfrom orders.wiring import get_service")
    for when in ("contract", "behaviour"):
        assert outcomes(head, base, when=when) == []


def test_a_renamed_module_with_the_same_contract_is_not_flagged():
    head = {path: text for path, text in FILES.items() if path != "orders/schemas.py"}
    head["orders/contracts.py"] = SCHEMAS
    for path in ("orders/api.py", "orders/service.py"):
        head[path] = head[path].replace("orders.schemas", "orders.contracts")
    for when in ("contract", "behaviour"):
        assert outcomes(head, when=when) == []


def test_a_field_that_moves_to_a_base_class_is_new_only_there():
    head = edited(
        "orders/schemas.py", ("    hidden: bool = False\n", ""), ("    note: Optional", "    hidden: bool = False\n    note: Optional")
    )
    found = violation(head)
    assert [change["name"] for change in found.data["changes"]] == ["OrderIn.hidden"]


@pytest.mark.parametrize("path", ["orders/tests/test_api.py", "orders/test_service.py", "orders/conftest.py", "tests/orders/helpers.py"])
def test_tests_are_not_flagged(path: str):
    everything = Component("orders", ("**",), ("specs/orders.md",))
    assert outcomes({**FILES, path: "def place_everything(session):\n    return 1\n"}, component=everything) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("orders/orders_pb2.py", "def decode(data): ...\n"),
        ("orders/client.py", "# Code generated by openapi-generator. DO NOT EDIT.\ndef call(path): ...\n"),
        ("orders/migrations/0002_nickname.py", "down_revision = '0001'\n\n\ndef upgrade():\n    pass\n"),
    ],
)
def test_generated_code_is_not_flagged(path: str, text: str):
    assert outcomes({**FILES, path: text}, when="behaviour") == []


SPECIFIED = """
# Orders

## Data model

| model | field | type |
|---|---|---|
| Order | id | int |
| Order | state | State |
| Order | placed_at | datetime |
| Order | hidden | bool |

## Endpoints

- `GET /api/orders`: the latest
- `POST /api/orders`: places one
"""


def test_a_revert_to_what_the_spec_says_is_not_flagged():
    head = {**FILES, "specs/orders.md": SPECIFIED}
    grown = {**head, "orders/schemas.py": SCHEMAS + "    nickname: str | None = None\n"}
    assert outcomes(head, grown) == []


def test_code_that_follows_a_spec_merged_before_it_is_not_flagged():
    spec = SPECIFIED.replace("- `POST", "- `GET /api/orders/{id}`: one\n- `POST").replace(
        "| hidden |", "| nickname | str |\n| Order | hidden |"
    )
    base = {**FILES, "specs/orders.md": spec}
    head = {**CHANGES_CONTRACT["a new route"][0], "orders/schemas.py": CHANGES_CONTRACT["a new field"][0]["orders/schemas.py"]}
    assert outcomes({**head, "specs/orders.md": spec}, base) == []


@pytest.mark.parametrize("change", ["a removed field", "a new field", "a new route", "another type", "a removed route"])
def test_a_spec_that_says_otherwise_or_only_part_is_stale(change: str):
    head = {**CHANGES_CONTRACT[change][0], "specs/orders.md": SPECIFIED}
    (found,) = outcomes(head, {**FILES, "specs/orders.md": SPECIFIED})
    assert isinstance(found, Violation)


def test_a_behaviour_that_no_contract_shows_is_stale_whatever_the_spec_names():
    base = {**FILES, "specs/orders.md": SPECIFIED, "orders/schemas.py": SCHEMAS + "    nickname: str | None = None\n"}
    head = {**FILES, "specs/orders.md": SPECIFIED, "orders/service.py": SERVICE.replace("LIMIT = 100", "LIMIT = 1")}
    assert outcomes(head, base, when="contract") == []
    assert len(outcomes(head, base, when="behaviour")) == 1


def test_without_a_spec_the_rule_does_not_apply():
    head = CHANGES_CONTRACT["a new field"][0]
    nothing = "no component of the policy has a spec document"
    assert judged(facts_of(FILES, head)) == [NotApplicable(nothing)]
    assert outcomes(head, component=Component("orders", ("orders/**",), None)) == [NotApplicable(nothing)]
    assert outcomes(head, component=Component("billing", ("orders/**",))) == [NotApplicable(nothing)]


def test_a_document_found_by_layout_is_held_to():
    found = violation(CHANGES_CONTRACT["a new field"][0], component=Component("orders", ("orders/**",)))
    assert found.data["specs"] == ["specs/orders.md"]


def test_a_component_that_did_not_change_is_not_flagged():
    billing = Component("billing", ("billing/**",), ("specs/orders.md",))
    assert outcomes(CHANGES_CONTRACT["a new field"][0], component=billing) == []


@pytest.mark.parametrize("content", [b"def broken(:\n", Unreadable("its object is missing in this clone")])
def test_code_that_cannot_be_read_is_unknown(content: bytes | Unreadable):
    (found,) = outcomes({**FILES, "orders/api.py": content})
    assert isinstance(found, Unknown)
    assert (found.subject, found.path) == ("contract of orders", "orders/api.py")


PARTS = Component("services", ("{name}/**",), ("specs/{name}.md",))
USERS = {"users/api.py": "def find_user(name: str) -> str:\n    return name\n", "specs/users.md": "# Users\n\nFind a user.\n"}


def test_with_captures_each_part_answers_to_its_own_document():
    base = {**FILES, **USERS}
    head = {**CHANGES_CONTRACT["a new field"][0], **USERS}
    told = {**head, "specs/orders.md": "# Orders\n\nOrders may have a nickname.\n"}
    elsewhere = {**head, "specs/users.md": "# Users\n\nUsers are told of nicknames.\n"}
    assert outcomes(told, base, component=PARTS) == []
    for stale in (head, elsewhere):
        (found,) = outcomes(stale, base, component=PARTS)
        assert isinstance(found, Violation)
        assert (found.data["component"], found.data["specs"], found.path) == ("services", ["specs/orders.md"], "orders/schemas.py")
        assert found.message.startswith("services (orders) changed and its spec did not")


def test_with_captures_two_parts_are_flagged_apart():
    head = {**CHANGES_CONTRACT["a new field"][0], **USERS, "users/api.py": "def find_user(name: str, city: str) -> str:\n    return name\n"}
    found = outcomes(head, {**FILES, **USERS}, component=PARTS)
    assert [outcome.data["specs"] for outcome in found if isinstance(outcome, Violation)] == [["specs/orders.md"], ["specs/users.md"]]


def test_a_document_that_covers_files_by_its_front_matter_is_held_to():
    front = "---\ncovers: [orders/schemas.py]\n---\n"
    component = Component("shop", ("orders/**",))
    base = {**FILES, "notes/models.md": f"{front}# Models\n"}
    head = {**CHANGES_CONTRACT["a new field"][0], "notes/models.md": f"{front}# Models\n"}
    (found,) = outcomes(head, base, component=component)
    assert isinstance(found, Violation)
    assert found.data["specs"] == ["notes/models.md"]
    assert outcomes({**head, "notes/models.md": f"{front}# Models\n\nWith a nickname.\n"}, base, component=component) == []
