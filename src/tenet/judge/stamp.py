"""What the engine adds to a violation: where it lies in the diff, its fingerprint, whether it blocks."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tenet.domain.change import FileChange, FileStatus, Side
from tenet.domain.finding import Finding, Novelty, Violation
from tenet.domain.severity import FailOn, Mode, Severity
from tenet.facts.facts import Facts
from tenet.policy.bound import BoundRule

FINGERPRINT_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Blocking:
    """When a finding blocks."""

    mode: Mode
    fail_on: FailOn

    def blocks(self, severity: Severity) -> bool:
        return self.mode is Mode.ENFORCE and self.fail_on.blocks(severity)


def is_new(violation: Violation, facts: Facts) -> bool:
    """Whether this change brings the violation in."""
    if violation.novelty is not Novelty.BY_LINE:
        return violation.novelty is Novelty.NEW
    file = changed_file(violation, facts)
    if violation.path is None or file is None:
        return violation.path is None
    if violation.line is None or not file.lines_known:
        return violation.line is None or file.status is FileStatus.ADDED
    last = violation.end_line or violation.line
    if violation.side is Side.BASE:
        return any(violation.line <= line <= last for line in file.removed)
    if file.status is FileStatus.ADDED or facts.head.has_lone_returns(violation.path):
        return True  # else a carriage return would move a line to where the change seems not to reach
    return file.touches(violation.line, last)


def changed_file(violation: Violation, facts: Facts) -> FileChange | None:
    files = facts.change.by_path if violation.side is Side.HEAD else facts.change.by_base_path
    return files.get(violation.path) if violation.path is not None else None


def stamp(violation: Violation, bound: BoundRule, facts: Facts, blocking: Blocking) -> Finding:
    """The finding, with no ordinal in its fingerprint yet and no waiver."""
    severity = violation.severity if violation.severity is not None and bound.severity.reaches(violation.severity) else bound.severity
    code = _code(violation, facts)
    symbol = _symbol(violation, facts)
    file = changed_file(violation, facts)
    return Finding(
        rule=bound.rule.id,
        severity=severity,
        blocking=blocking.blocks(severity),
        path=violation.path,
        line=violation.line,
        end_line=violation.end_line if violation.line is None else violation.end_line or violation.line,
        side=violation.side,
        in_diff=file is not None and violation.line is not None and file.hunk_at(violation.side, violation.line) is not None,
        message=violation.message,
        remedy=violation.remedy,
        principle=bound.rule.principle,
        fingerprint=_digest(bound.rule.id, violation.path or "", " ".join(code.split()), symbol, violation.key),
        code="" if violation.confidential else code,
        symbol=symbol,
        suggestion=violation.suggestion,
        data=violation.data,
        waived=None,
        asked_by=bound.asked_by,
    )


def _code(violation: Violation, facts: Facts) -> str:
    if violation.path is None or violation.line is None:
        return ""
    return facts.side(violation.side).line(violation.path, violation.line)


def _symbol(violation: Violation, facts: Facts) -> str:
    if violation.path is None or violation.line is None or not violation.path.endswith(".py"):
        return ""
    module = facts.modules(violation.side).parsed_at(violation.path)
    return "" if module is None else module.symbol_at(violation.line)


def _digest(*parts: str) -> str:
    text = "\0".join(parts).encode("utf-8", "surrogatepass")  # a literal may hold any half of a pair
    return hashlib.sha256(text).hexdigest()[:FINGERPRINT_LENGTH]


def tell_apart(findings: list[Finding]) -> Iterator[Finding]:
    """The findings with fingerprints that differ: of equal ones, each gets its ordinal mixed in, in order."""
    seen: dict[str, int] = {}
    for finding in findings:
        ordinal = seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
        yield finding if ordinal == 1 else replace(finding, fingerprint=_digest(finding.fingerprint, str(ordinal)))
