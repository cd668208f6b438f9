"""Discounts: a percentage off, for whoever has the code."""

from dataclasses import dataclass
from datetime import date

from orders.domain.errors import InvalidError
from orders.domain.money import Money

__all__ = ["Discount", "parse_code", "reduction"]


@dataclass(frozen=True, slots=True)
class Discount:
    code: str
    percent: int
    last_day: date | None = None

    def __post_init__(self) -> None:
        if not 0 < self.percent <= 100:
            raise InvalidError("A discount is between 1 and 100 percent.")

    def holds_on(self, day: date) -> bool:
        return self.last_day is None or day <= self.last_day


def reduction(subtotal: Money, percent: int) -> Money:
    return Money(subtotal.cents * percent // 100)


def parse_code(text: str) -> Discount:
    """Reads a self-describing code such as `SPRING-15-20260531`."""
    name, _, rest = text.strip().upper().partition("-")
    if not name.isalpha():
        raise InvalidError("A discount code begins with a word.")
    percent, _, day = rest.partition("-")
    if not percent.isdecimal():
        raise InvalidError("A discount code has its percentage after the word.")
    if not day:
        return Discount(name, int(percent))
    if len(day) != 8 or not day.isdecimal():
        raise InvalidError("A discount code ends with a day.")
    year, month, day_of_month = int(day[:4]), int(day[4:6]), int(day[6:])
    if not 1 <= month <= 12:
        raise InvalidError("The month of a discount code is between 01 and 12.")
    try:
        last_day = date(year, month, day_of_month)
    except ValueError as error:
        raise InvalidError("A discount code ends with a day of the calendar.") from error
    return Discount(name, int(percent), last_day)
