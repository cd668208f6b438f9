"""Every figure is coverage.py's own, whatever the format it is read from."""

import json
import shutil
from pathlib import Path

import pytest
from tests.facts.coverage.real_runs import BRANCH, CONFIGURATIONS, PLACES, RUN, RealRun, coverage, reported, run_all, write_programs
from tests.fakes.tree import FakeTree

from tenet.facts.coverage import cobertura, lcov
from tenet.facts.coverage.measured import Report
from tenet.facts.coverage.together import Together, together
from tenet.infrastructure.coverage_reports import read_reports

ALL = {**{name: (text, ".coveragerc") for name, text in CONFIGURATIONS.items()}, **{name: (text, name) for name, text in PLACES.items()}}
FORMATS = ["coverage.json", "coverage.xml", "coverage.lcov", ".coverage"]


@pytest.fixture(scope="module", params=ALL)
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> RealRun:
    return run_all(tmp_path_factory.mktemp("run"), *ALL[request.param])


def read(run: RealRun, *names: str) -> Report:
    found = read_reports([str(run.report(name)) for name in names], lambda: FakeTree(run.source))
    assert found.unusable == ()
    (report,) = found.reports
    return report


def figures(run: RealRun, *names: str) -> Together:
    found = together([read(run, *names)], frozenset(run.source))
    assert found.unusable == ()
    return found


def counts(found: Together) -> dict[str, tuple[int, int]]:
    return {path: (file.covered, file.total) for path, file in found.files.items() if file.total}


def expected(run: RealRun) -> dict[str, tuple[int, int]]:
    """By the path in the repository: an absolute one is below the folder of the run."""
    return {path.removeprefix(f"{run.folder}/"): figure for path, figure in run.files.items() if figure[1]}


@pytest.mark.parametrize("name", FORMATS)
def test_each_file_counts_what_coverage_counts(run: RealRun, name: str) -> None:
    found = figures(run, name)
    assert counts(found) == expected(run)
    assert found.overall().percent == run.percent


def test_all_formats_name_the_same_lines_and_branches(run: RealRun) -> None:
    told = [
        {path: (file.whole().statements, file.whole().missing) for path, file in figures(run, name).files.items() if file.total}
        for name in FORMATS
    ]
    assert told == [told[0]] * 4
    of_xml, of_data = (
        {path: file.whole().branches for path, file in figures(run, name).files.items() if file.total}
        for name in ("coverage.xml", ".coverage")
    )
    assert of_xml == of_data


def test_what_is_only_counted_is_what_is_parsed(run: RealRun) -> None:
    for name, reader in (("coverage.xml", cobertura), ("coverage.lcov", lcov)):
        data = run.report(name).read_bytes()
        counted, parsed = reader.outlined(name, data), reader.parsed(name, data)
        assert counted is not None
        assert counted.roots == parsed.roots
        assert {path: file.whole() for path, file in counted.files.items()} == parsed.files
        assert {path: (file.covered, file.total) for path, file in counted.files.items()} == {
            path: (file.covered, file.total) for path, file in parsed.files.items()
        }


def test_contexts_are_those_of_the_json_report(run: RealRun) -> None:
    document = json.loads(run.report("coverage.json").read_text())["files"]
    wanted = {
        path.removeprefix(f"{run.folder}/"): {int(line): set(names) for line, names in each.get("contexts", {}).items() if any(names)}
        for path, each in document.items()
    }
    for name in ("coverage.json", ".coverage"):
        found = {path: file.whole() for path, file in figures(run, name).files.items()}
        assert {path: {line: set(names) for line, names in file.contexts.items() if any(names)} for path, file in found.items()} == {
            path: wanted[path] for path in found
        }


def test_reading_data_leaves_the_folder_as_it_is(run: RealRun) -> None:
    beside = run.folder / ".coverage.host.1.abc"
    beside.write_bytes(run.report(".coverage").read_bytes())
    before = {path: path.stat().st_mtime_ns for path in run.folder.iterdir()}
    read(run, ".coverage")
    assert {path: path.stat().st_mtime_ns for path in run.folder.iterdir()} == before
    beside.unlink()


SHARDS = {"1": "branches", "2": "matching", "3": "marked"}


@pytest.mark.parametrize("configuration", [RUN, BRANCH, f"{BRANCH}dynamic_context = test_function\n"])
def test_shards_count_what_combined_data_counts(tmp_path: Path, configuration: str) -> None:
    source = write_programs(tmp_path, configuration)
    for number, program in SHARDS.items():
        (tmp_path / f"shard{number}.py").write_text(f"import app.{program}\n")
        coverage(tmp_path, f"run --data-file=shard{number}.data shard{number}.py")
    names = [f"shard{number}.data" for number in SHARDS]
    coverage(tmp_path, f"combine --keep {' '.join(names)}")
    run = reported(tmp_path, source)
    assert counts(figures(run, *names)) == expected(run)
    assert all(expected(run)[f"app/{program}.py"][0] > 0 for program in SHARDS.values())


def test_shards_of_other_machines_are_mapped_as_paths_maps_them(tmp_path: Path) -> None:
    """One shard ran in a container, in another folder: coverage.py needs `[paths]` for it."""
    remapped = f"{BRANCH.replace('relative_files = true', 'relative_files = false')}[paths]\napp =\n    app\n    */app\n"
    here, there = tmp_path / "here", tmp_path / "there" / "code"
    for folder, program in ((here, "branches"), (there, "matching")):
        source = write_programs(folder, remapped)
        (folder / "main.py").write_text(f"import app.{program}\n")
        coverage(folder, "run --data-file=shard.data main.py")
    shutil.copy(there / "shard.data", here / "there.data")
    shutil.rmtree(there)
    coverage(here, "combine --keep shard.data there.data")
    run = reported(here, source)
    apart = [*read_reports([str(here / "shard.data"), str(here / "there.data")], lambda: FakeTree(source)).reports]
    assert counts(together(apart, frozenset(source))) == expected(run)


@pytest.mark.parametrize("prefix", ["src/", "services/mail/", "lib/python3.11/site-packages/"])
def test_reports_of_a_folder_below_the_root_count_the_same(tmp_path: Path, prefix: str) -> None:
    run = run_all(tmp_path, BRANCH)
    tree = {f"{prefix.removeprefix('lib/python3.11/site-packages/')}{path}": text for path, text in run.source.items()}
    for name in ("coverage.json", "coverage.xml"):
        (report,) = read_reports([str(run.report(name))], lambda: FakeTree(tree)).reports
        found = together([report], frozenset(tree))
        assert (found.unusable, found.overall().percent) == ((), run.percent)
