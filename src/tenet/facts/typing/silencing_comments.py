"""Comments that switch type checking off: for a line without saying what, or for a whole file."""

import io
import re
import tokenize
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
NO_CODE = frozenset({tokenize.COMMENT, tokenize.NL, tokenize.ENCODING, tokenize.STRING, tokenize.NEWLINE})


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
    """Those of one file, coded ones too. What cannot be read to its end is read as far as it goes."""
    if data is None or text is None or MENTION.search(data) is None:
        return
    before_code = True
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT and (found := _of(token, before_code)) is not None:
                yield found
            before_code = before_code and token.type in NO_CODE
    except (tokenize.TokenError, SyntaxError):
        return


def _of(token: tokenize.TokenInfo, before_code: bool) -> SilencingComment | None:
    code = token.line[: token.start[1]].strip()
    if match := FILE.search(token.string):
        return SilencingComment(token.start[0], match.group().strip(), code, whole_file=True, coded=False, reasoned=False)
    match = LINE.search(token.string)
    if match is None:
        return None
    whole_file = before_code and not code and match["tool"] == "type" and not match["code"]
    reasoned = match["code"] is not None and REASON.search(match["rest"]) is not None
    shown = match.group().removesuffix(match["rest"]).strip()
    return SilencingComment(token.start[0], shown, code, whole_file, coded=match["code"] is not None, reasoned=reasoned)
