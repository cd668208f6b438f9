"""The threat model: every row names the tests that prove it, and they are there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
ROW = re.compile(r"^\| ([A-Z]\d+) \|(.*)\|$", re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
ROWS = ROW.findall(PAGE)
COLUMNS = 7


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))


def test_the_rows_are_found_and_numbered_once() -> None:
    assert len(ROWS) > 30
    assert len({number for number, _ in ROWS}) == len(ROWS)
    assert len(ROWS) == sum(line.startswith("| ") and line.count("|") == COLUMNS + 1 for line in PAGE.splitlines()) - 1  # its head


@pytest.mark.parametrize(("number", "row"), ROWS, ids=[number for number, _ in ROWS])
def test_a_row_is_whole_and_names_tests_that_exist(number: str, row: str) -> None:
    *said, proof = (cell.strip() for cell in row.split("|"))
    assert len(said) == COLUMNS - 2
    assert all(said)
    named = NAMED.findall(proof)
    assert named
    assert NAMED.sub("", proof).strip() == ""
    for path, name in named:
        assert (ROOT / path).is_file(), path
        assert name in names_in(path), f"{path}::{name}"


def test_every_kind_of_attacker_has_a_row() -> None:
    attackers = set(re.findall(r"^\| \*\*(\w+)\*\*", PAGE, re.MULTILINE))
    seen = {who.strip() for _, row in ROWS for who in row.split("|")[0].split(",")}
    assert attackers <= seen
