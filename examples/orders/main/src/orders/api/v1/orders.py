"""Routes of orders."""

from fastapi import APIRouter

from orders.core.dependencies import Service
from orders.schemas.orders import OrderCreate, OrderRead

router = APIRouter(prefix="/orders", tags=["orders"])


@router.post("", status_code=201)
def place(body: OrderCreate, service: Service) -> OrderRead:
    return OrderRead.of(service.place(body.customer_id, tuple(line.to_domain() for line in body.lines)))


@router.get("/{order_id}")
def read(order_id: int, service: Service) -> OrderRead:
    return OrderRead.of(service.order(order_id))


@router.post("/{order_id}/cancellation")
def cancel(order_id: int, service: Service) -> OrderRead:
    return OrderRead.of(service.cancel(order_id))
