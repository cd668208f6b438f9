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
