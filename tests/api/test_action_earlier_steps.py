"""What an earlier step of the same job may have left behind: it runs no code in Tenet's process, and gets no token."""

import base64
import os
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.api.action_run import TOKEN, Ended, Service, Workflow, check_out, never_sleep
from tests.git_repository import GitRepository

from github_standin import StandIn
from tenet.infrastructure.git.fetch import alone, beside
from tenet.infrastructure.git.process import Git, IsolatedGit
from tenet.infrastructure.git.repository import open_repository

POLICY_TOKEN = "ghp_9876543210POLICY"
BASIC = base64.b64encode(f"x-access-token:{TOKEN}".encode()).decode()


@pytest.fixture
def shallow(
    github: StandIn, refunds: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Workflow:
    """A job whose checkout lacks commits, so that git fetches with the token."""
    check_out(refunds, tmp_path / "workspace", refunds.merge, "--depth=1")
    never_sleep(monkeypatch)
    return Workflow(github, tmp_path / "workspace", tmp_path / "runner", monkeypatch, capfd)


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """A program that leaves a file beside itself when it is run."""
    path = tmp_path / "trap"
    path.write_text(f'#!/bin/sh\nenv > "{path}.sprung"\nexit 1\n')
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def sprung(trap: Path) -> bool:
    return trap.with_name("trap.sprung").exists()


def configuration(trap: Path) -> str:
    hooks = trap.with_name("hooks")
    hooks.mkdir(exist_ok=True)
    for hook in ("reference-transaction", "post-checkout", "post-index-change"):
        (hooks / hook).write_bytes(trap.read_bytes())
        (hooks / hook).chmod(0o755)
    return f"""\
[core]
    fsmonitor = {trap}
    hooksPath = {hooks}
    sshCommand = {trap}
    askPass = {trap}
    pager = {trap}
    editor = {trap}
    alternateRefsCommand = {trap}
    gitProxy = {trap}
[credential]
    helper = {trap}
[diff]
    external = {trap}
[filter "x"]
    smudge = {trap}
    clean = {trap}
[url "http://127.0.0.1:9/"]
    insteadOf = http://127.0.0.1
[http]
    proxy = http://127.0.0.1:9
"""


def fetched_by_git(ended: Ended, whole: Ended) -> None:
    """The same verdict as without the trap, and the commits came from git: through the API there would be more reads."""
    assert (ended.status, ended.outputs) == (whole.status, whole.outputs), ended.log
    assert [each for each in ended.requests if "/git/blobs/" in each.path] == []


def test_a_configuration_in_the_shared_home_folder_runs_nothing_and_turns_no_fetch_away(
    shallow: Workflow, tmp_path: Path, trap: Path
) -> None:
    home = tmp_path / "home"
    (home / "git").mkdir(parents=True)
    (home / ".gitconfig").write_text(configuration(trap))
    (home / "git" / "config").write_text(configuration(trap))
    subprocess.run(
        ["git", "-C", str(tmp_path), "-c", f"credential.helper={trap}", "credential", "fill"], input=b"url=http://x\n", check=False
    )
    assert sprung(trap)  # it works where git reads it
    trap.with_name("trap.sprung").unlink()
    whole = shallow()
    ended = shallow(others={"HOME": str(home), "XDG_CONFIG_HOME": str(home), "GIT_CONFIG_GLOBAL": None})
    fetched_by_git(ended, whole)
    assert not sprung(trap)


def test_a_configuration_of_the_checkout_runs_nothing(shallow: Workflow, trap: Path) -> None:
    with (shallow.workspace / ".git" / "config").open("a") as file:
        file.write(configuration(trap))
        file.write(f'[remote "origin"]\n    promisor = true\n    uploadpack = {trap}\n    partialclonefilter = blob:none\n')
    (shallow.workspace / ".git" / "info").mkdir(exist_ok=True)
    (shallow.workspace / ".git" / "info" / "attributes").write_text("* diff=x filter=x -diff binary\n")
    ended = shallow()
    assert ended.status == 1, ended.log
    assert "star-import" in ended.log
    assert not sprung(trap)


@pytest.mark.parametrize(
    "variables",
    [
        {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.alternateRefsCommand", "GIT_CONFIG_VALUE_0": "TRAP"},
        {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.hooksPath", "GIT_CONFIG_VALUE_0": "HOOKS"},
        {"GIT_TEMPLATE_DIR": "TEMPLATE"},
        {"GIT_ASKPASS": "TRAP", "SSH_ASKPASS": "TRAP", "GIT_SSH_COMMAND": "TRAP", "GIT_PROXY_COMMAND": "TRAP"},
        {"GIT_EXTERNAL_DIFF": "TRAP", "GIT_PAGER": "TRAP", "GIT_EDITOR": "TRAP"},
    ],
    ids=lambda variables: next(iter(variables.values())) + next(reversed(variables)),
)
def test_variables_of_git_run_nothing(shallow: Workflow, trap: Path, variables: Mapping[str, str]) -> None:
    configuration(trap)
    template = trap.with_name("template")
    template.mkdir()
    (template / "hooks").symlink_to(trap.with_name("hooks"))
    places = {"TRAP": str(trap), "HOOKS": str(trap.with_name("hooks")), "TEMPLATE": str(template)}
    whole = shallow()
    ended = shallow(others={name: places.get(value, value) for name, value in variables.items()})
    fetched_by_git(ended, whole)
    assert not sprung(trap)


def test_of_git_s_variables_only_those_of_certificates_are_taken_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("GIT_EXEC_PATH", "GIT_SSL_CAINFO", "GIT_SSL_NO_VERIFY", "GIT_TRACE_CURL", "GIT_CURL_VERBOSE", "GIT_TRACE_REDACT"):
        monkeypatch.setenv(name, "/github/workspace")
    plain, isolated = Git(str(tmp_path)).environment(), IsolatedGit(str(tmp_path)).environment()
    assert "GIT_EXEC_PATH" in plain
    taken = {name for name, value in isolated.items() if value == "/github/workspace"}
    assert taken == {"GIT_SSL_CAINFO"}


def test_every_repository_of_the_action_is_read_so(tmp_path: Path) -> None:
    workspace = GitRepository.create(tmp_path / "workspace")
    with beside(open_repository(str(workspace.path), IsolatedGit(str(workspace.path)))) as borrowed, alone("sha1") as empty:
        assert isinstance(borrowed.git, IsolatedGit)
        assert isinstance(empty.git, IsolatedGit)


def test_a_netrc_in_the_home_folder_signs_no_request(shallow: Workflow, tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login mona password hunter2\ndefault login mona password hunter2\n")
    shallow.github.people["bW9uYTpodW50ZXIy"] = shallow.github.pull.author  # what Basic would send
    ended = shallow(others={"HOME": str(tmp_path)})
    assert ended.status == 1
    assert {each.author.login for each in shallow.github.repository.issue_comments.values()} == {"github-actions[bot]"}


RECORDER = """\
#!/bin/sh
printf '%s\\n' "$*" >> {seen}
case "$*" in
*fetch*)
    {real} "$@" & fetching=$!
    while kill -0 $fetching 2>/dev/null; do
        cat /proc/[0-9]*/cmdline >> {seen}.all 2>/dev/null
        sleep 0.02
    done
    wait $fetching;;
*) exec {real} "$@";;
esac
"""


@pytest.fixture
def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands before git and notes each command line, and that of every process of git that then runs."""
    real = subprocess.run(["sh", "-c", "command -v git"], capture_output=True, text=True, check=True).stdout.strip()
    seen, folder = tmp_path / "seen", tmp_path / "bin"
    folder.mkdir()
    (folder / "git").write_text(RECORDER.format(real=real, seen=seen))
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return seen


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it looks into /proc")
def test_the_token_stands_in_no_command_line_and_no_address(shallow: Workflow, recorded: Path) -> None:
    ended = shallow(inputs={"policy-token": POLICY_TOKEN})
    assert ended.status == 1, ended.log
    said = recorded.read_text()
    assert " fetch --quiet --depth=1 " in said
    everything = said + recorded.with_name("seen.all").read_bytes().decode(errors="replace")
    assert "fetch" in recorded.with_name("seen.all").read_bytes().decode(errors="replace")
    for secret in (TOKEN, POLICY_TOKEN, BASIC):
        assert secret not in everything
