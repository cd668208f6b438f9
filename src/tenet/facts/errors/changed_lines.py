"""Which statements a rule has to look at."""

import ast

from tenet.domain.change import Change
from tenet.domain.policy import Scope


def counts(change: Change, scope: Scope, path: str, node: ast.stmt | ast.expr | ast.ExceptHandler) -> bool:
    """Whether the change writes one of its lines, or every line counts. What has no line diff is decided later."""
    file = change.by_path.get(path)
    return scope is Scope.ALL or (file is not None and (not file.lines_known or file.touches(node.lineno, node.end_lineno or node.lineno)))
