"""What a Markdown document states in a form that names things: headings, tables, code spans and code blocks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

WORD = re.compile(r"\w+")
MAX_TEXT = 1_000_000
"""Characters above which a document is not read: it names nothing then."""


@dataclass(frozen=True)
class Section:
    """What stands under one heading, up to the next of any level: the heading, table rows, code spans, lines of code."""

    heading: str
    statements: tuple[str, ...]

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(word for text in (self.heading, *self.statements) for word in WORD.findall(text))


def read_sections(text: str) -> tuple[Section, ...]:
    """The sections of a document by CommonMark with tables; what stands before the first heading has an empty heading."""
    if len(text) > MAX_TEXT:
        return ()
    from markdown_it import MarkdownIt

    return tuple(_sections(MarkdownIt("commonmark").enable("table").parse(text)))


def _sections(tokens: Sequence["Token"]) -> Iterator[Section]:
    heading, statements, row = "", list[str](), list[str]()
    inside = ""
    for token in tokens:
        if token.type == "heading_open":
            yield Section(heading, tuple(statements))
            heading, statements = "", []
        if token.type in {"heading_open", "tr_open"}:
            inside, row = token.type, []
        elif token.type == "tr_close":
            statements.append(" ".join(row))
            inside = ""
        elif token.type == "heading_close":
            inside = ""
        elif token.type in {"fence", "code_block"}:
            statements.extend(token.content.splitlines())
        elif token.type == "inline":
            if inside == "heading_open":
                heading = token.content
            elif inside == "tr_open":
                row.append(token.content)
            else:
                statements.extend(child.content for child in token.children or () if child.type == "code_inline")
    yield Section(heading, tuple(statements))
