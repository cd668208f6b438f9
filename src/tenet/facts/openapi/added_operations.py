"""The operations that a change adds to the API: of its application, or of its OpenAPI documents where none can be read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenet.domain.change import Side
from tenet.domain.finding import Unknown
from tenet.facts.openapi.api_contract import ApiContract
from tenet.facts.openapi.breaks import CodePlace, shape_of
from tenet.facts.openapi.committed import CommittedDocument
from tenet.facts.openapi.comparison.document import Document
from tenet.facts.openapi.comparison.operations import pair_operations
from tenet.facts.openapi.removals import hides_routes, new_unread

if TYPE_CHECKING:
    from tenet.facts.facts import Facts


@dataclass(frozen=True, slots=True)
class AddedOperation:
    """`certain` is False where base, or a part of it, cannot be read: this may have been one of its routes."""

    method: str
    path: str
    place: CodePlace
    certain: bool = True


@dataclass(frozen=True, slots=True)
class AddedOperations:
    operations: tuple[AddedOperation, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    not_applicable: str = ""


def added_operations(facts: "Facts", documents: Sequence[str]) -> AddedOperations:
    """Operations that are in the schema at head and were not at base. `documents` are path patterns."""
    touches_code = any(file.path.endswith(".py") for file in facts.change.files)
    head = facts.api(Side.HEAD) if touches_code else None
    if head is not None:
        base = facts.api(Side.BASE)
        unread = (one for one in new_unread(base, head) if hides_routes(one, head))
        unknown = tuple(Unknown(one.subject, one.reason, one.path, one.line) for one in unread)
        return AddedOperations(tuple(_in_code(base, head)), unknown)
    changed = facts.openapi_documents.changed(documents)
    if not changed:
        reason = "no application can be read" if touches_code else "the change touches no Python file"
        return AddedOperations(not_applicable=f"{reason}, and the change touches no OpenAPI document")
    return AddedOperations(tuple(found for pair in changed for found in _in_document(facts, *pair)))


def _in_code(base: ApiContract | None, head: ApiContract) -> Iterator[AddedOperation]:
    before = {(one.method, shape_of(one.path)) for one in base.operations} if base is not None else set()
    certain = base is not None and not any(hides_routes(one, base) for one in base.unread)
    for one in head.operations:
        if one.in_schema and (one.method, shape_of(one.path)) not in before:
            yield AddedOperation(one.method, one.path, CodePlace(Side.HEAD, one.file, one.line, one.end_line), certain)


def _in_document(facts: "Facts", before: str | None, after: str | None) -> Iterator[AddedOperation]:
    head = facts.openapi_documents.read(Side.HEAD, after) if after is not None else None
    base = facts.openapi_documents.read(Side.BASE, before) if before is not None else None
    if not isinstance(head, CommittedDocument):
        return
    old = Document(base.document if isinstance(base, CommittedDocument) else {})
    new = Document(head.document)
    for one in pair_operations(old, new).added:
        line = head.line_of(one.at.pointer)
        yield AddedOperation(one.method, new.prefix + one.path, CodePlace(Side.HEAD, head.path, line, line))
