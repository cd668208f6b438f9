"""Runs the rules and sorts what they say."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tenet.domain.finding import Finding, NotApplicable, Novelty, Outcome, SkippedRule, Unknown, UnknownOutcome, Violation, Waiver
from tenet.domain.policy import Scope
from tenet.domain.severity import FailOn, Mode
from tenet.facts.facts import Facts
from tenet.facts.waivers import read_line_waivers
from tenet.judge.stamp import Blocking, is_new, stamp, tell_apart
from tenet.policy.bound import BoundRule
from tenet.policy.waiving import apply_waivers
from tenet.ports.progress import Progress
from tenet.rules.rule import Phase


@dataclass(frozen=True, slots=True)
class Terms:
    """How outcomes are judged: what blocks, which waivers the policy grants, and what day it is."""

    mode: Mode
    fail_on: FailOn
    unknown_blocks: bool
    waivers: tuple[Waiver, ...]
    today: date


@dataclass(slots=True)
class Judgement:
    """The outcomes of all rules, sorted. Grows rule by rule while the engine runs."""

    findings: list[Finding] = field(default_factory=list)
    drift: list[Finding] = field(default_factory=list)
    unknown: list[UnknownOutcome] = field(default_factory=list)
    skipped: list[SkippedRule] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)


def judge(facts: Facts, rules: Sequence[BoundRule], terms: Terms, progress: Progress) -> Judgement:
    """What all rules say of the change. A bug in a rule is raised as it is, with a note that names the rule."""
    judgement = Judgement()
    early = [bound for bound in rules if bound.rule.phase is Phase.FACTS]
    for done, bound in enumerate(early):
        progress.step(bound.rule.id, done, len(early))
        _run(bound, facts, terms, judgement)
    judgement.findings = sorted(tell_apart(judgement.findings), key=_place)
    line_waivers = read_line_waivers(facts, {finding.path for finding in judgement.findings if finding.path is not None})
    waived, unused = apply_waivers(judgement.findings, (*terms.waivers, *line_waivers), terms.today)
    late = Judgement()
    for bound in rules:
        if bound.rule.phase is Phase.WAIVERS:
            _run(bound, facts.with_unused_waivers(unused), terms, late)
    return Judgement(
        findings=sorted([*waived, *tell_apart(late.findings)], key=_place),
        drift=sorted([*tell_apart(judgement.drift), *late.drift], key=_place),
        unknown=[*judgement.unknown, *late.unknown],
        skipped=[*judgement.skipped, *late.skipped],
        passed=[*judgement.passed, *late.passed],
    )


def _place(finding: Finding) -> tuple[str, int, str, str]:
    return finding.path or "", finding.line or 0, finding.rule, finding.message


def _run(bound: BoundRule, facts: Facts, terms: Terms, judgement: Judgement) -> None:
    try:
        outcomes = tuple(bound.rule.run(facts, bound.options))
    except Exception as error:
        error.add_note(f"while the rule {bound.rule.id} was judging")
        raise
    if not outcomes:
        judgement.passed.append(bound.rule.id)
    for outcome in outcomes:
        _sort(outcome, bound, facts, terms, judgement)


def _sort(outcome: Outcome, bound: BoundRule, facts: Facts, terms: Terms, judgement: Judgement) -> None:
    if isinstance(outcome, NotApplicable):
        judgement.skipped.append(SkippedRule(bound.rule.id, outcome.reason))
    elif isinstance(outcome, Unknown):
        blocking = terms.unknown_blocks and terms.mode is Mode.ENFORCE and terms.fail_on is not FailOn.NEVER
        judgement.unknown.append(
            UnknownOutcome(bound.rule.id, outcome.subject, outcome.reason, outcome.path, outcome.line, blocking=blocking)
        )
    elif _in_reach(outcome, bound):
        _keep(outcome, bound, facts, terms, judgement)


def _in_reach(violation: Violation, bound: BoundRule) -> bool:
    return violation.path is None or bound.paths.accepts(violation.path)


def _keep(violation: Violation, bound: BoundRule, facts: Facts, terms: Terms, judgement: Judgement) -> None:
    finding = stamp(violation, bound, facts, Blocking(terms.mode, terms.fail_on))
    enforce_from = bound.options.enforce_from
    if enforce_from is not None and terms.today < enforce_from:
        finding = replace(finding, blocking=False)
    if bound.options.scope is Scope.ALL or is_new(violation, facts):
        judgement.findings.append(finding)
    elif violation.novelty is Novelty.OLD:
        judgement.drift.append(replace(finding, blocking=False))
