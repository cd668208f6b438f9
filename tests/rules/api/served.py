"""Changes of small services, with the API of both sides as Tenet reads it from their code."""

from collections.abc import Mapping
from dataclasses import replace

from tests.fakes.facts import facts_of
from tests.fakes.tree import FakeTree

from tenet.domain.component import Component
from tenet.facts.facts import Facts
from tenet.facts.openapi.api_contract import ApiContract, Unread
from tenet.facts.openapi.api_reading import ApiReading
from tenet.facts.openapi.document import everything
from tenet.facts.python.modules import Modules
from tenet.facts.python.parsed_files import ParsedFiles
from tenet.facts.sources import Sources

Files = Mapping[str, str]


def facts_between(
    base: Files,
    head: Files,
    *,
    components: tuple[Component, ...] = (),
    unread: tuple[Unread, ...] = (),
    base_unread: tuple[Unread, ...] = (),
) -> Facts:
    """Facts of the change; `unread` and `base_unread` are added to what cannot be read of the two APIs."""
    facts = facts_of(base, head, components=components)
    if unread or base_unread:
        facts.base_api = _with_unread(facts.base_api, base_unread)
        facts.head_api = _with_unread(facts.head_api, unread)
    return facts


def contract(files: Files) -> ApiContract | None:
    return ApiReading(Modules(Sources(FakeTree(dict(files))), ParsedFiles())).contract(everything)


def _with_unread(contract: ApiContract | None, unread: tuple[Unread, ...]) -> ApiContract | None:
    return None if contract is None else replace(contract, unread=(*contract.unread, *unread))
