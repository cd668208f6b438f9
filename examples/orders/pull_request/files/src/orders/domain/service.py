"""The use cases, over stores that infrastructure provides."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from orders.domain.customer import Customer
from orders.domain.discounts import Discount
from orders.domain.errors import ConflictError, NotFoundError
from orders.domain.order import Order, OrderLine, OrderStatus


class CustomerStore(Protocol):
    def add(self, customer: Customer) -> Customer: ...
    def get(self, customer_id: int) -> Customer | None: ...
    def save(self, customer: Customer) -> None: ...


class OrderStore(Protocol):
    def add(self, order: Order) -> Order: ...
    def get(self, order_id: int) -> Order | None: ...
    def save(self, order: Order) -> None: ...


class DiscountStore(Protocol):
    def add(self, discount: Discount) -> Discount: ...
    def get(self, code: str) -> Discount | None: ...


@dataclass(frozen=True, slots=True)
class OrderService:
    customers: CustomerStore
    orders: OrderStore
    discounts: DiscountStore

    def register(self, email: str, name: str) -> Customer:
        return self.customers.add(Customer(email=email, name=name))

    def customer(self, customer_id: int) -> Customer:
        customer = self.customers.get(customer_id)
        if customer is None:
            raise NotFoundError(f"There is no customer {customer_id}.")
        return customer

    def choose_nickname(self, customer_id: int, nickname: str) -> Customer:
        customer = self.customer(customer_id)
        customer.nickname = nickname
        self.customers.save(customer)
        return customer

    def place(self, customer_id: int, lines: tuple[OrderLine, ...]) -> Order:
        self.customer(customer_id)
        return self.orders.add(Order(customer_id=customer_id, lines=lines))

    def order(self, order_id: int) -> Order:
        order = self.orders.get(order_id)
        if order is None:
            raise NotFoundError(f"There is no order {order_id}.")
        return order

    def cancel(self, order_id: int) -> Order:
        order = self.order(order_id)
        order.cancel()
        self.orders.save(order)
        return order

    def create_discount(self, code: str, percent: int) -> Discount:
        return self.discounts.add(Discount(code, percent))

    def apply_discount(self, order_id: int, code: str) -> Order:
        order, discount = self.order(order_id), self.discounts.get(code)
        if discount is None:
            raise NotFoundError(f"There is no discount {code}.")
        order.discount_percent = discount.percent
        self.orders.save(order)
        return order

    def apply_best_discount(self, order_id: int, codes: list[str], today: date) -> Order:
        order = self.order(order_id)
        if order.status is not OrderStatus.PLACED:
            raise ConflictError(f"An order that is {order.status} gets no discount.")
        known = [discount for code in codes if (discount := self.discounts.get(code))]
        if len(known) < len(codes):
            raise NotFoundError("One of these discounts does not exist.")
        valid = [discount for discount in known if discount.holds_on(today)]
        if not valid:
            return order
        best = max(valid, key=lambda discount: discount.percent)
        if best.percent > order.discount_percent:
            order.discount_percent = best.percent
            self.orders.save(order)
        return order
