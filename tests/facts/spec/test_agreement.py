import pytest
from tests.fakes.tree import FakeTree

from tenet.domain.change import Side
from tenet.domain.component import Component
from tenet.facts.contract.items import ContractChange, ContractItem, ContractKind
from tenet.facts.sources import Sources
from tenet.facts.spec.agreement import agrees_with_specs
from tenet.facts.spec.spec_facts import Origin, SpecCoverage, SpecDocument


def change(kind: ContractKind, name: str, before: str | None = None, after: str | None = None, owner: str = "") -> ContractChange:
    return ContractChange(kind, name, "app/a.py", 1, 1, Side.HEAD, before, after, owner)


def item(kind: ContractKind, name: str, owner: str = "", path: str = "app/a.py") -> ContractItem:
    return ContractItem(kind, name, path, 1, 1, name, name, owner=owner)


def agrees(text: str, *changes: ContractChange, promises: tuple[ContractItem, ...] = (), path: str = "specs/a.md") -> bool:
    coverage = SpecCoverage(Component("a", ("app/**",)), Origin.LAYOUT, (SpecDocument(path, at_head=True, updated=False),))
    return agrees_with_specs(changes, lambda: promises, coverage, Sources(FakeTree({path: text})))


ROUTE, MODEL, SIGNATURE, SETTING = ContractKind.ROUTE, ContractKind.MODEL, ContractKind.SIGNATURE, ContractKind.SETTING


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("`GET /orders/{id}`", True),
        ("`GET /api/v1/orders/{order_id}/`", True),
        ("| method | path |\n|---|---|\n| GET | /orders/:id |\n", True),
        ("## GET `/orders/<int:id>`", True),
        ("```http\nGET /orders/{id}\n```", True),
        ("GET /orders/{id}", False),
        ("`POST /orders/{id}`", False),
        ("`GET /orders/{id}/lines`", False),
        ("`GET /orders`", False),
        ("`GET /myorders/{id}`", False),
    ],
)
def test_a_new_route_is_stated_by_method_and_path(text: str, stated: bool):
    assert agrees(text, change(ROUTE, "GET /orders/{order_id}", after="GET /orders/{order_id} (answers Order)")) is stated


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("## Order\n\n| field |\n|---|\n| nickname |\n", True),
        ("`Order.nickname`", True),
        ("## Order\n\n## Customer\n\n`nickname`\n", False),
        ("Order nickname", False),
    ],
)
def test_a_new_field_is_stated_within_a_section_that_names_its_class(text: str, stated: bool):
    assert agrees(text, change(MODEL, "Order.nickname", after="Order.nickname: str", owner="Order")) is stated


def test_a_setting_may_be_stated_by_its_environment_variable():
    assert agrees("`PAGE_SIZE`", change(SETTING, "Settings.page_size", after="Settings.page_size: int = 5", owner="Settings"))


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("`Order.total: Decimal`", True),
        ("| Order | total | Decimal |\n|---|---|---|\n| Order | total | int |\n", True),
        ("`Order.total: int`", False),
        ("`Order.total`", False),
        ("`Order.total: int | Decimal`", False),
    ],
)
def test_what_changed_is_stated_as_it_is_now(text: str, stated: bool):
    assert agrees(text, change(MODEL, "Order.total", "Order.total: int", "Order.total: Decimal", "Order")) is stated


def test_a_change_that_no_words_show_is_not_stated():
    assert not agrees("`f(a, b)`", change(SIGNATURE, "f", "f(a, b)", "f(b, a)"))


@pytest.mark.parametrize(
    ("text", "stated"), [("`Order.id` `Order.state`", True), ("`Order.id`", False), ("`Order.id` `Order.state` `Order.gone`", False)]
)
def test_what_is_gone_is_stated_by_a_list_of_all_its_neighbours(text: str, stated: bool):
    left = (item(MODEL, "Order.id", "Order"), item(MODEL, "Order.state", "Order"), item(MODEL, "Bill.sum", "Bill"))
    assert agrees(text, change(MODEL, "Order.gone", before="Order.gone: str", owner="Order"), promises=left) is stated


def test_what_is_gone_and_had_no_neighbours_is_not_stated():
    elsewhere = (item(SIGNATURE, "g", path="app/b.py"),)
    assert not agrees("`g`", change(SIGNATURE, "f", before="f()"), promises=elsewhere)


def test_every_change_has_to_be_stated():
    known, unknown = change(SIGNATURE, "f", after="f()"), change(SIGNATURE, "g", after="g()")
    assert agrees("`f()`", known)
    assert not agrees("`f()`", known, unknown)
    assert not agrees("`f()`")


def test_only_markdown_is_read():
    assert not agrees("`f()`", change(SIGNATURE, "f", after="f()"), path="specs/a.rst")
