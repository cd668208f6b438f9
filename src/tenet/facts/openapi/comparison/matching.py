"""Which alternative of a schema at base is which at head."""

from collections.abc import Callable
from dataclasses import dataclass

from tenet.facts.openapi.comparison.document import Located
from tenet.facts.openapi.comparison.shapes import ANY, MODE, Shape, Union

SAME_MODEL, SAME_TAG, SAME_KIND, KIN = 1000, 500, 100, 50
ENOUGH = 0.5
"""Which share of their properties two objects have in common to be one, where nothing else tells."""

Read = Callable[[Located], Union]


@dataclass(frozen=True, slots=True)
class Side:
    """One schema, and how to read what is in it."""

    union: Union
    read: Read


@dataclass(frozen=True, slots=True)
class Matched:
    pairs: tuple[tuple[Shape, Shape], ...]
    gone: tuple[Shape, ...]
    added: tuple[Shape, ...]


def match(base: Side, head: Side) -> Matched:
    before, after = list(base.union.alternatives), list(head.union.alternatives)
    if len(before) == 1 and len(after) == 1:
        return Matched(((before[0], after[0]),), (), ())
    tags = {id(shape): _tags(shape, side.read) for side in (base, head) for shape in side.union.alternatives}
    scored = [(_score(one, other, tags), -i, -j) for i, one in enumerate(before) for j, other in enumerate(after)]
    pairs: dict[int, int] = {}
    for score, i, j in sorted(scored, reverse=True):
        if score and -i not in pairs and -j not in pairs.values():
            pairs[-i] = -j
    taken = set(pairs.values())
    return Matched(
        tuple((before[i], after[j]) for i, j in sorted(pairs.items())),
        tuple(shape for i, shape in enumerate(before) if i not in pairs and not _covered(shape, after)),
        tuple(shape for j, shape in enumerate(after) if j not in taken and not _covered(shape, before)),
    )


def same_model(one: str, other: str) -> bool:
    """Whether two components may be one model. What is written in place may be any."""
    return not one or not other or MODE.sub("", one) == MODE.sub("", other)


def _score(one: Shape, other: Shape, tags: dict[int, frozenset[str]]) -> float:
    """How sure it is that two alternatives are one; 0 where they are not."""
    if _is_model(one) and _is_model(other) and same_model(one.at.component, other.at.component):
        return SAME_MODEL
    if tags[id(one)] or tags[id(other)]:
        return SAME_TAG if tags[id(one)] & tags[id(other)] else 0
    if one.kind != other.kind:
        return KIN if {one.kind, other.kind} == {"integer", "number"} else 0
    if one.properties and other.properties:
        share = len(one.properties.keys() & other.properties.keys()) / len(one.properties.keys() | other.properties.keys())
        return SAME_KIND * share if share >= ENOUGH else 0
    return SAME_KIND + (one.format == other.format) + (one.values == other.values)


def _is_model(shape: Shape) -> bool:
    return bool(shape.at.component) and not shape.at.field


def _tags(shape: Shape, read: Read) -> frozenset[str]:
    """The properties that have one value only: they tell a member of a union from the others."""
    unions = ((name, read(located)) for name, located in shape.properties.items())
    only = ((name, union.alternatives[0].values) for name, union in unions if len(union.alternatives) == 1)
    return frozenset(f"{name}={values[0]!r}" for name, values in only if values is not None and len(values) == 1)


def _covered(shape: Shape, others: list[Shape]) -> bool:
    """Whether another alternative allows all of it anyway."""
    return any(
        other.kind == ANY or (other.kind == "number" and shape.kind == "integer" and other.values is None and not other.limits)
        for other in others
    )
