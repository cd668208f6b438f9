"""A route as the application serves it, once every prefix, inclusion and mount has had its say."""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tenet.facts.python.module import FunctionNode
from tenet.facts.python.scope import Scope
from tenet.facts.python.values import MISSING, Missing, Place, Symbol, Value

CONVERTOR = re.compile(r"{([a-zA-Z_]\w*)(?::[a-zA-Z_]\w*)?}")
"""A parameter of a path, after `starlette.routing.compile_path`."""


@dataclass(frozen=True, slots=True)
class Function:
    """Something that the framework calls: a handler, or what `Depends` names.

    `scope` is what its annotations and defaults see: its module, what it closes over, the classes around it.
    `bound` where the first parameter (`self`, `cls`) is filled before the framework looks; `owner` is the class whose
    instance or class that is.
    """

    name: str
    node: FunctionNode | ast.Lambda
    scope: Scope
    bound: bool = False
    owner: ast.ClassDef | None = None
    view: Symbol | None = None
    """The class-based view of the method: the framework makes an object of it, from its attributes and constructor, for each request."""
    filled: frozenset[str] = frozenset()
    """Parameters that `functools.partial` gives by position: the framework does not see them."""
    defaults: Mapping[str, Value] = field(default_factory=dict)
    """Parameters that `functools.partial` gives by name: they have this default."""
    signature: Value = None
    """What the code sets as `__signature__`: a call of `inspect.signature` or `inspect.Signature`; None where it sets none."""


@dataclass(frozen=True, slots=True)
class ServedRoute:
    """One route. `path` has all prefixes, `methods` are upper case and sorted.

    `endpoint` is None where the handler is defined outside the repository (`handler` names it then).
    `dependencies` are what the application, its routers, their inclusions and the route itself name, in the order in which
    FastAPI solves them: each a `Call` of `Depends` or `Security`, or the value that stands there.
    `response_model`, `status_code`, `response_class` are MISSING where nothing along the way states them.
    `responses` maps a status (as written: int or text) to what `responses=` says of it, nearer statements last.
    `condition` is the source of what decides whether the route exists, where only a run can tell; empty otherwise.
    """

    path: str
    methods: tuple[str, ...]
    endpoint: Function | None
    handler: str
    place: Place
    """Where the decorator or the call that adds it stands."""
    dependencies: tuple[Value, ...] = ()
    response_model: Value | Missing = MISSING
    response_model_scope: Scope | None = None
    response_model_node: ast.expr | None = None
    """The expression of `response_model` and what it sees, so that its type can be read with forward references."""
    status_code: Value | Missing = MISSING
    response_class: Value | Missing = MISSING
    responses: Mapping[Value, Value] = field(default_factory=dict)
    in_schema: bool = True
    deprecated: bool = False
    operation_id: str = ""
    name: str = ""
    tags: tuple[str, ...] = ()
    unique_id_function: Value | Missing = MISSING
    """What `generate_unique_id_function` names for the route; MISSING where FastAPI's own makes the operation's id."""
    condition: str = ""
    websocket: bool = False
    plain: bool = False
    """A Starlette route: served, and in no OpenAPI document."""
    paginated: bool = False
    """Whether the application was given to `add_pagination`: a route whose answer is a page takes the parameters of one."""
    library: str = ""
    """The library that makes the route: what it takes and gives is not in the repository."""
    stated: Mapping[str, Value] = field(default_factory=dict)
    """Every argument of the route itself, as it is written: `summary`, `openapi_extra`, `response_model_exclude_none`."""

    @property
    def path_format(self) -> str:
        """The path as OpenAPI writes it: of `{name:path}` the name alone."""
        return CONVERTOR.sub(r"{\1}", self.path)


@dataclass(frozen=True, slots=True)
class UnreadRoutes:
    """Routes that cannot be read, and why: a router that a library makes, a prefix that only a run can tell."""

    subject: str
    reason: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Application:
    """One application object. `name` is `module:variable` (or `module:factory`), as a server is told it."""

    name: str
    place: Place
    routes: tuple[ServedRoute, ...]
    unread: tuple[UnreadRoutes, ...] = ()
    title: str = "FastAPI"
    version: str = "0.1.0"
    mounted: "tuple[MountedApplication, ...]" = ()
    webhooks: tuple[ServedRoute, ...] = ()
    """What the application says that it sends to others, by names in the place of paths."""


@dataclass(frozen=True, slots=True)
class MountedApplication:
    """An application below a path of another. One of FastAPI has a document of its own; None where it is no such."""

    path: str
    subject: str
    place: Place
    application: Application | None = None
    condition: str = ""


@dataclass(frozen=True, slots=True)
class NoApplication:
    """No application could be read: why, what to do, and which ones the repository has."""

    name: str
    reason: str
    hint: str
    found: tuple[str, ...] = ()
