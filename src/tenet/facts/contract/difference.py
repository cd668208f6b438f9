"""Differences of contract and of behaviour, alike for whoever reports them."""

from collections.abc import Iterator, Sequence

from tenet.domain.change import Change, Side
from tenet.facts.contract.behaviour import BehaviourChange
from tenet.facts.contract.items import ContractChange

Difference = ContractChange | BehaviourChange


SHOWN = 5
"""How many differences a message names."""


def told(differences: Sequence[Difference]) -> str:
    """The first differences in words, and how many more there are."""
    more = f", and {len(differences) - SHOWN} more" if len(differences) > SHOWN else ""
    return ", ".join(difference.sentence for difference in differences[:SHOWN]) + more


def place_of(differences: Sequence[Difference], change: Change) -> tuple[Difference, int, int]:
    """The first difference that touches lines of the diff, the head's before the base's, with its first run of such lines.

    Where none does (the line that was edited is another one), the first difference with its own lines.
    """
    for difference in sorted(differences, key=lambda difference: difference.side is Side.BASE):
        lines = sorted(_touched(difference, change))
        if lines:
            return difference, lines[0], next(line for line in lines if line + 1 not in lines)
    return differences[0], differences[0].line, differences[0].end_line


def _touched(difference: Difference, change: Change) -> Iterator[int]:
    at_head = difference.side is Side.HEAD
    file = (change.by_path if at_head else change.by_base_path).get(difference.path)
    touched = frozenset[int]() if file is None else file.added if at_head else file.removed
    return (line for line in touched if difference.line <= line <= difference.end_line)
