"""What a run is told of the run that it follows, and the list in which it finds the pull request."""

from __future__ import annotations

import pytest
import requests
from github_standin.run_events import workflow_run_event

from github_standin import StandIn

HEADERS = {"Authorization": "token x", "Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}


def test_the_event_of_a_forks_run_names_no_pull_request(github: StandIn) -> None:
    github.pull.fork = "mona/service"
    run = workflow_run_event(github, github.repository, github.pull)["workflow_run"]
    assert isinstance(run, dict)
    assert run["pull_requests"] == []
    assert run["head_repository"]["full_name"] == "mona/service"  # type: ignore[index, call-overload]
    assert (run["head_sha"], run["head_branch"]) == (github.pull.head_sha, github.pull.head_ref)


def test_the_event_of_a_branchs_own_run_names_its_pull_request(github: StandIn) -> None:
    run = workflow_run_event(github, github.repository, github.pull)["workflow_run"]
    assert isinstance(run, dict)
    assert [each["number"] for each in run["pull_requests"]] == [1]  # type: ignore[index, call-overload, union-attr]


@pytest.mark.parametrize(("head", "found"), [("mona:feature", [1]), ("mona:another", []), ("octo-org:feature", []), (None, [1])], ids=str)
def test_open_pull_requests_are_listed_by_the_owner_and_branch_of_their_head(github: StandIn, head: str | None, found: list[int]) -> None:
    github.pull.fork, github.pull.head_ref = "mona/service", "feature"
    query = {"state": "open"} | ({} if head is None else {"head": head})
    answer = requests.get(f"{github.url}/repos/octo-org/service/pulls", params=query, headers=HEADERS, timeout=5)
    assert [each["number"] for each in answer.json()] == found
    github.pull.state = "closed"
    answer = requests.get(f"{github.url}/repos/octo-org/service/pulls", params=query, headers=HEADERS, timeout=5)
    assert answer.json() == []
    assert github.wrong == []  # type: ignore[attr-defined]
