"""The responses of an operation. Follows `fastapi.openapi.utils.get_openapi_path`."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tenet.facts.json_schema.generation import Mode
from tenet.facts.json_schema.json_values import Json, JsonObject
from tenet.facts.json_schema.schema_book import SchemaBook
from tenet.facts.json_schema.types import Type
from tenet.facts.openapi.parameters import symbol_of
from tenet.facts.openapi.statuses import allows_body, phrase_of, status_of
from tenet.facts.python.classes import ancestors, body_of, own_attribute
from tenet.facts.python.module import EMPTY, FunctionNode, Module
from tenet.facts.python.values import MISSING, Member, Missing, Pairs, Symbol, Value
from tenet.facts.routing.served_route import Function, ServedRoute

MEDIA_TYPES: Mapping[str, str | None] = {
    "JSONResponse": "application/json", "ORJSONResponse": "application/json", "UJSONResponse": "application/json",
    "HTMLResponse": "text/html", "PlainTextResponse": "text/plain", "EventSourceResponse": "text/event-stream",
    "RedirectResponse": None, "StreamingResponse": None, "FileResponse": None, "Response": None,
}  # fmt: skip
"""What each of Starlette's response classes says of its body; None for one that says nothing."""
JSON_RESPONSES = frozenset({"JSONResponse", "ORJSONResponse", "UJSONResponse"})
REDIRECT_STATUS = "307"
EVENT: JsonObject = {
    "type": "object",
    "properties": {
        "data": {"type": "string"},
        "event": {"type": "string"},
        "id": {"type": "string"},
        "retry": {"type": "integer", "minimum": 0},
    },
}
"""A server-sent event, as FastAPI describes it."""
STREAMS = frozenset({"AsyncIterable", "AsyncIterator", "AsyncGenerator", "Iterable", "Iterator", "Generator"})


@dataclass(frozen=True, slots=True)
class ResponseClass:
    """What a class of responses says of the answer. `is_json`: its body is what the handler returns, as JSON."""

    media_type: str | None = "application/json"
    is_json: bool = True
    status: str = "200"


@dataclass
class Responses:
    """Reads the responses of routes. `infers_model`: FastAPI takes the model from the return annotation (from 0.89)."""

    book: SchemaBook
    infers_model: bool = True
    streams: bool = True
    """FastAPI streams what a generator yields, item by item (from 0.134)."""

    def of(self, route: ServedRoute) -> JsonObject:
        """By status, as OpenAPI writes them."""
        kind = self._response_class(route.response_class)
        stated = status_of(route.status_code)
        status = kind.status if stated is None else stated
        first: JsonObject = {"description": "Successful Response"}
        if allows_body(status):
            content = self._content(route, kind)
            first = {**first, "content": content} if content else first
        found: JsonObject = {status: first}
        for key, value in route.responses.items():
            named = status_of(key)
            if named is not None and isinstance(value, Pairs):
                found[named] = self._merged(found.get(named), value, named, kind, self._module(route))
        return found

    def _module(self, route: ServedRoute) -> Module:
        """Where names that a route's options hold as text are looked up."""
        if route.endpoint is not None:
            return route.endpoint.scope.module
        return self.book.reader.modules.parsed_at(route.place.path) or EMPTY

    def _content(self, route: ServedRoute, kind: ResponseClass) -> JsonObject:
        model = self.model_of(route)
        if self.streams and isinstance(route.response_model, Missing) and _is_generator(route.endpoint):
            streamed = self._streamed(model, route.response_class)
            if streamed is not None:
                return streamed
        if kind.media_type is None:
            return {}
        if not kind.is_json:
            return {kind.media_type: {"schema": {"type": "string"}}}
        return {kind.media_type: {"schema": {} if model is None else self.book.schema(model, Mode.OUTPUT)}}

    def _streamed(self, model: Type | None, kind: Value | Missing) -> JsonObject | None:
        """What a generator streams: JSON lines, or events where its response class says so; None for other classes."""
        items = model.arguments[:1] if model is not None and model.name.rpartition(".")[2] in STREAMS else ()
        events = isinstance(kind, Symbol) and kind.last == "EventSourceResponse" and kind.name.startswith("fastapi.")
        if not isinstance(kind, Missing) and not events:
            return None
        schema: JsonObject = {}
        for item in items:
            schema = self.book.schema(item, Mode.OUTPUT)
        return {"text/event-stream": {"itemSchema": EVENT}} if events else {"application/jsonl": {"itemSchema": schema}}

    def model_of(self, route: ServedRoute) -> Type | None:
        """The type of a successful answer; None where nothing states one."""
        if not isinstance(route.response_model, Missing):
            if route.response_model is None:
                return None
            if route.response_model_node is not None and route.response_model_scope is not None:
                return self.book.reader.read(route.response_model_node, route.response_model_scope)
            return self.book.reader.of_value(route.response_model, self._module(route))
        if not self.infers_model or route.endpoint is None or isinstance(route.endpoint.node, ast.Lambda):
            return None
        return self._returned(route.endpoint, route.endpoint.node)

    def _returned(self, endpoint: Function, node: FunctionNode) -> Type | None:
        if node.returns is None:
            return None
        found = self.book.reader.read(node.returns, endpoint.scope)
        return None if found.name == "None" or self._is_response(found) else found

    def _is_response(self, type_: Type) -> bool:
        return any(
            isinstance(base, Symbol) and base.definition is None and base.last in MEDIA_TYPES and _is_framework(base)
            for base in ancestors(self.book.reader.evaluator, symbol_of(type_))
        )

    def _response_class(self, value: Value | Missing) -> ResponseClass:
        if not isinstance(value, Symbol):
            return ResponseClass()
        media_type: str | Missing | None = MISSING
        for base in ancestors(self.book.reader.evaluator, value):
            body = body_of(base)
            own = MISSING if body is None else own_attribute(self.book.reader.evaluator, body, "media_type")
            if isinstance(media_type, Missing) and (isinstance(own, str) or own is None):
                media_type = own
            if body is None and isinstance(base, Symbol) and base.last in MEDIA_TYPES:
                status = REDIRECT_STATUS if base.last == "RedirectResponse" else "200"
                stated = MEDIA_TYPES[base.last] if isinstance(media_type, Missing) else media_type
                return ResponseClass(stated, base.last in JSON_RESPONSES, status)
        return ResponseClass(None if isinstance(media_type, Missing) else media_type, is_json=False)

    def _merged(self, before: Json, stated: Pairs, status: str, kind: ResponseClass, module: Module) -> Json:
        """What `responses=` adds to what is known of a status."""
        found = dict(before) if isinstance(before, Mapping) else {}
        said = {key: value for key, value in _items(stated) if key != "model"}
        added = json_of(Pairs(tuple(said.items())))
        found = merged(found, added if isinstance(added, Mapping) else {})
        model = stated.get("model")
        if not isinstance(model, Missing) and model is not None:
            schema = self.book.schema(self.book.reader.of_value(model, module), Mode.OUTPUT)
            found = merged(found, {"content": {kind.media_type or "application/json": {"schema": schema}}})
        return {"description": phrase_of(status), **found}


def _is_framework(symbol: Symbol) -> bool:
    return symbol.name.startswith(("fastapi.", "starlette.", "sse_starlette."))


def _is_generator(endpoint: Function | None) -> bool:
    if endpoint is None:
        return False
    first, last = endpoint.node.lineno, endpoint.node.end_lineno
    if not any("yield" in line for line in endpoint.scope.module.lines[first - 1 : last]):
        return False
    inner: list[ast.AST] = list(ast.iter_child_nodes(endpoint.node))
    while inner:
        node = inner.pop()
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            inner.extend(ast.iter_child_nodes(node))
    return False


def _items(value: Pairs) -> Iterator[tuple[str, Value]]:
    return ((key, item) for key, item in value.items if isinstance(key, str))


def json_of(value: Value) -> Json:
    """A value as JSON; what only a run can tell is left open as an empty schema."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case tuple():
            return [json_of(item) for item in value]
        case Pairs():
            return {str(json_of(key)): json_of(item) for key, item in value.items}
        case Member():
            return json_of(value.value)
        case _:
            return {}


def merged(before: JsonObject, after: JsonObject) -> JsonObject:
    """Both, as `fastapi.utils.deep_dict_update` does it: objects are put together, lists joined, anything else is replaced."""
    found = dict(before)
    for key, value in after.items():
        found[key] = _joined(found.get(key), value)
    return found


def _joined(old: Json, value: Json) -> Json:
    if isinstance(old, Mapping) and isinstance(value, Mapping):
        return merged(old, value)
    return [*old, *value] if isinstance(old, list) and isinstance(value, list) else value
