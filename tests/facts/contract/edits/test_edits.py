"""Which edits of a service change its contract, which its behaviour alone, and which nothing: the three tables, judged."""

import ast
from collections.abc import Sequence

import pytest
from tests.facts.contract.edits.behaviour_only import BEHAVIOUR_ONLY
from tests.facts.contract.edits.contract import CONTRACT
from tests.facts.contract.edits.nothing import NOTHING
from tests.facts.contract.edits.shop import SHOP, Files, edited
from tests.fakes.facts import facts_of

from tenet.domain.component import Component
from tenet.domain.finding import Outcome, Violation
from tenet.rules.specs.stale_spec import RULE, Options

SHOP_COMPONENT = Component("shop", ("shop/**",), ("specs/none.md",))
LEAST = 100
"""How many edits that count, and how many that do not, the tables hold at least."""
EDITS = {**NOTHING, **BEHAVIOUR_ONLY, **{name: files for name, (files, _) in CONTRACT.items()}}
nothing = pytest.mark.parametrize("files", NOTHING.values(), ids=NOTHING.keys())
behaviour_only = pytest.mark.parametrize("files", BEHAVIOUR_ONLY.values(), ids=BEHAVIOUR_ONLY.keys())
contract = pytest.mark.parametrize(("files", "said"), CONTRACT.values(), ids=CONTRACT.keys())


def outcomes(base: Files, head: Files, when: str) -> list[Outcome]:
    facts = facts_of(edited(base), edited(head), components=[SHOP_COMPONENT])
    return list(RULE.run(facts, Options.model_validate({"when": when})))


def significance(base: Files, head: Files) -> list[str]:
    change = facts_of(edited(base), edited(head), components=[SHOP_COMPONENT]).contract.of("shop")
    return [] if change is None else sorted(map(str, change.significance))


def told(outcome: Outcome) -> list[str]:
    """What the violation's data say, in the words of the tables."""
    assert isinstance(outcome, Violation)
    changes = outcome.data["changes"]
    assert isinstance(changes, Sequence)
    parts = [part for change in changes for part in change["significance"]]
    of = ((part, f" of {part['endpoint']}" if "endpoint" in part else "") for part in parts)
    return sorted({f"{part['became']} {part['subject']} {part['name']}{endpoint}" for part, endpoint in of})


def test_the_tables_hold_a_hundred_edits_that_count_and_a_hundred_that_do_not():
    assert len(CONTRACT) >= LEAST
    assert len(NOTHING) + len(BEHAVIOUR_ONLY) >= LEAST
    assert len(EDITS) == len(CONTRACT) + len(NOTHING) + len(BEHAVIOUR_ONLY)


@pytest.mark.parametrize("files", EDITS.values(), ids=EDITS.keys())
def test_every_edit_changes_the_service_and_leaves_python(files: Files):
    assert edited(files) != dict(SHOP)
    for text in files.values():
        ast.parse(text or "")


@nothing
@pytest.mark.parametrize("when", ["contract", "behaviour"])
def test_an_edit_of_the_text_alone_is_not_flagged_either_way(files: Files, when: str):
    assert outcomes({}, files, when) == []
    assert outcomes(files, {}, when) == []


@nothing
def test_an_edit_of_the_text_alone_means_nothing(files: Files):
    assert significance({}, files) == []


@behaviour_only
def test_an_edit_of_the_behaviour_is_flagged_only_when_asked(files: Files):
    for base, head in (({}, files), (files, {})):
        assert outcomes(base, head, "contract") == []
        (found,) = outcomes(base, head, "behaviour")
        assert {part.split(" ")[1] for part in told(found)} == {"behaviour"}
        assert {part.split(" ")[1] for part in significance(base, head)} == {"behaviour"}


@contract
def test_an_edit_of_the_contract_is_flagged_and_told_by_kind(files: Files, said: Sequence[str]):
    (found,) = outcomes({}, files, "contract")
    assert told(found) == significance({}, files) == sorted(said)
    (wider,) = outcomes({}, files, "behaviour")
    assert set(said) <= set(told(wider))


@contract
def test_the_edit_taken_back_is_flagged_too(files: Files, said: Sequence[str]):
    assert len(outcomes(files, {}, "contract")) == 1
