"""How two alternatives that are one differ, apart from what they hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tenet.domain.finding import Json
from tenet.facts.openapi.comparison import effects
from tenet.facts.openapi.comparison.effects import What
from tenet.facts.openapi.comparison.shapes import ANY, LOWER, Shape

SHOWN = 5
"""How many values of an enumeration a message names."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """One difference, with both values as a message shows them."""

    what: What
    before: str = ""
    after: str = ""


def constraints(base: Shape, head: Shape) -> Iterator[Constraint]:
    kind = _kind(base, head)
    if kind is not None:
        yield kind
    if kind is None or kind.what is not effects.TYPE_CHANGED:
        yield from _values(base, head)
        yield from _limits(base, head)
        yield from _pattern(base, head)
        yield from _others(base, head)


def _kind(base: Shape, head: Shape) -> Constraint | None:
    if base.kind != head.kind:
        return Constraint(_movement(base.kind, head.kind), base.shown, head.shown)
    if base.format == head.format or (base.values is not None and head.values is not None):
        return None
    if not head.format:
        return Constraint(effects.FORMAT_REMOVED, base.shown, head.shown)
    return Constraint(effects.FORMAT_CHANGED if base.format else effects.FORMAT_ADDED, base.shown, head.shown)


def _movement(before: str, after: str) -> What:
    if after == ANY or (before, after) == ("integer", "number"):
        return effects.TYPE_WIDENED
    if before == ANY or (before, after) == ("number", "integer"):
        return effects.TYPE_NARROWED
    return effects.TYPE_CHANGED


def _values(base: Shape, head: Shape) -> Iterator[Constraint]:
    if base.values is None and head.values is None:
        return
    if base.values is None or head.values is None:
        what = effects.BECAME_ENUM if base.values is None else effects.ENUM_LIFTED
        yield Constraint(what, shown(base.values or ()), shown(head.values or ()))
        return
    before, after = {repr(value): value for value in base.values}, {repr(value): value for value in head.values}
    if before and after and not before.keys() & after.keys():
        yield Constraint(effects.ENUM_REPLACED, shown(base.values), shown(head.values))
        return
    gone = [value for text, value in before.items() if text not in after]
    added = [value for text, value in after.items() if text not in before]
    if gone:
        yield Constraint(effects.ENUM_VALUE_REMOVED, before=shown(gone))
    if added:
        yield Constraint(effects.ENUM_VALUE_ADDED, after=shown(added))


def shown(values: Sequence[Json]) -> str:
    """Values as a message names them."""
    more = f" and {len(values) - SHOWN} more" if len(values) > SHOWN else ""
    return ", ".join(f"`{_brief(value)}`" for value in values[:SHOWN]) + more


def _brief(value: Json) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return value[:60] if isinstance(value, str) else repr(value)[:60]


def _limits(base: Shape, head: Shape) -> Iterator[Constraint]:
    for word in sorted(base.limits.keys() | head.limits.keys()):
        before, after = base.limits.get(word), head.limits.get(word)
        if before == after:
            continue
        texts = _limit(word, before), _limit(word, after)
        if before is None:
            yield Constraint(effects.LIMIT_SET, *texts)
        elif after is None:
            yield Constraint(effects.LIMIT_LIFTED, *texts)
        else:
            lower = after < before
            tighter = after % before == 0 if word == "multipleOf" and before else lower is (word not in LOWER)
            yield Constraint(effects.LIMIT_TIGHTENED if tighter else effects.LIMIT_LOOSENED, *texts)


def _limit(word: str, value: float | None) -> str:
    return "" if value is None else f"`{word} {value:g}`"


def _others(base: Shape, head: Shape) -> Iterator[Constraint]:
    for word in sorted(base.others.keys() | head.others.keys()):
        before, after = base.others.get(word), head.others.get(word)
        if before == after:
            continue
        what = effects.CONSTRAINT_CHANGED
        if before is None or after is None:
            what = effects.CONSTRAINT_ADDED if before is None else effects.CONSTRAINT_REMOVED
        yield Constraint(what, f"`{word}`", f"`{word}`")


def _pattern(base: Shape, head: Shape) -> Iterator[Constraint]:
    if base.pattern == head.pattern:
        return
    what = effects.PATTERN_CHANGED
    if not (base.pattern and head.pattern):
        what = effects.PATTERN_ADDED if head.pattern else effects.PATTERN_REMOVED
    yield Constraint(what, f"`{base.pattern[:60]}`", f"`{head.pattern[:60]}`")
