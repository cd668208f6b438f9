"""Comments that switch type checking off: for a line without saying what, or for a whole file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MENTION = re.compile(rb"#\s*(?:type|pyright|mypy|ty|basedpyright)\s*:")
LINE = re.compile(r"#\s*(?P<tool>type|pyright|ty|basedpyright):\s*ignore(?P<code>\s*\[[^\]]*\])?(?=\s|#|$)(?P<rest>.*)")
FILE = re.compile(
    r"#\s*(?:mypy\s*:\s*(?:ignore[-_]errors(?:\s*=\s*true)?\s*$|disable[-_]error[-_]code|allow[-_]untyped|no[-_](?:check|disallow|strict|warn)|"
    r"[a-z_-]+\s*=\s*false)|(?:based)?pyright\s*:\s*(?:basic|standard|off)\b|(?:based)?pyright\s*:\s*report\w+\s*=\s*(?:false|none))",
    re.IGNORECASE,
)
REASON = re.compile(r"#\s*(?!noqa|nosec|pragma|pylint|pyright|type:|mypy|fmt|isort|ruff)\S")
TOKEN = re.compile(
    r'''"""(?:\\.|[^\\])*?(?:"""|\Z)|\'{3}(?:\\.|[^\\])*?(?:\'{3}|\Z)|"(?:\\.|[^"\\\n])*"?|\'(?:\\.|[^\'\\\n])*\'?|#[^\n]*''',
    re.DOTALL,
)
"""Strings and comments: what stands between is code. Every quote ends somewhere, so that reading takes one pass."""


@dataclass(frozen=True, slots=True)
class SilencingComment:
    """`code` is the line's code without the comment. `reasoned`: it names an error code and says why."""

    line: int
    text: str
    code: str
    whole_file: bool
    coded: bool
    reasoned: bool


def silencing_comments(data: bytes | None, text: str | None) -> Iterator[SilencingComment]:
    """Those of one file, coded ones too."""
    if data is None or text is None or MENTION.search(data) is None:
        return
    before_code, end, line = True, 0, 1
    for token in TOKEN.finditer(text):
        line += text.count("\n", end, token.start())
        before_code = before_code and not text[end : token.start()].strip()
        if token[0].startswith("#"):
            code = text[text.rfind("\n", 0, token.start()) + 1 : token.start()].strip()
            found = _of(token[0], code, line, before_code)
            if found is not None:
                yield found
        else:
            before_code = False
        line += token[0].count("\n")
        end = token.end()


def _of(comment: str, code: str, line: int, before_code: bool) -> SilencingComment | None:
    if match := FILE.search(comment):
        return SilencingComment(line, match.group().strip(), code, whole_file=True, coded=False, reasoned=False)
    match = LINE.search(comment)
    if match is None:
        return None
    coded = match["code"] is not None
    whole_file = before_code and not code and match["tool"] == "type" and not coded
    shown = match.group().removesuffix(match["rest"]).strip()
    return SilencingComment(line, shown, code, whole_file, coded, reasoned=coded and REASON.search(match["rest"]) is not None)
