"""The endpoints that documents list against those that the code serves.

An endpoint is its method and its path, whatever the path's parameters are called. A document may leave out the prefix that
routers are included under, or write more in front than the application knows of.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tenet.domain.change import Side
from tenet.domain.finding import Unknown
from tenet.facts.drift.drift import Compared, Drift, keys
from tenet.facts.openapi.api_contract import ApiContract, ApiOperation
from tenet.facts.openapi.breaks import CodePlace, shape_of
from tenet.facts.openapi.removals import hides_routes, new_unread
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
    """`planned` are words of headings, in lower case, whose endpoints are not served yet, or no longer."""
    head, base = facts.api(Side.HEAD), facts.api(Side.BASE)
    if head is None:
        return Compared((), frozenset())
    covering = _Covering(facts, [one.file for contract in (head, base) if contract is not None for one in contract.operations])
    now = _Endpoints(facts, Side.HEAD, head, planned, covering)
    found = tuple(now.drift())
    reads_less = base is not None and any(hides_routes(one, head) for one in new_unread(base, head))
    unknown = tuple(now.untold()) if reads_less else ()
    if base is None or not found or any(hides_routes(one, base) for one in new_unread(head, base)):
        return Compared(found, None if found else frozenset(), unknown)
    return Compared(found, keys(_Endpoints(facts, Side.BASE, base, planned, covering).drift()), unknown)


class _Covering:
    """Which documents cover which handlers. It is read of the head, and holds for both sides."""

    def __init__(self, facts: "Facts", handlers: Iterable[str]) -> None:
        self._of_file = {path: tuple(link.document for link in facts.specs.of_file(path)) for path in dict.fromkeys(handlers)}
        self.answering = frozenset(path for paths in self._of_file.values() for path in paths)
        components = (document.path for one in facts.specs.components for document in one.documents if document.at_head)
        self.documents = tuple(dict.fromkeys((*components, *sorted(self.answering))))

    def of_file(self, path: str) -> tuple[str, ...]:
        return self._of_file.get(path, ())


class _Endpoints:
    """The endpoints of one side."""

    def __init__(self, facts: "Facts", side: Side, contract: ApiContract, planned: Sequence[str], covering: _Covering) -> None:
        self._facts, self._side, self._contract, self._planned, self._covering = facts, side, contract, planned, covering
        self._served = frozenset((one.method, shape_of(one.path)) for one in contract.operations)
        self._listings: dict[str, Listing] = {}

    def drift(self) -> Iterator[Drift]:
        yield from self._unlisted()
        if not any(hides_routes(one, self._contract) for one in self._contract.unread):
            yield from self._unserved()

    def untold(self) -> Iterator[Unknown]:
        """Listed endpoints that may be among the routes that cannot be read."""
        for drift in self._unserved():
            yield Unknown(
                f"`{drift.data['name']}`", "it is listed, and some routes of the code cannot be read", drift.place.path, drift.place.line
            )

    def _unlisted(self) -> Iterator[Drift]:
        for operation in self._contract.operations:
            listings = [listing for path in self._covering.of_file(operation.file) if (listing := self._listing(path)).lists]
            endpoint = operation.method, shape_of(operation.path)
            counts = operation.in_schema and operation.method not in BY_THE_FRAMEWORK
            if counts and listings and not any(listing.names(endpoint, self._served) for listing in listings):
                yield _unlisted(operation, endpoint, [listing.path for listing in listings])

    def _unserved(self) -> Iterator[Drift]:
        """Of a document that covers no handler of this application nothing is said, unless it lists what this one serves."""
        for path in self._covering.documents:
            endpoints = [(one, (one.method, shape_of(one.path))) for one in self._listing(path).listed]
            missing = [(one, endpoint) for one, endpoint in endpoints if not self._serves(endpoint)]
            if path in self._covering.answering or len(missing) < len(endpoints):
                yield from (_unserved(one, endpoint, path) for one, endpoint in missing)

    def _serves(self, endpoint: Endpoint) -> bool:
        method, shape = endpoint
        return endpoint in self._served or any(method == verb and same_path(shape, at) for verb, at in self._served)

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
