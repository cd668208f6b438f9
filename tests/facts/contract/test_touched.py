import ast
from dataclasses import replace

import pytest

from tenet.domain.change import FileChange, FileStatus
from tenet.facts.contract.touched import touched_definitions
from tenet.facts.python.module import Module

TEXT = """# a comment

import os


def one():
    # inside
    return 1


@decorated
def two(): ...


class Three:
    pass


class Four:
    pass
"""
FILE = FileChange("a.py", "a.py", FileStatus.MODIFIED)
MODULE = Module("a.py", "a", ast.parse(TEXT), tuple(TEXT.split("\n")))


@pytest.mark.parametrize(
    ("lines", "touched"),
    [
        ({7}, {"one"}),
        ({7, 11}, {"one", "two"}),
        ({1, 2, 4, 9}, set()),
        ({16}, {"Three", "Four"}),
        ({3, 7}, None),
        (set(), set()),
    ],
)
def test_definitions_are_touched_by_line(lines: set[int], touched: set[str] | None):
    for file in (replace(FILE, added=frozenset(lines)), replace(FILE, removed=frozenset(lines))):
        assert touched_definitions(file, MODULE, MODULE) == touched


def test_everything_is_touched_where_a_side_or_its_lines_are_not_known():
    assert touched_definitions(FILE, None, MODULE) is None
    assert touched_definitions(FILE, MODULE, None) is None
    assert touched_definitions(replace(FILE, lines_known=False), MODULE, MODULE) is None
