"""Handlers of the operations on reviews, comments and check runs, by the operation's name in GitHub's description."""

from __future__ import annotations

from github_standin import changes
from github_standin.errors import not_accessible, not_found, unprocessable
from github_standin.exchange import Answer, Call, Handler
from github_standin.json_types import text
from github_standin.payloads import Payload
from github_standin.records import CheckRun, IssueComment, Review, ReviewComment


def _own_or_allowed(call: Call, author_id: int) -> None:
    """A token edits what it wrote itself; a person with write access edits everything."""
    if call.permissions is not None and author_id != call.account.id:
        raise not_accessible()


def _issue_comment(call: Call) -> IssueComment:
    comment = call.repository.issue_comments.get(call.number("comment_id"))
    if comment is None:
        raise not_found()
    return comment


def _review_comment(call: Call) -> ReviewComment:
    comment = call.repository.review_comments.get(call.number("comment_id"))
    if comment is None:
        raise not_found()
    return comment


def _review(call: Call) -> Review:
    review = call.repository.reviews.get(call.number("review_id"))
    if review is None or review.pull != call.number("pull_number"):
        raise not_found()
    return review


def _check_run(call: Call) -> CheckRun:
    run = call.repository.check_runs.get(call.number("check_run_id"))
    if run is None:
        raise not_found()
    return run


def list_issue_comments(call: Call) -> Answer:
    call.need("read", "issues", "pull_requests")
    issue = call.repository.pull(call.number("issue_number")).number
    since = call.request.query.get("since", "")
    found = [each for each in call.repository.issue_comments.values() if each.issue == issue and each.updated_at >= since]
    return call.page(found, call.payloads.issue_comment)


def create_issue_comment(call: Call) -> Answer:
    call.need("write", "issues", "pull_requests")
    comment = changes.create_issue_comment(call.repository, call.number("issue_number"), call.account, call.request.fields)
    return Answer(201, call.payloads.issue_comment(comment))


def get_issue_comment(call: Call) -> Answer:
    call.need("read", "issues", "pull_requests")
    return Answer(200, call.payloads.issue_comment(_issue_comment(call)))


def update_issue_comment(call: Call) -> Answer:
    call.need("write", "issues", "pull_requests")
    comment = _issue_comment(call)
    _own_or_allowed(call, comment.author.id)
    return Answer(200, call.payloads.issue_comment(changes.edit_comment(call.repository, comment, call.request.fields)))


def delete_issue_comment(call: Call) -> Answer:
    call.need("write", "issues", "pull_requests")
    comment = _issue_comment(call)
    _own_or_allowed(call, comment.author.id)
    del call.repository.issue_comments[comment.id]
    return Answer(204)


def list_review_comments(call: Call) -> Answer:
    call.need("read", "pull_requests")
    pull = call.repository.pull(call.number("pull_number"))
    found = call.repository.visible_comments(pull.number)
    if call.request.query.get("sort") == "updated":
        found = sorted(found, key=lambda each: each.updated_at)
    return call.page(found[::-1] if call.request.query.get("direction") == "desc" else found, call.payloads.review_comment)


def create_review_comment(call: Call) -> Answer:
    call.need("write", "pull_requests")
    comment = changes.create_review_comment(call.repository, call.number("pull_number"), call.account, call.request.fields)
    return Answer(201, call.payloads.review_comment(comment))


def create_reply(call: Call) -> Answer:
    call.need("write", "pull_requests")
    number, parent = call.number("pull_number"), call.number("comment_id")
    return Answer(
        201, call.payloads.review_comment(changes.create_reply(call.repository, number, parent, call.account, call.request.fields))
    )


def get_review_comment(call: Call) -> Answer:
    call.need("read", "pull_requests")
    return Answer(200, call.payloads.review_comment(_review_comment(call)))


def update_review_comment(call: Call) -> Answer:
    call.need("write", "pull_requests")
    comment = _review_comment(call)
    _own_or_allowed(call, comment.author.id)
    return Answer(200, call.payloads.review_comment(changes.edit_comment(call.repository, comment, call.request.fields)))


def delete_review_comment(call: Call) -> Answer:
    call.need("write", "pull_requests")
    comment = _review_comment(call)
    _own_or_allowed(call, comment.author.id)
    changes.delete_review_comment(call.repository, comment)
    return Answer(204)


def list_reviews(call: Call) -> Answer:
    call.need("read", "pull_requests")
    number = call.repository.pull(call.number("pull_number")).number
    mine = [each for each in call.repository.reviews.values() if each.pull == number]
    return call.page([each for each in mine if each.state != "PENDING" or each.author == call.account], call.payloads.review)


def create_review(call: Call) -> Answer:
    call.need("write", "pull_requests")
    review = changes.create_review(call.repository, call.number("pull_number"), call.account, call.request.fields)
    return Answer(200, call.payloads.review(review))


def get_review(call: Call) -> Answer:
    call.need("read", "pull_requests")
    return Answer(200, call.payloads.review(_review(call)))


def update_review(call: Call) -> Answer:
    call.need("write", "pull_requests")
    review = _review(call)
    _own_or_allowed(call, review.author.id)
    review.body = text(call.request.fields, "body")
    return Answer(200, call.payloads.review(review))


def delete_review(call: Call) -> Answer:
    call.need("write", "pull_requests")
    review = _review(call)
    changes.delete_review(call.repository, review)
    return Answer(200, call.payloads.review(review))


def submit_review(call: Call) -> Answer:
    call.need("write", "pull_requests")
    review = _review(call)
    if review.state != "PENDING":
        raise unprocessable("Can only submit a pending review")
    review.state = changes.STATES[text(call.request.fields, "event")]
    review.body = text(call.request.fields, "body", review.body)
    return Answer(200, call.payloads.review(review))


def list_comments_of_review(call: Call) -> Answer:
    call.need("read", "pull_requests")
    review = _review(call)
    found = [each for each in call.repository.review_comments.values() if each.review == review.id]
    return call.page(found, call.payloads.review_comment)


def create_check_run(call: Call) -> Answer:
    call.need("write", "checks")
    return Answer(201, call.payloads.check_run(changes.create_check_run(call.repository, call.request.fields)))


def update_check_run(call: Call) -> Answer:
    call.need("write", "checks")
    return Answer(200, call.payloads.check_run(changes.update_check_run(call.repository, _check_run(call), call.request.fields)))


def get_check_run(call: Call) -> Answer:
    call.need("read", "checks")
    return Answer(200, call.payloads.check_run(_check_run(call)))


def list_annotations(call: Call) -> Answer:
    call.need("read", "checks")
    run = _check_run(call)
    empty: Payload = dict.fromkeys(("title", "raw_details", "start_column", "end_column"))
    blob = f"{call.payloads.html}/blob/{run.head_sha}"
    return call.page(run.annotations, lambda each: {**empty, **each, "blob_href": f"{blob}/{text(each, 'path')}"})


def list_check_runs(call: Call) -> Answer:
    call.need("read", "checks")
    query = call.request.query
    sha = call.repository.commit(call.values["ref"]).sha
    found = [each for each in reversed(call.repository.check_runs.values()) if each.head_sha == sha]
    if query.get("filter", "latest") == "latest":
        found = list({each.name: each for each in reversed(found)}.values())[::-1]
    found = [each for each in found if query.get("check_name", each.name) == each.name and query.get("status", each.status) == each.status]
    return call.page(found, call.payloads.check_run, "check_runs")


HANDLERS: dict[str, Handler] = {
    "checks/create": create_check_run,
    "checks/get": get_check_run,
    "checks/list-annotations": list_annotations,
    "checks/list-for-ref": list_check_runs,
    "checks/update": update_check_run,
    "issues/create-comment": create_issue_comment,
    "issues/delete-comment": delete_issue_comment,
    "issues/get-comment": get_issue_comment,
    "issues/list-comments": list_issue_comments,
    "issues/update-comment": update_issue_comment,
    "pulls/create-reply-for-review-comment": create_reply,
    "pulls/create-review": create_review,
    "pulls/create-review-comment": create_review_comment,
    "pulls/delete-pending-review": delete_review,
    "pulls/delete-review-comment": delete_review_comment,
    "pulls/get-review": get_review,
    "pulls/get-review-comment": get_review_comment,
    "pulls/list-comments-for-review": list_comments_of_review,
    "pulls/list-review-comments": list_review_comments,
    "pulls/list-reviews": list_reviews,
    "pulls/submit-review": submit_review,
    "pulls/update-review": update_review,
    "pulls/update-review-comment": update_review_comment,
}
