"""Where each finding is said: on a line of the diff, in a group on the diff, or in the summary."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tenet.domain.change import Change, FileChange, Side
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

    Its lines as a range if one hunk holds them all, else its last line if a hunk holds that, else its first.
    """
    if finding.path is None or finding.line is None or not finding.in_diff:
        return None
    file = (change.by_path if finding.side is Side.HEAD else change.by_base_path).get(finding.path)
    if file is None or not sendable(file.path):
        return None
    return _on(file, finding.side, finding.line, max(finding.line, finding.end_line or finding.line))


def _on(file: FileChange, side: Side, first: int, last: int) -> Anchor | None:
    hunk = file.hunk_at(side, first)
    if hunk is None:
        return None
    if last in hunk.lines(side):
        return Anchor(file.path, side, last, first if first < last else None)
    return Anchor(file.path, side, first if file.hunk_at(side, last) is None else last)


def place(findings: Sequence[Finding], change: Change, already: Counter[str], group_over: int, slots: int) -> tuple[Placed, ...]:
    """The comments to make, the weightiest first, `slots` at most. What has no place in them is for the summary.

    Notices are never said inline: they are not worth a conversation. `already` counts by rule what stands on the pull
    request: more than `group_over` of a rule, old and new, and the new ones share one comment.
    """
    weighty = [finding for finding in findings if finding.severity is not Severity.NOTICE]
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
    order = {id(finding): index for index, finding in enumerate(findings)}
    comments.sort(key=lambda placed: (-max(each.severity.weight for each in placed.findings), order[id(placed.findings[0])]))
    return tuple(comments[: max(0, slots)])


def _group(members: Sequence[tuple[Finding, Anchor]]) -> Placed:
    return Placed(members[0][1], tuple(finding for finding, _ in members))
