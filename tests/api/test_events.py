"""What each event has judged, and what it leaves: pull requests of every kind, pushes, runs that a person starts."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from github_standin.events import Event
from github_standin.git import GitRepository as Served
from tests.api.action_run import Ended, Service, Workflow, check_out, clone
from tests.git_repository import GitRepository

from github_standin import StandIn, merge_group_event, pull_request_event

SOFT = "version: 1\nrules: {}\n"


def posted(github: StandIn) -> tuple[int, int, int]:
    """How many reviews, summaries and check runs there are."""
    held = github.repository
    return len(held.reviews), len(held.issue_comments), len(held.check_runs)


def payload_of(github: StandIn, action: str = "synchronize", **changed: object) -> Event:
    payload = pull_request_event(github, github.repository, github.pull, action)
    return payload | {"pull_request": payload["pull_request"] | changed}  # type: ignore[operator]


@pytest.fixture
def author(github: StandIn, refunds: Service, tmp_path: Path) -> GitRepository:
    """A copy of the server that may be written to; the pull request goes to `main`."""
    shutil.copytree(refunds.author.path, tmp_path / "own")
    github.repository.git = Served(tmp_path / "own")
    github.pull.base_ref, github.pull.head_ref = "main", "feature"
    return GitRepository(tmp_path / "own")


def lay(workflow: Workflow, service: Service, revision: str, *options: str) -> None:
    """The workspace anew, with the report that was there."""
    report = (workflow.workspace / "coverage.xml").read_text()
    shutil.rmtree(workflow.workspace)
    if options:
        check_out(service, workflow.workspace, revision, *options)
    else:
        clone(service, workflow.workspace, revision)
    (workflow.workspace / "coverage.xml").write_text(report)


TYPES = ("opened", "synchronize", "reopened", "edited", "labeled", "unlabeled", "ready_for_review", "converted_to_draft")
OTHER_TYPES = ("assigned", "review_requested", "enqueued", "dequeued", "auto_merge_enabled", "locked", "milestoned")


@pytest.mark.parametrize("action", [*TYPES, *OTHER_TYPES])
def test_every_type_of_pull_request_event_gets_the_same_review(workflow: Workflow, github: StandIn, action: str) -> None:
    ended = workflow(payload=payload_of(github, action))
    assert (ended.status, posted(github)) == (1, (1, 1, 1)), ended.log


def test_a_second_event_on_the_same_commit_adds_nothing(workflow: Workflow, github: StandIn) -> None:
    workflow(payload=payload_of(github, "opened"))
    assert [workflow(payload=payload_of(github, action)).writes for action in ("labeled", "edited", "ready_for_review")] == [[], [], []]


@pytest.mark.parametrize("action", ["closed", "edited", "labeled"])
def test_a_closed_pull_request_is_nothing_to_judge(workflow: Workflow, github: StandIn, action: str) -> None:
    github.pull.state = "closed"
    ended = workflow(payload=payload_of(github, action))
    assert (ended.status, ended.requests, ended.outputs) == (0, [], {})
    assert "Pull request 1 is closed" in ended.log
    assert "Pull request 1 is closed" in ended.job_summary


def test_a_draft_is_reviewed_like_any_other(workflow: Workflow, github: StandIn) -> None:
    github.pull.draft = True
    ended = workflow(payload=payload_of(github, "opened"))
    assert (ended.status, posted(github)) == (1, (1, 1, 1))


@pytest.mark.parametrize("options", [(), ("--depth=1",), ("--depth=2",)])
def test_a_pull_request_sent_to_another_base_is_judged_against_that(
    workflow: Workflow, github: StandIn, refunds: Service, author: GitRepository, options: tuple[str, ...]
) -> None:
    """The merge commit that the run checked out may still be one into the old base."""
    author.git("checkout", "--quiet", "-b", "release", refunds.base)
    author.commit({".github/tenet.yml": SOFT}, "Another policy")
    lay(workflow, refunds, refunds.merge, *options)
    assert workflow().status == 1
    github.pull.base_ref, github.pull.base_sha = "release", author.head
    changed: Event = payload_of(github, "edited") | {"changes": {"base": {"ref": {"from": "main"}, "sha": {"from": refunds.base}}}}
    ended = workflow(payload=changed)
    assert (ended.status, ended.outputs["findings"]) == (0, "0"), ended.log


def test_a_base_that_is_changed_during_the_run_counts(workflow: Workflow, github: StandIn, refunds: Service, author: GitRepository) -> None:
    author.git("checkout", "--quiet", "-b", "release", refunds.base)
    author.commit({".github/tenet.yml": SOFT}, "Another policy")
    older = payload_of(github)
    github.pull.base_ref, github.pull.base_sha = "release", author.head
    ended = workflow(payload=older)
    assert (ended.status, posted(github)) == (0, (0, 0, 1)), ended.log


def test_a_base_branch_that_was_renamed_is_found_again(
    workflow: Workflow, github: StandIn, refunds: Service, author: GitRepository
) -> None:
    """GitHub sends the open pull requests to the new name; the event still has the old one."""
    older = payload_of(github)
    author.git("branch", "--move", "main", "trunk")
    github.pull.base_ref = "trunk"
    lay(workflow, refunds, refunds.merge, "--depth=1")
    ended = workflow(payload=older)
    assert (ended.status, ended.outputs["findings"], posted(github)) == (1, "3", (1, 1, 1)), ended.log


def test_a_head_branch_that_was_renamed_is_the_same_pull_request(workflow: Workflow, github: StandIn, author: GitRepository) -> None:
    workflow()
    author.git("branch", "--move", "feature", "feature-2")
    github.pull.head_ref = "feature-2"
    assert workflow().writes == []


def test_a_head_that_a_forced_push_threw_away_ends_quietly(
    workflow: Workflow, github: StandIn, refunds: Service, author: GitRepository
) -> None:
    """The checkout of the old merge failed, and nobody has its commits any more."""
    older = payload_of(github)
    author.git("checkout", "--quiet", "-B", "feature", refunds.fork_point)
    new = author.commit({"app.py": "a = 2\n"}, "Another idea")
    for name in ("refs/pull/1/merge", "refs/pull/1/head"):
        author.git("update-ref", name, new)
    github.repository.push(1, "feature")
    author.git("reflog", "expire", "--expire=now", "--all")
    author.git("gc", "--quiet", "--prune=now")
    shutil.rmtree(workflow.workspace)
    workflow.workspace.mkdir()
    ended = workflow(payload=older)
    assert (ended.status, posted(github)) == (0, (0, 0, 0)), ended.log
    assert f"head is {new[:12]} by now" in ended.log


def test_a_change_that_nobody_has_while_the_head_is_the_same_is_a_fault(workflow: Workflow, github: StandIn, refunds: Service) -> None:
    github.faults.add("GET", "/compare/", "404", times=99)
    lay(workflow, refunds, refunds.merge, "--depth=1")
    ended = workflow()
    assert (ended.status, posted(github)) == (3, (0, 0, 0))
    assert "The change cannot be read" in ended.log


@pytest.mark.parametrize("event", ["pull_request", "pull_request_target"])
def test_a_fork_that_is_gone_is_reviewed_from_what_its_pull_request_left(
    workflow: Workflow, github: StandIn, refunds: Service, event: str
) -> None:
    github.pull.fork = "mona/service"
    payload = payload_of(github)
    payload["pull_request"]["head"]["repo"] = None  # type: ignore[index,call-overload]
    lay(workflow, refunds, refunds.base if event == "pull_request_target" else refunds.merge, "--depth=1")
    ended = workflow(event=event, payload=payload)
    assert ended.status == 1, ended.log
    assert "star-import" in ended.log
    assert posted(github)[0] == 1


def pushed(github: StandIn, **changed: object) -> Event:
    event = pull_request_event(github, github.repository, github.pull)
    payload: Event = {"ref": "refs/heads/feature", "before": github.pull.base_sha, "after": github.pull.head_sha, "deleted": False}
    return payload | {name: event[name] for name in ("repository", "sender")} | changed  # type: ignore[operator]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"deleted": True, "after": "0" * 40}, "refs/heads/feature has been deleted"),
        ({"ref": "refs/tags/v1", "before": "0" * 40}, "refs/tags/v1 is a tag"),
    ],
)
def test_a_push_that_changes_no_branch_is_nothing_to_judge(
    workflow: Workflow, github: StandIn, changed: Mapping[str, object], said: str
) -> None:
    ended = workflow(event="push", payload=pushed(github, **changed), inputs={"base-coverage": "base.lcov"})
    assert (ended.status, ended.requests, said in ended.log) == (0, [], True)
    assert not (workflow.workspace / "base.lcov").exists()


@pytest.mark.parametrize("options", [(), ("--depth=1",)])
def test_a_forced_push_whose_old_commits_are_gone_is_held_against_the_default_branch(
    workflow: Workflow, github: StandIn, refunds: Service, options: tuple[str, ...]
) -> None:
    lay(workflow, refunds, refunds.head, *options)
    ended = workflow(event="push", payload=pushed(github, before="1" * 40))
    assert (ended.status, posted(github)) == (1, (0, 0, 1)), ended.log
    assert "star-import" in ended.log


def test_a_push_to_the_default_branch_whose_old_commits_are_gone_is_a_fault(workflow: Workflow, github: StandIn, refunds: Service) -> None:
    lay(workflow, refunds, refunds.base, "--depth=1")
    ended = workflow(event="push", payload=pushed(github, before="1" * 40, after=refunds.base, ref="refs/heads/main"))
    assert (ended.status, posted(github)) == (3, (0, 0, 0))


def test_a_merge_group_that_is_destroyed_is_nothing_to_judge(workflow: Workflow, github: StandIn) -> None:
    payload = merge_group_event(github, github.repository, github.pull) | {"action": "destroyed"}
    ended = workflow(event="merge_group", payload=payload)
    assert (ended.status, ended.requests) == (0, [])


@pytest.mark.parametrize("name", ["repository", "sender", "number", "action", "changes"])
def test_a_payload_as_short_as_local_runners_make_it_is_enough(workflow: Workflow, github: StandIn, name: str) -> None:
    """act passes on what its user writes, mostly no more than the pull request itself."""
    runner = workflow.folder / "short"
    runner.mkdir(parents=True)
    payload = {key: value for key, value in payload_of(github).items() if key != name}
    (runner / "event.json").write_text(json.dumps(payload))
    ended = workflow(others={"GITHUB_EVENT_PATH": str(runner / "event.json")})
    assert (ended.status, posted(github)) == (1, (1, 1, 1)), ended.log


LACKING = ("GITHUB_SHA", "GITHUB_REF", "GITHUB_REF_NAME", "GITHUB_RUN_ID", "GITHUB_RUN_ATTEMPT", "GITHUB_GRAPHQL_URL", "GITHUB_OUTPUT")


@pytest.mark.parametrize("name", LACKING)
def test_a_runner_that_lacks_a_variable_gets_the_same_review(workflow: Workflow, github: StandIn, name: str) -> None:
    ended: Ended = workflow(others={name: None})
    assert (ended.status, posted(github)) == (1, (1, 1, 1)), ended.log
    assert workflow(others={name: None}).writes == []


def test_a_runner_that_sets_only_what_is_needed_gets_the_same_review(workflow: Workflow, github: StandIn) -> None:
    """And where GitHub is, which has a default."""
    ended = workflow(others=dict.fromkeys((*LACKING, "GITHUB_STEP_SUMMARY", "GITHUB_ACTIONS", "GITHUB_BASE_REF", "GITHUB_HEAD_REF", "CI")))
    assert (ended.status, posted(github)) == (1, (1, 1, 1)), ended.log


def test_a_payload_with_no_more_than_the_two_ends_is_judged_by_what_github_says_of_the_rest(workflow: Workflow, github: StandIn) -> None:
    ends = {"head": {"sha": github.pull.head_sha}, "base": {"sha": github.pull.base_sha}}
    path = workflow.folder / "two-ends.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"pull_request": {"number": 1, **ends}}))
    ended = workflow(others={"GITHUB_EVENT_PATH": str(path)})
    assert (ended.status, posted(github)) == (1, (1, 1, 1)), ended.log
