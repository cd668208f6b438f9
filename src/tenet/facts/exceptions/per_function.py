"""One finding for a function that does the same thing several times."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from tenet.domain.finding import Novelty


class InFunction(Protocol):
    """`symbol` is the function around it, dotted."""

    @property
    def symbol(self) -> str: ...


T = TypeVar("T", bound=InFunction)


@dataclass(frozen=True, slots=True)
class Together(Generic[T]):
    """The first of what a function does alike, and the rest of it."""

    first: T
    others: tuple[T, ...]
    novelty: Novelty

    @property
    def places(self) -> str:
        """What a sentence says of the others; empty where there is none."""
        count = len(self.others)
        return f", and in {count} more {'place' if count == 1 else 'places'}" if count else ""


def per_function(judged: Iterable[tuple[T, Novelty]]) -> Iterator[Together[T]]:
    """By function, what is new apart from what was there before."""
    groups: dict[tuple[str, Novelty], list[T]] = {}
    for one, novelty in judged:
        groups.setdefault((one.symbol, novelty), []).append(one)
    for (_, novelty), (first, *others) in groups.items():
        yield Together(first, tuple(others), novelty)
