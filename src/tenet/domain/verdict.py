"""The answer of one run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tenet.domain.coverage import CoverageSummary
from tenet.domain.finding import Finding, SkippedRule, UnknownOutcome, Waiver
from tenet.domain.specs import SpecSummary
from tenet.domain.unread import Unread


class Conclusion(StrEnum):
    PASSED = "pass"
    FAILED = "fail"


@dataclass(frozen=True, slots=True)
class PolicyInForce:
    """Which policy judged. `source` is `base:PATH`, `head:PATH`, `work tree:PATH`, `file:PATH` or `preset:NAME`.

    `note` says what a reader must know of it, such as that it takes force when merged.
    """

    name: str
    source: str
    extends: tuple[str, ...]
    mode: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stats:
    """`seconds` is wall time of the whole run, `phases` that of its parts."""

    files: int
    added: int
    removed: int
    seconds: float
    phases: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything that was found, classified and counted; nothing dropped.

    `findings` holds waived ones too. `drift` was there before the change. `waivers` are those that matched something.
    """

    base: str
    merge_base: str
    head: str | None
    policy: PolicyInForce
    conclusion: Conclusion
    findings: tuple[Finding, ...]
    unknown: tuple[UnknownOutcome, ...]
    drift: tuple[Finding, ...]
    skipped: tuple[SkippedRule, ...]
    coverage: CoverageSummary | None
    stats: Stats
    passed: tuple[str, ...] = ()
    """The rules that looked and found nothing."""
    waivers: tuple[Waiver, ...] = field(default=())
    specs: SpecSummary | None = None
    """Which spec documents the change answers to; None where the policy asks for nothing of the kind."""
    unread: Unread = field(default_factory=Unread)
    """What the change holds that no rule reads."""

    @property
    def active(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.waived is None)

    @property
    def waived(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.waived is not None)

    @property
    def blocking(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.blocking)
