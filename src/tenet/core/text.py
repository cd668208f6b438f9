"""Text that is safe to show or store."""


def displayable(text: str) -> str:
    """The text with bytes that are not UTF-8 (surrogate escapes, PEP 383) written as `\\xNN`."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


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
