"""The summary: the verdict first, then what blocks, the rest folded away. Also `--format markdown`."""

from collections.abc import Callable, Sequence
from functools import partial

from tenet.core.wording import counted, listed
from tenet.domain.finding import Finding, SkippedRule, UnknownOutcome
from tenet.domain.policy import DEFAULT_NAME
from tenet.domain.review_plan import Counts
from tenet.domain.severity import Mode, Severity
from tenet.domain.verdict import Conclusion, Verdict
from tenet.report.budget import COMMENT_LIMIT, IN_RESULT, Section, T, fit, folded, titled
from tenet.report.coverage_section import coverage_sections
from tenet.report.escape import code, plain, prose, shorten
from tenet.report.links import NO_LINKS, Links
from tenet.report.local_run import local_run
from tenet.report.specs_section import spec_sections
from tenet.report.unread import unread_sentence

SHORTENED = 300
"""Of a message in a comment: one line each is what people read, and the comment on the line has the rest."""
LONGEST_MESSAGE = 2_000
LONGEST_NOTE = 400
LONGEST_PATH = 80
ACCEPTING = (
    "To accept a finding: `# tenet: allow[RULE] reason` on its line of Python, or "
    "`waivers: [{rule: RULE, paths: [...], reason: ..., until: DATE}]` in the policy."
)
IN_SIGHT = 15
"""How many findings stand unfolded."""


def render_summary(verdict: Verdict, links: Links = NO_LINKS, counts: Counts | None = None, limit: int = COMMENT_LIMIT) -> str:
    """The whole verdict in at most `limit` bytes. `counts` says where on the pull request the findings stand, if they do."""
    roomy = limit > COMMENT_LIMIT
    longest = LONGEST_MESSAGE if roomy else SHORTENED
    line, unknown = partial(_line, links=links, longest=longest), partial(_unknown, links=links)
    must, may = _weighed(verdict)
    must_line = partial(_without_severity, links=links, longest=longest) if _all_are_errors(must) else line
    remedies = tuple(dict.fromkeys((each.rule, each.remedy) for each in (*must, *may) if each.remedy.strip()))
    sections = [
        Section(_opening(verdict, counts)),
        *_in_sight(_title(verdict), must, must_line, weight=11),
        *_in_sight("What could not be judged, and blocks", [each for each in verdict.unknown if each.blocking], unknown, weight=10),
        *([] if verdict.coverage is None else coverage_sections(verdict.coverage, links)),
        *spec_sections(verdict),
        *folded("Findings that do not block", may, line, weight=5),
        *folded("How to mend it", remedies, partial(_remedy, links=links), 4, ACCEPTING),
        *folded("Waived", verdict.waived, partial(_waived, links=links), weight=3),
        *folded("Could not be judged", [each for each in verdict.unknown if not each.blocking], unknown, weight=2),
        *folded("There before this change", verdict.drift, line, weight=1),
        *folded("Rules that did not apply", verdict.skipped, _skipped, weight=0),
        *local_run(verdict, links),
        Section(f"<sub>{_policy(verdict)}</sub>"),
    ]
    return fit(sections, limit, IN_RESULT) if roomy else fit(sections, limit)


def headline(verdict: Verdict) -> str:
    """The verdict in one sentence, without a final stop."""
    name = "Tenet" if verdict.policy.name == DEFAULT_NAME else f"Tenet ({plain(shorten(verdict.policy.name, 60))})"
    return f"{name}: {_conclusion(verdict)}"


def _conclusion(verdict: Verdict) -> str:
    unsure = f"{counted(len(verdict.unknown), 'question')} could not be judged"
    if verdict.conclusion is Conclusion.FAILED:
        open_questions = sum(unknown.blocking for unknown in verdict.unknown)
        nouns = [(len(verdict.blocking), "finding"), (open_questions, "open question")]
        blocking = listed([counted(count, noun) for count, noun in nouns if count])
        return f"{blocking} {'blocks' if len(verdict.blocking) + open_questions == 1 else 'block'} this change"
    if verdict.active:
        return f"nothing blocks; {counted(len(verdict.active), 'finding')} to look at"
    if verdict.unknown:
        return f"nothing blocks; {unsure}"
    return "all is well in what was read" if verdict.unread else "all is well"


def _opening(verdict: Verdict, counts: Counts | None) -> str:
    unread = unread_sentence(verdict.unread, lambda path: code(shorten(path, LONGEST_PATH)))
    return f"## {headline(verdict)}\n\n{_tally(verdict, counts)}" + (f"\n\n**Not read:** {unread}." if unread else "")


def _tally(verdict: Verdict, counts: Counts | None) -> str:
    weights = [(severity, sum(each.severity is severity for each in verdict.active)) for severity in reversed(Severity)]
    found = listed([counted(count, severity.value) for severity, count in weights if count]) or "No findings"
    where = f" ({_placed(counts)})" if counts is not None and verdict.active else ""
    waived = f" {len(verdict.waived)} waived." if verdict.waived else ""
    closed = f" {counted(counts.closed, 'earlier comment')} closed." if counts is not None and counts.closed else ""
    at = f" at `{verdict.head[:7]}`" if verdict.head else ""
    return f"{found}{at}{where}.{waived}{closed}"


def _placed(counts: Counts) -> str:
    levels = ((counts.inline, "inline"), (counts.grouped, "in grouped comments"), (counts.summary, "here alone"))
    return ", ".join(f"{count} {place}" for count, place in levels if count)


def _weighed(verdict: Verdict) -> tuple[list[Finding], list[Finding]]:
    """What blocks, and what does not, the weightiest first, and what is about the whole change before what has a line in it.

    Where the policy advises, what would block stands in its place: people adopt a policy by looking at it.
    """
    ordered = sorted(verdict.active, key=lambda each: (-each.severity.weight, each.path is not None, not each.in_diff))
    advised = not verdict.blocking and verdict.policy.mode == Mode.ADVISE.value
    must = [each for each in ordered if each.blocking or (advised and each.severity is Severity.ERROR)]
    chosen = set(map(id, must))
    return must, [each for each in ordered if id(each) not in chosen]


def _title(verdict: Verdict) -> str:
    return "What blocks" if verdict.blocking else "What would block, if the policy did not only advise"


def _all_are_errors(findings: Sequence[Finding]) -> bool:
    """Whether all are errors, as what blocks is by default: then the word says nothing."""
    return all(each.severity is Severity.ERROR for each in findings)


def _in_sight(title: str, items: Sequence[T], row: Callable[[T], str], weight: int) -> list[Section]:
    """The first ones unfolded; the others weigh less than all that is in sight."""
    more = folded(f"{title}, continued", items[IN_SIGHT:], row, weight - 5)
    return [*titled(title, items[:IN_SIGHT], row, weight), *more]


def _line(finding: Finding, links: Links, longest: int) -> str:
    return f"- **{finding.severity.value}** {_said(finding, links, longest)}"


def _without_severity(finding: Finding, links: Links, longest: int) -> str:
    return f"- {_said(finding, links, longest)}"


def _said(finding: Finding, links: Links, longest: int) -> str:
    place = f" {links.place(finding.path, finding.line, finding.end_line, finding.side)}" if finding.path is not None else ""
    symbol = f" in {code(shorten(finding.symbol, 100))}" if finding.symbol else ""
    return f"{links.rule(finding.rule)}{place}{symbol}: {prose(shorten(finding.message, longest))}"


def _remedy(advice: tuple[str, str], links: Links) -> str:
    """One line for each rule and remedy."""
    rule, remedy = advice
    return f"- {links.rule(rule)}: {prose(shorten(remedy, LONGEST_NOTE))}"


def _waived(finding: Finding, links: Links) -> str:
    waiver, said = finding.waived, _line(finding, links, SHORTENED)
    if waiver is None:
        return said
    until = f"until {waiver.until.isoformat()}" if waiver.until else "without an end"
    reason = plain(shorten(waiver.reason, LONGEST_NOTE)).rstrip(".")
    return f"{said} **Waived** {until} by {code(shorten(waiver.by, 160))}: {reason}."


def _unknown(unknown: UnknownOutcome, links: Links) -> str:
    place = f" {links.place(unknown.path, unknown.line)}" if unknown.path is not None else ""
    subject, reason = plain(shorten(unknown.subject, 200)), prose(shorten(unknown.reason, LONGEST_NOTE))
    return f"- {links.rule(unknown.rule)}{place}: {subject}: {reason}"


def _skipped(skipped: SkippedRule) -> str:
    return f"- {code(skipped.rule)}: {prose(shorten(skipped.reason, LONGEST_NOTE))}"


def _policy(verdict: Verdict) -> str:
    policy = verdict.policy
    extends = f", extends {code(shorten(', '.join(policy.extends), LONGEST_NOTE))}" if policy.extends else ""
    note = f" {prose(shorten(policy.note, LONGEST_NOTE))}" if policy.note else ""
    rules = len({*verdict.passed, *(each.rule for each in verdict.findings)})
    judged = f"{counted(rules, 'rule')} judged"
    return f"Policy {code(shorten(policy.source, LONGEST_NOTE))}{extends}, mode {code(policy.mode)}; {judged}.{note}"
