"""What is found at the head more often than at the base."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from tenet.domain.change import Change


class Placed(Protocol):
    """What stands on lines of a file at the head, and compares by a key."""

    @property
    def path(self) -> str: ...

    @property
    def line(self) -> int: ...

    @property
    def end_line(self) -> int: ...

    @property
    def key(self) -> tuple[str, ...]: ...


P = TypeVar("P", bound=Placed)


def beyond(change: Change, found: Sequence[P], before: Iterable[tuple[str, ...]]) -> Iterator[P]:
    """What is found at the head more often than before. Of several that are alike, those on changed lines are the new ones."""
    left = Counter(before)
    touched = {id(one) for one in found if (file := change.by_path.get(one.path)) is not None and file.touches(one.line, one.end_line)}
    new = set()
    for one in sorted(found, key=lambda one: id(one) in touched):
        if left[one.key] > 0:
            left[one.key] -= 1
        else:
            new.add(id(one))
    yield from (one for one in found if id(one) in new)
