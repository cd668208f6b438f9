"""The routes that a module serves: FastAPI and Starlette, and what Flask writes alike."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from tenet.facts.contract.annotations import effective_type, last_name, unwrapped
from tenet.facts.contract.expressions import call_name, constant_text, expression_text, keyword_of, status_text
from tenet.facts.contract.items import ContractItem, ContractKind, Promise
from tenet.facts.contract.names import Reading, SurfaceNames
from tenet.facts.contract.promises import DEPENDENCIES, dependency_promises, parameter_promises
from tenet.facts.contract.signatures import first_line, last_line_of_head, parameters_of
from tenet.facts.python.module import FunctionNode, ScopeNode
from tenet.facts.python.modules import dotted_name

METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "trace"})
MANY_METHODS = frozenset({"api_route", "route"})
ROUTER_CALLS = ("Router", "FastAPI", "Starlette", "Flask", "Blueprint", "NinjaAPI")
FACETS = (
    "response_class", "deprecated", "include_in_schema", "response_model_exclude_none", "response_model_exclude_unset",
    "response_model_exclude", "response_model_include", "response_model_by_alias",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dependency:
    """What a handler's parameter is filled from; the name is empty for what its route alone asks for."""

    parameter: str
    node: ast.expr
    reading: Reading


def is_routing(decorator: ast.expr) -> bool:
    """Whether a decorator has the form of one that serves a path."""
    return (
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr in METHODS | MANY_METHODS | {"websocket"}
    )


def dependencies_of(node: FunctionNode, reading: Reading) -> Iterator[Dependency]:
    """The dependencies that a handler and its route state, aliases of `Annotated` followed."""
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and (stated := keyword_of(decorator, "dependencies")) is not None:
            yield Dependency("", stated, reading)
    for parameter in parameters_of(node):
        _, metadata, at = unwrapped(parameter.annotation, reading)
        yield from (Dependency(parameter.name, part, at) for part in metadata if call_name(part, at) in DEPENDENCIES)
        if parameter.default is not None and call_name(parameter.default, reading) in DEPENDENCIES:
            yield Dependency(parameter.name, parameter.default, reading)


@dataclass(frozen=True, slots=True)
class Router:
    """`asked` is what its dependencies ask of the clients of every route."""

    prefix: str
    asked: tuple[Promise, ...]


NO_ROUTER = Router("", ())


@dataclass(frozen=True)
class Routes:
    """The routes of one module. `handlers` are the functions that serve them.

    `definitions` names the functions and classes of the module's own level to look into; None stands for all.
    """

    reading: Reading
    definitions: frozenset[str] | None = None

    @cached_property
    def _nodes(self) -> tuple[ast.Assign | ast.AnnAssign | ast.Call | FunctionNode, ...]:
        kinds = (ast.Assign, ast.AnnAssign, ast.Call, ast.FunctionDef, ast.AsyncFunctionDef)
        body = self.reading.module.tree.body
        chosen = [node for node in body if self.definitions is None or not isinstance(node, ScopeNode) or node.name in self.definitions]
        return tuple(node for statement in chosen for node in ast.walk(statement) if isinstance(node, kinds))

    @cached_property
    def _routers(self) -> dict[str, Router]:
        """What each router that the module makes says of its routes, by its name."""
        found: dict[str, Router] = {}
        for node in self._nodes:
            if isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(node.value, ast.Call):
                name = last_name(node.value.func, self.reading)
                for target in (node.targets if isinstance(node, ast.Assign) else [node.target]) if name.endswith(ROUTER_CALLS) else ():
                    asked = tuple(dependency_promises(keyword_of(node.value, "dependencies"), self.reading))
                    found[".".join(dotted_name(target) or [])] = Router(self._path_text(_prefix(node.value)), asked)
        return found

    @cached_property
    def _surface(self) -> "Routes":
        """The routes under the names that the module's own text gives them."""
        return Routes(Reading(self.reading.module, SurfaceNames(frozenset())), self.definitions) if self.reading.names.certain else self

    @cached_property
    def handlers(self) -> frozenset[int]:
        """The `id` of the nodes of handlers."""
        return frozenset(id(node) for node, _ in self._decorated)

    @cached_property
    def _decorated(self) -> tuple[tuple[FunctionNode, ast.Call], ...]:
        return tuple(
            (node, decorator)
            for node in self._nodes
            if isinstance(node, FunctionNode)
            for decorator in map(self._unwrapped, node.decorator_list)
            if isinstance(decorator, ast.Call) and self._registers(decorator)
        )

    def _unwrapped(self, decorator: ast.expr) -> ast.expr:
        """`@protected(router.get, "/orders", ...)` as `@router.get("/orders", ...)`: a project's own way to serve a path."""
        for at, given in enumerate(decorator.args if isinstance(decorator, ast.Call) else ()):
            if isinstance(given, ast.Attribute) and given.attr in METHODS and self._receiver(given) in self._routers:
                return ast.Call(given, decorator.args[at + 1 :], decorator.keywords) if isinstance(decorator, ast.Call) else decorator
        return decorator

    def items(self, only: frozenset[str] | None = None) -> Iterator[ContractItem]:
        """The routes; those named in `only`, unless that is None."""
        for node, decorator in self._decorated:
            read = zip(self.names(decorator), self._surface.names(decorator), strict=True)
            names = [name for name, written in read if only is None or written in only]
            if names:
                yield from self._route(node, decorator, names)
        for call in self._nodes:
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                yield from self._registered(call, call.func)

    def _registers(self, call: ast.Call) -> bool:
        """Whether a decorator makes its function serve a path."""
        if not isinstance(call.func, ast.Attribute) or not is_routing(call):
            return False
        path = _path_argument(call)
        literal = constant_text(path, self.reading)
        if literal is not None:
            return literal.startswith("/") or (not literal and self._receiver(call.func) in self._routers)
        return path is not None and self._receiver(call.func) in self._routers

    def _receiver(self, function: ast.Attribute) -> str:
        return ".".join(dotted_name(function.value) or [])

    def _router(self, function: ast.expr) -> Router:
        return self._routers.get(self._receiver(function), NO_ROUTER) if isinstance(function, ast.Attribute) else NO_ROUTER

    def _path_text(self, node: ast.expr | None) -> str:
        text = constant_text(node, self.reading)
        return text if text is not None else f"{{{expression_text(node, self.reading)}}}" if node is not None else ""

    def names(self, call: ast.Call) -> list[str]:
        """`GET /orders`, for each method that a decorator serves."""
        if not isinstance(call.func, ast.Attribute):
            return []
        path = self._router(call.func).prefix + self._path_text(_path_argument(call))
        return [f"{method} {path or '/'}" for method in self._methods(call.func.attr, call)]

    def _route(self, node: FunctionNode, call: ast.Call, names: list[str]) -> Iterator[ContractItem]:
        asked = {*parameter_promises(node, self.reading), *dependency_promises(keyword_of(call, "dependencies"), self.reading)}
        asked.update(self._router(call.func).asked)
        promises = (*self._facets(node, call), *sorted(asked, key=lambda promise: promise.text))
        for name in names:
            yield self._item(name, (first_line(node), last_line_of_head(node)), promises)

    def _methods(self, attribute: str, call: ast.Call) -> list[str]:
        if attribute in METHODS or attribute == "websocket":
            return [attribute.upper()]
        given = keyword_of(call, "methods")
        methods = given.elts if isinstance(given, (ast.List, ast.Tuple, ast.Set)) else []
        return sorted(expression_text(method, self.reading).strip("'\"").rpartition(".")[2].upper() for method in methods) or ["GET"]

    def _facets(self, node: FunctionNode, call: ast.Call) -> Iterator[Promise]:
        model = keyword_of(call, "response_model")
        returns = effective_type(model if model is not None else node.returns, self.reading)
        if returns not in {"", "None"} and not returns.endswith("Response"):
            yield Promise("", f"answers {returns}")
        status = status_text(keyword_of(call, "status_code"), self.reading)
        if status not in {"", "200"}:
            yield Promise("", f"status {status}")
        stated = ((name, keyword_of(call, name)) for name in FACETS)
        yield from (Promise("", f"{name}={expression_text(value, self.reading)}") for name, value in stated if value is not None)
        yield from self._responses(keyword_of(call, "responses"))

    def _responses(self, node: ast.expr | None) -> Iterator[Promise]:
        """The other answers: each status with its model, its description left out."""
        if not isinstance(node, ast.Dict):
            yield from [Promise("", f"responses={expression_text(node, self.reading)}")] if node is not None else []
            return
        for status, answer in zip(node.keys, node.values, strict=True):
            stated = dict(zip(answer.keys, answer.values, strict=True)) if isinstance(answer, ast.Dict) else {}
            model = next((value for key, value in stated.items() if isinstance(key, ast.Constant) and key.value == "model"), None)
            type_ = effective_type(model, self.reading)
            yield Promise(
                "", f"{status_text(status, self.reading)} answers {type_}" if type_ else f"may be {status_text(status, self.reading)}"
            )

    def _registered(self, node: ast.Call, function: ast.Attribute) -> Iterator[ContractItem]:
        """Routes that calls add: `add_api_route`, `include_router` with its prefix, mounted applications."""
        lines = node.lineno, node.end_lineno or node.lineno
        if function.attr in {"add_api_route", "add_route", "add_api_websocket_route", "add_websocket_route"} and node.args:
            path = self._router(function).prefix + self._path_text(node.args[0])
            methods = ["WEBSOCKET"] if "websocket" in function.attr else self._methods("route", node)
            for method in methods:
                yield self._item(f"{method} {path}", lines, self._added(node, function))
        elif function.attr in {"include_router", "register_blueprint"} and node.args:
            included = ".".join(dotted_name(node.args[0]) or [ast.unparse(node.args[0])])
            asked = sorted(dependency_promises(keyword_of(node, "dependencies"), self.reading), key=lambda promise: promise.text)
            prefix = Promise("", f"under {self._router(function).prefix + self._path_text(_prefix(node)) or '/'}")
            yield replace(self._item(f"routes of {included}", lines, (prefix, *asked)), text=f"routes of {included} {prefix.text}")
        elif function.attr in {"mount", "frontend"} and node.args and (constant_text(node.args[0], self.reading) or "").startswith("/"):
            yield self._item(f"mount {self._path_text(node.args[0])}", lines, ())

    def _added(self, node: ast.Call, function: ast.Attribute) -> tuple[Promise, ...]:
        """What `add_api_route` says; what the handler says is its signature's."""
        answers = effective_type(keyword_of(node, "response_model"), self.reading)
        asked = {*self._router(function).asked, *dependency_promises(keyword_of(node, "dependencies"), self.reading)}
        stated = (Promise("", f"answers {answers}"),) if answers else ()
        return (*stated, *sorted(asked, key=lambda promise: promise.text))

    def _item(self, name: str, lines: tuple[int, int], promises: tuple[Promise, ...]) -> ContractItem:
        texts = [promise.text for promise in promises]
        text = f"{name} ({', '.join(texts)})" if texts else name
        return ContractItem(ContractKind.ROUTE, name, self.reading.module.path, *lines, text, "\n".join(texts), promises=promises)


def _prefix(call: ast.Call) -> ast.expr | None:
    return keyword_of(call, "prefix") or keyword_of(call, "url_prefix")


def _path_argument(call: ast.Call) -> ast.expr | None:
    return call.args[0] if call.args else keyword_of(call, "path")
