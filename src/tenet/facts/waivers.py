"""Waivers that stand in the code: `# tenet: allow[rule-id, other-rule] reason`.

In Python only comments count, as the tokenizer sees them, so that a string that shows a waiver is none. In other files the
comment marker of the file's kind must stand before it. A waiver beside code covers its statement; one that stands alone
covers the next one, in Python with the comments up to it.
"""

import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tenet.domain.finding import UnusedWaiver, Waiver, WaiverPlace
from tenet.facts.sources import Sources

MENTION = "tenet:"
WAIVER = re.compile(r"tenet:[ \t]*allow\[([^\]\n]{0,400})\][ \t]*(.*)")
BEHIND = re.compile(r"^#.*\s(?=#[ \t]*tenet:)")
"""What a comment says before a waiver that stands behind it: `# noqa: S608  # tenet: allow[raw-sql] reason`."""
PYTHON = (".py", ".pyi")
HASH, DASHES, SLASHES, BLOCK, ANGLE = "#", "--", "//", "/*", "<!--"
MARKERS = {
    **dict.fromkeys(("sql",), (DASHES, BLOCK)),
    **dict.fromkeys(("md", "markdown", "html", "htm", "xml", "svg", "vue"), (ANGLE,)),
    **dict.fromkeys(("js", "jsx", "ts", "tsx", "mjs", "go", "rs", "java", "kt", "c", "h", "cpp", "css", "proto"), (SLASHES, BLOCK)),
    **dict.fromkeys(("json", "csv", "txt", "rst", "lock"), ()),
}
CLOSERS = ("-->", "*/")
MAX_REASON = 500
MAX_BYTES = 1024 * 1024
"""Longer files are no work of hands; their waivers are not looked for."""


@dataclass(frozen=True, slots=True)
class LineWaiver:
    """A waiver of the code and the lines that it covers. Its own line is `waiver.line`."""

    waiver: Waiver
    covers: range


@dataclass(frozen=True, slots=True)
class LineWaivers:
    """Those that waive, and those that cannot, with the reason."""

    waivers: tuple[LineWaiver, ...] = ()
    broken: tuple[UnusedWaiver, ...] = ()


@dataclass(frozen=True, slots=True)
class _Comment:
    """What stands behind the comment's marker, and the lines of code that it speaks of."""

    line: int
    text: str
    covers: range


def read_line_waivers(sources: Sources, paths: Iterable[str], known_rules: Iterable[str]) -> LineWaivers:
    """The waivers in these files of one side; what is not there or not text has none."""
    wanted = sorted(set(paths))
    sources.load(wanted)
    known = frozenset(known_rules)
    waivers: list[LineWaiver] = []
    broken: list[UnusedWaiver] = []
    for path in wanted:
        data = sources.data(path)
        if data is None or len(data) > MAX_BYTES or MENTION.encode() not in data:
            continue
        for comment in _comments(path, sources.text(path) or ""):
            waiver, wrong = _waiver(path, comment, known)
            if waiver is not None and wrong:
                broken.append(UnusedWaiver(waiver, wrong))
            elif waiver is not None:
                waivers.append(LineWaiver(waiver, comment.covers))
    return LineWaivers(tuple(waivers), tuple(broken))


def _waiver(path: str, comment: _Comment, known: frozenset[str]) -> tuple[Waiver | None, str]:
    """The waiver of a comment, if it holds one, and what is wrong with it."""
    found = WAIVER.match(comment.text)
    if not found:
        return None, ""
    rules = frozenset(name.strip() for name in found[1].split(",") if name.strip())
    reason = _reason(found[2])
    waiver = Waiver(rules, reason, WaiverPlace.LINE, f"{path}:{comment.line}", path, comment.line)
    strange = sorted(rules - known)
    if not rules:
        return waiver, "it names no rule"
    if strange:
        return waiver, f"there is no rule {', '.join(strange)}"
    return waiver, "" if reason else "it gives no reason"


def _reason(text: str) -> str:
    text = text.strip()
    for closer in CLOSERS:
        text = text.removesuffix(closer).strip()
    return text[:MAX_REASON]


def _comments(path: str, text: str) -> Iterator[_Comment]:
    if path.endswith(PYTHON):
        return _python_comments(text)
    suffix = path.rpartition("/")[2].rpartition(".")[2].lower()
    return _text_comments(text.split("\n"), MARKERS.get(suffix, (HASH,)))


def _python_comments(text: str) -> Iterator[_Comment]:
    """By statement: a decorator belongs to what it decorates. Stops where Python cannot read on."""
    pending: list[tuple[int, str]] = []
    first: int | None = None
    opens, decorated = True, False
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                pending.append((token.start[0], BEHIND.sub("", token.string, count=1)[1:].strip()))
            elif token.type == tokenize.NEWLINE:
                if not decorated:
                    begin, end = first or token.start[0], token.end[0] + 1
                    yield from (_Comment(line, content, range(min(line, begin), end)) for line, content in pending)
                    pending, first = [], None
                opens, decorated = True, False
            elif token.type not in {tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}:
                decorated = decorated or (opens and token.string == "@")
                opens, first = False, first or token.start[0]
    except (tokenize.TokenError, SyntaxError):
        pass
    yield from (_Comment(line, content, range(line, pending[-1][0] + 1)) for line, content in pending)


def _text_comments(lines: list[str], markers: tuple[str, ...]) -> Iterator[_Comment]:
    for number, line in enumerate(lines, 1):
        at = line.find(MENTION)
        if at < 0:
            continue
        before = line[:at].rstrip()
        marker = next((marker for marker in markers if before.endswith(marker)), None)
        if marker is None:
            continue
        opening = before.removesuffix(marker)
        if opening.count("`") % 2:  # a document that shows a waiver as code
            continue
        alone = not opening.strip()
        covered = _next_code(lines, number, markers) if alone else number
        yield _Comment(number, line[at:], range(covered, covered + 1))


def _next_code(lines: list[str], number: int, markers: tuple[str, ...]) -> int:
    """The next line that is neither empty nor a comment; the line itself where there is none."""
    for later in range(number, len(lines)):
        content = lines[later].strip()
        if content and not content.startswith(markers):
            return later + 1
    return number
