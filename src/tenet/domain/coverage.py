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
class CoverageSummary:
    """Overall, by component and of the changed lines. `patch` counts lines. `falls` are files covered less than at the base."""

    overall: CoverageFigure
    components: Mapping[str, CoverageFigure]
    patch: CoverageFigure
    notes: tuple[str, ...] = ()
    """What a reader should know of the reports: what was mapped, what did not match."""
    falls: tuple[FileFall, ...] = ()


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
