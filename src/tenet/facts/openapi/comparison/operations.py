"""Two documents against each other, operation by operation."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from tenet.domain.finding import Json
from tenet.facts.openapi.comparison.access import mapping
from tenet.facts.openapi.comparison.api_change import ApiChange, Comparison, Effect
from tenet.facts.openapi.comparison.document import Document, Operation
from tenet.facts.openapi.comparison.paired import Paired
from tenet.facts.openapi.comparison.requests import request_changes
from tenet.facts.openapi.comparison.responses import response_changes
from tenet.facts.openapi.comparison.schemas import SchemaComparison
from tenet.facts.openapi.comparison.security import security_changes
from tenet.facts.openapi.comparison.unchanged import Unchanged
from tenet.facts.openapi.conventions import VERSION_SEGMENT

DEPRECATED_REMOVED = "deprecated-operation-removed"
"""The removal of what was marked deprecated. `before` is the day that its `x-sunset` names, as it is written."""


@dataclass(frozen=True, slots=True)
class Terms:
    """`version` matches the part of a path that names a version; `base_path` may stand before a path on either side."""

    version: str = VERSION_SEGMENT
    base_path: str = ""


TERMS = Terms()


def compare(base: Mapping[str, Json], head: Mapping[str, Json], terms: Terms = TERMS) -> Comparison:
    """What changes from one OpenAPI document (Swagger 2, OpenAPI 3.0 and 3.1) to the other."""
    before, after = Document(base), Document(head)
    found = pair_operations(before, after, terms.base_path)
    schemas = SchemaComparison(before, after)
    changes: list[ApiChange] = []
    unchanged = Unchanged(before, after)
    for one, other in (pair for pair in found.pairs if not unchanged.holds(*pair)):
        pair = Paired(one, other, before, after, schemas)
        changes += [*request_changes(pair), *response_changes(pair), *security_changes(pair)]
    changes += [_removed(operation, found.added, terms) for operation in found.gone]
    changes += [
        ApiChange("operation-added", Effect.COMPATIBLE, one.method, one.path, "the operation", "is new", head=one.at.spot)
        for one in found.added
    ]
    return Comparison(tuple(changes), tuple(schemas.incomplete))


@dataclass(frozen=True, slots=True)
class PairedOperations:
    pairs: tuple[tuple[Operation, Operation], ...]
    gone: tuple[Operation, ...]
    added: tuple[Operation, ...]


def pair_operations(base: Document, head: Document, base_path: str = "") -> PairedOperations:
    """The operations of both sides that are one: by method and path, whatever the path's parameters are called.

    What finds no partner so is tried with a slash less at its end, and with the prefix that its servers state.
    """
    gone, added = list(base.operations), list(head.operations)
    pairs: list[tuple[Operation, Operation]] = []
    for form in _forms(base, head, base_path):
        there: dict[tuple[str, str], list[Operation]] = {}
        for other in reversed(added):
            there.setdefault(form(other, head), []).append(other)
        left: list[Operation] = []
        for one in gone:
            same = there.get(form(one, base))
            if same:
                pairs.append((one, same.pop()))
            else:
                left.append(one)
        gone, added = left, [other for others in there.values() for other in reversed(others)]
    return PairedOperations(tuple(pairs), tuple(gone), tuple(added))


Form = Callable[[Operation, Document], tuple[str, str]]


def _forms(base: Document, head: Document, base_path: str) -> Iterator[Form]:
    yield lambda operation, _: (operation.method, operation.shape)
    yield lambda operation, _: (operation.method, _slashless(operation.shape))
    if base_path:
        yield lambda operation, _: (operation.method, _slashless(operation.shape).removeprefix(base_path.rstrip("/")))
    if base.prefix != head.prefix:
        yield lambda operation, document: (operation.method, document.prefix + _slashless(operation.shape))


def _slashless(path: str) -> str:
    return path.rstrip("/") or "/"


def _removed(operation: Operation, added: tuple[Operation, ...], terms: Terms) -> ApiChange:
    version = re.compile(f"^(?:{terms.version})$", re.IGNORECASE)
    bare, names = _without_version(operation.shape, version)
    for other in added:
        other_bare, other_names = _without_version(other.shape, version)
        if other.method == operation.method and other_bare == bare and other_names and other_names != names:
            return _gone(operation, "operation-moved-to-version", Effect.COMPATIBLE, f"is `{other.method} {other.path}` now")
    if not operation.deprecated:
        return _gone(operation, "operation-removed", Effect.BREAKS, "is gone")
    sunset = mapping(operation.at.node).get("x-sunset")
    return replace(_gone(operation, DEPRECATED_REMOVED, Effect.BREAKS, "is gone"), before=sunset)


def _gone(operation: Operation, kind: str, effect: Effect, statement: str) -> ApiChange:
    return ApiChange(kind, effect, operation.method, operation.path, "the operation", statement, base=operation.at.spot)


def _without_version(path: str, version: re.Pattern[str]) -> tuple[str, tuple[str, ...]]:
    parts = path.rstrip("/").split("/")
    return "/".join(part for part in parts if not version.match(part)), tuple(part for part in parts if version.match(part))
