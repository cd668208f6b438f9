"""The summary and the check run: what they say, and that they stay within GitHub's limits."""

import re
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
    assert "1 error and 1 warning at `abc1234` (1 inline, 1 here alone). 1 waived. 2 earlier comments closed." in text
    order = ["What blocks", "Coverage", "Findings that do not block (1)", "How to mend it (2)", "Waived (1)", "Could not be judged (1)"]
    order += ["There before this change (1)", "Rules that did not apply (1)", "Run the same on your machine", "Policy `base:"]
    places = [text.index(each) for each in order]
    assert places == sorted(places)
    assert f"[`app/models.py:10`](https://github.example/o/r/blob/{HEAD}/app/models.py#L10)" in text
    assert "[`raw-sql`](https://github.example/tenet/docs/rules/raw-sql.md)" in text
    assert "until 2027-03-31" in text
    assert "@ticket" not in text


def test_coverage_is_a_table_of_what_is_covered_changed_and_missing() -> None:
    text = render_summary(full())
    assert "|  | covered | target | missing | change | of |\n|---|--:|--:|--:|--:|--:|\n" in text
    assert "| overall | 81.25 % | 60 % | none | \N{MINUS SIGN}0.75 | 80 |" in text
    assert "| domain | 71.43 % | 80 % | **6** |  | 70 |" in text
    assert "| api\\|x | nothing to count |  |  |  |  |" in text
    assert "| changed lines | 75.00 % |  |  |  | 4 |" in text
    assert "`/app/src` was read as `src`." in text


def test_columns_of_coverage_that_would_be_empty_are_left_out() -> None:
    bare = CoverageSummary(CoverageFigure(1, 2), {}, CoverageFigure(0, 0))
    text = render_summary(replace(verdict(), coverage=bare))
    assert "|  | covered | of |\n|---|--:|--:|\n| overall | 50.00 % | 2 |\n| changed lines | nothing to count |  |" in text


def test_of_many_components_those_under_their_target_are_in_sight_and_the_rest_is_folded() -> None:
    components = {f"part-{number}": CoverageFigure(number, 40, 30.0) for number in range(40)}
    text = render_summary(replace(verdict(), coverage=CoverageSummary(CoverageFigure(9, 9), components, CoverageFigure(0, 0))))
    seen, rest = text.split("<details><summary>More components (28)</summary>\n\n")
    assert [f"part-{number} |" in seen for number in range(40)] == [number < 12 for number in range(40)]
    assert rest.split("</details>")[0].count("| part-") == 28


def test_with_components_beyond_number_the_rows_that_are_cut_are_counted() -> None:
    components = {f"part-{number}": CoverageFigure(0, 9, 80.0) for number in range(3_000)}
    text = render_summary(replace(verdict(), coverage=CoverageSummary(CoverageFigure(9, 9), components, CoverageFigure(0, 0))))
    assert size(text) <= COMMENT_LIMIT
    seen, rest = text.split("<details><summary>More components (2980)</summary>")
    assert seen.count("| part-") == 20
    shown = rest.count("| part-")
    assert f"| … and {2_980 - shown} more, in the job summary and the result file |||||" in rest


def test_what_the_figures_rest_on_is_folded_away() -> None:
    text = render_summary(full(), LINKS)
    place = f"[`app/models.py:3`](https://github.example/o/r/blob/{HEAD}/app/models.py#L3)"
    assert f"- {place} in `Repository.load`: lines 3, 7-9 (4 statements)\n" in text
    assert "lines 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23 and 8 more (20 statements)" in text
    assert "in `once`: line 5 (1 statement)" in text
    assert "#L12): 1 of 3 branches" in text
    assert f"- [`app/old.py`](https://github.example/o/r/blob/{HEAD}/app/old.py): 90.00 % to 80.00 % (\N{MINUS SIGN}10.00)" in text
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
    blocking = text.split("### What blocks")[1].split("<details><summary>How to mend it")[0]
    kept = blocking.count("\n- `rule-")
    where = "the job summary and the result file" if limit == COMMENT_LIMIT else "the result file"
    assert f"- … and {2_000 - kept} more, in {where}." in blocking


def test_a_section_that_is_heavier_is_filled_first() -> None:
    light, heavy = Section("light", ["x" * 50] * 3, 3, weight=1), Section("heavy", ["y" * 50] * 3, 3, weight=2)
    text = fit([light, heavy], light.frame("a file") + heavy.frame("a file") + 160, "a file")
    assert text.count("y" * 50) == 3
    assert text.count("x" * 50) == 0
    assert "… and 3 more, in a file." in text


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


def test_what_blocks_is_one_line_each_whatever_the_message_and_the_job_summary_has_more_of_it() -> None:
    judged = verdict(finding(1, message="word " * 8_000))
    lines = render_summary(judged).split("### What blocks\n\n")[1].split("\n")
    assert len(lines[0]) < 400
    assert lines[1] == ""
    assert "word " * 300 in render_summary(judged, limit=JOB_SUMMARY_LIMIT)


def test_of_many_that_block_the_first_are_in_sight_and_the_rest_is_folded_whole_changes_first() -> None:
    found = [finding(number, line=number) for number in range(1, 31)]
    text = render_summary(verdict(*found, finding(99, rule="coverage-below-target", path=None, line=None)))
    seen, rest = text.split("<details><summary>What blocks, continued (16)</summary>")
    assert seen.count("\n- `") == 15
    assert "### What blocks\n\n- `coverage-below-target`" in seen
    assert rest.split("</details>")[0].count("\n- `raw-sql`") == 16


def test_where_the_policy_advises_what_would_block_stands_in_sight() -> None:
    advised = replace(finding(1), blocking=False)
    text = render_summary(verdict(advised, finding(2, severity=Severity.NOTICE), mode="advise"))
    assert "### What would block, if the policy did not only advise\n\n- `raw-sql`" in text
    assert "Findings that do not block (1)" in text


def test_weights_are_told_where_they_differ() -> None:
    warning = replace(finding(2, severity=Severity.WARNING), blocking=True)
    text = render_summary(verdict(finding(1), warning))
    assert "\n- **error** `raw-sql`" in text
    assert "\n- **warning** `raw-sql`" in text


def test_the_remedies_come_with_the_way_to_accept_a_finding() -> None:
    folded = render_summary(full()).split("<summary>How to mend it (2)</summary>")[1].split("</details>")[0]
    assert "- `raw-sql`: Bind `parameters` instead.\n" in folded
    assert "To accept a finding: `# tenet: allow[RULE] reason` on its line of Python, or `waivers:" in folded


def test_a_waiver_is_told_with_who_gave_it_why_and_until_when() -> None:
    endless = replace(WAIVER, until=None, by="app/models.py:10", reason="one view.")
    text = render_summary(verdict(finding(1, waived=WAIVER), finding(2, waived=endless)))
    assert "**Waived** until 2027-03-31 by `.github/tenet.yml:9`: vendor view, @\u200bticket 81.\n" in text
    assert "**Waived** without an end by `app/models.py:10`: one view.\n" in text


def very_large() -> Verdict:
    """5,000 findings, messages of 40,000 characters, many components, waivers and questions."""
    words = "a `code span` and <b>words</b> of 漢字 " * 1_100
    found = [finding(number, path=f"app/{number}.py", message=words, severity=list(Severity)[number % 3]) for number in range(5_000)]
    waived = [finding(10_000 + number, waived=replace(WAIVER, reason=words, by=f"p.yml:{number}")) for number in range(900)]
    unknown = tuple(UnknownOutcome("raw-sql", words, words, f"app/{number}.py", 3, blocking=number % 2 == 0) for number in range(900))
    components = {f"part-{number}": CoverageFigure(number, 1_000, 80.0, 50.0) for number in range(1_000)}
    judged = verdict(*found, *waived, unknown=unknown, coverage=replace(COVERAGE, components=components, notes=(words,) * 900))
    return replace(judged, drift=tuple(found), skipped=tuple(SkippedRule(f"rule-{number}", words) for number in range(900)))


TITLED = re.compile(r"<summary>([^<]*) \((\d+)\)</summary>\n\n(.*?)\n\n</details>", re.DOTALL)
MORE = re.compile(r"… and (\d+) more, in the job summary and the result file")


def test_of_a_very_large_verdict_every_list_counts_to_its_whole_and_the_whole_fits_in_characters_and_bytes() -> None:
    text = render_summary(very_large(), LINKS, Counts(summary=5_000, waived=900))
    assert len(text) <= size(text) <= COMMENT_LIMIT
    assert text.count("| part-") >= 20, "what is in sight comes before what is folded"
    assert "### What could not be judged, and blocks\n\n- [`raw-sql`]" in text
    lists = {title: (int(count), body) for title, count, body in TITLED.findall(text)}
    assert {
        "What blocks, continued",
        "What could not be judged, and blocks, continued",
        "Findings that do not block",
        "Waived",
        "Could not be judged",
    } <= lists.keys()
    for title, (count, body) in lists.items():
        shown = len(re.findall(r"^(?:- (?!…)|\| part-)", body, re.MULTILINE))
        left = MORE.search(body)
        assert shown + (int(left[1]) if left else 0) == count, title


def test_a_very_large_summary_is_the_same_bytes_each_time() -> None:
    assert render_summary(very_large(), LINKS) == render_summary(very_large(), LINKS)
