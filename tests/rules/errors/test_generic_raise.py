"""`generic-raise`, beside the examples of its manual page."""

from collections.abc import Mapping

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.component import Component
from tenet.domain.finding import NotApplicable, Novelty, Outcome, Unknown, Violation
from tenet.rules.errors.generic_raise import RULE, Options

DOMAIN = Component("domain", ("shop/domain/**",))
ORDERS = "shop/domain/orders.py"


def outcomes(
    head: Mapping[str, str], base: Mapping[str, str] | None = None, component: Component = DOMAIN, **options: object
) -> list[Outcome]:
    return list(RULE.run(facts_of(base or {}, head, components=[component]), Options.model_validate(options)))


def violations(source: str, path: str = ORDERS, **options: object) -> list[Violation]:
    return [found for found in outcomes({path: source}, **options) if isinstance(found, Violation)]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            """
            def cancel(order):
                if order.shipped:
                    raise RuntimeError("Order was shipped")
            """,
            "`cancel` raises a generic `RuntimeError`: `raise RuntimeError('Order was shipped')`.",
        ),
        (
            """
            class Ledger:
                async def post(self, entry):
                    if entry.amount < 0:
                        raise Exception(f"Invalid amount {entry.amount}")
            """,
            "`Ledger.post` raises a generic `Exception`: `raise Exception(f'Invalid amount {entry.amount}')`.",
        ),
        ("def close():\n    raise Exception\n", "`close` raises a generic `Exception`: `raise Exception`."),
        (
            "def close(message):\n    raise RuntimeError(message)\n",
            "`close` raises a generic `RuntimeError`: `raise RuntimeError(message)`.",
        ),
        ("import builtins\ndef close():\n    raise builtins.RuntimeError('open')\n", "`close` raises a generic `RuntimeError`"),
        (
            "Fault = RuntimeError\ndef close():\n    raise Fault('open')\n",
            "`close` raises a generic `RuntimeError`: `raise Fault(",
        ),
        (
            """
            def charge(card, gateway):
                try:
                    return gateway.charge(card)
                except TimeoutError as error:
                    raise RuntimeError("charge failed") from error
            """,
            "`charge` raises a generic `RuntimeError`: `raise RuntimeError('charge failed') from error`.",
        ),
        ("def post(store):\n    raise Exception('Ledger is not initialized')\n", "`post` raises a generic `Exception`"),
        ("def stop():\n    raise BaseException('stop')\n", "`stop` raises a generic `BaseException`"),
        ("from shop.config import rates\nif not rates:\n    raise RuntimeError('no rates')\n", "`shop.domain.orders` raises a generic"),
    ],
)
def test_an_exception_without_a_name_of_its_own_is_flagged(source: str, said: str) -> None:
    (found,) = violations(source)
    assert found.message.startswith(said)
    assert found.novelty is Novelty.NEW


@pytest.mark.parametrize(
    "source",
    [
        "class Money:\n    def __post_init__(self):\n        if self.cents < 0:\n            raise ValueError('negative')\n",
        "class Money:\n    def __add__(self, other):\n        raise TypeError(f'cannot add {other!r}')\n",
        "class Repository:\n    def get(self, key):\n        raise NotImplementedError\n",
        "class OrderNotFound(Exception): ...\ndef get(key):\n    raise OrderNotFound(key)\n",
        "def get(store, key):\n    try:\n        return store[key]\n    except Exception:\n        store.close()\n        raise\n",
        "def get(store, key):\n    try:\n        return store[key]\n    except RuntimeError as error:\n        raise error\n",
        "from shop.domain.errors import RuntimeError\ndef get(key):\n    raise RuntimeError(key)\n",
        "class Exception(BaseException): ...\ndef get(key):\n    raise Exception(key)\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    raise RuntimeError('for the checker')\n",
        "def fee(kind):\n    if kind == 'card':\n        return 3\n    raise RuntimeError('unreachable')\n",
        "def fee(kind):\n    if kind == 'card':\n        return 3\n    raise RuntimeError(f'This should never happen: {kind}')\n",
        "class Ledger:\n    def post(self):\n        if self.store is None:\n            raise RuntimeError('Ledger is not initialized')\n",
        "def send(mail):\n    if mail.pk:\n        raise RuntimeError('send must not be called on a persisted mail')\n",
        "def fee(kind):\n    raise RuntimeError(f'{kind} is not writable, set SHOP_FEES')\n",
        "def fee(kind):\n    try:\n        if not kind:\n            raise Exception\n    except Exception:\n        return 0\n",
        "def fee(kind):\n    try:\n        raise RuntimeError('none')\n    except (KeyError, Exception) as error:\n        print(error)\n",
        "from typing import assert_never\ndef fee(kind):\n    assert_never(kind)\n",
        "def retry(errors):\n    raise errors[-1]\n",
    ],
)
def test_what_has_a_name_and_what_nobody_handles_is_not_flagged(source: str) -> None:
    assert violations(source) == []


@pytest.mark.parametrize(
    "path", ["shop/api/orders.py", "scripts/orders.py", "shop/domain/tests/test_orders.py", "shop/domain/test_orders.py"]
)
def test_only_the_domain_is_looked_at_and_no_test_of_it(path: str) -> None:
    assert violations("def run():\n    raise RuntimeError('no')\n", path) == []


def test_without_a_domain_there_is_nothing_to_look_at() -> None:
    (found,) = outcomes({ORDERS: "raise RuntimeError('no')\n"}, component=Component("core", ("shop/**",)))
    assert found == NotApplicable("the policy has no component domain")


def test_a_file_that_cannot_be_parsed_is_unknown() -> None:
    (found,) = outcomes({ORDERS: "def (:\n    raise RuntimeError()\n"})
    assert isinstance(found, Unknown)


@pytest.mark.parametrize(
    "source",
    [
        "def fee(kind):\n    try:\n        raise Exception('none')\n    except KeyError:\n        return 0\n",
        "def fee(kind):\n    try:\n        raise Exception('none')\n    except Exception:\n        kind.close()\n        raise\n",
        "def fee():\n    try:\n        raise RuntimeError\n    except RuntimeError:\n        raise\n    except Exception:\n        pass\n",
        "def fee(kind):\n    try:\n        kind()\n    except Exception:\n        raise Exception('none')\n",
        "def fee():\n    try:\n        def pay():\n            raise Exception\n        return pay\n    except Exception:\n        pass\n",
    ],
)
def test_what_leaves_the_function_is_flagged_all_the_same(source: str) -> None:
    assert len(violations(source)) == 1


BEFORE = "def cancel(order):\n    raise RuntimeError('shipped')\n"


@pytest.mark.parametrize(
    "after",
    [
        f"import logging\n\n{BEFORE}",
        "def cancel(order):\n    if order.shipped:\n        raise RuntimeError('shipped')\n",
        "def cancel(order):\n    raise RuntimeError(\n        'shipped'\n    )\n",
        BEFORE.replace("'shipped'", "'was shipped'"),
        BEFORE.replace("cancel", "withdraw"),
    ],
)
def test_what_was_raised_before_is_no_news_wherever_it_moved(after: str) -> None:
    (found,) = outcomes({ORDERS: after}, {ORDERS: BEFORE})
    assert isinstance(found, Violation)
    assert found.novelty is Novelty.BASELINE


def test_a_second_one_beside_an_old_one_is_new() -> None:
    after = "def cancel(order):\n    if order.paid:\n        raise RuntimeError('shipped')\n    raise RuntimeError('shipped')\n"
    found = outcomes({ORDERS: after}, {ORDERS: BEFORE})
    assert [(one.line, one.novelty) for one in found if isinstance(one, Violation)] == [(3, Novelty.NEW), (4, Novelty.BASELINE)]


def test_several_in_one_function_are_one_finding() -> None:
    source = (
        "def export(rows):\n    if not rows:\n        raise Exception('no rows')\n    if rows > 9:\n        raise Exception('too many')\n"
    )
    (found,) = violations(source)
    assert (found.line, found.message) == (3, "`export` raises a generic `Exception`: `raise Exception('no rows')`, and in 1 more place.")
    assert len(violations(source + "\n\ndef load(rows):\n    raise Exception('no rows')\n")) == 2


def test_another_class_counts_where_exceptions_names_it() -> None:
    source = "def cancel(order):\n    raise ValueError('shipped')\n"
    assert violations(source) == []
    assert len(violations(source, exceptions=("ValueError",))) == 1


def test_other_components_are_domain_code_where_the_policy_says_so() -> None:
    component = Component("billing", ("shop/**",))
    (found,) = outcomes({ORDERS: BEFORE}, component=component, components=("billing",))
    assert isinstance(found, Violation)


@pytest.mark.parametrize(
    ("raised", "name"),
    [
        ("'Order not found'", "OrderNotFound"),
        ("f'Order {order.id} does not exist'", "OrderNotFound"),
        ("'An account with this name already exists'", "CancelOrderError"),
        ("f'Coupon {code} already exists'", "CouponAlreadyExists"),
        ("'Invalid currency: %s' % currency", "InvalidCurrency"),
        ("'Unsupported file type {}'.format(kind)", "UnsupportedFileType"),
        ("'gateway said no'", "CancelOrderError"),
        ("", "CancelOrderError"),
    ],
)
def test_the_remedy_names_the_exception_that_belongs_here(raised: str, name: str) -> None:
    (found,) = violations(f"def cancel_order(order, code, kind, currency):\n    raise RuntimeError({raised})\n")
    assert f"such as `{name}` below `Exception`" in found.remedy


def test_a_constructor_gives_the_name_of_its_class() -> None:
    (found,) = violations("class Ledger:\n    def __init__(self, rows):\n        raise RuntimeError('no rows')\n")
    assert "`LedgerError`" in found.remedy


@pytest.mark.parametrize("home", ["shop/domain/errors.py", "shop/exceptions.py"])
def test_the_remedy_names_the_base_class_of_the_errors_of_the_domain(home: str) -> None:
    classes = "class Oops(Exception): ...\nclass ShopError(Exception): ...\nclass OrderNotFound(ShopError): ...\n"
    (found,) = outcomes({ORDERS: BEFORE, home: classes}, {home: classes})
    assert isinstance(found, Violation)
    assert f"below `ShopError` (`{home}`)" in found.remedy


def test_the_base_class_in_the_file_itself_comes_first() -> None:
    source = "class OrderError(Exception): ...\nclass OrderNotFound(OrderError): ...\n" + BEFORE
    (found,) = outcomes({ORDERS: source, "shop/domain/errors.py": "class BaseShopError(Exception): ...\n"})
    assert isinstance(found, Violation)
    assert f"below `OrderError` (`{ORDERS}`)" in found.remedy


@pytest.mark.parametrize(
    ("name", "below"), [("OrderNotFoundError", "`Exception`"), ("BaseShopError", "`BaseShopError` (`shop/errors.py`)")]
)
def test_a_class_that_nothing_derives_from_is_a_base_class_only_by_its_name(name: str, below: str) -> None:
    (found,) = outcomes({ORDERS: BEFORE, "shop/errors.py": f"class {name}(Exception): ...\n"})
    assert isinstance(found, Violation)
    assert f"below {below}" in found.remedy
