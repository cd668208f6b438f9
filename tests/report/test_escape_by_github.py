"""The same promises, held against the program that GitHub's own Markdown is made with (cmark-gfm)."""

import re

from cmarkgfm import github_flavored_markdown_to_html
from hypothesis import given
from tests.report.test_escape import HOSTILE

from tenet.report.escape import block, plain, prose

TAG = re.compile(r"<(\w+)")


def tags(markdown: str) -> set[str]:
    return set(TAG.findall(github_flavored_markdown_to_html(markdown)))


@given(HOSTILE)
def test_plain_text_makes_a_paragraph_and_no_link_list_or_element(text: str) -> None:
    assert tags(plain(text)) <= {"p"}


@given(HOSTILE)
def test_prose_makes_code_at_most(text: str) -> None:
    assert tags(prose(text)) <= {"p", "code"}


@given(HOSTILE)
def test_a_table_keeps_its_cells_whatever_they_hold(text: str) -> None:
    html = github_flavored_markdown_to_html(f"| a | b |\n|---|---|\n| {plain(text)} | {plain(text)} |\n")
    assert html.count("<td>") == 2
    assert set(TAG.findall(html)) <= {"table", "thead", "tbody", "tr", "th", "td"}


@given(HOSTILE)
def test_a_block_of_code_is_one_block(text: str) -> None:
    assert tags(f"before\n\n{block(text)}\n\nafter") <= {"p", "pre", "code"}
