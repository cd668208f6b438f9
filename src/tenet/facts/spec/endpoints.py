"""The endpoints that a document lists, and those of an OpenAPI text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tenet.facts.spec.inline import code_spans, words_of
from tenet.facts.spec.yaml_tree import composed, member, members

if TYPE_CHECKING:
    from tenet.facts.spec.document import Document, Fence, MarkdownTable, TextLine

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE")
METHOD = rf"(?:{'|'.join(METHODS)})"
ENDPOINT = re.compile(
    rf"(?P<methods>{METHOD}(?:\s*[,/|&]\s*{METHOD}){{0,7}})\s*[:→>-]{{0,2}}\s*(?:https?://[^\s/`]{{1,200}})?(?P<path>/[^\s`|\"'?#,;]{{0,500}})"
)
HOST = re.compile(r"https?://[^\s/`]{1,200}|\{[\w.-]{1,60}\}(?=/)")
PARAMETER = re.compile(r"<(?:\w{1,40}:)?(\w{1,80})>|(?<=/):(\w{1,80})|\{\{\s{0,3}(\w{1,80})\s{0,3}\}\}")
METHOD_COLUMN = frozenset({"method", "verb", "http method", "http verb", "http"})
PATH_COLUMN = frozenset({"path", "route", "endpoint", "url", "uri", "resource", "url path"})
HTTP_LANGUAGES = frozenset({"", "http", "https", "rest", "text", "txt", "plain", "plaintext"})
OPENAPI_LANGUAGES = frozenset({"yaml", "yml", "json", "openapi", "swagger", ""})
PATHS = re.compile(r"(?:^|[\s{,])[\"']?paths[\"']?\s{0,9}:")
MAX_ENDPOINTS = 5_000


class ListedIn(StrEnum):
    """The form in which a document lists an endpoint. `SPAN`: a code span in running text, which may be a mere mention."""

    HEADING = "heading"
    TABLE = "table"
    LIST = "list"
    SPAN = "span"
    HTTP = "http"
    OPENAPI = "openapi"


@dataclass(frozen=True, slots=True)
class ListedEndpoint:
    """`method` is upper case. `path` is without host and query, its parameters in braces: `/orders/{id}`."""

    method: str
    path: str
    line: int
    form: ListedIn


def listed_endpoints(document: "Document") -> tuple[ListedEndpoint, ...]:
    """Each method and path once, where it is listed first; a code span in running text only if nothing else lists it."""
    found: dict[tuple[str, str], ListedEndpoint] = {}
    for endpoint in sorted(_all(document), key=lambda endpoint: (endpoint.form is ListedIn.SPAN, endpoint.line)):
        found.setdefault((endpoint.method, endpoint.path), endpoint)
    return tuple(sorted(found.values(), key=lambda endpoint: (endpoint.line, endpoint.path, endpoint.method)))[:MAX_ENDPOINTS]


def openapi_endpoints(text: str, first_line: int = 1) -> tuple[ListedEndpoint, ...]:
    """The operations under `paths` of an OpenAPI or Swagger document, or of a part of one that has `paths`."""
    if not PATHS.search(text):
        return ()
    found = []
    for path, _, item in members(member(composed(text), "paths")):
        for method, key, _ in members(item) if path.startswith("/") else ():
            if method.upper() in METHODS:
                found.append(ListedEndpoint(method.upper(), _path(path), first_line + key.start_mark.line, ListedIn.OPENAPI))
    return tuple(found)


def _all(document: "Document") -> Iterator[ListedEndpoint]:
    for line in document.lines:
        if line.kind != "code" and "/" in line.text:
            yield from _in_line(line)
    for table in document.markdown_tables:
        yield from _in_columns(table)
    for fence in document.fences:
        yield from _in_fence(fence)


def _in_line(line: "TextLine") -> Iterator[ListedEndpoint]:
    form = {"heading": ListedIn.HEADING, "table": ListedIn.TABLE, "list": ListedIn.LIST}.get(line.kind, ListedIn.SPAN)
    words = words_of(line.text).lstrip("-*+ ")
    found = ENDPOINT.search(words) if line.kind in {"heading", "table"} else ENDPOINT.match(words)
    if found and (line.first or line.kind == "table"):
        form = ListedIn.LIST if form is ListedIn.SPAN else form  # a paragraph that starts with it is as good as an item
        yield from _endpoints(found, line.line, form)
    for _, _, span in code_spans(line.text):
        if match := ENDPOINT.match(span):
            yield from _endpoints(match, line.line, ListedIn.SPAN)


def _endpoints(found: re.Match[str], line: int, form: ListedIn) -> Iterator[ListedEndpoint]:
    for method in re.findall(METHOD, found["methods"]):
        yield ListedEndpoint(method, _path(found["path"]), line, form)


def _in_columns(table: "MarkdownTable") -> Iterator[ListedEndpoint]:
    """A table with a column of methods and one of paths."""
    method, path = _column(table.header, METHOD_COLUMN), _column(table.header, PATH_COLUMN)
    if method is None or path is None:
        return
    for row in table.rows:
        if max(method, path) < len(row.cells):
            place = HOST.sub("", row.cells[path].strip(), count=1).split("?")[0].split()
            for name in re.findall(rf"\b{METHOD}\b", row.cells[method].upper()):
                if place and place[0].startswith("/"):
                    yield ListedEndpoint(name, _path(place[0]), row.line, ListedIn.TABLE)


def _column(header: Sequence[str], names: frozenset[str]) -> int | None:
    return next((at for at, title in enumerate(header) if " ".join(re.findall(r"\w+", title.lower())) in names), None)


def _in_fence(fence: "Fence") -> Iterator[ListedEndpoint]:
    if fence.language in OPENAPI_LANGUAGES and PATHS.search(fence.text):
        yield from openapi_endpoints(fence.text, fence.line)
    elif fence.language in HTTP_LANGUAGES:
        for number, line in enumerate(fence.text.split("\n"), fence.line):
            if match := ENDPOINT.match(line.strip()):
                yield from _endpoints(match, number, ListedIn.HTTP)


def _path(written: str) -> str:
    path = PARAMETER.sub(lambda found: f"{{{next(filter(None, found.groups()))}}}", written).rstrip("`*.,;:)")
    return path or "/"
