"""What is posted against what is found now: what stays, what is closed, what is said again."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tenet.domain.finding import Finding
from tenet.domain.review_marker import CommentKind, CommentState, short
from tenet.domain.review_plan import CommentEdit, PostedComment, Visibility
from tenet.domain.verdict import Verdict
from tenet.report.inline import closed_body

Render = Callable[[tuple[Finding, ...]], str]
"""The text of a comment that says these findings."""


@dataclass(slots=True)
class Reconciled:
    """`said` has the comment in which each finding (by short fingerprint) stands. `silenced` came back after a person had
    dealt with it: the summary alone says so. Grows while the comments are gone through."""

    said: dict[str, PostedComment] = field(default_factory=dict)
    silenced: set[str] = field(default_factory=set)
    edits: list[CommentEdit] = field(default_factory=list)
    left: list[PostedComment] = field(default_factory=list)
    open: int = 0
    closed: int = 0

    def by_rule(self) -> Counter[str]:
        counted = Counter[str]()
        for fingerprint in self.said:
            counted[self.said[fingerprint].marker.rule] += 1
        return counted


def reconcile(comments: tuple[PostedComment, ...], verdict: Verdict, render: Render) -> Reconciled:
    """Goes through our inline comments of this configuration, the oldest first: of two that say the same the first stays."""
    active = {short(finding.fingerprint): finding for finding in reversed(verdict.active)}
    done = Reconciled()
    ordered = sorted((each for each in comments if each.marker.kind is CommentKind.INLINE), key=lambda comment: comment.id)
    for comment in ordered:
        if comment.marker.state is CommentState.OPEN:
            _reconcile_open(comment, active, verdict, render, done)
    for comment in reversed(ordered):
        if comment.marker.state is CommentState.CLOSED:
            _reconcile_closed(comment, active, render, done)
    return done


def _reconcile_open(comment: PostedComment, active: Mapping[str, Finding], verdict: Verdict, render: Render, done: Reconciled) -> None:
    stays = [fingerprint for fingerprint in comment.marker.fingerprints if fingerprint in active and fingerprint not in done.said]
    done.said.update(dict.fromkeys(stays, comment))
    if comment.touched or len(stays) == len(comment.marker.fingerprints):
        done.open += 1
        done.left.append(comment)
    elif stays:
        done.open += 1
        done.edits.append(CommentEdit(comment, render(tuple(active[fingerprint] for fingerprint in stays))))
    else:
        done.closed += 1
        done.edits.append(_closing(comment, active, verdict))


def _closing(comment: PostedComment, active: Mapping[str, Finding], verdict: Verdict) -> CommentEdit:
    if any(fingerprint in active for fingerprint in comment.marker.fingerprints):
        return CommentEdit(comment, closed_body(comment.body, comment.marker, "**Said already** in another comment."), Visibility.DUPLICATE)
    return CommentEdit(comment, closed_body(comment.body, comment.marker, _what_became_of(comment, verdict)), Visibility.RESOLVED)


def _what_became_of(comment: PostedComment, verdict: Verdict) -> str:
    """A finding is fixed only if its rule looked again: one that is off, or could not tell, has fixed nothing."""
    at = (verdict.head or "")[:7]
    rule = comment.marker.rule
    if {short(finding.fingerprint) for finding in verdict.waived}.issuperset(comment.marker.fingerprints):
        return f"**Waived** as of {at}."
    judged = {*verdict.passed, *(each.rule for each in verdict.skipped), *(each.rule for each in verdict.findings)}
    unsure = any(each.rule == rule and each.path in {None, comment.path} for each in verdict.unknown)
    return f"**Fixed in {at}.**" if rule in judged and not unsure else f"**No longer reported** as of {at}: the rule did not judge it."


def _reconcile_closed(comment: PostedComment, active: Mapping[str, Finding], render: Render, done: Reconciled) -> None:
    """A finding that came back is said again in its own comment, unless a person dealt with it or its line is gone."""
    back = [each for each in comment.marker.fingerprints if each in active and each not in done.said and each not in done.silenced]
    if back and comment.touched:
        done.silenced.update(back)
    elif back == list(comment.marker.fingerprints) and not comment.outdated:
        done.said.update(dict.fromkeys(back, comment))
        done.open += 1
        done.edits.append(CommentEdit(comment, render(tuple(active[each] for each in back)), Visibility.SHOW))
        return
    done.closed += 1
    done.left.append(comment)
