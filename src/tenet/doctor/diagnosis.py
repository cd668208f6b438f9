"""What the doctor says: what is wrong, where, and what to write there."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tenet.core.wording import listed
from tenet.policy.nodes import Place
from tenet.policy.wording import one_line


class Weight(StrEnum):
    """A problem keeps Tenet from doing its work, or will; advice makes it better."""

    PROBLEM = "problem"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Puts `lines` in the place of the `removed` lines from `line` on (counted from 1); `removed` is 0 to insert before it."""

    path: str
    line: int
    removed: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fix:
    """How to mend it. `edits` do it where that is mechanical; else `yaml` is an example to adapt, where there is one."""

    text: str
    edits: tuple[Edit, ...] = ()
    yaml: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing to mend. `id` is stable: docs/doctor.md has a paragraph for each."""

    id: str
    weight: Weight
    path: str
    line: int
    column: int
    message: str
    fix: Fix

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        return self.path, self.line, self.column, self.id, self.message


def problem(name: str, place: Place, message: str, fix: Fix) -> Diagnosis:
    return Diagnosis(name, Weight.PROBLEM, place.file, place.line, place.column, one_line(message), fix)


def advice(name: str, place: Place, message: str, fix: Fix) -> Diagnosis:
    return Diagnosis(name, Weight.ADVICE, place.file, place.line, place.column, one_line(message), fix)


def quoted(names: Iterable[str]) -> str:
    """The names as code, in a list of words."""
    return listed([f"`{name}`" for name in names])
