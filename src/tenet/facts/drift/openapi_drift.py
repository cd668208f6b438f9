"""OpenAPI documents of the repository against what the code promises: paths, methods, parameters, requests and responses."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tenet.domain.change import Side
from tenet.domain.finding import Unknown
from tenet.facts.drift.drift import Compared, Drift, keys
from tenet.facts.openapi.api_contract import ApiContract
from tenet.facts.openapi.breaks import Break, CodePlace, group, locate_in_code, model_of, shape_of
from tenet.facts.openapi.committed import CommittedDocument, UnreadDocument
from tenet.facts.openapi.comparison.access import mapping
from tenet.facts.openapi.comparison.api_change import ApiChange
from tenet.facts.openapi.comparison.document import Document
from tenet.facts.openapi.comparison.operations import compare, pair_operations
from tenet.facts.openapi.comparison.pairs import repr_of
from tenet.facts.openapi.removals import hides_routes, new_unread

if TYPE_CHECKING:
    from tenet.facts.facts import Facts

LEFT_OUT = ("security-", "response-error-")
"""Documents written by hand say little of who is let in and of errors."""
VALIDATION = "422"
"""FastAPI documents this status by itself."""
STATEMENTS = (
    ("enum-value-removed", "allows {before} in the document and not in the code"),
    ("enum-value-added", "allows {after} in the code and not in the document"),
    ("alternative-removed", "may be {before} in the document and not in the code"),
    ("alternative-added", "may be {after} in the code and not in the document"),
    ("type-", "is {before} in the document and {after} in the code"),
    ("format-", "is {before} in the document and {after} in the code"),
    ("pattern-", "has {before} in the document and {after} in the code"),
    ("constraint-", "is not constrained by {before} alike"),
    ("became-required", "is required in the code and not in the document"),
    ("became-optional", "is required in the document and not in the code"),
    ("became-nullable", "may be null in the code and not in the document"),
    ("became-not-nullable", "may be null in the document and not in the code"),
    ("other-properties-forbidden", "takes other properties in the document and not in the code"),
    ("other-properties-allowed", "takes other properties in the code and not in the document"),
    ("moved-to-version", "is in the document and not in the code"),
    ("media-type-removed", "is given as `{before}` in the document and not in the code"),
    ("removed", "is in the document and not in the code"),
    ("added", "is in the code and not in the document"),
    ("new-required", "is in the code and not in the document"),
    ("", "has {before} in the document and {after} in the code"),
)
"""What is said of a kind of change: of the first word that is part of it."""
NONE = "nothing of the kind"


def compare_openapi(facts: "Facts", patterns: Sequence[str]) -> Iterator[Compared | Unknown]:
    documents = facts.openapi_documents
    named = [document.path for one in facts.specs.components for document in one.documents if document.at_head]
    paths = dict.fromkeys((*documents.paths(patterns), *documents.paths_among(named)))
    head = facts.whole_api(Side.HEAD) if paths else None
    if head is None:
        return
    base = facts.whole_api(Side.BASE)
    for path in paths:
        found = documents.read(Side.HEAD, path)
        if isinstance(found, UnreadDocument):
            yield Unknown("the OpenAPI document", found.reason, path)
        elif found is not None and _is_of(found, below_mount(found, head)):
            file = facts.change.by_path.get(path)
            before = file.base_path if file is not None else path
            yield Compared(_drift(found, below_mount(found, head)), _before(facts, before, base, head))


def _before(facts: "Facts", path: str | None, base: ApiContract | None, head: ApiContract) -> frozenset[str] | None:
    if base is None or new_unread(head, base):
        return None
    document = facts.openapi_documents.read(Side.BASE, path) if path is not None else None
    return keys(_drift(document, below_mount(document, base))) if isinstance(document, CommittedDocument) else frozenset()


def below_mount(document: CommittedDocument, contract: ApiContract) -> ApiContract:
    """The API without the prefix that the document leaves out of most of its paths: that of an application which another mounts, say."""
    written = frozenset(shape_of(path) for path in mapping(document.document.get("paths")))
    served = {shape_of(one.path) for one in contract.operations}
    prefixes = Counter(prefix for path in served for prefix in _prefixes(path, written))
    prefix = max(prefixes, key=lambda prefix: (prefixes[prefix], -len(prefix)), default="")
    if not prefix or 2 * prefixes[prefix] < len(written):
        return contract
    paths = mapping(contract.document.get("paths"))
    return replace(
        contract,
        document={
            **contract.document,
            "paths": {path.removeprefix(prefix): item for path, item in paths.items() if path.startswith(prefix)},
        },
        operations=tuple(replace(one, path=one.path.removeprefix(prefix)) for one in contract.operations if one.path.startswith(prefix)),
    )


def _prefixes(path: str, written: frozenset[str]) -> Iterator[str]:
    """What stands before those ends of a path that a document writes."""
    starts = (index for index, character in enumerate(path) if character == "/")
    return (path[:start] for start in starts if path[start:] in written)


def _is_of(document: CommittedDocument, contract: ApiContract) -> bool:
    """Whether the document describes this application: they have an operation in common."""
    return bool(pair_operations(Document(document.document), Document(contract.document)).pairs)


def _drift(document: CommittedDocument, contract: ApiContract) -> tuple[Drift, ...]:
    served = {(one.method, shape_of(one.path)) for one in contract.operations if not one.in_schema}
    changes = [change for change in compare(document.document, contract.document).changes if _counts(change)]
    hidden = [change for change in changes if change.kind.endswith("operation-removed")]
    unread = any(hides_routes(one, contract) for one in contract.unread)
    left_out = {id(change) for change in hidden if unread or (change.method, shape_of(change.path)) in served}
    locate = locate_in_code(contract, contract)

    def place(change: ApiChange) -> CodePlace:
        if change.base is None:
            return locate(change)
        line = document.line_of(change.base.pointer)
        return CodePlace(Side.HEAD, document.path, line, line)

    groups = group([change for change in changes if id(change) not in left_out], place)
    return tuple(_of_group(one, document.path) for one in groups)


def _counts(change: ApiChange) -> bool:
    if change.kind.endswith("default-changed") and change.after == repr_of(None):
        return False  # a default that only a run tells is in no text
    return not change.kind.startswith(LEFT_OUT) and not (change.status == VALIDATION and change.base is None)


def _of_group(found: Break, path: str) -> Drift:
    change = found.first
    more = f" and {len(found.operations) - 1} more" if len(found.operations) > 1 else ""
    what = f"`{model_of(change)}`" if found.model else f"{change.noun} of `{change.operation}`{more}"
    subject = f"`{change.operation}`" if change.noun == "the operation" else what
    return Drift(
        f"openapi/{path}/{found.key}/{change.statement}",
        f"`{path}` and the code differ: {subject} {_statement(change)}.",
        f"Write `{path}` anew from the application, or mend the code.",
        found.place,
        {"subject": "openapi", "document": path, **found.data},
    )


def _statement(change: ApiChange) -> str:
    statement = next(statement for word, statement in STATEMENTS if word in change.kind)
    return statement.format(before=change.before or NONE, after=change.after or NONE)
