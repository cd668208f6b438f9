"""SQL that is written into a response."""

import ast
import re
from collections.abc import Iterator

from tenet.facts.exceptions.leak import Leak
from tenet.facts.exceptions.responses import is_response, shown
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Modules

SQL = re.compile(r"\b(?:SELECT\s[^;]{1,400}?\sFROM\s+\w|INSERT\s+INTO\s+\w|DELETE\s+FROM\s+\w|UPDATE\s+\w[\w.]*\s+SET\s)")
"""Statements are written in capitals, prose is not."""

WORD = re.compile(r"\b(?:SELECT|INSERT|DELETE|UPDATE)\s")
"""Without one of these a file holds no statement."""


def sql_shown_in(module: Module, modules: Modules) -> Iterator[Leak]:
    if not WORD.search("\n".join(module.lines)):
        return
    named = _statements_by_name(module)
    for node in module.statements:
        call = node.exc if isinstance(node, ast.Raise) else node.value if isinstance(node, ast.Return) else None
        if not isinstance(call, ast.Call):
            continue
        symbol = module.symbol_at(node.lineno)
        found = next(((given, value) for given, value in shown(call) if _holds_sql(value, symbol, named)), None)
        if found is not None and is_response(call, module, modules):
            yield Leak(found[1], found[0], "", symbol)


def _statements_by_name(module: Module) -> set[tuple[str, str]]:
    """The names that stand for a statement, each with the function that it is bound in."""
    return {
        (module.symbol_at(node.lineno), target.id)
        for node in module.statements
        if isinstance(node, ast.Assign) and _is_statement(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _is_statement(node: ast.expr) -> bool:
    text = node.args[0] if isinstance(node, ast.Call) and len(node.args) == 1 else node
    return isinstance(text, ast.Constant | ast.JoinedStr) and any(SQL.search(part) for part in _texts(text))


def _holds_sql(node: ast.expr, symbol: str, named: set[tuple[str, str]]) -> bool:
    pending: list[ast.AST] = [node]
    while pending:
        part = pending.pop()
        if isinstance(part, ast.Name) and ((symbol, part.id) in named or ("", part.id) in named):
            return True
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and SQL.search(part.value):
            return True
        if not isinstance(part, ast.Call) or getattr(part.func, "id", "") in {"str", "repr"}:
            pending.extend(ast.iter_child_nodes(part))
    return False


def _texts(node: ast.expr) -> Iterator[str]:
    for part in node.values if isinstance(node, ast.JoinedStr) else [node]:
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value
