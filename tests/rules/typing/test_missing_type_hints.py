"""`missing-type-hints`, beside the examples of its manual page."""

import ast

import pytest
from tests.fakes.facts import facts_of
from tests.rules.examples import judged

from tenet.domain.finding import Unknown, Violation
from tenet.rules.typing.missing_type_hints import RULE, Options

PATH = "orders/service.py"


def violations(head: str, base: str | None = None, *, path: str = PATH, **options: object) -> list[Violation]:
    before = {path: base} if base is not None else {}
    return [one for one in RULE.run(facts_of(before, {path: head}), Options.model_validate(options)) if isinstance(one, Violation)]


def new(base: dict[str, str], head: dict[str, str]) -> list[str]:
    return [one.message for one in judged(base, head, RULE.id).findings if one.rule == RULE.id]


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("def total(order):\n    return order.sum\n", "`total` has no type for `order` and what it returns."),
        ("def total(order: Order):\n    return order.sum\n", "`total` has no type for what it returns."),
        ("async def total(order) -> int:\n    return 1\n", "`total` has no type for `order`."),
        ("def total(order, /, net, *, tax) -> int:\n    return 1\n", "`total` has no type for `order`, `net` and `tax`."),
        ("def total(*orders, **options) -> int:\n    return 1\n", "`total` has no type for `orders` and `options`."),
        ("def total(a, b, c, d, e, f) -> int:\n    return 1\n", "`total` has no type for `a`, `b`, `c`, `d` and 2 more."),
        ("class Orders:\n    def pay(self, order) -> int:\n        return 1\n", "`Orders.pay` has no type for `order`."),
        ("class Orders:\n    def __init__(self, session):\n        self.x = session\n", "`Orders.__init__` has no type for `session`."),
        (
            "class Orders:\n    @classmethod\n    def of(cls, rows: Rows):\n        return 1\n",
            "`Orders.of` has no type for what it returns.",
        ),
        ("class Orders:\n    @staticmethod\n    def net(order) -> int:\n        return 1\n", "`Orders.net` has no type for `order`."),
        ("class Orders:\n    @property\n    def net(self):\n        return 1\n", "`Orders.net` has no type for what it returns."),
        ("def outer() -> int:\n    def inner(x) -> int:\n        return x\n    return inner(1)\n", "`outer.inner` has no type for `x`."),
        ("if True:\n    def total(order) -> int:\n        return 1\n", "`total` has no type for `order`."),
        ("@router.get('/orders')\nasync def orders(page=1) -> Page:\n    return load(page)\n", "`orders` has no type for `page`."),
    ],
)
def test_a_signature_is_told_once_with_all_that_it_lacks(head: str, message: str):
    (found,) = violations(head)
    assert found.message == message


@pytest.mark.parametrize(
    "head",
    [
        "def total(order: Order) -> int:\n    return 1\n",
        "class Orders:\n    def net(self) -> int:\n        return 1\n    @classmethod\n    def of(cls) -> int:\n        return 1\n",
        "class Orders:\n    def __init__(self, session: Session):\n        self.session = session\n",
        "key = lambda order: order.id\n",
        "class Orders(list):\n    def __new__(cls, *rows: int) -> 'Orders':\n        return super().__new__(cls)\n",
        "def hook(_sender, __, *_args, **_options) -> None:\n    pass\n",
        "@overload\ndef net(x: int) -> int: ...\n@overload\ndef net(x: str) -> str: ...\ndef net(x):\n    return x\n".replace(
            "@overload", "@typing.overload"
        ).replace("@typing", "import typing\n@typing", 1),
        "import typing\n@typing.no_type_check\ndef total(order):\n    return order\n",
        "total = 1\n",
        "",
    ],
)
def test_a_signature_that_has_its_types_or_needs_none_passes(head: str):
    assert violations(head) == []


def test_a_generated_file_and_a_migration_are_left_alone():
    head = "def total(order):\n    return 1\n"
    assert violations(head, path="orders/orders_pb2.py") == []
    assert violations(f"down_revision = None\n{head}", path="migrations/versions/a.py") == []


def test_a_file_that_cannot_be_parsed_has_nothing():
    assert violations("def total(order:\n") == []


def test_option_tests_true_looks_at_tests():
    head = "def test_total(order):\n    assert order\n"
    assert violations(head, path="tests/test_orders.py") == []
    assert len(violations(head, path="tests/test_orders.py", tests=True)) == 1


def test_option_private_false_leaves_private_functions_alone():
    private = "def _total(order):\n    return 1\nclass _Orders:\n    def net(self):\n        return 1\n"
    head = f"{private}class A:\n    def __len__(self):\n        return x\n"
    assert len(violations(head)) == 3
    (found,) = violations(head, private=False)
    assert found.message == "`A.__len__` has no type for what it returns."


def test_option_noqa_false_hears_no_comment_for_the_linter():
    head = "def total(order) -> int:  # noqa: ANN001\n    return 1\n"
    assert violations(head) == []
    assert len(violations(head, noqa=False)) == 1


def test_the_remedy_writes_the_types_that_can_be_seen():
    (found,) = violations("def pay(order, page=1, paid=False, *rest, by=None):\n    ship(order)\n")
    assert found.remedy == "Annotate `order: ...`, `page: int`, `paid: bool`, `*rest: ...` and the others."
    (found,) = violations("def pay(order):\n    ship(order)\n")
    assert found.remedy == "Annotate `order: ...`, `-> None`."


BASE = "def total(order, net=1):\n    return order.sum\n"


@pytest.mark.parametrize(
    "head",
    [
        "def total(order, net=1):\n    return order.sum * 2\n",
        "def total(\n    order,\n    net=1,\n):\n    return order.sum\n",
        "import os\n\n\ndef total(order, net=1):\n    return order.sum\n",
        "@cached\ndef total(order, net=1):\n    return order.sum\n",
        "def total(order: Order, net=1):\n    return order.sum\n",
    ],
    ids=["body", "layout", "place", "decorator", "a type more"],
)
def test_a_signature_that_says_what_it_said_is_not_new(head: str):
    assert new({PATH: BASE}, {PATH: head}) == []


@pytest.mark.parametrize(
    "head",
    [
        "def total(order, net=1, tax=2):\n    return order.sum\n",
        "def total(order, gross=1):\n    return order.sum\n",
        BASE + "def net(order):\n    return 1\n",
        "def total(order, net=2):\n    return order.sum\n",
    ],
    ids=["a parameter more", "renamed", "a function more", "another default"],
)
def test_a_signature_that_says_something_else_is_new(head: str):
    assert len(new({PATH: BASE}, {PATH: head})) == 1


def test_a_function_that_moves_to_another_file_is_not_new():
    other = "def net(order: Order) -> int:\n    return 1\n"
    assert new({PATH: BASE + other}, {PATH: other, "orders/totals.py": BASE}) == []
    assert len(new({PATH: BASE}, {PATH: BASE + "x = 1\n", "orders/totals.py": BASE})) == 1


@pytest.mark.parametrize(
    "head",
    [
        "def pay(order: Order):\n    ship(order)\n",
        "class A:\n    async def pay(\n        self,\n        order: int,\n    ):\n        # a\n        await ship()\n        return\n",
        "class Orders:\n    def __init__(self):\n        self.rows = []\n",
        "@router.post('/orders')\ndef pay(order: Order):  # by hand\n    def inner() -> int:\n        return 1\n    inner()\n",
    ],
)
def test_the_suggestion_writes_none_where_nothing_is_returned(head: str):
    (found,) = violations(head)
    assert found.suggestion is not None
    assert found.line is not None
    lines = head.split("\n")
    lines[found.line - 1 : found.end_line] = [found.suggestion]
    after = "\n".join(lines)
    assert ") -> None:" in after
    ast.parse(after)
    assert violations(after) == []


@pytest.mark.parametrize(
    "head",
    [
        "def pay(order):\n    ship(order)\n",
        "def pay(order: Order):\n    return ship(order)\n",
        "def pay(order: Order):\n    yield order\n",
        "def pay(order: Order): ...\n",
        'def pay(order: Order):\n    """Pays it."""\n',
        "def pay(order: Order):\n    raise NotImplementedError\n",
    ],
    ids=["a parameter lacks", "returns", "yields", "stub", "text", "abstract"],
)
def test_there_is_no_suggestion_where_it_cannot_be_told(head: str):
    (found,) = violations(head)
    assert found.suggestion is None


@pytest.mark.parametrize("head", ["<<<<<<< ours\nLIMIT = 1\n=======\nLIMIT = 2\n>>>>>>> theirs\n", "print 'paid'\n", "LIMIT = (\n"])
def test_a_changed_file_that_cannot_be_parsed_is_told_whatever_it_holds(head: str):
    [told] = RULE.run(facts_of({PATH: "LIMIT = 1\n"}, {PATH: head}), Options())
    assert isinstance(told, Unknown)
    assert (told.path, told.subject) == (PATH, "signatures")
