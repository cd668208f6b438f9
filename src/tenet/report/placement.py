"""Where each finding is said: on a line of the diff, in a group on the diff, or in the summary."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tenet.domain.change import Change, FileChange, FileStatus, Side
from tenet.domain.finding import Finding
from tenet.domain.severity import Severity
from tenet.report.escape import sendable
from tenet.report.inline import LISTED


@dataclass(frozen=True, slots=True)
class Anchor:
    """Lines that GitHub takes a comment on. `start_line` is None for a single one."""

    path: str
    side: Side
    line: int
    start_line: int | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """One comment to make: its findings are of one rule; it stands on the first."""

    anchor: Anchor
    findings: tuple[Finding, ...]


def anchor_of(finding: Finding, change: Change) -> Anchor | None:
    """Where in the diff a finding can be said; None if nowhere.

    Its lines as a range if one hunk holds them all, else its last line if a hunk holds that, else its first; where the
    first is in no hunk, the first of its lines that the change touches. A finding about a whole file stands on the first
    line of a file that is new. Never on a line that is merely near: it would speak of what is not there.
    """
    file = _file_of(finding, change)
    if file is None or not sendable(file.path):
        return None
    if finding.line is None:
        return _on_top(file) if finding.side is Side.HEAD else None
    last = max(finding.line, finding.end_line or finding.line)
    if finding.in_diff:
        return _on(file, finding.side, finding.line, last)
    return _within(file, finding.side, finding.line, last)


def _file_of(finding: Finding, change: Change) -> FileChange | None:
    files = change.by_path if finding.side is Side.HEAD else change.by_base_path
    return None if finding.path is None else files.get(finding.path)


def _on(file: FileChange, side: Side, first: int, last: int) -> Anchor | None:
    hunk = file.hunk_at(side, first)
    if hunk is None:
        return None
    if last in hunk.lines(side):
        return Anchor(file.path, side, last, first if first < last else None)
    return Anchor(file.path, side, first if file.hunk_at(side, last) is None else last)


def _within(file: FileChange, side: Side, first: int, last: int) -> Anchor | None:
    changed = file.added if side is Side.HEAD else file.removed
    line = min((line for line in changed if first <= line <= last), default=None)
    return None if line is None or file.hunk_at(side, line) is None else Anchor(file.path, side, line)


def _on_top(file: FileChange) -> Anchor | None:
    is_new = file.status is FileStatus.ADDED and file.hunk_at(Side.HEAD, 1) is not None
    return Anchor(file.path, Side.HEAD, 1) if is_new else None


def by_priority(findings: Iterable[Finding], change: Change) -> list[Finding]:
    """The weightiest first; of one weight those on lines that this change writes before those that it merely shows; else as they come."""
    return sorted(findings, key=lambda finding: (-finding.severity.weight, not _is_new(finding, change)))


def _is_new(finding: Finding, change: Change) -> bool:
    file = _file_of(finding, change)
    if file is None or finding.line is None:
        return False
    last = max(finding.line, finding.end_line or finding.line)
    return file.touches(finding.line, last) if finding.side is Side.HEAD else _within(file, finding.side, finding.line, last) is not None


def place(findings: Iterable[Finding], change: Change, already: Counter[str], group_over: int, slots: int) -> tuple[Placed, ...]:
    """The comments to make, in order of priority, `slots` at most. What has no place in them is for the summary.

    Notices are never said inline: they are not worth a conversation. `already` counts by rule what stands on the pull
    request: more than `group_over` of a rule, old and new, and the new ones share one comment. What stands there stays as
    it is: nothing is gathered into a group later.
    """
    weighty = [finding for finding in by_priority(findings, change) if finding.severity is not Severity.NOTICE]
    anchored = [(finding, anchor) for finding in weighty if (anchor := anchor_of(finding, change)) is not None]
    totals = already + Counter(finding.rule for finding, _ in anchored)
    comments: list[Placed] = []
    groups: dict[str, list[tuple[Finding, Anchor]]] = {}
    for finding, anchor in anchored:
        if totals[finding.rule] > group_over:
            groups.setdefault(finding.rule, []).append((finding, anchor))
        else:
            comments.append(Placed(anchor, (finding,)))
    comments += [_group(members[at : at + LISTED]) for members in groups.values() for at in range(0, len(members), LISTED)]
    order = {id(finding): index for index, (finding, _) in enumerate(anchored)}
    comments.sort(key=lambda placed: order[id(placed.findings[0])])
    return tuple(comments[: max(0, slots)])


def _group(members: Sequence[tuple[Finding, Anchor]]) -> Placed:
    return Placed(members[0][1], tuple(finding for finding, _ in members))
