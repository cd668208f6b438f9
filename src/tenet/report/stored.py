"""A stored result back to the verdict that it was written from, as far as a review shows it."""

from tenet.domain.change import Side
from tenet.domain.finding import Finding, PolicyLine, SkippedRule, UnknownOutcome, Waiver, WaiverPlace
from tenet.domain.policy import DEFAULT_NAME
from tenet.domain.severity import Mode, Severity
from tenet.domain.unread import Unread
from tenet.domain.verdict import Conclusion, PolicyInForce, Stats, Verdict
from tenet.report.stored_parts import coverage_of, specs_of, unread_of
from tenet.schemas.result import FindingPart, PolicyLinePart, Result, UnknownPart, WaivedPart


def verdict_of(result: Result) -> Verdict:
    """What an older version did not store is as if the policy had not said it: the name is the default, no rule has passed."""
    findings = tuple(map(_finding, result.findings))
    return Verdict(
        base=result.base,
        merge_base=result.merge_base,
        head=result.head,
        policy=_policy(result),
        conclusion=Conclusion(result.verdict),
        findings=findings,
        unknown=tuple(map(_unknown, result.unknown)),
        drift=tuple(map(_finding, result.drift)),
        skipped=tuple(SkippedRule(each.rule, each.reason) for each in result.skipped),
        coverage=None if result.coverage is None else coverage_of(result.coverage),
        stats=Stats(**result.stats.model_dump()),
        passed=result.passed,
        waivers=tuple(dict.fromkeys(finding.waived for finding in findings if finding.waived is not None)),
        specs=None if result.specs is None else specs_of(result.specs),
        unread=Unread() if result.unread is None else unread_of(result.unread),
    )


def _policy(result: Result) -> PolicyInForce:
    policy, configuration = result.policy, result.configuration
    if configuration is None:
        return PolicyInForce(DEFAULT_NAME, policy.source, policy.extends, Mode.ENFORCE.value)
    return PolicyInForce(configuration.name, policy.source, policy.extends, configuration.mode, configuration.note)


def _finding(part: FindingPart) -> Finding:
    return Finding(
        rule=part.rule,
        severity=Severity(part.severity),
        blocking=part.blocking,
        path=part.path,
        line=part.line,
        end_line=part.end_line,
        side=Side(part.side),
        in_diff=part.in_diff,
        message=part.message,
        remedy=part.remedy,
        principle=part.principle,
        fingerprint=part.fingerprint,
        code=part.code,
        symbol=part.symbol,
        suggestion=part.suggestion,
        data=part.data,
        waived=None if part.waived is None else _waiver(part.rule, part.waived),
        asked_by=None if part.asked_by is None else _policy_line(part.asked_by),
    )


def _waiver(rule: str, part: WaivedPart) -> Waiver:
    return Waiver(frozenset({rule}), part.reason, WaiverPlace(part.where), part.by, until=part.until)


def _policy_line(part: PolicyLinePart) -> PolicyLine:
    return PolicyLine(part.file, part.line, part.in_repository)


def _unknown(part: UnknownPart) -> UnknownOutcome:
    return UnknownOutcome(part.rule, part.subject, part.reason, part.path, part.line, part.blocking)
