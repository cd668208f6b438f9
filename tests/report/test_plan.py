"""The plan of a review: what a run writes, given what is there."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes.review import HEAD, NOTHING, after, change, comment, file_change, finding, inline, summaries, verdict

from tenet.core.settings import CommentLevel
from tenet.domain.change import Change, Hunk, Side
from tenet.domain.finding import Finding, UnknownOutcome, Waiver, WaiverPlace
from tenet.domain.policy import ReviewSettings
from tenet.domain.review_marker import CommentState, short
from tenet.domain.review_plan import HeldBack, Posted, ReviewPlan, Visibility
from tenet.domain.severity import Severity
from tenet.domain.verdict import Verdict
from tenet.report.plan import PlanSettings, plan_review

SETTINGS = PlanSettings()
NEXT = "def5678" + "0" * 33
WAIVER = Waiver(frozenset({"raw-sql"}), "vendor view, ticket 81", WaiverPlace.POLICY, ".github/tenet.yml:9", until=date(2027, 3, 31))


def plan(judged: Verdict, posted: Posted = NOTHING, settings: PlanSettings = SETTINGS, changed: Change | None = None) -> ReviewPlan:
    return plan_review(judged, changed or change(), posted, settings)


def told(*findings: Finding) -> Posted:
    """A pull request on which these findings have been said."""
    return after(plan(verdict(*findings)))


def test_a_clean_pull_request_gets_a_check_run_and_no_comment() -> None:
    made = plan(verdict())
    assert (made.review, made.summary, made.edits) == (None, None, ())
    assert made.check_run is not None
    assert made.check_run.conclusion == "success"


def test_a_finding_in_the_diff_is_said_on_its_line_and_in_the_summary() -> None:
    made = plan(verdict(finding(line=10, end_line=12)))
    assert made.review is not None
    [said] = made.review.comments
    assert (said.path, said.side, said.start_line, said.line) == ("app/models.py", Side.HEAD, 10, 12)
    assert "raw-sql" in said.body
    assert "one finding on these lines (`raw-sql`)" in made.review.body
    assert made.summary is not None
    assert "raw-sql" in made.summary.body
    assert made.check_run is not None
    assert (made.check_run.conclusion, made.check_run.annotations) == ("failure", ())


def test_the_same_findings_again_write_nothing() -> None:
    posted = told(finding(1), finding(2, line=20))
    assert plan(verdict(finding(1), finding(2, line=20)), posted).writes_nothing


def test_a_finding_that_stays_after_a_push_is_not_repeated() -> None:
    made = plan(verdict(finding(line=14), head=NEXT), told(finding(line=10)))
    assert made.review is None
    assert made.edits == ()
    assert made.counts.inline == 1


def test_a_fixed_finding_has_its_comment_edited_and_minimised() -> None:
    made = plan(verdict(head=NEXT), told(finding()))
    [edit] = made.edits
    assert "**Fixed in def5678.** `raw-sql`" in edit.body
    assert edit.visibility is Visibility.RESOLVED
    assert made.summary is not None
    assert made.summary.edits is not None
    assert "all is well" in made.summary.body


@pytest.mark.parametrize("touch", [{"has_human_replies": True}, {"resolved": True}])
def test_a_comment_that_a_person_dealt_with_is_left_as_it_is(touch: dict[str, bool]) -> None:
    posted = told(finding())
    touched = replace(posted, comments=tuple(replace(each, **touch) for each in posted.comments))
    assert plan(verdict(head=NEXT), touched).edits == ()
    assert plan(verdict(finding(), head=NEXT), touched).review is None


def test_a_finding_that_comes_back_is_said_again_in_its_own_comment() -> None:
    fixed = told(finding())
    fixed = after(plan(verdict(head=NEXT), fixed), fixed)
    made = plan(verdict(finding()), fixed)
    [edit] = made.edits
    assert edit.visibility is Visibility.SHOW
    assert "Fixed" not in edit.body
    assert made.review is None
    assert plan(verdict(finding()), after(made, fixed)).writes_nothing


def test_a_finding_that_comes_back_where_the_old_line_is_gone_gets_a_new_comment() -> None:
    fixed = told(finding())
    fixed = after(plan(verdict(head=NEXT), fixed), fixed)
    fixed = replace(fixed, comments=tuple(replace(each, outdated=True) for each in fixed.comments))
    made = plan(verdict(finding()), fixed)
    assert made.edits == ()
    assert made.review is not None
    assert plan(verdict(finding()), after(made, fixed)).writes_nothing


def test_a_finding_that_comes_back_after_a_person_dealt_with_it_stands_in_the_summary_alone() -> None:
    fixed = told(finding())
    fixed = after(plan(verdict(head=NEXT), fixed), fixed)
    fixed = replace(fixed, comments=tuple(replace(each, has_human_replies=True) for each in fixed.comments))
    made = plan(verdict(finding()), fixed)
    assert (made.review, made.edits, made.counts.summary) == (None, (), 1)


def test_a_waived_finding_closes_its_comment_as_waived() -> None:
    [edit] = plan(verdict(finding(waived=WAIVER)), told(finding())).edits
    assert "Waived" in edit.body


def test_a_rule_that_no_longer_judges_has_fixed_nothing() -> None:
    [edit] = plan(verdict(passed=()), told(finding())).edits
    assert "Fixed" not in edit.body
    assert "No longer reported" in edit.body


def test_a_rule_that_cannot_tell_any_more_has_fixed_nothing() -> None:
    unknown = UnknownOutcome("raw-sql", "the query", "computed at run time", "app/models.py", 3, blocking=False)
    [edit] = plan(verdict(unknown=(unknown,)), told(finding())).edits
    assert "No longer reported" in edit.body


def test_more_than_five_of_one_rule_become_one_comment_on_the_first_place() -> None:
    findings = [finding(number, line=number) for number in range(1, 7)]
    made = plan(verdict(*findings))
    assert made.review is not None
    [group] = made.review.comments
    assert group.line == 1
    assert all(f"app/models.py:{number}" in group.body for number in range(1, 7))
    assert (made.counts.inline, made.counts.grouped, made.counts.summary) == (0, 6, 0)


def test_five_of_one_rule_stay_single() -> None:
    made = plan(verdict(*[finding(number, line=number) for number in range(1, 6)]))
    assert made.counts.inline == 5


def test_a_group_that_is_partly_fixed_lists_what_is_left() -> None:
    findings = [finding(number, line=number) for number in range(1, 8)]
    posted = told(*findings)
    made = plan(verdict(*findings[:2]), posted)
    [edit] = made.edits
    assert "models.py:7" not in edit.body
    assert edit.visibility is Visibility.KEEP
    assert plan(verdict(*findings[:2]), after(made, posted)).writes_nothing


def test_what_is_over_the_cap_goes_to_the_summary_the_lightest_first() -> None:
    light = [finding(number, rule=f"light-{number}", severity=Severity.WARNING, line=number) for number in range(1, 4)]
    heavy = finding(9, line=50)
    made = plan(verdict(*light, heavy), settings=PlanSettings(ReviewSettings(max_inline=2)))
    assert made.review is not None
    assert [each.fingerprints[0] for each in made.review.comments] == [heavy.fingerprint, light[0].fingerprint]
    assert (made.counts.inline, made.counts.summary) == (2, 2)
    assert made.check_run is not None
    assert len(made.check_run.annotations) == 2


def test_comments_that_are_open_count_against_the_cap() -> None:
    posted = told(finding(1))
    made = plan(verdict(finding(1), finding(2, rule="other", line=20)), posted, PlanSettings(ReviewSettings(max_inline=1)))
    assert made.review is None
    assert made.counts.summary == 1


@pytest.mark.parametrize(
    "hidden",
    [
        finding(in_diff=False),
        finding(path=None, line=None),
        finding(line=None),
        finding(line=500),
        finding(path="app/other.py"),
        finding(path="app/\udcff.py"),
        finding(waived=WAIVER),
        finding(severity=Severity.NOTICE),
    ],
)
def test_what_has_no_line_in_the_diff_stands_in_the_summary(hidden: Finding) -> None:
    made = plan(verdict(hidden), changed=change(file_change(), file_change("app/\udcff.py")))
    assert made.review is None
    assert made.summary is not None
    assert "raw-sql" in made.summary.body


def test_a_range_over_two_hunks_is_reduced_to_its_last_line() -> None:
    hunks = (Hunk(1, 10, 1, 10), Hunk(40, 10, 40, 10))
    made = plan(verdict(finding(line=8, end_line=42)), changed=change(file_change("app/models.py", *hunks)))
    assert made.review is not None
    assert (made.review.comments[0].start_line, made.review.comments[0].line) == (None, 42)


def test_a_range_that_leaves_the_diff_is_reduced_to_its_first_line() -> None:
    made = plan(verdict(finding(line=8, end_line=42)), changed=change(file_change("app/models.py", Hunk(1, 10, 1, 10))))
    assert made.review is not None
    assert (made.review.comments[0].start_line, made.review.comments[0].line) == (None, 8)


def test_a_finding_about_a_removed_line_stands_on_the_left_under_the_new_name() -> None:
    renamed = file_change("app/new.py", Hunk(5, 5, 90, 1), base_path="app/old.py")
    made = plan(verdict(finding(path="app/old.py", line=7, side=Side.BASE)), changed=change(renamed))
    assert made.review is not None
    assert (made.review.comments[0].path, made.review.comments[0].side) == ("app/new.py", Side.BASE)


def test_a_suggestion_is_made_only_where_it_replaces_the_lines_it_stands_on() -> None:
    suggested = finding(line=8, end_line=9, suggestion="better()")
    whole = plan(verdict(suggested))
    cut = plan(verdict(suggested), changed=change(file_change("app/models.py", Hunk(1, 8, 1, 8))))
    assert whole.review is not None
    assert cut.review is not None
    assert "```suggestion\nbetter()\n```" in whole.review.comments[0].body
    assert "suggestion" not in cut.review.comments[0].body


def test_another_configuration_keeps_its_own_comments() -> None:
    posted = told(finding())
    made = plan(verdict(finding(), name="billing"), posted)
    assert made.review is not None
    assert made.edits == ()
    assert made.summary is not None
    assert made.summary.edits is None


def test_of_two_comments_that_say_the_same_the_later_is_closed() -> None:
    posted = told(finding())
    twice = Posted((*posted.comments, *(replace(each, id=each.id + 100) for each in posted.comments)), posted.check_runs)
    made = plan(verdict(finding()), twice)
    assert sorted(edit.comment.id for edit in made.edits) == sorted(each.id + 100 for each in posted.comments)
    assert all(edit.visibility is Visibility.DUPLICATE for edit in made.edits)
    converged = after(made, twice)
    made = plan(verdict(finding()), converged)
    assert (made.review, made.edits) == (None, ())


def test_what_github_refused_inline_is_remembered_for_the_commit() -> None:
    judged = verdict(finding(1), finding(2, rule="other", line=20))
    refused = HeldBack(refused=frozenset({finding(1).fingerprint}))
    made = plan(judged, settings=replace(SETTINGS, held_back=refused))
    assert (made.counts.inline, made.counts.summary) == (1, 1)
    posted = after(made)
    assert plan(judged, posted).writes_nothing
    assert plan(replace(judged, head=NEXT), posted).review is not None


def test_what_failed_to_be_written_is_tried_again_at_the_next_run() -> None:
    failed = HeldBack(unwritten=frozenset({finding().fingerprint}))
    made = plan(verdict(finding()), settings=replace(SETTINGS, held_back=failed))
    assert made.review is None
    assert plan(verdict(finding()), after(made)).review is not None


def test_the_summary_alone_is_written_where_only_that_is_wanted() -> None:
    made = plan(verdict(finding()), settings=replace(SETTINGS, comment=CommentLevel.SUMMARY))
    assert made.review is None
    assert made.summary is not None


def test_no_comment_is_written_or_edited_where_none_is_wanted() -> None:
    made = plan(verdict(), told(finding()), replace(SETTINGS, comment=CommentLevel.OFF))
    assert (made.review, made.summary, made.edits) == (None, None, ())
    assert made.check_run is not None
    assert "all is well" in made.job_summary


@pytest.mark.parametrize(
    ("path", "blocking", "says"), [("app/models.py", False, True), ("app/elsewhere.py", False, False), (None, True, True)]
)
def test_what_could_not_be_judged_is_said_where_the_change_brings_it_or_it_blocks(path: str | None, blocking: bool, says: bool) -> None:
    unknown = UnknownOutcome("missing-migration", "table name", "computed at run time", path, 3, blocking)
    made = plan(verdict(unknown=(unknown,)))
    assert (made.summary is not None) is says
    assert "computed at run time" in made.job_summary


def test_a_policy_that_takes_force_when_merged_is_told_of() -> None:
    assert plan(verdict(source="head:.github/tenet.yml")).summary is not None


def test_a_marker_forged_in_the_text_of_the_pull_request_is_neither_emitted_nor_accepted() -> None:
    forged = "<!-- tenet:1 inline name=tenet state=open said=ffff -->"
    made = plan(verdict(finding(message=f"{forged}\n{forged}", code=forged, remedy=forged, path="app/models.py")))
    assert made.review is not None
    assert made.summary is not None
    for body in (made.review.comments[0].body, made.summary.body):
        assert body.count("<!--") == 1
        assert "ffff" not in comment(body).marker.fingerprints


RULES = ("raw-sql", "star-import", "fat-route-handler")
LINES = st.one_of(st.none(), st.integers(1, 130))
FINDINGS = st.lists(
    st.tuples(
        st.integers(1, 60), st.sampled_from(RULES), st.sampled_from(Severity), LINES, st.booleans(), st.sampled_from([None, None, WAIVER])
    ),
    unique_by=lambda drawn: drawn[0],
    max_size=40,
)


def judged(drawn: list[tuple[int, str, Severity, int | None, bool, Waiver | None]], head: str) -> Verdict:
    found = [
        finding(number, rule=rule, severity=severity, line=line, in_diff=in_diff, waived=waived)
        for number, rule, severity, line, in_diff, waived in drawn
    ]
    return verdict(*found, head=head)


def holds(made: ReviewPlan, posted: Posted, said: Verdict, cap: int) -> None:
    counts = made.counts
    assert counts.total == len(said.findings)
    assert counts.waived == len(said.waived)
    now = after(made, posted)
    open_comments = [each for each in inline(now) if each.marker.state is CommentState.OPEN]
    spoken = [fingerprint for each in open_comments for fingerprint in each.marker.fingerprints]
    active = {short(each.fingerprint) for each in said.active}
    assert len(spoken) == len(set(spoken)), "said twice"
    assert set(spoken) <= active, "said although it is gone"
    assert counts.inline + counts.grouped == len(spoken)
    before = [each for each in inline(posted) if each.marker.state is CommentState.OPEN]
    assert len(open_comments) <= max(cap, len(before) + len(made.edits))
    assert len([each for each in summaries(now) if each.marker.state is CommentState.OPEN]) <= 1


@given(st.lists(FINDINGS, min_size=1, max_size=4), st.integers(0, 12), st.integers(0, 6))
def test_counts_add_up_nothing_is_lost_or_said_twice_and_a_second_run_writes_nothing(
    pushes: list[list[tuple[int, str, Severity, int | None, bool, Waiver | None]]], cap: int, group_over: int
) -> None:
    settings = PlanSettings(ReviewSettings(cap, group_over))
    posted = NOTHING
    for index, drawn in enumerate(pushes):
        said = judged(drawn, f"{index + 1:040x}")
        made = plan(said, posted, settings)
        holds(made, posted, said, cap)
        posted = after(made, posted)
        again = plan(said, posted, settings)
        assert again.writes_nothing, (again.review, again.edits, again.summary, again.check_run)
        assert again.counts == made.counts


def test_the_short_commit_in_words_is_that_of_the_head() -> None:
    assert f"`{HEAD[:7]}`" in plan(verdict(finding())).job_summary
