"""Functions as statements and lambdas make them, and the names that they see."""

import ast

from tenet.facts.python.module import FunctionNode
from tenet.facts.python.values import Symbol, Value


def is_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"


def function_of_lambda(node: ast.Lambda) -> ast.FunctionDef:
    """A lambda as the function that it is."""
    body = ast.copy_location(ast.Return(node.body), node)
    made = ast.FunctionDef(name="<lambda>", args=node.args, body=[body], decorator_list=[], returns=None)
    return ast.copy_location(made, node)


def targets_of(node: ast.stmt) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]


def comes_later(value: Value, line: int) -> bool:
    """Whether a method of a class body is defined below the line: there its name is not yet bound."""
    node = value.definition.node if isinstance(value, Symbol) and value.definition is not None else None
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and bool(line) and node.lineno > line


def signature_names(node: FunctionNode | ast.ClassDef) -> set[str]:
    """The names in what is evaluated when a function or a class is made."""
    if isinstance(node, ast.ClassDef):
        return set()
    given = node.args
    arguments = (*given.posonlyargs, *given.args, *given.kwonlyargs, *(one for one in (given.vararg, given.kwarg) if one))
    written = [*(one.annotation for one in arguments), node.returns, *given.defaults, *given.kw_defaults]
    return {name.id for part in written if part is not None for name in ast.walk(part) if isinstance(name, ast.Name)}
