"""The verdict as the stored result, and as JSON."""

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from tenet import __version__
from tenet.core.text import displayable
from tenet.domain.finding import Finding, Json, PolicyLine, UnknownOutcome, Waiver
from tenet.domain.severity import Mode
from tenet.domain.unread import Unread
from tenet.domain.verdict import PolicyInForce, Verdict
from tenet.report.coverage_result import coverage_part
from tenet.report.specs_result import specs_part
from tenet.schemas.result import (
    FindingPart,
    PolicyLinePart,
    PolicyPart,
    Result,
    SkippedPart,
    StatsPart,
    Tool,
    UnknownPart,
    UnreadPart,
    UnreadViewsPart,
    WaivedPart,
)
from tenet.schemas.stored_result import LONGEST_TEXT

LONGEST_CODE = 10_000
"""Characters of a line of code, or of a suggestion. No report shows as many, and a minified file is one line."""


def result_of(verdict: Verdict, repository: str | None = None) -> Result:
    """`repository` is `owner/name`, where it is known."""
    stats, known = verdict.stats, _Converted()
    return Result(
        tool=Tool(version=__version__),
        base=verdict.base,
        head=verdict.head,
        merge_base=verdict.merge_base,
        policy=_policy(verdict.policy),
        verdict=verdict.conclusion.value,
        findings=tuple(_finding(finding, known) for finding in verdict.findings),
        unknown=tuple(map(_unknown, verdict.unknown)),
        drift=tuple(_finding(finding, known) for finding in verdict.drift),
        coverage=None if verdict.coverage is None else coverage_part(verdict.coverage),
        specs=None if verdict.specs is None else specs_part(verdict.specs),
        unread=_unread(verdict.unread) if verdict.unread else None,
        stats=StatsPart(files=stats.files, added=stats.added, removed=stats.removed, seconds=stats.seconds, phases=stats.phases),
        repository=repository,
        skipped=tuple(SkippedPart(rule=each.rule, reason=displayable(each.reason)) for each in verdict.skipped),
        passed=verdict.passed,
    )


def render_json(verdict: Verdict, repository: str | None = None) -> str:
    return result_of(verdict, repository).model_dump_json(indent=2) + "\n"


def _policy(policy: PolicyInForce) -> PolicyPart:
    return PolicyPart(
        source=displayable(policy.source),
        extends=policy.extends,
        name=displayable(policy.name),
        mode=Mode(policy.mode).value,
        note=displayable(policy.note),
    )


def _finding(finding: Finding, known: "_Converted") -> FindingPart:
    return FindingPart(
        rule=finding.rule,
        severity=finding.severity.value,
        blocking=finding.blocking,
        path=None if finding.path is None else displayable(finding.path),
        line=finding.line,
        end_line=finding.end_line,
        side=finding.side.value,
        in_diff=finding.in_diff,
        message=_text(finding.message),
        remedy=_text(finding.remedy),
        principle=displayable(finding.principle),
        fingerprint=finding.fingerprint,
        suggestion=None if finding.suggestion is None or len(finding.suggestion) > LONGEST_CODE else displayable(finding.suggestion),
        data={name: known.json(value) for name, value in finding.data.items()},
        waived=None if finding.waived is None else _waived(finding.waived),
        code=displayable(finding.code[:LONGEST_CODE]),
        symbol=_text(finding.symbol),
        asked_by=None if finding.asked_by is None else _policy_line(finding.asked_by),
    )


def _text(text: str) -> str:
    """A text that names may make longer than anyone reads, or than is read back."""
    return displayable(text)[:LONGEST_TEXT]


def _policy_line(line: PolicyLine) -> PolicyLinePart:
    return PolicyLinePart(file=displayable(line.file), line=line.line, in_repository=line.in_repository)


def _waived(waiver: Waiver) -> WaivedPart:
    return WaivedPart(by=displayable(waiver.by), reason=displayable(waiver.reason), until=waiver.until, where=waiver.where.value)


def _unknown(unknown: UnknownOutcome) -> UnknownPart:
    return UnknownPart(
        rule=unknown.rule,
        path=None if unknown.path is None else displayable(unknown.path),
        line=unknown.line,
        subject=_text(unknown.subject),
        reason=_text(unknown.reason),
        blocking=unknown.blocking,
    )


def _unread(unread: Unread) -> UnreadPart:
    views = tuple(UnreadViewsPart(framework=each.framework, paths=tuple(map(displayable, each.paths))) for each in unread.views)
    return UnreadPart(languages={each.name: each.files for each in unread.languages}, views=views)


class _Converted:
    """Converts what several findings share (the whole of a schema's changes) once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Json, JsonValue]] = {}

    def json(self, value: Json) -> JsonValue:
        if not isinstance(value, list):
            return _json(value)
        if id(value) not in self._known:
            self._known[id(value)] = value, _json(value)  # with the value itself, whose id is its own while it lives
        return self._known[id(value)][1]


def _json(value: Json) -> JsonValue:
    """Plain JSON types, every text displayable."""
    if isinstance(value, str):
        return displayable(value)
    if isinstance(value, Mapping):
        return {displayable(name): _json(part) for name, part in value.items()}
    if isinstance(value, Sequence):
        return [_json(part) for part in value]
    return value
