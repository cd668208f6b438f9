"""Sources in the syntax of a later Python, rewritten for the one that runs: what they mean for a reader stays.

f-strings that nest as PEP 701 allows are unknown texts, type parameters (PEP 695, 696) are left out, `type X = Y` is an
assignment, and exceptions without parentheses (PEP 758) get them. Lines stay where they are.
"""

import io
import token
import tokenize
from collections.abc import Iterator

from tenet.facts.python.nested_strings import without_nested

MAX_TOKENS = 400_000
OPENING, CLOSING = frozenset("([{"), frozenset(")]}")
Edit = tuple[tuple[int, int], tuple[int, int], str]
"""From where to where, as line and column, and what stands there instead."""


def rewritten(text: str) -> str | None:
    """The text in older syntax; None where it shows none of the newer one."""
    plain = without_nested(text)
    older = _reworded(plain)
    return plain if older is None and plain != text else older


def _reworded(text: str) -> str | None:
    try:
        tokens = [one for one in tokenize.generate_tokens(io.StringIO(text).readline) if one.type not in {token.COMMENT, token.NL}]
    except (tokenize.TokenError, SyntaxError):
        return None
    if len(tokens) > MAX_TOKENS:
        return None
    edits = [*_edits(tokens)]
    return _applied(text, edits) if edits else None


def _edits(tokens: list[tokenize.TokenInfo]) -> Iterator[Edit]:
    starts = True
    for index, one in enumerate(tokens[:-2]):
        name, after = tokens[index + 1], tokens[index + 2]
        if one.string in {"def", "class"} and name.type == token.NAME and after.string == "[":
            yield after.start, tokens[_closing(tokens, index + 2)].end, ""
        elif starts and one.string == "type" and name.type == token.NAME and after.string in {"=", "["}:
            end = name.end if after.string == "=" else tokens[_closing(tokens, index + 2)].end
            yield one.start, end, name.string
        elif one.string == "except" and starts:
            yield from _exceptions(tokens, index)
        starts = one.type in {token.NEWLINE, token.INDENT, token.DEDENT} or (starts and one.type == token.ENCODING) or one.string == ";"


def _closing(tokens: list[tokenize.TokenInfo], opening: int) -> int:
    """The bracket that closes another."""
    depth = 0
    for index in range(opening, len(tokens)):
        depth += (tokens[index].string in OPENING) - (tokens[index].string in CLOSING)
        if not depth:
            return index
    return len(tokens) - 1


def _exceptions(tokens: list[tokenize.TokenInfo], index: int) -> Iterator[Edit]:
    """`except A, B:` with the parentheses that older versions want."""
    depth, commas = 0, False
    first = index + 1 + (tokens[index + 1].string == "*")
    for one in tokens[first:]:
        depth += (one.string in OPENING) - (one.string in CLOSING)
        if not depth and one.string in {":", "as"}:
            if commas:
                yield tokens[first].start, tokens[first].start, "("
                yield one.start, one.start, ")" if one.string == ":" else ") "
            return
        commas = commas or (not depth and one.string == ",")


def _applied(text: str, edits: list[Edit]) -> str:
    lines = text.split("\n")
    for (first, start), (last, end), new in reversed(edits):
        kept = "\\\n" * (last - first)
        lines[first - 1 : last] = (lines[first - 1][:start] + new + kept + lines[last - 1][end:]).split("\n")
    return "\n".join(lines)
