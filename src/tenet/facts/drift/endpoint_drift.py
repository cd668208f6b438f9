"""The endpoints that documents list against those that the code serves.

An endpoint is its method and its path, whatever the path's parameters are called. A document may leave out the prefix that
routers are included under, or write more in front than the application knows of.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tenet.domain.change import Side
from tenet.facts.drift.drift import Compared, Drift, keys
from tenet.facts.openapi.api_contract import ApiContract, ApiOperation
from tenet.facts.openapi.breaks import CodePlace, shape_of
from tenet.facts.spec.document import Document
from tenet.facts.spec.endpoints import ListedEndpoint, ListedIn

if TYPE_CHECKING:
    from tenet.facts.facts import Facts

BY_THE_FRAMEWORK = frozenset({"HEAD", "OPTIONS", "TRACE"})
"""Methods that a document need not list."""
Endpoint = tuple[str, str]
"""A method, and a path without the names of its parameters."""


@dataclass(frozen=True)
class Listing:
    """What one document lists. `mentioned` holds what its running text names in passing, too."""

    path: str
    listed: Sequence[ListedEndpoint]
    mentioned: Sequence[ListedEndpoint]
    lists: bool

    def names(self, endpoint: Endpoint, served: frozenset[Endpoint]) -> bool:
        """Whether it lists an endpoint. What it lists in full is no other endpoint's ending."""
        return endpoint in self._mentioned or any(
            method == endpoint[0] and (method, shape) not in served and same_path(shape, endpoint[1]) for method, shape in self._mentioned
        )

    @cached_property
    def _mentioned(self) -> frozenset[Endpoint]:
        return frozenset((one.method, shape_of(one.path)) for one in self.mentioned)


def same_path(one: str, other: str) -> bool:
    """Whether two paths are one, or one is the end of the other."""
    shorter, longer = sorted((one, other), key=len)
    return longer == shorter or (longer.endswith(shorter) and shorter.strip("/{}") != "")


def compare_endpoints(facts: "Facts", planned: Sequence[str]) -> Compared:
    """`planned` are headings, in lower case, whose endpoints are not served yet, or no longer."""
    head, base = facts.api(Side.HEAD), facts.api(Side.BASE)
    if head is None:
        return Compared((), frozenset())
    now = _Endpoints(facts, Side.HEAD, head, planned)
    found = tuple(now.drift())
    if base is None or base.unread or not found:
        return Compared(found, None if found else frozenset())
    return Compared(found, keys(_Endpoints(facts, Side.BASE, base, planned, now.by_file, now.documents).drift()))


class _Endpoints:
    """The endpoints of one side. Which documents cover which file is read of the head, and holds for both."""

    def __init__(
        self,
        facts: "Facts",
        side: Side,
        contract: ApiContract,
        planned: Sequence[str],
        by_file: Mapping[str, tuple[str, ...]] | None = None,
        documents: Sequence[str] | None = None,
    ) -> None:
        self._facts, self._side, self._contract, self._planned = facts, side, contract, planned
        self.by_file = dict(by_file or {})
        self._given = documents
        self._served = frozenset((one.method, shape_of(one.path)) for one in contract.operations)
        self._listings: dict[str, Listing] = {}

    @cached_property
    def documents(self) -> tuple[str, ...]:
        """Those of the components, and those that files with handlers answer to."""
        if self._given is not None:
            return tuple(self._given)
        covering = [document.path for one in self._facts.specs.components for document in one.documents if document.at_head]
        handlers = [path for operation in self._contract.operations for path in self._of_file(operation.file)]
        return tuple(dict.fromkeys((*covering, *handlers)))

    def drift(self) -> Iterator[Drift]:
        yield from self._unlisted()
        if not self._contract.unread:
            yield from self._unserved()

    def _unlisted(self) -> Iterator[Drift]:
        for operation in self._contract.operations:
            listings = [listing for path in self._of_file(operation.file) if (listing := self._listing(path)).lists]
            endpoint = operation.method, shape_of(operation.path)
            counts = operation.in_schema and operation.method not in BY_THE_FRAMEWORK
            if counts and listings and not any(listing.names(endpoint, self._served) for listing in listings):
                yield _unlisted(operation, endpoint, [listing.path for listing in listings])

    def _unserved(self) -> Iterator[Drift]:
        for path in self.documents:
            for one in self._listing(path).listed:
                endpoint = one.method, shape_of(one.path)
                if endpoint not in self._served and not any(one.method == verb and same_path(endpoint[1], at) for verb, at in self._served):
                    yield _unserved(one, endpoint, path)

    def _of_file(self, path: str) -> tuple[str, ...]:
        if path not in self.by_file:
            self.by_file[path] = tuple(link.document for link in self._facts.specs.of_file(path))
        return self.by_file[path]

    def _listing(self, path: str) -> Listing:
        if path not in self._listings:
            self._listings[path] = self._read(path)
        return self._listings[path]

    def _read(self, path: str) -> Listing:
        specs = self._facts.specs
        linked = [endpoint for file, endpoint in specs.endpoints_of(path) if file != path]
        file = self._facts.change.by_path.get(path)
        before = file.base_path if file is not None else path
        document = specs.document(path) if self._side is Side.HEAD else specs.base_document(before) if before else Document(path)
        own = document.endpoints()
        listed = [one for one in own if one.form is not ListedIn.SPAN and not self._is_planned(document, one.line)]
        return Listing(path, listed, (*own, *linked), bool(listed or linked))

    def _is_planned(self, document: Document, line: int) -> bool:
        titles = (section.title.lower() for section in document.sections_around(line))
        return any(word in title for title in titles for word in self._planned)


def _unlisted(operation: ApiOperation, endpoint: Endpoint, documents: Sequence[str]) -> Drift:
    name, specs = f"{operation.method} {operation.path}", _either(documents)
    return Drift(
        f"code/{' '.join(endpoint)}",
        f"`{name}` is served, and {specs} {'lists' if len(documents) == 1 else 'list'} other endpoints and not this one.",
        f"List it in {specs}, or leave it out of the schema (`include_in_schema=False`).",
        CodePlace(Side.HEAD, operation.file, operation.line, operation.end_line),
        {"subject": "endpoint", "only_in": "code", "name": name, "documents": list(documents)},
    )


def _unserved(one: ListedEndpoint, endpoint: Endpoint, document: str) -> Drift:
    name = f"{one.method} {one.path}"
    return Drift(
        f"spec/{document}/{' '.join(endpoint)}",
        f"`{name}` is listed here, and no code serves it.",
        "Serve it, take it out, or move it under a heading that the option `planned` names.",
        CodePlace(Side.HEAD, document, one.line, one.line),
        {"subject": "endpoint", "only_in": "spec", "name": name, "documents": [document]},
    )


def _either(paths: Iterable[str]) -> str:
    return " or ".join(f"`{path}`" for path in paths)
