"""The page loads nothing, and hostile text does nothing in it."""

import re
from html.parser import HTMLParser

import pytest
from demo.markdown import render
from demo.page import page
from demo.run import ActionRun, read_outputs
from demo.show import show
from demo.view import LONGEST_FILE, PullView, view
from github_standin.records import ACTIONS_BOT, CheckRun, IssueComment, Review, ReviewComment
from github_standin.state import Repository
from rich.console import Console

HOSTILE = "</td></table><script>alert(1)</script><img src=http://evil.example/x onerror=alert(1)>\x1b[2J"
DIFF = f"""\
diff --git a/a.py b/a.py
index 1111111..2222222 100644
--- a/a.py
+++ b/a.py
@@ -1,2 +1,3 @@
 import os
-name = 'old'
+name = '''{HOSTILE}
+'''
"""
SERVER = "http://127.0.0.1:4242"
VOID = {"br", "hr", "meta"}


def inline(number: int, body: str, side: str = "RIGHT", line: int = 2) -> ReviewComment:
    return ReviewComment(number, 7, 1, ACTIONS_BOT, body, "a.py", side, line, None, None, "c", "t", "t", "", None)  # type: ignore[arg-type]


@pytest.fixture
def repository() -> Repository:
    found = Repository("octo-org/service")
    pull = found.add_pull(number=7, diff=DIFF, title=HOSTILE, body=HOSTILE, head=f"topic{HOSTILE}")
    found.reviews[1] = Review(1, 7, ACTIONS_BOT, "", "COMMENTED", "c", "t")
    found.review_comments[1] = inline(1, f"**star-import** {HOSTILE}")
    found.review_comments[2] = inline(2, "on what is gone", "LEFT")
    found.issue_comments[3] = IssueComment(3, 7, ACTIONS_BOT, f"### Tenet\n\n<details><summary>waived</summary>\n\n{HOSTILE}", "t", "t")
    found.check_runs[4] = CheckRun(4, "tenet", pull.head_sha, "completed", "failure", "t", "t", "", "", HOSTILE, HOSTILE)
    found.check_runs[4].annotations = [
        {"path": HOSTILE, "start_line": 3, "end_line": 4, "annotation_level": "failure", "title": HOSTILE, "message": HOSTILE}
    ]
    return found


@pytest.fixture
def shown(repository: Repository) -> PullView:
    return view(repository, 7)


RUN = ActionRun(1, "", {"verdict": "fail", "findings": HOSTILE}, HOSTILE, 3, 4)


class Reader(HTMLParser):
    """Collects tags and attributes, and whether each element is closed where it was opened."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1:] == [tag]:
            self.open.pop()
        else:
            self.crossed.append(tag)


def test_the_page_is_self_contained(shown: PullView) -> None:
    html = page(shown, RUN, {"action": 1.0}, SERVER)
    read = Reader(html)
    assert not read.tags & {"script", "img", "link", "iframe", "object", "embed", "svg", "base", "form"}
    names = {name for name, _ in read.attributes}
    assert not names & {"src", "srcset", "style", "background", "poster", "action"}
    assert not [name for name in names if name.startswith("on")]
    style = html[html.index("<style>") : html.index("</style>")]
    assert not re.search(r"url\(|@import|https?:", style)
    assert all(value.startswith("#") for name, value in read.attributes if name == "href")


def test_hostile_text_is_shown_and_breaks_no_element(shown: PullView) -> None:
    html = page(shown, RUN, {}, SERVER)
    read = Reader(html)
    assert (read.open, read.crossed) == ([], [])
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script" not in html


def test_comments_stand_under_their_lines(shown: PullView) -> None:
    rows = shown.files[0].rows
    commented = [(row.text[:4], comment.id) for row in rows for comment in row.comments]
    assert commented == [("name", 2), ("name", 1)]
    assert [(row.kind, row.old, row.new) for row in rows if row.comments] == [("removed", 2, None), ("added", None, 2)]


def test_strings_over_several_lines_are_coloured_as_strings(shown: PullView) -> None:
    html = page(shown, RUN, {}, SERVER)
    assert re.search(r"""data-mark="\+"><span class="s\d?">'{3}</span>""", html)


def test_a_long_file_is_cut_below_its_last_comment() -> None:
    found = Repository("octo-org/service")
    lines = "".join(f"+line {number}\n" for number in range(LONGEST_FILE + 200))
    header = "diff --git a/a.py b/a.py\nnew file mode 100644\n--- /dev/null\n+++ b/a.py\n"
    found.add_pull(number=7, diff=f"{header}@@ -0,0 +1,{LONGEST_FILE + 200} @@\n{lines}")
    assert view(found, 7).files[0].hidden == 201
    found.reviews[1] = Review(1, 7, ACTIONS_BOT, "", "COMMENTED", "c", "t")
    found.review_comments[1] = inline(1, "far down", line=LONGEST_FILE + 200)
    assert view(found, 7).files[0].hidden == 0


def test_the_terminal_shows_the_comment_under_its_line_and_obeys_no_escape_sequence(shown: PullView) -> None:
    console = Console(record=True, width=100, force_terminal=False, quiet=False, file=None)
    with console.capture() as capture:
        show(console, shown, RUN)
    text = capture.get()
    assert "\x1b[2J" not in text
    assert text.index("name = '''") < text.index("star-import") < text.index("check run tenet")


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("a <b>bold</b> b", "<p>a bold b</p>"),
        ("</details></div>x", "x"),
        ("<details>\n\nopen", "<details>\n<p>open</p>\n</details>"),
        ("[a](javascript:alert(1))", "<p><a>a</a></p>"),
        ('<a href="javascript:alert(1)" onclick="x">a</a>', "<p><a>a</a></p>"),
        (f"[a]({SERVER}/octo-org)", "<p><a>a</a></p>"),
        ("![a chart](https://evil.example/x.png)", "<p>a chart</p>"),
        ("H<sub>2</sub>O<br>", "<p>H<sub>2</sub>O<br></p>"),
        ("<!-- tenet:1 summary -->\nx", "<p>x</p>"),
        ("<span class='talk box'>x</span>", "<p><span>x</span></p>"),
    ],
)
def test_markdown_keeps_what_is_harmless(markdown: str, html: str) -> None:
    assert render(markdown, SERVER).strip() == html


def test_links_to_other_places_stay_links() -> None:
    assert 'href="https://docs.example/a?b=1&amp;c=2"' in render("[a](https://docs.example/a?b=1&c=2)", SERVER)


def test_outputs_are_read_in_both_forms() -> None:
    text = "verdict=fail\nfindings<<ghadelimiter_1\none\ntwo=2\nghadelimiter_1\nerrors=3\n"
    assert read_outputs(text) == {"verdict": "fail", "findings": "one\ntwo=2", "errors": "3"}
