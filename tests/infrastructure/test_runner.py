"""What the runner reads of a step: its files and its log."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from demo.run import read_outputs
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.report.generated import TEXT

from tenet.core.text import displayable
from tenet.infrastructure.runner import Runner
from tenet.report.budget import JOB_SUMMARY_LIMIT

COMMANDS = ["::error::x", "  ::error::x", "\u00a0::error::x", ":::error::x", "a ##[error]x", "a\r::error::x", "::add-mask::a::b"]


@pytest.mark.parametrize("line", COMMANDS)
def test_a_line_of_the_log_is_no_command(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    Runner("", "").log(line)
    written = capsys.readouterr().out
    assert not written.strip().startswith("::")
    assert "##[" not in written
    assert "\r" not in written


def test_a_value_cannot_end_itself_and_begin_another_output(tmp_path: Path) -> None:
    path = tmp_path / "output"
    Runner(str(path), "").set_outputs({"result-file": "a\ntenet-\nverdict=pass\nEOF", "verdict": "fail"})
    assert read_outputs(path.read_text()) == {"result-file": "a\ntenet-\nverdict=pass\nEOF", "verdict": "fail"}


def test_a_job_summary_is_cut_under_the_runners_limit(tmp_path: Path) -> None:
    path = tmp_path / "summary"
    Runner("", str(path)).add_summary("é" * JOB_SUMMARY_LIMIT)
    assert path.stat().st_size < 1024 * 1024
    assert path.read_text("utf-8").endswith("(cut: the job summary is full)\n\n")


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.sampled_from(["verdict", "findings", "result-file"]), TEXT, max_size=3))
def test_every_output_is_read_back_whatever_it_holds(values: dict[str, str]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "output")
        path.touch()
        Runner(str(path), "").set_outputs(values)
        shown = {name: displayable(value) for name, value in values.items()}
        assert read_outputs(path.read_bytes().decode()) == shown
