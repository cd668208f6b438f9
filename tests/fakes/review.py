"""Findings, verdicts and a pull request that keeps what a plan writes: for the tests of the review."""

from collections.abc import Iterable
from dataclasses import replace

from tenet.domain.change import Change, FileChange, FileStatus, Hunk, Side
from tenet.domain.coverage import CoverageSummary
from tenet.domain.finding import Finding, UnknownOutcome, Waiver
from tenet.domain.review_marker import CommentKind, read_marker
from tenet.domain.review_plan import Posted, PostedCheckRun, PostedComment, ReviewPlan, Visibility
from tenet.domain.severity import Severity
from tenet.domain.unread import Unread
from tenet.domain.verdict import Conclusion, PolicyInForce, Stats, Verdict

HEAD = "abc1234" + "0" * 33
BASE = "ba5e" + "0" * 36
NOTHING = Posted()
NOTHING_UNREAD = Unread()


def finding(
    number: int = 1,
    *,
    rule: str = "raw-sql",
    severity: Severity = Severity.ERROR,
    path: str | None = "app/models.py",
    line: int | None = 10,
    end_line: int | None = None,
    side: Side = Side.HEAD,
    in_diff: bool = True,
    message: str = "This query is built from text.",
    remedy: str = "Bind `parameters` instead.",
    code: str = "    session.execute(text)",
    suggestion: str | None = None,
    waived: Waiver | None = None,
    fingerprint: str = "",
) -> Finding:
    return Finding(
        rule=rule,
        severity=severity,
        blocking=severity is Severity.ERROR and waived is None,
        path=path,
        line=line,
        end_line=end_line or line,
        side=side,
        in_diff=in_diff,
        message=message,
        remedy=remedy,
        principle="errors are explicit",
        fingerprint=fingerprint or f"{number:032x}"[::-1],
        code=code,
        symbol="Repository.load",
        suggestion=suggestion,
        data={},
        waived=waived,
    )


def verdict(
    *findings: Finding,
    head: str | None = HEAD,
    name: str = "tenet",
    unknown: tuple[UnknownOutcome, ...] = (),
    passed: tuple[str, ...] = ("raw-sql", "star-import"),
    source: str = "base:.github/tenet.yml",
    mode: str = "enforce",
    coverage: CoverageSummary | None = None,
    unread: Unread = NOTHING_UNREAD,
) -> Verdict:
    blocks = any(each.blocking for each in (*findings, *unknown))
    return Verdict(
        base=BASE,
        merge_base=BASE,
        head=head,
        policy=PolicyInForce(name, source, ("backend",), mode),
        conclusion=Conclusion.FAILED if blocks else Conclusion.PASSED,
        findings=findings,
        unknown=unknown,
        drift=(),
        skipped=(),
        coverage=coverage,
        stats=Stats(1, 100, 0, 0.1, {}),
        passed=passed,
        unread=unread,
    )


def file_change(
    path: str = "app/models.py",
    *hunks: Hunk,
    base_path: str | None = None,
    status: FileStatus = FileStatus.MODIFIED,
    added: Iterable[int] = (),
    removed: Iterable[int] = (),
) -> FileChange:
    shown = hunks or (Hunk(1, 100, 1, 100),)
    before = None if status is FileStatus.ADDED else base_path or path
    return FileChange(path, before, status, frozenset(added), frozenset(removed), shown)


def change(*files: FileChange) -> Change:
    return Change(BASE, BASE, HEAD, files or (file_change(),))


def comment(body: str, number: int = 1, *, path: str | None = "app/models.py", **facts: bool) -> PostedComment:
    marker = read_marker(body)
    assert marker is not None, body
    return PostedComment(number, f"node-{number}", marker, body, path, **facts)


def after(plan: ReviewPlan, posted: Posted = NOTHING) -> Posted:
    """What is on the pull request once the plan has been carried out."""
    edits = {edit.comment.id: edit for edit in plan.edits}
    kept = [_edited(each, edits[each.id].body, edits[each.id].visibility) if each.id in edits else each for each in posted.comments]
    if plan.summary is not None and plan.summary.edits is not None:
        changed = plan.summary
        kept = [_edited(each, changed.body) if each == changed.edits else each for each in kept]
    number = max((each.id for each in kept), default=0)
    new = [*(_new(plan)), *([plan.summary.body] if plan.summary is not None and plan.summary.edits is None else [])]
    added = [comment(body, number + index) for index, body in enumerate(new, 1)]
    newest = max((each.id for each in posted.check_runs), default=0)
    runs = () if plan.check_run is None else (PostedCheckRun(newest + 1, plan.check_run.external_id, plan.check_run.conclusion),)
    return Posted((*kept, *added), (*posted.check_runs, *runs))


def _new(plan: ReviewPlan) -> Iterable[str]:
    return (each.body for each in plan.review.comments) if plan.review is not None else ()


def _edited(old: PostedComment, body: str, visibility: Visibility = Visibility.KEEP) -> PostedComment:
    marker = read_marker(body)
    assert marker is not None
    hidden = old.minimised if visibility is Visibility.KEEP else visibility is not Visibility.SHOW
    return replace(old, body=body, marker=marker, minimised=hidden)


def inline(posted: Posted) -> list[PostedComment]:
    return [each for each in posted.comments if each.marker.kind is CommentKind.INLINE]


def summaries(posted: Posted) -> list[PostedComment]:
    return [each for each in posted.comments if each.marker.kind is CommentKind.SUMMARY]
