"""Money: whole cents of the one currency that the service trades in."""

from __future__ import annotations

from dataclasses import dataclass

from orders.domain.errors import InvalidError


@dataclass(frozen=True, order=True, slots=True)
class Money:
    cents: int

    def __post_init__(self) -> None:
        if self.cents < 0:
            raise InvalidError("An amount of money cannot be negative.")

    def __add__(self, other: Money) -> Money:
        return Money(self.cents + other.cents)

    def __sub__(self, other: Money) -> Money:
        return Money(self.cents - other.cents)

    def times(self, quantity: int) -> Money:
        return Money(self.cents * quantity)

    def __str__(self) -> str:
        return f"{self.cents // 100}.{self.cents % 100:02}"
