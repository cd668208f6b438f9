"""The database tables that a document describes: a Markdown table with a row for each column.

Which table it is stands in the table itself (a column `table` or `model`), in the heading above it, or in the last line
before it. A heading such as `Data model` names none: `name` is empty where nothing does.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenet.facts.spec.inline import code_spans, words_of
from tenet.facts.spec.roles import Role, Synonyms, folded, roles_of

if TYPE_CHECKING:
    from tenet.facts.spec.document import Document, MarkdownRow, MarkdownTable, Section

OWNER_COLUMN = frozenset({"table", "model", "entity", "class", "relation"})
NAME_COLUMN = frozenset({"column", "field", "attribute", "property", "column name", "field name", "name"})
PLAIN_NAME = "name"
TYPE_COLUMN = frozenset({"type", "data type", "datatype", "sql type", "column type", "db type"})
NAME = re.compile(r"[A-Za-z_][\w.]{0,120}")
NAMED = re.compile(
    r"(?:the\s+)?(?:(?:table|entity|model|relation|class)s?\s*:?\s+(?P<after>[\w.]+)|(?P<before>[\w.]+)\s+(?:table|entity|model|relation))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DescribedColumn:
    """`type` is as it is written, empty where the table has no such column."""

    name: str
    type: str
    line: int


@dataclass(frozen=True, slots=True)
class DataTable:
    """`line` is where its name stands, or its first row where it has none."""

    name: str
    line: int
    columns: tuple[DescribedColumn, ...]


def described_tables(document: "Document", synonyms: Synonyms) -> tuple[DataTable, ...]:
    return tuple(table for grid in document.markdown_tables for table in _read(document, grid, synonyms))


def _read(document: "Document", grid: "MarkdownTable", synonyms: Synonyms) -> Iterator[DataTable]:
    header = [folded(title) for title in grid.header]
    around = document.sections_around(grid.line)
    in_data_model = any(Role.DATA_MODEL in document.roles(section, synonyms) for section in around)
    owner, kind = _column(header, OWNER_COLUMN), _column(header, TYPE_COLUMN)
    name = _column(header, NAME_COLUMN)
    describes = name is not None and (
        in_data_model or owner is not None or (kind is not None and header[name] in {"column", "column name"})
    )
    if name is None or not describes or (header[name] == PLAIN_NAME and kind is None):
        return
    if owner is not None and owner != name:
        yield from _by_owner(grid.rows, owner, name, kind)
        return
    title, line = _name_above(document, grid, around)
    columns = tuple(_columns(grid.rows, name, kind))
    if columns:
        yield DataTable(title, line, columns)


def _column(header: Sequence[str], names: frozenset[str]) -> int | None:
    return next((at for at, title in enumerate(header) if title in names), None)


def _by_owner(rows: Sequence["MarkdownRow"], owner: int, name: int, kind: int | None) -> Iterator[DataTable]:
    """Rows that leave the owner out belong to that of the row above."""
    found: dict[str, tuple[int, list[MarkdownRow]]] = {}
    current = ""
    for row in rows:
        written = NAME.match(row.cells[owner].strip()) if owner < len(row.cells) else None
        current = written[0] if written else current
        if current:
            found.setdefault(current, (row.line, []))[1].append(row)
    for title, (line, own) in found.items():
        yield DataTable(title, line, tuple(_columns(own, name, kind)))


def _columns(rows: Sequence["MarkdownRow"], name: int, kind: int | None) -> Iterator[DescribedColumn]:
    for row in rows:
        written = NAME.match(row.cells[name].strip()) if name < len(row.cells) else None
        if written:
            yield DescribedColumn(written[0], row.cells[kind].strip() if kind is not None and kind < len(row.cells) else "", row.line)


def _name_above(document: "Document", grid: "MarkdownTable", around: Sequence["Section"]) -> tuple[str, int]:
    before = document.line_before(grid.line)
    section = around[0] if around else None
    if before is not None and (section is None or before.line > section.line) and (name := _named(before.text)):
        return name, before.line
    if section is not None and (name := _named(section.title) or _single(section)):
        return name, section.line
    return "", grid.rows[0].line if grid.rows else grid.line


def _named(text: str) -> str:
    """`Table: orders`, `The orders table`, or a line with one code span and little else."""
    spans = [span for _, _, span in code_spans(text)]
    if len(spans) == 1 and NAME.fullmatch(spans[0]):
        return spans[0]
    words = words_of(text).rstrip(":. ")
    found = NAMED.fullmatch(words)
    name = (found["after"] or found["before"]) if found else words if text.lstrip().startswith("**") else ""
    return (
        name if NAME.fullmatch(name) and name.lower() not in {"the", "a", "an", "this", "each", "of", "data", "domain", "following"} else ""
    )


def _single(section: "Section") -> str:
    """A heading of one word that is a name: `orders`."""
    title = section.title.strip("` ")
    return title if NAME.fullmatch(title) and Role.DATA_MODEL not in roles_of(title) else ""
