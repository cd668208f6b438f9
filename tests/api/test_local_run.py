"""The commands that the summary gives for running the same in a clone, pasted into a shell."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.api.action_run import Service, Workflow
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
    clone = GitRepository.create(folder)
    clone.git("remote", "add", "origin", url)
    clone.git("fetch", "--quiet", "origin", service.fork_point)
    clone.git("checkout", "--quiet", "-b", "main", service.fork_point)
    return clone


def test_the_commands_of_the_summary_give_the_same_verdict_in_a_clone_that_has_never_seen_the_pull_request(
    workflow: Workflow, github: StandIn, refunds: Service, shell: Path, tmp_path: Path
) -> None:
    assert workflow().status == 1
    [summary] = github.repository.issue_comments.values()
    found = SCRIPT.search(summary.body)
    assert found is not None
    clone = developers_clone(refunds, tmp_path / "clone")
    environment = os.environ | {"PATH": f"{shell}:{os.environ['PATH']}"}
    done = subprocess.run(["sh", "-ec", found[1]], cwd=clone.path, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1, done.stderr
    assert "app.py\n    2  error   star-import" in done.stdout
    assert "later.py" not in done.stdout, "what main brought since is none of the change"


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


@pytest.mark.parametrize("name", ["file:a b.yml", "file:$(reboot).yml", "file:x\n```\nrm", "file:-x;y"])
def test_a_name_that_a_shell_would_act_on_is_never_put_into_a_command(name: str) -> None:
    [section] = local_run(verdict(source=name), NO_LINKS)
    assert "--policy" not in section.before


def test_a_work_tree_needs_no_advice() -> None:
    assert local_run(verdict(head=None), NO_LINKS) == []
