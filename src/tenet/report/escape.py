"""Text of the pull request inside Markdown: shown as it is, without effect.

What GitHub's Markdown would act on: Markdown and HTML themselves, `@mentions`, `#123` and `GH-123` references, bare
addresses, fences and spans of backticks, comment markers. Mentions, references and addresses are looked for in the
rendered text, where a backslash is gone: a zero-width space breaks them.
"""

import re
from urllib.parse import quote

BREAK = "\u200b"
SPECIAL = re.compile(r"[\\`*\[\]<|~$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?=#?\w{1,40};)|^>|^[-+#=](?=\s|$|[-+#=])")
LIST_NUMBER = re.compile(r"^(\d{1,9})([.)])")
REFERENCE = re.compile(r"[@#](?=\S)|(?<![A-Za-z0-9])GH-(?=\d)|(?:https?|ftp):(?=//)|www(?=\.)", re.IGNORECASE)
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]")
LINE_BREAKS = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\u2028": "\\u2028", "\u2029": "\\u2029", "\x85": "\\x85"}
LINE_BREAK = re.compile("[\n\r\t\u2028\u2029\x85]")
LONGEST_LINE = 400


def visible(text: str) -> str:
    """The text with control characters, marks of writing direction and stray surrogates written out. Line breaks stay."""
    return UNSEEN.sub(_written_out, text)


def _written_out(found: re.Match[str]) -> str:
    code = ord(found[0])
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def one_line(text: str) -> str:
    """The text on one line, its line breaks written out."""
    return visible(LINE_BREAK.sub(lambda found: LINE_BREAKS[found[0]], text))


def shorten(text: str, limit: int) -> str:
    """At most so many characters. A span of code that would be cut is left out whole."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    if text.count("`") % 2 == 0 and kept.count("`") % 2:
        kept = kept[: kept.rindex("`")]
    return f"{kept}…"


def plain(text: str) -> str:
    """One line in which nothing is Markdown."""
    return _inert(one_line(text).strip())


def _inert(line: str) -> str:
    disarmed = REFERENCE.sub(lambda found: f"{found[0]}{BREAK}", line)
    return LIST_NUMBER.sub(r"\1\\\2", SPECIAL.sub(_escaped, disarmed))


def _escaped(found: re.Match[str]) -> str:
    entities = {"<": "&lt;", "&": "&amp;"}
    return entities.get(found[0], f"\\{found[0]}")


def prose(text: str) -> str:
    """One line of a rule's words: pairs of backticks make code, the rest is plain."""
    parts = one_line(" ".join(text.split("\n"))).strip().split("`")
    if len(parts) % 2 == 0:
        return plain(text)
    return "".join(code(part) if index % 2 else _inert(part) for index, part in enumerate(parts))


def code(text: str) -> str:
    """A code span, whatever it holds. Comment markers are broken up: a span in a comment is still in its source."""
    shown = unmarked(one_line(text))
    if not shown.strip():
        return "(nothing)"
    fence = "`" * (_longest_run(shown) + 1)
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def block(text: str, language: str = "") -> str:
    """A fenced block of code, each line cut at a length that people read."""
    lines = _shown_lines(text)
    fence = "`" * max(3, _longest_run("\n".join(lines)) + 1)
    return "\n".join((f"{fence}{language}", *lines, fence))


def _shown_lines(text: str) -> list[str]:
    return [shorten(unmarked(visible(line)), LONGEST_LINE) for line in text.replace("\r\n", "\n").split("\n")]


def is_shown_whole(text: str) -> bool:
    """Whether a block shows the text as it is, so that it can be put into a file."""
    return "\n".join(_shown_lines(text)) == text


def unmarked(text: str) -> str:
    """Text that holds no HTML comment."""
    return text.replace("<!--", f"<{BREAK}!--").replace("-->", f"--{BREAK}>")


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def url_path(path: str) -> str:
    """A path of git inside a URL, bytes that are not UTF-8 included. No colon is left that would make a scheme of its first part."""
    return quote(path.encode("utf-8", "surrogateescape") if _is_escaped(path) else visible(path).encode(), safe="/")


def _is_escaped(path: str) -> bool:
    try:
        path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True


def sendable(path: str) -> bool:
    """Whether a path can stand in a request: JSON has no way to say bytes that are not UTF-8."""
    return not any("\ud800" <= character <= "\udfff" for character in path)
