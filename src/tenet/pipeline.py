"""The one use case, in order: a change and a policy go in, a verdict comes out."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tenet.domain.change import PullRequest
from tenet.domain.language import SUFFIXES
from tenet.domain.policy import PolicyWeakening, Scope
from tenet.domain.severity import FailOn, Mode
from tenet.domain.specs import SpecSummary
from tenet.domain.unread import Unread
from tenet.domain.verdict import Conclusion, PolicyInForce, Stats, Verdict
from tenet.facts.facts import Facts
from tenet.facts.python.parsed_files import ParsedFiles
from tenet.facts.sources import Sources
from tenet.judge.engine import Judgement, Terms, judge
from tenet.policy.bound import BoundPolicy, narrow
from tenet.policy.in_force import ChosenPolicy, touches_policies
from tenet.ports.change_source import ChangeSource, ChangeUnderReview
from tenet.ports.clock import Clock
from tenet.ports.linter import Linter
from tenet.ports.policy_texts import PolicyTexts
from tenet.ports.progress import Progress
from tenet.rules.registry import load_rules
from tenet.rules.rule import Rule
from tenet.schemas.policy_values import UnknownHandling

if TYPE_CHECKING:
    from tenet.facts.coverage.coverage_facts import CoverageInput
    from tenet.facts.lint.lint_facts import LintInput

WEAKENED_POLICY = "weakened-policy"
SPECS = "specs"
"""The group of rules that read spec documents."""
API = "api"
"""The group of rules that read routes."""

PolicyChoice = Callable[[Sources, Sources, Mapping[str, Rule]], ChosenPolicy]
"""Which policy judges, given the tip of the base, the head, and the rules there are."""
CoverageReading = Callable[[BoundPolicy, ChangeUnderReview], "CoverageInput | None"]
"""The coverage reports for a policy and a change; None where none is asked for."""


@dataclass(frozen=True, slots=True)
class Ports:
    """The outside world, as far as judging needs it."""

    source: ChangeSource
    choose_policy: PolicyChoice
    policy_texts: PolicyTexts
    read_coverage: CoverageReading
    clock: Clock
    progress: Progress
    linter: Linter


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked beyond the change itself. `mode` and `fail_on` win over the policy where they are given."""

    only: tuple[str, ...] = ()
    mode: Mode | None = None
    fail_on: FailOn | None = None
    pull_request: PullRequest | None = None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A verdict, with the change and the policy that a report on GitHub needs beside it."""

    verdict: Verdict
    gathered: ChangeUnderReview
    policy: BoundPolicy
    coverage: "CoverageInput | None" = None
    """The coverage reports as they were read."""


@dataclass(slots=True)
class Phases:
    """How long each part took, in seconds."""

    clock: Clock
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        start = self.clock.seconds()
        yield
        self.seconds[name] = round(self.clock.seconds() - start, 4)


def review(question: Question, ports: Ports, parsed: ParsedFiles | None = None) -> Reviewed:
    """Judges a change. Raises the faults of `tenet.core.errors`: whoever calls decides what is said of them.

    Who judges many changes of one repository hands the same `parsed` to all of them.
    """
    phases = Phases(ports.clock)
    start = ports.clock.seconds()
    with phases.phase("diff"):
        gathered = ports.source.gather()
    base, head, base_tip = Sources(gathered.base), Sources(gathered.head), Sources(gathered.base_tip)
    with phases.phase("policy"):
        rules = load_rules()
        chosen = ports.choose_policy(base_tip, head, rules)
        policy = narrow(chosen.policy, question.only) if question.only else chosen.policy
        policy = policy if question.mode is None else replace(policy, mode=question.mode)
        weakenings: tuple[PolicyWeakening, ...] = ()
        if WEAKENED_POLICY in policy.by_id and touches_policies(gathered.change, chosen.files):
            from tenet.policy.weakening import find_weakenings

            weakenings = find_weakenings(gathered.change, base, head, ports.policy_texts, rules, chosen.files)
    with phases.phase("coverage"):
        coverage = ports.read_coverage(policy, gathered)
    facts = Facts(
        gathered.change,
        base,
        head,
        base_tip,
        policy.surroundings,
        coverage,
        question.pull_request,
        weakenings,
        parsed,
        ports.clock.today(),
        _lint_input(policy, ports.linter),
    )
    with phases.phase("rules"):
        judgement = judge(facts, policy.rules, _terms(policy, question, ports), ports.progress)
    seconds = round(ports.clock.seconds() - start, 4)
    return Reviewed(_verdict(facts, replace(chosen, policy=policy), judgement, seconds, phases.seconds), gathered, policy, coverage)


def _lint_input(policy: BoundPolicy, linter: Linter) -> "LintInput":
    """What all rules that are on ask the linter for, so that it runs once."""
    from tenet.facts.lint.lint_facts import LintInput

    asking = [bound for bound in policy.rules if bound.rule.lint_codes]
    codes = frozenset(code for bound in asking for code in bound.rule.lint_codes)
    return LintInput(linter, codes, any(bound.options.scope is Scope.ALL for bound in asking))


def _terms(policy: BoundPolicy, question: Question, ports: Ports) -> Terms:
    return Terms(
        mode=policy.mode,
        fail_on=question.fail_on or FailOn.ERROR,
        unknown_blocks=policy.unknown is UnknownHandling.BLOCK,
        waivers=policy.waivers,
        today=ports.clock.today(),
    )


def _verdict(facts: Facts, chosen: ChosenPolicy, judgement: Judgement, seconds: float, phases: Mapping[str, float]) -> Verdict:
    change, policy = facts.change, chosen.policy
    blocked = any(finding.blocking for finding in judgement.findings) or any(unknown.blocking for unknown in judgement.unknown)
    return Verdict(
        base=change.base,
        merge_base=change.merge_base,
        head=change.head,
        policy=PolicyInForce(policy.name, chosen.source, policy.extends, policy.mode.value, chosen.note),
        conclusion=Conclusion.FAILED if blocked else Conclusion.PASSED,
        findings=tuple(judgement.findings),
        unknown=tuple(judgement.unknown),
        drift=tuple(judgement.drift),
        skipped=tuple(judgement.skipped),
        coverage=None if facts.coverage is None else facts.coverage.summary(facts.head_modules.symbol_at),
        stats=Stats(len(change.files), change.added, change.removed, seconds, phases),
        passed=tuple(judgement.passed),
        waivers=tuple(dict.fromkeys(finding.waived for finding in judgement.findings if finding.waived is not None)),
        specs=_specs(facts, policy),
        unread=_unread(facts, policy),
    )


def _unread(facts: Facts, policy: BoundPolicy) -> Unread:
    from tenet.facts.project.unread_code import unread_languages, unread_views

    searched = {suffix for section in policy.custom if section.id in policy.by_id for suffix in SUFFIXES[section.language]}
    reads_routes = any(bound.rule.group in {API, SPECS} for bound in policy.rules)
    return Unread(unread_languages(facts.change, searched), unread_views(facts) if reads_routes else ())


def _specs(facts: Facts, policy: BoundPolicy) -> SpecSummary | None:
    """Asked for by a rule on specs that is on."""
    if not any(bound.rule.group == SPECS for bound in policy.rules):
        return None
    from tenet.facts.spec.summary import summarised

    return summarised(facts.specs, facts.change, lambda: facts.served)
