"""Tokens that may not, and a GitHub that fails: the exit status, what is said, what is lost (nothing), and what a rerun does."""

import time
from functools import partial

import pytest
from tests.api.action_run import TOKEN, Ended, Service, Workflow, check_out

from github_standin import Permissions, StandIn, merge_group_event
from tenet.infrastructure.github_client import GitHubClient

FINDINGS = ("coverage-below-target", "patch-coverage-below-target", "star-import")
READS = {
    "the review's comments": ("GET", "/pulls/1/comments"),
    "the pull request's comments": ("GET", "/issues/1/comments"),
    "the check runs": ("GET", "/check-runs"),
    "the pull request": ("GET", "/pulls/1$"),
}
WRITES = {
    "the review": ("POST", "/reviews$"),
    "the summary": ("POST", "/issues/1/comments"),
    "the check run": ("POST", "/check-runs$"),
}
REFUSED = ("404", "409", "422")
PASSING = ("500", "502-after", "503", "reset", "reset-after", "truncated", "429", "secondary-rate-limit")
FOR_GOOD = 99
INLINE = ["app.py", "domain/orders.py"]
ADVISE = {"mode": "advise"}


def posted(github: StandIn) -> tuple[int, int, int]:
    held = github.repository
    return len(held.reviews), len(held.issue_comments), len(held.check_runs)


def said_inline(github: StandIn) -> list[str]:
    return sorted(each.path for each in github.repository.review_comments.values())


def nothing_is_lost(ended: Ended) -> None:
    for rule in FINDINGS:
        assert f"`{rule}`" in ended.job_summary
        assert rule in ended.log
    assert TOKEN not in ended.log + ended.job_summary
    assert "Traceback" not in ended.log


@pytest.fixture
def hurried(workflow: Workflow, monkeypatch: pytest.MonkeyPatch) -> Workflow:
    """A workflow that gives an answer up after a second, and waits a little before it looks again."""
    monkeypatch.setattr("tenet.api.action.GitHubClient", partial(GitHubClient, sleep=lambda _: time.sleep(0.4), timeout=1))
    return workflow


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        (name, fault)
        for name in (*READS, *WRITES)
        for fault in (*PASSING, *REFUSED)
        if name in WRITES or not fault.endswith("-after")  # that a read took effect is nothing to see
    ],
)
def test_a_request_that_fails_for_good_is_named_and_a_rerun_puts_all_right(
    workflow: Workflow, github: StandIn, name: str, fault: str
) -> None:
    method, path = (READS | WRITES)[name]
    github.faults.add(method, path, fault, times=FOR_GOOD)
    ended = workflow(inputs=ADVISE)
    if said_inline(github) == INLINE and posted(github) == (1, 1, 1):
        assert ended.status in {0, 3}
    elif (name, fault) == ("the review", "422"):  # refused for its lines: all is in the summary and the check run
        assert (ended.status, posted(github)) == (0, (0, 1, 1))
    else:
        assert ended.status == 3, ended.log
        assert "::warning title=tenet::" in ended.log
        assert "### Not posted" in ended.job_summary
    nothing_is_lost(ended)
    github.faults.clear()
    again = workflow(inputs=ADVISE)
    assert again.status == 0, again.log
    assert said_inline(github) == ([] if (name, fault) == ("the review", "422") else INLINE)
    assert posted(github)[:2] == (bool(said_inline(github)), 1)
    assert_one_check_run(github)


def assert_one_check_run(github: StandIn) -> None:
    """GitHub shows the last of a name. An earlier one said that the review is missing, and annotations cannot be taken back."""
    *earlier, last = github.repository.check_runs.values()
    inline = set(said_inline(github))
    assert inline.isdisjoint(str(each["path"]) for each in last.annotations)
    assert {each.name for each in earlier} <= {last.name}
    assert len(earlier) <= 1


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_that_passes_is_not_seen_in_what_is_posted(workflow: Workflow, github: StandIn, fault: str) -> None:
    for method, path in (READS | WRITES).values():
        github.faults.add(method, path, fault)
    ended = workflow(inputs=ADVISE)
    assert (ended.status, posted(github), github.faults.left) == (0, (1, 1, 1), 0), ended.log
    assert said_inline(github) == INLINE
    assert workflow(inputs=ADVISE).writes == []


def test_an_answer_that_comes_too_late_doubles_nothing(hurried: Workflow, github: StandIn) -> None:
    github.faults.add("POST", "/reviews$", "slow", delay=1.3)
    ended = hurried(inputs=ADVISE)
    assert (ended.status, posted(github), said_inline(github)) == (0, (1, 1, 1), INLINE), ended.log
    assert hurried(inputs=ADVISE).writes == []


def test_findings_that_block_weigh_more_than_a_github_that_is_down(workflow: Workflow, github: StandIn) -> None:
    github.faults.add("*", ".", "503", times=FOR_GOOD)
    ended = workflow()
    assert ended.status == 1
    assert (ended.outputs["verdict"], posted(github)) == ("fail", (0, 0, 0))
    assert "Nothing was posted" in ended.log
    nothing_is_lost(ended)


def test_where_only_github_knows_the_change_and_is_down_nothing_is_judged(workflow: Workflow, refunds: Service, github: StandIn) -> None:
    workflow.workspace = workflow.folder / "shallow"
    workflow.folder.mkdir()
    check_out(refunds, workflow.workspace, refunds.merge, "--depth=1")
    github.faults.add("*", ".", "503", times=FOR_GOOD)
    ended = workflow()
    assert (ended.status, ended.outputs) == (3, {})
    assert "The change cannot be read" in ended.job_summary
    assert "fetch-depth: 0" in ended.log


def test_a_bad_token_posts_nothing_and_loses_nothing(workflow: Workflow, github: StandIn) -> None:
    github.faults.add("*", ".", "401", times=FOR_GOOD)
    blocked = workflow()
    assert blocked.status == 1
    nothing_is_lost(blocked)
    advised = workflow(inputs=ADVISE)
    assert advised.status == 3
    assert "401, Bad credentials" in advised.log
    nothing_is_lost(advised)
    assert posted(github) == (0, 0, 0)


def test_without_a_token_it_says_which_input_it_needs(workflow: Workflow) -> None:
    ended = workflow(token="", inputs=ADVISE)
    assert ended.status == 3
    assert "github-token" in ended.log
    nothing_is_lost(ended)


@pytest.mark.parametrize("inputs", [{}, ADVISE])
def test_a_read_only_token_ends_with_the_verdicts_status_and_names_the_permissions(
    workflow: Workflow, github: StandIn, inputs: dict[str, str]
) -> None:
    github.permissions = Permissions.read_only()
    ended = workflow(inputs=inputs)
    assert (ended.status, posted(github)) == (0 if inputs else 1, (0, 0, 0))
    nothing_is_lost(ended)
    for text in (ended.log.replace("%0A", "\n"), ended.job_summary):
        assert "permissions:\n  contents: read\n  checks: write\n  pull-requests: write\n" in text + "\n"


def test_without_checks_the_comments_are_posted(workflow: Workflow, github: StandIn) -> None:
    github.permissions = Permissions(checks="none")
    ended = workflow()
    assert (ended.status, posted(github)) == (1, (1, 1, 0))
    assert "checks: write" in ended.log
    assert "pull-requests: write" not in ended.log


@pytest.mark.parametrize("access", ["none", "read"])
def test_without_pull_requests_the_check_run_is_posted(workflow: Workflow, github: StandIn, access: str) -> None:
    github.permissions = Permissions(pull_requests="read" if access == "read" else "none")
    ended = workflow()
    assert (ended.status, posted(github)) == (1, (0, 0, 1))
    assert "pull-requests: write" in ended.log
    assert "checks: write" not in ended.log
    [check_run] = github.repository.check_runs.values()
    assert {each["path"] for each in check_run.annotations} == {"app.py", "domain/orders.py"}
    nothing_is_lost(ended)


def test_permissions_that_come_later_are_used(workflow: Workflow, github: StandIn) -> None:
    github.permissions = Permissions.read_only()
    workflow()
    github.permissions = Permissions()
    assert workflow().status == 1
    assert posted(github) == (1, 1, 1)


def test_a_merge_group_concludes_where_nothing_can_be_judged(workflow: Workflow, github: StandIn) -> None:
    payload = merge_group_event(github, github.repository, github.pull)
    ended = workflow(event="merge_group", payload=payload, inputs={"policy": "none.yml"})
    assert ended.status == 2
    [check_run] = github.repository.check_runs.values()
    assert (check_run.name, check_run.conclusion, check_run.head_sha) == ("tenet", "failure", github.pull.head_sha)
    assert check_run.summary is not None
    assert "none.yml" in check_run.summary
