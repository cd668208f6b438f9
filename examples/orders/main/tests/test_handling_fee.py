from orders.domain.handling_fee import FEE, handling_fee
from orders.domain.money import Money
from orders.domain.order import Order, OrderLine


def test_small_orders_pay_a_handling_fee() -> None:
    line = OrderLine("mug", 2, Money(100))
    assert handling_fee(Order(customer_id=1, lines=(line,))) == FEE
    assert handling_fee(Order(customer_id=1, lines=(line, line))) == Money(0)
