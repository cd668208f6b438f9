"""What a pull request says of itself, in both forms in which a file may hold it."""

import json

import pytest

from tenet.core.errors import InputFault
from tenet.domain.change import Commit, PullRequest
from tenet.schemas.pull_request import read_pull_request


def test_the_short_form_holds_all_that_there_is_to_say() -> None:
    text = json.dumps({"title": "Add", "body": "Why", "labels": ["ai"], "commits": [{"sha": "a" * 40, "message": "One\n\nTwo"}]})
    assert read_pull_request(text, "pr.json") == PullRequest("Add", "Why", ("ai",), (Commit("a" * 40, "One\n\nTwo"),))


def test_everything_may_be_left_out() -> None:
    assert read_pull_request("{}", "pr.json") == PullRequest()
    assert read_pull_request('{"body": null}', "pr.json") == PullRequest()


def test_a_webhook_payload_is_read_for_its_pull_request() -> None:
    pull = {"number": 7, "title": "Add", "body": None, "labels": [{"id": 1, "name": "ai"}, {"name": "api"}], "draft": False}
    text = json.dumps({"action": "opened", "pull_request": pull, "repository": {"full_name": "o/r"}})
    assert read_pull_request(text, "event.json") == PullRequest("Add", "", ("ai", "api"))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "the whole"),
        ("[]", "the whole"),
        ('{"title": 3}', "title"),
        ('{"titel": "Add"}', "titel"),
        ('{"labels": ["a", {"name": "b"}]}', "labels.1"),
        ('{"commits": [{"sha": "a"}]}', "commits.0.message"),
        ('{"pull_request": {"labels": ["a"]}}', "pull_request.labels.0"),
        ('{"title": "' + "a" * 100, "the whole"),
        ("[" * 100_000, "the whole"),
    ],
)
def test_what_is_wrong_is_told_with_the_file_and_the_place(text: str, place: str) -> None:
    with pytest.raises(InputFault) as raised:
        read_pull_request(text, "pr.json")
    assert raised.value.message.startswith(f"pr.json: the description of the pull request cannot be read: {place}: ")
    assert len(raised.value.message) < 500
    assert "commits" in raised.value.hint
