"""The statements of a handler that count, and those that every handler may have as many of as it likes."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tenet.facts.python.module import BLOCKS, COMPOUND, Module
from tenet.facts.python.modules import dotted_name
from tenet.facts.python.walking import children

UNCOUNTED = (ast.Import, ast.ImportFrom, ast.Pass, ast.Raise, ast.Assert, ast.Global, ast.Nonlocal)
WRAPPERS = (ast.Try, ast.TryStar, ast.With, ast.AsyncWith)
LOGGERS = frozenset(
    {"logger", "log", "logging", "_logger", "_log", "LOG", "LOGGER", "structlog", "capture_exception", "set_tag", "set_context"}
)
LEVELS = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log", "bind", "trace", "success"})
ABORTS = frozenset({"abort"})
MARKUP = frozenset({"tagflow", "dominate", "nicegui"})
"""Libraries whose `with tag.div():` writes a page: what stands in it is a template."""


@dataclass(frozen=True, slots=True)
class Step:
    """A statement that does something. `counts` unless it only guards or wraps; `recovers` where it answers an exception."""

    statement: ast.stmt
    counts: bool
    recovers: bool


def executed(body: Sequence[ast.stmt], markup: frozenset[str] = frozenset()) -> Iterator[Step]:
    """The statements of all levels that do something, in order. `markup` names what makes elements of a page: in those nothing counts."""
    pending: list[tuple[ast.AST, bool, bool]] = [(node, False, False) for node in reversed(body)]
    while pending:
        node, recovers, drawn = pending.pop()
        drawn = drawn or (bool(markup) and _draws(node, markup))
        if isinstance(node, ast.stmt) and not is_silent(node):
            yield Step(node, not drawn and not isinstance(node, WRAPPERS) and not is_guard(node), recovers)
        if isinstance(node, COMPOUND) and not is_guard(node):
            inside = recovers or isinstance(node, ast.ExceptHandler)
            for block in BLOCKS:
                pending.extend((child, inside, drawn) for child in reversed(getattr(node, block, ())))


def markup_names(module: Module) -> frozenset[str]:
    """What a module calls the elements of a library that writes pages."""
    return frozenset(name for name, imported in module.imports.items() if imported.module.partition(".")[0] in MARKUP)


def _draws(node: ast.AST, markup: frozenset[str]) -> bool:
    """`with tag.div():`, `text("Cancel")`."""
    made = [item.context_expr for item in node.items] if isinstance(node, ast.With) else [node.value] if isinstance(node, ast.Expr) else []
    return any((dotted_name(one.func) or [""])[0] in markup for one in made if isinstance(one, ast.Call))


def is_guard(node: ast.AST) -> bool:
    """An `if` that only raises, whatever it logs before."""
    return isinstance(node, ast.If) and not node.orelse and _raises(node.body)


def _raises(body: Sequence[ast.stmt]) -> bool:
    last = body[-1]
    stops = isinstance(last, ast.Raise) or (isinstance(last, ast.Expr | ast.Return) and _name_called(last.value) in ABORTS)
    return stops and all(is_silent(node) or isinstance(node, ast.Assign | ast.AnnAssign) for node in body[:-1])


def is_silent(node: ast.stmt) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant) or is_logging(node.value)
    return isinstance(node, UNCOUNTED)


def is_logging(node: ast.expr) -> bool:
    node = node.value if isinstance(node, ast.Await) else node
    if not isinstance(node, ast.Call):
        return False
    function = node.func
    if isinstance(function, ast.Name):
        return function.id in LOGGERS
    owner = function.value if isinstance(function, ast.Attribute) else None
    owner = owner.func if isinstance(owner, ast.Call) else owner
    named = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
    attribute = function.attr if isinstance(function, ast.Attribute) else ""
    return attribute in LOGGERS or (attribute in LEVELS and (named in LOGGERS or named.endswith("logger")))


def expressions_of(statement: ast.stmt) -> list[ast.AST]:
    """The expressions of a statement itself but plain names and constants: of a compound one, those of its head."""
    held = (ast.stmt, ast.ExceptHandler, ast.match_case)
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return []
    return [node for node in children(statement) if not isinstance(node, held)]


def _name_called(node: ast.expr | None) -> str:
    function = node.func if isinstance(node, ast.Call) else None
    return function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
