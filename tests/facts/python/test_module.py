"""One parsed file: its statements, and the symbol around each line."""

import ast
import sys

from hypothesis import given
from hypothesis import strategies as st

from tenet.facts.python.module import Module

SOURCE = """\
import a
class Outer:
    x = 1
    @staticmethod
    def method():
        if x:
            def inner():
                return 1
        return 2

    async def other(): pass
y = 1
try:
    def tried(): pass
except ValueError:
    class Handled: pass
match y:
    case 1:
        def matched(): pass
"""


def module(source: str) -> Module:
    return Module("m.py", "m", ast.parse(source), tuple(source.split("\n")))


def test_the_innermost_function_or_class_around_a_line_is_named() -> None:
    names = [module(SOURCE).symbol_at(number) for number in range(SOURCE.count("\n") + 2)]
    assert names == [
        *("", "", "Outer", "Outer", "Outer.method", "Outer.method", "Outer.method"),
        *("Outer.method.inner", "Outer.method.inner", "Outer.method", "Outer", "Outer.other"),
        *("", "", "tried", "", "Handled", "", "", "matched", ""),
    ]


def test_all_statements_are_found_in_their_order() -> None:
    found = module(SOURCE).statements
    assert [node.lineno for node in found] == sorted(node.lineno for node in found)
    assert len(found) == sum(isinstance(node, ast.stmt) for node in ast.walk(module(SOURCE).tree))


def test_code_that_nests_deeper_than_the_stack_is_walked() -> None:
    deep = module("x = 1\n")
    for _ in range(sys.getrecursionlimit() * 2):
        deep.tree.body = [ast.If(ast.Constant(1), deep.tree.body, [], lineno=1, col_offset=0, end_lineno=1)]
    assert len(deep.statements) == sys.getrecursionlimit() * 2 + 1
    assert deep.symbol_at(1) == ""


@given(st.lists(st.sampled_from(["def f{}():", "class C{}:", "if x:", "pass", "dedent"]), max_size=30))
def test_the_symbol_is_the_one_whose_lines_hold_it(parts: list[str]) -> None:
    lines, depth = [], 0
    for number, part in enumerate(parts):
        if part == "dedent":
            depth = max(0, depth - 1)
            continue
        lines.append("    " * depth + part.format(number))
        if part.endswith(":"):
            lines.append("    " * (depth + 1) + "y")
            depth += 1
    made = module("\n".join([*lines, ""]))
    scopes = [node for node in ast.walk(made.tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    for line in range(1, len(lines) + 2):
        around = [node for node in scopes if node.lineno <= line <= (node.end_lineno or 0)]
        innermost = min(around, key=lambda node: (node.end_lineno or 0) - node.lineno).name if around else ""
        assert made.symbol_at(line).rpartition(".")[2] == innermost
