"""What is posted against what is found now: what stays, what is closed, what is said again."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from tenet.domain.finding import Finding
from tenet.domain.review_marker import CommentKind, CommentState, short
from tenet.domain.review_plan import CommentEdit, PostedComment, Visibility
from tenet.domain.verdict import Verdict
from tenet.report.inline import closed_body
from tenet.report.moves import Moves

Render = Callable[[tuple[Finding, ...], PostedComment], str]
"""The text of a comment that is there already, saying these findings."""


@dataclass(slots=True)
class Reconciled:
    """`said` has the comment in which each finding (by short fingerprint) stands. `silenced` are those that a person has
    dealt with where nothing says them any more: the summary alone does. `open` comments say something that is so, and count
    against the cap. Grows while the comments are gone through."""

    said: dict[str, PostedComment] = field(default_factory=dict)
    silenced: set[str] = field(default_factory=set)
    edits: list[CommentEdit] = field(default_factory=list)
    open: int = 0
    closed: int = 0

    def by_rule(self) -> Counter[str]:
        return Counter(comment.marker.rule for comment in self.said.values())


@dataclass(frozen=True, slots=True)
class Now:
    """What there is to say. `active` is by short fingerprint."""

    verdict: Verdict
    active: Mapping[str, Finding]
    moves: Moves
    render: Render

    def text(self, fingerprints: Iterable[str], comment: PostedComment) -> str:
        return self.render(tuple(self.active[each] for each in fingerprints), comment)


def inline_comments(comments: Iterable[PostedComment]) -> list[PostedComment]:
    """Those on lines, in the order in which they are gone through.

    What a person has dealt with comes first, so that another that says the same goes; then what can be edited, the oldest first.
    """
    on_lines = (each for each in comments if each.marker.kind is CommentKind.INLINE)
    return sorted(on_lines, key=lambda each: (not each.touched, not each.editable, each.id))


def reconcile(comments: Iterable[PostedComment], now: Now, remembered: Iterable[str]) -> Reconciled:
    """Goes through our inline comments of this configuration; of two that say the same the first stays.

    `remembered` stood on the diff after the last run: what no comment holds by now, a person has deleted.
    """
    done = Reconciled()
    ordered = inline_comments(comments)
    for comment in ordered:
        if comment.marker.state is CommentState.OPEN:
            _reconcile_open(comment, now, done)
    for comment in reversed(ordered):
        if comment.marker.state is CommentState.CLOSED:
            _reconcile_closed(comment, now, done)
    there = {fingerprint for comment in ordered for fingerprint in comment.marker.fingerprints}
    done.silenced.update(each for each in remembered if each in now.active and each not in done.said and each not in there)
    return done


def _reconcile_open(comment: PostedComment, now: Now, done: Reconciled) -> None:
    posted = comment.marker.fingerprints
    held = tuple(now.moves.get(fingerprint, fingerprint) for fingerprint in posted)
    stays = tuple(fingerprint for fingerprint in held if fingerprint in now.active and fingerprint not in done.said)
    done.said.update(dict.fromkeys(stays, comment))
    if comment.touched or not comment.editable or stays == posted:
        done.open += bool(stays)
    elif stays:
        done.open += 1
        done.edits.append(CommentEdit(comment, now.text(stays, comment)))
    else:
        done.closed += 1
        done.edits.append(_closing(comment, now))


def _closing(comment: PostedComment, now: Now) -> CommentEdit:
    if any(fingerprint in now.active for fingerprint in comment.marker.fingerprints):
        return said_already(comment)
    return CommentEdit(comment, closed_body(comment.body, comment.marker, _what_became_of(comment, now.verdict)), Visibility.RESOLVED)


def said_already(comment: PostedComment) -> CommentEdit:
    return CommentEdit(comment, closed_body(comment.body, comment.marker, "**Said already** in another comment."), Visibility.DUPLICATE)


def _what_became_of(comment: PostedComment, verdict: Verdict) -> str:
    """A finding is fixed only if its rule looked again: one that is off, or could not tell, has fixed nothing."""
    at = (verdict.head or "")[:7]
    rule = comment.marker.rule
    if {short(finding.fingerprint) for finding in verdict.waived}.issuperset(comment.marker.fingerprints):
        return f"**Waived** as of {at}."
    judged = {*verdict.passed, *(each.rule for each in verdict.skipped), *(each.rule for each in verdict.findings)}
    unsure = any(each.rule == rule and each.path in {None, comment.path} for each in verdict.unknown)
    return f"**Fixed in {at}.**" if rule in judged and not unsure else f"**No longer reported** as of {at}: the rule did not judge it."


def _reconcile_closed(comment: PostedComment, now: Now, done: Reconciled) -> None:
    """A finding that came back is said again in its own comment, unless a person dealt with it or its line is gone."""
    back = tuple(each for each in comment.marker.fingerprints if each in now.active and each not in done.said and each not in done.silenced)
    if back and comment.touched:
        done.silenced.update(back)
    elif back and back == comment.marker.fingerprints and comment.can_be_shown:
        done.said.update(dict.fromkeys(back, comment))
        done.open += 1
        done.edits.append(CommentEdit(comment, now.text(back, comment), Visibility.SHOW))
        return
    done.closed += 1
