"""Which definitions of a changed module have to be read at all."""

import ast
from bisect import bisect_right
from collections.abc import Iterable

from tenet.domain.change import FileChange
from tenet.facts.python.module import Module, ScopeNode

Names = frozenset[str]


def touched_definitions(file: FileChange, base: Module | None, head: Module | None) -> Names | None:
    """The functions and classes of the module's own level that the diff touches on either side; None for all of them.

    All, where a statement between them changed (an import may give their names another meaning), where no line is known,
    and where the file has another name (by which its contents may be private).
    All classes, where one of them changed, for they may inherit from it.
    """
    if base is None or head is None or not file.lines_known or base.path != head.path:
        return None
    old, new = _touched(base, file.removed), _touched(head, file.added)
    if old is None or new is None:
        return None
    found = old | new
    classes = _classes(base) | _classes(head)
    return found | classes if found & classes else found


def _touched(module: Module, lines: Iterable[int]) -> Names | None:
    body = module.tree.body
    starts = [_first_line(node) for node in body]
    found: set[str] = set()
    for line in lines:
        at = bisect_right(starts, line) - 1
        node = body[at] if at >= 0 else None
        if node is None or line > (node.end_lineno or node.lineno):
            continue  # blank, or a comment
        if not isinstance(node, ScopeNode):
            return None
        found.add(node.name)
    return frozenset(found)


def _first_line(node: ast.stmt) -> int:
    decorators = node.decorator_list if isinstance(node, ScopeNode) else []
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _classes(module: Module) -> Names:
    return frozenset(node.name for node in module.tree.body if isinstance(node, ast.ClassDef))
