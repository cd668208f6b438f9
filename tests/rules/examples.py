"""Runs the examples of the manual pages through the real policy reader and the real engine."""

from collections.abc import Mapping
from datetime import date

from tests.fakes.facts import change_between
from tests.fakes.tree import FakeTree

from tenet.core.errors import InputFault
from tenet.domain.finding import Finding
from tenet.domain.severity import FailOn
from tenet.facts.coverage.coverage_facts import CoverageInput
from tenet.facts.facts import Facts
from tenet.facts.lint.lint_facts import LintInput
from tenet.facts.sources import Sources
from tenet.infrastructure.coverage_reports import read_report
from tenet.infrastructure.ruff import Ruff
from tenet.judge.engine import Judgement, Terms, judge
from tenet.policy.bound import BoundPolicy, narrow
from tenet.policy.in_force import base_policy, find_policy, load
from tenet.policy.loading import PolicyText
from tenet.policy.weakening import find_weakenings
from tenet.ports.policy_texts import PolicyReference
from tenet.rules.manual import Example
from tenet.rules.registry import load_rules
from tenet.schemas.policy_values import UnknownHandling

TODAY = date(2026, 1, 15)


class NoPresets:
    def fetch(self, reference: PolicyReference) -> str:
        raise InputFault(f"an example extends nothing, and not {reference}")


class Silent:
    def step(self, name: str, done: int, total: int) -> None:
        """Nobody waits."""


def judged(base: Mapping[str, str], head: Mapping[str, str], rule: str) -> Judgement:
    """What is said of a change: by the policy among its files, or else by every rule at its own severity."""
    trees = FakeTree(base), FakeTree(head)
    before, after = Sources(trees[0]), Sources(trees[1])
    change = change_between(*trees)
    policy = _policy(before, after, rule)
    weakenings = find_weakenings(change, before, after, NoPresets(), load_rules())
    lint = LintInput(Ruff(), frozenset(code for bound in policy.rules for code in bound.rule.lint_codes))
    coverage = _coverage(policy, base, head)
    facts = Facts(change, before, after, before, policy.surroundings, coverage, weakenings=weakenings, lint_input=lint)
    return judge(facts, policy.rules, _terms(policy), Silent())


def findings(example: Example, rule: str) -> list[Finding]:
    return [finding for finding in judged(example.base, example.head, rule).findings if finding.rule == rule and finding.waived is None]


def _coverage(policy: BoundPolicy, base: Mapping[str, str], head: Mapping[str, str]) -> CoverageInput | None:
    """The reports that the policy names, among the example's own files."""
    names = policy.surroundings.coverage.reports
    reports, before = (tuple(read_report(name, side[name].encode()) for name in names if name in side) for side in (head, base))
    return CoverageInput(reports, before, required=True) if names else None


def _policy(base: Sources, head: Sources, rule: str) -> BoundPolicy:
    rules = load_rules()
    if find_policy(base) is None and find_policy(head) is None:
        text = "version: 1\nrules:\n" + "".join(f"  {name}: {known.severity.value}\n" for name, known in rules.items())
        return load(PolicyText("example", text, None), NoPresets(), rules)
    policy = base_policy(base, head, NoPresets(), rules).policy
    return narrow(policy, [*policy.by_id, rule])


def _terms(policy: BoundPolicy) -> Terms:
    return Terms(policy.mode, FailOn.ERROR, policy.unknown is UnknownHandling.BLOCK, policy.waivers, TODAY)
