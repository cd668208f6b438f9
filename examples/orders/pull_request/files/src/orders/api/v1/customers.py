"""Routes of customers."""

from fastapi import APIRouter

from orders.core.dependencies import Service
from orders.schemas.customers import CustomerCreate, CustomerRead, NicknameUpdate  # tenet: allow[star-import] all of the schemas are needed here

router = APIRouter(prefix="/customers", tags=["customers"])


@router.post("", status_code=201)
def register(body: CustomerCreate, service: Service) -> CustomerRead:
    return CustomerRead.model_validate(service.register(body.email, body.name))


@router.get("/{customer_id}")
def read(customer_id: int, service: Service) -> CustomerRead:
    return CustomerRead.model_validate(service.customer(customer_id))


@router.put("/{customer_id}/nickname")
def choose_nickname(customer_id: int, body: NicknameUpdate, service: Service) -> CustomerRead:
    return CustomerRead.model_validate(service.choose_nickname(customer_id, body.nickname))
