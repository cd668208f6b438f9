"""Single requests: what is sent, what an answer means, how long is waited."""

import re
import time
from collections.abc import Iterator

import pytest
import responses
from pydantic import TypeAdapter
from requests import ConnectTimeout, ReadTimeout

from github_standin import StandIn, in_process, validate_prepared
from tenet.core.settings import GitHubPlace, Secret
from tenet.domain.review_plan import ReviewTarget
from tenet.infrastructure.github_client import GitHubClient
from tenet.infrastructure.github_failures import Failure, GitHubError
from tenet.infrastructure.github_payloads import ISSUE_COMMENTS, PULL
from tenet.infrastructure.github_read import GitHubReader

API = "https://api.github.com"
WIRE = f"{API}:443"
"""PyGithub names the port."""
PULL_URL = f"{WIRE}/repos/o/r/pulls/1"
COMMENTS_URL = f"{WIRE}/repos/o/r/issues/1/comments"
SHA = "a" * 40
GOOD = {"number": 1, "head": {"sha": SHA, "ref": "x"}, "base": {"sha": SHA, "ref": "main"}}
COMMENT = {"id": 1, "node_id": "IC_1", "body": "Hello", "user": {"login": "mona", "type": "User"}}
ANYTHING = TypeAdapter(dict[str, str])


@pytest.fixture
def waited() -> list[float]:
    return []


@pytest.fixture
def client(waited: list[float]) -> GitHubClient:
    return GitHubClient(GitHubPlace(API, f"{API}/graphql", "https://github.com", "o/r"), Secret("ghs_secret"), sleep=waited.append)


@pytest.fixture
def github() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mocked:
        yield mocked


def failure_of(client: GitHubClient) -> GitHubError:
    with pytest.raises(GitHubError) as failed:
        client.read(client.path("pulls/1"), PULL)
    return failed.value


def test_a_request_says_who_asks_and_which_version_of_the_api_it_speaks(client: GitHubClient, github: responses.RequestsMock) -> None:
    github.get(PULL_URL, json=GOOD)
    assert client.read(client.path("pulls/1"), PULL).head.sha == SHA
    sent = github.calls[0].request
    assert validate_prepared(sent) == []
    assert sent.headers["User-Agent"].startswith("tenet/")
    assert sent.headers["Authorization"] == "token ghs_secret"
    assert (client.reads, client.writes) == (1, 0)


@pytest.mark.parametrize(
    ("status", "body", "headers", "failure"),
    [
        (401, {"message": "Bad credentials"}, {}, Failure.UNAUTHORISED),
        (403, {"message": "Resource not accessible by integration"}, {}, Failure.DENIED),
        (404, {"message": "Not Found"}, {}, Failure.REFUSED),
        (409, {"message": "Conflict"}, {}, Failure.REFUSED),
        (422, {"message": "Unprocessable Entity"}, {}, Failure.REFUSED),
        (307, {}, {}, Failure.REFUSED),
        (403, {"message": "API rate limit exceeded"}, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "99999999999"}, Failure.LIMITED),
        (429, {"message": "Slow down"}, {"Retry-After": "900"}, Failure.LIMITED),
    ],
)
def test_a_status_that_will_not_change_soon_is_not_asked_for_again(
    client: GitHubClient, github: responses.RequestsMock, status: int, body: dict[str, str], headers: dict[str, str], failure: Failure
) -> None:
    github.get(PULL_URL, json=body, status=status, headers=headers)
    failed = failure_of(client)
    assert (failed.failure, failed.status) == (failure, status)
    assert body.get("message", "") in failed.message
    assert client.reads == 1


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": "soon"}, 30),
        ({}, 30),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "PLUS 9"}, 10),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1"}, 1),
        ({"X-RateLimit-Remaining": "5", "X-RateLimit-Reset": "PLUS 9"}, 30),
    ],
)
def test_a_rate_limit_is_waited_out_as_its_headers_say(
    client: GitHubClient, github: responses.RequestsMock, waited: list[float], headers: dict[str, str], expected: int
) -> None:
    given = {name: str(int(time.time()) + 9) if value == "PLUS 9" else value for name, value in headers.items()}
    github.get(PULL_URL, status=429, headers=given)
    github.get(PULL_URL, json=GOOD)
    assert client.read(client.path("pulls/1"), PULL).number == 1
    assert waited == [pytest.approx(expected, abs=1.1)]


@pytest.mark.parametrize("error", [ConnectionResetError("reset"), ReadTimeout("slow"), ConnectTimeout("slow")])
def test_a_connection_that_fails_is_tried_again_ever_more_slowly(
    client: GitHubClient, github: responses.RequestsMock, waited: list[float], error: Exception
) -> None:
    from requests import ConnectionError as Broken

    github.get(PULL_URL, body=error if isinstance(error, ReadTimeout | ConnectTimeout) else Broken(error))
    failed = failure_of(client)
    assert (failed.failure, failed.status) == (Failure.UNCERTAIN, 0)
    assert "ghs_secret" not in failed.message
    assert waited == [1, 2, 4]


@pytest.mark.parametrize("text", ["", "<html>", '{"number": 1', "[]", '{"number": "one"}'])
def test_an_answer_of_another_shape_is_no_answer(client: GitHubClient, github: responses.RequestsMock, text: str) -> None:
    github.get(PULL_URL, body=text)
    assert failure_of(client).failure is Failure.UNCERTAIN


def test_an_error_page_that_is_not_json_is_reported_by_its_status(client: GitHubClient, github: responses.RequestsMock) -> None:
    github.get(PULL_URL, body="<html>Unicorn</html>", status=503)
    assert "503" in failure_of(client).message


def test_pages_are_followed_by_the_link_header(client: GitHubClient, github: responses.RequestsMock) -> None:
    github.get(COMMENTS_URL, json=[COMMENT], headers={"Link": f'<{COMMENTS_URL}?page=2>; rel="next"'})
    github.get(COMMENTS_URL, json=[{**COMMENT, "id": 2}], headers={"Link": f'<{COMMENTS_URL}?page=1>; rel="prev"'})
    assert [each.id for each in client.pages(client.path("issues/1/comments"), ISSUE_COMMENTS)] == [1, 2]
    assert "page=2" in str(github.calls[1].request.url)
    assert all(validate_prepared(call.request) == [] for call in github.calls)


def test_pages_are_followed_by_their_size_where_a_server_sends_no_links(client: GitHubClient, github: responses.RequestsMock) -> None:
    github.get(COMMENTS_URL, json=[{**COMMENT, "id": number} for number in range(100)])
    github.get(COMMENTS_URL, json=[])
    assert len(list(client.pages(client.path("issues/1/comments"), ISSUE_COMMENTS))) == 100


def test_a_write_is_not_repeated_when_nobody_knows_whether_it_happened(client: GitHubClient, github: responses.RequestsMock) -> None:
    github.post(COMMENTS_URL, status=502)
    with pytest.raises(GitHubError) as failed:
        client.write("POST", client.path("issues/1/comments"), {"body": "Hello"})
    assert failed.value.failure is Failure.UNCERTAIN
    assert client.writes == 1


def test_a_limited_write_is_repeated_since_it_did_not_happen(client: GitHubClient, github: responses.RequestsMock) -> None:
    github.post(COMMENTS_URL, status=403, json={"message": "You have exceeded a secondary rate limit."})
    github.post(COMMENTS_URL, status=201, json=COMMENT)
    client.write("POST", client.path("issues/1/comments"), {"body": "Hello"})
    assert client.writes == 2


def test_graphql_on_a_host_of_its_own_is_asked_there(waited: list[float], github: responses.RequestsMock) -> None:
    place = GitHubPlace("https://api.example/v3", "https://graph.example/graphql", "https://example", "o/r")
    github.post("https://graph.example:443/graphql", json={"a": "b"})
    assert GitHubClient(place, Secret("t"), sleep=waited.append).query("query { viewer { login } }", {}, ANYTHING) == {"a": "b"}


def test_an_enterprise_server_is_asked_under_its_own_paths() -> None:
    standin = StandIn(diff="")
    standin.url = "https://ghes.example"
    place = GitHubPlace("https://ghes.example/api/v3", "https://ghes.example/api/graphql", "https://ghes.example", "octo-org/service")
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mocked:
        for method in (responses.GET, responses.POST, responses.PATCH):
            mocked.add_callback(method, re.compile(r"https://ghes\.example(:443)?/api/.*"), callback=in_process(standin))
        reader = GitHubReader(GitHubClient(place, Secret("t"), sleep=lambda _: None))
        posted = reader.posted(ReviewTarget(1, standin.pull.head_sha), "tenet")
    assert posted.comments == ()
    assert standin.invalid == []


def test_pausing_ends_when_the_patience_is_used_up(client: GitHubClient, waited: list[float]) -> None:
    assert [client.pause(attempt) for attempt in range(7)] == [True, True, True, True, True, False, False]
    assert sum(waited) <= 60


@pytest.mark.parametrize("location", ["https://evil.example/repos/o/r/pulls/1", "http://api.github.com/repos/o/r/pulls/1"])
def test_an_answer_that_leads_to_another_address_is_refused_and_gets_no_token(
    client: GitHubClient, github: responses.RequestsMock, location: str
) -> None:
    github.get(PULL_URL, status=301, headers={"Location": location})
    assert failure_of(client).failure is Failure.REFUSED
    assert [call.request.url for call in github.calls] == [PULL_URL]


def test_an_answer_that_quotes_the_token_is_told_without_it(client: GitHubClient, github: responses.RequestsMock) -> None:
    github.get(PULL_URL, status=404, json={"message": "no route for Authorization: token ghs_secret"})
    assert failure_of(client).message == "404, no route for Authorization: token ***"
