"""The bodies of the requests that write, in GitHub's words."""

from collections.abc import Sequence

from pydantic import JsonValue

from tenet.domain.change import Side
from tenet.domain.review_plan import Annotation, CheckRunDraft, InlineComment, NewReview
from tenet.domain.severity import Severity

ANNOTATIONS_AT_ONCE = 50
"""As many as GitHub takes in one request."""
SIDES = {Side.HEAD: "RIGHT", Side.BASE: "LEFT"}
LEVELS = {Severity.ERROR: "failure", Severity.WARNING: "warning", Severity.NOTICE: "notice"}
UNFINISHED = ":unfinished"
"""Ends the mark of a check run that lacks annotations yet, so that a later run does not take it for whole."""
Body = dict[str, JsonValue]


def review_body(review: NewReview, sha: str) -> Body:
    comments: list[JsonValue] = [_comment(comment) for comment in review.comments]
    return {"commit_id": sha, "event": "COMMENT", "body": review.body, "comments": comments}


def _comment(comment: InlineComment) -> Body:
    side = SIDES[comment.side]
    start: Body = {} if comment.start_line is None else {"start_line": comment.start_line, "start_side": side}
    return {"path": comment.path, "line": comment.line, "side": side, **start, "body": comment.body}


def check_run_body(run: CheckRunDraft, annotations: Sequence[Annotation]) -> Body:
    """A new check run with its first annotations."""
    details: Body = {"details_url": run.details_url} if run.details_url else {}
    return {
        "name": run.name,
        "head_sha": run.head_sha,
        "external_id": run.external_id + (UNFINISHED if len(annotations) < len(run.annotations) else ""),
        "status": "completed",
        "conclusion": run.conclusion,
        **details,
        "output": output_body(run, annotations),
    }


def further_body(run: CheckRunDraft, annotations: Sequence[Annotation], *, before: int) -> Body:
    """More annotations, on top of the `before` that are there. The last ones make the check run whole."""
    whole = before + len(annotations) == len(run.annotations)
    mark: Body = {"external_id": run.external_id} if whole else {}
    return {**mark, "output": output_body(run, annotations)}


def output_body(run: CheckRunDraft, annotations: Sequence[Annotation]) -> Body:
    said: Body = {"annotations": [_annotation(each) for each in annotations]} if annotations else {}
    return {"title": run.title, "summary": run.summary, **said}


def batches(annotations: Sequence[Annotation]) -> list[Sequence[Annotation]]:
    """The annotations as requests take them; one batch at least."""
    starts = range(0, max(1, len(annotations)), ANNOTATIONS_AT_ONCE)
    return [annotations[start : start + ANNOTATIONS_AT_ONCE] for start in starts]


def _annotation(annotation: Annotation) -> Body:
    return {
        "path": annotation.path,
        "start_line": annotation.start_line,
        "end_line": annotation.end_line,
        "annotation_level": LEVELS[annotation.severity],
        "title": annotation.title,
        "message": annotation.message,
    }
