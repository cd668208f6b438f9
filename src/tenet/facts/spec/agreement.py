"""Whether specs that did not change say already what the code promises now.

So it is where code follows a spec that was merged before it, and where a change takes back what the spec never knew.
Narrow on purpose: every difference must be found in headings, tables, code spans or code blocks of a Markdown document.

- What is new is named: a route by method and path, a member within a section that names its class.
- What changed is written out as it is now, on one line, and not as it was.
- What is gone is not named, while each of its neighbours (of its class, or of its kind in its file) is: the document
  lists them all, and does not list this one.
"""

import re
from collections.abc import Callable, Sequence

from tenet.facts.contract.items import ContractChange, ContractItem, ContractKind
from tenet.facts.sources import Sources
from tenet.facts.spec.coverage import SpecCoverage
from tenet.facts.spec.document import is_markdown, read_document
from tenet.facts.spec.passages import WORD, Passage, passages_of

Promises = Callable[[], Sequence[ContractItem]]
"""The contract of the changed files at the head; asked for only where something is gone."""
PARAMETER = re.compile(r"\{[^}]*\}|<[^>]*>|(?<=/):\w+")


def agrees_with_specs(changes: Sequence[ContractChange], promises: Promises, coverage: SpecCoverage, head: Sources) -> bool:
    """Whether the documents of the head state every change already."""
    paths = [document.path for document in coverage.documents if document.at_head and is_markdown(document.path)]
    passages = [passage for path in paths for passage in passages_of(read_document(path, head.text(path) or ""))]
    return bool(passages and changes) and all(_stated(change, promises, passages) for change in changes)


def _stated(change: ContractChange, promises: Promises, passages: Sequence[Passage]) -> bool:
    if change.after is None:
        neighbours = [item for item in promises() if _beside(item, change)]
        listed = bool(neighbours) and all(_named(item.name, item.owner, item.kind, passages) for item in neighbours)
        return listed and not _named(change.name, change.owner, change.kind, passages)
    if not _named(change.name, change.owner, change.kind, passages):
        return False
    return change.before is None or _written_out(change.before, change.after, change.owner, passages)


def _beside(item: ContractItem, change: ContractChange) -> bool:
    if item.lender or item.is_configuration or item.kind is not change.kind or item.owner != change.owner:
        return False
    return bool(change.owner) or item.path == change.path


def _named(name: str, owner: str, kind: ContractKind, passages: Sequence[Passage]) -> bool:
    if kind is ContractKind.ROUTE:
        return any(_is_route(name, statement) for passage in passages for statement in (passage.heading, *passage.statements))
    member = name.rpartition(".")[2]
    wanted = {member, owner} if owner else {member}
    return any(wanted <= passage.words or (kind is ContractKind.SETTING and member.upper() in passage.words) for passage in passages)


def _is_route(name: str, statement: str) -> bool:
    """Method and path on one line. The document may write more in front of the path, and name parameters otherwise."""
    method, _, path = name.partition(" ")
    wanted = PARAMETER.sub("{}", path).rstrip("/")
    if method not in re.split(r"\W+", statement):
        return False
    paths = (PARAMETER.sub("{}", found).rstrip("/`*.,;:") for found in re.findall(r"/[^\s`|\"')]*", statement))
    return any(found == wanted or (wanted.count("/") and wanted.strip("/{}") and found.endswith(wanted)) for found in paths)


def _written_out(before: str, after: str, owner: str, passages: Sequence[Passage]) -> bool:
    old, new = (frozenset(WORD.findall(text)) - {owner} for text in (before, after))
    if old == new:
        return False
    statements = (frozenset(WORD.findall(statement)) for passage in passages for statement in passage.statements)
    return any(new <= words and (old <= new or not old <= words) for words in statements)
