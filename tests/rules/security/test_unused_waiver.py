from tests.fakes.facts import facts_of

from tenet.domain.finding import Novelty, UnusedWaiver, Violation, Waiver, WaiverPlace
from tenet.rules.rule import Phase
from tenet.rules.security.unused_waiver import RULE, Options


def violations(*unused: UnusedWaiver) -> list[Violation]:
    facts = facts_of({}, {}).with_unused_waivers(unused)
    return [outcome for outcome in RULE.run(facts, Options()) if isinstance(outcome, Violation)]


def test_an_unused_waiver_is_told_where_it_stands():
    waiver = Waiver(frozenset({"raw-sql", "api"}), "why", WaiverPlace.LINE, "a.py:4", "a.py", 4)
    (found,) = violations(UnusedWaiver(waiver, "it gives no reason"))
    assert (found.path, found.line, found.novelty) == ("a.py", 4, Novelty.NEW)
    assert found.message == "The waiver for api, raw-sql accepts nothing: it gives no reason."


def test_a_waiver_that_names_no_rule_is_told_too():
    (found,) = violations(UnusedWaiver(Waiver(frozenset(), "", WaiverPlace.LINE, "a.py:4", "a.py", 4), "it names no rule"))
    assert found.message == "The waiver for no rule accepts nothing: it names no rule."


def test_waivers_that_are_used_pass():
    assert violations() == []


def test_it_judges_after_all_others():
    assert RULE.phase is Phase.WAIVERS
