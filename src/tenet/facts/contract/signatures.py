"""What a function promises to those who call it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tenet.facts.contract.annotations import effective_type, last_name
from tenet.facts.contract.expressions import expression_text
from tenet.facts.contract.items import ContractItem, ContractKind
from tenet.facts.contract.names import Reading
from tenet.facts.python.module import FunctionNode

PROPERTIES = frozenset({"property", "cached_property", "hybrid_property", "abstractproperty"})
HOOKS = frozenset(
    {"field_validator", "validator", "model_validator", "root_validator", "field_serializer", "model_serializer", "validates",
     "declared_attr", "computed_field", "listens_for", "overload", "setter", "deleter", "expression", "fixture"}
)  # fmt: skip
"""Decorators of functions that only a framework calls, that are fields, or that state a part of another function."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """`marker` tells how it is passed: `/`, `*` (keyword only), `*args`, `**kwargs`, or empty for either way."""

    name: str
    marker: str
    annotation: ast.expr | None
    default: ast.expr | None


def parameters_of(node: FunctionNode) -> Iterator[Parameter]:
    """In the order in which they are written."""
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(positional) - len(arguments.defaults)) + list(arguments.defaults)
    for at, (argument, default) in enumerate(zip(positional, defaults, strict=True)):
        yield Parameter(argument.arg, "/" if at < len(arguments.posonlyargs) else "", argument.annotation, default)
    if arguments.vararg is not None:
        yield Parameter(arguments.vararg.arg, "*args", arguments.vararg.annotation, None)
    for argument, keyword_default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield Parameter(argument.arg, "*", argument.annotation, keyword_default)
    if arguments.kwarg is not None:
        yield Parameter(arguments.kwarg.arg, "**kwargs", arguments.kwarg.annotation, None)


def decorator_names(node: ast.ClassDef | FunctionNode, reading: Reading) -> Iterator[str]:
    for decorator in node.decorator_list:
        function = decorator.func if isinstance(decorator, ast.Call) else decorator
        yield function.attr if isinstance(function, ast.Attribute) else last_name(function, reading)


def first_line(node: ast.ClassDef | FunctionNode) -> int:
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def last_line_of_head(node: ast.ClassDef | FunctionNode) -> int:
    """The last line before the body."""
    return max(node.lineno, node.body[0].lineno - 1)


def read_function(node: FunctionNode, reading: Reading, owner: str = "") -> ContractItem | None:
    """The signature, or None where only a framework calls the function. `owner` is the class of a method."""
    decorators = set(decorator_names(node, reading))
    if decorators & HOOKS:
        return None
    parameters = list(parameters_of(node))
    if owner and "staticmethod" not in decorators and parameters and not parameters[0].marker.startswith("*"):
        parameters = parameters[1:]
    types = [effective_type(parameter.annotation, reading) for parameter in parameters]
    returns = effective_type(node.returns, reading)
    name = f"{owner}.{node.name}" if owner else node.name
    shown = [_shown(parameter, type_, reading) for parameter, type_ in zip(parameters, types, strict=True)]
    is_property = bool(decorators & PROPERTIES)
    call = "" if is_property else f"({', '.join(_with_marks(parameters, shown))})"
    awaited = isinstance(node, ast.AsyncFunctionDef)
    shape = [f"{parameter.marker} {parameter.name} {expression_text(parameter.default, reading)}" for parameter in parameters]
    return ContractItem(
        ContractKind.SIGNATURE,
        name,
        reading.module.path,
        node.lineno,
        last_line_of_head(node),
        f"{'async ' if awaited else ''}{name}{call}{f' -> {returns}' if returns else ''}",
        "\n".join([f"{awaited} {is_property} {sorted(decorators & {'staticmethod', 'classmethod'})}", *shape]),
        (*types, returns),
        owner,
    )


def _shown(parameter: Parameter, type_: str, reading: Reading) -> str:
    stars = parameter.marker.rstrip("abcdefghijklmnopqrstuvwxyz") if len(parameter.marker) > 1 else ""
    typed = f"{stars}{parameter.name}{f': {type_}' if type_ else ''}"
    if parameter.default is None:
        return typed
    return f"{typed}{' = ' if type_ else '='}{expression_text(parameter.default, reading)}"


def _with_marks(parameters: list[Parameter], shown: list[str]) -> Iterator[str]:
    """Puts `/` after positional-only parameters and `*` before keyword-only ones."""
    previous = ""
    for parameter, text in zip(parameters, shown, strict=True):
        if previous == "/" and parameter.marker != "/":
            yield "/"
        if parameter.marker == "*" and previous not in {"*", "*args"}:
            yield "*"
        yield text
        previous = parameter.marker
    if previous == "/":
        yield "/"
