"""The type parameters of classes and aliases (PEP 695, 696) for an interpreter whose syntax trees have none."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tenet.facts.python.nested_strings import without_nested

OPENING, CLOSING = frozenset("([{"), frozenset(")]}")
HEAD = re.compile(r"^[ \t]*(?:class|type)[ \t]+(\w+)[ \t]*\[", re.MULTILINE)
MAX_LENGTH = 5_000
"""Of how many characters a list of parameters may be."""


@dataclass(frozen=True, slots=True)
class TypeParameter:
    """One parameter, with what newer versions of `ast.TypeVar` have."""

    name: str
    bound: ast.expr | None
    default_value: ast.expr | None


def with_type_parameters(tree: ast.Module, text: str) -> ast.Module:
    """The tree of the rewritten text, its classes and aliases with the parameters that the text itself states."""
    stated = dict(_stated(without_nested(text)))
    for node in ast.walk(tree) if stated else ():
        name = node.name if isinstance(node, ast.ClassDef) else _target(node)
        written = stated.get((getattr(node, "lineno", 0), name)) if name else None
        if written is not None:
            vars(node)["type_params"] = list(_parameters(written))
    return tree


def _target(node: ast.AST) -> str:
    target = node.targets[0] if isinstance(node, ast.Assign) else None
    return target.id if isinstance(target, ast.Name) else ""


def _stated(text: str) -> Iterator[tuple[tuple[int, str], str]]:
    """What stands in the brackets after `class Name` and `type Name`, by line and name."""
    for found in HEAD.finditer(text):
        yield (text.count("\n", 0, found.end()) + 1, found[1]), _inside(text, found.end())


def _inside(text: str, start: int) -> str:
    """The text up to the bracket that closes."""
    depth = 1
    for position in range(start, min(len(text), start + MAX_LENGTH)):
        depth += (text[position] in OPENING) - (text[position] in CLOSING)
        if not depth:
            return text[start:position]
    return ""


def _parameters(written: str) -> Iterator[TypeParameter]:
    """They are written as the parameters of a function are."""
    try:
        statement = ast.parse(f"def read({written}): ...").body[0]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    if not isinstance(statement, ast.FunctionDef):
        return
    given = statement.args
    defaults = dict(zip(reversed([one.arg for one in given.args]), reversed(given.defaults), strict=False))
    for argument in (*given.args, *(one for one in (given.vararg, given.kwarg) if one is not None)):
        yield TypeParameter(argument.arg, argument.annotation, defaults.get(argument.arg))
