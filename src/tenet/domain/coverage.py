"""Coverage figures as the verdict shows them. Percents are unrounded; None where there was nothing to count."""

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
class CoverageSummary:
    """Overall, by component and of the changed lines. `patch` counts lines."""

    overall: CoverageFigure
    components: Mapping[str, CoverageFigure]
    patch: CoverageFigure
    notes: tuple[str, ...] = ()
    """What a reader should know of the reports: what was mapped, what did not match."""
