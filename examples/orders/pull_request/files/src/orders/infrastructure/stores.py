"""Stores of domain objects in the database: one transaction for each request, ended by the session's owner."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from orders.domain.customer import Customer
from orders.domain.discounts import Discount
from orders.domain.errors import ConflictError
from orders.domain.money import Money
from orders.domain.order import Order, OrderLine, OrderStatus
from orders.infrastructure.tables import CustomerRow, DiscountRow, OrderLineRow, OrderRow


@dataclass(frozen=True, slots=True)
class SqlCustomerStore:
    session: Session

    def add(self, customer: Customer) -> Customer:
        if self.session.scalar(select(CustomerRow.id).where(CustomerRow.email == customer.email)) is not None:
            raise ConflictError("There is a customer with this email address.")
        row = CustomerRow(email=customer.email, name=customer.name)
        self.session.add(row)
        self.session.flush()
        return _customer(row)

    def get(self, customer_id: int) -> Customer | None:
        row = self.session.get(CustomerRow, customer_id)
        return _customer(row) if row else None

    def save(self, customer: Customer) -> None:
        self.session.get_one(CustomerRow, customer.id).nickname = customer.nickname


@dataclass(frozen=True, slots=True)
class SqlOrderStore:
    session: Session

    def add(self, order: Order) -> Order:
        lines = [OrderLineRow(sku=line.sku, quantity=line.quantity, unit_price_cents=line.unit_price.cents) for line in order.lines]
        row = OrderRow(customer_id=order.customer_id, status=order.status.value, lines=lines)
        self.session.add(row)
        self.session.flush()
        return _order(row)

    def get(self, order_id: int) -> Order | None:
        row = self.session.get(OrderRow, order_id)
        return _order(row) if row else None

    def save(self, order: Order) -> None:
        row = self.session.get_one(OrderRow, order.id)
        row.status, row.discount_percent = order.status.value, order.discount_percent


@dataclass(frozen=True, slots=True)
class SqlDiscountStore:
    session: Session

    def add(self, discount: Discount) -> Discount:
        self.session.add(DiscountRow(code=discount.code, percent=discount.percent))
        self.session.flush()
        return discount

    def get(self, code: str) -> Discount | None:
        row = self.session.get(DiscountRow, code)
        return Discount(row.code, row.percent) if row else None


def _customer(row: CustomerRow) -> Customer:
    return Customer(email=row.email, name=row.name, nickname=row.nickname, id=row.id)


def _order(row: OrderRow) -> Order:
    lines = tuple(OrderLine(line.sku, line.quantity, Money(line.unit_price_cents)) for line in row.lines)
    return Order(
        customer_id=row.customer_id,
        lines=lines,
        status=OrderStatus(row.status),
        id=row.id,
        discount_percent=row.discount_percent,
    )
