"""The demo as people run it: `python -m demo`, with the real action."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from demo.git import Git

ROOT = Path(__file__).parent.parent.parent


def demo(folder: Path, *options: str) -> tuple[subprocess.CompletedProcess[str], str]:
    """The process, and the page that it wrote (empty where it wrote none)."""
    page = folder / "demo.html"
    command = [sys.executable, "-m", "demo", "--output", str(page), *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    return done, page.read_text(encoding="utf-8") if page.exists() else ""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    done, page = demo(tmp_path_factory.mktemp("demo"))
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout, page


RULES = [
    "missing-migration",
    "stale-spec",
    "coverage-below-target",
    "patch-coverage-below-target",
    "star-import",
    "weakened-policy",
    "unused-waiver",
]


@pytest.mark.parametrize("rule", RULES)
def test_the_review_names_each_rule_that_the_branch_breaks(shown: tuple[str, str], rule: str) -> None:
    terminal, page = shown
    assert rule in terminal
    assert rule in page


def test_the_check_run_fails_and_the_demo_does_not(shown: tuple[str, str]) -> None:
    assert '<span class="mark failure">' in shown[1]
    assert re.search(r"exit status\s+1\b", shown[0])


def test_the_column_that_a_revision_adds_is_not_reported(shown: tuple[str, str]) -> None:
    said = [line for line in shown[0].splitlines() if "missing-migration" in line or "no migration" in line]
    assert any("discount" in line for line in said)
    assert not any("nickname" in line for line in said)


def test_the_first_run_keeps_to_eight_requests(shown: tuple[str, str]) -> None:
    found = re.search(r"requests to GitHub\s+(\d+) read, (\d+) write", shown[0])
    assert found
    assert int(found[1]) + int(found[2]) <= 8


def test_it_says_where_the_page_is_and_how_long_each_part_took(shown: tuple[str, str]) -> None:
    parts = ("tests of the service", "tests of its base", "action", "page")
    assert re.search(r" s · ".join(rf"{part} \d+\.\d\d" for part in parts), " ".join(shown[0].split()))
    assert "demo.html" in shown[0]


def test_any_repository_can_be_shown(tmp_path: Path) -> None:
    git = Git(tmp_path / "source", tmp_path / "home")
    git.path.mkdir()
    git.run("init", "--quiet")
    (git.path / "a.py").write_text("import os\n\nprint(os.name)\n")
    git.commit("Begin", day=1)
    git.run("checkout", "--quiet", "-b", "shorter")
    (git.path / "a.py").write_text("from os import *\n\nprint(name)\n")
    git.commit("Say less", day=2)
    done, page = demo(tmp_path, "--repo", str(git.path), "--base", "main", "--head", "shorter")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Say less" in page
    assert "star-import" in page


def test_a_revision_that_is_not_there_is_named_without_a_traceback(tmp_path: Path) -> None:
    done, page = demo(tmp_path, "--repo", str(ROOT), "--base", "no-such-revision")
    assert (done.returncode, page) == (2, "")
    assert "has no commit no-such-revision" in done.stdout
    assert "Traceback" not in done.stderr
