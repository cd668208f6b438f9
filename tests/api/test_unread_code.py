"""Code that no rule reads, through the whole action and the command."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.api.action_run import Workflow, build_service, clone, never_sleep
from tests.api.command import Tenet
from tests.git_repository import GitRepository

POLICY = "version: 1\nextends: backend\ncomponents: {}\n"
GO = "package main\n\nfunc main() {}\n"
VIEWS = "from flask import Blueprint\n\nbp = Blueprint('orders', __name__)\n\n\n@bp.route('/health')\ndef health():\n    return 'ok'\n"
FOUND = "**Not read:** 1 file in Go."
SEARCHES_GO = """\
version: 1
custom:
  - {id: no-empty-main, language: go, message: main does nothing, rule: {pattern: "func main() {}"}}
"""


def job(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], policy: str, changes: Mapping[str, str]
) -> Workflow:
    service = build_service(tmp_path / "server", policy=policy, changes=changes, moves_on=False)
    clone(service, tmp_path / "workspace", service.merge)
    never_sleep(monkeypatch)
    return Workflow(service.serve(), tmp_path / "workspace", tmp_path / "runner", monkeypatch, capfd)


def test_a_first_run_on_code_in_another_language_posts_no_comment_and_passes_without_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    workflow = job(tmp_path, monkeypatch, capfd, "version: 1\nrules: {star-import: error}\n", {"main.go": GO, "docs.md": "# More\n"})
    with workflow.github as github:
        ended = workflow()
    assert ended.status == 0
    assert (github.repository.issue_comments, github.repository.reviews) == ({}, {})
    [check_run] = github.repository.check_runs.values()
    assert (check_run.conclusion, check_run.title) == ("success", "Tenet: all is well in what was read")
    assert FOUND in (check_run.summary or "")
    assert FOUND in ended.job_summary
    assert "1 file in Go" in ended.log


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    made = GitRepository.create(tmp_path / "service")
    made.commit({"app.py": "a = 1\n", ".github/tenet.yml": POLICY})
    made.branch("feature")
    return made


def unread(repository: GitRepository, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> object:
    return Tenet(repository.path, monkeypatch, capfd)("check", "--base", "main", "--head", "HEAD", "--format", "json").result["unread"]


def test_views_of_flask_are_named_in_the_result(
    repository: GitRepository, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    repository.commit({"app/views.py": VIEWS})
    assert unread(repository, monkeypatch, capfd) == {"languages": {}, "views": [{"framework": "Flask", "paths": ["app/views.py"]}]}


def test_where_no_rule_asks_for_routes_views_are_left_out(
    repository: GitRepository, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    repository.commit({"app/views.py": VIEWS})
    ended = Tenet(repository.path, monkeypatch, capfd)(
        "check", "--base", "main", "--head", "HEAD", "--only", "star-import", "--format", "json"
    )
    assert json.loads(ended.out)["unread"] is None


def test_a_language_that_the_policy_searches_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    made = GitRepository.create(tmp_path / "service")
    made.commit({".github/tenet.yml": SEARCHES_GO})
    made.branch("feature")
    made.commit({"main.go": GO, "b.rs": "fn main() {}\n"})
    assert unread(made, monkeypatch, capfd) == {"languages": {"Rust": 1}, "views": []}
