"""The event and the environment that a runner would give, and the stand-in as a process of its own."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from github_standin.people import REPOSITORY_PATHS

from github_standin import StandIn, environment, merge_group_event, pull_request_event, write_event

ROOT = Path(__file__).parents[2]
HEADERS = {"Authorization": "token x", "Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
# The keys of the published example of a pull_request event, as far as GitHub still sends them.
EXAMPLE_KEYS = """
    url id node_id html_url diff_url patch_url issue_url number state locked title user body created_at updated_at
    closed_at merged_at merge_commit_sha assignee assignees requested_reviewers requested_teams labels milestone
    commits_url review_comments_url review_comment_url comments_url statuses_url head base _links author_association
    draft merged mergeable rebaseable mergeable_state merged_by comments review_comments maintainer_can_modify commits
    additions deletions changed_files
"""


def test_the_event_has_the_shape_of_the_published_example(github: StandIn) -> None:
    event = pull_request_event(github, github.repository, github.pull, "opened")
    assert set(event) == {"action", "number", "pull_request", "repository", "sender"}
    pull = event["pull_request"]
    assert isinstance(pull, dict)
    assert set(pull) >= set(EXAMPLE_KEYS.split())
    assert (pull["title"], pull["base"]["ref"], pull["head"]["sha"]) == ("Change five", "main", github.pull.head_sha)
    assert set(REPOSITORY_PATHS) <= set(pull["head"]["repo"])
    pushed = pull_request_event(github, github.repository, github.pull, "synchronize")
    assert pushed["after"] == github.pull.head_sha


@pytest.mark.parametrize(
    ("event", "ref", "of_base"),
    [("pull_request", "refs/pull/1/merge", False), ("pull_request_target", "refs/heads/main", True)],
)
def test_the_environment_is_a_runners(github: StandIn, tmp_path: Path, event: str, ref: str, of_base: bool) -> None:
    path = write_event(pull_request_event(github, github.repository, github.pull), tmp_path / "event.json")
    found = environment(github, path, tmp_path, tmp_path / "runner", event=event, inputs={"fail-on": "never"})
    assert (found["GITHUB_REF"], found["GITHUB_EVENT_NAME"], found["GITHUB_REPOSITORY"]) == (ref, event, "octo-org/service")
    assert found["GITHUB_SHA"] == (github.pull.base_sha if of_base else github.pull.head_sha)
    assert (found["INPUT_GITHUB-TOKEN"], found["INPUT_FAIL-ON"]) == ("ghs_standin", "never")
    assert requests.get(f"{found['GITHUB_API_URL']}/repos/octo-org/service", headers=HEADERS, timeout=5).status_code == 200
    assert all(Path(found[name]).exists() for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "RUNNER_TEMP", "GITHUB_EVENT_PATH"))


def test_a_merge_group_names_no_pull_request(github: StandIn, tmp_path: Path) -> None:
    event = merge_group_event(github, github.repository, github.pull)
    assert "pull_request" not in event
    path = write_event(event, tmp_path / "event.json")
    found = environment(github, path, tmp_path, tmp_path / "runner", event="merge_group")
    assert found["GITHUB_SHA"] == github.pull.head_sha
    assert found["GITHUB_REF"].startswith("refs/heads/gh-readonly-queue/main/pr-1-")


def test_it_runs_as_a_process_that_is_steered_and_tells_its_state(work_tree: Path, tmp_path: Path) -> None:
    event, state = tmp_path / "event.json", tmp_path / "state.json"
    command = [
        sys.executable,
        "-m",
        "github_standin",
        "--git-dir",
        str(work_tree),
        "--title",
        "T",
        "--event",
        str(event),
        "--state",
        str(state),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout
        url = process.stdout.readline().strip()
        comments = f"{url}/repos/octo-org/service/issues/1/comments"
        assert requests.post(comments, json={"body": "Hello"}, headers=HEADERS, timeout=5).status_code == 201
        assert requests.post(f"{url}/_permissions", json={"read-only": True}, timeout=5).status_code == 200
        assert requests.post(comments, json={"body": "Refused"}, headers=HEADERS, timeout=5).status_code == 403
        assert requests.post(f"{url}/_permissions", json={"pull_requests": "write"}, timeout=5).status_code == 200
        requests.post(f"{url}/_fault", json={"method": "POST", "path": "comments", "fault": 503}, timeout=5)
        assert requests.post(comments, json={"body": "Broken"}, headers=HEADERS, timeout=5).status_code == 503
        pushed = requests.post(f"{url}/_push", json={"head": "later"}, timeout=5).json()
        opened = requests.post(f"{url}/_pull", json={"base": "main", "head": "later", "title": "Second"}, timeout=5).json()
        assert (pushed["head"]["sha"], opened["number"]) == (opened["head"]["sha"], 2)
        assert requests.get(f"{url}/_nothing", timeout=5).status_code == 404
        shown = requests.get(f"{url}/_state", timeout=5).json()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert json.loads(state.read_text()) == shown
    repository = shown["repositories"]["octo-org/service"]
    assert [each["body"] for each in repository["issue_comments"]] == ["Hello"]
    assert [each["status"] for each in shown["requests"]] == [201, 403, 503]
    assert json.loads(event.read_text())["pull_request"]["title"] == "T"
