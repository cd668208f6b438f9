"""What one parameter of a function means to FastAPI: something that a client sends, a dependency, or neither.

Follows `fastapi.dependencies.utils.analyze_param`, which decides by the annotation, what it is annotated with, and the default.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from tenet.facts.json_schema.shapes import Shapes
from tenet.facts.json_schema.type_reader import TypeReader
from tenet.facts.json_schema.types import Type
from tenet.facts.python.values import MISSING, Call, Missing, Place, Symbol, Value, plain
from tenet.facts.routing.served_route import Function


class Location(StrEnum):
    """Where a client puts it: OpenAPI's `in` for the first four, the body for the others."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"
    BODY = "body"
    FORM = "form"
    FILE = "file"


BODIES = frozenset({Location.BODY, Location.FORM, Location.FILE})
DECLARED = {
    "Path": Location.PATH, "Query": Location.QUERY, "Header": Location.HEADER, "Cookie": Location.COOKIE,
    "Body": Location.BODY, "Form": Location.FORM, "File": Location.FILE, "Param": Location.QUERY,
}  # fmt: skip
DEPENDENCIES = frozenset({"Depends", "Security"})
FRAMEWORKS = ("fastapi", "starlette", "fastapi_utils")
INJECTED = frozenset({"Request", "WebSocket", "HTTPConnection", "Response", "BackgroundTasks", "SecurityScopes"})


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that a client sends. `info` is the call of `Query`, `Body`, ... where there is one.

    `alias` is the name on the wire. `default` is MISSING where there is none, or only a run makes it.
    """

    name: str
    alias: str
    location: Location
    type: Type
    required: bool
    default: Value | Missing
    info: Call | None
    place: Place

    @property
    def in_schema(self) -> bool:
        return self.info is None or self.info.keyword("include_in_schema") is not False

    def option(self, name: str) -> Value | Missing:
        return MISSING if self.info is None else self.info.keyword(name)


@dataclass(frozen=True, slots=True)
class Required:
    """A dependency that a parameter names. `callee` is what is called for it."""

    parameter: str
    callee: Value
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Declared:
    """A parameter as it is written, whether of a function or of a class that makes its own `__init__`."""

    name: str
    type: Type
    default: Value | Missing
    place: Place
    variadic: bool = False
    """`*args` or `**kwargs`."""


def declared_by(function: Function, types: TypeReader) -> Iterator[Declared]:
    """The parameters of a function that its caller fills, as `inspect.signature` lists them."""
    given = function.node.args
    positional = [*given.posonlyargs, *given.args]
    defaults = [None] * (len(positional) - len(given.defaults)) + list(given.defaults)
    pairs = list(zip(positional, defaults, strict=True))[1 if function.bound else 0 :]
    pairs += [(argument, None) for argument in (given.vararg,) if argument is not None]
    pairs += zip(given.kwonlyargs, given.kw_defaults, strict=True)
    pairs += [(argument, None) for argument in (given.kwarg,) if argument is not None]
    for argument, default in pairs:
        if argument.arg in function.filled:
            continue
        value = MISSING if default is None else types.evaluator.evaluate(default, function.scope)
        value = function.defaults.get(argument.arg, value)
        place = Place(function.scope.module.path, argument.lineno, argument.end_lineno or argument.lineno)
        variadic = argument in {given.vararg, given.kwarg}
        yield Declared(argument.arg, types.read(argument.annotation, function.scope), _given(value, default), place, variadic)


def _given(value: Value | Missing, default: ast.expr | None) -> Value | Missing:
    """`...` says that there is no default."""
    return MISSING if isinstance(default, ast.Constant) and default.value is ... else value


def analysed(
    declared: Declared, path_names: frozenset[str], is_injected: Callable[[Type], bool], shapes: Shapes
) -> Parameter | Required | None:
    """What FastAPI makes of a parameter; None for what the framework itself fills in."""
    stated = [part for part in declared.type.metadata if framework_call(part, {*DECLARED, *DEPENDENCIES}) is not None]
    info = framework_call(stated[-1], {*DECLARED, *DEPENDENCIES}) if stated else None
    default = declared.default
    given = framework_call(default, {*DECLARED, *DEPENDENCIES})
    if given is not None:
        info, default = given, _default_of(given)
    elif info is not None and default is MISSING and info.last not in DEPENDENCIES:
        default = _factory(info)
    if info is not None and info.last in DEPENDENCIES:
        return _dependency(declared, info)
    if is_injected(declared.type):
        return None
    location = DECLARED[info.last] if info is not None else _inferred(declared, path_names, shapes)
    if location is Location.PATH or declared.name in path_names:
        location, default = Location.PATH, MISSING
    alias = _alias(declared.name, location, info)
    return Parameter(declared.name, alias, location, declared.type, default is MISSING, default, info, declared.place)


def framework_call(value: Value | Missing, names: set[str] | frozenset[str]) -> Call | None:
    """The call of one of FastAPI's own functions of these names; `Depends` alone counts as `Depends()`."""
    if isinstance(value, Symbol) and value.last in names and value.name.startswith(FRAMEWORKS) and value.last in DEPENDENCIES:
        return Call(value)
    if not isinstance(value, Call) or not isinstance(value.function, Symbol):
        return None
    function = value.function
    return value if function.last in names and function.name.startswith(FRAMEWORKS) else None


def _default_of(info: Call) -> Value | Missing:
    stated = info.argument(0, "default")
    if isinstance(stated, Missing):
        return _factory(info)
    return MISSING if _is_ellipsis(stated) else stated


def _factory(info: Call) -> Value | Missing:
    """A default that only a run makes: it is there, and nobody knows it."""
    return info.keyword("default_factory")


def _is_ellipsis(value: Value) -> bool:
    return getattr(value, "text", None) == "..." or (isinstance(value, Symbol) and value.last in {"Ellipsis", "Required", "Undefined"})


def _dependency(declared: Declared, info: Call) -> Required:
    callee = info.argument(0, "dependency")
    if isinstance(callee, Missing) or callee is None:
        callee = symbol_of(declared.type)
    return Required(declared.name, callee, scopes_of(info))


def scopes_of(info: Call) -> tuple[str, ...]:
    """The scopes that a call of `Security` names."""
    stated = info.argument(1, "scopes") if info.last == "Security" else ()
    plain_scopes = plain(stated) if isinstance(stated, tuple) else ()
    return tuple(scope for scope in plain_scopes if isinstance(scope, str)) if isinstance(plain_scopes, tuple) else ()


def symbol_of(type_: Type) -> Value:
    """The class that a type names, as a value."""
    return Symbol(type_.name, type_.definition)


def _inferred(declared: Declared, path_names: frozenset[str], shapes: Shapes) -> Location:
    if declared.name in path_names:
        return Location.PATH
    if shapes.is_upload(declared.type) or shapes.is_upload_sequence(declared.type):
        return Location.FILE
    return Location.QUERY if shapes.is_scalar(declared.type) else Location.BODY


def _alias(name: str, location: Location, info: Call | None) -> str:
    if info is not None:
        for key in ("validation_alias", "alias"):
            stated = info.keyword(key)
            if isinstance(stated, str) and (stated != name or location is not Location.HEADER):
                return stated
            if isinstance(stated, Call) and stated.last == "AliasChoices" and stated.arguments and isinstance(stated.arguments[0], str):
                return stated.arguments[0]
    underscores = info is None or info.keyword("convert_underscores") is not False
    return name.replace("_", "-") if location is Location.HEADER and underscores else name


def constrained(parameter: Parameter) -> Type:
    """The parameter's type with what `Query` and the like say of it, in the form of `Field`."""
    own = tuple(part for part in parameter.type.metadata if framework_call(part, {*DECLARED, *DEPENDENCIES}) is None)
    if parameter.info is None:
        return replace(parameter.type, metadata=own)
    kept = tuple((name, value) for name, value in parameter.info.keywords if name not in {"alias", "validation_alias", "default"})
    return replace(parameter.type, metadata=(*own, Call(Symbol("pydantic.Field"), (), kept)))
