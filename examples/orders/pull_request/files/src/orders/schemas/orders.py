"""Orders at the API's boundary."""

from __future__ import annotations

from pydantic import BaseModel, Field

from orders.domain.money import Money
from orders.domain.order import Order, OrderLine, OrderStatus
from orders.domain.pricing import discount, total


class OrderLineCreate(BaseModel):
    sku: str = Field(min_length=1, max_length=40)
    quantity: int = Field(ge=1)
    unit_price_cents: int = Field(ge=0)

    def to_domain(self) -> OrderLine:
        return OrderLine(self.sku, self.quantity, Money(self.unit_price_cents))


class OrderCreate(BaseModel):
    customer_id: int
    lines: list[OrderLineCreate] = Field(min_length=1)


class OrderRead(BaseModel):
    id: int | None
    customer_id: int
    status: OrderStatus
    discount_cents: int
    total_cents: int

    @classmethod
    def of(cls, order: Order) -> OrderRead:
        return cls(
            id=order.id,
            customer_id=order.customer_id,
            status=order.status,
            discount_cents=discount(order).cents,
            total_cents=total(order).cents,
        )
