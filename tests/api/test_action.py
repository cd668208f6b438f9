"""`tenet action` on a pull request, end to end: what it posts, writes, says, and how it ends."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from github_standin.exchange import Answer, Request
from tests.api.action_run import TESTED, TOKEN, Workflow

from github_standin import StandIn, pull_request_event

ALL = ("coverage-below-target", "patch-coverage-below-target", "star-import")


def posted(github: StandIn) -> tuple[int, int, int]:
    """How many reviews, summaries and check runs there are."""
    held = github.repository
    return len(held.reviews), len(held.issue_comments), len(held.check_runs)


def result(workflow: Workflow, name: str = "out/result.json") -> Mapping[str, object]:
    found = json.loads((workflow.workspace / name).read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def test_a_first_run_leaves_one_review_one_summary_and_one_check_run(workflow: Workflow, github: StandIn) -> None:
    ended = workflow()
    assert ended.status == 1
    assert posted(github) == (1, 1, 1)
    lines = {(each.path, each.start_line, each.line) for each in github.repository.review_comments.values()}
    assert lines == {("app.py", None, 2), ("domain/orders.py", 10, 11)}
    [check_run] = github.repository.check_runs.values()
    assert (check_run.name, check_run.conclusion, check_run.head_sha) == ("tenet", "failure", github.pull.head_sha)
    [summary] = github.repository.issue_comments.values()
    assert all(f"`{rule}`" in summary.body for rule in ALL)
    assert all(f"`{rule}`" in ended.job_summary for rule in ALL)
    assert all(rule in ended.log for rule in ALL)


def test_a_rerun_writes_nothing_and_ends_as_the_first_run_did(workflow: Workflow) -> None:
    first, again = workflow(), workflow()
    assert again.writes == []
    assert (again.status, again.outputs) == (first.status, first.outputs)


def test_the_outputs_are_those_of_the_contract(workflow: Workflow) -> None:
    ended = workflow(inputs={"result-file": "out/result.json"})
    assert ended.outputs == {
        "verdict": "fail",
        "findings": "3",
        "errors": "2",
        "coverage": "83.33",
        "domain-coverage": "77.78",
        "patch-coverage": "60.00",
        "result-file": "out/result.json",
    }


def test_the_files_that_inputs_name_are_written_inside_the_workspace(workflow: Workflow) -> None:
    workflow(inputs={"result-file": "out/result.json", "sarif-file": "out/tenet.sarif", "html-file": "out/review.html"})
    written = result(workflow)
    assert written["verdict"] == "fail"
    assert written["head"] == workflow.github.pull.head_sha
    assert json.loads((workflow.workspace / "out/tenet.sarif").read_text())["version"] == "2.1.0"
    assert (workflow.workspace / "out/review.html").read_text().startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        *(("result-file", name) for name in ("../outside.json", "/tmp/outside.json", "link/outside.json", "linked.json", ".")),
        ("sarif-file", "../outside.json"),
        ("html-file", "link/outside.json"),
    ],
)
def test_no_file_is_written_outside_the_workspace(workflow: Workflow, tmp_path: Path, name: str, wanted: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (workflow.workspace / "link").symlink_to(outside)
    (workflow.workspace / "linked.json").symlink_to(outside / "linked.json")
    ended = workflow(inputs={wanted: name})
    assert ended.status == 2
    assert f"`{wanted}`" in ended.log
    assert list(outside.iterdir()) == []
    assert not (tmp_path / "outside.json").exists()
    assert ended.requests == []


@pytest.mark.parametrize("again", ["out/tenet.json", "./out/../out/tenet.json"])
def test_two_inputs_that_name_one_file_are_refused_before_anything_is_posted(workflow: Workflow, again: str) -> None:
    """Else the SARIF would lie where `result-file` says that the result is."""
    ended = workflow(inputs={"result-file": "out/tenet.json", "sarif-file": again})
    assert ended.status == 2
    assert "`result-file` and `sarif-file`" in ended.log
    assert ended.requests == []
    assert not (workflow.workspace / "out").exists()


def test_a_file_that_cannot_be_written_loses_no_review(workflow: Workflow, github: StandIn) -> None:
    (workflow.workspace / "taken").write_text("a file, no folder")
    ended = workflow(inputs={"result-file": "taken/result.json", "mode": "advise"})
    assert ended.status == 3
    assert posted(github) == (1, 1, 1)
    assert "`star-import`" in ended.job_summary
    assert "taken/result.json" in ended.log
    assert workflow(inputs={"result-file": "taken/result.json"}).status == 1


def test_a_clean_pull_request_gets_a_check_run_and_no_comment(workflow: Workflow, github: StandIn) -> None:
    (workflow.workspace / "coverage.xml").write_text(TESTED)
    github.repository.push(1, "clean")
    ended = workflow()
    assert (ended.status, ended.outputs["findings"]) == (0, "0")
    assert posted(github) == (0, 0, 1)


def test_nothing_is_posted_for_a_head_that_has_moved(workflow: Workflow, github: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    moving = workflow.github.answer

    def answer(request: Request) -> Answer:
        if request.path.endswith("/pulls/1"):
            github.pull.head_sha = "1" * 40
        return moving(request)

    monkeypatch.setattr(github, "answer", answer)
    ended = workflow()
    assert ended.status == 0
    assert posted(github) == (0, 0, 0)
    assert "nothing was posted for the old one" in ended.log
    assert "`star-import`" in ended.job_summary


def test_a_run_for_an_old_head_ends_well_though_everything_it_would_say_is_posted(workflow: Workflow, github: StandIn) -> None:
    payload = pull_request_event(github, github.repository, github.pull)
    assert workflow(payload=payload).status == 1
    github.pull.head_sha = "1" * 40
    ended = workflow(payload=payload)
    assert (ended.status, ended.writes) == (0, [])
    assert "nothing was posted for the old one" in ended.log


def test_the_process_ends_with_the_same_status_and_shows_no_token(workflow: Workflow, github: StandIn) -> None:
    ended = workflow.in_a_process(inputs={"result-file": "out/result.json"})
    assert (ended.status, ended.outputs["verdict"]) == (1, "fail")
    assert posted(github) == (1, 1, 1)
    shown = ended.log + ended.job_summary + (workflow.workspace / "out/result.json").read_text()
    assert TOKEN not in shown


def test_an_enterprise_server_is_asked_under_its_own_paths(workflow: Workflow, github: StandIn) -> None:
    others = {"GITHUB_API_URL": f"{github.url}/api/v3", "GITHUB_GRAPHQL_URL": f"{github.url}/api/graphql"}
    assert workflow(others=others).status == 1
    assert posted(github) == (1, 1, 1)
    again = workflow(others=others)
    assert (len(again.requests), again.writes, again.status) == (4, [], 1)


@pytest.mark.parametrize("name", ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"])
def test_a_runner_that_takes_no_notes_changes_no_verdict(workflow: Workflow, github: StandIn, tmp_path: Path, name: str) -> None:
    ended = workflow(others={name: str(tmp_path)})
    assert (ended.status, posted(github)) == (1, (1, 1, 1))
    assert f"{tmp_path} cannot be written" in ended.log
    assert workflow(inputs={"mode": "advise"}, others={name: str(tmp_path)}).status == 3


def test_nothing_is_written_where_the_runner_names_no_files(workflow: Workflow) -> None:
    ended = workflow(others={"GITHUB_OUTPUT": None, "GITHUB_STEP_SUMMARY": None})
    assert (ended.status, ended.outputs, ended.job_summary) == (1, {}, "")
