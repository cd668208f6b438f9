"""Findings whose file has another name by now: each is the one that a comment already says, under its old path."""

from collections.abc import Iterable, Mapping

from tenet.domain.change import Change, FileStatus
from tenet.domain.finding import Finding
from tenet.domain.review_marker import CommentState, digest, short
from tenet.domain.review_plan import PostedComment

Moves = Mapping[str, str]
"""The short fingerprint that a comment holds -> that of the same finding now."""


def alike(finding: Finding) -> str:
    """Equal for findings that differ in nothing but their path and lines."""
    return digest(finding.rule, " ".join(finding.code.split()), finding.symbol, finding.message)


def moved(comments: Iterable[PostedComment], active: Mapping[str, Finding], change: Change) -> Moves:
    """What has moved along with its file, the comments in order.

    Only out of a file that the head does not have any more (a chain of renames, or one of a file that is new here, leaves
    no other trace in the diff), and only to a finding that no comment holds: the same code in a file beside its first one
    is another finding.
    """
    ordered = [comment for comment in comments if comment.marker.state is CommentState.OPEN]
    held = {fingerprint for comment in ordered for fingerprint in comment.marker.fingerprints}
    waiting: dict[str, list[str]] = {}
    for fingerprint, finding in active.items():
        if fingerprint not in held and finding.path is not None:
            waiting.setdefault(alike(finding), []).append(fingerprint)
    found: dict[str, str] = {}
    for comment in ordered:
        if not _is_gone(comment.path, change):
            continue
        for fingerprint, looks in zip(comment.marker.fingerprints, comment.marker.alike, strict=False):
            if fingerprint not in active and fingerprint not in found and waiting.get(looks):
                found[fingerprint] = waiting[looks].pop(0)
    return found


def _is_gone(path: str | None, change: Change) -> bool:
    file = None if path is None else change.by_path.get(path)
    return path is not None and (file is None or file.status is FileStatus.REMOVED)


def by_short_fingerprint(findings: Iterable[Finding]) -> dict[str, Finding]:
    """The first of each."""
    by_fingerprint: dict[str, Finding] = {}
    for finding in findings:
        by_fingerprint.setdefault(short(finding.fingerprint), finding)
    return by_fingerprint
