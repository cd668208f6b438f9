"""One served route as OpenAPI operations, one for each of its methods."""

import ast
import inspect
import re
from collections.abc import Sequence
from dataclasses import dataclass

from tenet.facts.json_schema.generation import Mode
from tenet.facts.json_schema.json_values import Json, JsonObject, json_of
from tenet.facts.json_schema.schema_book import SchemaBook
from tenet.facts.json_schema.types import Type, without_none
from tenet.facts.openapi.bodies import request_body
from tenet.facts.openapi.dependants import Dependant, Dependants, body_parameters, outer_parameters, security_of
from tenet.facts.openapi.pagination import page_parameters
from tenet.facts.openapi.parameters import Location, Parameter, constrained
from tenet.facts.openapi.responses import Responses, merged
from tenet.facts.openapi.security_schemes import SecurityScheme, described, scheme_name
from tenet.facts.python.values import MISSING, Missing, Value
from tenet.facts.routing.served_route import ServedRoute

METHODS_WITH_BODY = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"})
VALIDATION_ERROR = "422"


@dataclass(frozen=True, slots=True)
class ReadOperation:
    """An operation's document, with what it adds to the components, and what of it only a run can tell."""

    method: str
    path: str
    document: JsonObject
    components: JsonObject
    security_schemes: JsonObject
    unread: tuple[str, ...]
    guarded: bool
    """Whether one of its security schemes refuses requests."""
    may_be_invalid: bool
    """Whether a request can fail to fit, which FastAPI answers itself."""


@dataclass
class Operations:
    """Reads operations. Components that several share are in `book`."""

    dependants: Dependants
    responses: Responses
    book: SchemaBook

    def of(self, route: ServedRoute) -> tuple[ReadOperation, ...]:
        dependant = self.dependants.of_route(route, self._page(route))
        path = route.path_format
        name = unique_id(route, path)
        parameters = self._parameters(dependant)
        body = request_body(body_parameters(dependant), name, self.book)
        security = list(security_of(dependant))
        schemes: JsonObject = {scheme_name(scheme): described(scheme) for scheme, _ in security}
        guarded = any(scheme.guards for scheme, _ in security)
        responses = dict(self.responses.of(route))
        checked = (bool(parameters) or body is not None) and not {VALIDATION_ERROR, "4XX", "default"} & set(responses)
        if checked:
            responses[VALIDATION_ERROR] = _INVALID
        unread = tuple(reason for part in dependant.all() for reason in part.unread)
        components: JsonObject = {} if body is None or body.component is None else {body.component[0]: body.component[1]}
        found = []
        for method in route.methods:
            document: JsonObject = {**_described(route, name)}
            if security:
                document["security"] = _required(security)
            if parameters:
                document["parameters"] = parameters
            if body is not None and method in METHODS_WITH_BODY:
                document["requestBody"] = body.document
            document["responses"] = responses
            document = merged(document, _extra(route))
            found.append(ReadOperation(method, path, document, components, schemes, unread, guarded, checked))
        return tuple(found)

    def _page(self, route: ServedRoute) -> Type | None:
        """What pagination adds to the parameters of the route."""
        model = self.responses.model_of(route) if route.paginated else None
        return None if model is None else page_parameters(model, self.book)

    def _parameters(self, dependant: Dependant) -> list[Json]:
        """One for each place and name; one that is required wins over one that is not."""
        found: dict[tuple[str, str], JsonObject] = {}
        for parameter in outer_parameters(dependant):
            for one in self._flat(parameter) if parameter.in_schema else ():
                key = str(one["in"]), str(one["name"])
                if key not in found or one["required"] or not found[key]["required"]:
                    found[key] = one
        return list(found.values())

    def _flat(self, parameter: Parameter) -> Sequence[JsonObject]:
        """The parameter, or each field of the model that it is (FastAPI from 0.115)."""
        model = without_none(parameter.type)
        if not self.book.shapes.is_model(model):
            schema = _with_default(self.book.schema(constrained(parameter), Mode.INPUT), parameter.default)
            return [_document(parameter, parameter.alias, schema, required=parameter.required)]
        hyphens = parameter.location is Location.HEADER and parameter.option("convert_underscores") is not False
        return [
            _document(
                parameter,
                field.alias.replace("_", "-") if hyphens and field.alias == field.name else field.alias,
                _with_default(self.book.schema(field.type, Mode.INPUT), field.default if field.has_default else MISSING),
                required=field.required,
            )
            for field in self.book.fields_of(model, Mode.INPUT)
        ]


_INVALID: Json = {
    "description": "Validation Error",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/HTTPValidationError"}}},
}


def unique_id(route: ServedRoute, path: str) -> str:
    """The operation's id as FastAPI makes it (`fastapi.utils.generate_unique_id`)."""
    if route.operation_id:
        return route.operation_id
    method = route.methods[0].lower() if route.methods else "get"
    return re.sub(r"\W", "_", f"{route.name}{path}") + f"_{method}"


def _extra(route: ServedRoute) -> JsonObject:
    """What `openapi_extra` adds to an operation, as far as its text tells."""
    stated = json_of(route.stated.get("openapi_extra"))
    return stated if isinstance(stated, dict) else {}


def _with_default(schema: Json, default: Value | Missing) -> Json:
    """A schema with the default that the text tells. FastAPI leaves `None` out."""
    stated = json_of(default)
    if not isinstance(schema, dict) or stated is None or isinstance(stated, Missing):
        return schema
    return {**schema, "default": stated}


def _document(parameter: Parameter, name: str, schema: Json, *, required: bool) -> JsonObject:
    found: JsonObject = {"name": name, "in": parameter.location.value, "required": required, "schema": schema}
    described = parameter.option("description")
    if isinstance(described, str):
        found["description"] = described
    deprecated = parameter.option("deprecated")
    return {**found, "deprecated": True} if deprecated is True else found


def _required(security: Sequence[tuple[SecurityScheme, tuple[str, ...]]]) -> list[Json]:
    """What an operation asks of a client: each scheme once, with all the scopes that are asked of it."""
    found: dict[str, dict[str, None]] = {}
    for scheme, scopes in security:
        found.setdefault(scheme_name(scheme), {}).update(dict.fromkeys(scopes))
    return [{name: [*scopes]} for name, scopes in found.items()]


def _described(route: ServedRoute, name: str) -> JsonObject:
    found: JsonObject = {}
    if route.tags:
        found["tags"] = list(route.tags)
    found["summary"] = route.name.replace("_", " ").title()
    node = None if route.endpoint is None else route.endpoint.node
    text = None if node is None or isinstance(node, ast.Lambda) else ast.get_docstring(node)
    if text:
        found["description"] = inspect.cleandoc(text).split("\f")[0].strip()
    found["operationId"] = name
    return {**found, "deprecated": True} if route.deprecated else found
