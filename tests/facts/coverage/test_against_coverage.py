"""Every figure is coverage.py's own, whatever the format it is read from."""

from pathlib import Path

import pytest
from tests.facts.coverage.real_runs import CONFIGURATIONS, RealRun, coverage, run_all
from tests.fakes.tree import FakeTree

from tenet.facts.coverage.measured import Report
from tenet.infrastructure.coverage_reports import read_reports


@pytest.fixture(scope="module", params=CONFIGURATIONS)
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> RealRun:
    return run_all(tmp_path_factory.mktemp(request.param), CONFIGURATIONS[request.param])


def read(run: RealRun, name: str) -> Report:
    found = read_reports([str(run.report(name))], lambda: FakeTree(run.source))
    assert found.unusable == ()
    (report,) = found.reports
    return report


def counts(report: Report) -> dict[str, tuple[int, int]]:
    """By the file's name alone: Cobertura's names are relative to its source, LCOV's to the folder."""
    return {Path(path).name: (file.covered, file.total) for path, file in report.files.items() if file.total}


@pytest.mark.parametrize("name", ["coverage.json", "coverage.xml", ".coverage"])
def test_each_file_counts_what_coverage_counts(run: RealRun, name: str) -> None:
    assert counts(read(run, name)) == {Path(path).name: figure for path, figure in run.files.items() if figure[1]}


def test_lcov_has_the_same_lines(run: RealRun) -> None:
    lines = {Path(path).name: (file.statements, file.missing) for path, file in read(run, "coverage.lcov").files.items()}
    for path, file in read(run, "coverage.json").files.items():
        if file.statements:
            assert lines[Path(path).name] == (file.statements, file.missing)


def test_reading_data_leaves_the_folder_as_it_is(run: RealRun) -> None:
    beside = run.folder / ".coverage.host.1.abc"
    beside.write_bytes(run.report(".coverage").read_bytes())
    before = {path: path.stat().st_mtime_ns for path in run.folder.iterdir()}
    read(run, ".coverage")
    assert {path: path.stat().st_mtime_ns for path in run.folder.iterdir()} == before
    beside.unlink()


def test_shards_count_what_combined_data_counts(tmp_path: Path) -> None:
    run = run_all(tmp_path, CONFIGURATIONS["branch"])
    for number, program in enumerate(("branches", "matching"), 1):
        (tmp_path / f"shard{number}.py").write_text(f"import app.{program}\n")
        coverage(tmp_path, "run", f"--data-file=shard{number}.data", f"shard{number}.py")
    shards = [str(tmp_path / f"shard{number}.data") for number in (1, 2)]
    (report,) = read_reports(shards, lambda: FakeTree(run.source)).reports
    coverage(tmp_path, "combine", "--keep", "--data-file=both.data", "shard1.data", "shard2.data")
    (combined,) = read_reports([str(tmp_path / "both.data")], lambda: FakeTree(run.source)).reports
    assert counts(report) == counts(combined)
    assert counts(report)["branches.py"][0] > 0
    assert counts(report)["matching.py"][0] > 0
