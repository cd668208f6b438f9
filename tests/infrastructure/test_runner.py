"""What the runner reads of a step: its files and its log."""

from pathlib import Path

import pytest
from demo.run import read_outputs

from tenet.infrastructure.runner import SUMMARY_LIMIT, Runner

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
    Runner("", str(path)).add_summary("é" * SUMMARY_LIMIT)
    assert path.stat().st_size < 1024 * 1024
    assert path.read_text("utf-8").endswith("(cut: the job summary is full)\n\n")
