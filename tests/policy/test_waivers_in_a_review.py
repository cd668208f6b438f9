"""Waivers through the engine, with the rules that there are."""

from datetime import date

from tests.fakes.facts import facts_of
from tests.policy.support import FILE, FakeTexts

from tenet.domain.finding import Finding
from tenet.domain.severity import FailOn
from tenet.facts.facts import Facts
from tenet.infrastructure.terminal import NoProgress
from tenet.judge.engine import Terms, judge
from tenet.policy.in_force import base_policy
from tenet.policy.weakening import find_weakenings
from tenet.rules.registry import load_rules

POLICY = "version: 1\nrules:\n  star-import: error\n  weakened-policy: error\n  unused-waiver: warning\n"


def review(base: dict[str, str], head: dict[str, str]) -> list[Finding]:
    given = facts_of(base, head)
    chosen = base_policy(given.base, given.head, FakeTexts(), load_rules())
    weakenings = find_weakenings(given.change, given.base, given.head, FakeTexts(), load_rules(), chosen.files)
    facts = Facts(given.change, given.base, given.head, given.base, chosen.policy.surroundings, weakenings=weakenings)
    terms = Terms(chosen.policy.mode, FailOn.ERROR, unknown_blocks=False, waivers=chosen.policy.waivers, today=date(2026, 6, 1))
    return judge(facts, chosen.policy.rules, terms, NoProgress()).findings


def test_a_reasoned_comment_accepts_a_finding_and_it_is_kept():
    (found,) = review({FILE: POLICY}, {FILE: POLICY, "a.py": "from os import *  # tenet: allow[star-import] names\n"})
    assert found.waived is not None
    assert not found.blocking


def test_without_a_reason_the_finding_blocks_and_the_comment_is_told():
    star, unused = review({FILE: POLICY}, {FILE: POLICY, "a.py": "from os import *  # tenet: allow[star-import]\n"})
    assert (star.rule, star.waived, star.blocking) == ("star-import", None, True)
    assert (unused.rule, unused.line) == ("unused-waiver", 1)


def test_a_weaker_policy_blocks_and_a_reason_on_the_line_accepts_it():
    weaker = POLICY.replace("star-import: error", "star-import: off")
    (found,) = review({FILE: POLICY}, {FILE: weaker})
    assert (found.rule, found.path, found.line, found.blocking) == ("weakened-policy", FILE, 3, True)
    (found,) = review({FILE: POLICY}, {FILE: weaker.replace("off", "off  # tenet: allow[weakened-policy] generated code, ticket 9")})
    assert found.waived is not None


def test_the_base_still_judges_what_the_head_turned_off():
    head = {FILE: POLICY.replace("star-import: error", "star-import: off"), "a.py": "from os import *\n"}
    assert sorted(finding.rule for finding in review({FILE: POLICY}, head)) == ["star-import", "weakened-policy"]


def test_an_unused_waiver_can_be_accepted_by_the_policy():
    policy = POLICY + "waivers: [{rule: unused-waiver, paths: [a.py], reason: under way}]\n"
    (found,) = review({FILE: policy}, {FILE: policy, "a.py": "x = 1  # tenet: allow[star-import] soon\n"})
    assert found.rule == "unused-waiver"
    assert found.waived is not None


def test_a_waiver_that_the_head_adds_to_the_policy_does_not_hold_yet():
    head = POLICY + "waivers:\n  - {rule: star-import, reason: mine}\n"
    found = review({FILE: POLICY}, {FILE: head, "a.py": "from os import *\n"})
    assert {finding.rule: finding.blocking for finding in found} == {"star-import": True, "weakened-policy": True}
