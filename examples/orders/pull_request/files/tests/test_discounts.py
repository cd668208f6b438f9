from datetime import date

import pytest

from orders.domain.discounts import Discount, reduction
from orders.domain.errors import InvalidError
from orders.domain.money import Money


def test_a_reduction_is_rounded_down_to_whole_cents() -> None:
    assert reduction(Money(999), 10) == Money(99)


def test_a_discount_ends_after_its_last_day() -> None:
    spring = Discount("SPRING", 15, date(2026, 5, 31))
    assert spring.holds_on(date(2026, 5, 31))
    assert not spring.holds_on(date(2026, 6, 1))


def test_a_discount_has_a_sensible_percentage() -> None:
    with pytest.raises(InvalidError):
        Discount("SPRING", 101)
