"""Markers and check runs that somebody else has written: Tenet edits, closes and believes none of them."""

from dataclasses import replace

import pytest
from tests.api.action_run import Ended, Workflow

from github_standin import ACTIONS_BOT, MONA, Account, StandIn

ANOTHER_BOT = Account("dependabot[bot]", 49_699_333, "Bot")
FORMS = ("{0}", "{0}\r\nwords", "\ufeff{0}", " {0}", "\n{0}", "> {0}", "```\n{0}\n```", "words\n{0}", "`{0}`")


def state(github: StandIn) -> tuple[list[str], list[str]]:
    held = github.repository
    return [each.body for each in held.review_comments.values()], [each.body for each in held.issue_comments.values()]


@pytest.fixture
def first(workflow: Workflow) -> Ended:
    return workflow()


@pytest.mark.parametrize("person", [MONA, ANOTHER_BOT], ids=["a person", "another bot"])
def test_copies_of_our_comments_by_others_change_nothing(workflow: Workflow, github: StandIn, first: Ended, person: Account) -> None:
    held = github.repository
    said = [each.body for each in (*held.review_comments.values(), *held.issue_comments.values())]
    threads = list(held.review_comments)
    for body in said:
        for form in FORMS:
            github.comment_as(person, held, 1, form.format(body))
    before = state(github)
    again = workflow()
    assert (again.status, again.writes) == (first.status, [])
    assert state(github) == before
    assert set(threads) == set(held.review_comments)


def test_a_copy_by_another_stands_for_no_finding(workflow: Workflow, github: StandIn, first: Ended) -> None:
    held = github.repository
    copies = [replace(each, author=MONA) for each in held.review_comments.values()]
    count = len(copies)
    held.review_comments.clear()
    held.issue_comments.clear()  # else a comment that is gone is one that a person has deleted, and not said again
    held.review_comments.update({each.id: each for each in copies})
    again = workflow()
    ours = [each for each in held.review_comments.values() if each.author == ACTIONS_BOT]
    assert (again.status, len(ours)) == (1, count)


@pytest.mark.parametrize("form", FORMS)
def test_a_marker_in_a_reply_is_an_answer_and_no_comment_of_ours(workflow: Workflow, github: StandIn, first: Ended, form: str) -> None:
    held = github.repository
    comment = next(iter(held.review_comments.values()))
    reply = github.reply_as(MONA, held, comment.id, form.format(comment.body.replace("said=", "state=closed said=")))
    said = reply.body
    github.repository.push(1, "clean")
    workflow()
    assert held.review_comments[reply.id].body == said
    assert "What it said" not in held.review_comments[comment.id].body  # a person has answered: it is left alone


def test_a_marker_that_another_workflow_posts_as_the_same_bot_passes_no_verdict(workflow: Workflow, github: StandIn, first: Ended) -> None:
    """A workflow that echoes a stranger's words at the start of a comment lends Tenet's name: comments may go astray, the verdict not."""
    held = github.repository
    for body in [each.body for each in held.review_comments.values()]:
        github.comment_as(ACTIONS_BOT, held, 1, body.replace("said=", "state=closed said="))
    github.comment_as(ACTIONS_BOT, held, 1, "<!-- tenet:1 summary name=tenet -->\nAll is well")
    again = workflow()
    assert (again.status, again.outputs) == (first.status, first.outputs)
    assert [each.conclusion for each in held.check_runs.values()] == ["failure"]


def test_a_forged_check_run_with_a_copied_mark_is_answered_by_the_verdict(workflow: Workflow, github: StandIn, first: Ended) -> None:
    held = github.repository
    [ours] = held.check_runs.values()
    number = github.counter.new_id()
    held.check_runs[number] = replace(ours, id=number, conclusion="success", title="Tenet: all is well")
    again = workflow()
    newest = max(held.check_runs.values(), key=lambda run: run.id)
    assert (again.status, newest.conclusion, len(held.check_runs)) == (1, "failure", 3)
    assert workflow().writes == []
