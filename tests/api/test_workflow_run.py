"""The second half of the pair where the first left no result: the change is judged there, and nothing of it is run or believed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.api.action_run import Service, Workflow, build_service
from tests.api.fork_run import ARTIFACT, FORK, TESTED, Pair, Review, counted, review_on
from tests.git_repository import GitRepository

from github_standin import pull_request_event

REPORT = "tenet-artifact/coverage.xml"


@pytest.fixture
def covered(pair: Pair) -> Pair:
    """A first half that ran the tests alone."""
    pair.put(b"").unlink()
    (pair.second.workspace / REPORT).write_text(TESTED)
    return pair


@pytest.mark.parametrize("inputs", [{"result-file": ARTIFACT, "coverage": REPORT}, {"coverage": "tenet-artifact/*.xml"}])
def test_without_a_stored_result_the_change_is_judged_as_by_a_direct_run(covered: Pair, direct: Review, inputs: dict[str, str]) -> None:
    ended = covered.publish(inputs=inputs)
    assert ended.status == 1
    assert counted(covered.github) == (1, 1, 1)
    assert review_on(covered.github) == direct
    assert (covered.second.workspace / ARTIFACT).is_file() is ("result-file" in inputs)


def test_what_lies_in_the_workspace_is_opened_as_no_repository(covered: Pair, direct: Review, tmp_path: Path) -> None:
    """An artifact that is unpacked into the workspace itself could bring a repository with a configuration of its own."""
    planted = GitRepository.create(covered.second.workspace)
    planted.commit({"app.py": "nothing\n"})
    ran = tmp_path / "ran"
    for name in ("core.fsmonitor", "core.sshCommand", "core.askPass", "uploadpack.packObjectsHook", "core.alternateRefsCommand"):
        planted.git("config", name, f"touch {ran}; false")
    planted.git("config", f"url.file://{tmp_path}.insteadOf", covered.github.url)
    assert covered.publish(inputs={"coverage": REPORT}).status == 1
    assert review_on(covered.github) == direct
    assert not ran.exists()


def test_a_git_server_that_refuses_leaves_the_api(covered: Pair, monkeypatch: pytest.MonkeyPatch, direct: Review) -> None:
    monkeypatch.setattr("tenet.api.action_change.fetch_commits", lambda repository, remote, commits: list(commits))
    assert covered.publish(inputs={"coverage": REPORT}).status == 1
    assert review_on(covered.github) == direct


def test_a_merge_commit_of_an_older_head_translates_no_lines(covered: Pair) -> None:
    covered.github.pull.merge_commit_sha = covered.github.pull.base_sha
    assert covered.publish(inputs={"coverage": REPORT}).status == 1
    assert "missing-coverage-report" in str(review_on(covered.github))


def test_a_second_judgement_of_the_same_head_writes_nothing(covered: Pair) -> None:
    covered.publish(inputs={"coverage": REPORT})
    again = covered.publish(inputs={"coverage": REPORT})
    assert (again.status, again.writes) == (1, [])


def test_what_the_pull_request_says_of_itself_comes_from_github(covered: Pair) -> None:
    covered.github.pull.title, covered.github.pull.labels = "::error::pwned", ("one",)
    ended = covered.publish(inputs={"coverage": REPORT})
    assert ended.status == 1
    assert "::error::pwned" not in ended.log


@pytest.fixture
def first_policy(tmp_path: Path, pair: Pair) -> Iterator[Pair]:
    """A repository without a policy, and a pull request from a fork that brings one, named like a check that has to pass."""
    policy = "version: 1\nname: build\nrules: {star-import: error}\n"
    changes = {".github/tenet.yml": policy, "app.py": "from os import *\n"}
    service: Service = build_service(tmp_path / "server", policy=None, changes=changes, moves_on=False)
    with service.serve() as github:
        github.pull.fork, github.pull.head_ref, github.pull.base_ref = FORK, "feature", "main"
        second = Workflow(github, pair.second.workspace, tmp_path / "runner-3", pair.second.patch, pair.second.captured)
        first = Workflow(github, tmp_path / "checkout", tmp_path / "runner-4", pair.second.patch, pair.second.captured)
        (tmp_path / "checkout").mkdir()
        yield Pair(first, second)
    assert github.invalid == []


@pytest.mark.parametrize("event", ["pull_request_target", "workflow_dispatch"])
def test_a_policy_that_only_the_fork_has_names_no_check_run_on_any_event_whose_token_writes(first_policy: Pair, event: str) -> None:
    payload = pull_request_event(first_policy.github, first_policy.github.repository, first_policy.github.pull)
    dispatched = payload | {"ref": "refs/heads/main", "inputs": {"pull-request": "1"}}
    assert first_policy.second(event=event, payload=dispatched if event == "workflow_dispatch" else payload).status == 0
    assert [each.name for each in first_policy.github.repository.check_runs.values()] == ["tenet"]


@pytest.mark.parametrize("stores", [True, False])
def test_a_policy_that_only_the_fork_has_names_no_check_run(first_policy: Pair, stores: bool) -> None:
    if stores:
        assert first_policy.judge().status == 0
        assert "'name': 'build'" in str(first_policy.stored())
    assert first_policy.publish().status == 0
    [check_run] = first_policy.github.repository.check_runs.values()
    assert check_run.name == "tenet"
    [summary] = first_policy.github.repository.issue_comments.values()
    assert "it takes force when it is merged" in summary.body
    assert "name=tenet" in summary.body.splitlines()[0]
