"""What GitHub's own Markdown makes of a body: which elements act, and what stands in plain words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from cmarkgfm import github_flavored_markdown_to_html
from cmarkgfm.cmark import Options

OURS = frozenset(
    [
        "h1",
        "h2",
        "h3",
        "h4",
        "p",
        "ul",
        "ol",
        "li",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "details",
        "summary",
        "sub",
        "strong",
        "em",
        "code",
        "pre",
        "a",
        "br",
        "blockquote",
    ]
)
"""Elements that the report itself uses."""
MENTION = re.compile(r"(?<![\w`/])@[A-Za-z0-9]")
REFERENCE = re.compile(r"(?<![\w&])#\d|\bGH-\d", re.IGNORECASE)
ADDRESS = re.compile(r"(https?|ftp)://|www\.", re.IGNORECASE)
COMMENT = re.compile(r"\A<!-- tenet:\d+ \w+( \w+=[\w.~,%]*)* -->")
UNSEEN = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\x1b\x07\x00]")


@dataclass
class Rendered(HTMLParser):
    """The elements, where links lead, comments, and the words outside code."""

    tags: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    attributes: set[str] = field(default_factory=set)
    comments: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    within: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {f"{tag}.{name}" for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "srcset", "action"}]
        self.within += tag in {"code", "pre"}

    def handle_endtag(self, tag: str) -> None:
        self.within -= tag in {"code", "pre"}

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_data(self, data: str) -> None:
        if not self.within:
            self.words.append(data)


def rendered(body: str) -> Rendered:
    page = Rendered()
    page.feed(github_flavored_markdown_to_html(body, options=Options.CMARK_OPT_UNSAFE))
    page.close()
    return page


def active(body: str, addresses: tuple[str, ...]) -> Iterator[str]:
    """What acts in a body although the report never says such a thing. Links may lead to `addresses` alone."""
    page = rendered(COMMENT.sub("", body))
    yield from (f"element {tag}" for tag in page.tags - OURS)
    yield from (
        f"attribute {name}" for name in page.attributes - {"a.href", "pre.lang", "code.class", "td.align", "th.align", "details.open"}
    )
    yield from (f"link {link}" for link in page.links if not link.startswith(addresses))
    yield from (f"comment {comment}" for comment in page.comments)
    for words in page.words:
        yield from (
            f"{name} {words}"
            for name, pattern in (("mention", MENTION), ("reference", REFERENCE), ("address", ADDRESS))
            if pattern.search(words)
        )
    if UNSEEN.search(body):
        yield f"unseen characters {UNSEEN.findall(body)}"
