"""Reads the blocks of a Markdown document. Only blocks are parsed by the library: that is what keeps hostile text cheap."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tenet.facts.spec.document import (
    FRONT_MATTER_LEVEL,
    Document,
    Fence,
    Kind,
    Link,
    MarkdownRow,
    MarkdownTable,
    Section,
    TextLine,
)
from tenet.facts.spec.front_matter import FrontMatter, read_front_matter
from tenet.facts.spec.inline import links, without_comments, words_of
from tenet.facts.spec.roles import without_numbering

if TYPE_CHECKING:
    from markdown_it.token import Token

MAX_LINKS = 2_000
SETEXT_LEVEL = 2
UNDERLINED = re.compile(r"([^\n]+)\n={3,}")


def read_blocks(path: str, text: str) -> Document:
    front = read_front_matter(text)
    lines = text.split("\n")
    body = "\n".join([*[""] * front.end_line, *lines[front.end_line :]])
    walk = _Walk()
    for token in _tokens(body, walk):
        walk.take(token)
    return Document(
        path,
        front,
        (*_keys(front), *_sections(walk.headings, len(lines))),
        tuple(sorted((*_said(front), *walk.lines), key=lambda line: line.line)),
        tuple(walk.tables),
        tuple(walk.fences),
        tuple(walk.links),
    )


def _tokens(text: str, walk: "_Walk") -> "Sequence[Token]":
    from markdown_it import MarkdownIt

    definitions: dict[str, dict[str, dict[str, str | list[int]]]] = {}
    tokens = MarkdownIt("commonmark").enable("table").disable("inline").parse(text, definitions)
    for definition in definitions.get("references", {}).values():
        place, target = definition["map"], definition["href"]
        if isinstance(place, list) and isinstance(target, str) and len(walk.links) < MAX_LINKS:
            walk.links.append(Link(place[0] + 1, target))
    return tokens


def _keys(front: FrontMatter) -> Iterator[Section]:
    for key in front.keys:
        yield Section(
            without_numbering(key.name.replace("_", " ").replace("-", " ")), FRONT_MATTER_LEVEL, key.line, key.end_line, key.end_line
        )


def _said(front: FrontMatter) -> Iterator[TextLine]:
    return (TextLine(number, words, Kind.FRONT_MATTER) for number, words in front.said.items())


def _sections(headings: Sequence[tuple[str, int, int]], last: int) -> Iterator[Section]:
    """From title, level and line of each heading."""
    ends = [last] * len(headings)
    open_headings: list[int] = []
    for at, (_, level, line) in enumerate(headings):
        while open_headings and headings[open_headings[-1]][1] >= level:
            ends[open_headings.pop()] = line - 1
        open_headings.append(at)
    for at, (title, level, line) in enumerate(headings):
        yield Section(title, level, line, headings[at + 1][2] - 1 if at + 1 < len(headings) else last, ends[at])


@dataclass(slots=True)
class _Walk:
    """What the tokens so far have shown."""

    headings: list[tuple[str, int, int]] = field(default_factory=list)
    lines: list[TextLine] = field(default_factory=list)
    tables: list[MarkdownTable] = field(default_factory=list)
    fences: list[Fence] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    _level: int = 0
    _lists: int = 0
    _numbered: bool = False
    _item: int = 0
    _header: tuple[str, ...] | None = None
    _row: list[str] | None = None
    _rows: list[MarkdownRow] = field(default_factory=list)
    _at: int = 0
    _head_line: int = 0

    def take(self, token: "Token") -> None:
        first = token.map[0] + 1 if token.map else 0
        if token.type in {"fence", "code_block"}:
            self._code(token, first + (token.type == "fence"))
        elif token.type == "inline":
            self._text(token.content, first)
        elif token.type == "html_block":
            self._lines(without_comments(token.content), first, Kind.PROSE)
        elif token.type == "heading_open":
            self._level = int(token.tag[1]) if token.level == 0 else 0
        elif token.type == "heading_close":
            self._level = 0
        elif token.type in {"bullet_list_open", "ordered_list_open", "bullet_list_close", "ordered_list_close"}:
            self._lists += token.nesting
            self._numbered = token.type == "ordered_list_open" or (self._numbered and token.nesting < 0)
        elif token.type == "list_item_open":
            self._item = first
        elif token.type == "hr":
            self._numbered_heading(first)
        else:
            self._table(token.type, first)

    def _numbered_heading(self, underline: int) -> None:
        """`3. Constraints` underlined: by CommonMark an item and a rule or a paragraph of two lines, to its author a heading."""
        last = self.lines[-1] if self.lines else None
        if last is None or not self._numbered or not last.first or last.kind is not Kind.LIST:
            return
        if last.line == self._item == underline - 1:
            self.lines[-1] = replace(last, kind=Kind.HEADING)
            self.headings.append((without_numbering(words_of(last.text)), SETEXT_LEVEL, last.line))

    def _code(self, token: "Token", first: int) -> None:
        words = token.info.split()
        self.fences.append(Fence(first, words[0].lower().strip("{}.") if words else "", token.content))
        self._lines(token.content, first, Kind.CODE)

    def _text(self, content: str, first: int) -> None:
        self._link(content, first)
        if self._row is not None:
            self._row.append(words_of(without_comments(content)))
        elif self._level:
            title = words_of(without_comments(content)).replace("\n", " ")
            self.headings.append((without_numbering(title), self._level, first))
            self._lines(content, first, Kind.HEADING)
        elif self._numbered and (underlined := UNDERLINED.fullmatch(content)):
            self._lines(underlined[1], first, Kind.LIST)
            self._numbered_heading(first + 1)
        else:
            self._lines(without_comments(content), first, Kind.LIST if self._lists else Kind.PROSE)

    def _link(self, content: str, first: int) -> None:
        if "](" in content and len(self.links) < MAX_LINKS:
            self.links.extend(Link(first + content.count("\n", 0, at), target) for at, target in links(content))

    def _lines(self, text: str, first: int, kind: Kind) -> None:
        for at, line in enumerate(text.split("\n")):
            if line.strip():
                self.lines.append(TextLine(first + at, line.strip(), kind, first=at == 0))

    def _table(self, kind: str, first: int) -> None:
        if kind == "table_open":
            self._header, self._rows = None, []
        elif kind == "tr_open":
            self._row, self._at = [], first
        elif kind == "tr_close":
            self._close_row()
        elif kind == "table_close":
            self.tables.append(MarkdownTable(self._head_line, self._header or (), tuple(self._rows)))

    def _close_row(self) -> None:
        cells, self._row = tuple(self._row or ()), None
        if self._header is None:
            self._header, self._head_line = cells, self._at
        else:
            self._rows.append(MarkdownRow(self._at, cells))
            self._lines(" ".join(cells), self._at, Kind.TABLE)
