"""What an order costs."""

from orders.domain.handling_fee import handling_fee
from orders.domain.money import Money
from orders.domain.order import Order

FREE_SHIPPING_FROM = Money(5000)
SHIPPING = Money(490)


def shipping_cost(subtotal: Money) -> Money:
    if subtotal >= FREE_SHIPPING_FROM:
        return Money(0)
    return SHIPPING


def total(order: Order) -> Money:
    return order.subtotal + shipping_cost(order.subtotal) + handling_fee(order)
