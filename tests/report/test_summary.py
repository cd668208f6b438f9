"""The summary and the check run: what they say, and that they stay within GitHub's limits."""

from dataclasses import replace
from datetime import date

import pytest
from tests.fakes.review import BASE, HEAD, finding, verdict

from tenet.domain.coverage import CoverageFigure, CoverageSummary, FileFall, PartialLine, UncoveredFunction
from tenet.domain.finding import SkippedRule, UnknownOutcome, Waiver, WaiverPlace
from tenet.domain.review_plan import Counts
from tenet.domain.severity import Severity
from tenet.domain.verdict import Verdict
from tenet.report.budget import COMMENT_LIMIT, JOB_SUMMARY_LIMIT, Section, fit, size
from tenet.report.check_run import draft_check_run
from tenet.report.links import NO_LINKS, Links
from tenet.report.summary import headline, render_summary

LINKS = Links("https://github.example/o/r", "https://github.example/tenet/docs/rules/", HEAD, BASE, frozenset({"raw-sql", "star-import"}))
WAIVER = Waiver(frozenset({"raw-sql"}), "vendor view, @ticket 81", WaiverPlace.POLICY, ".github/tenet.yml:9", until=date(2027, 3, 31))
COVERAGE = CoverageSummary(
    CoverageFigure(65, 80, 60.0, base_percent=82.0),
    {"domain": CoverageFigure(50, 70, 80.0), "api|x": CoverageFigure(0, 0)},
    CoverageFigure(3, 4),
    ("`/app/src` was read as `src`.",),
    (FileFall("app/old.py", 90.0, 79.996),),
    (
        UncoveredFunction("app/models.py", "Repository.load", ((3, 3), (7, 9)), 4),
        UncoveredFunction("app/wide.py", "", tuple((line, line) for line in range(1, 41, 2)), 20),
        UncoveredFunction("app/one.py", "once", ((5, 5),), 1),
    ),
    (PartialLine("app/models.py", 12, 1, 3),),
    ("tests/test_models.py::test_load",),
)


def full() -> Verdict:
    judged = verdict(
        finding(1, message="This query is built from text."),
        finding(2, rule="star-import", severity=Severity.WARNING, message="Names come from nowhere.", remedy="Name them."),
        finding(3, waived=WAIVER),
        unknown=(UnknownOutcome("missing-migration", "table_name", "computed at run time", "app/dyn.py", 3, blocking=False),),
    )
    drift = (finding(4, rule="missing-migration", message="It was missing before."),)
    return replace(judged, coverage=COVERAGE, drift=drift, skipped=(SkippedRule("stale-spec", "There is no spec."),))


def test_the_verdict_comes_first_and_everything_has_its_place() -> None:
    text = render_summary(full(), LINKS, Counts(inline=1, summary=1, waived=1, closed=2))
    assert text.startswith("## Tenet: 1 finding blocks this change\n")
    assert "1 error, 1 warning at `abc1234` (1 inline, 1 here alone). 1 waived. 2 earlier comments closed." in text
    order = ["What blocks", "Coverage", "Findings that do not block (1)", "How to mend it (2)", "Waived (1)", "Could not be judged (1)"]
    order += ["There before this change (1)", "Rules that did not apply (1)", "Run the same on your machine", "Policy `base:"]
    places = [text.index(each) for each in order]
    assert places == sorted(places)
    assert f"[`app/models.py:10`](https://github.example/o/r/blob/{HEAD}/app/models.py#L10)" in text
    assert "[`raw-sql`](https://github.example/tenet/docs/rules/raw-sql.md)" in text
    assert "until 2027-03-31" in text
    assert "@ticket" not in text


def test_coverage_is_a_table_with_targets_and_bars() -> None:
    text = render_summary(full())
    assert "| all | 81.25 % (-0.75) | 60 % | ████████░░ | 65 / 80 |" in text
    assert "| domain | 71.43 % | 80 % below | ███████░░░ | 50 / 70 |" in text
    assert "| api\\|x | nothing to count |  | ░░░░░░░░░░ | 0 / 0 |" in text
    assert "`/app/src` was read as `src`." in text


def test_what_the_figures_rest_on_is_folded_away() -> None:
    text = render_summary(full(), LINKS)
    place = f"[`app/models.py:3`](https://github.example/o/r/blob/{HEAD}/app/models.py#L3)"
    assert f"- {place} in `Repository.load`: lines 3, 7-9 (4 statements)\n" in text
    assert "lines 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23 and 8 more (20 statements)" in text
    assert "in `once`: line 5 (1 statement)" in text
    assert "#L12): 1 of 3 branches" in text
    assert "- `app/old.py`: 90.00 % to 80.00 % (-10.00)" in text
    assert "- `tests/test_models.py::test_load`" in text
    for title in ("Changed lines that no test runs (3)", "Changed lines of which not all branches are taken (1)"):
        assert f"<details><summary>{title}</summary>" in text


def test_without_links_names_stand_alone() -> None:
    text = render_summary(full(), NO_LINKS)
    assert "`app/models.py:10` in `Repository.load`: This query" in text
    assert "](http" not in text


@pytest.mark.parametrize(
    ("judged", "says"),
    [
        (verdict(), "Tenet: all is well"),
        (verdict(finding(1, severity=Severity.NOTICE)), "Tenet: nothing blocks; 1 finding to look at"),
        (verdict(finding(1), finding(2)), "Tenet: 2 findings block this change"),
        (verdict(finding(1), name="billing"), "Tenet (billing): 1 finding blocks this change"),
    ],
)
def test_the_headline_says_the_verdict(judged: Verdict, says: str) -> None:
    assert headline(judged) == says


def test_a_blocking_unknown_is_said_beside_what_blocks() -> None:
    judged = verdict(unknown=(UnknownOutcome("missing-migration", "table", "computed", None, None, blocking=True),))
    assert "### What could not be judged, and blocks\n\n- `missing-migration`: table: computed" in render_summary(judged)


def test_what_a_policy_says_of_itself_is_told() -> None:
    judged = verdict()
    noted = replace(judged, policy=replace(judged.policy, note="It takes force when it is merged."))
    assert "It takes force when it is merged." in render_summary(noted)


def hostile(count: int) -> Verdict:
    found = [
        finding(number, path=f"{'漢`|' * 500}{number}.py", message="<!-- @x `" * 500, remedy="*" * 3000, rule=f"rule-{number % 7}")
        for number in range(count)
    ]
    judged = verdict(*found)
    return replace(judged, drift=tuple(found), policy=replace(judged.policy, note="n" * 9000, source="s" * 9000, extends=("e" * 9000,)))


@pytest.mark.parametrize("limit", [COMMENT_LIMIT, JOB_SUMMARY_LIMIT])
def test_a_summary_of_any_size_stays_within_its_limit_and_counts_what_it_cuts(limit: int) -> None:
    text = render_summary(hostile(2_000), LINKS, limit=limit)
    assert limit * 0.9 < size(text) <= limit
    shown = text.split("### What blocks")[1].split("<details>")[0]
    kept = shown.count("- **error**")
    assert f"… and {2_000 - kept} more" in shown


def test_a_section_that_is_heavier_is_filled_first() -> None:
    light, heavy = Section("light", ["x" * 50] * 3, 3, weight=1), Section("heavy", ["y" * 50] * 3, 3, weight=2)
    text = fit([light, heavy], light.frame + heavy.frame + 160)
    assert text.count("y" * 50) == 3
    assert text.count("x" * 50) == 0
    assert "… and 3 more" in text


def test_the_check_run_concludes_with_the_verdict_and_annotates_what_is_not_inline() -> None:
    judged = full()
    not_inline = [
        judged.findings[0],
        finding(7, path=None),
        finding(8, path="\udcff.py"),
        finding(9, line=None),
        finding(10, line=5, end_line=9),
    ]
    run = draft_check_run(judged, not_inline, LINKS, Counts())
    assert (run.name, run.head_sha, run.conclusion) == ("tenet", HEAD, "failure")
    assert run.title == "Tenet: 1 finding blocks this change"
    assert [(each.start_line, each.end_line) for each in run.annotations] == [(10, 10), (1, 1), (5, 9)]
    assert run.annotations[0].message == "This query is built from text.\nBind `parameters` instead."


def test_a_check_run_of_any_size_stays_within_githubs_limits() -> None:
    judged = hostile(600)
    run = draft_check_run(judged, judged.findings, LINKS, Counts())
    assert size(run.summary) <= 65_535
    assert len(run.annotations) == 500
    assert all(size(each.message) <= 64 * 1024 for each in run.annotations)
    assert len(draft_check_run(verdict(name="n" * 999), (), LINKS, Counts()).title) <= 255


def test_the_same_verdict_has_the_same_mark_and_another_has_another() -> None:
    marks = [draft_check_run(each, (), LINKS, Counts()).external_id for each in (full(), full(), verdict())]
    assert marks[0] == marks[1] != marks[2]
