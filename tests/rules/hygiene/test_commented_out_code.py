"""`commented-out-code`, beside the examples of its manual page."""

import ast

import pytest
from tests.fakes.facts import facts_of
from tests.rules.examples import judged

from tenet.domain.finding import Novelty, Violation
from tenet.rules.hygiene.commented_out_code import RULE, Options


def violations(head: str, base: str | None = None, *, path: str = "orders/service.py", **options: object) -> list[Violation]:
    before = {path: base} if base is not None else {}
    outcomes = list(RULE.run(facts_of(before, {path: head}), Options.model_validate(options)))
    assert all(isinstance(outcome, Violation) for outcome in outcomes)
    return [outcome for outcome in outcomes if isinstance(outcome, Violation)]


def places(head: str) -> list[tuple[int | None, int | None]]:
    return [(found.line, found.end_line) for found in violations(head)]


FLAGGED = {
    "a call": ("def pay(order):\n    # send_receipt(order)\n    charge(order)\n", [(2, 2)]),
    "an import": ("# from orders.legacy import charge\nimport os\n", [(1, 1)]),
    "a setting": ("# CACHE_SECONDS = 60\nDEBUG = False\n", [(1, 1)]),
    "a block": ("def pay(order):\n    # if order.total > 100:\n    #     review(order)\n    charge(order)\n", [(2, 3)]),
    "an else": ("if paid:\n    ship(order)\n# else:\n#     remind(order)\n", [(3, 4)]),
    "a handler": ("# except ValueError as error:\n#     log(error)\nship(order)\n", [(1, 2)]),
    "a call over several lines": ("# charge(\n#     order,\n#     amount=order.total,\n# )\nx = 1\n", [(1, 4)]),
    "a function": (
        '# @router.get("/orders")\n# async def orders(page: int) -> list[Order]:\n#     """The orders of a page, latest first."""\n'
        "#\n#     return await load(page)\nx = 1\n",
        [(1, 5)],
    ),
    "a function with a longer text": (
        '# def orders(page):\n#     """The orders.\n#\n#     The latest come first of all.\n#     """\n#     return load(page)\n',
        [(1, 6)],
    ),
    "a class": ("# class Order(Base):\n#     total = Column(Integer)\nx = 1\n", [(1, 2)]),
    "without a space": ("def pay(order):\n    #charge(order)\n    #ship(order)\n    pass\n", [(2, 3)]),
    "signs at the indentation of each line": ("def pay(order):\n    # if order.total:\n        # review(order)\n    pass\n", [(2, 3)]),
    "behind code": ("total = net(order)  # total = gross(order)\n", [(1, 1)]),
    "under prose": ("# Charge first, so that a refusal is told early.\n# charge(order)\nship(order)\n", [(2, 2)]),
    "set aside with a word": ("# TODO: bring this back:\n# charge(order)\nship(order)\n", [(2, 2)]),
    "an old version": ("# Old version, for example:\n#     charge(order)\nship(order)\n", [(2, 2)]),
    "two of one block": ("# charge(order)\n# The rest is done by the nightly job.\n# ship(order)\nx = 1\n", [(1, 1), (3, 3)]),
    "parted by a blank line": ("# charge(order)\n\n# ship(order)\nx = 1\n", [(1, 3)]),
    "parted by code": ("# charge(order)\nx = 1\n# ship(order)\n", [(1, 1), (3, 3)]),
    "an entry of a dictionary": ('RATES = {\n    "eu": 1,\n    # "us": rate("us"),\n}\n', [(3, 3)]),
    "an entry of a list": ("ROUTES = [\n    path('a', a),\n    # path('b', b),\n]\n", [(3, 3)]),
    "an entry that is a dictionary": ("RATES = [\n    # {\n    #     'eu': 1,\n    # },\n]\n", [(2, 4)]),
    "an import of several names": ("# from orders.rates import eu, us, uk\nx = 1\n", [(1, 1)]),
    "code with a comment of its own": ("# client.load_config()  # when it runs locally\nx = 1\n", [(1, 1)]),
    "a call with a text": ("from orders import charge\n# charge('all')\nx = 1\n", [(2, 2)]),
    "a call upon a module": ("# logging.getLogger('orders').info('charged')\nx = 1\n", [(1, 1)]),
    "a call of what is built in": ("# print('charged')\nx = 1\n", [(1, 1)]),
    "under a note of what to do": ("x = 1\n# TODO: refactor\n# user = load(order.user_id) or user\n", [(3, 3)]),
    "under a note and over several lines": ("# TODO: revisit\n# assert (\n#     paid == order.total\n# )\nx = 1\n", [(2, 4)]),
    "a field called note": ('class Order:\n    # note: str = "none"\n    total: int\n', [(2, 2)]),
    "an argument": ("client = Client(\n    host,\n    # timeout=30,\n)\n", [(3, 3)]),
}


@pytest.mark.parametrize(("head", "expected"), FLAGGED.values(), ids=FLAGGED.keys())
def test_code_in_comments_is_flagged_once_for_each_run(head: str, expected: list[tuple[int, int]]):
    assert places(head) == expected


@pytest.mark.parametrize(("head", "expected"), FLAGGED.values(), ids=FLAGGED.keys())
def test_the_suggestion_deletes_the_comments_and_no_code(head: str, expected: list[tuple[int, int]]):
    lines = head.split("\n")
    for found in reversed(violations(head)):
        assert found.suggestion is not None
        assert found.line is not None
        assert found.end_line is not None
        lines[found.line - 1 : found.end_line] = [found.suggestion] if found.suggestion else []
    after = "\n".join(lines)
    assert ast.dump(ast.parse(after)) == ast.dump(ast.parse(head))
    assert violations(after) == []


@pytest.mark.parametrize(
    "head",
    [
        "# Charges the order, then ships it.\nx = 1\n",
        "# order: the one to pay\n# total: gross\nx = 1\n",
        "# key: value\nx = 1\n",
        "# (net, gross)\nx = 1\n",
        "# [1, 2, 3]\nx = 1\n",
        "x = rates()  # {'eu': 1, 'us': 2}\n",
        "# return value\nx = 1\n",
        "# total = net\nx = 1\n",
        "# main()\nx = 1\n",
        "# import it\nx = 1\n",
        "# The event is, e.g.:\n#    {\n#      'labels': {\n#        'queue': 'one',\n#        'zone': 'two',\n#      }\n#    }\nx = 1\n",
        "# order(s)\nx = 1\n",
        "# Order (deprecated)\nx = 1\n",
        "# else:\nx = 1\n",
        "# Note: charge(order)\nx = 1\n",
        "# e.g. x = 5\nx = 1\n",
        "orders = []  # type: list[Order]\nx = 1  # type: ignore[assignment]\n",
        "# >>> charge(order)\n# True\nx = 1\n",
        "# Copyright (c) 2026 Orders Ltd.\n# Permission is hereby granted, free of charge, to any person\nx = 1\n",
        "# SPDX-License-Identifier: MIT\n#!/usr/bin/env python\nx = 1\n",
        "# pylint: disable=no-member\n# mypy: ignore-errors\n# fmt: off\n# ruff: noqa: E501\n# isort: skip_file\nx = 1\n",
        "# -*- coding: utf-8 -*-\n# vim: set ts=4 sw=4:\nx = 1\n",
        "x = 1  # pragma: no cover\ny = 2  # nosec B101\nz = 3  # tenet: allow[raw-sql] reason\n",
        "# https://example.com/orders?a=b(c)\nx = 1\n",
        "# /// script\n# dependencies = ['requests']\n# ///\nx = 1\n",
        "# Example:\n# charge(order)\nx = 1\n",
        "# The client sends it as follows:\n#\n#     charge(order)\n#     ship(order)\nx = 1\n",
        "# Usage\n#   charge(order)\nx = 1\n",
        "# A caller that wants both does\n#     charge(order)\n# and ships it later.\nx = 1\n",
        "# The loop below is the same as writing\n# total = sum(x.net for x in y)\n# but it stops at the limit.\nx = 1\n",
        'TEXT = """\n# charge(order)\n"""\n',
        "# The zones of the order are filtered by the warehouse, too, see\n# Warehouse._only_zones_of()\nx = 1\n",
        "order = Order(\n    total=1,\n    # customer=... # in full, as in the other tests\n    # address=...\n)\n",
        "# charge(...)\nx = 1\n",
        "# md5('order.bin:' + md5(b'42' * 256).hexdigest())\npinned = 'b3636b49ca5c'\n",
        "# base64('user:secret')\nassert headers == {'Authorization': 'Basic dXNlcg=='}\n",
    ],
)
def test_what_only_reads_like_code_is_none(head: str):
    assert violations(head) == []


def test_what_a_tool_wrote_is_left_alone():
    code = "# charge(order)\nx = 1\n"
    assert violations(f"# Generated by the schema compiler. DO NOT EDIT.\n{code}") == []
    assert violations(code, path="orders/orders_pb2.py") == []
    assert len(violations(code, path="tests/test_orders.py")) == 1


def test_only_new_comments_count():
    base = "# charge(order)\nx = 1\n"
    assert [one.rule for one in judged({"a.py": base}, {"a.py": base + "y = 2\n"}, RULE.id).findings if one.rule == RULE.id] == []
    (found,) = [one for one in judged({"a.py": base}, {"a.py": base + "# y = f(2)\n"}, RULE.id).findings if one.rule == RULE.id]
    assert found.line == 3


def test_comments_that_only_move_are_not_new():
    base = "def pay(order):\n    # charge(order)\n    ship(order)\n"
    head = "def pay(order):\n    if order:\n        # charge(order)\n        ship(order)\n"
    (found,) = violations(head, base)
    assert found.novelty is Novelty.BASELINE


@pytest.mark.parametrize(
    "head",
    [
        "x = 1\n# tenet: allow[commented-out-code] comes back in May\n# charge(order)\n# review(order)\nship(order)\n",
        "x = 1\n# tenet: allow[commented-out-code] comes back in May\n# charge(order)\n",
        "x = 1\n# charge(order)  # tenet: allow[commented-out-code] comes back in May\nship(order)\n",
    ],
)
def test_a_waiver_on_the_line_or_above_accepts_it(head: str):
    found = [one for one in judged({}, {"a.py": head}, RULE.id).findings if one.rule in {RULE.id, "unused-waiver"}]
    assert [(one.rule, one.waived is not None) for one in found] == [(RULE.id, True)]


def test_option_noqa_false_hears_no_comment_for_the_linter():
    head = "# charge(order)  # noqa: ERA001\nx = 1\n"
    assert violations(head) == []
    assert len(violations(head, noqa=False)) == 1


def test_it_names_the_function_and_quotes_the_code():
    (found,) = violations("class Orders:\n    def pay(self):\n        # if x:\n        #     review(order)\n        ship()\n")
    assert found.message == "In `Orders.pay`, 2 lines are commented out, from `if x:` on."
    assert violations("# charge(order)\n")[0].message == "`charge(order)` is commented out."


def test_long_and_odd_comments_are_survived():
    assert violations("# " + "(" * 5000 + ")" * 5000 + "\n") == []
    assert violations("".join(f"# x{i} = f({i})\n" for i in range(3000))) == []
    mixed = "".join(f"# x{i} = f({i})\n# and so it goes on\n" for i in range(900))
    assert len(violations(mixed)) == 1
