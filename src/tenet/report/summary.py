"""The summary: the verdict first, then what blocks, the rest folded away. Also `--format markdown`."""

from functools import partial

from tenet.domain.finding import Finding, SkippedRule, UnknownOutcome
from tenet.domain.review_plan import Counts
from tenet.domain.severity import Severity
from tenet.domain.verdict import Conclusion, Verdict
from tenet.report.budget import COMMENT_LIMIT, Section, fit, folded, titled
from tenet.report.coverage_section import coverage_sections
from tenet.report.escape import code, plain, prose, shorten
from tenet.report.links import NO_LINKS, Links
from tenet.report.specs_section import spec_sections

LONGEST_MESSAGE = 400


def render_summary(verdict: Verdict, links: Links = NO_LINKS, counts: Counts | None = None, limit: int = COMMENT_LIMIT) -> str:
    """The whole verdict in at most `limit` bytes. `counts` says where on the pull request the findings stand, if they do."""
    remedies = tuple(dict.fromkeys((each.rule, each.remedy) for each in verdict.active if each.remedy))
    unsure = [each for each in verdict.unknown if each.blocking]
    line, unknown = partial(_line, links=links), partial(_unknown, links=links)
    sections = [
        Section(f"## {headline(verdict)}\n\n{_tally(verdict, counts)}"),
        *titled("What blocks", verdict.blocking, line, weight=8),
        *titled("What could not be judged, and blocks", unsure, unknown, weight=7),
        *([] if verdict.coverage is None else coverage_sections(verdict.coverage, links)),
        *spec_sections(verdict),
        *folded("Findings that do not block", [each for each in verdict.active if not each.blocking], line, weight=5),
        *folded("How to mend it", remedies, _remedy, weight=4),
        *folded("Waived", verdict.waived, partial(_waived, links=links), weight=3),
        *folded("Could not be judged", [each for each in verdict.unknown if not each.blocking], unknown, weight=2),
        *folded("There before this change", verdict.drift, line, weight=1),
        *folded("Rules that did not apply", verdict.skipped, _skipped, weight=0),
        Section(_locally(verdict)),
        Section(f"<sub>{_policy(verdict)}</sub>"),
    ]
    return fit(sections, limit)


def headline(verdict: Verdict) -> str:
    """The verdict in one sentence, without a final stop."""
    name = "Tenet" if verdict.policy.name == "tenet" else f"Tenet ({plain(shorten(verdict.policy.name, 60))})"
    blocking = len(verdict.blocking) + sum(unknown.blocking for unknown in verdict.unknown)
    if verdict.conclusion is Conclusion.FAILED:
        return f"{name}: {_number(blocking, 'finding')} {'blocks' if blocking == 1 else 'block'} this change"
    if verdict.active:
        return f"{name}: nothing blocks; {_number(len(verdict.active), 'finding')} to look at"
    return f"{name}: all is well"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _tally(verdict: Verdict, counts: Counts | None) -> str:
    weights = [(severity, sum(each.severity is severity for each in verdict.active)) for severity in reversed(Severity)]
    found = ", ".join(_number(count, severity.value) for severity, count in weights if count) or "No finding"
    where = f" ({_placed(counts)})" if counts is not None and verdict.active else ""
    waived = f" {len(verdict.waived)} waived." if verdict.waived else ""
    closed = f" {_number(counts.closed, 'earlier comment')} closed." if counts is not None and counts.closed else ""
    at = f" at `{verdict.head[:7]}`" if verdict.head else ""
    return f"{found}{at}{where}.{waived}{closed}"


def _placed(counts: Counts) -> str:
    levels = ((counts.inline, "inline"), (counts.grouped, "in grouped comments"), (counts.summary, "here alone"))
    return ", ".join(f"{count} {place}" for count, place in levels if count)


def _line(finding: Finding, links: Links) -> str:
    place = f" {links.place(finding.path, finding.line, finding.end_line, finding.side)}" if finding.path is not None else ""
    symbol = f" in {code(shorten(finding.symbol, 100))}" if finding.symbol else ""
    return f"- **{finding.severity.value}** {links.rule(finding.rule)}{place}{symbol}: {prose(shorten(finding.message, LONGEST_MESSAGE))}"


def _remedy(advice: tuple[str, str]) -> str:
    """One line for each rule and remedy."""
    rule, remedy = advice
    return f"- {code(rule)}: {prose(shorten(remedy, LONGEST_MESSAGE))}"


def _waived(finding: Finding, links: Links) -> str:
    waiver = finding.waived
    if waiver is None:
        return _line(finding, links)
    until = f", until {waiver.until.isoformat()}" if waiver.until else ", with no end"
    return f"{_line(finding, links)} Waived by {code(shorten(waiver.by, 160))}: {plain(shorten(waiver.reason, LONGEST_MESSAGE))}{until}."


def _unknown(unknown: UnknownOutcome, links: Links) -> str:
    place = f" {links.place(unknown.path, unknown.line)}" if unknown.path is not None else ""
    subject, reason = plain(shorten(unknown.subject, 200)), prose(shorten(unknown.reason, LONGEST_MESSAGE))
    return f"- {links.rule(unknown.rule)}{place}: {subject}: {reason}"


def _skipped(skipped: SkippedRule) -> str:
    return f"- {code(skipped.rule)}: {prose(shorten(skipped.reason, LONGEST_MESSAGE))}"


def _locally(verdict: Verdict) -> str:
    head = f" --head {verdict.head[:12]}" if verdict.head else ""
    command = f"tenet check --base {verdict.merge_base[:12]}{head}"
    return f"<details><summary>Run the same on your machine</summary>\n\n```sh\n{command}\n```\n\n</details>"


def _policy(verdict: Verdict) -> str:
    policy = verdict.policy
    extends = f", extends {code(shorten(', '.join(policy.extends), LONGEST_MESSAGE))}" if policy.extends else ""
    note = f" {prose(shorten(policy.note, LONGEST_MESSAGE))}" if policy.note else ""
    rules = len(verdict.passed) + len({each.rule for each in verdict.findings})
    return f"Policy {code(shorten(policy.source, LONGEST_MESSAGE))}{extends}, mode {code(policy.mode)}; {rules} rules judged.{note}"
