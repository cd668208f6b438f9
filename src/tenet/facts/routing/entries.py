"""What routers hold, as the code puts it in: routes, inclusions of other routers, mounted applications."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from tenet.facts.python.scope import Scope
from tenet.facts.python.values import MISSING, Bound, Call, Computed, Instance, Missing, Pairs, Place, Symbol, Value, plain, settled


@dataclass(frozen=True, slots=True)
class Settings:
    """What a router, an inclusion or a route states for its routes, or several of them merged from the outside in."""

    prefix: Value = ""
    tags: tuple[Value, ...] = ()
    dependencies: tuple[Value, ...] = ()
    responses: Mapping[Value, Value] = field(default_factory=dict)
    response_class: Value | Missing = MISSING
    unique_id_function: Value | Missing = MISSING
    deprecated: bool = False
    in_schema: bool = True

    def around(self, inner: "Settings") -> "Settings":
        """These settings with those of something inside, as FastAPI merges them."""
        return Settings(
            prefix=joined(self.prefix, inner.prefix),
            tags=(*self.tags, *inner.tags),
            dependencies=(*self.dependencies, *inner.dependencies),
            responses={**self.responses, **inner.responses},
            response_class=self.response_class if isinstance(inner.response_class, Missing) else inner.response_class,
            unique_id_function=self.unique_id_function if isinstance(inner.unique_id_function, Missing) else inner.unique_id_function,
            deprecated=self.deprecated or inner.deprecated,
            in_schema=self.in_schema and inner.in_schema,
        )


@dataclass(frozen=True, slots=True)
class RouteEntry:
    """A route, with the settings of the router that it was added to."""

    settings: Settings
    methods: tuple[str, ...]
    endpoint: Value
    stated: Mapping[str, Value]
    place: Place
    condition: str
    kind: str
    """`api`, `plain` (of Starlette), `websocket` or `plain websocket`."""
    model_node: ast.expr | None = None
    model_scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Inclusion:
    """A router that another includes."""

    settings: Settings
    router: Value
    place: Place
    condition: str
    text: str


@dataclass(frozen=True, slots=True)
class MountEntry:
    """An application that is mounted below a path."""

    path: Value
    application: Value
    place: Place
    condition: str


@dataclass(frozen=True, slots=True)
class UnreadEntry:
    """Something that makes routes which the text does not show."""

    subject: str
    reason: str
    place: Place


Entry = RouteEntry | Inclusion | MountEntry | UnreadEntry


def joined(outer: Value, inner: Value) -> Value:
    """Two parts of a path."""
    if isinstance(outer, str) and isinstance(inner, str):
        return outer + inner
    return inner if outer == "" else outer if inner == "" else Computed(_braced(outer) + _braced(inner))


def _braced(part: Value) -> str:
    text = part if isinstance(part, str) else text_of(part)
    return text if isinstance(part, str) or "{" in text else f"{{{text}}}"


def text_of(value: Value) -> str:
    return value.text if isinstance(value, Computed) else f"{dotted(value)}(...)" if isinstance(value, Call) else dotted(value) or "?"


def dotted(function: Value) -> str:
    """A function by the names that lead to it."""
    match function:
        case Symbol():
            return function.name
        case Bound():
            return f"{dotted(function.target)}.{function.name}".lstrip(".")
        case Call(function=Symbol(name="functools.partial"), arguments=(inner, *_)):
            return dotted(inner)
        case Call():
            return dotted(function.function)
        case Instance():
            return dotted(function.made.function)
        case _:
            return ""


def settings_of(stated: Mapping[str, Value], class_name: str = "default_response_class") -> Settings:
    """What the arguments of a router, an inclusion or a route say."""
    prefix = plain(stated.get("prefix", ""))
    responses = settled(stated.get("responses") or ())
    found = stated.get(class_name)
    return Settings(
        prefix="" if prefix is None else prefix,
        tags=sequence_of(stated.get("tags")),
        dependencies=sequence_of(stated.get("dependencies")),
        responses=dict(responses.items) if isinstance(responses, Pairs) else {},
        response_class=MISSING if found is None else found,
        unique_id_function=stated.get("generate_unique_id_function", MISSING),
        deprecated=stated.get("deprecated") is True,
        in_schema=stated.get("include_in_schema") is not False,
    )


def sequence_of(value: Value) -> tuple[Value, ...]:
    found = settled(value)
    return found if isinstance(found, tuple) else () if found is None else (found,)


def methods_of(given: Value) -> tuple[str, ...]:
    """The methods of a route; none where only a run can tell them."""
    if given is None:
        return ("GET",)
    found = [one.last if isinstance(one, Symbol) else plain(one) for one in given] if isinstance(given, tuple) else []
    texts = {one.upper() for one in found if isinstance(one, str)}
    return tuple(sorted(texts)) if len(texts) == len(set(found)) else ()


def keyword_of(node: ast.expr, name: str) -> ast.expr | None:
    """The expression of a keyword argument of a call."""
    keywords = node.keywords if isinstance(node, ast.Call) else []
    return next((keyword.value for keyword in keywords if keyword.arg == name), None)
