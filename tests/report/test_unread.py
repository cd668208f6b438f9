"""Code that no rule reads: always said where the run is told of, and never a reason to comment."""

import json
from dataclasses import replace

import pytest
from tests.fakes.review import HEAD, change, file_change, finding, verdict

from tenet.domain.finding import UnknownOutcome
from tenet.domain.review_plan import Counts, Posted
from tenet.domain.unread import Unread, UnreadLanguage, UnreadViews
from tenet.report.check_run import draft_check_run
from tenet.report.html import render_html
from tenet.report.links import NO_LINKS
from tenet.report.plan import PlanSettings, plan_review
from tenet.report.result import render_json
from tenet.report.summary import headline, render_summary
from tenet.report.text import render_text, unstyled
from tenet.report.unread import unread_sentence

GO = Unread((UnreadLanguage("Go", 12), UnreadLanguage("TypeScript", 3)))
FLASK = Unread(views=(UnreadViews("Flask", ("app/views.py",)),))
NEXT = "def5678" + "0" * 33


def sentence(unread: Unread) -> str:
    return unread_sentence(unread, lambda path: f"`{path}`")


@pytest.mark.parametrize(
    ("unread", "says"),
    [
        (Unread(), ""),
        (Unread((UnreadLanguage("Go", 1),)), "1 file in Go"),
        (GO, "12 files in Go and 3 in TypeScript"),
        (FLASK, "Flask views in `app/views.py` (routes are read from FastAPI and Starlette alone)"),
        (
            Unread(GO.languages[:1], (*FLASK.views, UnreadViews("Django", ("a.py", "b.py", "c.py", "d.py", "e.py")))),
            "12 files in Go; Flask views in `app/views.py` and Django views in `a.py`, `b.py`, `c.py` and 2 more "
            "(routes are read from FastAPI and Starlette alone)",
        ),
        (
            Unread(tuple(UnreadLanguage(name, 9 - at) for at, name in enumerate("ABCDEFGH"))),
            "9 files in A, 8 in B, 7 in C, 6 in D, 5 in E, 4 in F and 5 in other languages",
        ),
    ],
)
def test_it_is_one_sentence(unread: Unread, says: str) -> None:
    assert sentence(unread) == says


def test_the_summary_says_it_once_and_the_headline_does_not_claim_more_than_was_read() -> None:
    judged = verdict(unread=GO)
    text = render_summary(judged)
    assert headline(judged) == "Tenet: all is well in what was read"
    assert text.count("Go") == 1
    assert "\n\n**Not read:** 12 files in Go and 3 in TypeScript.\n\n" in text
    assert "Not read" not in render_summary(verdict())


def test_a_clean_change_in_languages_that_no_rule_reads_gets_no_comment_since_check_run_and_job_summary_say_it() -> None:
    made = plan_review(verdict(unread=GO), change(file_change("main.go")), Posted(), PlanSettings())
    assert (made.review, made.summary, made.edits) == (None, None, ())
    assert made.check_run is not None
    assert made.check_run.conclusion == "success"
    for said in (made.check_run.summary, made.job_summary):
        assert "**Not read:** 12 files in Go and 3 in TypeScript." in said
    assert made.check_run.title == "Tenet: all is well in what was read"


def test_where_there_is_a_comment_it_says_what_was_not_read() -> None:
    made = plan_review(verdict(finding(), unread=FLASK), change(), Posted(), PlanSettings())
    assert made.summary is not None
    assert "**Not read:** Flask views in `app/views.py`" in made.summary.body


def test_it_is_no_finding_and_changes_no_verdict() -> None:
    with_it, without = verdict(finding(), unread=GO), verdict(finding())
    assert (with_it.conclusion, with_it.findings, with_it.unknown) == (without.conclusion, without.findings, without.unknown)


def test_paths_of_the_pull_request_are_shown_and_do_nothing() -> None:
    hostile = Unread(views=(UnreadViews("Flask", ("a`](http://x)<!-- @mona.py", "漢" * 9_000)),))
    text = render_summary(verdict(unread=hostile))
    assert "``a`](http://x)<\u200b!-- @mona.py``" in text
    assert len(text) < 2_000


def test_the_terminal_the_page_and_the_stored_result_say_it_too() -> None:
    both = Unread(GO.languages, FLASK.views)
    assert "<b>Not read:</b> 12 files in Go and 3 in TypeScript; Flask views in app/views.py (" in render_html(verdict(unread=both))
    assert "Not read" not in render_html(verdict())
    text = unstyled(render_text(verdict(unread=both)))
    assert "Not read\n       12 files in Go and 3 in TypeScript; Flask views in app/views.py (" in text
    stored = json.loads(render_json(verdict(unread=both)))["unread"]
    assert stored == {"languages": {"Go": 12, "TypeScript": 3}, "views": [{"framework": "Flask", "paths": ["app/views.py"]}]}
    assert json.loads(render_json(verdict()))["unread"] is None


def test_what_could_not_be_judged_keeps_the_headline_from_saying_that_all_is_well() -> None:
    unknown = UnknownOutcome("raw-sql", "the query", "computed at run time", "app/models.py", 3, blocking=False)
    judged = verdict(unknown=(unknown,))
    assert headline(judged) == "Tenet: nothing blocks; 1 question could not be judged"
    blocking = verdict(finding(), unknown=(replace(unknown, blocking=True),))
    assert headline(blocking) == "Tenet: 1 finding and 1 open question block this change"
    assert headline(verdict(unknown=(replace(unknown, blocking=True),))) == "Tenet: 1 open question blocks this change"
    assert draft_check_run(judged, (), NO_LINKS, Counts()).title == "Tenet: nothing blocks; 1 question could not be judged"


def test_the_edit_after_the_last_finding_is_fixed_says_so_and_what_is_closed() -> None:
    text = render_summary(verdict(head=NEXT), counts=Counts(closed=3))
    assert text.startswith("## Tenet: all is well\n\nNo findings at `def5678`. 3 earlier comments closed.\n\n<details>")
    assert HEAD not in text
