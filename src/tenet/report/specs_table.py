"""The spec documents of `tenet inspect specs`, for people."""

from collections.abc import Iterator
from typing import TypedDict, cast

from tenet.core.text import printable, without_commands
from tenet.domain.finding import Json


class ShownDocument(TypedDict):
    path: str
    why: str
    sections: list[str]
    endpoints: int
    tables: list[str]
    unread: str | None


class ShownComponent(TypedDict):
    name: str
    origin: str
    documents: list[ShownDocument]
    absent: list[str]


class ShownPlace(TypedDict):
    path: str
    line: int


class ShownRequirement(TypedDict):
    id: str
    path: str
    line: int
    mentions: list[ShownPlace]


class ShownRecord(TypedDict):
    path: str
    status: str | None


class ShownSpecs(TypedDict):
    components: list[ShownComponent]
    files_without_spec: list[str]
    requirements: list[ShownRequirement]
    decision_records: list[ShownRecord]


FILES = 50
"""Files without a spec that are listed; the rest is counted."""


def specs_text(document: Json) -> str:
    """The document that `specs_document` made: one block for each component, then what is left."""
    specs = cast("ShownSpecs", document)
    lines = [line for component in specs["components"] for line in _component(component)]
    lines += _titled("Files without a spec", specs["files_without_spec"])
    lines += _titled("Requirements", [_requirement(requirement) for requirement in specs["requirements"]])
    lines += _titled("Decision records", [_record(record) for record in specs["decision_records"]])
    return "".join(f"{without_commands(line)}\n" for line in lines) or "no components\n"


def _component(component: ShownComponent) -> Iterator[str]:
    yield f"{printable(component['name'])}  {component['origin']}"
    for document in component["documents"]:
        said = document["unread"] or ", ".join(_contents(document)) or "no known section"
        yield f"  {printable(document['path'])}  ({document['why']})  {printable(said)}"
    yield from (f"  {printable(path)}  is not there" for path in component["absent"])
    yield ""


def _contents(document: ShownDocument) -> Iterator[str]:
    yield from document["sections"]
    if document["endpoints"]:
        yield f"{document['endpoints']} endpoints"
    if document["tables"]:
        yield f"tables {' '.join(document['tables'])}"


def _titled(title: str, rows: list[str]) -> list[str]:
    more = [f"  and {len(rows) - FILES} more"] if len(rows) > FILES else []
    return [f"{title} ({len(rows)})", *(f"  {printable(row)}" for row in rows[:FILES]), *more, ""] if rows else []


def _requirement(requirement: ShownRequirement) -> str:
    places = ", ".join(f"{place['path']}:{place['line']}" for place in requirement["mentions"])
    return f"{requirement['id']}  {requirement['path']}:{requirement['line']}  {places or 'named nowhere'}"


def _record(record: ShownRecord) -> str:
    return f"{record['path']}  {record['status'] or 'no status'}"
