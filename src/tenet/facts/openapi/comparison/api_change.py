"""One change of an API, and all of them."""

from dataclasses import dataclass
from enum import StrEnum

from tenet.domain.finding import Json


class Effect(StrEnum):
    """What a change does to a client that keeps to the old document."""

    BREAKS = "breaks"
    MAY_BREAK = "may_break"
    """It depends on what the client does with it."""
    COMPATIBLE = "compatible"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands in a document.

    `pointer` is a JSON pointer. `component` names the schema of the document that it is written in, and `field` that
    schema's property; both are empty where it is written in an operation.
    """

    pointer: str
    component: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class ApiChange:
    """One change of one operation.

    `kind` is a stable id: `response-property-removed`. `noun` says what changed and `statement` what became of it.
    `base` and `head` are where it stands; None where that side has none of it. `status` is of the response it is in.
    """

    kind: str
    effect: Effect
    method: str
    path: str
    noun: str
    statement: str
    before: Json = None
    after: Json = None
    base: Spot | None = None
    head: Spot | None = None
    status: str = ""

    @property
    def sentence(self) -> str:
        return f"{self.noun} {self.statement}"

    @property
    def pointer(self) -> str:
        """In the head's document, or in the base's for what is gone."""
        spot = self.head or self.base
        return spot.pointer if spot is not None else ""

    @property
    def operation(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """`incomplete` says what was not compared, and why; empty where all was."""

    changes: tuple[ApiChange, ...]
    incomplete: tuple[str, ...] = ()
