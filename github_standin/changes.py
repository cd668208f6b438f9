"""The writes: reviews, comments, check runs. Each either happens whole or is refused as GitHub refuses it."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from github_standin.errors import ApiError, invalid, not_found, unprocessable
from github_standin.json_types import Json, JsonObject, as_list, as_object, optional_number, optional_text, text
from github_standin.records import Account, CheckRun, IssueComment, PullRequest, Review, ReviewComment, ReviewState, Thread
from github_standin.state import Repository
from github_standin.strict import ANNOTATION_LIMIT, BODY_LIMIT, CHECK_TEXT_LIMIT, accepted, side_of

Comment = TypeVar("Comment", IssueComment, ReviewComment)
STATES: dict[str, ReviewState] = {"": "PENDING", "COMMENT": "COMMENTED", "APPROVE": "APPROVED", "REQUEST_CHANGES": "CHANGES_REQUESTED"}


def _body(body: JsonObject, resource: str) -> str:
    words = text(body, "body")
    if not words.strip():
        raise invalid(resource, "body", "Body can't be blank", "missing_field")
    if len(words) > BODY_LIMIT:
        raise invalid(resource, "body", f"body is too long (maximum is {BODY_LIMIT} characters)")
    return words


def create_issue_comment(repository: Repository, issue: int, author: Account, body: JsonObject) -> IssueComment:
    repository.pull(issue)
    now = repository.counter.now()
    comment = IssueComment(repository.counter.new_id(), issue, author, _body(body, "IssueComment"), now, now)
    repository.issue_comments[comment.id] = comment
    return comment


def edit_comment(repository: Repository, comment: Comment, body: JsonObject) -> Comment:
    comment.body = _body(body, type(comment).__name__)
    comment.updated_at = repository.counter.now()
    return comment


def create_review(repository: Repository, number: int, author: Account, body: JsonObject) -> Review:
    """All comments or none: one that is off the diff refuses the review without saying which."""
    pull = repository.pull(number)
    comments = [as_object(each) for each in as_list(body.get("comments"))]
    if text(body, "event") not in STATES:
        raise unprocessable("The event is none of APPROVE, COMMENT and REQUEST_CHANGES")
    state, words = STATES[text(body, "event")], text(body, "body")
    if state in {"COMMENTED", "CHANGES_REQUESTED"} and not words.strip() and (state == "CHANGES_REQUESTED" or not comments):
        raise unprocessable("Body can't be blank" if state == "COMMENTED" else "Can not request changes without a body")
    if state in {"APPROVED", "CHANGES_REQUESTED"} and author == pull.author:
        raise unprocessable(f"Can not {'approve' if state == 'APPROVED' else 'request changes on'} your own pull request")
    problems = [problem for comment in comments for problem in _problems(comment, pull)]
    if len(words) > BODY_LIMIT:
        problems.append(f"Body is too long (maximum is {BODY_LIMIT} characters)")
    commit = text(body, "commit_id") or pull.head_sha
    if commit not in {each.sha for each in pull.commits}:
        problems.append("The commit is not part of the pull request")
    if problems:
        raise unprocessable(*dict.fromkeys(problems))
    review = Review(repository.counter.new_id(), number, author, words, state, commit, repository.counter.now())
    repository.reviews[review.id] = review
    for comment in comments:
        _add_comment(repository, pull, review, comment)
    return review


def _problems(comment: JsonObject, pull: PullRequest) -> list[str]:
    found = []
    if not text(comment, "body").strip():
        found.append("Body can't be blank")
    if len(text(comment, "body")) > BODY_LIMIT:
        found.append(f"Body is too long (maximum is {BODY_LIMIT} characters)")
    if pull.diff.file(text(comment, "path")) is None:
        return [*found, "Path could not be resolved"]
    start, line = optional_number(comment, "start_line"), optional_number(comment, "line")
    if start is not None and line is not None and start >= line:
        found.append("Start line must precede the end line")
    if not accepted(comment, pull.diff):
        found.append("Line could not be resolved")
    return found


def _add_comment(repository: Repository, pull: PullRequest, review: Review, body: JsonObject) -> ReviewComment:
    line, path = optional_number(body, "line"), text(body, "path")
    side = side_of(body.get("side"))
    start_line = optional_number(body, "start_line")
    start_side = None if start_line is None else side_of(body.get("start_side", side))
    changed = pull.diff.file(path)
    hunk = changed.hunk_at(side, line) if changed and line else None
    now = repository.counter.now()
    comment = ReviewComment(
        id=repository.counter.new_id(),
        pull=pull.number,
        review=review.id,
        author=review.author,
        body=text(body, "body"),
        path=path,
        side=side,
        line=line,
        start_line=start_line,
        start_side=start_side,
        commit_id=review.commit_id,
        created_at=now,
        updated_at=now,
        diff_hunk="\n".join((hunk.header, *hunk.until(side, line))) if hunk and line else "",
        position=changed.position(side, line) if changed and line else 1,
        subject="file" if body.get("subject_type") == "file" else "line",
    )
    repository.review_comments[comment.id] = comment
    repository.threads[comment.id] = Thread(comment.id, pull.number)
    return comment


def create_review_comment(repository: Repository, number: int, author: Account, body: JsonObject) -> ReviewComment:
    """One comment, in a review of its own."""
    pull = repository.pull(number)
    if (reply_to := optional_number(body, "in_reply_to")) is not None:
        return create_reply(repository, number, reply_to, author, body)
    words = _body(body, "PullRequestReviewComment")
    if text(body, "commit_id") not in {each.sha for each in pull.commits}:
        raise invalid("PullRequestReviewComment", "commit_id", "commit_id is not part of the pull request")
    if pull.diff.file(text(body, "path")) is None:
        raise invalid("PullRequestReviewComment", "pull_request_review_thread.path", "path is missing from the diff", "invalid")
    if body.get("subject_type") != "file" and not accepted(body, pull.diff):
        field = "pull_request_review_thread.line"
        raise invalid("PullRequestReviewComment", field, f"{field} must be part of the diff")
    review = Review(repository.counter.new_id(), number, author, "", "COMMENTED", text(body, "commit_id"), repository.counter.now())
    repository.reviews[review.id] = review
    return _add_comment(repository, pull, review, {**body, "body": words})


def create_reply(repository: Repository, number: int, comment_id: int, author: Account, body: JsonObject) -> ReviewComment:
    """An answer in the thread of a comment, also where that is itself an answer."""
    parent = repository.review_comments.get(comment_id)
    if parent is None or parent.pull != number:
        raise not_found()
    root = repository.review_comments[repository.thread_of(parent).first]
    now, words = repository.counter.now(), _body(body, "PullRequestReviewComment")
    review = Review(repository.counter.new_id(), number, author, "", "COMMENTED", root.commit_id, now)
    repository.reviews[review.id] = review
    new_id = repository.counter.new_id()
    reply = replace(
        root, id=new_id, review=review.id, author=author, body=words, created_at=now, updated_at=now, reply_to=root.id, minimized=None
    )
    reply.original_line, reply.original_start_line = root.original_line, root.original_start_line
    reply.original_commit_id, reply.original_position = root.original_commit_id, root.original_position
    repository.review_comments[new_id] = reply
    return reply


def delete_review(repository: Repository, review: Review) -> None:
    """Only a pending review can be deleted."""
    if review.state != "PENDING":
        raise unprocessable("Can not delete a non-pending pull request review")
    del repository.reviews[review.id]
    for comment in [each for each in repository.review_comments.values() if each.review == review.id]:
        delete_review_comment(repository, comment)


def delete_review_comment(repository: Repository, comment: ReviewComment) -> None:
    del repository.review_comments[comment.id]
    if comment.reply_to is None and not repository.comments_of(repository.threads[comment.id]):
        del repository.threads[comment.id]


def create_check_run(repository: Repository, body: JsonObject) -> CheckRun:
    if not repository.knows_commit(text(body, "head_sha")):
        raise ApiError(422, f"No commit found for SHA: {text(body, 'head_sha')}")
    now = repository.counter.now()
    run = CheckRun(
        id=repository.counter.new_id(),
        name=text(body, "name"),
        head_sha=text(body, "head_sha"),
        status="queued",
        conclusion=None,
        started_at=text(body, "started_at") or now,
        completed_at=None,
        external_id="",
        details_url="",
    )
    update_check_run(repository, run, body)
    repository.check_runs[run.id] = run
    return run


def update_check_run(repository: Repository, run: CheckRun, body: JsonObject) -> CheckRun:
    """Annotations add to those that are there; all else replaces."""
    output = as_object(body.get("output"))
    annotations = as_list(output.get("annotations"))
    _refuse_check_run(body, output, annotations)
    run.name, run.status = text(body, "name", run.name), text(body, "status", run.status)
    run.external_id, run.details_url = text(body, "external_id", run.external_id), text(body, "details_url", run.details_url)
    if body.get("conclusion"):
        run.status, run.conclusion = "completed", text(body, "conclusion")
        run.completed_at = text(body, "completed_at") or repository.counter.now()
    elif run.status != "completed":
        run.conclusion = run.completed_at = None
    if output:
        run.title, run.summary = optional_text(output, "title") or run.title, optional_text(output, "summary")
        run.text = optional_text(output, "text") if "text" in output else run.text
        run.annotations.extend(as_object(each) for each in annotations)
    return run


def _refuse_check_run(body: JsonObject, output: JsonObject, annotations: Json) -> None:
    if body.get("status") == "completed" and not body.get("conclusion"):
        raise ApiError(422, 'Invalid request.\n\nNo subschema in "anyOf" matched.\n"conclusion" wasn\'t supplied.')
    if len(as_list(annotations)) > ANNOTATION_LIMIT:
        raise ApiError(
            422, f"Invalid request.\n\nNo more than {ANNOTATION_LIMIT} items are allowed; {len(as_list(annotations))} were supplied."
        )
    for key in ("summary", "text"):
        if len(text(output, key).encode()) > CHECK_TEXT_LIMIT:
            raise ApiError(
                422, f"Invalid request.\n\nOnly {CHECK_TEXT_LIMIT} characters are allowed; {len(text(output, key))} were supplied."
            )
