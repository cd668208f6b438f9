"""Each rule of the description and of the strict pass fires on a request that breaks it, and on no other."""

from __future__ import annotations

import pytest
import requests
import responses
from github_standin.diff import parse_diff
from github_standin.json_types import Json

from github_standin import InvalidRequestError, StandIn, validate_request, validated

PULL = "/repos/o/r/pulls/1"
DIFF = parse_diff("diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,3 @@\n one\n+two\n three\n@@ -20 +21 @@\n-x\n+y\n")
COMMENT: dict[str, Json] = {"path": "a.py", "line": 2, "side": "RIGHT", "body": "Why?"}
RANGE: dict[str, Json] = {**COMMENT, "start_line": 1, "start_side": "RIGHT"}
REVIEW: dict[str, Json] = {"event": "COMMENT", "commit_id": "f" * 40, "comments": [COMMENT]}
NOTE: dict[str, Json] = {"path": "a.py", "start_line": 1, "end_line": 1, "annotation_level": "notice", "message": "m"}
CHECK: dict[str, Json] = {"name": "tenet", "head_sha": "f" * 40, "status": "completed", "conclusion": "success"}
OUTPUT: dict[str, Json] = {"title": "T", "summary": "S"}
HEADERS = {
    "User-Agent": "tenet",
    "Accept": "application/vnd.github+json",
    "Authorization": "Bearer x",
    "X-GitHub-Api-Version": "2022-11-28",
    "Content-Type": "application/json",
}


def without(mapping: dict[str, Json], *keys: str) -> dict[str, Json]:
    return {key: value for key, value in mapping.items() if key not in keys}


def review_with(**changed: Json) -> Json:
    return {**REVIEW, "comments": [{**COMMENT, **changed}]}


def check_with(**output: Json) -> Json:
    return {**CHECK, "output": {**OUTPUT, **output}}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", PULL, None),
        ("POST", f"{PULL}/reviews", REVIEW),
        ("POST", f"{PULL}/reviews", {**REVIEW, "comments": [RANGE]}),
        ("POST", f"{PULL}/comments", {**COMMENT, "commit_id": "f" * 40}),
        ("POST", f"{PULL}/comments", {"path": "a.py", "body": "All", "commit_id": "f" * 40, "subject_type": "file"}),
        ("POST", f"{PULL}/comments/7/replies", {"body": "Because"}),
        ("PATCH", "/repos/o/r/pulls/comments/7", {"body": "Edited"}),
        ("POST", "/repos/o/r/issues/1/comments", {"body": "x" * 65_536}),
        ("POST", "/repos/o/r/check-runs", check_with(annotations=[NOTE] * 50)),
        ("PATCH", "/repos/o/r/check-runs/7", {"status": "in_progress", "output": OUTPUT}),
        ("GET", "/repos/o/r/contents/a/b/c.py", None),
        ("GET", "/repos/o/r/compare/main...octo:feature/x", None),
    ],
)
def test_a_right_request_has_no_errors(method: str, path: str, body: Json) -> None:
    assert validate_request(method, path, {}, body, HEADERS, DIFF) == []


REVIEWS, CHECKS, CHECK_7 = f"POST {PULL}/reviews", "POST /repos/o/r/check-runs", "PATCH /repos/o/r/check-runs/7"
ISSUE, ALONE = "POST /repos/o/r/issues/1/comments", f"POST {PULL}/comments"


@pytest.mark.parametrize(
    ("request_line", "body", "error"),
    [
        ("GET /repos/o/r/stargazers", None, "not an operation"),
        (f"DELETE {PULL}", None, "not an operation"),
        ("GET /repos/o/r/pulls/one", None, "pull_number must be a whole number"),
        (ISSUE, None, "body: missing"),
        (f"GET {PULL}", {"body": "x"}, "takes none"),
        (ISSUE, {"body": 5}, "not of type 'string'"),
        (ISSUE, {"body": "x", "bdy": "y"}, "unknown key 'bdy'"),
        (ISSUE, {"body": " "}, "text is blank"),
        (ISSUE, {"body": "x" * 65_537}, "65536 at most"),
        (REVIEWS, review_with(extra=1), "body.comments[0]: unknown key 'extra'"),
        (REVIEWS, without(REVIEW, "event"), "no event"),
        (REVIEWS, without(REVIEW, "commit_id"), "no commit_id"),
        (REVIEWS, without(REVIEW, "comments"), "a review needs a body"),
        (REVIEWS, {**REVIEW, "event": "REQUEST_CHANGES"}, "a review needs a body"),
        (REVIEWS, review_with(body=""), "body.comments[0]: text is blank"),
        (REVIEWS, review_with(body="x" * 65_537), "65536 at most"),
        (REVIEWS, review_with(position=3), "position is deprecated"),
        (REVIEWS, {**REVIEW, "comments": [without(COMMENT, "line")]}, "line is missing"),
        (REVIEWS, {**REVIEW, "comments": [without(COMMENT, "side")]}, "side must be LEFT or RIGHT"),
        (REVIEWS, {**REVIEW, "comments": [{**RANGE, "start_line": 2}]}, "start_line must be a line before line"),
        (REVIEWS, {**REVIEW, "comments": [without(RANGE, "start_side")]}, "start_line needs start_side"),
        (REVIEWS, review_with(start_side="RIGHT"), "start_side without start_line"),
        (REVIEWS, review_with(line=4), "a.py:4 is not inside one hunk"),
        (REVIEWS, review_with(path="b.py"), "b.py:2 is not inside one hunk"),
        (REVIEWS, review_with(line=21, start_line=2, start_side="RIGHT"), "a.py:21 is not inside one hunk"),
        (ALONE, COMMENT, "'commit_id' is a required property"),
        (ALONE, {**without(COMMENT, "side"), "commit_id": "f" * 40}, "side must be LEFT or RIGHT"),
        (CHECKS, without(CHECK, "conclusion"), "status completed needs a conclusion"),
        (CHECKS, {**without(CHECK, "conclusion", "status"), "completed_at": "2026-01-02T03:04:05Z"}, "completed_at needs a conclusion"),
        (CHECKS, {**CHECK, "status": "queued"}, "the body says otherwise"),
        (CHECKS, {**CHECK, "conclusion": "stale"}, "only GitHub sets"),
        (CHECKS, {**CHECK, "started_at": "yesterday"}, "is not a 'date-time'"),
        (CHECKS, check_with(annotations=[NOTE] * 51), "51 in one request, 50 at most"),
        (CHECKS, check_with(summary="ü" * 40_000), "body.output.summary: more than 65535 bytes"),
        (CHECKS, check_with(text="x" * 65_536), "body.output.text: more than 65535 bytes"),
        (CHECKS, check_with(annotations=[{**NOTE, "end_line": 0}]), "are not a range"),
        (CHECKS, check_with(annotations=[{**NOTE, "end_line": 2, "end_column": 2}]), "columns need"),
        (CHECKS, check_with(annotations=[{**NOTE, "title": "x" * 256}]), ".title: more than 255 bytes"),
        (CHECKS, check_with(annotations=[{**NOTE, "level": "x"}]), "unknown key 'level'"),
        (CHECK_7, {"output": {"summary": "S"}}, "title is missing"),
        (CHECK_7, {"status": "completed"}, "status completed needs a conclusion"),
    ],
)
def test_a_wrong_request_says_what_is_wrong(request_line: str, body: Json, error: str) -> None:
    method, path = request_line.split()
    assert error in "\n".join(validate_request(method, path, {}, body, HEADERS, DIFF))


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({"per_page": "100", "page": "2"}, None),
        ({"per_page": "101"}, "per_page must be 1 to 100"),
        ({"page": "two"}, "page must be a whole number"),
        ({"sort": "age"}, "sort must be one of"),
        ({"perpage": "5"}, "unknown parameter 'perpage'"),
    ],
)
def test_the_query_is_judged(query: dict[str, str], error: str | None) -> None:
    errors = validate_request("GET", f"{PULL}/comments", query)
    assert errors == [] if error is None else error in errors[0]


@pytest.mark.parametrize("name", HEADERS)
def test_a_missing_header_is_an_error(name: str) -> None:
    headers = {key.lower(): value for key, value in HEADERS.items() if key != name}
    errors = validate_request("POST", "/repos/o/r/issues/1/comments", {}, {"body": "x"}, headers)
    assert len(errors) == 1
    assert name in errors[0]


def test_an_unknown_api_version_is_an_error() -> None:
    headers = {**HEADERS, "X-GitHub-Api-Version": "2021-01-01"}
    assert "2021-01-01" in validate_request("GET", PULL, {}, None, headers)[0]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"query": "{ viewer { login } }"}, None),
        ({"query": "{ viewer { shoeSize } }"}, "Cannot query field 'shoeSize'"),
        ({"query": "{ viewer {"}, "Syntax Error"),
        ({"query": "{ viewer { login } }", "variable": {}}, "unknown key 'variable'"),
        ({"query": "query($id: ID!) { node(id: $id) { id } }"}, "to be provided"),
        ({"query": "{ viewer { login } }", "variables": {"id": "x"}}, "'id' is not declared"),
        ({"query": "query($id: ID!) { node(id: $id) { id } }", "variables": {"id": "x" * 65_537}}, "65536 at most"),
    ],
)
def test_graphql_is_held_against_the_schema(body: Json, error: str | None) -> None:
    errors = validate_request("POST", "/graphql", {}, body)
    assert errors == [] if error is None else error in "\n".join(errors)


def test_a_callback_for_responses_raises_with_every_reason() -> None:
    url = "https://api.github.com/repos/o/r/issues/1/comments"
    with responses.RequestsMock() as mocked:
        mocked.add_callback(responses.POST, url, callback=validated(lambda _: (201, {}, "{}")))
        assert requests.post(url, json={"body": "x"}, headers=HEADERS, timeout=5).status_code == 201
        with pytest.raises(InvalidRequestError, match="unknown key 'bdy'") as refused:
            requests.post(url, json={"bdy": "x"}, headers=HEADERS, timeout=5)
    assert len(refused.value.errors) == 2


def test_the_server_refuses_and_records_an_invalid_request(github: StandIn) -> None:
    url = f"{github.url}/repos/octo-org/service/issues/1/comments"
    answer = requests.post(url, json={"body": "x", "bdy": "y"}, headers=HEADERS, timeout=5)
    assert (answer.status_code, answer.json()["errors"]) == (400, ["body: unknown key 'bdy'"])
    assert [each.errors for each in github.invalid] == [["body: unknown key 'bdy'"]]
    github.reject_invalid = False
    assert requests.post(url, json={"body": "x", "bdy": "y"}, headers=HEADERS, timeout=5).status_code == 201
    assert requests.post(url, data="{", headers=HEADERS, timeout=5).status_code == 400
