"""Reviews and comments of the stand-in, driven by PyGithub."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from github import Github, GithubException, UnknownObjectException
from github.PullRequest import PullRequest

from github_standin import MONA, Permissions, StandIn

Connect = Callable[..., Github]
COMMENT = {"path": "app/a.py", "line": 6, "side": "RIGHT", "body": "Say why."}


def review(pull: PullRequest, *comments: dict[str, object], body: str = "") -> None:
    commit = pull.base.repo.get_commit(pull.head.sha)
    pull.create_review(commit=commit, body=body, event="COMMENT", comments=list(comments))  # type: ignore[arg-type]


def test_a_review_brings_its_comments(pull: PullRequest, github: StandIn) -> None:
    review(pull, COMMENT, {**COMMENT, "start_line": 5, "start_side": "RIGHT"}, {**COMMENT, "line": 30, "side": "LEFT"})
    comments = list(pull.get_review_comments())
    assert [(each.line, each.start_line, each.side) for each in comments] == [(6, None, "RIGHT"), (6, 5, "RIGHT"), (30, None, "LEFT")]
    assert {(each.user.login, each.user.id, each.user.type) for each in comments} == {("github-actions[bot]", 41898282, "Bot")}
    assert comments[0].diff_hunk.endswith("+line five and a half")
    assert [each.state for each in pull.get_reviews()] == ["COMMENTED"]
    assert github.invalid == []


@pytest.mark.parametrize(
    "bad",
    [
        {**COMMENT, "line": 20},
        {**COMMENT, "path": "elsewhere.py"},
        {**COMMENT, "line": 29, "start_line": 6, "start_side": "RIGHT"},
        {**COMMENT, "line": 41, "side": "LEFT"},
    ],
    ids=["between hunks", "file not in the diff", "range over two hunks", "below the end"],
)
def test_one_comment_off_the_diff_refuses_the_whole_review(pull: PullRequest, github: StandIn, bad: dict[str, object]) -> None:
    with pytest.raises(GithubException) as refused:
        review(pull, COMMENT, bad)
    assert refused.value.status == 422
    assert "line" not in str(refused.value.data["errors"]).lower().replace("line could not be resolved", "")
    assert not github.repository.reviews
    assert not github.repository.review_comments


def test_a_comment_alone_gets_a_review_of_its_own_and_a_reply_its_thread(pull: PullRequest, github: StandIn) -> None:
    commit = pull.base.repo.get_commit(pull.head.sha)
    first = pull.create_review_comment("Why?", commit, "app/a.py", line=6, side="RIGHT")
    reply = pull.create_review_comment_reply(first.id, "Because.")
    assert reply.in_reply_to_id == first.id
    assert len(list(pull.get_reviews())) == 2
    assert len(github.repository.threads) == 1
    on_file = pull.create_review_comment("All of it", commit, "app/a.py", subject_type="file")
    assert on_file.raw_data["subject_type"] == "file"


def test_own_comments_can_be_edited_and_those_of_others_cannot(pull: PullRequest, github: StandIn) -> None:
    own = pull.create_issue_comment("One")
    own.edit("Two")
    assert pull.get_issue_comment(own.id).body == "Two"
    other = github.comment_as(MONA, github.repository, 1, "Mine")
    with pytest.raises(GithubException) as refused:
        pull.get_issue_comment(other.id).edit("Yours")
    assert refused.value.status == 403


def test_a_submitted_review_stays_while_its_comments_can_go(pull: PullRequest, github: StandIn) -> None:
    review(pull, COMMENT)
    with pytest.raises(GithubException) as refused:
        next(iter(pull.get_reviews())).delete()
    assert refused.value.status == 422
    pull.get_review_comments()[0].delete()
    assert pull.get_review_comments().totalCount == 0
    assert github.repository.threads == {}


def test_a_review_without_event_is_pending_and_its_comments_are_hidden(pull: PullRequest, github: StandIn) -> None:
    github.reject_invalid = False
    pull.create_review(commit=pull.base.repo.get_commit(pull.head.sha), comments=[COMMENT])  # type: ignore[list-item]
    assert list(pull.get_review_comments()) == []
    pending = next(iter(pull.get_reviews()))
    assert pending.state == "PENDING"
    pending.delete()
    assert github.repository.review_comments == {}


def test_a_push_moves_comments_or_makes_them_outdated(pull: PullRequest, github: StandIn) -> None:
    gone, kept, above = {**COMMENT, "line": 5}, {**COMMENT, "line": 6}, {**COMMENT, "line": 2}
    review(pull, gone, kept, above)
    github.repository.push(1, "later")
    outdated, moved, higher = list(pull.get_review_comments())
    assert (outdated.line, outdated.original_line) == (None, 5)
    assert (moved.line, moved.original_line, moved.commit_id) == (7, 6, github.pull.head_sha)
    assert (higher.line, higher.position is not None) == (3, True)


def test_a_read_only_token_writes_nothing_and_each_kind_is_refused_apart(pull: PullRequest, client: Github, github: StandIn) -> None:
    repository = client.get_repo("octo-org/service")
    github.permissions = Permissions.read_only()
    with pytest.raises(GithubException, match="Resource not accessible by integration"):
        review(pull, COMMENT)
    with pytest.raises(GithubException, match="Resource not accessible by integration"):
        pull.create_issue_comment("Hello")
    with pytest.raises(GithubException, match="Resource not accessible by integration"):
        repository.create_check_run("tenet", pull.head.sha)
    github.permissions = Permissions(checks="none")
    review(pull, COMMENT)
    with pytest.raises(GithubException, match="Resource not accessible by integration"):
        pull.base.repo.get_commit(pull.head.sha).get_check_runs().totalCount  # noqa: B018


def test_a_workflow_token_has_no_user_and_a_person_has(client: Github, github: StandIn, connect: Connect) -> None:
    with pytest.raises(GithubException) as refused:
        client.get_user().login  # noqa: B018
    assert refused.value.status == 403
    github.people["ghp_mona"] = MONA
    assert connect(github, "ghp_mona").get_user().login == "mona"


def test_lists_come_in_pages_with_links(pull: PullRequest, github: StandIn) -> None:
    for number in range(65):
        github.comment_as(MONA, github.repository, 1, f"Comment {number}")
    github.requests.clear()
    assert [each.body for each in pull.get_issue_comments()] == [f"Comment {number}" for number in range(65)]
    assert [each.query.get("page") for each in github.requests] == [None, "2", "3"]


def test_what_is_unknown_is_not_found(client: Github, github: StandIn) -> None:
    with pytest.raises(UnknownObjectException):
        client.get_repo("octo-org/other")
    with pytest.raises(UnknownObjectException):
        client.get_repo("octo-org/service").get_pull(2)
    assert [each.status for each in github.requests] == [404, 200, 404]


def test_enterprise_server_has_the_same_under_a_prefix(github: StandIn, connect: Connect) -> None:
    found = connect(github, prefix="/api/v3").get_repo("octo-org/service").get_pull(1)
    assert found.url == f"{github.url}/api/v3/repos/octo-org/service/pulls/1"
    assert found.create_issue_comment("Hello").url.startswith(f"{github.url}/api/v3/")


def test_a_refusal_names_the_permissions_of_which_one_would_do(pull: PullRequest, github: StandIn) -> None:
    github.permissions = Permissions.read_only()
    with pytest.raises(GithubException) as refused:
        pull.create_issue_comment("Hello")
    assert (refused.value.headers or {})["x-accepted-github-permissions"] == "issues=write; pull_requests=write"


def test_a_pending_review_is_edited_and_submitted(github: StandIn, pull: PullRequest) -> None:
    github.reject_invalid = False
    pending = pull.create_review(commit=pull.base.repo.get_commit(pull.head.sha), comments=[COMMENT])  # type: ignore[list-item]
    pending.edit("Better")
    requester = pull.requester
    _, submitted = requester.requestJsonAndCheck("POST", f"{pull.url}/reviews/{pending.id}/events", input={"event": "COMMENT"})
    assert (submitted["state"], submitted["body"]) == ("COMMENTED", "Better")
    assert [each.body for each in pull.get_single_review_comments(pending.id)] == ["Say why."]
    with pytest.raises(GithubException, match="only submit a pending review"):
        requester.requestJsonAndCheck("POST", f"{pull.url}/reviews/{pending.id}/events", input={"event": "COMMENT"})


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"event": "COMMENT"}, "Body can't be blank"),
        ({"event": "REQUEST_CHANGES"}, "Can not request changes without a body"),
        ({"event": "SHRUG", "body": "x"}, "The event is none of"),
        ({"event": "COMMENT", "body": "x" * 65_537}, "Body is too long"),
        ({"event": "COMMENT", "body": "x", "commit_id": "f" * 40}, "not part of the pull request"),
        ({"event": "COMMENT", "comments": [{**COMMENT, "body": ""}]}, "Body can't be blank"),
        ({"event": "COMMENT", "comments": [{**COMMENT, "body": "x" * 65_537}]}, "Body is too long"),
        ({"event": "COMMENT", "comments": [{**COMMENT, "start_line": 6}]}, "Start line must precede"),
    ],
)
def test_a_review_that_github_refuses_is_refused(pull: PullRequest, github: StandIn, body: dict[str, object], message: str) -> None:
    github.reject_invalid = False
    with pytest.raises(GithubException) as refused:
        pull.requester.requestJsonAndCheck("POST", f"{pull.url}/reviews", input=body)
    assert refused.value.status == 422
    assert message in str(refused.value.data["errors"])
    assert not github.repository.reviews


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"line": 20}, "pull_request_review_thread.line"),
        ({"path": "elsewhere.py"}, "pull_request_review_thread.path"),
        ({"commit_id": "f" * 40}, "commit_id"),
        ({"body": " "}, "body"),
        ({"body": "x" * 65_537}, "body"),
    ],
)
def test_a_refused_comment_names_its_field(pull: PullRequest, github: StandIn, changed: dict[str, object], field: str) -> None:
    github.reject_invalid = False
    body = {**COMMENT, "commit_id": pull.head.sha, **changed}
    with pytest.raises(GithubException) as refused:
        pull.requester.requestJsonAndCheck("POST", f"{pull.url}/comments", input=body)
    assert (refused.value.status, refused.value.data["errors"][0]["field"]) == (422, field)
    assert not github.repository.reviews


def test_review_comments_are_read_edited_and_sorted(pull: PullRequest, github: StandIn) -> None:
    review(pull, COMMENT, {**COMMENT, "line": 5})
    first, second = list(pull.get_review_comments())
    pull.get_review_comment(first.id).edit("Later")
    assert [each.id for each in pull.get_review_comments(sort="updated", direction="desc")] == [first.id, second.id]
    reply = github.reply_as(MONA, github.repository, first.id, "No")
    with pytest.raises(GithubException, match="not accessible"):
        pull.get_review_comment(reply.id).delete()
    assert pull.get_review(first.pull_request_review_id).state == "COMMENTED"


def test_an_own_comment_can_be_deleted(pull: PullRequest) -> None:
    pull.create_issue_comment("Hello").delete()
    assert pull.get_issue_comments().totalCount == 0


def test_a_person_may_not_approve_an_own_pull_request(github: StandIn, connect: Connect) -> None:
    github.people["ghp_mona"] = MONA
    own = connect(github, "ghp_mona").get_repo("octo-org/service").get_pull(1)
    with pytest.raises(GithubException, match="Can not approve your own"):
        own.create_review(commit=own.base.repo.get_commit(own.head.sha), event="APPROVE")


def test_pull_requests_are_listed_by_state_branch_and_owner(client: Github, github: StandIn) -> None:
    github.repository.add_pull(base="main", head="later", fork="mona/service", labels=("bug",), merge="later", draft=True)
    repository = client.get_repo("octo-org/service")
    assert [each.number for each in repository.get_pulls()] == [2, 1]
    assert [each.number for each in repository.get_pulls(head="mona:later")] == [2]
    assert list(repository.get_pulls(state="closed")) == []
    forked = repository.get_pull(2)
    assert (forked.head.repo.full_name, forked.head.repo.fork, forked.labels[0].name, forked.draft) == ("mona/service", True, "bug", True)
    assert forked.merge_commit_sha == forked.head.sha
    assert client.get_rate_limit().rate.limit == 1000


def test_without_git_a_push_keeps_what_the_new_diff_still_has(connect: Connect) -> None:
    diff = "diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,3 @@\n one\n+two\n three\n"
    with StandIn(diff=diff) as github:
        pull = connect(github).get_repo("octo-org/service").get_pull(1)
        review(pull, {**COMMENT, "path": "a.py", "line": 2}, {**COMMENT, "path": "a.py", "line": 3})
        github.repository.push(1, "more", diff.replace("-1,2 +1,3", "-1 +1,2").replace(" three\n", ""))
        assert [each.line for each in pull.get_review_comments()] == [2, None]
