"""Syntax of a later Python is rewritten, line by line, for the one that runs."""

import ast
import sys

import pytest

from tenet.facts.python.newer_syntax import rewritten
from tenet.facts.python.parsed_files import ParsedFiles


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("type Names = list[str]\n", "Names = list[str]\n"),
        ("type Pair[T, U = int] = tuple[T, U]\n", "Pair = tuple[T, U]\n"),
        ("def first[T: (int, str)](items: list[T]) -> T: ...\n", "def first(items: list[T]) -> T: ...\n"),
        ("async def run[**P](f: P) -> None: ...\n", "async def run(f: P) -> None: ...\n"),
        ("class Box[T](Base): ...\n", "class Box(Base): ...\n"),
        ("try:\n    f()\nexcept A, B:\n    pass\n", "try:\n    f()\nexcept (A, B):\n    pass\n"),
        ("try:\n    f()\nexcept* A, b.C:\n    pass\n", "try:\n    f()\nexcept* (A, b.C):\n    pass\n"),
        ("x = 1; type Y = int\n", "x = 1; Y = int\n"),
    ],
)
def test_newer_syntax_becomes_older_syntax(newer: str, older: str) -> None:
    assert rewritten(newer) == older


@pytest.mark.parametrize(
    "source",
    [
        "type = 3\ntype.x = 4\nprint(type)\n",
        "def f(x): return x[0]\nclass A(B[int]): ...\n",
        "try:\n    f()\nexcept (A, B) as error:\n    pass\nexcept f(a, b):\n    pass\n",
        "x = 'def f[T](): ...'\n",
    ],
)
def test_older_syntax_is_left_alone(source: str) -> None:
    assert rewritten(source) is None


def test_what_cannot_be_split_into_words_is_left_alone() -> None:
    assert rewritten("def f[T](:\n  '''\n") is None


def test_lines_stay_where_they_are() -> None:
    source = "class Box[\n    T,\n    U,\n](Base):\n    x = 1\n\n\ndef after[T](x: T): ...\n"
    older = rewritten(source)
    assert older is not None
    box, after = ast.parse(older).body
    assert (box.lineno, after.lineno) == (1, 8)
    assert isinstance(box, ast.ClassDef)
    assert box.body[0].lineno == 5


def test_a_file_in_newer_syntax_is_parsed_and_one_with_a_mistake_is_not() -> None:
    good = ParsedFiles().read("a.py", "a", b"type X = int\ndef f[T](x: T): ...\n")
    bad = ParsedFiles().read("b.py", "b", b"type X = int\ndef f[T](x: T: ...\n")
    assert hasattr(good, "tree")
    assert getattr(bad, "line", None) is not None or sys.version_info >= (3, 12)
