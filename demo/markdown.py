"""Markdown as GitHub renders it, for bodies that nobody vouches for: what is not on the list of tags comes out as text or not at all."""

import re
from collections.abc import Sequence
from functools import partial
from html import escape, unescape
from html.parser import HTMLParser

from cmarkgfm import github_flavored_markdown_to_html
from cmarkgfm.cmark import Options

from demo.code import highlighted

VOID = frozenset({"br", "hr"})
TEXT = frozenset({"a", "code", "del", "em", "kbd", "s", "span", "strong", "sub", "sup"})
BLOCKS = frozenset({"blockquote", "details", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "pre", "summary", "ul"})
TABLES = frozenset({"table", "tbody", "td", "th", "thead", "tr"})
TAGS = VOID | TEXT | BLOCKS | TABLES
SILENT = frozenset({"script", "style", "svg", "math", "template", "iframe", "object", "noscript", "title", "textarea", "xmp"})
TOKEN_CLASS = re.compile(r"[a-z]{1,2}[0-9]?")
ALIGNMENTS = frozenset({"left", "center", "right"})
OPTIONS = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_HARDBREAKS | Options.CMARK_OPT_GITHUB_PRE_LANG | Options.CMARK_OPT_FOOTNOTES
"""As GitHub renders a comment: a line break in the text is one on the page. What is unsafe is cleaned afterwards."""
CODE = re.compile(r'<pre lang="([\w+-]+)"><code>(.*?)</code></pre>', re.DOTALL)
SUGGESTION = "suggestion"


class Cleaner(HTMLParser):
    """Writes HTML again from what a parser reads: allowed tags with allowed attributes, balanced, everything else escaped."""

    def __init__(self, no_links_to: str) -> None:
        super().__init__(convert_charrefs=True)
        self.no_links_to = no_links_to
        self.out: list[str] = []
        self.open: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        if tag == "img":
            self.handle_data(dict(attrs).get("alt") or "")
        if tag not in TAGS or self.silent:
            return
        allowed = "".join(f' {name}="{escape(value)}"' for name, value in self._attributes(tag, attrs))
        self.out.append(f"<{tag}{allowed}>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT and self.silent > 0
        if tag not in self.open or self.silent:
            return
        while self.open:
            closed = self.open.pop()
            self.out.append(f"</{closed}>")
            if closed == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.out.append(escape(data, quote=False))

    def _attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> list[tuple[str, str]]:
        kept = []
        for name, value in attrs:
            text = value or ""
            link = tag == "a" and name == "href" and text.startswith(("https://", "http://", "#"))
            if link and not (self.no_links_to and text.startswith(self.no_links_to)):
                kept += [(name, text), ("rel", "noopener noreferrer nofollow")]
            elif tag == "span" and name == "class" and TOKEN_CLASS.fullmatch(text):
                kept.append((name, text))
            elif tag in {"td", "th"} and name == "align" and text in ALIGNMENTS:
                kept.append(("class", text))
            elif (tag, name, text) == ("pre", "lang", SUGGESTION):
                kept.append(("class", SUGGESTION))
            elif tag == "details" and name == "open":
                kept.append((name, ""))
        return kept

    def finished(self) -> str:
        self.close()
        return "".join((*self.out, *(f"</{tag}>" for tag in reversed(self.open))))


def clean(html: str, no_links_to: str = "") -> str:
    """The HTML with everything active taken out. Links that begin with `no_links_to` lead nowhere and lose their target."""
    cleaner = Cleaner(no_links_to)
    cleaner.feed(html)
    return cleaner.finished()


def _coloured(found: re.Match[str], replaced: Sequence[str]) -> str:
    lines = unescape(found[2]).removesuffix("\n").split("\n")
    if found[1] != SUGGESTION:
        return "<pre><code>" + "\n".join(highlighted(lines, found[1])) + "</code></pre>"
    old = (f'<span class="gd">{escape(line) or " "}</span>' for line in replaced)
    new = (f'<span class="gi">{escape(line) or " "}</span>' for line in lines if found[2])
    return f'<pre lang="{SUGGESTION}"><code>{"".join((*old, *new))}</code></pre>'


def render(markdown: str, no_links_to: str = "", replaced: Sequence[str] = ()) -> str:
    """Safe HTML of a comment's Markdown. `replaced` are the lines that a suggestion in it would replace."""
    html = github_flavored_markdown_to_html(markdown, OPTIONS)
    return clean(CODE.sub(partial(_coloured, replaced=replaced), html), no_links_to)
