"""The command as a process: terminals, pipes, signals, and machines that lack something."""

import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from tests.api.command import process
from tests.git_repository import GitRepository

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def on_a_terminal(folder: Path, *arguments: str, **environment: str) -> str:
    """What a person sees: standard output and standard error of a pseudo-terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "tenet", *arguments]
    env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", **environment}
    child = subprocess.Popen(command, cwd=folder, env=env, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    seen = b""
    try:
        while part := os.read(ours, 65536):
            seen += part
    except OSError:
        pass  # Linux says so when the last writer is gone
    finally:
        os.close(ours)
    assert child.wait(timeout=30) == 1
    return seen.decode().replace("\r\n", "\n")


def test_the_exit_status_is_the_verdict_and_a_pipe_gets_no_colours(service: GitRepository) -> None:
    ended = process("check", folder=service.path, environment={"FORCE_COLOR": "1"})
    assert (ended.returncode, ended.stderr) == (1, "")
    assert "\x1b" not in ended.stdout
    assert "star-import" in ended.stdout


def test_a_terminal_gets_colours_that_change_no_word(service: GitRepository) -> None:
    plain = process("check", folder=service.path).stdout
    seen = on_a_terminal(service.path, "check")
    assert "\x1b[" in seen
    assert without_time(ESCAPE.sub("", seen)) == without_time(plain)


def test_no_color_is_honoured_on_a_terminal(service: GitRepository) -> None:
    assert "\x1b[1" not in on_a_terminal(service.path, "check", NO_COLOR="1")


def test_json_on_a_terminal_is_plain(service: GitRepository) -> None:
    assert on_a_terminal(service.path, "check", "--format", "json").lstrip().startswith("{")


def without_time(text: str) -> str:
    return re.sub(r"[0-9.]+ s\.", "T s.", text)


def test_code_and_names_of_the_change_cannot_act_on_the_terminal(service: GitRepository) -> None:
    service.write({"a\x1b[31mb.py": "from os import *  # \x1b]0;owned\x07 [bold]markup[/bold]\n"})
    ended = process("check", folder=service.path)
    assert "\x1b" not in ended.stdout
    assert "\x07" not in ended.stdout
    seen = on_a_terminal(service.path, "check")
    assert "\x1b]0;" not in seen
    assert "\x1b[31mb.py" not in seen
    assert "[bold]markup[/bold]" in seen


@pytest.mark.parametrize("arguments", [("check",), ("check", "--format", "json"), ("rules",), ("explain", "star-import")])
def test_a_reader_that_leaves_early_changes_nothing(service: GitRepository, arguments: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "tenet", *arguments]
    child = subprocess.Popen(command, cwd=service.path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.close()
    assert child.stderr.read() == ""
    child.stderr.close()
    assert child.wait(timeout=30) == (1 if arguments[0] == "check" else 0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_the_platforms_fault(service: GitRepository) -> None:
    command = [sys.executable, "-m", "tenet", "check"]
    with open("/dev/full", "wb") as full:
        ended = subprocess.run(command, cwd=service.path, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert ended.returncode == 3
    assert "No space left" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_closed_output_is_the_platforms_fault(service: GitRepository) -> None:
    ended = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m tenet check >&-"], cwd=service.path, stderr=subprocess.PIPE, text=True, check=False
    )
    assert ended.returncode == 3
    assert "--output" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_interrupt_ends_it_quietly(service: GitRepository, tmp_path: Path) -> None:
    """A git that never answers holds the command until the interrupt comes."""
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text(f"#!/bin/sh\ntouch {tmp_path}/started\nexec sleep 60\n")
    slow.chmod(0o755)
    environment = {**os.environ, "PATH": f"{slow.parent}:{os.environ['PATH']}"}
    command = [sys.executable, "-m", "tenet", "check"]
    child = subprocess.Popen(
        command,
        cwd=service.path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - background jobs of a shell ignore it
    )
    deadline = time.monotonic() + 30
    while not (tmp_path / "started").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=30)
    assert child.returncode == 130
    assert out == ""
    assert "Traceback" not in err


def test_without_git_it_says_so(service: GitRepository, tmp_path: Path) -> None:
    ended = process("check", folder=service.path, environment={"PATH": str(tmp_path)})
    assert (ended.returncode, ended.stdout) == (3, "")
    assert "git is not installed" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_git_that_fails_at_everything_is_told_in_its_own_words(service: GitRepository, tmp_path: Path) -> None:
    broken = tmp_path / "git"
    broken.write_text("#!/bin/sh\necho 'git: illegal instruction' >&2\nexit 129\n")
    broken.chmod(0o755)
    ended = process("check", folder=service.path, environment={"PATH": str(tmp_path)})
    assert ended.returncode in {2, 3}
    assert "illegal instruction" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_neither_home_nor_a_locale_is_needed(service: GitRepository) -> None:
    bare = dict.fromkeys(("HOME", "LANG", "LC_ALL", "TERM", "USER", "XDG_CONFIG_HOME"))
    service.write({"grün.py": "from os import *  # ü\n"})
    ended = process("check", folder=service.path, environment={**bare, "PYTHONUTF8": "0", "LC_CTYPE": "C"})
    assert ended.returncode == 1
    assert "grün.py" in ended.stdout


def test_a_repository_that_is_read_only_is_read(service: GitRepository, tmp_path: Path) -> None:
    copy = tmp_path / "sealed"
    shutil.copytree(service.path, copy)
    (copy / "new.py").write_text("from os import *\n")
    before = {path: path.stat().st_mtime_ns for path in copy.rglob("*")}
    for path in before:
        path.chmod(0o555 if path.is_dir() else 0o444)
    copy.chmod(0o555)
    try:
        ended = process("check", folder=copy)
        assert ended.returncode == 1
        assert "new.py" in ended.stdout
        assert {path: path.stat().st_mtime_ns for path in copy.rglob("*")} == before
    finally:
        copy.chmod(0o755)
        for path in before:
            path.chmod(0o755)
