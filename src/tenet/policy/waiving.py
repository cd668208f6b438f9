"""Matches findings with waivers. A waived finding is kept and shown; it does not block."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tenet.domain.change import FileStatus, Side
from tenet.domain.finding import Finding, Waiver
from tenet.domain.glob import PathFilter
from tenet.facts.facts import Facts, UnusedWaiver
from tenet.facts.waivers import LineWaiver, LineWaivers, read_line_waivers


@dataclass(frozen=True, slots=True)
class Waived:
    """The findings, each with the waiver that accepts it, and what accepts nothing."""

    findings: tuple[Finding, ...]
    unused: tuple[UnusedWaiver, ...]


@dataclass(frozen=True, slots=True)
class WaiverTerms:
    """`policy` are the policy's waivers. `known` are all rules there are; `judged` those that looked at this change: a
    waiver for one that did not is not called unused.
    """

    policy: Sequence[Waiver]
    known: frozenset[str]
    judged: frozenset[str]
    today: date


def waive(facts: Facts, findings: Sequence[Finding], settled: Sequence[Finding], terms: WaiverTerms) -> Waived:
    """Reads the waivers of the changed files and of those with findings, and matches them.

    `settled` is what the rules found and this change did not bring in: it is not returned, and a waiver that accepts one
    of it is in use.
    """
    changed = frozenset(file.path for file in facts.change.files if file.status is not FileStatus.REMOVED)
    paths = changed | {finding.path for finding in findings if finding.path is not None}
    lines = read_line_waivers(facts.head, paths, terms.known)
    accepted = apply_waivers(findings, lines, terms.policy, terms.today)
    old = apply_waivers(settled, lines, terms.policy, terms.today)
    used = frozenset(finding.waived for finding in (*accepted, *old) if finding.waived)
    return Waived(accepted, tuple(_unused(used, lines, terms, changed)))


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


def _unused(used: frozenset[Waiver], lines: LineWaivers, terms: WaiverTerms, changed: frozenset[str]) -> Iterator[UnusedWaiver]:
    """Expired waivers of the policy, and those in changed files that match nothing or cannot."""
    for waiver in terms.policy:
        if waiver.expired(terms.today):
            yield UnusedWaiver(waiver, f"it expired on {waiver.until}")
    yield from (broken for broken in lines.broken if broken.waiver.path in changed)
    for line in lines.waivers:
        waiver = line.waiver
        if waiver.path in changed and waiver not in used and waiver.rules <= terms.judged:
            yield UnusedWaiver(waiver, "no finding of that rule stands there")
