"""Version 1 of the API."""

from fastapi import APIRouter

from orders.api.v1 import customers, orders

router = APIRouter(prefix="/v1")
router.include_router(customers.router)
router.include_router(orders.router)
