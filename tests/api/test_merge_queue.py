"""A merge queue that waits for the check run gets one, whatever happens."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.api.action_run import Ended, Service, Workflow, build_service, check_out, clone, never_sleep

from github_standin import Permissions, StandIn, merge_group_event

NAMED = "version: 1\nname: backend gate\nrules: {star-import: error}\n"
BROKEN = "version: 1\nname: backend gate # of the team\nrules:\n  star-imprt: error\n"
NO_YAML = "version: 1\nname: 'backend gate'\nrules: [\n"


class Queue:
    """A merge group whose base has a policy."""

    def __init__(self, workflow: Workflow, service: Service) -> None:
        self.workflow, self.service = workflow, service

    def __call__(self, *, inputs: Mapping[str, str] | None = None, others: Mapping[str, str | None] | None = None) -> Ended:
        github = self.workflow.github
        payload = merge_group_event(github, github.repository, github.pull)
        return self.workflow(event="merge_group", payload=payload, inputs=inputs, others=others)

    @property
    def concluded(self) -> list[tuple[str, str | None, str]]:
        return [(run.name, run.conclusion, run.head_sha) for run in self.workflow.github.repository.check_runs.values()]


class Serve:
    """Starts queues on repositories with a policy."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, captured: pytest.CaptureFixture[str]) -> None:
        self.folder, self.patch, self.captured = folder, patch, captured
        self.started: list[StandIn] = []

    def __call__(self, policy: str | None, *, checkout: str = "full") -> Queue:
        service = build_service(self.folder / "server", policy=policy, moves_on=False)
        self.started.append(service.serve().start())
        workspace = self.folder / "workspace"
        if checkout == "full":
            clone(service, workspace, service.head)
        elif checkout == "shallow":
            check_out(service, workspace, service.head, "--depth=1")
        else:
            workspace.mkdir()
        never_sleep(self.patch)
        return Queue(Workflow(self.started[0], workspace, self.folder / "runner", self.patch, self.captured), service)


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Serve]:
    made = Serve(tmp_path, monkeypatch, capfd)
    yield made
    for github in made.started:
        github.stop()
        assert github.invalid == []


@pytest.mark.parametrize("checkout", ["full", "shallow"])
def test_a_merge_group_is_judged_under_the_policys_name(serve: Serve, checkout: str) -> None:
    queue = serve(NAMED, checkout=checkout)
    assert queue().status == 1
    assert queue.concluded == [("backend gate", "failure", queue.service.head)]


@pytest.mark.parametrize("policy", [BROKEN, NO_YAML])
@pytest.mark.parametrize("checkout", ["full", "shallow", "none"])
def test_a_broken_policy_concludes_under_the_name_that_the_queue_waits_for(serve: Serve, policy: str, checkout: str) -> None:
    queue = serve(policy, checkout=checkout)
    ended = queue()
    assert ended.status in {2, 3}
    assert queue.concluded == [("backend gate", "failure", queue.service.head)], ended.log
    [run] = queue.workflow.github.repository.check_runs.values()
    assert run.title == "Tenet could not judge this change"
    if checkout != "none":
        assert ".github/tenet.yml:" in (run.summary or "")


def test_a_policy_that_an_input_names_tells_the_name_too(serve: Serve) -> None:
    queue = serve(NAMED.replace("gate", "one"))
    (queue.workflow.workspace / "other.yml").write_text(BROKEN.replace("gate", "two"))
    queue(inputs={"policy": "other.yml"})
    assert [name for name, *_ in queue.concluded] == ["backend two"]


@pytest.mark.parametrize(
    ("inputs", "others"),
    [
        ({"mode": "enforced"}, {}),
        ({"result-file": "../outside.json"}, {}),
        ({"fail-on": "notice"}, {}),
        ({}, {"GITHUB_EVENT_PATH": "/none/event.json"}),
        ({}, {"GITHUB_EVENT_PATH": None}),
        ({}, {"GITHUB_WORKSPACE": None}),
    ],
)
def test_a_wrong_input_or_a_broken_runner_concludes(serve: Serve, inputs: Mapping[str, str], others: Mapping[str, str | None]) -> None:
    queue = serve(NAMED)
    ended = queue(inputs=inputs, others=others)
    assert ended.status == 2
    assert queue.concluded == [("backend gate", "failure", queue.service.head)], ended.log


def test_a_change_that_cannot_be_read_concludes(serve: Serve) -> None:
    queue = serve(NAMED, checkout="shallow")
    queue.workflow.github.faults.add("GET", "/compare/", "404", times=99)
    assert queue().status == 3
    assert queue.concluded == [("backend gate", "failure", queue.service.head)]


@pytest.mark.parametrize("place", ["tenet.api.judging.review", "tenet.api.judging.publish", "tenet.api.job.read_event"])
def test_a_bug_of_tenets_own_concludes_and_is_still_a_bug(serve: Serve, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    def broken(*_: object) -> None:
        raise KeyError("a secret detail")

    queue = serve(NAMED)
    monkeypatch.setattr(place, broken)
    ended = queue()
    assert (ended.status, "KeyError" in ended.log) == (3, True)
    [run] = queue.workflow.github.repository.check_runs.values()
    assert (run.name, run.conclusion) == ("backend gate", "failure")
    assert "KeyError" in (run.summary or "")
    assert "secret" not in (run.summary or "")


def test_a_name_that_is_none_is_not_taken_from_a_broken_policy(serve: Serve) -> None:
    queue = serve(BROKEN.replace("backend gate", "<!-- x -->"))
    queue()
    assert [name for name, *_ in queue.concluded] == ["tenet"]


def test_a_token_that_may_not_write_it_is_told_what_it_needs(serve: Serve) -> None:
    queue = serve(BROKEN)
    queue.workflow.github.permissions = Permissions(checks="read")
    ended = queue()
    assert (ended.status, queue.concluded) == (2, [])
    assert "checks: write" in ended.log


def test_where_github_is_down_the_fault_is_said_and_a_new_run_concludes(serve: Serve) -> None:
    queue = serve(BROKEN)
    queue.workflow.github.faults.add("*", ".", "503", times=99)
    ended = queue()
    assert (ended.status, queue.concluded) == (2, [])
    assert "The check run was not written" in ended.log
    queue.workflow.github.faults.clear()
    queue()
    assert len(queue.concluded) == 1


def test_another_event_gets_no_check_run_for_a_broken_policy(serve: Serve) -> None:
    queue = serve(BROKEN)
    ended = queue.workflow()
    assert (ended.status, queue.concluded, ended.writes) == (2, [], [])
