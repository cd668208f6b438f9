"""`pull_request_target` with the base checked out: the head is read from git's objects, and nothing of it reaches the disk."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.api.action_run import Ended, Service, Workflow, build_service, check_out, clone, contents, never_sleep
from tests.git_repository import GitRepository

from github_standin import StandIn, pull_request_event

POLICY = "version: 1\nrules: {star-import: error, missing-coverage-report: error}\ncoverage: {reports: [coverage.xml]}\n"
SHIPPED = Path(__file__).parents[2] / "examples" / "policies" / "tenet-without-coverage.yml"
FORKS = f".github/{SHIPPED.name}"
INPUTS = {"policy": FORKS}
HOSTILE = {
    "app.py": "a = 1\nfrom os import *\n",
    ".github/tenet.yml": "version: 1\nrules: {}\n",
    FORKS: "version: 1\nrules: {}\n",
    ".gitattributes": "* -diff filter=evil\n",
    "conftest.py": "raise SystemExit('ran')\n",
    "tenet.py": "raise SystemExit('ran')\n",
    "sitecustomize.py": "raise SystemExit('ran')\n",
    "ruff.toml": "exclude = ['**']\n",
}
CHECKOUTS = ("full", "shallow", "none")


@pytest.fixture(scope="module")
def forked(tmp_path_factory: pytest.TempPathFactory) -> Service:
    """A fork's pull request; `main` has a policy for it, and a branch that cannot be merged."""
    service = build_service(tmp_path_factory.mktemp("forked") / "server", policy=POLICY, changes=HOSTILE, moves_on=False)
    author = service.author
    author.git("checkout", "--quiet", "main")
    base = author.commit({FORKS: SHIPPED.read_text()}, "A policy for forks")
    author.branch("conflict", service.fork_point)
    author.commit({"app.py": "a = 2\nfrom sys import *\n"}, "Another a")
    author.git("checkout", "--quiet", "main")
    tip = author.commit({"app.py": "a = 3\n"}, "A third a")
    assert base != tip
    author.git("update-ref", "-d", "refs/pull/1/merge")
    return Service(author, service.fork_point, tip, service.head, tip)


@pytest.fixture
def github(forked: Service) -> Iterator[StandIn]:
    with StandIn(git_dir=forked.author.path, base="main", head="feature", fork="mona/service") as standin:
        yield standin
    assert standin.invalid == []


class Target:
    """The workflow on a pull request."""

    def __init__(self, workflow: Workflow, service: Service) -> None:
        self.workflow, self.service = workflow, service

    def lay(self, name: str) -> None:
        workspace = self.workflow.workspace
        shutil.rmtree(workspace, ignore_errors=True)
        if name == "none":
            workspace.mkdir()
        elif name == "full":
            clone(self.service, workspace, self.service.base)
        else:
            check_out(self.service, workspace, self.service.base, "--depth=1")

    def __call__(self, number: int = 1, inputs: dict[str, str] | None = None) -> Ended:
        github = self.workflow.github
        payload = pull_request_event(github, github.repository, github.repository.pulls[number], "opened")
        return self.workflow(event="pull_request_target", payload=payload, inputs=INPUTS if inputs is None else inputs)


@pytest.fixture
def target(github: StandIn, forked: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Target:
    never_sleep(monkeypatch)
    return Target(Workflow(github, tmp_path / "workspace", tmp_path / "runner", monkeypatch, capfd), forked)


def said(github: StandIn) -> list[tuple[int, str, int | None]]:
    return [(each.pull, each.path, each.line) for each in github.repository.review_comments.values()]


@pytest.mark.parametrize("checkout", CHECKOUTS)
def test_the_review_is_the_same_whatever_of_the_base_is_checked_out(target: Target, github: StandIn, checkout: str) -> None:
    target.lay(checkout)
    before = contents(target.workflow.workspace)
    ended = target()
    assert ended.status == 1, ended.log
    assert (1, "app.py", 2) in said(github)
    assert [(run.name, run.conclusion, run.head_sha) for run in github.repository.check_runs.values()] == [
        ("tenet-without-coverage", "failure", github.pull.head_sha)
    ]
    assert contents(target.workflow.workspace) == before
    assert target().writes == []


@pytest.mark.parametrize("checkout", CHECKOUTS)
def test_what_the_head_brings_neither_runs_nor_judges_itself(target: Target, github: StandIn, checkout: str) -> None:
    target.lay(checkout)
    ended = target()
    assert "ran" not in ended.log.split()
    assert "`base:.github/tenet-without-coverage.yml`" in ended.job_summary
    assert ended.outputs["verdict"] == "fail"
    assert not {"conftest.py", "tenet.py", "ruff.toml"} & {path.name for path in target.workflow.workspace.rglob("*")}


@pytest.mark.parametrize("checkout", CHECKOUTS)
def test_a_pull_request_that_cannot_be_merged_is_reviewed(target: Target, github: StandIn, checkout: str) -> None:
    """GitHub makes no `refs/pull/N/merge` for it, so `pull_request` does not run at all."""
    with pytest.raises(AssertionError, match="merge-tree"):
        GitRepository(target.service.author.path).git("merge-tree", "--write-tree", "main", "conflict")
    github.repository.add_pull(base="main", head="conflict", number=2)
    target.lay(checkout)
    ended = target(2)
    assert ended.status == 1, ended.log
    assert said(github) == [(2, "app.py", 2)]


def test_coverage_is_not_to_be_had_there_which_the_usual_policy_says(target: Target) -> None:
    target.lay("shallow")
    assert "missing-coverage-report" in target(inputs={}).log
    assert "missing-coverage-report" not in target().log


def test_the_token_is_not_left_where_a_later_step_could_find_it(target: Target) -> None:
    target.lay("shallow")
    target()
    config = (target.workflow.workspace / ".git/config").read_text()
    assert "extraheader" not in config.lower()
