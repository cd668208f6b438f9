"""The parts of a policy that facts and rules may ask for: plain values, bound and complete."""

from dataclasses import dataclass
from enum import StrEnum

from tenet.domain.component import Component

DEFAULT_NAME = "tenet"
"""What a policy is called, and with it the check run and the comments, where it does not say."""


class Scope(StrEnum):
    """`new`: only what the change brings in; `all`: also what was there before."""

    NEW = "new"
    ALL = "all"


class MigrationTool(StrEnum):
    AUTO = "auto"
    ALEMBIC = "alembic"
    DJANGO = "django"


@dataclass(frozen=True, slots=True)
class MigrationSettings:
    """`paths` are the folders that hold revisions; found by their content where the policy names none."""

    tool: MigrationTool = MigrationTool.AUTO
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CoverageSettings:
    """Targets in percent; `tolerance` in percentage points; `reports` are globs from the repository's root."""

    reports: tuple[str, ...] = ()
    overall: float | None = 60.0
    patch: float | None = 80.0
    min_lines: int = 1
    tolerance: float = 0.5


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    max_inline: int = 30
    group_over: int = 5


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the policy says of the repository, as facts need it."""

    components: tuple[Component, ...] = ()
    layers: tuple[str, ...] = ()
    coverage: CoverageSettings = CoverageSettings()
    migrations: MigrationSettings = MigrationSettings()


@dataclass(frozen=True, slots=True)
class PolicyWeakening:
    """One way in which the head's policy (or Tenet's step in a workflow) is weaker than the base's.

    `setting` is its dotted name, `before` and `after` are shown as the file writes them. `line` is on the head's side,
    or on the base's where the setting is gone.
    """

    path: str
    line: int
    setting: str
    before: str
    after: str
    removed: bool = False
