"""Customers."""

from dataclasses import dataclass

from orders.domain.errors import InvalidError


@dataclass(slots=True)
class Customer:
    email: str
    name: str
    nickname: str | None = None
    id: int | None = None

    def __post_init__(self) -> None:
        if "@" not in self.email:
            raise InvalidError(f"{self.email} is not an email address.")
