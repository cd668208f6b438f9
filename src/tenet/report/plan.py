"""The plan of a review: everything that one run writes, computed before anything is written."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tenet.core.settings import CommentLevel
from tenet.domain.change import Change, Side
from tenet.domain.finding import Finding
from tenet.domain.policy import ReviewSettings
from tenet.domain.review_marker import CommentKind, CommentState, Marker, short
from tenet.domain.review_plan import (
    CommentEdit,
    Counts,
    HeldBack,
    InlineComment,
    NewReview,
    Posted,
    PostedComment,
    ReviewPlan,
    SummaryComment,
    WriteKind,
)
from tenet.domain.verdict import Verdict
from tenet.report.budget import COMMENT_LIMIT, JOB_SUMMARY_LIMIT, size
from tenet.report.check_run import draft_check_run
from tenet.report.escape import code
from tenet.report.inline import grouped_body, inline_body
from tenet.report.links import NO_LINKS, Links
from tenet.report.moves import by_short_fingerprint, moved
from tenet.report.placement import Anchor, Placed, by_priority, place
from tenet.report.reconcile import Now, Reconciled, inline_comments, reconcile, said_already
from tenet.report.summary import render_summary

RULES_NAMED = 8
REMEMBERED = 300
"""How many findings a summary's marker names as said on the diff: they take room from what people read."""


@dataclass(frozen=True, slots=True)
class PlanSettings:
    """How much is said where. `held_back` is what this run has tried to say inline already, in vain."""

    review: ReviewSettings = field(default_factory=ReviewSettings)
    comment: CommentLevel = CommentLevel.REVIEW
    links: Links = NO_LINKS
    held_back: HeldBack = field(default_factory=HeldBack)


def plan_review(verdict: Verdict, change: Change, posted: Posted, settings: PlanSettings) -> ReviewPlan:
    """What is to be written, given what is there. Planning against what a plan has written gives a plan that writes nothing."""
    off = settings.comment is CommentLevel.OFF
    posted = replace(posted, comments=(), denied=posted.denied & {WriteKind.CHECK_RUN}) if off else posted
    own = tuple(comment for comment in posted.comments if comment.marker.name == verdict.policy.name)
    refused = {short(each) for each in settings.held_back.refused} | _refused_before(own, verdict)
    reconciled = _reconciled(own, verdict, change, settings.links)
    placed = _new_comments(verdict, change, reconciled, settings, refused)
    counts = _counts(verdict, reconciled, placed)
    check_run = draft_check_run(verdict, _not_inline(verdict, change, reconciled, placed), settings.links, counts)
    marker = _summary_marker(verdict, own, reconciled, placed, refused)
    summary, retired = (None, ()) if off else _summary(verdict, change, own, settings, counts, marker)
    return ReviewPlan(
        head_sha=verdict.head or "",
        review=_review(verdict, placed, settings.links) if placed else None,
        edits=(*reconciled.edits, *retired),
        summary=summary,
        check_run=None if posted.says_last(check_run) else check_run,
        job_summary=render_summary(verdict, settings.links, counts, JOB_SUMMARY_LIMIT),
        counts=counts,
        posted=posted,
    )


def _refused_before(own: Sequence[PostedComment], verdict: Verdict) -> set[str]:
    """What GitHub refused inline in an earlier run on the same commit."""
    markers = [each.marker for each in _summaries(own) if each.marker.head == (verdict.head or "")]
    return {fingerprint for marker in markers for fingerprint in marker.refused}


def _reconciled(own: Sequence[PostedComment], verdict: Verdict, change: Change, links: Links) -> Reconciled:
    active = by_short_fingerprint(verdict.active)
    moves = moved(inline_comments(own), active, change)
    now = Now(verdict, active, moves, lambda findings, comment: _posted_body(findings, verdict, links, comment))
    return reconcile(own, now, [fingerprint for each in _summaries(own) for fingerprint in each.marker.fingerprints])


def _summary_marker(
    verdict: Verdict, own: Sequence[PostedComment], reconciled: Reconciled, placed: Sequence[Placed], refused: set[str]
) -> Marker:
    """Remembers what stands on the diff by our own hand, and what a person has taken away from there, as long as it is found."""
    before = {fingerprint for each in _summaries(own) for fingerprint in each.marker.fingerprints}
    standing = {fingerprint for fingerprint, comment in reconciled.said.items() if comment.editable}
    made = {short(each.fingerprint) for comment in placed for each in comment.findings}
    said = tuple(sorted(standing | made | (before & reconciled.silenced)))[:REMEMBERED]
    return Marker(CommentKind.SUMMARY, verdict.policy.name, fingerprints=said, refused=tuple(sorted(refused)), head=verdict.head or "")


def _new_comments(
    verdict: Verdict, change: Change, reconciled: Reconciled, settings: PlanSettings, refused: set[str]
) -> tuple[Placed, ...]:
    if settings.comment is not CommentLevel.REVIEW:
        return ()
    settled = {*reconciled.said, *reconciled.silenced}
    fresh = [finding for finding in verdict.active if short(finding.fingerprint) not in settled]
    slots = settings.review.max_inline - reconciled.open
    placed = place(fresh, change, reconciled.by_rule(), settings.review.group_over, slots)
    held_back = refused | {short(each) for each in settings.held_back.unwritten}
    return tuple(comment for comment in placed if held_back.isdisjoint(short(each.fingerprint) for each in comment.findings))


def _counts(verdict: Verdict, reconciled: Reconciled, placed: Sequence[Placed]) -> Counts:
    """Every finding at exactly one level."""
    together = Counter(comment.id for comment in reconciled.said.values())
    sizes = {fingerprint: together[comment.id] for fingerprint, comment in reconciled.said.items()}
    sizes |= {short(each.fingerprint): len(comment.findings) for comment in placed for each in comment.findings}
    levels = [sizes.get(short(finding.fingerprint), 0) for finding in verdict.active]
    inline, summary = levels.count(1), levels.count(0)
    return Counts(inline, len(levels) - inline - summary, summary, len(verdict.waived), reconciled.closed)


def _not_inline(verdict: Verdict, change: Change, reconciled: Reconciled, placed: Sequence[Placed]) -> list[Finding]:
    inline = {*reconciled.said, *(short(each.fingerprint) for comment in placed for each in comment.findings)}
    return by_priority((finding for finding in verdict.active if short(finding.fingerprint) not in inline), change)


def _review(verdict: Verdict, placed: Sequence[Placed], links: Links) -> NewReview:
    marker = Marker(CommentKind.REVIEW, verdict.policy.name)
    count = sum(len(comment.findings) for comment in placed)
    said = "one finding" if count == 1 else f"{count} findings"
    comments = tuple(_comment(comment, verdict, links) for comment in placed)
    rules = list(dict.fromkeys(comment.findings[0].rule for comment in placed))
    named = ", ".join(map(code, rules[:RULES_NAMED])) + (" and others" if len(rules) > RULES_NAMED else "")
    return NewReview(f"{marker}\nTenet has {said} on these lines ({named}); the summary comment has the verdict.", comments)


def _comment(placed: Placed, verdict: Verdict, links: Links) -> InlineComment:
    anchor = placed.anchor
    fingerprints = tuple(finding.fingerprint for finding in placed.findings)
    body = _new_body(placed.findings, verdict, links, anchor)
    return InlineComment(anchor.path, anchor.side, anchor.line, anchor.start_line, body, fingerprints)


def _new_body(findings: tuple[Finding, ...], verdict: Verdict, links: Links, anchor: Anchor) -> str:
    if len(findings) > 1:
        return grouped_body(findings, verdict.policy.name, links)
    [only] = findings
    stands_on_it = only.line is not None and (anchor.start_line or anchor.line) <= only.line <= anchor.line
    elsewhere = "" if stands_on_it and anchor.path == only.path else _place(only, links)
    return inline_body(only, verdict.policy.name, links, suggests=_suggestion(only, anchor), elsewhere=elsewhere)


def _posted_body(findings: tuple[Finding, ...], verdict: Verdict, links: Links, comment: PostedComment) -> str:
    """For a comment whose lines may have moved: it suggests nothing, and names the place where that is in another file."""
    if len(findings) > 1:
        return grouped_body(findings, verdict.policy.name, links)
    elsewhere = "" if findings[0].path == comment.path else _place(findings[0], links)
    return inline_body(findings[0], verdict.policy.name, links, elsewhere=elsewhere)


def _place(finding: Finding, links: Links) -> str:
    return links.place(finding.path or "", finding.line, finding.end_line, finding.side)


def _suggestion(finding: Finding, anchor: Anchor) -> str | None:
    """A suggestion replaces exactly the lines that its comment stands on, which GitHub can do on the head's side alone."""
    if Side.BASE in {anchor.side, finding.side}:
        return None
    exact = (anchor.start_line or anchor.line, anchor.line) == (finding.line, finding.end_line or finding.line)
    return finding.suggestion if exact else None


def _summary(
    verdict: Verdict, change: Change, own: Sequence[PostedComment], settings: PlanSettings, counts: Counts, marker: Marker
) -> tuple[SummaryComment | None, tuple[CommentEdit, ...]]:
    """The one summary, made, edited or neither; and others of ours, which runs at the same time have left, closed."""
    there = sorted(_summaries(own), key=lambda comment: comment.id)
    retired = tuple(map(said_already, there[1:]))
    body = f"{marker}\n{render_summary(verdict, settings.links, counts, COMMENT_LIMIT - size(str(marker)))}".rstrip()
    if not there:
        return (SummaryComment(body) if has_something_to_say(verdict, change) else None), retired
    return (None if there[0].body.rstrip() == body else SummaryComment(body, there[0])), retired


def _summaries(own: Sequence[PostedComment]) -> list[PostedComment]:
    return [each for each in own if each.marker.kind is CommentKind.SUMMARY and each.marker.state is CommentState.OPEN]


def has_something_to_say(verdict: Verdict, change: Change) -> bool:
    """Whether a pull request without a comment of ours gets one: not for what was there before it."""
    unknown = any(each.blocking or each.path in change.by_path for each in verdict.unknown)
    return bool(verdict.findings) or unknown or verdict.policy.source.startswith("head:")
