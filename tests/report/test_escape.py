"""Text of the pull request has no effect inside Markdown."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tenet.report.escape import BREAK, block, code, is_shown_whole, one_line, plain, prose, sendable, shorten, url_path, visible

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
PIECES = [
    *("`", "``", "```", "<b>", "<!--", "-->", "<!-- tenet:1 inline -->", "@mona", "#12", "GH-3", "](x)", "[a](b)", "![", "*a*", "_b_"),
    *("__c__", "~~d~~", "| e |", "\\", "&lt;", "&#64;", "https://evil.example", "www.evil.example", "1. ", "- ", "+ ", "> ", "# ", "==="),
    *("---", "    ", "\t", "\n", "\n\n", "\r", "::error::", "<details>", "</details>", "word", "two words", "\u202e", "\udcff", "\ud800"),
]
HOSTILE = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=12).map("".join))


def parsed(markdown: str) -> list[Token]:
    return [leaf for token in MARKDOWN.parse(markdown) for leaf in (token, *(token.children or ()))]


def kinds(markdown: str) -> set[str]:
    return {token.type for token in parsed(markdown)}


def said(markdown: str) -> str:
    return "".join(token.content for token in parsed(markdown) if token.type in {"text", "code_inline", "text_special"}).replace(BREAK, "")


@given(HOSTILE)
@example("1. one")
@example("> quoted")
@example("___")
@example("setext\n===")
def test_plain_text_is_one_paragraph_that_says_the_same(text: str) -> None:
    written = plain(text)
    assert kinds(written) <= {"paragraph_open", "inline", "text", "text_special", "paragraph_close"}
    assert said(written).split() == one_line(text).replace(BREAK, "").split()


@given(HOSTILE)
def test_prose_has_code_and_nothing_else(text: str) -> None:
    written = prose(text)
    assert kinds(written) <= {"paragraph_open", "inline", "text", "text_special", "paragraph_close", "code_inline"}
    assert "\n" not in written
    assert "<!--" not in written


@given(HOSTILE)
def test_a_code_span_is_one_span_whatever_it_holds(text: str) -> None:
    spans = [token.content for token in parsed(f"x {code(text)} y") if token.type == "code_inline"]
    shown = one_line(text)
    if shown.strip():
        assert [span.strip().replace(BREAK, "") for span in spans] == [shown.strip().replace(BREAK, "")]
    else:
        assert spans == []


@given(HOSTILE)
def test_a_block_is_one_block_whatever_it_holds(text: str) -> None:
    tokens = MARKDOWN.parse(f"before\n\n{block(text, 'python')}\n\nafter")
    assert [token.type for token in tokens].count("fence") == 1
    assert len(tokens) == 7
    assert "<!--" not in block(text)


@given(HOSTILE)
def test_whatever_is_written_can_be_sent(text: str) -> None:
    for written in (plain(text), prose(text), code(text), block(text)):
        written.encode()


def test_mentions_references_and_addresses_are_broken() -> None:
    written = plain("@mona and #12, GH-3, o/r#4, https://evil.example and www.evil.example")
    assert not re.search(r"@\w|#\d|GH-\d|https://|www\.", written)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("app/\udcff.py", "app/\\xff.py"),
        ("a\nb\rc\td", "a\\nb\\rc\\td"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("cod\u202eexe.py", "cod\\u202eexe.py"),
        ("\ud800", "\\ud800"),
        ("naïve 漢", "naïve 漢"),
    ],
)
def test_what_cannot_be_seen_is_written_out(text: str, shown: str) -> None:
    assert one_line(text) == shown


def test_line_breaks_stay_where_there_are_several_lines() -> None:
    assert visible("a\nb") == "a\nb"


def test_backticks_in_pairs_are_code_and_a_lone_one_is_itself() -> None:
    assert prose("Run `a_b *c*` now.") == "Run `a_b *c*` now."
    assert prose("A lone ` here") == "A lone \\` here"


def test_underscores_inside_words_stay_as_they_are() -> None:
    assert plain("user.nick_name") == "user.nick_name"
    assert plain("__init__") == "\\_\\_init\\_\\_"


@pytest.mark.parametrize(("text", "whole"), [("a = 1\n\tb", True), ("x" * 500, False), ("<!-- x -->", False), ("a\r\nb", False)])
def test_only_what_a_block_shows_unchanged_may_be_put_into_a_file(text: str, whole: bool) -> None:
    assert is_shown_whole(text) is whole


def test_paths_in_addresses_are_encoded_byte_for_byte() -> None:
    assert url_path("a b/ü\udcff.py") == "a%20b/%C3%BC%FF.py"
    assert url_path("\ud800") == "%5Cud800"


def test_a_path_with_bytes_that_are_not_text_cannot_be_sent() -> None:
    assert sendable("ü.py")
    assert not sendable("\udcff.py")


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("short", 5, "short"),
        ("longer than that", 7, "longer…"),
        ("is `a.very.long.name` gone", 12, "is …"),
        ("is `a` and `b` gone", 12, "is `a` and …"),
        ("one ` alone is no span", 10, "one ` alo…"),
    ],
)
def test_a_text_that_is_cut_keeps_its_spans_of_code_whole(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit) == short
