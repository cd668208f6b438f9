"""The verdict in every format that programs and people read, with hostile text in it."""

import json
from dataclasses import replace
from datetime import date

import pytest
from jsonschema import Draft202012Validator
from tests.fakes.review import finding, verdict

from tenet.domain.coverage import CoverageFigure, CoverageSummary, FileFall, PartialLine, UncoveredFunction
from tenet.domain.finding import SkippedRule, UnknownOutcome, Waiver, WaiverPlace
from tenet.domain.severity import Severity
from tenet.domain.verdict import Verdict
from tenet.report.html import render_html
from tenet.report.result import render_json, result_of
from tenet.report.text import render_text, unstyled
from tenet.schemas.result import Result

WAIVER = Waiver(
    frozenset({"star-import"}), "a shared vocabulary", WaiverPlace.LINE, "src/__init__.py:3", "src/__init__.py", 3, (), date(2027, 3, 31)
)
HOSTILE = "::error::x\r\n<script>alert(1)</script> 100% \x1b[31m \udce9"


@pytest.fixture
def full() -> Verdict:
    made = verdict(
        finding(1, rule="star-import", message="`from a import *` hides names."),
        finding(2, rule="star-import", severity=Severity.WARNING, path=None, line=None, code="", in_diff=False),
        replace(finding(3, rule="star-import", path="src/__init__.py", line=3), waived=WAIVER, blocking=False),
        unknown=(UnknownOutcome("star-import", "imports", "Python cannot parse it", "bad.py", 7, blocking=False),),
    )
    figure = CoverageFigure(3, 4, 80.0)
    coverage = CoverageSummary(CoverageFigure(9, 10, 60.0), {"domain": figure}, CoverageFigure(0, 0, 80.0), ("coverage.xml: 2 of 2 files",))
    coverage = replace(
        coverage,
        falls=(FileFall("app/old.py", 90.0, 70.0),),
        uncovered=(UncoveredFunction("app/new.py", "load", ((3, 4),), 2),),
        partial=(PartialLine("app/<b>.py", 12, 1, 3),),
        tests=("test_of_it",),
    )
    return replace(made, coverage=coverage, skipped=(SkippedRule("raw-sql", "nothing to read"),), drift=(finding(4, rule="star-import"),))


def hostile() -> Verdict:
    return verdict(finding(1, rule="star-import", path=f"a/{HOSTILE}.py", message=HOSTILE, remedy=HOSTILE, code=HOSTILE))


def test_the_result_is_the_contracts_and_reads_back(full: Verdict) -> None:
    text = render_json(full)
    assert Result.model_validate_json(text) == result_of(full)
    stored = json.loads(text)
    Draft202012Validator(Result.model_json_schema()).validate(stored)
    assert stored["schema_version"] == 1
    assert stored["coverage"]["components"]["domain"]["percent"] == 75.0
    assert stored["coverage"]["patch"]["percent"] is None
    assert stored["findings"][2]["waived"] == {
        "by": "src/__init__.py:3",
        "reason": "a shared vocabulary",
        "until": "2027-03-31",
        "where": "line",
    }
    assert stored["unknown"][0]["subject"] == "imports"


def test_bytes_that_are_no_text_are_stored_as_escapes() -> None:
    assert json.loads(render_json(hostile()))["findings"][0]["path"].endswith("\\xe9.py")


def test_the_terminal_shows_file_code_remedy_and_one_line_of_summary(full: Verdict) -> None:
    text = unstyled(render_text(full))
    lines = text.split("\n")
    assert "app/models.py" in lines
    assert "   10  error   star-import  `from a import *` hides names." in lines
    assert "       |     session.execute(text)" in lines
    assert "the whole change" in lines
    assert "       star-import  src/__init__.py:3: a shared vocabulary until 2027-03-31" in lines
    assert "blocked: 1 error, 1 warning, 1 waived, 1 could not be judged, 1 there before. 1 file, +100 -0 lines, 0.10 s." in lines
    assert any("75" in line and "target 80 %" in line for line in lines)


def test_the_terminal_has_no_heading_for_coverage_that_was_not_measured() -> None:
    nothing = CoverageFigure(0, 0, target=80)
    quiet = verdict(coverage=CoverageSummary(nothing, {"domain": nothing}, nothing))
    assert "Coverage" not in unstyled(render_text(quiet))
    assert "Coverage\n" in unstyled(render_text(replace(quiet, coverage=CoverageSummary(nothing, {}, nothing, notes=("no match",)))))


def test_the_terminal_obeys_nothing_in_the_judged_text() -> None:
    text = unstyled(render_text(hostile()))
    assert "\x1b" not in text
    assert "\r" not in text
    assert "\udce9" not in text


def test_a_quiet_verdict_is_two_lines() -> None:
    assert unstyled(render_text(verdict())).count("\n") == 2
    assert unstyled(render_text(verdict())).startswith("passed: nothing to say.")


def test_the_page_holds_everything_and_runs_nothing(full: Verdict) -> None:
    page = render_html(full)
    for text in (
        "star-import",
        "a shared vocabulary",
        "Python cannot parse it",
        "There before this change",
        "75",
        "coverage.xml: 2 of 2 files",
        "lines 3-4 (2 statements)",
        "app/&lt;b&gt;.py:12</code>: 1 of 3 branches",
        "90.00 % to 70.00 %",
        "test_of_it",
    ):
        assert text in page
    assert "http://" not in page
    assert "https://" not in page
    assert "<script" not in render_html(hostile())


def test_words_in_backticks_are_code_on_the_page() -> None:
    page = render_html(verdict(finding(1, message="Column `a<b` is new.", remedy="one ` alone <i>")))
    assert "Column <code>a&lt;b</code> is new." in page
    assert "one ` alone &lt;i&gt;" in page


def test_the_page_of_a_quiet_verdict_says_so() -> None:
    assert "Nothing to say about this change." in render_html(verdict())
