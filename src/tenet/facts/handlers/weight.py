"""Whether a handler does more than it may, and whether the change is to blame for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from tenet.facts.handlers.work import Evidence, Kind, Work

MAX_LINES = 5
"""How many lines are named of each kind."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of each a handler may hold."""

    statements: int
    branches: int
    queries: int
    loops: int
    calculations: int

    def of(self, kind: Kind) -> int:
        allowed = {Kind.BRANCH: self.branches, Kind.LOOP: self.loops, Kind.CALCULATION: self.calculations}
        return allowed.get(kind, self.queries)


@dataclass(frozen=True, slots=True)
class Excess:
    """What of a handler's work is past the limits, and what of that the change adds; `is_new` if it brings it past, or further past."""

    evidence: tuple[Evidence, ...]
    phrases: tuple[str, ...]
    is_new: bool
    new_lines: tuple[int, ...]


def excess_of(work: Work, before: Work | None, limits: Limits) -> Excess | None:
    """None where the handler is within the limits."""
    evidence = _past(work, limits)
    if not evidence and work.statements <= limits.statements:
        return None
    known = before if before is not None and _is_past(before, limits) else None
    added = tuple(one for one in work.beyond(known) if one in evidence) if known is not None else evidence
    longer = work.statements > limits.statements and (known is None or work.statements - known.statements > limits.statements // 2)
    lines = (*(one.line for one in added), *(work.lines if longer else ()))
    return Excess(evidence, tuple(_phrases(work, evidence, limits, known)), bool(lines), lines)


def _is_past(work: Work, limits: Limits) -> bool:
    return work.statements > limits.statements or bool(_past(work, limits))


def _past(work: Work, limits: Limits) -> tuple[Evidence, ...]:
    """The evidence of the kinds of which there is too much."""
    kinds = ((Kind.QUERY, Kind.WRITE), (Kind.LOOP,), (Kind.CALCULATION,), (Kind.BRANCH,))
    over = {kind for group in kinds if len(work.of(*group)) > limits.of(group[0]) for kind in group}
    return work.of(*over)


def _phrases(work: Work, evidence: Sequence[Evidence], limits: Limits, known: Work | None) -> list[str]:
    """`known` is what was past the limits before: then it is said how much of it was there."""
    lines = {kind: [one.line for one in evidence if one.kind is kind] for kind in Kind}
    counted = (
        (Kind.QUERY, "runs a query", "runs {} queries", ""),
        (Kind.WRITE, "writes to the database", "writes to the database {} times", ""),
        (Kind.LOOP, "loops over data", "loops over data {} times", ""),
        (Kind.CALCULATION, "calculates", "calculates {} times", ""),
        (Kind.BRANCH, "branches once", "branches {} times", f"limit {limits.branches}, "),
    )
    said = [
        _phrase(once, often, limit + _before(len(known.of(kind)) if known is not None else 0, len(lines[kind])), lines[kind])
        for kind, once, often, limit in counted
        if lines[kind]
    ]
    if work.statements <= limits.statements:
        return said
    earlier = _before(known.statements if known is not None else 0, work.statements).rstrip(", ")
    return [*said, f"has {work.statements} statements (limit {limits.statements}{', ' if earlier else ''}{earlier})"]


def _before(count: int, now: int) -> str:
    return f"{count} before, " if 0 < count < now else ""


def _phrase(once: str, often: str, limit: str, lines: Sequence[int]) -> str:
    named = ", ".join(map(str, lines[:MAX_LINES])) + (", ..." if len(lines) > MAX_LINES else "")
    return f"{once if len(lines) == 1 else often.format(len(lines))} ({limit}{'line' if len(lines) == 1 else 'lines'} {named})"
