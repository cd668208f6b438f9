"""The way of a base's coverage: tests run, a push writes the file, and a later pull request is held against it."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from github_standin.events import Event
from tests.api.action_run import Ended, Service, Workflow, check_out, clone, never_sleep
from tests.api.test_coverage_check import measured, module
from tests.git_repository import GitRepository

from github_standin import StandIn, pull_request_event
from tenet.facts.coverage.lcov import parsed, read_lcov

POLICY = """
version: 1
extends: none
components: {domain: {paths: ["shop/domain/**"]}}
rules: {missing-coverage-report: error, coverage-drop: warning}
"""
FILE = "out/base-coverage.lcov"
REPORTS = {"json": "coverage.json", "xml": "coverage.xml", "lcov": "coverage.lcov", "data": ".coverage"}


def shop(folder: Path) -> Service:
    """A service with a branch that is covered less than main, and its merge."""
    author = GitRepository.create(folder)
    author.git("config", "uploadpack.allowAnySHA1InWant", "true")
    files = {
        ".github/tenet.yml": POLICY,
        ".coveragerc": "[run]\nsource = shop\nrelative_files = true\nbranch = true\n",
        ".gitignore": "__pycache__\n.coverage\ncoverage.*\nout/\n",
        "shop/__init__.py": "",
        "shop/domain/__init__.py": "",
        "shop/domain/orders.py": module([1, 2, 3], 100, [1, 2]),
        "shop/api.py": module([7, 8], 5, [7]),
        "main.py": "import shop.api, shop.domain.orders\n",
    }
    first = author.commit({"README.md": "A shop.\n"}, "Begin")
    base = author.commit(dict(files), "Take orders")
    author.branch("feature")
    head = author.commit({"shop/domain/orders.py": module([1, 2, 3, 4], 100, [1])}, "Take more orders")
    author.git("checkout", "--quiet", "--detach", "main")
    author.git("merge", "--quiet", "--no-ff", "-m", "Merge", "feature")
    author.git("update-ref", "refs/pull/1/merge", "HEAD")
    merge = author.head
    author.git("checkout", "--quiet", "main")
    return Service(author, first, base, head, merge)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return shop(tmp_path_factory.mktemp("shop") / "server")


class Job:
    """Jobs of one repository, each with a workspace of its own; `stored` is what a cache keeps between them."""

    def __init__(self, service: Service, workflow: Workflow, folder: Path) -> None:
        self.service, self.workflow, self.folder = service, workflow, folder
        self.stored = folder / "stored"

    def lay(self, revision: str, *options: str) -> None:
        shutil.rmtree(self.workflow.workspace, ignore_errors=True)
        if options:
            check_out(self.service, self.workflow.workspace, revision, *options)
        else:
            clone(self.service, self.workflow.workspace, revision)
        measured(self.workflow.workspace, "run main.py", "xml -q", "json -q", "lcov -q")

    def totals(self) -> Mapping[str, float]:
        found: Mapping[str, float] = json.loads((self.workflow.workspace / "coverage.json").read_text())["totals"]
        return found

    def push(self, inputs: Mapping[str, str], **changed: object) -> Ended:
        ended = self.workflow(event="push", payload=pushed(self.workflow.github, self.service, **changed), inputs=inputs)
        written = self.workflow.workspace / FILE
        if written.exists():
            shutil.copy(written, self.stored)
        return ended

    def pull_request(self, coverage: str) -> dict[str, dict[str, dict[str, float]]]:
        (self.workflow.workspace / "out").mkdir(exist_ok=True)
        shutil.copy(self.stored, self.workflow.workspace / FILE)
        ended = self.workflow(inputs={"coverage": coverage, "base-coverage": FILE, "result-file": "out/result.json"})
        assert ended.status == 0, ended.log
        found: dict[str, dict[str, dict[str, float]]] = json.loads((self.workflow.workspace / "out/result.json").read_text())
        return found


def pushed(github: StandIn, service: Service, **changed: object) -> Event:
    event = pull_request_event(github, github.repository, github.pull)
    payload: Event = {"ref": "refs/heads/main", "before": service.fork_point, "after": service.base, "deleted": False}
    return payload | {name: event[name] for name in ("repository", "sender")} | changed  # type: ignore[operator]


@pytest.fixture
def job(service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    never_sleep(monkeypatch)
    with service.serve() as github:
        yield Job(service, Workflow(github, tmp_path / "workspace", tmp_path / "runner", monkeypatch, capfd), tmp_path)
    assert github.invalid == []


@pytest.mark.parametrize("form", REPORTS)
def test_the_base_percent_of_a_pull_request_is_what_coverage_said_of_the_base(job: Job, form: str) -> None:
    job.lay(job.service.base)
    totals = job.totals()
    ended = job.push({"coverage": REPORTS[form], "base-coverage": FILE})
    assert ended.status == 0, ended.log
    job.lay(job.service.merge)
    coverage = job.pull_request("coverage.xml")["coverage"]
    assert coverage["overall"]["base_percent"] == totals["percent_covered"]
    assert coverage["overall"]["percent"] == job.totals()["percent_covered"]
    assert coverage["components"]["domain"]["base_percent"] > coverage["components"]["domain"]["percent"]
    assert "coverage-drop" in {finding["rule"] for finding in job.pull_request("coverage.xml")["findings"]}


def test_a_push_still_judges_and_concludes(job: Job) -> None:
    job.lay(job.service.base)
    ended = job.push({"coverage": "coverage.xml", "base-coverage": FILE})
    assert [(run.head_sha, run.conclusion) for run in job.workflow.github.repository.check_runs.values()] == [(job.service.base, "success")]
    assert ended.outputs["verdict"] == "pass"
    assert FILE in ended.log


def test_the_file_names_the_commit_and_the_paths_of_the_repository(job: Job) -> None:
    job.lay(job.service.base, "--depth=1")
    job.push({"coverage": "coverage.xml", "base-coverage": FILE})
    text = job.stored.read_text()
    assert text.startswith(f"TN:{job.service.base}\nSF:")
    paths = {line.removeprefix("SF:") for line in text.splitlines() if line.startswith("SF:")}
    assert paths == {"shop/__init__.py", "shop/api.py", "shop/domain/__init__.py", "shop/domain/orders.py"}
    quick, slow = read_lcov("one", text.encode()), parsed("other", text.encode())
    assert (quick.covered, quick.total) == (slow.covered, slow.total)


def test_several_reports_become_one(job: Job) -> None:
    """Each has what one half of the program ran."""
    job.lay(job.service.base)
    whole = job.totals()
    for number, name in enumerate(("shop.api", "shop.domain.orders")):
        (job.workflow.workspace / "half.py").write_text(f"import {name}\n")
        measured(job.workflow.workspace, "run half.py", f"xml -q -o out/part-{number}.xml")
    assert job.push({"coverage": "out/part-*.xml", "base-coverage": FILE}).status == 0
    job.lay(job.service.merge)
    assert job.pull_request("coverage.xml")["coverage"]["overall"]["base_percent"] == whole["percent_covered"]


def test_without_a_report_nothing_is_written_and_that_is_said(job: Job) -> None:
    job.lay(job.service.base)
    (job.workflow.workspace / "coverage.xml").write_text("<coverage/>")
    ended = job.push({"coverage": "coverage.xml", "base-coverage": FILE})
    assert not job.stored.exists()
    assert "not written" in ended.log
    assert "missing-coverage-report" in ended.log


def test_a_pull_request_before_the_first_push_has_no_base_and_is_not_blamed_for_it(job: Job) -> None:
    job.lay(job.service.merge)
    ended = job.workflow(inputs={"coverage": "coverage.xml", "base-coverage": FILE, "result-file": "out/result.json"})
    assert (ended.status, ended.outputs["findings"]) == (0, "0"), ended.log
    assert json.loads((job.workflow.workspace / "out/result.json").read_text())["coverage"]["overall"]["base_percent"] is None
    assert "No report of the base was given" in ended.job_summary


@pytest.mark.parametrize("before", ["0" * 40, "1" * 40])
def test_a_first_push_and_one_whose_old_commits_are_gone_write_it_too(job: Job, before: str) -> None:
    job.lay(job.service.base)
    main = "refs/heads/main" if before == "0" * 40 else "refs/heads/release"
    assert job.push({"coverage": "coverage.xml", "base-coverage": FILE}, before=before, ref=main).status == 0
    assert job.stored.exists()


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"base-coverage": "one.lcov\ntwo.lcov"}, "no single file"),
        ({"base-coverage": "*.lcov"}, "no single file"),
        ({"base-coverage": "../base.lcov"}, "outside"),
        ({"base-coverage": "./coverage.xml", "coverage": "coverage.xml"}, "both name"),
    ],
)
def test_a_push_writes_one_file_inside_the_workspace_and_no_other(job: Job, inputs: Mapping[str, str], said: str) -> None:
    job.lay(job.service.base)
    before = (job.workflow.workspace / "coverage.xml").read_text()
    ended = job.push(inputs)
    assert ended.status == 2
    assert said in ended.log
    assert "`base-coverage`" in ended.log
    assert (job.workflow.workspace / "coverage.xml").read_text() == before
    assert ended.requests == []
