"""Which edits of a service change its contract, which its behaviour alone, and which nothing: the three tables, judged."""

from collections.abc import Sequence

import pytest
from tests.facts.contract.edits.behaviour_only import BEHAVIOUR_ONLY
from tests.facts.contract.edits.contract import CONTRACT
from tests.facts.contract.edits.nothing import NOTHING
from tests.facts.contract.edits.shop import SHOP, Files, edited
from tests.fakes.facts import facts_of

from tenet.domain.component import Component
from tenet.facts.contract.contract_facts import ComponentChange

COMPONENT = Component("shop", ("shop/**",))
LEAST = 100
"""How many edits each of the two lists must hold: those that count and those that do not."""


def change_of(base: Files, head: Files) -> ComponentChange | None:
    return facts_of(edited(base), edited(head), components=[COMPONENT]).contract.of("shop")


def said(base: Files, head: Files) -> list[str]:
    change = change_of(base, head)
    return [] if change is None else [str(part) for part in change.significance]


def each(edits: dict[str, Files]) -> object:
    return pytest.mark.parametrize("files", edits.values(), ids=edits.keys())
