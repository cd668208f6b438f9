"""Which coverage reports a check reads."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenet.pipeline import CoverageReading
from tenet.policy.bound import BoundPolicy
from tenet.ports.change_source import ChangeUnderReview

if TYPE_CHECKING:
    from tenet.facts.coverage.coverage_facts import CoverageInput


@dataclass(frozen=True, slots=True)
class ReportsNamed:
    explicit: tuple[str, ...]
    base: tuple[str, ...]
    root: str | None


def coverage_reading(named: ReportsNamed) -> CoverageReading:
    def read(policy: BoundPolicy, gathered: ChangeUnderReview) -> "CoverageInput | None":
        return None

    return read
