"""The routes that a module serves: FastAPI and Starlette, and what Flask writes alike."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tenet.facts.contract.annotations import effective_type, last_name, unwrapped
from tenet.facts.contract.expressions import PROSE, call_name, constant_text, expression_text, keyword_of, status_text
from tenet.facts.contract.items import ContractItem, ContractKind
from tenet.facts.contract.names import Reading
from tenet.facts.contract.signatures import Parameter, first_line, last_line_of_head, parameters_of
from tenet.facts.python.module import FunctionNode, ScopeNode
from tenet.facts.python.modules import dotted_name

METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "trace"})
MANY_METHODS = frozenset({"api_route", "route"})
ROUTER_CALLS = ("Router", "FastAPI", "Starlette", "Flask", "Blueprint", "NinjaAPI")
FACETS = (
    "response_class", "deprecated", "include_in_schema", "response_model_exclude_none", "response_model_exclude_unset",
    "response_model_exclude", "response_model_include", "response_model_by_alias",
)  # fmt: skip
INJECTED = frozenset(
    {"Request", "Response", "WebSocket", "HTTPConnection", "BackgroundTasks", "SecurityScopes", "StreamingResponse", "JSONResponse"}
)
"""Types of parameters that the framework fills in."""
SOURCES = frozenset({"Query", "Path", "Header", "Cookie", "Body", "Form", "File"})
DEPENDENCIES = frozenset({"Depends", "Security"})


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


@dataclass(frozen=True)
class Routes:
    """The routes of one module. `handlers` are the functions that serve them.

    `definitions` names the functions and classes of the module's own level to look into; None stands for all.
    """

    reading: Reading
    definitions: frozenset[str] | None = None

    @cached_property
    def _nodes(self) -> tuple[ast.Assign | ast.Call | FunctionNode, ...]:
        kinds = (ast.Assign, ast.Call, ast.FunctionDef, ast.AsyncFunctionDef)
        body = self.reading.module.tree.body
        chosen = [node for node in body if self.definitions is None or not isinstance(node, ScopeNode) or node.name in self.definitions]
        return tuple(node for statement in chosen for node in ast.walk(statement) if isinstance(node, kinds))

    @cached_property
    def _routers(self) -> dict[str, str]:
        """The prefix of each router that the module makes, by its name."""
        found: dict[str, str] = {}
        for node in self._nodes:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                name = last_name(node.value.func, self.reading)
                for target in node.targets if name.endswith(ROUTER_CALLS) else ():
                    found[".".join(dotted_name(target) or [])] = self._path_text(_prefix(node.value))
        return found

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
            for decorator in node.decorator_list
            if isinstance(decorator, ast.Call) and self._registers(decorator)
        )

    def items(self, only: frozenset[str] | None = None) -> Iterator[ContractItem]:
        """The routes; those named in `only`, unless that is None."""
        for node, decorator in self._decorated:
            names = self._names(decorator)
            if only is None or only.intersection(names):
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

    def _path_text(self, node: ast.expr | None) -> str:
        text = constant_text(node, self.reading)
        return text if text is not None else f"{{{expression_text(node, self.reading)}}}" if node is not None else ""

    def _names(self, call: ast.Call) -> list[str]:
        """`GET /orders`, for each method that a decorator serves."""
        if not isinstance(call.func, ast.Attribute):
            return []
        path = self._routers.get(self._receiver(call.func), "") + self._path_text(_path_argument(call))
        return [f"{method} {path or '/'}" for method in self._methods(call.func.attr, call)]

    def _route(self, node: FunctionNode, call: ast.Call, names: list[str]) -> Iterator[ContractItem]:
        promises = [*self._facets(node, call), *self._parameters(node)]
        for name in names:
            text = f"{name} ({', '.join(promises)})" if promises else name
            yield ContractItem(
                ContractKind.ROUTE, name, self.reading.module.path, first_line(node), last_line_of_head(node), text, "\n".join(promises)
            )

    def _methods(self, attribute: str, call: ast.Call) -> list[str]:
        if attribute in METHODS or attribute == "websocket":
            return [attribute.upper()]
        given = keyword_of(call, "methods")
        methods = given.elts if isinstance(given, (ast.List, ast.Tuple, ast.Set)) else []
        return sorted(expression_text(method, self.reading).strip("'\"").rpartition(".")[2].upper() for method in methods) or ["GET"]

    def _facets(self, node: FunctionNode, call: ast.Call) -> Iterator[str]:
        model = keyword_of(call, "response_model")
        returns = effective_type(model if model is not None else node.returns, self.reading)
        if returns not in {"", "None"} and not returns.endswith("Response"):
            yield f"answers {returns}"
        status = status_text(keyword_of(call, "status_code"), self.reading)
        if status not in {"", "200"}:
            yield f"status {status}"
        yield from (f"{name}={expression_text(value, self.reading)}" for name in FACETS if (value := keyword_of(call, name)) is not None)

    def _parameters(self, node: FunctionNode) -> list[str]:
        """What a client sends, in an order of its own: dependencies and what the framework injects left out."""
        given = (parameter for parameter in parameters_of(node) if parameter.name not in {"self", "cls"} and "arg" not in parameter.marker)
        return sorted(text for parameter in given if (text := self._parameter(parameter)))

    def _parameter(self, parameter: Parameter) -> str:
        inner, metadata, reading = unwrapped(parameter.annotation, self.reading)
        calls = [part for part in (*metadata, parameter.default) if isinstance(part, ast.Call)]
        if any(call_name(call, reading) in DEPENDENCIES for call in calls):
            return ""
        type_ = effective_type(inner, reading)
        if type_.removesuffix(" | None") in INJECTED:
            return ""
        source = next((call for call in calls if call_name(call, reading) in SOURCES), None)
        default = self._default(parameter.default, reading)
        text = f"{parameter.name}: {type_ or 'Any'}{f' = {default}' if default else ''}"
        return f"{text} {constraints}" if (constraints := self._constraints(source, reading, scalar=type_[:1].islower())) else text

    def _default(self, value: ast.expr | None, reading: Reading) -> str:
        if isinstance(value, ast.Call) and call_name(value, reading) in SOURCES:
            return self._default(value.args[0] if value.args else keyword_of(value, "default"), reading)
        text = expression_text(value, reading)
        return "" if text == "..." else text

    def _constraints(self, source: ast.Call | None, reading: Reading, *, scalar: bool) -> str:
        if source is None:
            return ""
        name = call_name(source, reading)
        words = sorted(
            f"{word.arg}={expression_text(word.value, reading)}" for word in source.keywords if word.arg not in PROSE | {"default"}
        )
        plain = name == "Path" or (name == "Query" and scalar)
        return f"in {name.lower()}({', '.join(words)})" if words or not plain else ""

    def _registered(self, node: ast.Call, function: ast.Attribute) -> Iterator[ContractItem]:
        """Routes that calls add: `add_api_route`, `include_router` with its prefix, mounted applications."""
        if function.attr in {"add_api_route", "add_route", "add_api_websocket_route", "add_websocket_route"} and node.args:
            path = self._routers.get(self._receiver(function), "") + self._path_text(node.args[0])
            methods = ["WEBSOCKET"] if "websocket" in function.attr else self._methods("route", node)
            answers = effective_type(keyword_of(node, "response_model"), self.reading)
            for method in methods:
                yield self._item(f"{method} {path}", node, answers)
        elif function.attr in {"include_router", "register_blueprint"} and node.args:
            included = ".".join(dotted_name(node.args[0]) or [ast.unparse(node.args[0])])
            yield self._item(f"routes of {included}", node, f"under {self._path_text(_prefix(node)) or '/'}")
        elif function.attr == "mount" and node.args and (constant_text(node.args[0], self.reading) or "").startswith("/"):
            yield self._item(f"mount {self._path_text(node.args[0])}", node, "")

    def _item(self, name: str, node: ast.Call, detail: str) -> ContractItem:
        end = node.end_lineno or node.lineno
        text = f"{name} {detail}".strip()
        return ContractItem(ContractKind.ROUTE, name, self.reading.module.path, node.lineno, end, text, detail)


def _prefix(call: ast.Call) -> ast.expr | None:
    return keyword_of(call, "prefix") or keyword_of(call, "url_prefix")


def _path_argument(call: ast.Call) -> ast.expr | None:
    return call.args[0] if call.args else keyword_of(call, "path")
