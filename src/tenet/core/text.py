"""Text that is safe to show or store."""


def displayable(text: str) -> str:
    """The text with bytes that are not UTF-8 (surrogate escapes, PEP 383) written as `\\xNN`."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
