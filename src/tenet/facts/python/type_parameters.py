"""The type parameters of classes and aliases (PEP 695, 696) for an interpreter whose syntax trees have none."""

import ast
import io
import token
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

from tenet.facts.python.nested_strings import without_nested

OPENING, CLOSING = frozenset("([{"), frozenset(")]}")
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
            node.type_params = list(_parameters(written))
    return tree


def _target(node: ast.AST) -> str:
    target = node.targets[0] if isinstance(node, ast.Assign) else None
    return target.id if isinstance(target, ast.Name) else ""


def _stated(text: str) -> Iterator[tuple[tuple[int, str], str]]:
    """What stands in the brackets after `class Name` and `type Name`, by line and name."""
    try:
        tokens = [one for one in tokenize.generate_tokens(io.StringIO(text).readline) if one.type not in {token.COMMENT, token.NL}]
    except (tokenize.TokenError, SyntaxError):
        return
    for index, one in enumerate(tokens[:-2]):
        name, after = tokens[index + 1], tokens[index + 2]
        if one.string in {"class", "type"} and name.type == token.NAME and after.string == "[":
            yield (one.start[0], name.string), " ".join(_inside(tokens[index + 2 :]))


def _inside(tokens: list[tokenize.TokenInfo]) -> Iterator[str]:
    depth = 0
    for one in tokens:
        depth += (one.string in OPENING) - (one.string in CLOSING)
        if not depth:
            return
        if one is not tokens[0]:
            yield one.string


def _parameters(written: str) -> Iterator[TypeParameter]:
    """They are written as the parameters of a function are."""
    if len(written) > MAX_LENGTH:
        return
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
