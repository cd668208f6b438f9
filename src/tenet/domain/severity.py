"""How much a finding weighs."""

from enum import StrEnum


class Severity(StrEnum):
    """Ordered by weight: `Severity.NOTICE < Severity.WARNING < Severity.ERROR`."""

    NOTICE = "notice"
    WARNING = "warning"
    ERROR = "error"

    @property
    def weight(self) -> int:
        return list(Severity).index(self)

    def reaches(self, threshold: "Severity") -> bool:
        return self.weight >= threshold.weight


class FailOn(StrEnum):
    """The lightest severity that blocks, if any does."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"

    def blocks(self, severity: Severity) -> bool:
        return self is not FailOn.NEVER and severity.reaches(Severity(self.value))


class Mode(StrEnum):
    ENFORCE = "enforce"
    ADVISE = "advise"
