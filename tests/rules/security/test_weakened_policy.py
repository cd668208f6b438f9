from tests.fakes.facts import facts_of

from tenet.domain.change import Side
from tenet.domain.finding import Novelty, Violation
from tenet.domain.policy import PolicyWeakening
from tenet.rules.security.weakened_policy import RULE, Options


def violations(*weakenings: PolicyWeakening) -> list[Violation]:
    return [outcome for outcome in RULE.run(facts_of({}, {}, weakenings=weakenings), Options()) if isinstance(outcome, Violation)]


def test_a_weakening_is_told_on_its_line_with_both_values():
    (found,) = violations(PolicyWeakening(".github/tenet.yml", 7, "rules.raw-sql.severity", "error", "off"))
    assert (found.path, found.line, found.side, found.novelty) == (".github/tenet.yml", 7, Side.HEAD, Novelty.NEW)
    assert found.message == "`rules.raw-sql.severity` is weaker than at base: it was error, it is off."
    assert found.data == {"setting": "rules.raw-sql.severity", "before": "error", "after": "off"}


def test_a_setting_that_is_gone_is_told_on_the_line_of_the_base():
    (found,) = violations(PolicyWeakening("tenet.yml", 3, "mode", "enforce", "advise", removed=True))
    assert (found.line, found.side) == (3, Side.BASE)


def test_two_weakenings_on_one_line_are_told_apart():
    one, other = violations(PolicyWeakening("t.yml", 3, "a", "1", "0"), PolicyWeakening("t.yml", 3, "b", "1", "0"))
    assert one.key != other.key


def test_a_policy_that_is_no_weaker_passes():
    assert violations() == []
