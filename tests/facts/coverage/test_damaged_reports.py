"""Reports of a real run, damaged at random: what is only counted is what is parsed, and nothing but a reason comes out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.facts.coverage.real_runs import BRANCH, RealRun, run_all
from tests.hostile.measured import measured_python

from tenet.facts.coverage import cobertura, lcov
from tenet.facts.coverage.json_report import read_json_report
from tenet.facts.coverage.measured import MeasuredFile, Report, ReportUnreadable

Reader = Callable[[str, bytes], Report]
SCRAPS = [
    *(b"", b"<", b">", b'"', b"&amp;", b"&x;", b"\x00", b"\xff", b"0", b"-1", b"9" * 30, b"\n", b"  ", b"]", b"{", b",", b"hits"),
    *(b'<line number="3" hits="0"/>', b"<!-- -->", b"</class>", b'<class filename="app/x.py">'),
    *(b"end_of_record\n", b"DA:1,0\n", b"BRDA:1,0,x,1\n", b"SF:a\n"),
]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RealRun:
    return run_all(tmp_path_factory.mktemp("run"), BRANCH)


@st.composite
def damages(draw: st.DrawFn) -> list[tuple[float, float, bytes]]:
    """Where, how much is cut there, and what is put in its place."""
    cuts = st.floats(0, 1), st.sampled_from([0.0, 0.0, 0.0005, 0.01, 1.0]), st.sampled_from(SCRAPS)
    return draw(st.lists(st.tuples(*cuts), min_size=1, max_size=3))


def damaged(data: bytes, cuts: list[tuple[float, float, bytes]]) -> bytes:
    for place, length, scrap in cuts:
        start = int(place * len(data))
        data = data[:start] + scrap + data[start + int(length * len(data)) :]
    return data


def whole(report: Report) -> dict[str, MeasuredFile]:
    """Without the counts: a line that damage writes twice counts twice, in the report's own totals too."""
    return {path: file.whole() for path, file in report.files.items()}


def read(reader: Reader, data: bytes) -> dict[str, MeasuredFile] | None:
    try:
        return whole(reader("report", data))
    except ReportUnreadable:
        return None


READERS = [("coverage.xml", cobertura.outlined, cobertura.parsed), ("coverage.lcov", lcov.outlined, lcov.parsed)]
EXAMPLES = [150, pytest.param(20_000, marks=pytest.mark.nightly)]


@pytest.mark.parametrize("examples", EXAMPLES)
@pytest.mark.parametrize(("name", "outlined", "parsed"), READERS)
def test_what_is_counted_is_what_is_parsed(
    run: RealRun, name: str, outlined: Callable[[str, bytes], Report | None], parsed: Reader, examples: int
) -> None:
    data = run.report(name).read_bytes()
    counted: list[bool] = []

    @settings(max_examples=examples, derandomize=examples < 1_000, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(damages())
    def agree(cuts: list[tuple[float, float, bytes]]) -> None:
        text = damaged(data, cuts)
        found = outlined(name, text)
        counted.append(found is not None)
        if found is not None:
            assert whole(found) == read(parsed, text)

    agree()
    assert any(counted)
    assert not all(counted)


@pytest.mark.parametrize("examples", EXAMPLES)
def test_a_damaged_json_report_gives_a_reason_or_what_is_left(run: RealRun, examples: int) -> None:
    data = run.report("coverage.json").read_bytes()

    @settings(max_examples=examples, derandomize=examples < 1_000, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(damages())
    def agree(cuts: list[tuple[float, float, bytes]]) -> None:
        read(read_json_report, damaged(data, cuts))

    agree()


@pytest.mark.untraced
@pytest.mark.nightly
@pytest.mark.parametrize("head", [b"<coverage>", b'{"meta": {}, "files": {', b"SF:a.py\n", b"SQLite format 3\0"])
@pytest.mark.parametrize("filling", [b"<a>", b"DA:1,1\n", b'"a": {"executed_lines": [1]},', b"\0" * 16])
def test_200_megabytes_of_nothing_are_refused_in_seconds(tmp_path: Path, head: bytes, filling: bytes) -> None:
    (tmp_path / "large").write_bytes(head + filling * (200 * 1024 * 1024 // len(filling)))
    script = "from tenet.infrastructure.coverage_reports import read_reports as r; print(r(['large'], lambda: None).unusable)"
    ended = measured_python(tmp_path, "-c", script)
    assert ended.status == 0, ended.err[-2000:]
    assert "Unusable" in ended.out
    assert ended.seconds < 30
    assert ended.peak < 2_000
