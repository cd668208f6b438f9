"""Invoices: their numbers, and how firmly an unpaid one is recalled."""

from orders.domain.errors import InvalidError
from orders.domain.order import Order


def invoice_number(order: Order, year: int) -> str:
    if order.id is None:
        raise InvalidError("An order that is not stored yet has no invoice.")
    return f"{year}-{order.id:06}"


def reminder(days_overdue: int) -> str | None:
    if days_overdue < 7:
        return None
    if days_overdue < 21:
        return "friendly"
    return "last"
