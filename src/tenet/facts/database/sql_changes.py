"""What a raw statement does, as far as its text tells."""

from dataclasses import dataclass

from tenet.facts.database.schema import Table
from tenet.facts.database.steps import Step


@dataclass(frozen=True, slots=True)
class MadeType:
    """CREATE TYPE ... AS ENUM."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RenamedType:
    name: str
    new: str


@dataclass(frozen=True, slots=True)
class AddedValue:
    """ALTER TYPE ... ADD VALUE, before or after a value where that is said."""

    name: str
    value: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class RenamedValue:
    name: str
    value: str
    new: str


@dataclass(frozen=True, slots=True)
class RenamedConstraint:
    """A constraint or an index of any table under another name."""

    name: str
    new: str


@dataclass(frozen=True, slots=True)
class Shapeless:
    """A view, or a table that is made like another or out of a query: its columns are not told."""

    name: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A statement that is not known: what it may do is told by its words alone."""


@dataclass(frozen=True, slots=True)
class Untold:
    """An action on its table that only a run can tell."""


Detail = MadeType | RenamedType | AddedValue | RenamedValue | RenamedConstraint | Shapeless | Unread | Untold


@dataclass(frozen=True, slots=True)
class SqlChange:
    """One step of a raw statement.

    `adds` is what its table gains: columns, constraints, indexes. `detail` is what steps have no place for.
    """

    step: Step
    adds: Table | None = None
    detail: Detail | None = None
