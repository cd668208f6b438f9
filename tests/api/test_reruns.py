"""A run whose event is older than the pull request: started again, overtaken by another, or edited meanwhile."""

import shutil
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from github_standin.events import Event
from github_standin.exchange import Answer, Request
from github_standin.git import GitRepository as Served
from tests.api.action_run import Service, Workflow, check_out
from tests.git_repository import GitRepository

from github_standin import Permissions, StandIn, pull_request_event
from tenet.domain.severity import FailOn
from tenet.pipeline import Ports, Question, Reviewed, review

AGAIN = {"GITHUB_RUN_ATTEMPT": "2"}
SOFT = "version: 1\nrules: {}\n"


def judged_by_its_title(question: Question, ports: Ports) -> Reviewed:
    """Stands for a policy whose verdict depends on the description: nothing blocks what is called WIP or labelled so."""
    words = question.pull_request
    waits = words is not None and (words.title.startswith("WIP") or "wip" in words.labels or "wip" in words.body)
    return review(replace(question, fail_on=FailOn.NEVER) if waits else question, ports)


@pytest.fixture(autouse=True)
def _by_title(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tenet.api.judging.review", judged_by_its_title)


def event(github: StandIn, action: str = "synchronize", **changed: object) -> Event:
    """The payload that was made when the pull request was still another."""
    payload = pull_request_event(github, github.repository, github.pull, action)
    return payload | {"pull_request": payload["pull_request"] | changed}  # type: ignore[operator]


def conclusions(github: StandIn) -> list[str | None]:
    return [run.conclusion for run in github.repository.check_runs.values()]


def posted(github: StandIn) -> tuple[int, int, int]:
    held = github.repository
    return len(held.reviews), len(held.issue_comments), len(held.check_runs)


def test_a_run_started_again_for_an_old_head_ends_at_once_and_posts_nothing(workflow: Workflow, github: StandIn) -> None:
    old = event(github)
    github.repository.push(1, "clean")
    ended = workflow(payload=old, others=AGAIN)
    assert (ended.status, posted(github), len(ended.requests)) == (0, (0, 0, 0), 1)
    assert f"head is {github.pull.head_sha[:12]} by now" in ended.log
    assert "by now" in ended.job_summary
    assert ended.outputs == {}


def test_a_run_started_again_writes_nothing_for_the_same_and_takes_five_calls(workflow: Workflow) -> None:
    first = workflow()
    again = workflow(others=AGAIN)
    assert (again.status, again.writes, again.outputs) == (first.status, [], first.outputs)
    assert len(again.requests) <= 5


def test_a_run_started_again_on_a_shallow_checkout_takes_five_calls_too(workflow: Workflow, refunds: Service, tmp_path: Path) -> None:
    report = (workflow.workspace / "coverage.xml").read_text()
    workflow.workspace = tmp_path / "shallow"
    check_out(refunds, workflow.workspace, refunds.merge, "--depth=1")
    (workflow.workspace / "coverage.xml").write_text(report)
    first = workflow()
    again = workflow(others=AGAIN)
    assert (len(first.requests), again.status, again.writes) == (8, first.status, [])
    assert len(again.requests) <= 5, [each.path for each in again.requests]


def test_a_run_started_again_that_posts_for_the_first_time_takes_eight_calls(
    workflow: Workflow, github: StandIn, refunds: Service, tmp_path: Path
) -> None:
    """GitHub was down at the first attempt."""
    report = (workflow.workspace / "coverage.xml").read_text()
    workflow.workspace = tmp_path / "shallow"
    check_out(refunds, workflow.workspace, refunds.merge, "--depth=1")
    (workflow.workspace / "coverage.xml").write_text(report)
    ended = workflow(others=AGAIN)
    assert (ended.status, posted(github), len(ended.requests)) == (1, (1, 1, 1), 8)


@pytest.mark.parametrize("old", [{"title": "WIP: refunds"}, {"body": "still wip"}, {"labels": [{"name": "wip"}]}])
def test_a_run_started_again_judges_the_present_words(workflow: Workflow, github: StandIn, old: dict[str, object]) -> None:
    ended = workflow(payload=event(github, **old), others=AGAIN)
    assert (ended.status, conclusions(github)) == (1, ["failure"])


def test_a_run_started_again_goes_by_the_present_policy(workflow: Workflow, github: StandIn, refunds: Service, own: Service) -> None:
    """Somebody has mended the base's policy and starts the old run again: its merge commit is still the old one's."""
    assert workflow().status == 1
    own.author.commit({".github/tenet.yml": SOFT}, "Soften the policy")
    ended = workflow(others=AGAIN)
    assert (ended.status, conclusions(github)) == (0, ["failure", "success"])
    assert workflow(others=AGAIN).writes == []


@pytest.fixture
def own(github: StandIn, refunds: Service, tmp_path: Path) -> Service:
    """A copy of the server that may be written to."""
    shutil.copytree(refunds.author.path, tmp_path / "own")
    github.repository.git = Served(tmp_path / "own")
    github.pull.base_ref = "main"
    return replace(refunds, author=GitRepository(tmp_path / "own"))


@pytest.mark.parametrize("fault", ["503", "404"])
def test_where_the_pull_request_cannot_be_read_a_run_started_again_overwrites_nothing(
    workflow: Workflow, github: StandIn, fault: str
) -> None:
    github.faults.add("GET", "/pulls/1$", fault, times=99)
    github.faults.add("POST", "/graphql", fault, times=99)
    ended = workflow(others=AGAIN)
    assert (ended.status, posted(github)) == (3, (0, 0, 0))
    assert "Pull request 1 could not be read" in ended.log


def test_a_token_that_may_not_look_judges_what_the_event_told(workflow: Workflow, github: StandIn) -> None:
    github.permissions = Permissions(pull_requests="none", issues="none")
    ended = workflow(others=AGAIN)
    assert (ended.status, posted(github)) == (1, (0, 0, 1))
    assert "pull-requests: write" in ended.log


@pytest.mark.parametrize("attempt", ["", "first", "0", None])
def test_a_runner_that_counts_no_attempts_makes_a_first_one(workflow: Workflow, attempt: str | None) -> None:
    ended = workflow(others={"GITHUB_RUN_ATTEMPT": attempt})
    assert (ended.status, len(ended.requests)) == (1, 7)


@pytest.mark.parametrize("old", [{"title": "WIP: refunds"}, {"body": "still wip"}, {"labels": [{"name": "wip"}]}])
def test_the_newer_description_wins_where_the_older_run_ends_last(workflow: Workflow, github: StandIn, old: dict[str, object]) -> None:
    older = event(github, "edited", **old)
    newer = workflow()
    assert conclusions(github) == ["failure"]
    late = workflow(payload=older)
    assert (late.status, late.writes, late.outputs) == (newer.status, [], newer.outputs)
    assert "judged again" in late.log
    assert conclusions(github) == ["failure"]


def test_an_edit_during_the_first_run_loses_no_review_where_no_other_run_comes(workflow: Workflow, github: StandIn) -> None:
    """The default types of `pull_request` have no `edited`."""
    ended = workflow(payload=event(github, "opened", title="WIP: refunds"))
    assert (ended.status, posted(github), conclusions(github)) == (1, (1, 1, 1), ["failure"])
    assert len(ended.requests) == 8, "one look more than where nobody edits"
    assert ended.outputs["verdict"] == "fail"


def test_a_description_that_is_taken_back_gets_its_verdict_back(workflow: Workflow, github: StandIn) -> None:
    """GitHub shows the last check run of a name: the first one, which said the same, is not it."""
    workflow()
    github.pull.title = "WIP: refunds"
    assert workflow().status == 0
    github.pull.title = "Refund orders"
    assert (workflow().status, conclusions(github)) == (1, ["failure", "success", "failure"])
    assert workflow().writes == []


def test_who_edits_at_every_look_does_not_keep_the_run_going(workflow: Workflow, github: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    answer, looks = github.answer, [0]

    def edited(request: Request) -> Answer:
        if request.path.endswith("/pulls/1"):
            looks[0] += 1
            github.pull.title = f"Refund orders, {looks[0]}"
        return answer(request)

    monkeypatch.setattr(github, "answer", edited)
    ended = workflow()
    assert (ended.status, posted(github)) == (1, (1, 1, 1))
    assert looks[0] <= 6


def test_a_head_that_moves_while_the_description_changes_too_gets_nothing(workflow: Workflow, github: StandIn) -> None:
    old = event(github, title="WIP: refunds")
    github.repository.push(1, "clean")
    ended = workflow(payload=old)
    assert (ended.status, posted(github)) == (0, (0, 0, 0))


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_whichever_run_ends_last_the_present_description_has_the_last_word(
    workflow: Workflow, github: StandIn, order: tuple[int, ...]
) -> None:
    events = [event(github, "edited", title=title) for title in ("WIP: refunds", "Refund orders", "WIP again")]
    github.pull.title = "WIP again"
    statuses = [workflow(payload=events[index]).status for index in order]
    assert (statuses, conclusions(github)[-1], posted(github)) == ([0, 0, 0], "success", (1, 1, 1))
