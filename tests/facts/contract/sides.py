"""The contract facts of a component `app`, made of one file or several on each side."""

from collections.abc import Mapping
from textwrap import dedent

from tests.fakes.facts import facts_of
from tests.fakes.tree import FakeFile

from tenet.domain.component import Component
from tenet.facts.contract.contract_facts import ComponentChange

APP = Component("app", ("app/**",))
Side = str | Mapping[str, FakeFile]


def compared(base: Side, head: Side) -> ComponentChange | None:
    return facts_of(_files(base), _files(head), components=[APP]).contract.of("app")


def changes(base: Side, head: Side) -> list[str]:
    """What became of the contract, in the words that a person reads."""
    found = compared(base, head)
    return [] if found is None else [change.sentence.replace("`", "") for change in found.contract]


def behaves_alike(base: Side, head: Side) -> bool:
    found = compared(base, head)
    return found is None or not found.behaviour


def _files(side: Side) -> Mapping[str, FakeFile]:
    return {"app/a.py": dedent(side)} if isinstance(side, str) else side
