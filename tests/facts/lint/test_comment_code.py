"""Whether the text of a comment is code."""

import pytest

from tenet.facts.lint.comment_code import is_code, is_prose


@pytest.mark.parametrize(
    "text",
    [
        " pay(order)",
        " order.total += 1",
        " total: int = net(order)",
        " raise ValueError(order)",
        " await pay(order)",
        " for order in orders: pay(order)",
        " elif paid: ship(order)",
        " @cached",
        " 'eu': rate('eu'),",
        " import json",
        " del orders[0]",
    ],
)
def test_what_does_something_is_code(text: str):
    assert is_code([text])
    assert not is_prose(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " order",
        " a, b",
        " a == b",
        " not found",
        " order: total",
        " x: int",
        " pass",
        " (order, net)",
        " raise error",
        " lambda x: x",
        " ]",
    ],
)
def test_what_does_nothing_is_none(text: str):
    assert not is_code([text])


@pytest.mark.parametrize("text", [" Charges the order first.", " see the vendor's manual", " >>> pay(order)", " fmt: skip"])
def test_words_and_pragmas_are_prose(text: str):
    assert is_prose(text)
    assert not is_code([text])


@pytest.mark.parametrize("text", [" raise Refused('no money left at all')", " from a import b, c, d", " x = 1  # one of the many"])
def test_words_within_code_make_no_prose(text: str):
    assert not is_prose(text)


def test_code_is_read_with_and_without_a_blank_behind_the_sign():
    assert is_code(["if paid:", "    ship(order)"])
    assert is_code(["pay(order)", " ship(order)"])
