"""`primitive-obsession`, beside the examples of its manual page."""

from textwrap import indent

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.component import Component
from tenet.domain.finding import NotApplicable, Novelty, Outcome, Violation
from tenet.facts.typing.primitives import may_take
from tenet.rules.typing.primitive_obsession import RULE, Options

DOMAIN = Component("domain", ("shop/domain/**",))
API = Component("api", ("shop/**/api/**",))
PATH = "shop/domain/orders.py"
DEFAULTS = Options()


def outcomes(head: str, base: str = "", path: str = PATH, options: Options = DEFAULTS) -> list[Outcome]:
    return list(RULE.run(facts_of({path: base}, {path: head}, components=[DOMAIN, API]), options))


def violations(head: str, base: str = "", path: str = PATH, options: Options = DEFAULTS) -> list[Violation]:
    return [one for one in outcomes(head, base, path, options) if isinstance(one, Violation)]


@pytest.mark.parametrize(
    ("signature", "parameters"),
    [
        ("def charge(customer_id: str, amount: int) -> None: ...", ["customer_id: str", "amount: int"]),
        ("async def charge(session: Session, *, amount: float, currency: str) -> None: ...", ["amount: float", "currency: str"]),
        ("def register(email: str, phone: str | None = None) -> None: ...", ["email: str", "phone: str"]),
        ("def invite(owner_email: 'str', country_code: Optional[str]) -> None: ...", ["owner_email: str", "country_code: str"]),
        ("def start(success_url: str, return_url: None | str) -> None: ...", ["success_url: str", "return_url: str"]),
        ("def move(a_id: int, b_id: int, shelf_id: str) -> None: ...", ["a_id: int", "b_id: int", "shelf_id: str"]),
        ("def send(to: str, subject: str, body: str, copies: int) -> None: ...", ["to: str", "subject: str", "body: str", "copies: int"]),
        ("@staticmethod\ndef pay(price: int, currency: str) -> None: ...", ["price: int", "currency: str"]),
    ],
)  # fmt: skip
def test_raw_concepts_and_rows_of_primitives_are_told(signature: str, parameters: list[str]) -> None:
    (found,) = violations(signature)
    assert found.novelty is Novelty.NEW
    assert found.data["parameters"] == parameters
    (inside,) = violations("class Orders:\n" + indent(signature, "    "))
    assert str(inside.data["function"]).startswith("Orders.")


@pytest.mark.parametrize(
    "signature",
    [
        "def cancel(session: Session, order_id: int, reason: str) -> None: ...",
        "def transfer(order_id: int, customer_id: int) -> None: ...",
        "def register(email: EmailAddress, country: Country) -> None: ...",
        "def charge(customer_id: UUID, amount: Money, currency: Currency) -> None: ...",
        "def search(*, query: str, page: int, size: int, order: str) -> None: ...",
        "def search(text: str, page: int, session: Session, size: int, order: str) -> None: ...",
        "def charge(customer_id, amount, currency): ...",
        "def total(amounts: list[int], currency: str) -> int: ...",
        "def _charge(customer_id: str, amount: int, currency: str) -> None: ...",
        "def send(email_template: str, url_path: str) -> None: ...",
    ],
)
def test_what_is_typed_well_enough_is_silent(signature: str) -> None:
    assert violations(signature) == []


@pytest.mark.parametrize(
    "body",
    [
        "@dataclass(frozen=True)\nclass Money:\n    amount: int\n    currency: str\n",
        "class Money:\n    def __init__(self, amount: int, currency: str) -> None: ...\n",
        "class Money:\n    def __post_init__(self, amount: int, currency: str) -> None: ...\n",
        "class Money:\n    @classmethod\n    def of(cls, amount: int, currency: str) -> 'Money': ...\n",
        "class Money:\n    @field_validator('amount')\n    def positive(amount: int, currency: str) -> int: ...\n",
        "class _Gateway:\n    def charge(self, amount: int, currency: str) -> None: ...\n",
        "@celery.task(bind=True)\ndef charge(amount: int, currency: str) -> None: ...\n",
        "def outer() -> None:\n    def charge(amount: int, currency: str) -> None: ...\n",
    ],
)
def test_value_objects_own_constructors_and_what_frameworks_call_are_silent(body: str) -> None:
    assert violations(body) == []


@pytest.mark.parametrize("path", ["shop/infrastructure/payments.py", "shop/domain/api/payments.py", "shop/domain/tests/test_orders.py"])
def test_only_the_domain_is_looked_at(path: str) -> None:
    assert violations("def charge(amount: int, currency: str) -> None: ...", path=path) == []


def test_without_a_domain_it_does_not_apply() -> None:
    (found,) = RULE.run(facts_of({}, {PATH: "def charge(amount: int, currency: str) -> None: ..."}), Options())
    assert isinstance(found, NotApplicable)


BEFORE = "def charge(amount: int, currency: str) -> None:\n    pay()\n"


@pytest.mark.parametrize(
    ("head", "novelty"),
    [
        ("def charge(amount: int, currency: str) -> None:\n    pay_twice()\n", Novelty.BASELINE),
        ("def charge(amount: int, currency: str, order: Order) -> None:\n    pay()\n", Novelty.BASELINE),
        ("def charge(amount: int, currency: str, email: str) -> None:\n    pay()\n", Novelty.NEW),
        ("def refund(amount: int, currency: str) -> None:\n    pay()\n", Novelty.NEW),
    ],
)
def test_it_is_new_where_the_function_took_less_before(head: str, novelty: Novelty) -> None:
    (found,) = violations(head, BEFORE)
    assert found.novelty is novelty


def test_a_function_that_moved_with_its_file_is_the_one_it_was() -> None:
    base = {"shop/domain/orders.py": BEFORE, "shop/domain/other.py": "x = 1\n"}
    head = {"shop/domain/payments.py": BEFORE + "x = 1\n" * 30, "shop/domain/other.py": "x = 1\n"}
    found = [one for one in RULE.run(facts_of(base, head, components=[DOMAIN]), Options()) if isinstance(one, Violation)]
    assert [one.novelty for one in found] == [Novelty.BASELINE]


def test_a_second_function_of_the_same_name_is_new_and_the_first_is_not() -> None:
    first = "class Orders:\n    def charge(self, amount: int, currency: str) -> None: ...\n"
    found = violations(first + first.replace("Orders", "Refunds"), first)
    assert {str(one.data["function"]): one.novelty for one in found} == {
        "Orders.charge": Novelty.BASELINE,
        "Refunds.charge": Novelty.NEW,
    }


def test_the_message_names_the_parameters_and_the_remedy_their_types() -> None:
    (found,) = violations("def charge(customer_id: str, amount: int) -> None: ...")
    assert found.message == "`charge` takes raw primitives: `customer_id: str`, `amount: int`."
    assert "`customer_id: CustomerId`, `amount: Money`" in found.remedy
    (found,) = violations("def send(a: str, b: str, c: str, d: str, e: str) -> None: ...")
    assert found.message == "`send` takes 5 primitives in a row: `a: str`, `b: str`, `c: str`, `d: str` and 1 more."
    assert "`send`" in found.remedy


def test_a_file_that_cannot_be_parsed_is_silent() -> None:
    assert violations("def (:") == []


@pytest.mark.parametrize(
    ("signature", "types"),
    [
        (
            "def book(customer_id: str, amount: int, currency: str): ...",
            "`customer_id: CustomerId`, one `Money` for `amount` and `currency`.",
        ),
        ("def invite(channel_id: str, participant_email: str): ...", "`channel_id: ChannelId`, `participant_email: EmailAddress`."),
        ("def quote(total_amount: int, net_amount: int): ...", "`total_amount: Money`, `net_amount: Money`."),
        ("def call(phone: str, success_url: str): ...", "`phone: PhoneNumber`, `success_url: SuccessUrl`."),
    ],
)
def test_the_remedy_names_the_types(signature: str, types: str) -> None:
    (found,) = violations(signature)
    assert found.remedy == f"Take types of the domain that check themselves where they are made, as {types}"


def test_option_components_names_where_the_domain_is() -> None:
    signature = "def charge(amount: int, currency: str) -> None: ..."
    assert violations(signature, path="shop/orders/api/views.py") == []
    assert violations(signature, path="shop/orders/api/views.py", options=Options(components=("api",)))


def test_option_concepts_names_them() -> None:
    signature = "def book(iban: str, order_id: int) -> None: ..."
    assert violations(signature) == []
    assert violations(signature, options=Options(concepts=("iban",)))


def test_option_min_concepts_is_from_where_they_are_told() -> None:
    signature = "def find(email: str) -> None: ..."
    assert violations(signature) == []
    assert violations(signature, options=Options(min_concepts=1))


def test_option_min_identifiers_is_from_where_they_count_alone() -> None:
    signature = "def transfer(order_id: int, customer_id: int) -> None: ..."
    assert violations(signature) == []
    assert violations(signature, options=Options(min_identifiers=2))


def test_option_max_primitives_is_how_many_may_follow_one_another() -> None:
    signature = "def send(sender: str, receiver: str, subject: str) -> None: ..."
    assert violations(signature) == []
    assert violations(signature, options=Options(max_primitives=2))


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("def f(email: str, phone: Optional[str] = None): ...\n", True),
        ("def f(\n    order_id: 'int',  # the order\n    user_id: int | None = None,\n) -> None:\r\n    ...\n", True),
        ("def f(a: str, b: int, c: float, d: str): ...\n", True),
        ("def f(amount: int, rate: float) -> float:\n    email: str = ''\n", False),
        ("def f(email: Email, phone: Phone): ...\n", False),
        ("def f(email: str): ...\ndef g(phone: str): ...\n", False),
        ("x: str\nemail: str\nphone: str\ny: str\n", False),
    ],
)
def test_what_cannot_hold_a_finding_is_told_by_the_text_alone(source: str, told: bool):
    assert may_take(source.encode(), ("email", "phone", "amount", "_id"), named=2, in_all=4) is told
