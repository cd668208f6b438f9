"""Values as the contract shows them: `sa.String(50)` and `String(50)` are one, and so are keywords in any order."""

import ast
import copy
from http import HTTPStatus

from tenet.facts.contract.annotations import last_name
from tenet.facts.contract.names import Reading

PROSE = frozenset(
    {"description", "title", "example", "examples", "openapi_examples", "summary", "comment", "doc", "info", "help_text", "verbose_name"}
)
"""Keywords that explain and promise nothing."""


def expression_text(node: ast.expr | None, reading: Reading) -> str:
    """The value in one way of writing; empty for None."""
    if node is None:
        return ""
    try:
        return ast.unparse(_OneWay(reading).visit(copy.deepcopy(node)))
    except RecursionError:
        return reading.text_of(node)


def keyword_of(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def call_name(node: ast.expr | None, reading: Reading) -> str:
    """The last part of the name that is called; empty where the expression is no call."""
    return last_name(node.func, reading) if isinstance(node, ast.Call) else ""


def constant_text(node: ast.expr | None, reading: Reading) -> str | None:
    """A string that can be read: a literal, a name of the module that is bound to one, or a sum of such."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.Name):
        bound = reading.module.definitions.get(node.id)
        value = bound.value if isinstance(bound, (ast.Assign, ast.AnnAssign)) else None
        return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = constant_text(node.left, reading), constant_text(node.right, reading)
        return left + right if left is not None and right is not None else None
    return None


def status_text(node: ast.expr | None, reading: Reading) -> str:
    """A status code as its number: `201`, `status.HTTP_201_CREATED` and `HTTPStatus.CREATED` are one."""
    if not isinstance(node, ast.Attribute):
        return expression_text(node, reading)
    name = node.attr
    if name.startswith("HTTP_") and name[5:8].isdigit():
        return name[5:8]
    return str(HTTPStatus[name].value) if name in HTTPStatus.__members__ else expression_text(node, reading)


class _OneWay(ast.NodeTransformer):
    """Drops module prefixes and prose keywords, and sorts keywords."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Name(last_name(node, self._reading) or node.id, node.ctx)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        name = last_name(node, self._reading)
        if name:
            return ast.Name(name, ast.Load())
        node.value = self.visit(node.value)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        node.keywords = sorted((word for word in node.keywords if word.arg not in PROSE), key=lambda word: word.arg or "")
        self.generic_visit(node)
        return node
