"""What the container reaches: every connection that any of its processes makes, as the kernel sees them (strace)."""

import re
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.container.conftest import Job
from tests.container.podman import run_action
from tests.container.test_action import FINDINGS, inline

pytestmark = pytest.mark.container

ADDRESS = re.compile(r"sa_family=AF_INET6?, sin6?_port=htons\((\d+)\).*?(?:inet_addr\(\"([\d.]+)\"\)|inet_pton\(AF_INET6, \"([^\"]+)\")")


@pytest.fixture
def seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands before podman and notes every address that a process under it connects or sends to."""
    strace, podman = shutil.which("strace"), shutil.which("podman")
    if strace is None:
        pytest.skip("strace is not installed")
    notes, folder = tmp_path / "seen", tmp_path / "bin"
    folder.mkdir()
    (folder / "podman").write_text(f'#!/bin/sh\nexec {strace} -f -qq -e trace=connect,sendto,sendmsg,sendmmsg -o {notes} {podman} "$@"\n')
    (folder / "podman").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/sbin:/usr/bin:/sbin:/bin")
    return notes


def test_the_action_speaks_to_the_api_and_the_git_server_and_to_nobody_else(breaking: Job, seen: Path) -> None:
    ran = run_action(breaking.github, breaking.workspace, breaking.runner)

    assert ran.status == 1, ran.log
    assert inline(breaking.github) == FINDINGS
    github = urlsplit(breaking.github.url)
    reached = {(address or other, port) for port, address, other in ADDRESS.findall(seen.read_text("utf-8", "replace"))}
    assert reached == {(github.hostname, str(github.port))}
    asked = [each.path for each in breaking.github.requests]
    assert [path for path in asked if "/git/blobs/" in path] == []  # the checkout has depth one: git has fetched the rest
