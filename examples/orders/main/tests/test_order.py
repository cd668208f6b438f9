import pytest

from orders.domain.errors import InvalidError
from orders.domain.invoice import invoice_number
from orders.domain.money import Money
from orders.domain.order import Order, OrderLine
from orders.domain.pricing import total


def order(quantity: int, unit_price_cents: int) -> Order:
    return Order(customer_id=1, lines=(OrderLine("mug", quantity, Money(unit_price_cents)),))


def test_shipping_is_free_from_fifty_on() -> None:
    assert total(order(5, 1000)) == Money(5000)
    assert total(order(5, 999)) == Money(4995 + 490)


def test_money_prints_with_two_digits() -> None:
    assert str(Money(1205)) == "12.05"


def test_an_order_needs_a_line() -> None:
    with pytest.raises(InvalidError):
        Order(customer_id=1, lines=())


def test_the_number_of_an_invoice_begins_with_the_year() -> None:
    stored = order(1, 100)
    stored.id = 12
    assert invoice_number(stored, 2026) == "2026-000012"
