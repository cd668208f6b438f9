"""The handling fee of small orders."""

from orders.domain.money import Money
from orders.domain.order import Order

FEE = Money(100)
PIECES_WITHOUT_FEE = 3


def handling_fee(order: Order) -> Money:
    pieces = sum(line.quantity for line in order.lines)
    return FEE if pieces < PIECES_WITHOUT_FEE else Money(0)
