"""How time and memory grow with the change. Seconds are the processor's, so that a busy machine does not fail a test.

Two busy threads on one core each take up to three times as long by that clock too: such a machine is held to the cost of
parsing the same files."""

from pathlib import Path

import pytest
from bench.repositories import build
from tests.hostile.measured import Measured, measured, measured_python

pytestmark = pytest.mark.untraced

PARSE = "import ast, pathlib\nfor path in pathlib.Path().rglob('*.py'): ast.parse(path.read_bytes())"


def checked(folder: Path, *, files: int, changed_lines: int) -> Measured:
    base, head = build(folder, files=files, changed_lines=changed_lines)
    ended = measured(folder, "check", "--base", base, "--head", head, "--format", "json")
    assert ended.status == 0, ended.out[-2000:]
    return ended


def test_1000_changed_files_with_50000_changed_lines_stay_within_3_seconds_and_250_mib(tmp_path: Path) -> None:
    ended = checked(tmp_path / "many", files=1_000, changed_lines=50_000)
    assert ended.seconds < max(3, 4 * measured_python(tmp_path / "many", "-c", PARSE).seconds)
    assert ended.peak < 250


def test_what_a_small_change_costs_does_not_depend_on_the_rest_of_the_repository(tmp_path: Path) -> None:
    base, head = build(tmp_path / "small", files=1, changed_lines=20)
    small = measured(tmp_path / "small", "check", "--base", base, "--head", head)
    base, head = build(tmp_path / "large", files=1, changed_lines=20, untouched=3_000)
    large = measured(tmp_path / "large", "check", "--base", base, "--head", head)
    assert large.seconds < small.seconds * 1.5 + 0.5
    assert large.peak < small.peak + 50


@pytest.mark.nightly
def test_time_is_linear_in_changed_lines(tmp_path: Path) -> None:
    sizes = (1_000, 10_000, 100_000)
    taken = [checked(tmp_path / str(lines), files=lines // 100, changed_lines=lines).seconds for lines in sizes]
    per_line = [(after - taken[0]) / (lines - sizes[0]) for after, lines in zip(taken[1:], sizes[1:], strict=True)]
    assert per_line[1] < per_line[0] * 2
    assert taken[-1] < 6


@pytest.mark.nightly
def test_one_file_that_grows_costs_no_more_than_many(tmp_path: Path) -> None:
    one = checked(tmp_path / "one", files=1, changed_lines=50_000)
    many = checked(tmp_path / "many", files=500, changed_lines=50_000)
    assert one.seconds < many.seconds * 2
