"""The use cases, over stores that infrastructure provides."""

from dataclasses import dataclass
from typing import Protocol

from orders.domain.customer import Customer
from orders.domain.errors import NotFoundError
from orders.domain.order import Order, OrderLine


class CustomerStore(Protocol):
    def add(self, customer: Customer) -> Customer: ...
    def get(self, customer_id: int) -> Customer | None: ...


class OrderStore(Protocol):
    def add(self, order: Order) -> Order: ...
    def get(self, order_id: int) -> Order | None: ...
    def save(self, order: Order) -> None: ...


@dataclass(frozen=True, slots=True)
class OrderService:
    customers: CustomerStore
    orders: OrderStore

    def register(self, email: str, name: str) -> Customer:
        return self.customers.add(Customer(email=email, name=name))

    def customer(self, customer_id: int) -> Customer:
        customer = self.customers.get(customer_id)
        if customer is None:
            raise NotFoundError(f"There is no customer {customer_id}.")
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
