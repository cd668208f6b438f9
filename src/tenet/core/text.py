"""Text that is safe to show or store."""

import re

HALF = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""A half of a surrogate pair that stands for no byte: a literal of the code may hold one."""


def displayable(text: str) -> str:
    """The text with bytes that are not UTF-8 (surrogate escapes, PEP 383) written as `\\xNN`, other halves of pairs as `\\uNNNN`."""
    if text.isascii():
        return text
    return HALF.sub(_written_out, text).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _written_out(half: re.Match[str]) -> str:
    return f"\\u{ord(half[0]):04x}"


def printable(text: str) -> str:
    """One line that shows control characters, line breaks too, instead of obeying them: for a terminal, which escapes no Markdown."""
    return "".join(char if char.isprintable() or char == "\t" else char.encode("unicode_escape").decode() for char in displayable(text))


def without_commands(line: str) -> str:
    """A line that is no command to GitHub's runner, which reads `::command` after white space and `##[command]` anywhere."""
    escaped = line.replace("\r", "\\r").replace("##[", "## [")
    return escaped.replace("::", ": :") if escaped.lstrip().startswith("::") else escaped


def is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
