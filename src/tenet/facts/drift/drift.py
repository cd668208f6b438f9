"""One thing on which a spec and the code differ."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tenet.domain.finding import Json, Novelty, Unknown, Violation
from tenet.facts.openapi.breaks import CodePlace


@dataclass(frozen=True, slots=True)
class Drift:
    """`key` is the same at base and at head, wherever it stands: by it one tells what was there before."""

    key: str
    message: str
    remedy: str
    place: CodePlace
    data: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Compared:
    """The drift of the head and that of the base; `before` is None where the base could not be read as a whole."""

    now: tuple[Drift, ...]
    before: frozenset[str] | None
    unknown: tuple[Unknown, ...] = ()

    def outcomes(self) -> Iterator[Violation | Unknown]:
        yield from self.unknown
        for drift in _each_once(self.now):
            novelty = Novelty.BY_LINE
            if self.before is not None:
                novelty = Novelty.OLD if drift.key in self.before else Novelty.NEW
            place = drift.place
            yield Violation(
                drift.message,
                drift.remedy,
                place.path,
                place.line,
                place.end_line,
                place.side,
                drift.key,
                novelty=novelty,
                data=drift.data,
            )


def _each_once(drifts: Iterable[Drift]) -> Iterable[Drift]:
    """The first of each key, in their order."""
    found: dict[str, Drift] = {}
    for drift in drifts:
        found.setdefault(drift.key, drift)
    return found.values()


def keys(drifts: Iterable[Drift]) -> frozenset[str]:
    return frozenset(drift.key for drift in drifts)
