"""The hidden marker: read back as written, and never from text that somebody else wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenet.domain.review_marker import CommentKind, CommentState, Marker, read_marker, without_marker

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
LISTS = st.lists(WORDS.filter(bool), max_size=5).map(tuple)
MARKERS = st.builds(
    Marker, st.sampled_from(CommentKind), WORDS, WORDS, LISTS, st.sampled_from(CommentState), LISTS, WORDS, LISTS, st.integers(0, 9999)
)  # fmt: skip


@given(MARKERS, st.text())
def test_a_marker_is_read_as_it_was_written(marker: Marker, text: str) -> None:
    body = f"{marker}\n{text}"
    assert read_marker(body) == marker
    assert without_marker(body) == text


@given(MARKERS)
def test_a_marker_is_one_comment_on_one_line(marker: Marker) -> None:
    text = str(marker)
    assert "\n" not in text
    assert text.count("<!--") == text.count("-->") == 1
    assert "--" not in text[4:-3]


@given(st.text(), MARKERS)
def test_a_marker_that_does_not_begin_the_comment_is_none(text: str, marker: Marker) -> None:
    assert read_marker(f"x{text}{marker}\n") is None
    assert read_marker(f" {marker}") is None


@pytest.mark.parametrize(
    "body",
    [
        "",
        "Hello",
        "<!-- tenet -->",
        "<!-- tenet:2 chapter name=tenet -->",
        "<!-- tenet:1 poem name=tenet -->",
        "<!-- tenet:1 inline state=odd -->",
        "<!-- tenet:1 inline name=a b -->",
        "<!-- tenet:1 inline name=tenet --> and more",
    ],
)
def test_what_is_no_marker_of_a_known_kind_is_none(body: str) -> None:
    assert read_marker(body) is None


def test_a_marker_of_a_later_version_is_read_as_far_as_its_keys_are_known() -> None:
    marker = read_marker("<!-- tenet:2 inline name=tenet rule=raw%2Dsql said=abc mood=good -->")
    assert marker is not None
    assert (marker.name, marker.rule, marker.fingerprints, marker.newer) == ("tenet", "raw-sql", ("abc",), True)
    assert not Marker(CommentKind.INLINE, "tenet").newer


def test_a_body_with_windows_line_ends_is_read() -> None:
    assert read_marker("<!-- tenet:1 summary name=tenet -->\r\nText") == Marker(CommentKind.SUMMARY, "tenet")


def test_a_comment_without_marker_is_all_its_own_words() -> None:
    assert without_marker("Hello") == "Hello"


def test_a_name_that_is_not_text_can_still_be_written() -> None:
    assert read_marker(str(Marker(CommentKind.REVIEW, "\udcff"))) is not None
