"""A spec document as the rules read it. Start here: `read_document(path, text)`.

    document.sections                  the sections by heading, front matter keys among them, each with its roles
    document.sections_of(Role.X)       those that play a part, by heading (`tenet.facts.spec.roles` knows the synonyms)
    document.lines_of(section)         what a section says, line by line, subsections included
    document.endpoints()               method, path and line of each endpoint that it lists
    document.tables()                  the database tables that it describes, with their columns
    document.requirements()            requirement ids with their lines
    document.front_matter, .markdown_tables, .fences, .links, .lines

Lines count from 1. Headings inside code are none. A document beyond the limits is not read: `unread` says why, and all else
is empty.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from tenet.facts.spec.front_matter import FrontMatter
from tenet.facts.spec.roles import NO_SYNONYMS, Role, Synonyms, meant, roles_of

if TYPE_CHECKING:
    from tenet.facts.spec.data_tables import DataTable
    from tenet.facts.spec.endpoints import ListedEndpoint
    from tenet.facts.spec.requirements import Requirement

MAX_CHARACTERS = 500_000
MAX_LINES = 20_000
MARKDOWN = (".md", ".markdown", ".mdx")
FRONT_MATTER_LEVEL = 0


class Kind(StrEnum):
    """What a line of text belongs to."""

    HEADING = "heading"
    PROSE = "prose"
    LIST = "list"
    TABLE = "table"
    CODE = "code"
    FRONT_MATTER = "front matter"


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line that says something. Comments, blank lines and a table's header are none.

    `text` is as it is written, without the marks of the block (bullets, `#`, `|`); a table's row is its cells, a blank between.
    `first` is whether it starts a paragraph, an item, or a block.
    """

    line: int
    text: str
    kind: Kind
    first: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading.

    `title` has neither numbering nor marks. `level` is 1 to 6; 0 for a key of the front matter. The heading is on `line`, the
    body on the lines after it up to `own_end` (the next heading of any level) or `end` (the next of the same or a higher one).
    """

    title: str
    level: int
    line: int
    own_end: int
    end: int


@dataclass(frozen=True, slots=True)
class MarkdownRow:
    line: int
    cells: tuple[str, ...]
    """Without marks: `` `GET` `` is `GET`."""


@dataclass(frozen=True, slots=True)
class MarkdownTable:
    line: int
    header: tuple[str, ...]
    rows: tuple[MarkdownRow, ...]


@dataclass(frozen=True, slots=True)
class Fence:
    """A code block. `line` is that of its first line of content, `language` lower case and empty where none is named."""

    line: int
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    line: int
    target: str


@dataclass(frozen=True)
class Document:
    path: str
    front_matter: FrontMatter = field(default_factory=FrontMatter)
    sections: tuple[Section, ...] = ()
    lines: tuple[TextLine, ...] = ()
    markdown_tables: tuple[MarkdownTable, ...] = ()
    fences: tuple[Fence, ...] = ()
    links: tuple[Link, ...] = ()
    unread: str = ""

    def sections_of(self, role: Role, synonyms: Synonyms = NO_SYNONYMS) -> tuple[Section, ...]:
        """The sections that play this part, in the order of the document."""
        return tuple(section for section in self.sections if role in self.roles(section, synonyms))

    def roles(self, section: Section, synonyms: Synonyms = NO_SYNONYMS) -> frozenset[Role]:
        """What a section is for, by its heading. `synonyms` are the policy's own, beside the known ones."""
        known = self._roles.get(section.title)
        if known is None:
            known = self._roles[section.title] = roles_of(section.title)
        return known | meant(section.title, synonyms) if synonyms else known

    def lines_of(self, section: Section) -> Sequence[TextLine]:
        """What a section and those below it say, headings left out."""
        within = self.lines[self._at(section.line + (section.level > FRONT_MATTER_LEVEL)) : self._at(section.end + 1)]
        return [line for line in within if line.kind is not Kind.HEADING]

    def line_before(self, line: int) -> TextLine | None:
        """The last line above this one that says something."""
        at = self._at(line)
        return self.lines[at - 1] if at else None

    def section_at(self, line: int) -> Section | None:
        """The innermost section that a line stands in."""
        return next(iter(self.sections_around(line)), None)

    def sections_around(self, line: int) -> tuple[Section, ...]:
        """The sections that a line stands in, the innermost first."""
        at: int | None = bisect_right(self._starts, line) - 1
        found = []
        while at is not None and at >= 0:
            if line <= self.sections[at].end:
                found.append(self.sections[at])
            at = self._parents[at]
        return tuple(found)

    def endpoints(self) -> "tuple[ListedEndpoint, ...]":
        """What the document lists, each once, at its first line: tables, lists, headings, code spans, `http` blocks, OpenAPI blocks."""
        from tenet.facts.spec.endpoints import listed_endpoints

        return listed_endpoints(self)

    def tables(self, synonyms: Synonyms = NO_SYNONYMS) -> "tuple[DataTable, ...]":
        """The database tables or models that Markdown tables describe."""
        from tenet.facts.spec.data_tables import described_tables

        return described_tables(self, synonyms)

    def requirements(self) -> "tuple[Requirement, ...]":
        """The requirement ids that the document states, each once, at its first line."""
        from tenet.facts.spec.requirements import stated_requirements

        return stated_requirements(self)

    def _at(self, line: int) -> int:
        return bisect_left(self._numbers, line)

    @cached_property
    def _roles(self) -> dict[str, frozenset[Role]]:
        return {}

    @cached_property
    def _numbers(self) -> tuple[int, ...]:
        return tuple(line.line for line in self.lines)

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(section.line for section in self.sections)

    @cached_property
    def _parents(self) -> tuple[int | None, ...]:
        """For each section the index of the one that it is part of."""
        found: list[int | None] = []
        open_sections: list[int] = []
        for at, section in enumerate(self.sections):
            while open_sections and self.sections[open_sections[-1]].end < section.line:
                open_sections.pop()
            found.append(open_sections[-1] if open_sections else None)
            open_sections.append(at)
        return tuple(found)


def is_markdown(path: str) -> bool:
    return path.lower().endswith(MARKDOWN)


def read_document(path: str, text: str) -> Document:
    """Reads Markdown by CommonMark with tables. `text` has newlines for line ends, as `Sources.text` gives it."""
    if len(text) > MAX_CHARACTERS or text.count("\n") > MAX_LINES:
        return Document(path, unread=f"it is longer than {MAX_LINES:,} lines or {MAX_CHARACTERS // 1000} kB")
    from tenet.facts.spec.blocks import read_blocks

    return read_blocks(path, text)
