"""The database schema of `tenet inspect tables`, for people."""

from collections.abc import Iterator
from typing import TypedDict, cast

from tenet.core.text import printable
from tenet.domain.finding import Json


class ShownColumn(TypedDict):
    name: str
    type: str | None
    nullable: bool | None
    primary_key: bool
    server_default: str | None


class ShownTable(TypedDict):
    name: str
    columns: list[ShownColumn]
    path: str | None
    line: int | None


class ShownSchema(TypedDict):
    tables: list[ShownTable]


def tables_text(document: Json) -> str:
    """The tables of a document that `tables_document` made, each with its columns."""
    schema = cast("ShownSchema", document)
    return "\n".join(line for table in schema["tables"] for line in _table(table)) + "\n" if schema["tables"] else "no tables\n"


def _table(table: ShownTable) -> Iterator[str]:
    yield f"{printable(table['name'])}  {printable(table['path'] or '')}:{table['line'] or ''}"
    width = max((len(column["name"]) for column in table["columns"]), default=0)
    for column in table["columns"]:
        yield f"  {printable(column['name']):<{width}}  {printable(column['type'] or 'unknown type')}{''.join(_marks(column))}"
    yield ""


def _marks(column: ShownColumn) -> Iterator[str]:
    if column["primary_key"]:
        yield ", primary key"
    elif column["nullable"] is False:
        yield ", not null"
    if column["server_default"] is not None:
        yield f", default {printable(column['server_default'])}"
