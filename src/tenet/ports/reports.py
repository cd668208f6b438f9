"""Coverage reports, as found on disk."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ReportFile:
    """One report: `name` as the user would say it, `location` for readers that need a file (SQLite)."""

    name: str
    location: str
    size: int


class Reports(Protocol):
    """Finds the reports that globs name. A pattern that matches nothing is a key with an empty tuple."""

    def find(self, patterns: tuple[str, ...]) -> Mapping[str, tuple[ReportFile, ...]]: ...
