"""Swagger 2 as OpenAPI 3, as far as comparing needs it: bodies, form fields, responses, definitions, security."""

from collections.abc import Mapping, Sequence

from tenet.domain.finding import Json
from tenet.facts.openapi.comparison.access import mapping, sequence, text, texts

JSON_TYPE = "application/json"
FORM_TYPE = "application/x-www-form-urlencoded"
MULTIPART_TYPE = "multipart/form-data"
RENAMED = (
    ("#/definitions/", "#/components/schemas/"),
    ("#/parameters/", "#/components/parameters/"),
    ("#/responses/", "#/components/responses/"),
)
OUTSIDE_SCHEMA = frozenset({"name", "in", "description", "required", "allowEmptyValue", "collectionFormat"})
MAX_DEPTH = 60


def as_openapi(root: Mapping[str, Json]) -> Mapping[str, Json]:
    root = mapping(_renamed(root, 0))
    base = text(root.get("basePath")).rstrip("/")
    return {
        "openapi": "3.0.3",
        "servers": [{"url": base}] if base else [],
        "paths": {path: _path(mapping(item), root) for path, item in mapping(root.get("paths")).items()},
        "components": {
            "schemas": root.get("definitions") or {},
            "parameters": root.get("parameters") or {},
            "responses": {
                name: _response(mapping(item), texts(root.get("produces"))) for name, item in mapping(root.get("responses")).items()
            },
            "securitySchemes": {name: _scheme(mapping(item)) for name, item in mapping(root.get("securityDefinitions")).items()},
        },
        "security": root.get("security") or [],
    }


def _renamed(node: Json, depth: int) -> Json:
    """The document with its references as OpenAPI 3 writes them. What nests deeper than a document does is left out."""
    if depth > MAX_DEPTH:
        return None
    if isinstance(node, Mapping):
        return {name: _reference(value) if name == "$ref" else _renamed(value, depth + 1) for name, value in node.items()}
    if isinstance(node, Sequence) and not isinstance(node, str):
        return [_renamed(item, depth + 1) for item in node]
    return node


def _reference(value: Json) -> Json:
    found = text(value)
    return next((new + found.removeprefix(old) for old, new in RENAMED if found.startswith(old)), value)


def _path(item: Mapping[str, Json], root: Mapping[str, Json]) -> Json:
    shared = [one for one in sequence(item.get("parameters")) if not _is_body(one, root)]
    bodies = [one for one in sequence(item.get("parameters")) if _is_body(one, root)]
    methods = {
        method: _operation(mapping(value), bodies, root) for method, value in item.items() if method != "parameters" and mapping(value)
    }
    return {**methods, "parameters": [_parameter(one) for one in shared]}


def _target(parameter: Json, root: Mapping[str, Json]) -> Mapping[str, Json]:
    reference = text(mapping(parameter).get("$ref"))
    name = reference.removeprefix("#/components/parameters/")
    return mapping(mapping(root.get("parameters")).get(name)) if reference else mapping(parameter)


def _is_body(parameter: Json, root: Mapping[str, Json]) -> bool:
    return _target(parameter, root).get("in") in {"body", "formData"}


def _operation(operation: Mapping[str, Json], bodies: Sequence[Json], root: Mapping[str, Json]) -> Json:
    own = sequence(operation.get("parameters"))
    body = _body(
        [_target(one, root) for one in (*bodies, *own) if _is_body(one, root)], texts(operation.get("consumes") or root.get("consumes"))
    )
    produces = texts(operation.get("produces") or root.get("produces"))
    responses = {
        status: response if "$ref" in mapping(response) else _response(mapping(response), produces)
        for status, response in mapping(operation.get("responses")).items()
    }
    found: dict[str, Json] = {name: value for name, value in operation.items() if name not in {"consumes", "produces"}}
    found |= {"parameters": [_parameter(one) for one in own if not _is_body(one, root)], "responses": responses}
    return found | ({"requestBody": body} if body else {})


def _parameter(parameter: Json) -> Json:
    node = mapping(parameter)
    if "$ref" in node or "schema" in node:
        return parameter
    schema = {name: value for name, value in node.items() if name not in OUTSIDE_SCHEMA}
    return {**{name: value for name, value in node.items() if name in OUTSIDE_SCHEMA}, "schema": schema}


def _body(parameters: Sequence[Mapping[str, Json]], consumes: Sequence[str]) -> Mapping[str, Json]:
    if not parameters:
        return {}
    for parameter in parameters:
        if parameter.get("in") == "body":
            content = {media: {"schema": parameter.get("schema") or {}} for media in consumes or (JSON_TYPE,)}
            return {"required": parameter.get("required") is True, "content": content}
    fields = {text(one.get("name")): mapping(_parameter(one)).get("schema") for one in parameters}
    required = [text(one.get("name")) for one in parameters if one.get("required") is True]
    files = any(one.get("type") == "file" for one in parameters)
    schema: Json = {"type": "object", "properties": fields, "required": required}
    media = [one for one in consumes if one in {FORM_TYPE, MULTIPART_TYPE}] or [MULTIPART_TYPE if files else FORM_TYPE]
    return {"required": bool(required), "content": {one: {"schema": schema} for one in media}}


def _response(response: Mapping[str, Json], produces: Sequence[str]) -> Json:
    headers = {name: {"schema": header} for name, header in mapping(response.get("headers")).items()}
    if "schema" not in response:
        return {"headers": headers}
    return {"headers": headers, "content": {media: {"schema": response["schema"]} for media in produces or (JSON_TYPE,)}}


def _scheme(scheme: Mapping[str, Json]) -> Json:
    return {"type": "http", "scheme": "basic"} if scheme.get("type") == "basic" else scheme
