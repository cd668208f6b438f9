"""Whether an expression shows what an exception says."""

import ast
import re
from collections.abc import Container

from tenet.facts.python.scope import source_of

GUARDED = re.compile(r"\bisinstance\(|debug|\bdev\b|is_dev|development|\blocal\b|\bprod\b|production", re.IGNORECASE)
"""Conditions under which a text is shown on purpose: to developers, or because the class of the exception was looked at."""

CONTAINERS = (ast.Dict, ast.List, ast.Tuple, ast.Set, ast.JoinedStr, ast.FormattedValue, ast.BoolOp, ast.Starred, ast.Subscript, ast.Await)
TEXTS = (ast.JoinedStr, ast.FormattedValue, ast.BinOp, ast.Subscript)
PASSING = frozenset(
    {
        *("str", "repr", "format", "dict", "list", "tuple", "jsonify", "jsonable_encoder", "dumps", "join", "encode", "decode"),
        *("strip", "rstrip", "split", "rsplit", "splitlines", "partition", "lower", "upper", "capitalize", "title", "escape"),
    }
)
"""Functions and methods whose result still holds the text that they are given, or that they are called on."""
TRACES = frozenset({"format_exc", "format_exception", "format_exception_only", "format_tb", "format_stack", "exc_info"})
TELLING = frozenset({"args", "orig", "statement", "params", "stderr", "__cause__", "__context__", "__traceback__"})
"""Attributes of an exception that hold what it says, or what was run."""
TELLING_METHODS = frozenset({"__str__", "__repr__", "with_traceback"})


def is_guard(test: ast.expr) -> bool:
    return GUARDED.search(source_of(test)) is not None


def leak_in(node: ast.expr, exceptions: Container[str], texts: Container[str]) -> ast.expr | None:
    """The text that shows an exception (`str(error)`, `f"failed: {error}"`), one made of it, or a traceback.

    What is given to a function that may clean it is no leak.
    """
    pending: list[tuple[ast.expr, ast.expr]] = [(node, node)]
    while pending:
        part, text = pending.pop()
        if _is_telling(part, exceptions, texts):
            return text
        makes_text = isinstance(part, TEXTS) or (isinstance(part, ast.Call) and _passes(part))
        pending.extend((child, text if makes_text else child) for child in reversed(_shown_parts(part)))
    return None


def _is_telling(node: ast.expr, exceptions: Container[str], texts: Container[str]) -> bool:
    match node:
        case ast.Name(id=name):
            return name in exceptions or name in texts
        case ast.Attribute(value=ast.Name(id=name), attr=attribute):
            return name in exceptions and attribute in TELLING
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if name in exceptions:
            return method in TELLING_METHODS
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in TRACES
        case _:
            return False


def _passes(call: ast.Call) -> bool:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    return name in PASSING


def _shown_parts(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.Call():
            return _given(node)
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return [] if is_guard(test) else [body, orelse]
        case ast.Subscript(value=value) | ast.NamedExpr(value=value):
            return [value]
        case _ if isinstance(node, CONTAINERS):
            return [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
        case _:
            return []


def _given(call: ast.Call) -> list[ast.expr]:
    """What a call shows of its arguments: all, where it is a class that is filled or a function that passes text on."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    if _passes(call):
        return [*given, *([call.func.value] if isinstance(call.func, ast.Attribute) else [])]
    return given if name[:1].isupper() else []
