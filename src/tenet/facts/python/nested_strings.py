"""f-strings as Python 3.12 and later allow them (PEP 701): with the same quotes, backslashes and lines inside their braces.

Older parsers cannot read them. What stands in for one is an f-string of a name that nothing binds: its value is unknown.
"""

import re

STARTS = re.compile(r"#[^\n]*|(?<!\w)([A-Za-z]{0,2})('''|\"\"\"|'|\")")
UNKNOWN = "__unread__"
MAX_NESTED = 20


def without_nested(text: str) -> str:
    """The text with such f-strings replaced; the same text where there are none."""
    made, position = [], 0
    for first, last in _nested(text):
        lines = text.count("\n", first, last)
        made += [text[position:first], f'f"{{{UNKNOWN}}}', "\\\n" * lines, '"']
        position = last
    return "".join([*made, text[position:]])


def _nested(text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start = STARTS.search(text)
    while start is not None:
        end = start.end()
        if start[2]:
            end, nested = _end(text, start)
            if nested:
                found.append((start.start(), end))
        start = STARTS.search(text, end)
    return found


def _end(text: str, start: re.Match[str], depth: int = 0) -> tuple[int, bool]:
    """Where a string ends, and whether older parsers stumble over what stands in its braces."""
    quote, position = start[2], start.end()
    if "f" not in start[1].lower() or depth > MAX_NESTED:
        return _end_of_plain(text, position, quote), False
    nested = False
    while position < len(text) and not text.startswith(quote, position):
        if text[position] == "\\" or text.startswith("{{", position):
            position += 2
        elif text[position] == "{":
            position, inside = _end_of_braces(text, position + 1, quote, depth)
            nested = nested or inside
        else:
            position += 1
    return position + len(quote), nested


def _end_of_plain(text: str, position: int, quote: str) -> int:
    while position < len(text) and not text.startswith(quote, position):
        position += 2 if text[position] == "\\" else 1
    return position + len(quote)


def _end_of_braces(text: str, position: int, quote: str, depth: int) -> tuple[int, bool]:
    """Where a replacement field ends."""
    open_brackets, nested = 1, False
    while position < len(text) and open_brackets:
        start = STARTS.match(text, position) if text[position] in "'\"" or text[position].isalpha() else None
        if start is not None and start[2]:
            position, inside = _end(text, start, depth + 1)
            nested = nested or inside or start[2] == quote or start[2][0] == quote
            continue
        nested = nested or text[position] == "\\" or (text[position] == "\n" and len(quote) == 1)
        open_brackets += (text[position] in "([{") - (text[position] in ")]}")
        position += 1
    return position, nested
