"""The summary as the program renders it that GitHub's own Markdown is made with (cmark-gfm), whatever the pull request holds."""

import re
from dataclasses import replace

from cmarkgfm import github_flavored_markdown_to_html
from cmarkgfm.cmark import Options
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes.review import BASE, HEAD, finding, verdict
from tests.report.test_escape import HOSTILE

from tenet.domain.coverage import CoverageFigure, CoverageSummary
from tenet.domain.finding import UnknownOutcome, Waiver, WaiverPlace
from tenet.domain.review_plan import Counts
from tenet.domain.severity import Severity
from tenet.domain.unread import Unread, UnreadViews
from tenet.domain.verdict import Verdict
from tenet.report.inline import inline_body
from tenet.report.links import Links
from tenet.report.summary import render_summary

LINKS = Links("https://github.example/o/r", "https://github.example/rules", HEAD, BASE, frozenset({"raw-sql"}), 7)
OPTIONS = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_HARDBREAKS
"""As in a comment: HTML is kept, for a sanitiser to judge, and a line break breaks the line."""
TAGS = {"h2", "h3", "p", "ul", "li", "code", "strong", "a", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "pre", "sub"}
"""All are on the list of what GitHub lets through (github/markup's README, "HTML sanitization")."""
START = re.compile(r"<(\w+)([^>]*)>")
FOLDED = re.compile(r"<details><summary>([^<]*?)(?: \((\d+)\))?</summary>(.*?)</details>", re.DOTALL)


def html(markdown: str) -> str:
    return github_flavored_markdown_to_html(markdown, OPTIONS)


def hostile(text: str) -> Verdict:
    waiver = Waiver(frozenset({"raw-sql"}), text, WaiverPlace.POLICY, text)
    plain = finding(1, path=text or "a", message=text, remedy=text)
    found = [replace(plain, symbol=text), finding(2, severity=Severity.NOTICE, message=text), finding(3, message=text, waived=waiver)]
    figure = CoverageFigure(1, 9, 80.0, 70.0)
    judged = verdict(
        *found,
        unknown=(UnknownOutcome("raw-sql", text, text, text or None, 3, blocking=False),),
        coverage=CoverageSummary(figure, {text: figure}, figure, (text,)),
        unread=Unread(views=(UnreadViews("Flask", (text,)),)),
    )
    return replace(judged, policy=replace(judged.policy, note=text, source=text, extends=(text,)))


@given(HOSTILE)
def test_nothing_of_the_pull_request_becomes_an_element_a_link_or_a_picture(text: str) -> None:
    shown = html(render_summary(hostile(text), LINKS, Counts(1, 0, 1, 1, 2)))
    found = START.findall(shown)
    assert {tag for tag, _ in found} <= TAGS
    assert {attributes.split("=")[0].strip() for _, attributes in found} <= {"", "href", "align", "lang"}
    assert all("https://github.example/" in attributes for tag, attributes in found if tag == "a")


@given(HOSTILE)
def test_every_list_has_as_many_items_as_its_title_says_and_markdown_works_in_what_is_folded(text: str) -> None:
    shown = html(render_summary(hostile(text), LINKS))
    folded = FOLDED.findall(shown)
    assert [title for title, _, _ in folded][-1] == "Run the same on your machine"
    assert all(body.count("<li>") == int(count) for _, count, body in folded if count)
    assert "<pre" in folded[-1][2]
    assert shown.count("<td") == 3 * 6, "three rows of coverage, whatever the component is called"


@given(HOSTILE, st.booleans())
def test_an_inline_comment_holds_the_elements_of_its_own_alone(text: str, suggests: bool) -> None:
    body = inline_body(finding(message=text, remedy=text, code=text), "tenet", LINKS, suggests=text if suggests else None)
    found = START.findall(html(body.partition("\n")[2]))
    assert {tag for tag, _ in found} <= {"p", "strong", "a", "code", "pre", "sub", "br"}
    assert all("https://github.example/" in attributes for tag, attributes in found if tag == "a")
