"""A change with a real coverage run, from the command to what it writes; and what diff-cover says of the same."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.api.command import process
from tests.facts.coverage.real_runs import unmeasured
from tests.git_repository import GitRepository

POLICY = """
version: 1
extends: none
components:
  domain: {paths: ["shop/domain/**"], coverage: 80}
coverage: {overall: 60, patch: 80, reports: []}
rules: {coverage-below-target: error, patch-coverage-below-target: error, missing-coverage-report: error}
"""
FUNCTION = """
def function_{number}(amount):
    total = amount + {number}
    if total > {limit}:
        return total
    return [
        amount,
        total,
    ]
"""


def module(numbers: list[int], limit: int, called: list[int]) -> str:
    functions = "".join(FUNCTION.format(number=number, limit=limit) for number in numbers)
    return functions + "".join(f"\nfunction_{number}(1)" for number in called if number in numbers) + "\n"


def measured(folder: Path, *programs: str) -> None:
    """Without compiled modules: two edits of one second and one size look alike to Python."""
    for program in programs:
        command = [sys.executable, "-B", "-m", "coverage", *program.split()]
        subprocess.run(command, cwd=folder, env=unmeasured(), check=True, capture_output=True)


def service(folder: Path) -> GitRepository:
    repository = GitRepository.create(folder)
    files = {
        ".github/tenet.yml": POLICY,
        ".coveragerc": "[run]\nsource = shop\nrelative_files = true\n",
        ".gitignore": "__pycache__\n.coverage\ncoverage.*\n*.svg\n*.json\n",
        "shop/__init__.py": "",
        "shop/domain/__init__.py": "",
        "shop/domain/orders.py": module([1, 2, 3], 100, [1]),
        "shop/api.py": module([7, 8], 5, [7]),
        "main.py": "import shop.api, shop.domain.orders\n",
    }
    repository.commit(dict(files))
    return repository


def report(folder: Path, *options: str) -> dict[str, dict[str, dict[str, float]]]:
    ended = process("check", "--base", "main", "--head", "HEAD", *options, "--format", "json", folder=folder)
    assert ended.returncode in {0, 1}, ended.stderr
    found: dict[str, dict[str, dict[str, float]]] = json.loads(ended.stdout)["coverage"]
    return found


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    made = service(tmp_path / "service")
    made.branch("feature")
    made.commit({"shop/domain/orders.py": module([1, 2, 3, 4], 0, [1, 4]), "shop/api.py": module([7, 8, 9], 5, [7])})
    measured(made.path, "run main.py", "xml -q", "json -q", "lcov -q")
    return made


@pytest.mark.parametrize("name", ["coverage.xml", "coverage.json", "coverage.lcov", ".coverage"])
def test_every_format_gives_coverages_total_and_diff_covers_patch(repository: GitRepository, name: str) -> None:
    told = report(repository.path, "--coverage", name)
    totals = json.loads((repository.path / "coverage.json").read_text())["totals"]
    assert told["overall"]["percent"] == totals["percent_covered"]
    assert (told["overall"]["covered"], told["overall"]["total"]) == (totals["covered_lines"], totals["num_statements"])
    theirs = diff_cover(repository.path)
    assert (told["patch"]["covered"], told["patch"]["total"]) == theirs
    assert 0 < theirs[0] < theirs[1]


def diff_cover(folder: Path, *options: str) -> tuple[int, int]:
    """Covered and counted lines of the change. It says 100 % of nothing where nothing was measured."""
    out = folder / "diff-cover.json"
    command = [str(Path(sys.executable).with_name("diff-cover")), "coverage.xml", "--compare-branch=main", "--format", f"json:{out}"]
    subprocess.run([*command, *options], cwd=folder, check=True, capture_output=True)
    found = json.loads(out.read_text())
    return found["total_num_lines"] - found["total_num_violations"], found["total_num_lines"]


@pytest.mark.untraced
@pytest.mark.parametrize("examples", [6, pytest.param(150, marks=pytest.mark.nightly)])
def test_patch_coverage_is_diff_covers(tmp_path: Path, examples: int) -> None:
    repository = service(tmp_path / "service")

    @settings(max_examples=examples, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(st.integers(1, 6), unique=True, max_size=5),
        st.lists(st.integers(1, 9), max_size=4),
        st.sampled_from([0, 5, 100]),
        st.lists(st.integers(7, 9), unique=True, max_size=3),
    )
    def agree(domain: list[int], called: list[int], limit: int, api: list[int]) -> None:
        repository.git("checkout", "--quiet", "-B", "feature", "main")
        repository.commit({"shop/domain/orders.py": module(domain, limit, called), "shop/api.py": module(api, 5, called)})
        measured(repository.path, "run main.py", "xml -q")
        patch = report(repository.path, "--coverage", "coverage.xml")["patch"]
        assert (patch["covered"], patch["total"]) == diff_cover(repository.path)

    agree()


def test_the_badge_is_written_as_a_picture_or_for_shields(repository: GitRepository) -> None:
    for name in ("badge.svg", "badge.json"):
        percent = report(repository.path, "--coverage", "coverage.xml", "--badge", name)["overall"]["percent"]
    message = f"{percent:.2f} %"
    assert json.loads((repository.path / "badge.json").read_text())["message"] == message
    assert f">{message}</text>" in (repository.path / "badge.svg").read_text()


def test_without_reports_the_badge_says_that_nothing_is_known(repository: GitRepository) -> None:
    ended = process("check", "--base", "main", "--head", "HEAD", "--badge", "nothing.json", folder=repository.path)
    assert ended.returncode in {0, 1}
    assert json.loads((repository.path / "nothing.json").read_text())["message"] == "unknown"
