"""Coverage figures as the verdict shows them. Percents are unrounded; None where there was nothing to count."""

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CoverageFigure:
    """`covered` of `total`: statements, and branches too where they were measured (coverage.py's own arithmetic)."""

    covered: int
    total: int
    target: float | None = None
    base_percent: float | None = None

    @property
    def percent(self) -> float | None:
        return 100.0 * self.covered / self.total if self.total else None

    @property
    def meets_target(self) -> bool:
        return self.target is None or self.percent is None or self.percent >= self.target

    @property
    def missing(self) -> int:
        """How many more must be covered for the target; 0 where it is met, or where there is none."""
        return 0 if self.meets_target or self.target is None else max(1, int(-(-self.total * self.target // 100)) - self.covered)


@dataclass(frozen=True, slots=True)
class FileFall:
    """A file of which the tests cover less than at the base, in percent."""

    path: str
    base_percent: float
    percent: float

    @property
    def points(self) -> float:
        """Below 0."""
        return self.percent - self.base_percent


@dataclass(frozen=True, slots=True)
class UncoveredFunction:
    """Changed statements of one function that no test ran, as runs from line to line; `symbol` is empty at module level."""

    path: str
    symbol: str
    runs: tuple[tuple[int, int], ...]
    statements: int


@dataclass(frozen=True, slots=True)
class PartialLine:
    """A changed line that ran, and of whose exits `covered` of `total` were taken."""

    path: str
    line: int
    covered: int
    total: int


@dataclass(frozen=True, slots=True)
class CoverageSummary:
    """Overall, by component and of the changed lines. `patch` counts lines. `falls` are files covered less than at the base.

    `notes` are what a reader should know of the reports: what was mapped, what did not match. `uncovered` and `partial` are
    of the changed lines, and `tests` what ran any of them, where the reports tell.
    """

    overall: CoverageFigure
    components: Mapping[str, CoverageFigure]
    patch: CoverageFigure
    notes: tuple[str, ...] = ()
    falls: tuple[FileFall, ...] = ()
    uncovered: tuple[UncoveredFunction, ...] = ()
    partial: tuple[PartialLine, ...] = ()
    tests: tuple[str, ...] = ()


def show_percent(percent: float | None, target: float | None = None, digits: int = 2) -> str:
    """A percentage for people: rounded, but never up to a target it does not reach, nor to 100 or down to 0.

    The last two are coverage.py's own rule for its reports (`Numbers.display_covered`).
    """
    if percent is None:
        return "-"
    step = 10.0**-digits
    shown = round(percent, digits)
    if any(percent < bound <= shown for bound in (target, 100.0) if bound is not None):
        shown = max(0.0, math.floor(percent / step) * step)
    if shown == 0 < percent:
        shown = step
    return f"{shown:.{digits}f}"
