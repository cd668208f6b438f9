"""The ladder: on its line, on a line of its own that the change touches, in a group, in the summary."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes.review import NOTHING, after, change, file_change, finding, inline, verdict

from tenet.domain.change import Change, FileChange, FileStatus, Hunk, Side
from tenet.domain.finding import Finding
from tenet.domain.policy import ReviewSettings
from tenet.domain.review_marker import short
from tenet.domain.review_plan import ReviewPlan
from tenet.domain.severity import Severity
from tenet.report.placement import Anchor, anchor_of, by_priority, place
from tenet.report.plan import PlanSettings, plan_review

PATH = "app/models.py"
MIDDLE = Hunk(40, 7, 40, 8)
"""Lines 40 to 47 of the head, of which 43 and 44 are new, and 40 to 46 of the base, of which 43 is gone."""
CHANGED = file_change(PATH, MIDDLE, added=[43, 44], removed=[43])


def anchor(found: Finding, *files: FileChange) -> Anchor | None:
    return anchor_of(found, change(*(files or (CHANGED,))))


def test_a_function_whose_head_is_outside_the_diff_is_told_on_its_first_new_line() -> None:
    assert anchor(finding(line=30, end_line=60, in_diff=False)) == Anchor(PATH, Side.HEAD, 43)


def test_a_finding_that_the_change_does_not_touch_is_told_on_no_line_near_it() -> None:
    assert anchor(finding(line=30, end_line=42, in_diff=False)) is None
    assert anchor(finding(line=48, end_line=90, in_diff=False)) is None


def test_removed_lines_of_a_range_that_begins_outside_the_diff_are_told_on_the_left() -> None:
    assert anchor(finding(line=30, end_line=60, side=Side.BASE, in_diff=False)) == Anchor(PATH, Side.BASE, 43)
    assert anchor(finding(line=30, end_line=42, side=Side.BASE, in_diff=False)) is None


def test_a_finding_about_a_whole_file_is_told_on_top_of_a_new_file_alone() -> None:
    new = file_change(PATH, Hunk(0, 0, 1, 9), status=FileStatus.ADDED, added=range(1, 10))
    whole = finding(line=None, in_diff=False)
    assert anchor(whole, new) == Anchor(PATH, Side.HEAD, 1)
    assert anchor(whole, file_change(PATH, Hunk(1, 9, 1, 9), added=[2])) is None
    assert anchor(whole, file_change(PATH, Hunk(5, 1, 0, 0), status=FileStatus.REMOVED, removed=[5])) is None


def test_a_comment_that_does_not_stand_on_its_finding_names_the_place() -> None:
    made = plan_review(verdict(finding(line=30, end_line=60, in_diff=False)), change(CHANGED), NOTHING, PlanSettings())
    assert made.review is not None
    assert "`app/models.py:30` in `Repository.load`:" in made.review.comments[0].body
    new = file_change(PATH, Hunk(0, 0, 1, 9), status=FileStatus.ADDED, added=range(1, 10))
    made = plan_review(verdict(finding(line=None, in_diff=False, code="")), change(new), NOTHING, PlanSettings())
    assert made.review is not None
    assert "It is about `app/models.py` in `Repository.load`." in made.review.comments[0].body


def test_nothing_is_suggested_for_removed_lines() -> None:
    removed = finding(line=43, side=Side.BASE, suggestion="better()")
    made = plan_review(verdict(removed), change(CHANGED), NOTHING, PlanSettings())
    assert made.review is not None
    assert made.review.comments[0].side is Side.BASE
    assert "suggestion" not in made.review.comments[0].body


def test_of_one_weight_what_the_change_writes_comes_before_what_it_shows() -> None:
    shown, written = finding(1, line=41), finding(2, line=44)
    light = finding(3, line=43, severity=Severity.WARNING)
    taken_out, off = finding(4, line=43, side=Side.BASE), finding(5, path="app/elsewhere.py")
    assert by_priority([light, shown, off, written, taken_out], change(CHANGED)) == [written, taken_out, shown, off, light]


def test_the_last_place_goes_to_the_weightiest_then_to_the_newest() -> None:
    findings = [finding(1, rule="a", line=41), finding(2, rule="b", line=44), finding(3, rule="c", line=43, severity=Severity.WARNING)]
    placed = place(findings, change(CHANGED), Counter(), 5, 2)
    assert [each.findings[0].rule for each in placed] == ["b", "a"]


def test_a_group_stands_on_its_weightiest_finding() -> None:
    light = [finding(number, line=40 + number, severity=Severity.WARNING) for number in range(1, 3)]
    [group] = place([*light, finding(9, line=47)], change(CHANGED), Counter(), 2, 5)
    assert group.anchor.line == 47
    assert [each.line for each in group.findings] == [47, 41, 42]


@pytest.mark.parametrize("status", FileStatus)
def test_a_file_without_hunks_takes_no_comment(status: FileStatus) -> None:
    empty = FileChange(PATH, None if status is FileStatus.ADDED else PATH, status)
    assert anchor(finding(line=1), empty) is None
    assert anchor(finding(line=None, in_diff=False), empty) is None


# Whatever is found, wherever it lies

SPANS = st.tuples(st.integers(1, 90), st.integers(0, 40))
HUNKS = st.lists(st.tuples(st.integers(1, 12), st.integers(0, 8), st.integers(0, 8)), max_size=4)


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """One changed file: hunks in order with a gap between them, some of their lines added or removed."""
    hunks: list[Hunk] = []
    base = head = 1
    for gap, base_length, head_length in draw(HUNKS):
        base, head = base + gap, head + gap
        hunks.append(Hunk(base if base_length else base - 1, base_length, head if head_length else head - 1, head_length))
        base, head = base + base_length + 1, head + head_length + 1
    added = draw(st.sets(st.sampled_from(lines))) if (lines := [line for hunk in hunks for line in hunk.lines(Side.HEAD)]) else set()
    removed = draw(st.sets(st.sampled_from(lines))) if (lines := [line for hunk in hunks for line in hunk.lines(Side.BASE)]) else set()
    status = draw(st.sampled_from([FileStatus.MODIFIED, FileStatus.ADDED, FileStatus.RENAMED]))
    return change(
        FileChange(PATH, None if status is FileStatus.ADDED else "app/old.py", status, frozenset(added), frozenset(removed), tuple(hunks))
    )


@st.composite
def findings_of(draw: st.DrawFn, changed: Change) -> list[Finding]:
    found = []
    for number in range(draw(st.integers(0, 25))):
        side = draw(st.sampled_from([Side.HEAD, Side.HEAD, Side.BASE]))
        path = draw(st.sampled_from([PATH, PATH, "app/old.py", "app/elsewhere.py"]))
        span = draw(st.one_of(st.none(), SPANS))
        file = (changed.by_path if side is Side.HEAD else changed.by_base_path).get(path)
        in_diff = file is not None and span is not None and file.hunk_at(side, span[0]) is not None
        rule, severity = draw(st.sampled_from(["raw-sql", "star-import", "raw-dict"])), draw(st.sampled_from(Severity))
        line, end_line = (None, None) if span is None else (span[0], sum(span))
        found.append(finding(number + 1, rule=rule, severity=severity, path=path, side=side, line=line, end_line=end_line, in_diff=in_diff))
    return found


@given(st.data())
def test_every_comment_stands_within_one_hunk_of_its_side(data: st.DataObject) -> None:
    changed = data.draw(changes())
    for found in data.draw(findings_of(changed)):
        place_found = anchor_of(found, changed)
        if place_found is None:
            continue
        file = changed.by_path[place_found.path]
        hunk = file.hunk_at(place_found.side, place_found.line)
        assert hunk is not None
        assert place_found.start_line is None or place_found.start_line in hunk.lines(place_found.side)
        assert found.line is None or found.line <= place_found.line <= max(found.line, found.end_line or 0), "on another's line"


ROW = re.compile(r"^- (?!…)", re.MULTILINE)
SAID = re.compile(r"### What blocks|<details><summary>(?:What blocks, continued|Findings)")
MORE = re.compile(r"^- … and (\d+) more", re.MULTILINE)
TALLY = re.compile(r"(\d+) (inline|in grouped comments|here alone)")


def said_in(text: str) -> int:
    """The findings that a summary lists, and those that it says it leaves out."""
    listed = [part for part in re.split(r"\n(?=### |<details>)", text) if SAID.match(part)]
    return sum(len(ROW.findall(part)) + sum(map(int, MORE.findall(part))) for part in listed)


def adds_up(made: ReviewPlan, found: list[Finding]) -> None:
    comments = [] if made.review is None else made.review.comments
    inline_there = Counter(len(each.fingerprints) for each in comments)
    assert made.counts.inline == inline_there[1]
    assert made.counts.grouped == sum(size * count for size, count in inline_there.items() if size > 1)
    assert made.counts.inline + made.counts.grouped + made.counts.summary == len(found)
    on_lines = [fingerprint for each in comments for fingerprint in each.fingerprints]
    assert len(on_lines) == len(set(on_lines)), "said twice on the diff"
    texts = [made.job_summary, made.check_run.summary if made.check_run else "", made.summary.body if made.summary else ""]
    for text in texts:
        assert said_in(text) == (len(found) if text else 0)
        told = TALLY.findall(text.partition("\n\n")[2].partition("\n")[0])
        assert sum(int(count) for count, _ in told) == (len(found) if text else 0)


@given(st.data(), st.integers(0, 8), st.integers(0, 5))
def test_what_each_level_says_adds_up_to_all_that_was_found(data: st.DataObject, cap: int, group_over: int) -> None:
    changed = data.draw(changes())
    found = data.draw(findings_of(changed))
    made = plan_review(verdict(*found), changed, NOTHING, PlanSettings(ReviewSettings(cap, group_over)))
    adds_up(made, found)
    posted = after(made)
    assert {fingerprint for each in inline(posted) for fingerprint in each.marker.fingerprints} <= {
        short(each.fingerprint) for each in found
    }
    assert plan_review(verdict(*found), changed, posted, PlanSettings(ReviewSettings(cap, group_over))).writes_nothing


def test_what_a_summary_has_no_room_for_is_counted_in_it() -> None:
    found = [finding(number, line=None, path=f"app/{'x' * 150}_{number}.py", message="m" * 400) for number in range(400)]
    made = plan_review(verdict(*found), change(), NOTHING, PlanSettings())
    assert made.summary is not None
    assert MORE.search(made.summary.body) is not None
    adds_up(made, found)
