"""Everything that differs between two schemas, however deep, as changes of an operation."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from tenet.facts.openapi.comparison.api_change import ApiChange
from tenet.facts.openapi.comparison.document import Document, Located, Operation
from tenet.facts.openapi.comparison.effects import Direction
from tenet.facts.openapi.comparison.pairs import Difference, Pairs
from tenet.facts.openapi.comparison.shapes import Shapes

MAX_PAIRS = 20_000
"""How many pairs of schemas are compared for one operation."""
MAX_TOTAL = 500_000
MAX_DEPTH = 100


@dataclass(frozen=True, slots=True)
class Subject:
    """What is compared. `prefix` begins the kind of its changes; `whole` and `part` name it and a field of it in a sentence."""

    direction: Direction
    prefix: str
    whole: str
    part: str
    status: str = ""

    @property
    def is_parameter(self) -> bool:
        return self.prefix == "request-parameter"

    def noun(self, at: str) -> str:
        return f"{self.part} `{at.lstrip('.')}`" if at else self.whole


class SchemaComparison:
    """Compares schemas of two documents. `incomplete` grows by what was too much to compare."""

    def __init__(self, base: Document, head: Document) -> None:
        self.base_shapes, self.head_shapes = Shapes(base), Shapes(head)
        self.incomplete: dict[str, None] = {}
        self._pairs = Pairs(self.base_shapes, self.head_shapes)
        self._left = MAX_TOTAL

    def changes(self, operation: Operation, subject: Subject, base: Located, head: Located) -> Iterator[ApiChange]:
        waiting = deque([(base, head, "", 0)])
        seen, inside = set[tuple[str, str]](), set[tuple[str, ...]]()
        while waiting:
            before, after, at, depth = waiting.popleft()
            key = before.identity, after.identity
            if key in seen:
                continue
            seen.add(key)
            self._left -= 1
            if len(seen) > MAX_PAIRS or self._left < 0 or depth > MAX_DEPTH:
                self.incomplete[f"{operation.method} {operation.path}: its schemas are too many, or nest too deep, to compare"] = None
                return
            pair = self._pairs.of(before, after)
            if pair.unread:
                self.incomplete[f"{subject.noun(at)} of {operation.method} {operation.path}: too many alternatives to compare"] = None
            yield from (_change(operation, subject, one, at + one.at) for one in pair.differences)
            if pair.inside is not None and pair.inside.key not in inside:
                inside.add(pair.inside.key)
                travels = (one for one in pair.inside.differences if one.unseen is not subject.direction)
                yield from (_change(operation, subject, one, at + one.at) for one in travels)
                links = (link for link in pair.inside.links if link.unseen is not subject.direction)
                waiting.extend((link.base, link.head, at + link.at, depth + 1) for link in links)


def _change(operation: Operation, subject: Subject, found: Difference, at: str) -> ApiChange:
    what = found.what
    return ApiChange(
        f"{subject.prefix}-{what.name}",
        what.effect(subject.direction, of_parameter=subject.is_parameter and not at),
        operation.method,
        operation.path,
        subject.noun(at),
        what.statement.format(before=found.before, after=found.after),
        found.before or None,
        found.after or None,
        found.base,
        found.head,
        subject.status,
    )
