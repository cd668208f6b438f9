import pytest

from tenet.facts.spec.inline import code_spans, links, without_comments, words_of


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("a `b` c `d`", ["b", "d"]),
        ("`` a `b` c ``", ["a `b` c"]),
        ("`a", []),
        ("`a`` b`", ["a`` b"]),
        (r"\`a` b`", ["b"]),
        ("`a\nb`", ["a b"]),
    ],
)
def test_a_code_span_ends_at_the_next_run_of_the_same_length(text: str, spans: list[str]):
    assert [content for _, _, content in code_spans(text)] == spans


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("**FR-001**: _place_ an `order_id`", "FR-001: place an order_id"),
        ("see [the API](api.yaml) <br/> now", "see the API  now"),
        ("snake_case and `__tablename__`", "snake_case and __tablename__"),
        (r"a \| b", "a | b"),
        ("/orders/<int:id>", "/orders/<int:id>"),
    ],
)
def test_words_have_no_marks_and_code_stays_as_it_is(text: str, words: str):
    assert words_of(text) == words


def test_links_have_offset_and_target():
    assert list(links("a [b](c.md) ![d](<e.png> 'f')")) == [(2, "c.md"), (12, "e.png")]


@pytest.mark.parametrize(
    ("text", "left"), [("a <!-- b -->c", "a c"), ("a <!-- b\nc --> d", "a \n d"), ("a <!-- b", "a <!-- b"), ("<!--a--><!--b-->", "")]
)
def test_comments_are_taken_out_and_lines_stay_where_they_are(text: str, left: str):
    assert without_comments(text) == left
