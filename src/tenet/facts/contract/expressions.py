"""Values as the contract shows them: `sa.String(50)` and `String(50)` are one, and so are keywords in any order."""

import ast
import copy
from http import HTTPStatus

from tenet.facts.contract.annotations import last_name
from tenet.facts.contract.constants import constant_of
from tenet.facts.contract.names import Reading

PROSE = frozenset(
    {"description", "title", "example", "examples", "openapi_examples", "summary", "comment", "doc", "info", "help_text", "verbose_name"}
)
"""Keywords that explain and promise nothing."""
PROSE_OF = {
    **dict.fromkeys(["Query", "Path", "Header", "Cookie", "Body", "Form", "File", "Column", "mapped_column"], PROSE),
    **dict.fromkeys(["APIRouter", "FastAPI"], PROSE | {"tags", "openapi_tags"}),
}
"""Keywords that explain and do nothing, by what is called with them."""


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
    """A string that can be read (see `constant_of`)."""
    constant = constant_of(node, reading)
    return constant.value if constant is not None and isinstance(constant.value, str) else None


def status_text(node: ast.expr | None, reading: Reading) -> str:
    """A status code as its number: `201`, `status.HTTP_201_CREATED` and `HTTPStatus.CREATED` are one."""
    name = last_name(node, reading) if node is not None else ""
    if name.startswith("HTTP_") and name[5:8].isdigit():
        return name[5:8]
    of_enumeration = isinstance(node, ast.Attribute) and name in HTTPStatus.__members__
    return str(HTTPStatus[name].value) if of_enumeration else expression_text(node, reading)


class _OneWay(ast.NodeTransformer):
    """Drops module prefixes and prose keywords, sorts keywords, and writes constants for their names."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def visit_Name(self, node: ast.Name) -> ast.expr:
        constant = constant_of(node, self._reading)
        if constant is not None:
            return constant
        return ast.Name(last_name(node, self._reading) or node.id, node.ctx)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        constant = constant_of(node, self._reading)
        if constant is not None:
            return constant
        name = last_name(node, self._reading)
        if name:
            return ast.Name(name, ast.Load())
        node.value = self.visit(node.value)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        constant = constant_of(node, self._reading)
        return constant if constant is not None else self._parts(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.expr:
        constant = constant_of(node, self._reading)
        return constant if constant is not None else self._parts(node)

    def _parts(self, node: ast.expr) -> ast.expr:
        self.generic_visit(node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        node.keywords = sorted((word for word in node.keywords if word.arg not in PROSE), key=lambda word: word.arg or "")
        self.generic_visit(node)
        return node
