"""An order and its life: placed, then shipped or cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from orders.domain.errors import ConflictError, InvalidError
from orders.domain.money import Money


class OrderStatus(StrEnum):
    PLACED = "placed"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class OrderLine:
    sku: str
    quantity: int
    unit_price: Money

    def __post_init__(self) -> None:
        if self.quantity < 1:
            raise InvalidError(f"The quantity of {self.sku} has to be one or more.")

    @property
    def amount(self) -> Money:
        return self.unit_price.times(self.quantity)


@dataclass(slots=True)
class Order:
    customer_id: int
    lines: tuple[OrderLine, ...]
    status: OrderStatus = OrderStatus.PLACED
    id: int | None = None
    discount_percent: int = 0

    def __post_init__(self) -> None:
        if not self.lines:
            raise InvalidError("An order needs a line.")

    @property
    def subtotal(self) -> Money:
        return sum((line.amount for line in self.lines), Money(0))

    def cancel(self) -> None:
        if self.status is OrderStatus.SHIPPED:
            raise ConflictError("A shipped order cannot be cancelled.")
        self.status = OrderStatus.CANCELLED

    def ship(self) -> None:
        if self.status is not OrderStatus.PLACED:
            raise ConflictError(f"An order that is {self.status} cannot be shipped.")
        self.status = OrderStatus.SHIPPED
