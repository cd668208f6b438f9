"""What a change does to the API of a repository: of its application, or of its OpenAPI documents where none can be read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from tenet.domain.change import Change, FileStatus, Side
from tenet.domain.finding import Unknown
from tenet.domain.glob import PathFilter
from tenet.facts.openapi.api_contract import ApiContract
from tenet.facts.openapi.breaks import Break, Locate, group, locate_in_code, locate_in_documents, shape_of, together
from tenet.facts.openapi.committed import CommittedDocument, CommittedDocuments, UnreadDocument
from tenet.facts.openapi.comparison.api_change import ApiChange, Effect
from tenet.facts.openapi.comparison.operations import DEPRECATED_REMOVED, Terms, compare
from tenet.facts.openapi.comparison.pairs import repr_of
from tenet.facts.openapi.removals import Removals, hides_routes, new_unread
from tenet.facts.openapi.unread_types import UnreadTypes

if TYPE_CHECKING:
    from tenet.facts.facts import Facts

REMOVALS = ("operation-removed", DEPRECATED_REMOVED)


@dataclass(frozen=True, slots=True)
class Settings:
    """`version` and `base_path` as in `Terms`; `documents` are path patterns."""

    version: str
    base_path: str
    documents: Sequence[str]


@dataclass(frozen=True, slots=True)
class ComparedApi:
    """The changes of one application or document, and how to find their lines."""

    changes: tuple[ApiChange, ...]
    locate: Locate


@dataclass(slots=True)
class ComparedApis:
    apis: list[ComparedApi] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    not_applicable: str = ""

    def breaks(self, ignored: Sequence[str]) -> Iterator[Break]:
        """What breaks, or may break, outside the ignored paths of the API."""
        left_out = PathFilter.of(ignored)
        for api in self.apis:
            counted = (change for change in api.changes if change.effect is not Effect.COMPATIBLE)
            yield from together(group([change for change in counted if not (ignored and left_out.accepts(change.path))], api.locate))


def announced(broken: Break, days: Mapping[str, date | None], today: date | None) -> bool:
    """Whether an announcement speaks of a break whose day has come. Without a clock, every day has."""
    due = (name for name, day in days.items() if day is None or today is None or day <= today)
    return any(_announces(name, broken) for name in due)


def sunset_has_come(broken: Break, today: date | None) -> bool:
    """Whether it is the removal of a deprecated operation on or after the day of its own `x-sunset`."""
    change = broken.first
    if change.kind != DEPRECATED_REMOVED or not isinstance(change.before, str):
        return False
    try:
        day = date.fromisoformat(change.before[:10])
    except ValueError:
        return False
    return today is None or day <= today


def _announces(name: str, broken: Break) -> bool:
    """Whether an announcement speaks of a break: of its model's field, or of all its operations."""
    if "/" not in name:
        return name in {broken.model, broken.model.partition(".")[0]} and bool(broken.model)
    method, _, path = name.rpartition(" ")
    paths = PathFilter.of((path, shape_of(path)))
    operations = (operation.partition(" ") for operation in broken.operations)
    return all(method.upper() in {"", verb} and (paths.accepts(at) or paths.accepts(shape_of(at))) for verb, _, at in operations)


def compare_apis(facts: "Facts", settings: Settings) -> ComparedApis:
    found = ComparedApis()
    terms = Terms(settings.version, settings.base_path)
    touches_code = any(path.endswith(".py") for file in facts.change.files for path in (file.path, file.base_path or ""))
    base, head = (facts.api(Side.BASE), facts.api(Side.HEAD)) if touches_code else (None, None)
    if base is not None and head is not None:
        _compare_code(facts, base, head, terms, found)
        return found
    if base is not None:
        found.unknown.append(Unknown("the API", "the application of the base cannot be read at head", _gone_from(base, facts.change)))
    documents = facts.openapi_documents
    changed = documents.changed(settings.documents)
    if not changed and base is None:
        reason = "no application can be read" if touches_code else "the change touches no Python file"
        found.not_applicable = f"{reason}, and the change touches no OpenAPI document"
    for before, after in changed:
        if before is not None:
            _compare_documents(documents, before, after, terms, found)
    return found


def _gone_from(base: ApiContract, change: Change) -> str | None:
    """A file of the change that served the base's API: one that held operations, else one that is removed and may have held the rest."""
    operations = [change.by_base_path[each.file] for each in base.operations if each.file in change.by_base_path]
    removed = [file for file in change.files if file.status is FileStatus.REMOVED and file.path.endswith(".py")]
    return next((file.path for file in (*operations, *removed)), None)


def _compare_code(facts: "Facts", base: ApiContract, head: ApiContract, terms: Terms, found: ComparedApis) -> None:
    comparison = compare(base.document, head.document, terms)
    unread = new_unread(base, head)
    locate = locate_in_code(base, head)
    types = UnreadTypes(head, unread, new_unread(head, base), locate, facts.change.by_path.keys() | facts.change.by_base_path.keys())
    removals = Removals(facts.change, (facts.base, facts.head), base, head, any(hides_routes(one, head) for one in unread))
    before = {(operation.method, shape_of(operation.path)): operation for operation in base.operations}
    served = {(operation.method, shape_of(operation.path)) for operation in head.operations}
    kept: list[ApiChange] = []
    doubtful: dict[str, list[ApiChange]] = {}
    told = [Unknown(one.subject, one.reason, one.path, one.line) for one in unread]
    for change in comparison.changes:
        endpoint = change.method, shape_of(change.path)
        if change.kind in REMOVALS:
            doubt = removals.doubt(before.get(endpoint)) if endpoint not in served else ""
            if doubt:
                doubtful.setdefault(doubt, []).append(change)
            elif endpoint not in served:
                kept.append(change)
        elif (serialised := types.serialised(change)) is not None:
            told.append(serialised)
        elif not types.makes(change) and not _is_untold_default(change):
            kept.append(change)
    found.unknown += [_maybe_gone(changes, doubt) for doubt, changes in doubtful.items()]
    found.unknown += [*dict.fromkeys(told), *(Unknown("the API", reason) for reason in comparison.incomplete)]
    found.apis.append(ComparedApi(tuple(kept), locate))


def _is_untold_default(change: ApiChange) -> bool:
    """Whether a default is gone: it may be one that only a run tells."""
    return change.kind.endswith("default-changed") and change.after == repr_of(None)


def _maybe_gone(changes: Sequence[ApiChange], doubt: str) -> Unknown:
    more = f" and {len(changes) - 1} more" if len(changes) > 1 else ""
    return Unknown(f"`{changes[0].operation}`{more}", doubt)


def _compare_documents(documents: CommittedDocuments, before: str, after: str | None, terms: Terms, found: ComparedApis) -> None:
    base = documents.read(Side.BASE, before)
    head = documents.read(Side.HEAD, after) if after is not None else None
    unread = [one for one in (base, head) if isinstance(one, UnreadDocument)]
    found.unknown += [Unknown("the OpenAPI document", one.reason, one.path) for one in unread]
    if unread or not isinstance(base, CommittedDocument) or isinstance(head, UnreadDocument) or head is None:
        return  # a document that is gone says nothing of what is served
    comparison = compare(base.document, head.document, terms)
    found.unknown += [Unknown("the OpenAPI document", reason, head.path) for reason in comparison.incomplete]
    found.apis.append(ComparedApi(comparison.changes, locate_in_documents(base, head)))
