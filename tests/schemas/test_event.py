"""Webhook payloads, as GitHub's documentation shapes them."""

import json

import pytest

from github_standin import StandIn, merge_group_event, pull_request_event
from tenet.core.errors import InputFault
from tenet.schemas.event import MergeGroupEvent, PullRequestEvent, PushEvent, WorkflowDispatchEvent, WorkflowRunEvent, read_event

SHA = "0123456789abcdef0123456789abcdef01234567"
REPOSITORY = {"full_name": "octo-org/service", "default_branch": "main", "id": 1, "owner": {"login": "octo-org"}}


@pytest.mark.parametrize("name", ["pull_request", "pull_request_target"])
def test_a_pull_request_is_read_with_its_two_ends_and_its_words(name: str) -> None:
    github = StandIn(diff="")
    github.repository.add_pull(diff="", number=2, head="other", title="Add column", body=None, labels=("ready",), fork="mona/service")
    for number in (1, 2):
        event = read_event(name, json.dumps(pull_request_event(github, github.repository, github.repository.pulls[number])))
        assert isinstance(event, PullRequestEvent)
        assert event.pull_request.head.sha == github.repository.pulls[number].head_sha
    assert (event.pull_request.title, event.pull_request.body) == ("Add column", None)
    assert [label.name for label in event.pull_request.labels] == ["ready"]


def test_a_pull_request_whose_fork_is_gone_is_read() -> None:
    end = {"sha": SHA, "ref": "main", "repo": None}
    event = read_event("pull_request", json.dumps({"pull_request": {"number": 1, "head": end, "base": end}, "repository": REPOSITORY}))
    assert isinstance(event, PullRequestEvent)
    assert event.pull_request.head.sha == SHA


def test_a_merge_group_has_two_commits_and_no_pull_request() -> None:
    github = StandIn(diff="")
    event = read_event("merge_group", json.dumps(merge_group_event(github, github.repository, github.pull)))
    assert isinstance(event, MergeGroupEvent)
    assert (event.merge_group.head_sha, event.merge_group.base_sha) == (github.pull.head_sha, github.pull.base_sha)


def test_a_push_says_whether_its_branch_is_new() -> None:
    payload = {"ref": "refs/heads/main", "before": SHA, "after": SHA, "repository": REPOSITORY}
    pushed = read_event("push", json.dumps(payload))
    created = read_event("push", json.dumps({**payload, "before": "0" * 40}))
    assert isinstance(pushed, PushEvent)
    assert isinstance(created, PushEvent)
    assert (pushed.is_new_branch, created.is_new_branch) == (False, True)


def test_a_workflow_run_names_its_event_and_head() -> None:
    run = {"id": 7, "event": "pull_request", "conclusion": "failure", "head_sha": SHA, "head_branch": "feature", "pull_requests": []}
    event = read_event("workflow_run", json.dumps({"action": "completed", "workflow_run": run, "repository": REPOSITORY}))
    assert isinstance(event, WorkflowRunEvent)
    assert (event.workflow_run.event, event.workflow_run.head_sha) == ("pull_request", SHA)


@pytest.mark.parametrize("inputs", [None, {"number": "12", "dry": True}])
def test_a_dispatch_may_have_inputs(inputs: dict[str, str | bool] | None) -> None:
    event = read_event("workflow_dispatch", json.dumps({"ref": "refs/heads/main", "inputs": inputs, "repository": REPOSITORY}))
    assert isinstance(event, WorkflowDispatchEvent)
    assert event.inputs == inputs


def test_an_event_that_the_action_does_not_run_on_is_named() -> None:
    with pytest.raises(InputFault, match="`issues`"):
        read_event("issues", "{}")


@pytest.mark.parametrize(
    "text", ["", "[]", '{"merge_group": {}}', '{"merge_group": {"head_sha": "--upload-pack=x", "base_sha": "x"}, "repository": {}}']
)
def test_a_payload_of_another_shape_is_refused_with_the_place(text: str) -> None:
    with pytest.raises(InputFault, match="merge_group") as refused:
        read_event("merge_group", text)
    assert "GITHUB_EVENT_PATH" in refused.value.hint
