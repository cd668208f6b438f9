"""Routes of discounts."""

from fastapi import APIRouter

from orders.core.dependencies import Service
from orders.schemas.discounts import *

router = APIRouter(prefix="/discounts", tags=["discounts"])


@router.post("", status_code=201)
def create(body: DiscountCreate, service: Service) -> DiscountRead:
    return DiscountRead.model_validate(service.create_discount(body.code, body.percent))
