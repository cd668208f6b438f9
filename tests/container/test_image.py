"""What is in the image, and how it is configured."""

import json
from pathlib import Path

import pytest

from tests.container.podman import give_to_runner, podman
from tests.container.service import BREAKS, propose

pytestmark = pytest.mark.container


def inside(image: str, script: str) -> str:
    return podman("run", "--rm", "--entrypoint=/bin/sh", image, "-c", script).stdout


def test_the_runner_decides_user_and_folder_and_the_entry_point_is_absolute(image: str) -> None:
    configured = json.loads(podman("image", "inspect", image).stdout)[0]["Config"]

    assert configured.get("User", "") in {"", "root", "0"}
    assert configured.get("WorkingDir", "") in {"", "/"}
    assert configured["Entrypoint"] == ["/opt/tenet/bin/python", "-I", "-B", "-m", "tenet", "action"]


def test_the_image_has_git_and_no_compiler_installer_or_build_backend(image: str) -> None:
    compilers = "gcc g++ cc c++ cpp clang tcc as ld make cmake go rustc"
    found = inside(image, f"command -v git {compilers}; /opt/tenet/bin/python -I -c 'import pip' 2>&1; ls /build /source 2>&1; true")

    assert found.splitlines()[0] == "/usr/bin/git"
    assert [line for line in found.splitlines() if line.startswith("/usr/")] == ["/usr/bin/git"]
    assert "No module named 'pip'" in found
    assert found.count("No such file or directory") == 2


def test_git_fetches_and_reads_and_brings_no_server_and_no_perl(image: str) -> None:
    found = inside(image, "ls /usr/lib/git-core; find /usr/share/perl /usr/lib/*/perl -type f 2>/dev/null; true")

    assert {"git", "git-remote-http", "git-remote-https", "git-index-pack"} <= set(found.split())
    assert {"git-daemon", "git-http-backend", "git-shell", "git-imap-send"}.isdisjoint(found.split())
    assert "perl" not in found
    made = "cd /tmp && git init -q a && cd a && git -c user.name=a -c user.email=b commit -q --allow-empty -m a && git init -q --bare ../b"
    fetched = "git --git-dir=../b fetch -q --depth=1 file:///tmp/a HEAD && git --git-dir=../b cat-file -t FETCH_HEAD"
    assert inside(image, f"{made} && {fetched}") == "commit\n"


def test_the_image_stays_small(image: str) -> None:
    size = json.loads(podman("image", "inspect", image).stdout)[0]["Size"]

    assert size < 320e6, f"{size / 1e6:.0f} MB: see what came, and whether docs/container.md says it"


def test_everything_is_compiled_when_the_image_is_built(image: str) -> None:
    package = "/opt/tenet/lib/python3.13/site-packages/tenet"
    count = f"find {package} -name '*.py' | wc -l; find {package} -name '*.pyc' | wc -l"
    sources, compiled = (int(each) for each in inside(image, count).split())

    assert sources == compiled > 0
    assert inside(image, "/opt/tenet/bin/python -I -c 'import argparse; print(argparse.__cached__)' | xargs ls").strip()


def test_the_packages_are_those_of_the_lock(image: str) -> None:
    listed = inside(image, "ls -d /opt/tenet/lib/python3.13/site-packages/*.dist-info")

    assert "pygithub-" in listed
    assert "tenet_bot-" in listed
    assert "pytest-" not in listed
    assert "hatchling-" not in listed


def test_the_image_checks_a_repository_that_belongs_to_another_user(image: str, tmp_path: Path) -> None:
    propose(tmp_path, BREAKS)
    give_to_runner(tmp_path / "author")
    where = (f"--volume={tmp_path / 'author'}:/github/workspace", "--workdir=/github/workspace", "--entrypoint=/opt/tenet/bin/python")

    done = podman("run", "--rm", *where, image, "-I", "-m", "tenet", "check", "--base", "main", "--head", "feature", accept=(1,))

    assert "Column user.nickname is new and no migration adds it." in done.stdout


def test_the_linter_and_the_patterns_run_in_the_image(image: str) -> None:
    lint = "from tenet.infrastructure.ruff import Ruff; print(Ruff().lint({'a.py': b'from b import *'}, ['F403'])[0].code)"
    match = (
        "from tenet.domain.language import Language; from tenet.facts.patterns.pattern import Pattern; "
        "print(len(list(Pattern(Language.PYTHON, {'rule': {'kind': 'call'}}).matches('print(1)', ''))))"
    )
    assert inside(image, f'/opt/tenet/bin/python -I -c "{lint}; {match}"').split() == ["F403", "1"]
