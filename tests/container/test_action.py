"""The image, run as GitHub's runner runs a container action."""

import pytest

from github_standin import StandIn
from tests.container.conftest import Job
from tests.container.podman import run_action
from tests.container.service import NICKNAME_LINE

pytestmark = pytest.mark.container

FINDINGS = {("app/models.py", NICKNAME_LINE, "missing-migration"), ("app/domain/pricing.py", 1, "star-import")}
BLOCKED = {
    "verdict": "fail",
    "findings": "3",
    "errors": "3",
    "coverage": "75.00",
    "domain-coverage": "50.00",
    "patch-coverage": "100.00",
    "result-file": "tenet.json",
}


def inline(github: StandIn) -> set[tuple[str, int | None, str]]:
    """Where the inline comments stand, and which rule each names."""
    named = ("missing-migration", "star-import", "coverage-below-target")
    return {
        (each.path, each.line, rule) for each in github.repository.review_comments.values() for rule in named if f"`{rule}`" in each.body
    }


def conclusions(github: StandIn) -> list[tuple[str, str | None, str]]:
    return [(each.name, each.conclusion, each.head_sha) for each in github.repository.check_runs.values()]


def test_a_change_that_breaks_the_policy_gets_one_review_and_fails(breaking: Job) -> None:
    ran = run_action(breaking.github, breaking.workspace, breaking.runner, inputs={"result-file": "tenet.json"})

    assert ran.status == 1, ran.log
    assert ran.outputs == BLOCKED
    assert inline(breaking.github) == FINDINGS
    assert len(breaking.github.repository.reviews) == 1
    assert len(breaking.github.repository.issue_comments) == 1
    assert conclusions(breaking.github) == [("tenet", "failure", breaking.proposal.head)]
    for rule in ("missing-migration", "star-import", "coverage-below-target"):
        assert rule in ran.job_summary
    assert (breaking.workspace / "tenet.json").is_file()
    assert breaking.github.invalid == []


def test_a_clean_change_passes_and_gets_no_comment(clean: Job) -> None:
    ran = run_action(clean.github, clean.workspace, clean.runner)

    assert ran.status == 0, ran.log
    assert (ran.outputs["verdict"], ran.outputs["findings"]) == ("pass", "0")
    assert not clean.github.repository.reviews
    assert not clean.github.repository.issue_comments
    assert conclusions(clean.github) == [("tenet", "success", clean.proposal.head)]


def test_a_runner_that_takes_away_capabilities_and_writing_gets_the_same_review(breaking: Job) -> None:
    ran = run_action(breaking.github, breaking.workspace, breaking.runner, hardened=True)

    assert ran.status == 1, ran.log
    assert (ran.outputs["verdict"], ran.outputs["findings"]) == ("fail", "3")
    assert inline(breaking.github) == FINDINGS
    assert conclusions(breaking.github) == [("tenet", "failure", breaking.proposal.head)]


def test_nothing_in_the_workspace_is_imported(breaking: Job) -> None:
    mine = "raise SystemExit('this is code of the pull request')\n"
    for name in ("tenet/__init__.py", "tenet/__main__.py", "json.py", "yaml.py", "sitecustomize.py", "usercustomize.py", "pyvenv.cfg"):
        path = breaking.workspace / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(mine, encoding="utf-8")
    earlier = {"PYTHONPATH": "/github/workspace", "PYTHONSTARTUP": "/github/workspace/json.py", "PYTHONHOME": "/github/workspace"}

    ran = run_action(breaking.github, breaking.workspace, breaking.runner, extra=earlier)

    assert ran.status == 1, ran.log
    assert "code of the pull request" not in ran.log
    assert inline(breaking.github) == FINDINGS
    assert not list(breaking.workspace.rglob("__pycache__"))


@pytest.mark.parametrize("home", ["/github/home", "/github/nowhere", "/proc", ""])
def test_a_home_folder_that_is_missing_or_read_only_changes_nothing(breaking: Job, home: str) -> None:
    ran = run_action(breaking.github, breaking.workspace, breaking.runner, hardened=True, extra={"HOME": home})

    assert ran.status == 1, ran.log
    assert inline(breaking.github) == FINDINGS


def test_a_hardened_runner_gets_its_files_where_it_may_write_and_else_a_review_that_says_so(breaking: Job) -> None:
    (breaking.workspace / "out").mkdir()
    (breaking.workspace / "out").chmod(0o777)
    files = {"result-file": "out/tenet.json", "sarif-file": "out/tenet.sarif", "html-file": "closed/tenet.html"}

    ran = run_action(breaking.github, breaking.workspace, breaking.runner, hardened=True, inputs=files)

    assert ran.status == 1, ran.log
    assert (breaking.workspace / "out/tenet.json").stat().st_size > 1_000
    assert (breaking.workspace / "out/tenet.sarif").stat().st_size > 1_000
    assert "closed/tenet.html cannot be written" in ran.log
    assert inline(breaking.github) == FINDINGS
