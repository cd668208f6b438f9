"""Which statements a rule has to look at."""

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TypeVar

from tenet.domain.change import Change
from tenet.domain.policy import Scope
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Modules
from tenet.facts.python.scope import source_of

S = TypeVar("S", bound=ast.stmt)


def counts(change: Change, scope: Scope, path: str, node: ast.stmt | ast.expr | ast.ExceptHandler) -> bool:
    """Whether the change writes one of its lines, or every line counts. What has no line diff is decided later."""
    file = change.by_path.get(path)
    return scope is Scope.ALL or (file is not None and (not file.lines_known or file.touches(node.lineno, node.end_lineno or node.lineno)))


def grown(change: Change, before: Modules, module: Module, written: Sequence[S]) -> list[S]:
    """Those of some statements that their function did not hold as many of before: an edited text is no new answer.

    Nor is one that the change takes away elsewhere in the file: its function got another name, or handed it to a helper.
    """
    file = change.by_path.get(module.path)
    old = before.parsed_at(file.base_path) if file is not None and file.base_path is not None and written else None
    if old is None:
        return list(written)
    left = Counter(map(partial(_kind, module), _answers(module)))
    left.subtract(map(partial(_kind, old), _answers(old)))
    found: list[S] = []
    for node in written:
        kind = _kind(module, node)
        if left[kind] > 0:
            left[kind] -= 1
            found.append(node)
    return _not_moved(found, old, module)


def _not_moved(found: Sequence[S], old: Module, module: Module) -> list[S]:
    if not found:
        return []
    kinds, new = {_kind(module, node)[1:] for node in found}, frozenset[ast.stmt](found)
    gone = Counter(source_of(node) for node in _answers(old) if _kind(old, node)[1:] in kinds)
    gone.subtract(source_of(node) for node in _answers(module) if node not in new and _kind(module, node)[1:] in kinds)
    kept: list[S] = []
    for node in found:
        if gone[source_of(node)] > 0:
            gone[source_of(node)] -= 1
        else:
            kept.append(node)
    return kept


def _answers(module: Module) -> Iterator[ast.stmt]:
    return (node for node in module.statements if isinstance(node, ast.Raise | ast.Return | ast.Assign))


def _kind(module: Module, node: ast.stmt) -> tuple[str, str, str]:
    """The function that a statement stands in, what it is, and what it raises or calls."""
    value = node.exc if isinstance(node, ast.Raise) else getattr(node, "value", None)
    called = value.func if isinstance(value, ast.Call) else value
    name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else type(called).__name__
    return module.symbol_at(node.lineno), type(node).__name__, name
