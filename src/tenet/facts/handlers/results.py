"""What a handler returns, as its body tells."""

import ast
import re

from tenet.facts.flows.own_calls import own_nodes
from tenet.facts.handlers.handler import Handler
from tenet.facts.handlers.table_models import is_table
from tenet.facts.python.bindings import Location
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.module import FunctionNode, Module
from tenet.facts.python.modules import Definition, dotted_name
from tenet.facts.python.scope import source_of

MAX_BASES = 4
MAX_CALLS = 8
"""Through how many functions of the repository a response is looked for."""
FILES = frozenset({"FileResponse", "StreamingResponse", "Response", "HttpResponse", "send_file"})
ANSWERS = re.compile(r"redirect|response", re.IGNORECASE)
"""What functions of libraries are called that make one."""


def returned_values(function: FunctionNode) -> list[ast.expr]:
    """The values of its own `return` statements; of `None`, none."""
    values = (node.value for node in own_nodes(function) if isinstance(node, ast.Return))
    return [value for value in values if value is not None and not (isinstance(value, ast.Constant) and value.value is None)]


def returns_file(function: FunctionNode) -> bool:
    """Whether an answer is the content of a file, as `FileResponse(path)` is."""
    called = (value.func for value in returned_values(function) if isinstance(value, ast.Call))
    return any((dotted_name(one) or [""])[-1] in FILES for one in called)


def is_discarded(function: FunctionNode, call: ast.Call) -> bool:
    """Whether nothing uses what a call returns."""
    stated = (node.value for node in own_nodes(function) if isinstance(node, ast.Expr))
    return any(call in (one, one.value if isinstance(one, ast.Await) else None) for one in stated)


def class_returned(handler: Handler, names: ExternalNames) -> str:
    """The class that every `return` makes an object of; empty where they differ, make none, or make rows of a table."""
    made = {source_of(value.func) if isinstance(value, ast.Call) else "" for value in returned_values(handler.function)}
    name = next(iter(made)) if len(made) == 1 else ""
    definition = names.definition(ast.Name(name, ast.Load()), handler.inside) if name.isidentifier() else None
    if definition is None or not isinstance(definition.node, ast.ClassDef):
        return ""
    return "" if is_table(definition.node, definition.module, names) else name


def annotation_returned(function: FunctionNode) -> ast.expr | None:
    """The annotation of the one name that every `return` gives back."""
    names = {value.id if isinstance(value, ast.Name) else "" for value in returned_values(function)}
    stated = [node for node in own_nodes(function) if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)]
    found = [node.annotation for node in stated if names == {getattr(node.target, "id", "")}]
    return found[0] if len(found) == 1 else None


def answers_itself(handler: Handler, names: ExternalNames) -> bool:
    """Whether it returns nothing, or responses that it makes; or is a stream."""
    return _answers(handler.function, handler.inside, names, set())


def _answers(function: FunctionNode, at: Location, names: ExternalNames, seen: set[FunctionNode]) -> bool:
    """`seen` are the functions that were looked through: one that fails ends the search."""
    seen.add(function)
    if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in own_nodes(function)):
        return True
    return all(_is_response(value, at, names, seen) for value in returned_values(function))


def _is_response(node: ast.expr, at: Location, names: ExternalNames, seen: set[FunctionNode]) -> bool:
    if isinstance(node, ast.IfExp):
        return _is_response(node.body, at, names, seen) and _is_response(node.orelse, at, names, seen)
    if isinstance(node, ast.Name) and "Response" in (names.name(node, at) or ""):
        return True
    if isinstance(node, ast.Name) and (found := names.value_of(node, at)) is not None:
        node, at = found
    node = node.value if isinstance(node, ast.Await) else node
    if not isinstance(node, ast.Call):
        return False
    definition = names.definition(node.func, at)
    if definition is not None:
        return _makes_response(definition, names, seen)
    last = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
    return "Response" in (names.name(node, at) or "") or ANSWERS.search(last) is not None


def _makes_response(definition: Definition, names: ExternalNames, seen: set[FunctionNode]) -> bool:
    """By the class that it is or is annotated with, or by what it returns."""
    node, module = definition.node, definition.module
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        if node.returns is None:
            return node in seen or (len(seen) < MAX_CALLS and _answers(node, Location(module, (node,)), names, seen))
        return _is_response_class(node.returns, module, names, MAX_BASES)
    return isinstance(node, ast.ClassDef) and any(_is_response_class(base, module, names, MAX_BASES) for base in node.bases)


def _is_response_class(node: ast.expr, module: Module, names: ExternalNames, depth: int) -> bool:
    name = names.type_name(node, Location(module))
    if name is not None:
        return "Response" in name
    definition = names.definition(node, Location(module))
    bases = definition.node.bases if definition is not None and isinstance(definition.node, ast.ClassDef) and depth else []
    return definition is not None and any(_is_response_class(base, definition.module, names, depth - 1) for base in bases)


def writes_keys(function: FunctionNode, name: str) -> bool:
    """Whether the body takes members of a mapping by keys that it writes out: `payload["email"]`, `payload.get("email")`."""
    for node in own_nodes(function):
        match node:
            case ast.Subscript(value=ast.Name(id=found), slice=ast.Constant(value=str())) if found == name:
                return True
            case ast.Call(func=ast.Attribute(value=ast.Name(id=found), attr="get" | "pop"), args=[ast.Constant(value=str()), *_]) if (
                found == name
            ):
                return True
            case _:
                continue
    return False
