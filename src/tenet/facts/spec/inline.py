"""What stands within one line of Markdown: code spans, links, and the words without their marks.

Read by the rules of CommonMark as far as naming things needs them, in time linear in the text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

BACKTICKS = re.compile(r"`+")
LINK = re.compile(r"!?\[(?P<text>[^\[\]\n]{0,300})\]\(\s*<?(?P<target>[^()\s<>]{1,500})>?(?:\s+[\"'(][^\n]{0,200}?)?\s{0,9}\)")
MARKS = re.compile(
    r"\*+|~~|(?<![^\W_])_+|_+(?![^\W_])|</?(?:a|b|br|code|del|div|em|i|img|ins|kbd|p|s|small|span|strong|sub|sup|u)\b[^<>\n]{0,200}>|\\(?=[^\w\s])"
)
OPENING, CLOSING = "<!--", "-->"


def code_spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and content of each code span. A run of backticks is closed by the next run of the same length."""
    runs = [(found.start(), found.end()) for found in BACKTICKS.finditer(text)]
    by_length: dict[int, list[int]] = {}
    for start, end in runs:
        by_length.setdefault(end - start, []).append(start)
    reached = 0
    for start, end in runs:
        if start < reached or _is_escaped(text, start):
            continue
        same = by_length[end - start]
        after = bisect_right(same, start)
        if after < len(same):
            reached = same[after] + end - start
            yield start, reached, text[end : same[after]].replace("\n", " ").strip()


def _is_escaped(text: str, at: int) -> bool:
    return at > 0 and text[at - 1] == "\\" and (at < 2 or text[at - 2] != "\\")


def links(text: str) -> Iterator[tuple[int, str]]:
    """Offset and target of each link and picture."""
    return ((found.start(), found["target"]) for found in LINK.finditer(text))


def words_of(text: str) -> str:
    """The text without emphasis, tags and the marks of spans and links. What stands in a code span stays as it is."""
    parts, reached = [], 0
    for start, end, content in code_spans(text):
        parts += [_unmarked(text[reached:start]), content]
        reached = end
    return "".join([*parts, _unmarked(text[reached:])]).strip()


def _unmarked(text: str) -> str:
    return MARKS.sub("", LINK.sub(lambda found: found["text"], text)) if text else ""


def without_comments(text: str) -> str:
    """The text with HTML comments taken out, line breaks kept so that lines stay where they are."""
    parts, reached = [], 0
    while (start := text.find(OPENING, reached)) >= 0:
        end = text.find(CLOSING, start + len(OPENING))
        if end < 0:
            break
        parts += [text[reached:start], "\n" * text.count("\n", start, end)]
        reached = end + len(CLOSING)
    return "".join([*parts, text[reached:]])


def without_code(text: str) -> str:
    """The text with a word in the place of each code span."""
    parts, reached = [], 0
    for start, end, _ in code_spans(text):
        parts += [text[reached:start], "code"]
        reached = end
    return "".join([*parts, text[reached:]])
