"""Runs the rules and sorts what they say."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tenet.domain.change import FileStatus
from tenet.domain.finding import (
    Finding,
    NotApplicable,
    Novelty,
    Outcome,
    SkippedRule,
    Unknown,
    UnknownOutcome,
    UnusedWaiver,
    Violation,
    Waiver,
    WaiverPlace,
)
from tenet.domain.policy import Scope
from tenet.domain.severity import FailOn, Mode
from tenet.facts.facts import Facts
from tenet.facts.waivers import LineWaivers, read_line_waivers
from tenet.judge.stamp import Blocking, is_new, stamp, tell_apart
from tenet.policy.bound import BoundRule
from tenet.policy.waiving import apply_waivers, unused_waivers
from tenet.ports.progress import Progress
from tenet.rules.registry import load_rules
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
    """The outcomes of all rules, sorted. Grows rule by rule while the engine runs.

    `drift` was there before the change and is told; `baseline` was there before and stays silent.
    """

    findings: list[Finding] = field(default_factory=list)
    drift: list[Finding] = field(default_factory=list)
    baseline: list[Finding] = field(default_factory=list)
    unknown: list[UnknownOutcome] = field(default_factory=list)
    skipped: list[SkippedRule] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)


def judge(facts: Facts, rules: Sequence[BoundRule], terms: Terms, progress: Progress) -> Judgement:
    """What all rules say of the change. A bug in a rule is raised as it is, with a note that names the rule."""
    judgement, late = Judgement(), Judgement()
    early = [bound for bound in rules if bound.rule.phase is Phase.FACTS]
    for done, bound in enumerate(early):
        progress.step(bound.rule.id, done, len(early))
        _run(bound, facts, terms, judgement)
    lines = _line_waivers(facts, judgement, rules)
    findings = apply_waivers(sorted(tell_apart(judgement.findings), key=_place), lines, terms.waivers, terms.today)
    before = apply_waivers([*judgement.drift, *judgement.baseline], lines, terms.waivers, terms.today)
    unused = _unused(facts, early, (*findings, *before), lines, terms)
    for bound in rules:
        if bound.rule.phase is Phase.WAIVERS:
            _run(bound, facts.with_unused_waivers(unused), terms, late)
    told = apply_waivers(list(tell_apart(late.findings)), lines, terms.waivers, terms.today)
    return Judgement(
        findings=sorted([*findings, *told], key=_place),
        drift=sorted([*tell_apart(judgement.drift), *late.drift], key=_place),
        baseline=judgement.baseline,
        unknown=[*judgement.unknown, *late.unknown],
        skipped=[*judgement.skipped, *late.skipped],
        passed=[*judgement.passed, *late.passed],
    )


def _line_waivers(facts: Facts, judgement: Judgement, rules: Sequence[BoundRule]) -> LineWaivers:
    """The waivers in files that changed or hold a finding."""
    found = {finding.path for finding in judgement.findings if finding.path is not None}
    known = {*load_rules(), *(bound.id for bound in rules)}  # a waiver for a rule that is off here is no mistake
    return read_line_waivers(facts.head, found | set(facts.change.by_path), known)


def _unused(facts: Facts, rules: Sequence[BoundRule], findings: Sequence[Finding], lines: LineWaivers, terms: Terms) -> list[UnusedWaiver]:
    """Waivers that accept nothing. One of a rule that compares base and head is judged only where the change writes it:
    what it accepted in an earlier change is not to be seen in this one.
    """
    changed = frozenset(path for path, file in facts.change.by_path.items() if file.status is not FileStatus.REMOVED)
    unused = unused_waivers(
        findings, lines, terms.waivers, judged=frozenset(bound.id for bound in rules), changed=changed, today=terms.today
    )
    lasting = {bound.id for bound in rules if bound.rule.reads_whole_files}
    return [
        each
        for each in unused
        if each.waiver.where is WaiverPlace.POLICY or each.waiver.rules <= lasting or _written_now(facts, each.waiver)
    ]


def _written_now(facts: Facts, waiver: Waiver) -> bool:
    file = facts.change.by_path.get(waiver.path or "")
    return file is not None and waiver.line in file.added


def _place(finding: Finding) -> tuple[str, int, str, str]:
    return finding.path or "", finding.line or 0, finding.rule, finding.message


def _run(bound: BoundRule, facts: Facts, terms: Terms, judgement: Judgement) -> None:
    try:
        outcomes = tuple(bound.rule.run(facts, bound.options))
    except RecursionError:  # code may nest deeper than a stack: the other rules are judged all the same
        outcomes = (Unknown("the code of this change", "some of it is nested too deeply to follow"),)
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
    else:
        judgement.baseline.append(replace(finding, blocking=False))
