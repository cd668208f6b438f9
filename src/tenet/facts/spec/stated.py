"""What spec documents say under headings of one subject, and whether the change altered it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenet.domain.change import Change, FileStatus
from tenet.facts.sources import Sources
from tenet.facts.spec.markdown import MAX_TEXT

if TYPE_CHECKING:
    from markdown_it.token import Token

MARKDOWN = (".md", ".markdown", ".mdx")


@dataclass(frozen=True, slots=True)
class Passage:
    """The text under one heading, with what stands under the headings below it."""

    heading: str
    level: int
    text: str


def passages(text: str) -> tuple[Passage, ...]:
    """The passages of a Markdown document; headings within code are none."""
    if len(text) > MAX_TEXT:
        return ()
    from markdown_it import MarkdownIt

    return tuple(_passages(MarkdownIt("commonmark").enable("table").parse(text)))


def _passages(tokens: Sequence["Token"]) -> Iterator[Passage]:
    open_ones: list[tuple[str, int, list[str]]] = []
    heading = False
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1:])
            while open_ones and open_ones[-1][1] >= level:
                name, at, parts = open_ones.pop()
                yield Passage(name, at, "\n".join(parts))
            open_ones.append(("", level, []))
            heading = True
        elif token.type == "heading_close":
            heading = False
        elif token.content:
            if heading:
                open_ones[-1] = (token.content, *open_ones[-1][1:])
                for _, _, parts in open_ones[:-1]:
                    parts.append(token.content)
            else:
                for _, _, parts in open_ones:
                    parts.append(token.content)
    yield from (Passage(name, at, "\n".join(parts)) for name, at, parts in reversed(open_ones))


def stated(text: str, headings: re.Pattern[str]) -> str:
    """What a document says under headings in which the pattern is found, white space folded; empty where it says nothing."""
    found = [passage for passage in passages(text) if headings.search(passage.heading)]
    return " ".join(" ".join(passage.text for passage in found).split())


def states_anew(change: Change, base: Sources, head: Sources, path: str, headings: re.Pattern[str]) -> bool:
    """Whether the change alters, or adds, what a document says under such headings. White space does not count."""
    file = change.by_path.get(path)
    if file is None or file.status is FileStatus.REMOVED or not path.lower().endswith(MARKDOWN):
        return False
    after = stated(head.text(path) or "", headings)
    return bool(after) and after != stated(base.text(file.base_path or path) or "", headings)


def updated_documents(change: Change, base: Sources, head: Sources, paths: Iterable[str]) -> Iterator[str]:
    """Those of the documents that the change adds, or alters in more than white space."""
    for path in paths:
        file = change.by_path.get(path)
        if file is None or file.status is FileStatus.REMOVED:
            continue
        before = (base.text(file.base_path) or "").split() if file.base_path else []
        if (head.text(path) or "").split() != before:
            yield path
