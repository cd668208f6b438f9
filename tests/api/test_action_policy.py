"""Which policy the action goes by, its inputs, and its events."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

import pytest
from github_standin.events import Event
from tests.api.action_run import TESTED, Service, Workflow, build_service, clone, never_sleep
from tests.git_repository import GitRepository

from github_standin import StandIn, merge_group_event, pull_request_event

STAR = {"app.py": "a = 1\nfrom os import *\n"}
STRICT = "version: 1\nrules: {star-import: error, weakened-policy: warning}\n"
SOFT = "version: 1\nmode: advise\nrules: {weakened-policy: notice}\n"
BROKEN = "version: 1\nrules:\n  star-imprt: error\n"
FILE = ".github/tenet.yml"


class Serve(Protocol):
    def __call__(self, base: str | None, changes: Mapping[str, str | bytes | None] = STAR) -> Workflow: ...


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Serve]:
    """A workflow on a service with these policies at base, and these changes."""
    started: list[StandIn] = []

    def made(base: str | None, changes: Mapping[str, str | bytes | None] = STAR) -> Workflow:
        service = build_service(tmp_path / "server", policy=base, changes=changes, moves_on=False)
        started.append(service.serve().start())
        clone(service, tmp_path / "workspace", service.merge)
        never_sleep(monkeypatch)
        return Workflow(started[0], tmp_path / "workspace", tmp_path / "runner", monkeypatch, capfd)

    yield made
    for github in started:
        github.stop()
        assert github.invalid == []


def test_a_softer_policy_at_head_does_not_judge_itself(serve: Serve) -> None:
    workflow = serve(STRICT, STAR | {FILE: SOFT})
    ended = workflow()
    assert (ended.status, ended.outputs["errors"]) == (1, "1")
    assert "weakened-policy" in ended.log
    assert f"base:{FILE}" in ended.job_summary


def test_a_broken_policy_at_head_stops_no_review(serve: Serve) -> None:
    ended = serve(STRICT, STAR | {FILE: BROKEN})()
    assert (ended.status, ended.outputs["errors"]) == (1, "1")
    assert "star-import" in ended.log


def test_a_broken_policy_at_base_is_shown_where_it_is_and_posts_nothing(serve: Serve) -> None:
    workflow = serve(BROKEN)
    ended = workflow()
    assert ended.status == 2
    assert f"{FILE}:3:3" in ended.log
    assert f"{FILE}:3:3" in ended.job_summary
    assert "star-import" in ended.job_summary  # the nearest spelling
    assert f"::error file={FILE},line=3,col=3,title=tenet::" in ended.log
    assert "No review was posted" in ended.job_summary
    assert ended.writes == []


def test_without_a_policy_the_preset_advises(serve: Serve) -> None:
    ended = serve(None)(inputs={"coverage": "coverage.xml"})
    assert (ended.status, ended.outputs["verdict"]) == (0, "pass")
    assert "preset:backend" in ended.job_summary
    assert "star-import" in ended.job_summary


def test_a_first_policy_at_head_advises(serve: Serve) -> None:
    ended = serve(None, STAR | {FILE: STRICT})()
    assert (ended.status, ended.outputs["errors"]) == (0, "1")
    assert f"head:{FILE}" in ended.job_summary


def test_another_file_is_the_policy_where_the_input_names_it(serve: Serve) -> None:
    workflow = serve(SOFT, STAR | {"policies/strict.yml": STRICT})
    assert workflow().status == 0
    ended = workflow(inputs={"policy": "policies/strict.yml"})
    assert "head:policies/strict.yml" in ended.job_summary
    assert ended.outputs["errors"] == "1"


def test_a_policy_that_is_not_there_is_a_wrong_input(serve: Serve) -> None:
    ended = serve(STRICT)(inputs={"policy": "policies/none.yml"})
    assert ended.status == 2
    assert "policies/none.yml" in ended.log
    assert "policies/none.yml" in ended.job_summary
    assert ended.writes == []


@pytest.mark.parametrize(
    ("inputs", "status", "verdict"),
    [
        ({}, 1, "fail"),
        ({"mode": "advise"}, 0, "pass"),
        ({"mode": "enforce"}, 1, "fail"),
        ({"fail-on": "never"}, 0, "pass"),
        ({"fail-on": "error"}, 1, "fail"),
        ({"fail-on": "warning"}, 1, "fail"),
    ],
)
def test_mode_and_fail_on_decide_what_blocks(
    workflow: Workflow, github: StandIn, inputs: Mapping[str, str], status: int, verdict: str
) -> None:
    ended = workflow(inputs=inputs)
    assert (ended.status, ended.outputs["verdict"], ended.outputs["findings"]) == (status, verdict, "3")
    [check_run] = github.repository.check_runs.values()
    assert check_run.conclusion == ("failure" if status else "success")


def test_a_warning_blocks_where_fail_on_says_so(serve: Serve) -> None:
    workflow = serve(STRICT.replace("star-import: error", "star-import: warning"))
    assert workflow().status == 0
    assert workflow(inputs={"fail-on": "warning"}).status == 1


@pytest.mark.parametrize(("comment", "reviews", "summaries"), [("review", 1, 1), ("summary", 0, 1), ("off", 0, 0)])
def test_the_input_comment_says_what_is_posted(workflow: Workflow, github: StandIn, comment: str, reviews: int, summaries: int) -> None:
    ended = workflow(inputs={"comment": comment})
    assert ended.status == 1
    held = github.repository
    assert (len(held.reviews), len(held.issue_comments), len(held.check_runs)) == (reviews, summaries, 1)
    inline = {each.path for each in held.review_comments.values()}
    [check_run] = held.check_runs.values()
    assert inline | {str(each["path"]) for each in check_run.annotations} == {"app.py", "domain/orders.py"}
    assert workflow(inputs={"comment": comment}).writes == []


def test_coverage_reports_come_from_globs_over_several_lines(workflow: Workflow) -> None:
    (workflow.workspace / "coverage.xml").rename(workflow.workspace / "coverage-one.xml")
    (workflow.workspace / "coverage").mkdir()
    (workflow.workspace / "coverage/two.xml").write_text(TESTED)
    ended = workflow(inputs={"coverage": "\n  coverage-*.xml\n\ncoverage/**/*.xml\n"})
    assert (ended.outputs["patch-coverage"], ended.outputs["findings"]) == ("100.00", "1"), ended.log


def test_globs_are_relative_to_the_workspace(workflow: Workflow, tmp_path: Path) -> None:
    ended = workflow.in_a_process(inputs={"coverage": "coverage.xml"}, folder=tmp_path)
    assert ended.outputs["patch-coverage"] == "60.00"


def test_a_report_outside_the_workspace_is_not_read(workflow: Workflow, tmp_path: Path) -> None:
    (workflow.workspace / "coverage.xml").rename(tmp_path / "coverage.xml")
    (workflow.workspace / "coverage.xml").symlink_to(tmp_path / "coverage.xml")
    for name in ("coverage.xml", "../coverage.xml", str(tmp_path / "coverage.xml")):
        ended = workflow(inputs={"coverage": name})
        assert (ended.outputs["coverage"], "missing-coverage-report" in ended.log) == ("", True)


@pytest.mark.parametrize("inputs", [{}, {"coverage": "none.xml"}, {"coverage": "*.none"}])
def test_a_report_that_is_not_there_is_a_finding(workflow: Workflow, inputs: Mapping[str, str]) -> None:
    (workflow.workspace / "coverage.xml").unlink()
    ended = workflow(inputs=inputs)
    assert (ended.status, ended.outputs["coverage"]) == (1, "")
    assert "missing-coverage-report" in ended.log
    assert "star-import" in ended.log


@pytest.mark.parametrize(("name", "value"), [("mode", "enforced"), ("comment", "all"), ("fail-on", "notice")])
def test_an_input_that_takes_no_such_value_is_named(workflow: Workflow, name: str, value: str) -> None:
    ended = workflow(inputs={name: value})
    assert ended.status == 2
    assert f"`{name}` is `{value}`" in ended.log
    assert f"`{name}` is `{value}`" in ended.job_summary
    assert "::error title=tenet::" in ended.log
    assert ended.requests == []


def conclusion(github: StandIn) -> list[tuple[str, str | None]]:
    return [(each.head_sha, each.conclusion) for each in github.repository.check_runs.values()]


def test_a_merge_group_gets_a_check_run_alone(workflow: Workflow, github: StandIn) -> None:
    ended = workflow(event="merge_group", payload=merge_group_event(github, github.repository, github.pull))
    assert ended.status == 1
    assert conclusion(github) == [(github.pull.head_sha, "failure")]
    assert (len(github.repository.reviews), len(github.repository.issue_comments)) == (0, 0)
    again = workflow(event="merge_group", payload=merge_group_event(github, github.repository, github.pull))
    assert (again.status, again.writes) == (1, [])


def push_event(github: StandIn, before: str, after: str) -> Event:
    repository = pull_request_event(github, github.repository, github.pull)["repository"]
    sender = pull_request_event(github, github.repository, github.pull)["sender"]
    return {"ref": "refs/heads/feature", "before": before, "after": after, "deleted": False, "repository": repository, "sender": sender}


@pytest.mark.parametrize("before", ["fork point", "a new branch"])
def test_a_push_gets_a_check_run_alone(workflow: Workflow, github: StandIn, refunds: Service, before: str) -> None:
    known = refunds.fork_point if before == "fork point" else "0" * 40
    ended = workflow(event="push", payload=push_event(github, known, refunds.head))
    assert (ended.status, "star-import" in ended.log) == (1, True), ended.log
    assert conclusion(github) == [(github.pull.head_sha, "failure")]
    assert (len(github.repository.reviews), len(github.repository.issue_comments)) == (0, 0)


@pytest.mark.parametrize("event", ["issues", "release"])
def test_an_event_without_a_change_says_which_have_one(workflow: Workflow, github: StandIn, event: str) -> None:
    ended = workflow(event=event, payload=push_event(github, "0" * 40, "1" * 40))
    assert ended.status == 2
    assert "pull_request" in ended.log
    assert "pull_request" in ended.job_summary


@pytest.mark.parametrize("text", [None, "", "{", "[]", "{}", '{"pull_request": 1, "repository": {"full_name": "a/b"}}', "\udcff"])
def test_an_event_that_cannot_be_read_is_a_wrong_input(workflow: Workflow, tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "odd-event.json"
    if text is not None:
        path.write_text(text, errors="surrogateescape")
    ended = workflow(others={"GITHUB_EVENT_PATH": str(path)})
    assert ended.status == 2
    assert "event" in ended.log
    assert "Traceback" not in ended.log


def test_outside_a_workflow_it_says_what_to_run_instead(workflow: Workflow) -> None:
    ended = workflow(others={"GITHUB_EVENT_PATH": None, "GITHUB_REPOSITORY": ""})
    assert ended.status == 2
    assert "GITHUB_EVENT_PATH, GITHUB_REPOSITORY not set" in ended.log
    assert "tenet check" in ended.log


SHARED = "version: 1\nextends: octo-org/policies@main:backend.yml\n"


def share(workflow: Workflow, tmp_path: Path) -> None:
    """Another repository, with a policy that many extend."""
    shared = GitRepository.create(tmp_path / "policies")
    shared.commit({"backend.yml": "version: 1\nrules: {star-import: error}\n"})
    workflow.github.add_repository("octo-org/policies", shared.path)


def test_a_policy_may_extend_one_of_another_repository_for_one_call(serve: Serve, tmp_path: Path) -> None:
    workflow = serve(SHARED)
    share(workflow, tmp_path)
    ended = workflow(inputs={"policy-token": "ghp_policies"})
    assert (ended.status, ended.outputs.get("errors")) == (1, "1"), ended.log
    assert [each.path for each in ended.requests if "octo-org/policies" in each.path] == ["/repos/octo-org/policies/contents/backend.yml"]
    assert "ghp_policies" not in ended.log + ended.job_summary


@pytest.mark.parametrize("name", ["what?.yml", "team#1.yml", "100%25.yml"])
def test_a_policy_of_another_repository_may_extend_one_beside_it_of_any_name(serve: Serve, tmp_path: Path, name: str) -> None:
    workflow = serve(SHARED)
    shared = GitRepository.create(tmp_path / "policies")
    shared.commit({"backend.yml": f"version: 1\nextends: './{name}'\n", name: "version: 1\nrules: {star-import: error}\n"})
    workflow.github.add_repository("octo-org/policies", shared.path)
    ended = workflow()
    assert (ended.status, ended.outputs.get("errors")) == (1, "1"), ended.log


@pytest.mark.parametrize(("fault", "status"), [("404", 2), ("503", 3)])
def test_a_policy_that_cannot_be_extended_names_whose_fault_it_is(serve: Serve, tmp_path: Path, fault: str, status: int) -> None:
    workflow = serve(SHARED)
    share(workflow, tmp_path)
    workflow.github.faults.add("GET", "/contents/", fault, times=99)
    ended = workflow()
    assert ended.status == status, ended.log
    assert "octo-org/policies@main:backend.yml" in ended.log
    assert "policy-token" in ended.log or status == 3


NOTES = "octo-org/private@main:notes.yml"


@pytest.mark.parametrize("base", [None, STRICT, SHARED])
def test_a_policy_of_the_head_has_no_private_file_of_another_repository_read_or_quoted(
    serve: Serve, tmp_path: Path, base: str | None
) -> None:
    workflow = serve(base, STAR | {FILE: f"version: 1\nextends: {NOTES}\nrules: {{star-import: warning, weakened-policy: error}}\n"})
    share(workflow, tmp_path)
    private = GitRepository.create(tmp_path / "private")
    private.commit({"notes.yml": "version: 1\nhunter2: the-words-of-the-file\n"})
    workflow.github.add_repository("octo-org/private", private.path)
    ended = workflow(inputs={"policy-token": "ghp_policies", "result-file": "result.json"})
    assert ended.status == (0 if base is None else 1), ended.log
    assert [each.path for each in ended.requests if "octo-org/private" in each.path] == []
    posted = str([each.body for each in ended.writes])
    for word in ("hunter2", "the-words-of-the-file"):
        assert word not in ended.log + ended.job_summary + posted + (workflow.workspace / "result.json").read_text()
    assert NOTES in ended.job_summary or base == SHARED
