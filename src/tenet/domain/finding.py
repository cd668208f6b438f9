"""What rules say, and what becomes of it.

A rule yields outcomes: a `Violation`, an `Unknown` (it could not tell), or one `NotApplicable`. A rule that yields
nothing has passed. The engine stamps a violation into a `Finding`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tenet.domain.change import Side
from tenet.domain.severity import Severity

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]


class Novelty(StrEnum):
    """How it is decided whether this change brings the violation in."""

    BY_LINE = "by_line"
    """New if the change adds or touches one of its lines."""
    NEW = "new"
    """The rule compared base and head: true at head, not true at base."""
    OLD = "old"
    """The rule compared base and head: it was there before. Shown as drift, or a finding under `scope: all`."""
    BASELINE = "baseline"
    """The rule compared base and head: it was there before. Silent, or a finding under `scope: all`."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One fault, as its rule sees it. `path` is None for a fault of the whole pull request.

    `key` tells apart what one line may hold several of; it is part of the fingerprint, so it holds no line number.
    `severity` is set only where the fault weighs less than the rule's own severity.
    `suggestion` replaces the lines `line` to `end_line` of the head, without a final newline.
    `confidential`: the line of code must not be repeated where the finding is told, as it holds a secret.
    """

    message: str
    remedy: str
    path: str | None
    line: int | None = None
    end_line: int | None = None
    side: Side = Side.HEAD
    key: str = ""
    severity: Severity | None = None
    suggestion: str | None = None
    novelty: Novelty = Novelty.BY_LINE
    data: Mapping[str, Json] = field(default_factory=dict)
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """The rule could not tell about one subject, and why."""

    subject: str
    reason: str
    path: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The rule has nothing to look at here, and why."""

    reason: str


Outcome = Violation | Unknown | NotApplicable


class WaiverPlace(StrEnum):
    LINE = "line"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Waiver:
    """An accepted finding: by a comment on the line (`path`, `line`) or by the policy (`paths`).

    `until` is the last day on which it holds. `by` names where it stands, for a person to find it.
    """

    rules: frozenset[str]
    reason: str
    where: WaiverPlace
    by: str
    path: str | None = None
    line: int | None = None
    paths: tuple[str, ...] = ()
    until: date | None = None

    def expired(self, today: date) -> bool:
        return self.until is not None and today > self.until


@dataclass(frozen=True, slots=True)
class UnusedWaiver:
    """A waiver that accepts nothing, and why."""

    waiver: Waiver
    reason: str


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """Where a policy switches a rule on. `in_repository` is False for a preset, or a policy of another repository."""

    file: str
    line: int
    in_repository: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """A violation with everything that the engine knows about it."""

    rule: str
    severity: Severity
    blocking: bool
    path: str | None
    line: int | None
    end_line: int | None
    side: Side
    in_diff: bool
    message: str
    remedy: str
    principle: str
    fingerprint: str
    code: str
    """The line of code it stands on, without its newline; empty where there is none, or where it is confidential."""
    symbol: str
    """The function or class around it, dotted; empty at module level."""
    suggestion: str | None
    data: Mapping[str, Json]
    waived: Waiver | None
    asked_by: PolicyLine | None = None
    """The line of the policy that asks for the rule; None where no policy names it."""


@dataclass(frozen=True, slots=True)
class UnknownOutcome:
    """An `Unknown`, with the rule that could not tell."""

    rule: str
    subject: str
    reason: str
    path: str | None
    line: int | None
    blocking: bool


@dataclass(frozen=True, slots=True)
class SkippedRule:
    """A rule that did not apply, and why."""

    rule: str
    reason: str
