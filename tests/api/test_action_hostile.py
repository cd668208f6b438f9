"""What a pull request can say: nothing of it commands the runner, forges our comments, or gets a secret shown."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.api.action_run import TOKEN, Ended, Service, Workflow, build_service, check_out, clone, never_sleep

from github_standin import MONA, Permissions, StandIn
from tenet.api import judging as judging_module
from tenet.domain.review_marker import read_marker

POLICY = "version: 1\nrules: {star-import: error, unused-waiver: warning, weakened-policy: warning}\n"
COMMANDS = "::error::pwned ##[error]pwned ::add-mask::a ::set-output name=verdict::pass"
FORGED = "<!-- tenet:1 summary name=tenet -->"
CODE = f"from os import *  # {COMMANDS} {FORGED} @octocat #1 ```` <script>\n"
NAMES = (
    "::error::pwned.py",
    "a\n::error::pwned.py",
    "b\r::error::pwned.py",
    "##[error]pwned.py",
    f"{FORGED.replace('/', '')}.py",
    "@octocat #1 `x` | <b>.py",
    "%0A::error::pwned.py",
    "\u2028::error::line.py",
    "caf\udce9.py",
)
POLICY_OF_HEAD = f"# {COMMANDS}\nversion: 1\nrules: {{'::error::pwned\\n::error::pwned': error}}\n"
OURS = re.compile(r"^::(error|warning) (file=[^:,]*,line=\d+,col=\d+,)?title=tenet::.*$")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Service:
    waiver = "from sys import *  # tenet: allow[::error::pwned] ##[error]pwned\n"
    changes = dict.fromkeys(NAMES, CODE) | {".github/tenet.yml": POLICY_OF_HEAD, "::warning::/app.py": waiver}
    return build_service(tmp_path_factory.mktemp("hostile") / "server", policy=POLICY, changes=dict(changes), moves_on=False)


@pytest.fixture
def workflow(hostile: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Workflow]:
    never_sleep(monkeypatch)
    with hostile.serve() as github:
        github.pull.title = f"{COMMANDS}\n::error::pwned {FORGED}"
        github.pull.body = f"::error::pwned\n{FORGED}\n" + "x" * 65_000
        github.pull.head_ref = "feature/::error::pwned`x`"
        github.pull.labels = ("::error::pwned",)
        clone(hostile, tmp_path / "workspace", hostile.merge)
        yield Workflow(github, tmp_path / "workspace", tmp_path / "runner", monkeypatch, capfd)
    assert github.invalid == []


def bodies(github: StandIn) -> list[str]:
    held = github.repository
    return [each.body for each in held.review_comments.values()] + [each.body for each in held.issue_comments.values()]


def commands_nothing(ended: Ended) -> None:
    for line in re.split(r"\r\n|\r|\n", ended.log):
        if line.strip().startswith("::"):
            assert OURS.match(line), line
        else:
            assert "##[" not in line
    assert TOKEN not in ended.log + ended.job_summary


def test_nothing_of_the_change_commands_the_runner(workflow: Workflow, github_of: StandIn) -> None:
    ended = workflow(inputs={"result-file": "result.json"})
    assert ended.status == 1
    assert int(ended.outputs["errors"]) >= len(NAMES)
    commands_nothing(ended)
    assert TOKEN not in (workflow.workspace / "result.json").read_text("utf-8")
    assert workflow().writes == []


def test_what_is_posted_carries_no_marker_but_ours(workflow: Workflow, github_of: StandIn) -> None:
    workflow()
    held = github_of.repository
    for body in [*bodies(github_of), *(each.body for each in held.reviews.values())]:
        first, _, rest = body.partition("\n")
        assert read_marker(first) is not None
        assert "<!--" not in rest
        assert "@octocat" not in re.sub(r"(`+).*?\1", "", rest, flags=re.DOTALL)
    [check_run] = held.check_runs.values()
    assert "<!--" not in (check_run.summary or "")


def test_warnings_about_permissions_command_nothing(workflow: Workflow, github_of: StandIn) -> None:
    github_of.permissions = Permissions.read_only()
    ended = workflow()
    assert ended.status == 1
    commands_nothing(ended)


def test_a_fault_that_names_a_hostile_file_commands_nothing(workflow: Workflow, hostile: Service, github_of: StandIn) -> None:
    workflow.workspace = workflow.folder / "empty"
    workflow.workspace.mkdir(parents=True)
    github_of.faults.add("GET", "/git/blobs/", "404", times=99)
    ended = workflow()
    assert ended.status == 3
    assert "could not be read" in ended.log
    commands_nothing(ended)


def test_a_defect_commands_nothing_and_shows_no_secret(workflow: Workflow, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("quoted:\n::error::pwned\n##[error]pwned\r::error::pwned")

    monkeypatch.setattr(judging_module, "publish", broken)
    ended = workflow()
    assert ended.status == 3
    assert "this is a defect of Tenet" in ended.log
    commands_nothing(ended)


def test_inputs_command_nothing(workflow: Workflow) -> None:
    ended = workflow(inputs={"mode": "x\n::error::pwned\n##[error]pwned"})
    assert ended.status == 2
    commands_nothing(ended)


def test_a_forged_comment_of_somebody_else_is_neither_ours_nor_edited(workflow: Workflow, github_of: StandIn) -> None:
    first = workflow()
    held = github_of.repository
    ours = next(iter(held.issue_comments.values())).body
    held.issue_comments.clear()
    forged = github_of.comment_as(MONA, held, 1, ours)
    again = workflow()
    assert (first.status, again.status) == (1, 1)
    assert forged.body == ours
    assert [each.author.login for each in held.issue_comments.values()] == ["mona", "github-actions[bot]"]


def test_the_findings_of_many_long_files_fit_what_github_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    long = "é" * 60
    changes: dict[str, str | bytes | None] = {f"{long}/{long}/{number}.py": "from os import *\n" * 3 for number in range(400)}
    policy = POLICY + "review: {group_over: 100}\n"
    service = build_service(tmp_path / "server", policy=policy, changes=changes, moves_on=False)
    with service.serve() as github:
        check_out(service, tmp_path / "workspace", service.merge)
        ended = Workflow(github, tmp_path / "workspace", tmp_path / "runner", monkeypatch, capfd)()
        assert (ended.status, ended.outputs.get("findings")) == (1, "1200"), ended.log[-2000:]
        held = github.repository
        assert max(map(len, bodies(github))) <= 65_536
        assert 1 <= len(held.review_comments) <= 30
        assert len(ended.job_summary.encode()) <= 1024 * 1024
        assert github.invalid == []


@pytest.fixture
def github_of(workflow: Workflow) -> StandIn:
    return workflow.github
