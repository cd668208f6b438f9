"""Which statements of a changed module have to be looked at: what did not change says the same on both sides."""

import ast
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tenet.domain.change import FileChange
from tenet.facts.python.module import Module, ScopeNode

Statements = tuple[ast.stmt, ...]
MAX_NAMES = 200
"""Where more names changed their meaning, everything is looked at."""


@dataclass(frozen=True, slots=True)
class Extent:
    """The statements of a module's own level to look at, on each side."""

    base: Statements
    head: Statements


def extent_of(file: FileChange, base: Module | None, head: Module | None) -> Extent:
    """What lies between functions and classes, those that the diff touches, and those that name what changed between them."""
    if base is None or head is None or not file.lines_known:
        return Extent(*(tuple(module.tree.body) if module is not None else () for module in (base, head)))
    touched = {*_touched(base, file.removed), *_touched(head, file.added)}
    definitions = {node.name for node in touched if isinstance(node, ScopeNode)}
    names = {name for node in touched if not isinstance(node, ScopeNode) for name in _bound(node)}
    if len(names) > MAX_NAMES:
        return Extent(tuple(base.tree.body), tuple(head.tree.body))
    if names:
        word = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(names)))})\b")
        definitions |= {name for module in (base, head) for name in _mentioning(module, word)}
    return Extent(_kept(base, definitions), _kept(head, definitions))


def _kept(module: Module, definitions: set[str]) -> Statements:
    return tuple(node for node in module.tree.body if not isinstance(node, ScopeNode) or node.name in definitions)


def _touched(module: Module, lines: Iterable[int]) -> Iterator[ast.stmt]:
    starts = [_first_line(node) for node in module.tree.body]
    for line in lines:
        at = bisect_right(starts, line) - 1
        if at >= 0 and line <= (module.tree.body[at].end_lineno or 0):
            yield module.tree.body[at]


def _first_line(node: ast.stmt) -> int:
    decorators: Sequence[ast.expr] = node.decorator_list if isinstance(node, ScopeNode) else ()
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _bound(node: ast.stmt) -> Iterator[str]:
    """The names that a statement gives another meaning."""
    for part in ast.walk(node):
        match part:
            case ast.alias(name=name, asname=alias):
                yield alias or name.partition(".")[0]
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case _:
                continue


def _mentioning(module: Module, word: re.Pattern[str]) -> Iterator[str]:
    """The functions and classes whose lines hold a word."""
    for node in module.tree.body:
        if isinstance(node, ScopeNode) and any(word.search(line) for line in module.lines[_first_line(node) - 1 : node.end_lineno]):
            yield node.name
