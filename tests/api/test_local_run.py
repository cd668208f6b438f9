"""The commands that the summary gives for running the same in a clone, pasted into a shell."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tests.api.action_run import Service, Workflow, build_service, clone
from tests.fakes.review import BASE, HEAD, verdict
from tests.git_repository import GitRepository

from github_standin import StandIn
from tenet.domain.coverage import CoverageFigure, CoverageSummary
from tenet.report.links import NO_LINKS, Links
from tenet.report.local_run import local_run

SCRIPT = re.compile(r"```sh\n(.*?)\n```", re.DOTALL)


@pytest.fixture
def shell(tmp_path: Path) -> Path:
    """A folder for PATH in which `tenet` is the program under test."""
    folder = tmp_path / "bin"
    folder.mkdir()
    command = folder / "tenet"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tenet "$@"\n')
    command.chmod(0o755)
    return folder


def developers_clone(service: Service, folder: Path) -> GitRepository:
    """Of main alone, as it was before the pull request: neither the head nor the newest base is there."""
    url = service.author.path.as_uri()
    made = GitRepository.create(folder)
    made.git("remote", "add", "origin", url)
    made.git("fetch", "--quiet", "origin", service.fork_point)
    made.git("checkout", "--quiet", "-b", "main", service.fork_point)
    return made


def test_the_commands_of_the_summary_give_the_same_verdict_in_a_clone_that_has_never_seen_the_pull_request(
    workflow: Workflow, github: StandIn, refunds: Service, shell: Path, tmp_path: Path
) -> None:
    assert workflow().status == 1
    [summary] = github.repository.issue_comments.values()
    found = SCRIPT.search(summary.body)
    assert found is not None
    made = developers_clone(refunds, tmp_path / "clone")
    environment = os.environ | {"PATH": f"{shell}:{os.environ['PATH']}"}
    done = subprocess.run(["sh", "-ec", found[1]], cwd=made.path, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1, done.stderr
    assert "app.py\n    2  error   star-import" in done.stdout
    assert "later.py" not in done.stdout, "what main brought since is none of the change"


def test_the_commands_of_the_summary_judge_by_the_policy_that_the_input_names(
    shell: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """As in a repository with a policy for each service: the usual one asks for nothing here."""
    usual, named = "version: 1\nextends: none\nrules: {raw-sql: error}\n", "version: 1\nname: orders\nrules: {star-import: error}\n"
    service = build_service(tmp_path / "server", policy=usual, changes={".ci/orders.yml": named}, moves_on=False)
    service.author.git("reset", "--quiet", "--hard", service.head)
    service.author.git("checkout", "--quiet", "feature")
    head = service.author.commit({"app.py": "a = 1\nfrom os import *\n"}, "Take all of os")
    service.author.git("update-ref", "refs/pull/1/head", head)
    proposed = replace(service, base=service.head, head=head, merge=head)
    with proposed.serve() as github:
        workspace = tmp_path / "workspace"
        clone(proposed, workspace, head)
        ended = Workflow(github, workspace, tmp_path / "runner", monkeypatch, capfd)(inputs={"policy": ".ci/orders.yml", "mode": "advise"})
        assert ended.status == 0, ended.log
        [summary] = github.repository.issue_comments.values()
    found = SCRIPT.search(summary.body)
    assert found is not None
    made = developers_clone(proposed, tmp_path / "clone")
    environment = os.environ | {"PATH": f"{shell}:{os.environ['PATH']}"}
    done = subprocess.run(["sh", "-ec", found[1]], cwd=made.path, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert "app.py\n    2  error   star-import" in done.stdout, done.stderr
    assert done.returncode == 0


def test_a_run_without_a_pull_request_fetches_both_commits() -> None:
    [section] = local_run(verdict(), Links("https://github.example/o/r"))
    assert f"git fetch origin {BASE} {HEAD}\ntenet check --base {BASE[:12]} --head {HEAD[:12]}\n" in section.before


def test_without_a_known_remote_nothing_is_fetched() -> None:
    [section] = local_run(verdict(), NO_LINKS)
    assert "fetch" not in section.before
    assert "--coverage" not in section.before


def test_coverage_needs_the_reports_of_a_test_run_and_a_named_policy_its_file() -> None:
    figure = CoverageFigure(1, 2)
    [section] = local_run(verdict(source="file:ci/tenet.yml", coverage=CoverageSummary(figure, {}, figure)), NO_LINKS)
    assert f"--head {HEAD[:12]} --policy ci/tenet.yml\n```" in section.before
    assert "`--coverage coverage.xml`" in section.before


@pytest.mark.parametrize("name", ["file:a b.yml", "file:$(reboot).yml", "file:x\n```\nrm", "file:-x;y", "base:ci/`x`.yml", "base:a;b.yml"])
def test_a_name_that_a_shell_would_act_on_is_never_put_into_a_command(name: str) -> None:
    [section] = local_run(verdict(source=name), NO_LINKS)
    assert "--policy" not in section.before


def test_a_work_tree_needs_no_advice() -> None:
    assert local_run(verdict(head=None), NO_LINKS) == []
