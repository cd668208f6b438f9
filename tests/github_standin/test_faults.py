"""Every fault that can be ordered, seen from a client."""

from __future__ import annotations

import time

import pytest
import requests
import responses

from github_standin import Fault, StandIn, in_process

HEADERS = {"Authorization": "token x", "Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
COMMENTS = "/repos/octo-org/service/issues/1/comments"


def post(github: StandIn, words: str = "Hello") -> requests.Response:
    return requests.post(github.url + COMMENTS, json={"body": words}, headers=HEADERS, timeout=5)


@pytest.mark.parametrize("status", [401, 403, 404, 409, 422, 429, 500, 502, 503])
def test_a_status_fails_one_request_before_it_takes_effect(github: StandIn, status: int) -> None:
    github.faults.add("POST", r"/comments$", status)
    assert post(github).status_code == status
    assert not github.repository.issue_comments
    assert post(github).status_code == 201


@pytest.mark.parametrize(("name", "status"), [("429", 429), ("secondary-rate-limit", 403)])
def test_a_rate_limit_says_how_long_to_wait(github: StandIn, name: str, status: int) -> None:
    github.faults.add("POST", r"/comments$", name, retry_after=7)
    answer = post(github)
    assert (answer.status_code, answer.headers["Retry-After"]) == (status, "7")
    assert "secondary rate limit" in answer.json()["message"]


def test_the_primary_rate_limit_names_its_reset(github: StandIn) -> None:
    github.faults.add("POST", r"/comments$", "rate-limit", retry_after=60)
    answer = post(github)
    assert (answer.status_code, answer.headers["X-RateLimit-Remaining"]) == (403, "0")
    assert 0 < int(answer.headers["X-RateLimit-Reset"]) - time.time() <= 60


@pytest.mark.parametrize(("name", "written"), [("reset", 0), ("reset-after", 1)])
def test_a_reset_connection_may_have_written(github: StandIn, name: str, written: int) -> None:
    github.faults.add("POST", r"/comments$", name)
    with pytest.raises(requests.ConnectionError):
        post(github)
    assert len(github.repository.issue_comments) == written
    assert github.requests[-1].status == 0


def test_a_bad_gateway_may_have_written(github: StandIn) -> None:
    github.faults.add("POST", r"/comments$", "502-after")
    assert post(github).status_code == 502
    assert len(github.repository.issue_comments) == 1


def test_a_slow_answer_comes_late_and_whole(github: StandIn) -> None:
    github.faults.add("POST", r"/comments$", "slow", delay=0.2)
    began = time.monotonic()
    assert post(github).status_code == 201
    assert time.monotonic() - began >= 0.2


def test_truncated_json_cannot_be_read(github: StandIn) -> None:
    github.faults.add("POST", r"/comments$", "truncated")
    answer = post(github)
    assert answer.status_code == 201
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


def test_a_fault_can_be_tied_to_a_body_and_to_a_number_of_times(github: StandIn) -> None:
    github.faults.add("*", "comments", Fault(418, "Teapot"), times=2, body="tea")
    assert [post(github, words).status_code for words in ("tea", "coffee", "tea", "tea")] == [418, 201, 418, 201]


def test_an_unknown_fault_is_an_error_of_the_test() -> None:
    with pytest.raises(KeyError):
        StandIn(head="").faults.add("GET", "/", "flood")


def test_the_same_works_without_a_socket() -> None:
    github = StandIn(diff="")
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mocked:
        mocked.add_callback(responses.POST, github.url + COMMENTS, callback=in_process(github))
        assert post(github).json()["body"] == "Hello"
        github.faults.add("POST", "comments", "reset-after")
        with pytest.raises(requests.ConnectionError):
            post(github)
    assert len(github.repository.issue_comments) == 2


def test_graphql_says_in_the_body_that_the_limit_is_reached(github: StandIn) -> None:
    github.faults.add("POST", "graphql", "graphql-rate-limit")
    body = {"query": "{ viewer { login } }"}
    first, second = (requests.post(f"{github.url}/graphql", json=body, headers=HEADERS, timeout=5) for _ in range(2))
    assert (first.status_code, first.json()["errors"][0]["type"]) == (200, "RATE_LIMITED")
    assert second.json()["data"]["viewer"]["login"] == "github-actions[bot]"
