"""What an order costs."""

from orders.domain.discounts import reduction
from orders.domain.money import Money
from orders.domain.order import Order

FREE_SHIPPING_FROM = Money(5000)
SHIPPING = Money(490)


def shipping_cost(subtotal: Money) -> Money:
    if subtotal >= FREE_SHIPPING_FROM:
        return Money(0)
    return SHIPPING


def discount(order: Order) -> Money:
    return reduction(order.subtotal, order.discount_percent)


def total(order: Order) -> Money:
    return order.subtotal - discount(order) + shipping_cost(order.subtotal)
