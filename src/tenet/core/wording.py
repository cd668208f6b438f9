"""Numbers and lists in words."""

from collections.abc import Sequence


def counted(count: int, noun: str) -> str:
    """`1 finding`, `2 findings`. The noun takes a plain s."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def listed(items: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))
