"""Signatures, and whether one stood at the base."""

import ast

import pytest
from tests.fakes.facts import facts_of

from tenet.facts.python.module import Module
from tenet.facts.typing.signatures import Signature, SignaturesBefore, signatures_of


def signature(source: str) -> Signature:
    (found,) = signatures_of(Module("a.py", "a", ast.parse(source), tuple(source.split("\n"))))
    return found


@pytest.mark.parametrize(
    ("source", "end_line"),
    [
        ("def pay(): ...\n", 1),
        ("def pay(order, *, by=None): ...\n", 1),
        ("def pay(\n    order,\n    by=(\n        1\n    ),\n):\n    ...\n", 4),
        ("def pay(\n    *order,\n) -> dict[\n    str, int\n]:\n    ...\n", 5),
    ],
)
def test_a_signature_ends_where_it_says_the_last(source: str, end_line: int):
    assert signature(source).end_line == end_line


def test_the_form_is_the_same_however_it_is_laid_out():
    assert signature("def pay(order: int, by=1) -> int: ...\n").form == signature("async def give(\n  order:int,by = 1\n)->int: ...\n").form
    assert signature("def pay(order): ...\n").form != signature("def pay(order=1): ...\n").form
    assert signature("def pay() -> int: ...\n").form != signature("def pay(): ...\n").form


def test_parameters_come_in_the_order_of_the_text():
    assert [one.arg for one in signature("def pay(a, /, b, *c, d, **e): ...\n").parameters] == ["a", "b", "c", "d", "e"]


def before(base: dict[str, str], head: dict[str, str], path: str) -> list[str]:
    facts = facts_of(base, head)
    module = facts.head_modules.parsed_at(path)
    assert module is not None
    known = SignaturesBefore(facts.change, facts.base_modules)
    return [old.name for one in signatures_of(module) for old in known.of(one, path)]


def test_the_base_is_looked_for_in_the_same_file_and_under_its_old_name():
    base = "class Orders:\n    def pay(self, by): ...\n"
    assert before({"a.py": base}, {"a.py": base.replace("by", "at")}, "a.py") == ["Orders.pay"]
    assert before({"a.py": base}, {"b.py": base + "# moved\n"}, "b.py") == ["Orders.pay"]


def test_a_function_that_the_change_takes_away_elsewhere_may_be_this_one():
    base = {"a.py": "x = 1\ndef pay(by): ...\ny = 2\nz = 3\n", "c.py": "async def pay(by): ...\n"}
    head = {"a.py": "x = 1\ny = 2\nz = 3\n", "c.py": base["c.py"] + "x = 1\n", "b.py": "class A:\n    def pay(self): ...\n"}
    assert before(base, head, "b.py") == ["pay"]
    assert before(base, {**base, "b.py": "def pay(): ...\n"}, "b.py") == []
