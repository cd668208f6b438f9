"""Where the action takes the change from: whatever the checkout has, the verdict is the same, and the checkout is left as it was."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from github_standin.git_http import GitAnswer
from tests.api.action_run import MEASURED, Service, Workflow, check_out, clone, cobertura, contents
from tests.git_repository import GitRepository

from github_standin import StandIn, merge_group_event

Checkout = Callable[[Service, Path], None]
Lay = Callable[[Checkout, str], None]
CHECKOUTS: dict[str, Checkout] = {
    "full history": lambda service, workspace: clone(service, workspace, service.merge),
    "depth 1 of the merge": lambda service, workspace: check_out(service, workspace, service.merge, "--depth=1"),
    "depth 2 of the merge": lambda service, workspace: check_out(service, workspace, service.merge, "--depth=2"),
    "full history of the merge, no branches": lambda service, workspace: check_out(service, workspace, service.merge),
    "partial clone": lambda service, workspace: check_out(
        service, workspace, service.merge, "--filter=blob:none", others=["+refs/heads/*:refs/remotes/origin/*"]
    ),
    "partial clone without trees": lambda service, workspace: check_out(service, workspace, service.merge, "--filter=tree:0"),
    "partial clone of depth 1": lambda service, workspace: check_out(service, workspace, service.merge, "--filter=blob:none", "--depth=1"),
    "an empty folder": lambda service, workspace: workspace.mkdir(),
}
HEADS: dict[str, Checkout] = {
    "the head, full history": lambda service, workspace: clone(service, workspace, service.head),
    "the head, depth 1": lambda service, workspace: check_out(service, workspace, service.head, "--depth=1"),
    "another repository": lambda service, workspace: another_repository(workspace),
}
MEASURED_AT_HEAD = cobertura({"app.py": {1: 1, 2: 1}, "domain/orders.py": {1: 1, 4: 1, 5: 1, 8: 1, 9: 1, 10: 0, 11: 0}})


def another_repository(workspace: Path) -> None:
    GitRepository.create(workspace).commit({"README.md": "another\n"})


def lines(github: StandIn) -> set[tuple[str, int | None, int | None]]:
    return {(each.path, each.start_line, each.line) for each in github.repository.review_comments.values()}


@pytest.fixture
def laid(workflow: Workflow, refunds: Service) -> Lay:
    """Lays the workspace out anew, with a report of what the tests covered there."""

    def lay(checkout: Checkout, report: str) -> None:
        shutil.rmtree(workflow.workspace)
        checkout(refunds, workflow.workspace)
        (workflow.workspace / "coverage.xml").write_text(report)

    return lay


@pytest.mark.parametrize("name", [*CHECKOUTS, *HEADS])
def test_the_verdict_is_the_same_whatever_is_checked_out(workflow: Workflow, github: StandIn, laid: Lay, name: str) -> None:
    of_merge = name in CHECKOUTS
    laid((CHECKOUTS | HEADS)[name], MEASURED if of_merge else MEASURED_AT_HEAD)
    before = contents(workflow.workspace)
    ended = workflow()
    assert ended.status == 1, ended.log
    assert (ended.outputs["errors"], ended.outputs["findings"], ended.outputs["patch-coverage"]) == ("2", "3", "60.00")
    assert lines(github) == {("app.py", None, 2), ("domain/orders.py", 10, 11)}
    assert len(ended.requests) <= 8 or name == "an empty folder"
    assert contents(workflow.workspace) == before
    again = workflow()
    assert again.writes == []
    assert len(again.requests) <= 5 or name == "an empty folder"


@pytest.mark.parametrize("status", [401, 404])
def test_where_git_cannot_fetch_the_api_gives_the_change(
    workflow: Workflow, github: StandIn, laid: Lay, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    headers = {"WWW-Authenticate": 'Basic realm="GitHub"'} if status == 401 else {}
    monkeypatch.setattr("github_standin.server.answer_git", lambda *_: GitAnswer(status, headers, b""))
    laid(CHECKOUTS["depth 1 of the merge"], MEASURED)
    before = contents(workflow.workspace)
    ended = workflow()
    assert (ended.status, ended.outputs["findings"]) == (1, "3"), ended.log
    assert lines(github) == {("app.py", None, 2), ("domain/orders.py", 10, 11)}
    assert contents(workflow.workspace) == before


def test_a_git_server_that_does_not_answer_is_given_up_for_the_api(
    workflow: Workflow, github: StandIn, laid: Lay, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(*_: object) -> GitAnswer:
        time.sleep(3)
        return GitAnswer(404, {}, b"")

    monkeypatch.setattr("github_standin.server.answer_git", answer)
    monkeypatch.setattr("tenet.infrastructure.git.process.TIMEOUT", 1.5)
    laid(CHECKOUTS["depth 1 of the merge"], MEASURED)
    assert workflow().outputs["errors"] == "2"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize("name", ["full history", "depth 1 of the merge", "partial clone"])
def test_a_workspace_of_another_user_is_read(workflow: Workflow, laid: Lay, name: str) -> None:
    laid(CHECKOUTS[name], MEASURED)
    for path in (workflow.workspace, *workflow.workspace.rglob("*")):
        os.chown(path, 1001, 1001, follow_symlinks=False)
    ended = workflow.in_a_process()
    assert (ended.status, ended.outputs["findings"]) == (1, "3"), ended.log


@pytest.mark.parametrize("name", ["full history", "depth 1 of the merge"])
def test_a_stale_base_in_the_payload_does_no_harm(workflow: Workflow, refunds: Service, github: StandIn, laid: Lay, name: str) -> None:
    laid(CHECKOUTS[name], MEASURED)
    github.pull.base_sha = refunds.fork_point
    ended = workflow()
    assert (ended.status, ended.outputs["findings"], ended.outputs["patch-coverage"]) == (1, "3", "60.00")


def test_what_the_base_brought_meanwhile_is_not_of_the_change(workflow: Workflow, github: StandIn) -> None:
    ended = workflow()
    assert "later.py" not in ended.log
    assert all(each.path != "later.py" for each in github.repository.review_comments.values())


def test_lines_that_were_measured_on_the_merge_commit_are_said_at_heads(workflow: Workflow, github: StandIn, refunds: Service) -> None:
    workflow()
    [comment] = [each for each in github.repository.review_comments.values() if each.path == "domain/orders.py"]
    head = refunds.author.git("show", f"{refunds.head}:domain/orders.py").splitlines()
    assert comment.start_line is not None
    assert comment.line is not None
    assert head[comment.start_line - 1 : comment.line] == ["        raise ValueError(share)", "    return price * share"]


def test_on_pull_request_target_the_head_is_fetched_beside_the_base(workflow: Workflow, github: StandIn, laid: Lay) -> None:
    laid(lambda service, workspace: check_out(service, workspace, service.base, "--depth=1"), MEASURED_AT_HEAD)
    ended = workflow(event="pull_request_target")
    assert (ended.status, ended.outputs["errors"]) == (1, "2"), ended.log
    assert lines(github) == {("app.py", None, 2), ("domain/orders.py", 10, 11)}


def test_a_merge_group_at_depth_one_is_judged(workflow: Workflow, github: StandIn, laid: Lay) -> None:
    laid(HEADS["the head, depth 1"], MEASURED_AT_HEAD)
    payload = merge_group_event(github, github.repository, github.pull)
    ended = workflow(event="merge_group", payload=payload)
    assert (ended.status, ended.outputs["errors"], len(ended.writes)) == (1, "2", 1), ended.log


def test_a_merge_group_without_a_checkout_concludes_and_says_what_it_needs(workflow: Workflow, github: StandIn, laid: Lay) -> None:
    laid(CHECKOUTS["an empty folder"], MEASURED)
    ended = workflow(event="merge_group", payload=merge_group_event(github, github.repository, github.pull))
    assert (ended.status, [each.conclusion for each in github.repository.check_runs.values()]) == (3, ["failure"])
    assert "fetch-depth: 0" in ended.log


def hidden_by_attributes(git: GitRepository, service: Service) -> None:
    (git.path / ".git/info").mkdir(exist_ok=True)
    (git.path / ".git/info/attributes").write_text("* -diff\n")


def hidden_by_a_configured_file(git: GitRepository, service: Service) -> None:
    (git.path / ".git/all.attributes").write_text("* -diff\n")
    git.git("config", "core.attributesFile", str(git.path / ".git/all.attributes"))


def a_command_as_diff(git: GitRepository, service: Service) -> None:
    for name in ("diff.external", "core.fsmonitor", "core.sshCommand", "core.pager", "core.alternateRefsCommand", "core.hooksPath"):
        git.git("config", name, "touch ../ran; false")


def a_softer_base(git: GitRepository, service: Service) -> None:
    """A merge of the head into a base whose policy lets everything pass, in the place of the real one."""
    git.git("checkout", "--quiet", "--detach", service.base)
    soft = git.commit({".github/tenet.yml": "version: 1\nrules: {}\n"})
    git.git("merge", "--quiet", "--no-edit", service.head)
    git.git("update-ref", "refs/remotes/origin/main", soft)


def a_forged_history(git: GitRepository, service: Service) -> None:
    """A graft by which the head has nothing that the base lacks."""
    (git.path / ".git/info").mkdir(exist_ok=True)
    (git.path / ".git/info/grafts").write_text(f"{service.base} {service.head}\n")


@pytest.mark.parametrize("tamper", [hidden_by_attributes, hidden_by_a_configured_file, a_command_as_diff, a_softer_base, a_forged_history])
def test_what_the_tests_did_to_the_checkout_hides_nothing(
    workflow: Workflow, github: StandIn, refunds: Service, tamper: Callable[[GitRepository, Service], None]
) -> None:
    """The change's own tests have often run in the same workspace before."""
    tamper(GitRepository(workflow.workspace), refunds)
    ended = workflow()
    assert (ended.status, ended.outputs.get("errors")) == (1, "2"), ended.log
    assert lines(github) == {("app.py", None, 2), ("domain/orders.py", 10, 11)}
    assert not list(workflow.workspace.parent.rglob("ran"))
