"""Matches findings with waivers. A waived finding is kept and shown; it does not block."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from tenet.domain.change import Side
from tenet.domain.finding import Finding, UnusedWaiver, Waiver
from tenet.domain.glob import PathFilter
from tenet.facts.waivers import LineWaiver, LineWaivers


def apply_waivers(findings: Sequence[Finding], lines: LineWaivers, policy: Sequence[Waiver], today: date) -> tuple[Finding, ...]:
    """The same findings in the same order, each with the waiver that accepts it. A comment on the line comes first."""
    by_path: dict[str, list[LineWaiver]] = {}
    for waiver in lines.waivers:
        by_path.setdefault(waiver.waiver.path or "", []).append(waiver)
    in_force = [(waiver, PathFilter.of(waiver.paths)) for waiver in policy if not waiver.expired(today)]
    return tuple(_waived(finding, by_path, in_force) for finding in findings)


def _waived(finding: Finding, by_path: dict[str, list[LineWaiver]], in_force: Sequence[tuple[Waiver, PathFilter]]) -> Finding:
    beside = (waiver.waiver for waiver in by_path.get(finding.path or "", ()) if _covers(waiver, finding))
    listed = (waiver for waiver, paths in in_force if finding.rule in waiver.rules and _lies_in(finding, waiver, paths))
    found = next(beside, None) or next(listed, None)
    return replace(finding, waived=found, blocking=False) if found else finding


def _covers(waiver: LineWaiver, finding: Finding) -> bool:
    """Whether the lines of both meet. A waiver of the head speaks of the head's lines alone."""
    if finding.rule not in waiver.waiver.rules or finding.line is None or finding.side is not Side.HEAD:
        return False
    last = max(finding.line, finding.end_line or finding.line)
    return finding.line < waiver.covers.stop and last >= waiver.covers.start


def _lies_in(finding: Finding, waiver: Waiver, paths: PathFilter) -> bool:
    """A finding of the whole pull request is accepted only by a waiver that names no paths."""
    return not waiver.paths if finding.path is None else paths.accepts(finding.path)


def unused_waivers(
    findings: Iterable[Finding],
    lines: LineWaivers,
    policy: Sequence[Waiver],
    *,
    judged: frozenset[str],
    changed: frozenset[str],
    today: date,
) -> tuple[UnusedWaiver, ...]:
    """What accepts nothing: expired waivers of the policy, and waivers in changed files that match nothing or cannot.

    `findings` are those that `apply_waivers` returned, with those that were there before the change: a waiver that accepts
    one of them is in use. `judged` are the rules that looked: a waiver for one that did not is not called unused. `changed`
    are the head's paths of the change.
    """
    used = frozenset(finding.waived for finding in findings if finding.waived)
    expired = (UnusedWaiver(waiver, f"it expired on {waiver.until}") for waiver in policy if waiver.expired(today))
    broken = (broken for broken in lines.broken if broken.waiver.path in changed)
    idle = (
        UnusedWaiver(line.waiver, "no finding of that rule stands there")
        for line in lines.waivers
        if line.waiver.path in changed and line.waiver not in used and line.waiver.rules <= judged
    )
    return (*expired, *broken, *idle)
