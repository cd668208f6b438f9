"""What is posted against what is found: whose comment it is, what a person did with it, where its file went."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes.review import NOTHING, after, change, file_change, finding, inline, summaries, verdict

from tenet.domain.change import Change, FileStatus, Hunk
from tenet.domain.finding import Finding
from tenet.domain.policy import ReviewSettings
from tenet.domain.review_marker import VERSION, CommentState, short
from tenet.domain.review_plan import Posted, PostedComment, ReviewPlan, ReviewThread, Visibility
from tenet.domain.verdict import Verdict
from tenet.report.plan import REMEMBERED, PlanSettings, plan_review

SETTINGS = PlanSettings()
NEXT = "def5678" + "0" * 33


def plan(judged: Verdict, posted: Posted = NOTHING, changed: Change | None = None, settings: PlanSettings = SETTINGS) -> ReviewPlan:
    return plan_review(judged, changed or change(), posted, settings)


def told(*findings: Finding, settings: PlanSettings = SETTINGS) -> Posted:
    return after(plan(verdict(*findings), settings=settings))


def fixed(*findings: Finding) -> Posted:
    """A pull request on which these have been said and fixed."""
    posted = told(*findings)
    return after(plan(verdict(head=NEXT), posted), posted)


def each_inline(posted: Posted, **facts: object) -> Posted:
    """The same pull request with something else true of the comments on lines."""
    lines = {each.id for each in inline(posted)}
    return replace(posted, comments=tuple(replace(each, **facts) if each.id in lines else each for each in posted.comments))  # type: ignore[arg-type]


def without_inline(posted: Posted) -> Posted:
    """As a person leaves it who has deleted them."""
    return replace(posted, comments=tuple(summaries(posted)))


# What a person did


def test_an_open_comment_that_is_hidden_was_hidden_by_a_person_and_is_left() -> None:
    hidden = each_inline(told(finding()), minimised=True)
    assert plan(verdict(head=NEXT), hidden).edits == ()
    again = plan(verdict(finding(), head=NEXT), hidden)
    assert (again.review, again.edits) == (None, ())


def test_an_answered_comment_whose_finding_is_gone_takes_no_place_from_others() -> None:
    settings = PlanSettings(ReviewSettings(max_inline=1))
    answered = each_inline(told(finding(1), settings=settings), has_human_replies=True)
    assert plan(verdict(finding(1), finding(2, rule="other", line=20), head=NEXT), answered, settings=settings).review is None
    made = plan(verdict(finding(2, rule="other", line=20), head=NEXT), answered, settings=settings)
    assert made.review is not None
    assert plan(verdict(finding(2, rule="other", line=20), head=NEXT), after(made, answered), settings=settings).writes_nothing


def test_a_comment_that_a_person_deleted_is_not_made_again() -> None:
    deleted = without_inline(told(finding(1), finding(2, rule="other", line=20)))
    made = plan(verdict(finding(1), finding(2, rule="other", line=20)), deleted)
    assert made.review is None
    assert made.counts.summary == 2
    later = after(made, deleted)
    for head in (NEXT, "1" * 40):
        made = plan(verdict(finding(1), finding(2, rule="other", line=20), head=head), later)
        assert made.review is None
        later = after(made, later)


def test_a_finding_that_is_new_after_others_were_deleted_is_said() -> None:
    deleted = without_inline(told(finding(1)))
    made = plan(verdict(finding(1), finding(2, line=20)), deleted)
    assert made.review is not None
    assert [each.fingerprints for each in made.review.comments] == [(finding(2).fingerprint,)]


def test_a_finding_that_was_deleted_and_fixed_is_said_again_when_it_comes_back() -> None:
    deleted = without_inline(told(finding()))
    gone = after(plan(verdict(head=NEXT), deleted), deleted)
    assert plan(verdict(finding()), gone).review is not None


def test_one_that_left_a_group_is_said_again_when_it_comes_back() -> None:
    findings = [finding(number, line=number) for number in range(1, 8)]
    posted = told(*findings)
    posted = after(plan(verdict(*findings[:6], head=NEXT), posted), posted)
    made = plan(verdict(*findings), posted)
    assert made.review is not None
    assert [each.fingerprints for each in made.review.comments] == [(findings[6].fingerprint,)]


def test_a_summary_remembers_no_more_than_its_marker_has_room_for() -> None:
    findings = [finding(number, line=number % 100 + 1) for number in range(1, 501)]
    posted = told(*findings)
    assert len(summaries(posted)[0].marker.fingerprints) == REMEMBERED
    assert plan(verdict(*findings), posted).writes_nothing


# Threads

RESOLVED_BY_US = ReviewThread("T", resolved=True, switchable=True)


def test_a_finding_that_comes_back_to_a_thread_that_can_be_opened_again_is_shown_there() -> None:
    [edit] = plan(verdict(finding()), each_inline(fixed(finding()), thread=RESOLVED_BY_US)).edits
    assert edit.visibility is Visibility.SHOW


def test_a_finding_that_comes_back_to_a_thread_that_stays_resolved_gets_a_new_comment() -> None:
    stuck = each_inline(fixed(finding()), thread=replace(RESOLVED_BY_US, switchable=False))
    made = plan(verdict(finding()), stuck)
    assert made.edits == ()
    assert made.review is not None
    assert plan(verdict(finding()), after(made, stuck)).writes_nothing


# Whose comment it is


def by_another_account(posted: Posted) -> Posted:
    return replace(posted, comments=tuple(replace(each, ours=False) for each in inline(posted)))


def by_a_later_version(posted: Posted) -> Posted:
    return replace(posted, comments=tuple(replace(each, marker=replace(each.marker, version=VERSION + 1)) for each in posted.comments))


@pytest.mark.parametrize("changed", [by_another_account, by_a_later_version])
def test_what_cannot_be_written_again_is_neither_repeated_nor_edited(changed: object) -> None:
    assert callable(changed)
    posted: Posted = changed(told(finding()))
    made = plan(verdict(finding(), head=NEXT), posted)
    assert (made.review, made.edits, made.counts.inline) == (None, (), 1)
    assert plan(verdict(head=NEXT), posted).edits == ()
    assert plan(verdict(finding(), head=NEXT), after(made, posted)).writes_nothing


def test_our_own_comment_wins_over_an_older_one_of_another_account() -> None:
    own = told(finding())
    theirs = [replace(each, id=each.id - 100, ours=False) for each in inline(own)]
    made = plan(verdict(finding()), replace(own, comments=(*theirs, *own.comments)))
    assert made.writes_nothing


def test_of_two_that_say_the_same_the_one_stays_that_a_person_has_dealt_with() -> None:
    """Runs at the same time make two, and a person answers the later one."""
    once = told(finding())
    [first] = inline(once)
    answered = replace(first, id=99, node_id="node-99", has_human_replies=True)
    made = plan(verdict(finding()), replace(once, comments=(*once.comments, answered)))
    assert [(each.comment.id, each.visibility) for each in made.edits] == [(first.id, Visibility.DUPLICATE)]
    assert made.counts.inline == 1


def test_what_another_account_said_and_closed_is_said_by_us() -> None:
    closed = by_another_account(fixed(finding()))
    made = plan(verdict(finding()), closed)
    assert made.edits == ()
    assert made.review is not None


def test_what_another_account_said_and_closed_was_not_deleted_by_a_person() -> None:
    open_there = by_another_account(told(finding()))
    mine = after(plan(verdict(finding()), open_there), open_there)
    closed_there = replace(mine, comments=(*by_another_account(fixed(finding())).comments, *summaries(mine)))
    assert plan(verdict(finding()), closed_there).review is not None


def test_a_summary_of_a_later_version_is_written_anew() -> None:
    made = plan(verdict(finding()), by_a_later_version(told(finding())))
    assert made.review is None
    assert plan(verdict(), by_a_later_version(told(finding()))).summary is not None


def test_a_comment_by_an_older_version_is_not_repeated_and_closed_in_this_version() -> None:
    posted = told(finding())
    older = replace(posted, comments=tuple(replace(each, marker=replace(each.marker, version=0, alike=())) for each in posted.comments))
    assert plan(verdict(finding(), head=NEXT), older).review is None
    [edit] = plan(verdict(head=NEXT), older).edits
    assert edit.body.startswith(f"<!-- tenet:{VERSION} inline ")


def test_two_names_on_one_pull_request_never_touch_each_other() -> None:
    posted = told(finding())
    both = after(plan(verdict(finding(), name="billing"), posted), posted)
    made = plan(verdict(name="billing", head=NEXT), both)
    assert {edit.comment.marker.name for edit in made.edits} == {"billing"}
    assert plan(verdict(finding()), after(made, both)).edits == ()


# Where its file went

RENAMED = change(file_change("app/new.py", base_path="app/models.py", status=FileStatus.RENAMED))
MOVED = finding(fingerprint="f" * 32, path="app/new.py")


def test_a_finding_whose_file_was_renamed_keeps_its_comment_which_names_the_new_place() -> None:
    posted = told(finding())
    made = plan(verdict(MOVED, head=NEXT), posted, RENAMED)
    assert made.review is None
    [edit] = made.edits
    assert edit.visibility is Visibility.KEEP
    assert "`app/new.py:10` in `Repository.load`:" in edit.body
    assert made.counts.inline == 1
    now = after(made, posted)
    assert plan(verdict(MOVED, head=NEXT), now, RENAMED).writes_nothing
    [edit] = plan(verdict(head="1" * 40), now, RENAMED).edits
    assert edit.visibility is Visibility.RESOLVED


@pytest.mark.parametrize("touch", [{"has_human_replies": True}, {"resolved": True}, {"minimised": True}])
def test_what_a_person_dealt_with_is_not_repeated_under_a_new_name(touch: dict[str, bool]) -> None:
    posted = each_inline(told(finding()), **touch)
    made = plan(verdict(MOVED, head=NEXT), posted, RENAMED)
    assert (made.review, made.edits) == (None, ())
    assert plan(verdict(MOVED, head="1" * 40), after(made, posted), RENAMED).review is None


def test_a_file_that_was_new_here_and_renamed_since_is_followed_too() -> None:
    new = change(file_change("app/new.py", Hunk(0, 0, 1, 100), status=FileStatus.ADDED, added=range(1, 101)))
    assert plan(verdict(MOVED, head=NEXT), told(finding()), new).review is None


def test_the_same_code_in_a_file_beside_the_first_one_is_another_finding() -> None:
    copied = change(file_change(), file_change("app/new.py"))
    made = plan(verdict(MOVED, head=NEXT), told(finding()), copied)
    assert made.review is not None
    [edit] = made.edits
    assert "Fixed in" in edit.body


@pytest.mark.parametrize("other", [{"code": "another()"}, {"message": "Another."}, {"rule": "star-import"}])
def test_other_code_in_a_renamed_file_is_another_finding(other: dict[str, str]) -> None:
    different = replace(MOVED, **other)  # type: ignore[arg-type]
    assert plan(verdict(different, head=NEXT), told(finding()), RENAMED).review is not None


def test_of_several_alike_each_comment_follows_one() -> None:
    before = [finding(1, line=10), finding(2, line=20), finding(3, line=30)]
    now = [replace(MOVED, line=10), replace(MOVED, fingerprint="e" * 32, line=20)]
    posted = told(*before)
    made = plan(verdict(*now, head=NEXT), posted, RENAMED)
    assert made.review is None
    assert [edit.visibility for edit in made.edits] == [Visibility.KEEP, Visibility.KEEP, Visibility.RESOLVED]
    assert plan(verdict(*now, head=NEXT), after(made, posted), RENAMED).writes_nothing


def test_a_group_follows_its_file() -> None:
    before = [finding(number, line=number, message=f"Query {number}.") for number in range(1, 8)]
    now = [replace(each, fingerprint=f"{each.line:x}" * 32, path="app/new.py") for each in before]
    posted = told(*before)
    made = plan(verdict(*now, head=NEXT), posted, RENAMED)
    assert made.review is None
    [edit] = made.edits
    assert "`app/new.py:7`" in edit.body
    assert plan(verdict(*now, head=NEXT), after(made, posted), RENAMED).writes_nothing


# Groups over several pushes


def test_comments_that_stand_stay_single_when_later_ones_are_grouped() -> None:
    four = [finding(number, line=number) for number in range(1, 5)]
    posted = told(*four)
    seven = [*four, *[finding(number, line=number) for number in range(5, 8)]]
    made = plan(verdict(*seven, head=NEXT), posted)
    assert made.edits == ()
    assert made.review is not None
    [group] = made.review.comments
    assert group.fingerprints == tuple(each.fingerprint for each in seven[4:])
    assert (made.counts.inline, made.counts.grouped) == (4, 3)
    assert plan(verdict(*seven, head=NEXT), after(made, posted)).writes_nothing


PUSHES = st.lists(st.sets(st.integers(1, 4), min_size=1), min_size=6, max_size=6)
DONE = ["hides", "answers", "resolves"]


def deeds(*kinds: str) -> st.SearchStrategy[list[tuple[str, int]]]:
    return st.lists(st.tuples(st.sampled_from([*DONE, *kinds]), st.integers(0, 3)), min_size=6, max_size=6)


LIVES = st.one_of(deeds("nothing", "deletes"), deeds("renames", "renames"))
"""A comment that is deleted before its file is renamed is forgotten: then the finding is said once more."""


def dealt_with(posted: Posted, deed: str, index: int) -> Posted:
    """What one person does with one comment."""
    lines = inline(posted)
    if not lines or deed in {"nothing", "renames"}:
        return posted
    chosen = lines[index % len(lines)]
    facts = {"hides": {"minimised": True}, "answers": {"has_human_replies": True}, "resolves": {"resolved": True}}
    kept = [replace(each, **facts[deed]) if each == chosen and deed != "deletes" else each for each in posted.comments]
    return replace(posted, comments=tuple(each for each in kept if deed != "deletes" or each.id != chosen.id))


def lies_in(number: int, path: str) -> Finding:
    base = finding(number, line=number, path=path, message=f"Query {number}.")
    return base if path == "app/models.py" else replace(base, fingerprint=f"{number:02x}{len(path):02x}" * 8)


@given(PUSHES, LIVES, st.integers(0, 4))
def test_nothing_that_a_person_dealt_with_is_changed_or_repeated(
    pushes: list[set[int]], life: list[tuple[str, int]], group_over: int
) -> None:
    settings = PlanSettings(ReviewSettings(max_inline=20, group_over=group_over))
    posted, path, theirs, quiet = NOTHING, "app/models.py", dict[int, str](), set[int]()
    for at, (numbers, (deed, index)) in enumerate(zip(pushes, life, strict=True)):
        path = f"{path}x" if deed == "renames" else path
        changed = change(file_change(path, base_path="app/models.py"))
        found = [lies_in(number, path) for number in sorted(numbers)]
        judged = verdict(*found, head=f"{at + 1:040x}")
        made = plan_review(judged, changed, posted, settings)
        posted = after(made, posted)
        assert plan_review(judged, changed, posted, settings).writes_nothing
        assert {each.id: each.body for each in inline(posted) if each.id in theirs} == theirs
        said = [each for each in inline(posted) if each.marker.state is CommentState.OPEN]
        spoken = [fingerprint for each in said if not each.touched for fingerprint in each.marker.fingerprints]
        assert len(spoken) == len(set(spoken))
        assert set(spoken) <= {short(each.fingerprint) for each in found}
        quiet &= numbers
        assert {short(lies_in(number, path).fingerprint) for number in quiet}.isdisjoint(spoken)
        before, posted = posted, dealt_with(posted, deed, index)
        theirs, quiet = remembered(before, posted, theirs, quiet, numbers, path)


def remembered(
    before: Posted, posted: Posted, theirs: dict[int, str], quiet: set[int], numbers: set[int], path: str
) -> tuple[dict[int, str], set[int]]:
    """The bodies that nobody may change now, and the findings that nobody may say again as long as they are found."""
    kept = {each.id: each.body for each in inline(posted) if each.touched}
    gone = [each for each in inline(before) if each.id not in {one.id for one in posted.comments}]
    dealt: list[PostedComment] = [*gone, *(each for each in inline(posted) if each.touched)]
    held = {fingerprint for each in dealt if each.marker.state is CommentState.OPEN for fingerprint in each.marker.fingerprints}
    return {**{key: body for key, body in theirs.items() if key in kept}, **kept}, quiet | {
        number for number in numbers if short(lies_in(number, path).fingerprint) in held
    }
