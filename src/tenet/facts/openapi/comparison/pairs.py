"""One schema against another, without what they hold: their own differences, and the pairs that are to be compared next."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tenet.domain.finding import Json
from tenet.facts.openapi.comparison import effects
from tenet.facts.openapi.comparison.access import NOTHING
from tenet.facts.openapi.comparison.api_change import Spot
from tenet.facts.openapi.comparison.constraints import constraints, shown
from tenet.facts.openapi.comparison.document import Located
from tenet.facts.openapi.comparison.effects import Direction, What
from tenet.facts.openapi.comparison.matching import Matched, Side, match, same_model
from tenet.facts.openapi.comparison.shapes import ANY, Shape, Shapes, Union

Spots = tuple[Spot, Spot]
"""Where something stands at base and at head."""


@dataclass(frozen=True, slots=True)
class Difference:
    """`at` is the way from the schema to what differs. `unseen` is the direction in which the property does not travel."""

    what: What
    at: str = ""
    before: str = ""
    after: str = ""
    base: Spot | None = None
    head: Spot | None = None
    unseen: Direction | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """Two schemas that both sides hold at the same place."""

    base: Located
    head: Located
    at: str
    unseen: Direction | None = None


@dataclass(frozen=True, slots=True)
class Inside:
    """What lies in a pair of schemas, the same wherever they are referred to: `key` tells it apart."""

    key: tuple[str, ...]
    differences: tuple[Difference, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """`differences` are of the place that refers to the schemas. Nothing is inside where they have no alternative in common."""

    differences: tuple[Difference, ...] = ()
    inside: Inside | None = None
    unread: bool = False


class Pairs:
    """Each pair of schemas is compared at most once, however many operations use it."""

    def __init__(self, base: Shapes, head: Shapes) -> None:
        self._base = base
        self._head = head
        self._known: dict[tuple[str, str], Pair] = {}
        self._inside: dict[tuple[str, ...], tuple[Matched, Inside]] = {}

    def of(self, base: Located, head: Located) -> Pair:
        key = base.identity, head.identity
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._pair(base, head)
        return known

    def _pair(self, before: Located, after: Located) -> Pair:
        base, head = self._base.of(before), self._head.of(after)
        if base.unread or head.unread:
            return Pair(unread=True)
        spots = before.spot, after.spot
        found = list(_of_unions(base, head, spots))
        typed = _is_typed(base), _is_typed(head)
        if typed != (True, True):
            what = effects.TYPE_NARROWED if typed[1] else effects.TYPE_WIDENED
            found += [Difference(what, "", base.shown, head.shown, *spots)] if typed != (False, False) else []
            return Pair(tuple(found))
        matched, inside = self._within(base, head, spots)
        found += [Difference(effects.ALTERNATIVE_REMOVED, "", shape.shown, "", *spots) for shape in matched.gone]
        found += [Difference(effects.ALTERNATIVE_ADDED, "", "", shape.shown, *spots) for shape in matched.added]
        return Pair(tuple(found), inside)

    def _within(self, base: Union, head: Union, outer: Spots) -> tuple[Matched, Inside]:
        """What belongs to neither of two models belongs to the place that had the one and has the other."""
        key: tuple[str, ...] = base.at.identity, head.at.identity
        known = self._inside.get(key)
        if known is not None:
            return known
        matched = match(Side(base, self._base.of), Side(head, self._head.of))
        alike = all(_alike(one, other) for one, other in matched.pairs)
        key = key if alike else (*key, outer[0].pointer, outer[1].pointer)
        links: list[Link] = []
        differences = [found for one, other in matched.pairs for found in self._of_shapes(one, other, outer, links)]
        inside = matched, Inside(key, tuple(differences), tuple(links))
        if alike:
            self._inside[key] = inside
        return inside

    def _of_shapes(self, base: Shape, head: Shape, outer: Spots, links: list[Link]) -> Iterator[Difference]:
        alike = _alike(base, head)
        spots = (base.at.spot, head.at.spot) if alike else outer
        yield from (Difference(one.what, "", one.before, one.after, *spots) for one in constraints(base, head))
        if base.kind != head.kind:
            return
        if base.kind == "object":
            found = self._of_objects(base, head, links)
            yield from found if alike else (replace(one, base=outer[0], head=outer[1]) for one in found)
        if base.kind == "array":
            yield from _of_arrays(base, head, links)

    def _of_objects(self, base: Shape, head: Shape, links: list[Link]) -> Iterator[Difference]:
        spots = base.at.spot, head.at.spot
        if base.additional is not None and not base.properties and head.properties and head.additional is None:
            yield Difference(effects.TYPE_CHANGED, "", "a mapping", head.shown, *spots)
        elif base.additional is not None or head.additional is not None:
            links.append(Link(base.additional or _anything(base), head.additional or _anything(head), ".*"))
        if base.closed != head.closed:
            yield Difference(effects.OTHERS_FORBIDDEN if head.closed else effects.OTHERS_ALLOWED, "", "", "", *spots)
        for name in (*base.properties, *(name for name in head.properties if name not in base.properties)):
            yield from self._of_property(name, base, head, links)

    def _of_property(self, name: str, base: Shape, head: Shape, links: list[Link]) -> Iterator[Difference]:
        before, after = base.properties.get(name), head.properties.get(name)
        union = self._head.of(after) if after is not None else self._base.of(before) if before is not None else None
        unseen = _unseen(union) if union is not None else None
        spots = before.spot if before else None, after.spot if after else None
        if after is None:
            what = effects.PROPERTY_FORBIDDEN if head.closed else effects.PROPERTY_REMOVED
            yield Difference(what, f".{name}", "", "", *spots, unseen)
        elif before is None:
            what = effects.NEW_REQUIRED_PROPERTY if name in head.required else effects.PROPERTY_ADDED
            yield Difference(what, f".{name}", "", "", *spots, unseen)
        else:
            links.append(Link(before, after, f".{name}", unseen))
            if union is not None and (name in base.required) != (name in head.required):
                what = _requiredness(union, required=name in head.required)
                yield Difference(what, f".{name}", "", "", *spots, unseen)


def _alike(base: Shape, head: Shape) -> bool:
    return base.kind == head.kind and same_model(base.at.component, head.at.component)


def _requiredness(head: Union, *, required: bool) -> What:
    if required:
        return effects.PROPERTY_BECAME_REQUIRED
    defaulted = head.default is not None or head.nullable
    return effects.DEFAULTED_PROPERTY_BECAME_OPTIONAL if defaulted else effects.PROPERTY_BECAME_OPTIONAL


def _unseen(union: Union) -> Direction | None:
    """Who sends a read-only property, or expects a write-only one, kept to no document."""
    if union.read_only:
        return Direction.REQUEST
    return Direction.RESPONSE if union.write_only else None


def _of_arrays(base: Shape, head: Shape, links: list[Link]) -> Iterator[Difference]:
    if len(base.prefix) != len(head.prefix):
        counts = str(len(base.prefix)), str(len(head.prefix))
        yield Difference(effects.POSITIONS_CHANGED, "", *counts, base.at.spot, head.at.spot)
    links += [Link(one, other, f"[{index}]") for index, (one, other) in enumerate(zip(base.prefix, head.prefix, strict=False))]
    if base.items is not None or head.items is not None:
        links.append(Link(base.items or _anything(base), head.items or _anything(head), "[]"))


def _anything(shape: Shape) -> Located:
    """What stands where a schema says nothing of what it holds."""
    at = shape.at
    return Located(NOTHING, at.pointer, at.component, at.field, f"{at.identity}/*")


def _is_typed(union: Union) -> bool:
    return not any(shape.kind == ANY and shape.values is None for shape in union.alternatives)


def _of_unions(base: Union, head: Union, spots: Spots) -> Iterator[Difference]:
    if _is_typed(base) and _is_typed(head) and base.nullable != head.nullable:
        yield Difference(effects.BECAME_NULLABLE if head.nullable else effects.BECAME_NOT_NULLABLE, "", "", "", *spots)
    if base.discriminator and head.discriminator and base.discriminator != head.discriminator:
        yield Difference(effects.DISCRIMINATOR_CHANGED, "", f"`{base.discriminator}`", f"`{head.discriminator}`", *spots)
    if repr_of(base.default) != repr_of(head.default):
        yield Difference(effects.DEFAULT_CHANGED, "", repr_of(base.default), repr_of(head.default), *spots)


def repr_of(default: Json) -> str:
    return "none" if default is None else shown([default])
