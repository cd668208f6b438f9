"""Trees that are made to mislead or to exhaust: the whole action judges them within its budget, follows nothing and runs nothing."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.api.action_run import TOKEN, Service, Workflow, build_service, check_out, clone, contents, never_sleep
from tests.git_repository import IDENTITY, GitRepository
from tests.hostile.measured import measured_python

from github_standin import StandIn

POLICY = "version: 1\nrules: {star-import: error, weakened-policy: error}\n"
STRICT = "version: 1\nextends: strict\nrules: {star-import: error}\n"
STAR = "from os import *\n"
CALLS = 8
"""As many as a first run may take."""
Arrange = Callable[[GitRepository], str]


def proposed(folder: Path, arrange: Arrange, policy: str = POLICY) -> Service:
    """A service whose pull request is what `arrange` commits on the branch `feature`; it returns the head."""
    started = build_service(folder, policy=policy, changes={}, moves_on=False)
    author = started.author
    author.git("checkout", "--quiet", "--force", "feature")
    head = arrange(author)
    author.git("update-ref", "refs/heads/feature", head)
    tree = author.git("rev-parse", f"{head}^{{tree}}")
    merge = author.git("commit-tree", tree, "-p", started.base, "-p", head, "-m", "Merge")
    author.git("update-ref", "refs/pull/1/merge", merge)
    author.git("update-ref", "refs/pull/1/head", head)
    return Service(author, started.fork_point, started.base, head, merge)


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Iterator[Callable[[Service], Workflow]]:
    """The job of a service, with no checkout but an empty repository: what it needs is fetched."""
    started: list[StandIn] = []

    def made(service: Service) -> Workflow:
        started.append(service.serve().start())
        never_sleep(monkeypatch)
        workspace = GitRepository.create(tmp_path / "workspace")
        workspace.git("fetch", "--quiet", "--depth=1", service.author.path.as_uri(), service.merge)
        workspace.git("update-ref", "HEAD", "FETCH_HEAD")
        return Workflow(started[0], tmp_path / "workspace", tmp_path / "runner", monkeypatch, capfd)

    yield made
    for github in started:
        github.stop()
        assert github.invalid == []


def entries(author: GitRepository, listed: list[tuple[str, str, bytes]]) -> str:
    """A commit with these entries (mode, path, content) in the index, as no checkout would make them."""
    for mode, path, content in listed:
        if mode == "160000":
            blob = content.decode()
        else:
            done = subprocess.run(
                ["git", "-C", str(author.path), "hash-object", "-w", "--stdin"], input=content, capture_output=True, check=True
            )
            blob = done.stdout.decode().strip()
        author.git(
            "-c", "core.protectNTFS=false", "-c", "core.protectHFS=false", "update-index", "--add", "--cacheinfo", f"{mode},{blob},{path}"
        )
    author.git("commit", "--quiet", "--message", "Mislead")
    return author.head


LOOKALIKES = (
    ".gıt/config",
    "git~1/config",
    ".git./hooks/pre-commit",
    ".git\u200c/config",
    "a/.gitmodules",
    ".gitmodules",
    ".gitconfig",
    ".mailmap",
)


def test_links_submodules_and_lookalikes_of_git_s_own_files_lead_nowhere(serve: Callable[[Service], Workflow], tmp_path: Path) -> None:
    outside = tmp_path / "outside.py"
    outside.write_text("SECRET_OF_THE_MACHINE = 1\n" + STAR)
    module = b'[submodule "x"]\n\tpath = x\n\turl = ext::sh -c "touch owned"\n'

    def arrange(author: GitRepository) -> str:
        return entries(
            author,
            [
                ("120000", "away.py", str(outside).encode()),
                ("120000", "up", b".."),
                ("120000", "loop", b"loop"),
                ("120000", "coverage.xml", b"/proc/self/environ"),
                ("120000", "specs", b"/etc"),
                ("160000", "library", b"1" * 40),
                *(("100644", name, module) for name in LOOKALIKES),
                ("100644", "MODULE.py", STAR.encode()),
                ("100644", "module.py", b"a = 1\n"),
                ("100755", ".husky/pre-commit", b"touch owned\n"),
            ],
        )

    workflow = serve(proposed(tmp_path / "server", arrange))
    before = contents(workflow.workspace)
    ended = workflow(inputs={"coverage": "coverage.xml"})
    assert ended.status == 1, ended.log
    assert [each.path for each in workflow.github.repository.review_comments.values()] == ["MODULE.py"]
    everything = ended.log + ended.job_summary + str(workflow.github.repository.issue_comments)
    assert "SECRET_OF_THE_MACHINE" not in everything
    assert TOKEN not in everything
    assert contents(workflow.workspace) == before
    assert not list(tmp_path.rglob("owned"))


def test_attributes_of_the_change_hide_no_finding_and_run_nothing(serve: Callable[[Service], Workflow], tmp_path: Path) -> None:
    attributes = (
        "* binary -diff -text linguist-generated=true export-ignore filter=evil diff=evil merge=evil working-tree-encoding=UTF-16\n"
    )
    files = [
        ("100644", f"{folder}{name}", text.encode())
        for folder in ("", "sub/")
        for name, text in ((".gitattributes", attributes), ("new.py", STAR))
    ]
    workflow = serve(proposed(tmp_path / "server", lambda author: entries(author, files)))
    with (workflow.workspace / ".git" / "config").open("a") as file:
        touch = f"touch {tmp_path}/owned; true"
        file.write(f'[diff "evil"]\n\ttextconv = {touch}\n\tcommand = {touch}\n[filter "evil"]\n\tsmudge = {touch}\n')
    ended = workflow()
    assert (ended.status, ended.outputs["errors"]) == (1, "2"), ended.log
    assert {each.path for each in workflow.github.repository.review_comments.values()} == {"new.py", "sub/new.py"}
    assert not (tmp_path / "owned").exists()


@pytest.mark.untraced
def test_huge_lines_deep_folders_and_deep_nesting_are_judged_or_told(serve: Callable[[Service], Workflow], tmp_path: Path) -> None:
    deep = "/".join(["d" * 60] * 50)
    files = [
        ("100644", f"{deep}/deep.py", STAR.encode()),
        ("100644", "line.py", b"x = '" + b"a" * 1_000_000 + b"'; from os import *\n"),
        ("100644", "large.py", b"x = 1\n" * 2_000_000),
        ("100644", "nested.py", b"x = " + b"(" * 5_000 + b")" * 5_000 + b"\n" + STAR.encode()),
        ("100644", "lists.py", b"x = " + b"[" * 90 + b"]" * 90 + b"\n" + STAR.encode()),
        ("100644", "null.py", b"a = 1\n\0" + STAR.encode()),
        ("100644", "names.py", b"def " + b"f" * 10_000 + b"():\n    from os import *\n" + STAR.encode()),
    ]
    workflow = serve(proposed(tmp_path / "server", lambda author: entries(author, files)))
    ended = workflow()
    assert ended.status == 1, ended.log[-2000:]
    assert {each.path for each in workflow.github.repository.review_comments.values()} >= {"line.py", "lists.py", "names.py"}
    for name in ("large.py", "nested.py", "null.py", "d" * 60):
        assert name in ended.job_summary
    assert len(ended.requests) <= CALLS


def commits(author: GitRepository, *, count: int, files: int) -> str:
    """So many commits with so many files together, each file with a finding in the first of a hundred. Through git's fast-import(1)."""
    lines: list[bytes] = []
    for commit in range(count):
        message = f"Commit {commit}\n::error::pwned @octocat fixes #1 <!-- tenet:1 summary name=tenet -->\n".encode()
        lines.append(
            b"commit refs/heads/feature\ncommitter Ada <ada@example.org> 1700000000 +0000\ndata %d\n%s\n" % (len(message), message)
        )
        lines.append(b"from refs/heads/feature^0\n" if not commit else b"")
        for number in range(commit * files // count, (commit + 1) * files // count):
            source = (STAR * 3 if not number % 100 else "") + f"def f_{number}(a: int) -> int:\n    return a + {number}\n" * 5
            data = source.encode()
            lines.append(b"M 100644 inline package_%d/module_%d.py\ndata %d\n%s\n" % (number % 50, number, len(data), data))
    done = subprocess.run(
        ["git", "-C", str(author.path), "fast-import", "--quiet"],
        input=b"".join(lines),
        capture_output=True,
        env=os.environ | IDENTITY,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return author.git("rev-parse", "refs/heads/feature")


@pytest.mark.untraced
def test_5000_files_in_250_commits_cost_seconds_a_fixed_memory_and_the_usual_calls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    service = proposed(tmp_path / "server", lambda author: commits(author, count=250, files=5_000), STRICT)
    assert service.author.git("rev-list", "--count", f"{service.base}..{service.head}") == "251"
    with service.serve() as github:
        check_out(service, tmp_path / "workspace", service.merge, "--depth=2")
        workflow = Workflow(github, tmp_path / "workspace", tmp_path / "runner", monkeypatch, capfd)
        given = workflow.variables("pull_request", None, {}, TOKEN, {})
        before = len(github.requests)
        ended = measured_python(tmp_path / "workspace", "-I", "-m", "tenet", "action", environment=given)
        calls = [each for each in github.requests[before:] if ".git/" not in each.path]
        print(f"5,000 files, 250 commits: {ended.seconds:.1f} s of the processor, {ended.peak:.0f} MiB, {len(calls)} calls")
        assert ended.status == 1, ended.err[-2000:]
        assert len(calls) <= CALLS
        assert len(github.repository.review_comments) <= 30
        assert github.invalid == []
    assert ended.seconds < 10
    assert ended.peak < 300


def test_a_pull_request_of_more_files_than_the_api_lists_is_judged_from_git_and_never_in_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    service = proposed(tmp_path / "server", lambda author: commits(author, count=2, files=3_100))
    with service.serve() as github:
        never_sleep(monkeypatch)
        clone(service, tmp_path / "workspace", service.merge)
        ended = Workflow(github, tmp_path / "workspace", tmp_path / "runner", monkeypatch, capfd)()
        assert (ended.status, ended.outputs["errors"]) == (1, str(31 * 3)), ended.log[-1000:]
        (tmp_path / "empty").mkdir()
        ended = Workflow(github, tmp_path / "empty", tmp_path / "second", monkeypatch, capfd)()
        assert ended.status == 3
        assert "fetch-depth" in ended.log
