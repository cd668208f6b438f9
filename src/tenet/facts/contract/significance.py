"""What a change means: which kind of thing was added, removed or changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tenet.domain.finding import Json


class Became(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Subject(StrEnum):
    ENDPOINT = "endpoint"
    PARAMETER = "parameter"
    """What a client sends to an endpoint: path, query, header, cookie, form, body."""
    SIGNATURE = "signature"
    """A public function, method or class."""
    MODEL = "model"
    FIELD = "field"
    SETTING = "setting"
    TABLE = "table"
    COLUMN = "column"
    TYPE = "type"
    BEHAVIOUR = "behaviour"
    """What code does, while it promises what it promised."""


@dataclass(frozen=True, slots=True)
class Significance:
    """`added parameter limit of GET /orders`. `endpoint` is empty but for parameters."""

    became: Became
    subject: Subject
    name: str
    endpoint: str = ""

    def __str__(self) -> str:
        return f"{self.became} {self.subject} {self.name}{f' of {self.endpoint}' if self.endpoint else ''}"

    @property
    def data(self) -> Mapping[str, Json]:
        stated: dict[str, Json] = {"became": self.became.value, "subject": self.subject.value, "name": self.name}
        return {**stated, "endpoint": self.endpoint} if self.endpoint else stated


def became(before: object | None, after: object | None) -> Became:
    """What became of a thing; None stands for its absence."""
    if before is None:
        return Became.ADDED
    return Became.REMOVED if after is None else Became.CHANGED
