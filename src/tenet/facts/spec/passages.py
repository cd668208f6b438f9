"""What a document states in a form that names things: headings, tables, code spans and code blocks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tenet.facts.spec.document import Document, Kind, TextLine
from tenet.facts.spec.inline import code_spans

WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Passage:
    """What stands between two headings of any level: the heading, table rows, code spans, lines of code."""

    heading: str
    statements: tuple[str, ...]

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(word for text in (self.heading, *self.statements) for word in WORD.findall(text))


def passages_of(document: Document) -> Iterator[Passage]:
    """In order; what stands before the first heading has an empty heading. None for a document that is not read."""
    heading, statements = "", list[str]()
    headers = (TextLine(table.line, " ".join(table.header), Kind.TABLE) for table in document.markdown_tables)
    lines = sorted((*document.lines, *headers), key=lambda line: line.line)
    for line in lines:
        if line.kind is Kind.HEADING and line.first:
            yield Passage(heading, tuple(statements))
            heading, statements = line.text, []
        else:
            statements.extend(_statements(line))
    if lines:
        yield Passage(heading, tuple(statements))


def _statements(line: TextLine) -> Iterator[str]:
    if line.kind in {Kind.TABLE, Kind.CODE}:
        yield line.text
    elif line.kind in {Kind.PROSE, Kind.LIST}:
        yield from (span for _, _, span in code_spans(line.text))
