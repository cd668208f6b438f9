"""The hidden marker by which Tenet knows its own comments.

It is the first line of a comment, so text of the pull request, which stands further down, can never be one. It says
which configuration wrote the comment and what the comment speaks of; every value is percent-encoded, so no name can end
the marker or begin another.

In every version, later ones included, `name`, `rule`, `state`, `said` and `alike` mean what they mean here, and keys that are not
known are passed over. A higher version says that a comment may hold more than this program can write again.
"""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, unquote

VERSION = 1
SHORT = 16
"""How many characters of a fingerprint a marker holds: 64 bits tell apart what one pull request can hold."""

FIRST_LINE = re.compile(r"<!-- tenet:(\d{1,4}) (\w{1,20})((?: \w{1,20}=[\w.~,%]*){0,20}) -->(?:\r?\n|\Z)", re.ASCII)


class CommentKind(StrEnum):
    INLINE = "inline"
    SUMMARY = "summary"
    REVIEW = "review"


class CommentState(StrEnum):
    """`closed`: what it spoke of is fixed, waived or said elsewhere."""

    OPEN = "open"
    CLOSED = "closed"


def short(fingerprint: str) -> str:
    return fingerprint[:SHORT]


def digest(*parts: str) -> str:
    """A short digest of what is said, to be compared with that of an earlier run."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:SHORT]


@dataclass(frozen=True, slots=True)
class Marker:
    """What a comment says of itself. `name` is the policy's; fingerprints are short ones.

    A summary's `fingerprints` are those that stood on the diff when it was written: one that no comment has any more, a
    person has deleted. `alike` (inline only) has a digest of what each finding says, in the order of the fingerprints.
    `refused` (summary only) are findings whose inline comment GitHub refused at the commit `head`.
    """

    kind: CommentKind
    name: str
    rule: str = ""
    fingerprints: tuple[str, ...] = ()
    state: CommentState = CommentState.OPEN
    refused: tuple[str, ...] = ()
    head: str = ""
    alike: tuple[str, ...] = ()
    version: int = VERSION

    @property
    def newer(self) -> bool:
        """Whether a later version wrote it, so that this one cannot write it again."""
        return self.version > VERSION

    def __str__(self) -> str:
        values = {
            "name": _encoded(self.name),
            "rule": _encoded(self.rule),
            "state": self.state.value,
            "said": ",".join(map(_encoded, self.fingerprints)),
            "alike": ",".join(map(_encoded, self.alike)),
            "refused": ",".join(map(_encoded, self.refused)),
            "head": _encoded(self.head),
        }
        given = "".join(f" {key}={value}" for key, value in values.items() if value)
        return f"<!-- tenet:{self.version} {self.kind.value}{given} -->"


def read_marker(body: str) -> Marker | None:
    """The marker that a comment begins with, or None: of another's comment, and of a kind or state that is not known."""
    found = FIRST_LINE.match(body)
    if found is None:
        return None
    values = dict(part.split("=", 1) for part in found[3].split())
    try:
        kind, state = CommentKind(found[2]), CommentState(values.get("state", CommentState.OPEN.value))
    except ValueError:
        return None
    return Marker(
        kind,
        name=unquote(values.get("name", "")),
        rule=unquote(values.get("rule", "")),
        fingerprints=_list(values.get("said", "")),
        state=state,
        refused=_list(values.get("refused", "")),
        head=unquote(values.get("head", "")),
        alike=_list(values.get("alike", "")),
        version=int(found[1]),
    )


def without_marker(body: str) -> str:
    """The comment's own words."""
    found = FIRST_LINE.match(body)
    return body[found.end() :] if found else body


def _list(value: str) -> tuple[str, ...]:
    return tuple(unquote(part) for part in value.split(",") if part)


def _encoded(value: str) -> str:
    return quote(value, safe="", errors="backslashreplace").replace("-", "%2D")
