"""The text of a comment on the diff: one finding, or several of one rule."""

from collections.abc import Sequence

from tenet.domain.change import Side
from tenet.domain.finding import Finding
from tenet.domain.review_marker import CommentKind, CommentState, Marker, short, without_marker
from tenet.report.budget import COMMENT_LIMIT, size
from tenet.report.escape import block, code, is_shown_whole, plain, prose, shorten
from tenet.report.links import Links
from tenet.report.moves import alike

LONGEST_MESSAGE = 2_000
LARGEST_SUGGESTION = 10_000
DELETION = "```suggestion\n```"
LISTED = 40
"""How many findings one grouped comment lists."""
LONGEST_ROW = 1_200
"""In bytes: so many rows, a message and the frame are less than a comment may hold."""


def inline_body(finding: Finding, name: str, links: Links, *, suggests: str | None = None, elsewhere: str = "") -> str:
    """One finding. `suggests` is the replacement of exactly the lines that the comment stands on; `elsewhere` is the finding's
    own place, where the comment does not stand on it."""
    suggestion = _suggestion(suggests)
    parts = [
        _title(finding, links),
        _message(finding),
        *(suggestion or _quoted(finding, elsewhere)),  # GitHub shows the lines that a suggestion replaces
        *_remedy(finding),
        _footer([finding], links),
    ]
    return _joined(_marker([finding], name), parts)


def _marker(findings: Sequence[Finding], name: str) -> Marker:
    fingerprints, looks = tuple(short(each.fingerprint) for each in findings), tuple(map(alike, findings))
    return Marker(CommentKind.INLINE, name, rule=findings[0].rule, fingerprints=fingerprints, alike=looks)


def grouped_body(findings: Sequence[Finding], name: str, links: Links) -> str:
    """Several findings of one rule, on the place of the first; LISTED at most."""
    first = findings[0]
    title = f"{_title(first, links)} · {len(findings)} places"
    rows = "\n".join(_row(each, links) for each in findings)
    return _joined(_marker(findings, name), [title, rows, *_remedy(first), _footer(findings, links)])


def _row(finding: Finding, links: Links) -> str:
    place = links.place(finding.path or "", finding.line, finding.end_line, finding.side)
    row = f"- {place}: {_message(finding)}"
    return row if size(row) <= LONGEST_ROW else f"- {place}"


def closed_body(body: str, marker: Marker, note: str) -> str:
    """The comment once it no longer holds: what became of it, and its old words folded away."""
    old = without_marker(body).strip()
    closed = Marker(marker.kind, marker.name, marker.rule, marker.fingerprints, CommentState.CLOSED)
    told = [f"{note} {code(marker.rule)}" if marker.rule else note, f"<details><summary>What it said</summary>\n\n{old}\n\n</details>"]
    return _joined(closed, told if size(old) < COMMENT_LIMIT - 5_000 else told[:1])


def _joined(marker: Marker, parts: Sequence[str]) -> str:
    return f"{marker}\n" + "\n\n".join(parts)


def _title(finding: Finding, links: Links) -> str:
    blocks = " · blocks" if finding.blocking else ""
    return f"**{finding.severity.value}** {links.rule(finding.rule)}{blocks}"


def _message(finding: Finding) -> str:
    return prose(shorten(finding.message, LONGEST_MESSAGE))


def _quoted(finding: Finding, elsewhere: str) -> list[str]:
    """The line with its number and symbol: they still tell where it is once the diff has moved on."""
    symbol = f" in {code(shorten(finding.symbol, 100))}" if finding.symbol else ""
    if not finding.code.strip():
        return [f"It is about {elsewhere}{symbol}."] if elsewhere else []
    return [f"{elsewhere or f'Line {finding.line}'}{symbol}:\n{block(finding.code, 'python' if _is_python(finding) else '')}"]


def _suggestion(text: str | None) -> list[str]:
    """Only what a block shows unchanged: people put it into the file with one click. An empty block takes the lines out."""
    if text is None or size(text) > LARGEST_SUGGESTION or not is_shown_whole(text):
        return []
    return [block(text, "suggestion") if text else DELETION]


def _remedy(finding: Finding) -> list[str]:
    return [f"**How to mend it:** {prose(shorten(finding.remedy, LONGEST_MESSAGE))}"] if finding.remedy.strip() else []


def _is_python(finding: Finding) -> bool:
    return finding.path is not None and finding.path.endswith((".py", ".pyi"))


def _footer(findings: Sequence[Finding], links: Links) -> str:
    """Why the rule is asked, and how to accept what it says."""
    first = findings[0]
    asked = f", asked for by {links.policy_line(first.asked_by)}" if first.asked_by is not None else ""
    return f"<sub>Principle: {prose(first.principle)}{asked}. {_waiving(findings)}</sub>"


def _waiving(findings: Sequence[Finding]) -> str:
    rule = findings[0].rule
    if all(_is_python(each) and each.side is Side.HEAD for each in findings):
        lines = "its line" if len(findings) == 1 else "each line"
        return f"To accept it: `# tenet: allow[{plain(rule)}] reason` on {lines}, or a waiver in the policy."
    return f"To accept it: `waivers: [{{rule: {rule}, paths: [...], reason: ...}}]` in the policy."
