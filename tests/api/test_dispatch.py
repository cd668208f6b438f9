"""`workflow_dispatch`: a person starts the run, for a pull request or a branch."""

import pytest
from github_standin.events import Event
from tests.api.action_run import Ended, Service, Workflow
from tests.api.test_events import lay, posted

from github_standin import StandIn, pull_request_event


class Dispatch:
    """Starts the workflow on a branch, as the page of GitHub does."""

    def __init__(self, workflow: Workflow, refunds: Service) -> None:
        self.workflow, self.service = workflow, refunds

    def __call__(self, branch: str, sha: str, inputs: Event | None = None, ref: str = "") -> Ended:
        event = pull_request_event(self.workflow.github, self.workflow.github.repository, self.workflow.github.pull)
        payload: Event = {"ref": ref or f"refs/heads/{branch}", "inputs": inputs, "workflow": ".github/workflows/manual.yml"}
        payload |= {name: event[name] for name in ("repository", "sender")}
        return self.workflow(event="workflow_dispatch", payload=payload, others={"GITHUB_SHA": sha, "GITHUB_REF": f"refs/heads/{branch}"})


@pytest.fixture
def dispatch(workflow: Workflow, github: StandIn, refunds: Service) -> Dispatch:
    """The workspace has what `actions/checkout` gives by default on the default branch."""
    github.pull.base_ref, github.pull.head_ref = "main", "feature"
    lay(workflow, refunds, refunds.base, "--depth=1")
    (workflow.workspace / "coverage.xml").unlink()
    return Dispatch(workflow, refunds)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, "1") for name in ("pull-request", "pull_request", "number", "pr", "PR-Number", "pull_request_number")),
        *(("pull-request", value) for value in (" #1 ", 1, 1.0)),
    ],
)
def test_the_pull_request_that_an_input_names_is_reviewed(
    dispatch: Dispatch, github: StandIn, refunds: Service, name: str, value: str | float
) -> None:
    ended = dispatch("main", refunds.base, {name: value, "dry": True})
    assert (ended.status, posted(github)) == (1, (1, 1, 1)), ended.log
    assert [run.head_sha for run in github.repository.check_runs.values()] == [refunds.head]
    assert len(ended.requests) <= 8, [each.path for each in ended.requests]


def test_a_second_start_adds_nothing(dispatch: Dispatch, refunds: Service) -> None:
    dispatch("main", refunds.base, {"pull-request": "1"})
    again = dispatch("main", refunds.base, {"pull-request": "1"})
    assert (again.writes, len(again.requests)) == ([], 5)


@pytest.mark.parametrize("inputs", [None, {}, {"pull-request": ""}, {"pull-request": None, "reason": "1"}])
def test_without_a_number_it_is_the_pull_request_of_the_branch(
    dispatch: Dispatch, github: StandIn, refunds: Service, inputs: Event | None
) -> None:
    ended = dispatch("feature", refunds.head, inputs)
    assert (ended.status, posted(github)) == (1, (1, 1, 1)), ended.log


def test_a_branch_without_a_pull_request_gets_a_check_run_alone(dispatch: Dispatch, github: StandIn, refunds: Service) -> None:
    clean = refunds.author.git("rev-parse", "clean")
    lay_clean(dispatch, clean)
    ended = dispatch("clean", clean)
    assert (ended.status, posted(github)) == (1, (0, 0, 1)), ended.log  # for want of a report
    assert [run.head_sha for run in github.repository.check_runs.values()] == [clean]
    assert "later.py" not in ended.log


def lay_clean(dispatch: Dispatch, sha: str) -> None:
    (dispatch.workflow.workspace / "coverage.xml").write_text("")
    lay(dispatch.workflow, dispatch.service, sha)


def test_a_branch_with_two_pull_requests_gets_a_check_run_and_a_word_why(dispatch: Dispatch, github: StandIn, refunds: Service) -> None:
    github.repository.add_pull(base=refunds.fork_point, head="feature")
    ended = dispatch("feature", refunds.head)
    assert (ended.status, posted(github)) == (1, (0, 0, 1)), ended.log
    assert "2 open pull requests (#2, #1)" in ended.log
    assert dispatch("feature", refunds.head, {"pr": "2"}).status == 1
    assert {each.issue for each in github.repository.issue_comments.values()} == {2}


def test_a_branch_of_a_fork_by_the_same_name_is_another(dispatch: Dispatch, github: StandIn, refunds: Service) -> None:
    github.pull.fork = "mona/service"
    ended = dispatch("feature", refunds.head)
    assert posted(github) == (0, 0, 1), ended.log


def test_the_default_branch_alone_is_no_change(dispatch: Dispatch, github: StandIn, refunds: Service) -> None:
    ended = dispatch("main", refunds.base)
    assert (ended.status, posted(github)) == (2, (0, 0, 0))
    assert "`pull-request`" in ended.log


@pytest.mark.parametrize("value", ["seven", "0", "-1", "1; rm -rf /", "1/../2", "1" * 40, "::error::"])
def test_what_is_no_number_is_a_wrong_input_before_anything_is_asked(dispatch: Dispatch, refunds: Service, value: str) -> None:
    ended = dispatch("main", refunds.base, {"pull-request": value})
    assert (ended.status, ended.requests) == (2, [])
    assert "input `pull-request`" in ended.log
    assert "\n::error::" not in ended.log


def test_a_number_that_is_no_pull_request_is_a_wrong_input(dispatch: Dispatch, refunds: Service) -> None:
    ended = dispatch("main", refunds.base, {"pull-request": "99"})
    assert (ended.status, ended.writes) == (2, [])
    assert "no pull request 99" in ended.log


def test_a_closed_one_is_nothing_to_judge(dispatch: Dispatch, github: StandIn, refunds: Service) -> None:
    github.pull.state = "closed"
    ended = dispatch("main", refunds.base, {"pull-request": "1"})
    assert (ended.status, ended.writes) == (0, [])
    assert "closed" in ended.log


@pytest.mark.parametrize("fault", ["503", "403"])
def test_where_github_does_not_tell_the_run_fails_and_says_so(dispatch: Dispatch, github: StandIn, refunds: Service, fault: str) -> None:
    for method, path in (("GET", "/pulls"), ("POST", "/graphql")):
        github.faults.add(method, path, fault, times=99)
    for ended in (dispatch("main", refunds.base, {"pull-request": "1"}), dispatch("feature", refunds.head)):
        assert (ended.status, ended.writes) == (3, [])
        assert "could not be" in ended.log
