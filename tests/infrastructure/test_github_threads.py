"""Threads and people on a stand-in GitHub: what is resolved, opened again, left, and never said twice."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from github_standin.exchange import Answer, Request
from github_standin.records import Account
from tests.fakes.review import change, file_change, finding
from tests.infrastructure.test_github_review import DIFF, LINES, Run, summary

from github_standin import ACTIONS_BOT, MONA, Permissions, StandIn
from tenet.domain.change import FileStatus, Hunk
from tenet.domain.review_marker import CommentKind, read_marker

RESOLVER = Permissions(contents="write")
APP = Account("tenet-app[bot]", 77, "Bot")


@pytest.fixture
def github() -> Iterator[StandIn]:
    with StandIn(diff=DIFF) as standin:
        yield standin
    assert standin.invalid == []


@pytest.fixture
def run(github: StandIn) -> Run:
    return Run(github)


def mutations(github: StandIn) -> list[str]:
    return [json.dumps(each.body) for each in github.writes if each.path == "/graphql"]


def test_a_fix_resolves_the_thread_where_the_token_may_in_the_same_request(github: StandIn, run: Run) -> None:
    github.permissions = RESOLVER
    run(*[finding(number, rule=f"rule-{number}", line=number) for number in range(1, 5)])
    github.repository.push(1, "next", DIFF)
    github.requests.clear()
    receipt = run(finding(1, rule="rule-1", line=1))
    assert receipt.undone == ()
    resolved = {thread.first for thread in github.repository.threads.values() if thread.resolved_by == github.bot}
    minimised = {each.id for each in github.repository.review_comments.values() if each.minimized}
    assert resolved == minimised
    assert len(resolved) == 3
    assert len(mutations(github)) == 1
    github.requests.clear()
    assert run(finding(1, rule="rule-1", line=1)).plan.writes_nothing
    assert len(github.requests) <= 5


def test_a_token_that_may_not_resolve_does_not_ask_to(github: StandIn, run: Run) -> None:
    run(finding())
    github.requests.clear()
    assert run().undone == ()
    assert [thread.resolved_by for thread in github.repository.threads.values()] == [None]
    [asked] = mutations(github)
    assert "resolveReviewThread" not in asked
    assert "minimizeComment" in asked


def test_a_finding_that_comes_back_opens_the_thread_that_tenet_resolved(github: StandIn, run: Run) -> None:
    github.permissions = RESOLVER
    run(finding())
    run()
    receipt = run(finding())
    assert (receipt.undone, receipt.plan.review) == ((), None)
    [thread], [comment] = github.repository.threads.values(), github.repository.review_comments.values()
    assert (thread.resolved_by, comment.minimized) == (None, None)
    github.requests.clear()
    assert run(finding()).plan.writes_nothing


def test_a_finding_that_comes_back_to_a_thread_that_the_token_may_not_open_is_said_anew(github: StandIn, run: Run) -> None:
    github.permissions = RESOLVER
    run(finding())
    run()
    github.permissions = Permissions()
    receipt = run(finding())
    assert receipt.undone == ()
    assert len(github.repository.review_comments) == 2
    github.requests.clear()
    assert run(finding()).plan.writes_nothing


def test_a_thread_that_a_person_resolved_stays_resolved(github: StandIn, run: Run) -> None:
    github.permissions = RESOLVER
    run(finding())
    [thread] = github.repository.threads.values()
    thread.resolved_by = MONA
    run()
    github.requests.clear()
    run(finding())
    assert mutations(github) == []
    assert thread.resolved_by == MONA


class LosesThePermission(StandIn):
    """The token may no longer resolve when it comes to it: GitHub refuses that part of the request alone."""

    def answer(self, request: Request) -> Answer:
        if "resolveReviewThread" in json.dumps(request.body) and "mutation" in json.dumps(request.body):
            self.permissions = Permissions()
        return super().answer(request)


def test_a_thread_that_cannot_be_resolved_after_all_has_its_comment_minimised() -> None:
    with LosesThePermission(diff=DIFF) as github:
        github.permissions = RESOLVER
        run = Run(github)
        run(finding())
        receipt = run()
        assert (receipt.undone, receipt.fault) == ((), None)
        [comment] = github.repository.review_comments.values()
        assert "Fixed in" in comment.body
        assert comment.minimized == "resolved"


class NamesNoBot(StandIn):
    """A GitHub that names a user where one resolved, and nobody where an app did."""

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        text = json.dumps(answer.body).replace('"resolvedBy": {"login": "github-actions"}', '"resolvedBy": null')
        return replace(answer, body=json.loads(text))


def test_a_thread_that_was_resolved_by_nobody_who_is_named_is_tenets_where_tenet_closed_it() -> None:
    with NamesNoBot(diff=DIFF) as github:
        github.permissions = RESOLVER
        run = Run(github)
        run(finding())
        run()
        run(finding())
        [thread] = github.repository.threads.values()
        assert thread.resolved_by is None
        assert len(github.repository.review_comments) == 1


def test_an_answer_by_a_bot_is_none(github: StandIn, run: Run) -> None:
    run(finding())
    [comment] = github.repository.review_comments.values()
    github.reply_as(Account("helper[bot]", 88, "Bot"), github.repository, comment.id, "I can fix that.")
    run()
    assert "Fixed in" in comment.body


def test_an_answer_by_the_person_whose_token_it_is_is_one(github: StandIn, run: Run) -> None:
    github.people["ghs_token"] = MONA
    run(finding())
    [comment] = github.repository.review_comments.values()
    github.reply_as(MONA, github.repository, comment.id, "On purpose.")
    before = comment.body
    run()
    assert comment.body == before


def test_a_comment_that_a_person_hid_is_left_and_not_repeated(github: StandIn, run: Run) -> None:
    run(finding())
    [comment] = github.repository.review_comments.values()
    comment.minimized, before = "off-topic", comment.body
    run()
    run(finding())
    assert (comment.minimized, comment.body) == ("off-topic", before)
    assert len(github.repository.review_comments) == 1


def test_a_comment_that_a_person_deleted_is_not_made_again(github: StandIn, run: Run) -> None:
    run(finding(1), finding(2, rule="other", line=20))
    first = min(github.repository.review_comments)
    del github.repository.review_comments[first], github.repository.threads[first]
    run(finding(1), finding(2, rule="other", line=20))
    assert len(github.repository.review_comments) == 1
    assert "1 inline, 1 here alone" in summary(github)
    github.requests.clear()
    assert run(finding(1), finding(2, rule="other", line=20)).plan.writes_nothing
    assert len(github.requests) <= 5


def test_an_app_repeats_nothing_of_the_workflows_account_and_edits_nothing(github: StandIn, run: Run) -> None:
    run(finding(1), finding(2, rule="other", line=20))
    before = {each.id: each.body for each in github.repository.review_comments.values()}
    github.bot = APP
    receipt = run(finding(1))
    assert (receipt.undone, receipt.plan.review, receipt.plan.edits) == ((), None, ())
    assert {each.id: each.body for each in github.repository.review_comments.values()} == before
    assert {each.author.login for each in github.repository.issue_comments.values()} == {"tenet-app[bot]", "github-actions[bot]"}
    github.requests.clear()
    assert run(finding(1)).plan.writes_nothing
    receipt = run(finding(1), finding(3, rule="new", line=30))
    assert receipt.plan.review is not None
    assert [each.author.login for each in github.repository.review_comments.values()][-1] == "tenet-app[bot]"


def test_the_workflows_account_says_once_more_what_an_app_has_said(github: StandIn, run: Run) -> None:
    github.bot = APP
    run(finding())
    github.bot = ACTIONS_BOT
    assert run(finding()).undone == ()
    assert {each.author for each in github.repository.review_comments.values()} == {APP, ACTIONS_BOT}
    github.requests.clear()
    assert run(finding()).plan.writes_nothing
    assert run().undone == ()


@pytest.mark.parametrize("author", [MONA, Account("reviewer[bot]", 99, "Bot")])
def test_a_marker_in_anothers_comment_on_a_line_keeps_nothing_from_being_said(github: StandIn, run: Run, author: Account) -> None:
    run(finding())
    [comment] = github.repository.review_comments.values()
    comment.author = author
    github.repository.issue_comments.clear()
    run(finding())
    assert len(github.repository.review_comments) == 2


def test_a_finding_whose_file_is_renamed_keeps_its_one_comment(github: StandIn, run: Run) -> None:
    run(finding())
    renamed = DIFF.replace("app/models.py", "app/entities.py")
    github.repository.push(1, "next", renamed)
    moved = finding(path="app/entities.py", fingerprint="f" * 32)
    changed = change(file_change("app/entities.py", Hunk(0, 0, 1, 100), status=FileStatus.ADDED, added=range(1, 101)))
    receipt = run(moved, changed=changed)
    assert (receipt.undone, receipt.plan.review) == ((), None)
    [comment] = github.repository.review_comments.values()
    assert comment.outdated
    assert "`app/entities.py:10`" in comment.body
    github.requests.clear()
    assert run(moved, changed=changed).plan.writes_nothing


@pytest.mark.parametrize("diff", ["", DIFF.replace(LINES, LINES.replace("line 10\n", "line ten\n")), DIFF.replace("models", "entities")])
def test_the_comment_of_a_line_file_or_diff_that_is_gone_is_still_closed(github: StandIn, run: Run, diff: str) -> None:
    run(finding())
    github.repository.push(1, "next", diff)
    receipt = run(changed=change())
    assert (receipt.undone, receipt.fault) == ((), None)
    [comment] = github.repository.review_comments.values()
    assert "Fixed in" in comment.body


def test_every_comment_names_its_kind_and_rule_in_its_marker(github: StandIn, run: Run) -> None:
    run(finding())
    marker = read_marker(next(iter(github.repository.review_comments.values())).body)
    assert marker is not None
    assert (marker.kind, marker.rule, len(marker.alike)) == (CommentKind.INLINE, "raw-sql", 1)
