"""The request body of an operation, from all parameters that go into it.

Follows `fastapi.dependencies.utils._should_embed_body_fields` and `_get_body_field`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tenet.facts.json_schema.generation import Mode
from tenet.facts.json_schema.json_values import Json, JsonObject
from tenet.facts.json_schema.schema_book import SchemaBook
from tenet.facts.json_schema.shapes import Shapes
from tenet.facts.openapi.parameters import Location, Parameter, constrained

MEDIA_TYPES = {
    Location.BODY: "application/json",
    Location.FORM: "application/x-www-form-urlencoded",
    Location.FILE: "multipart/form-data",
}


@dataclass(frozen=True, slots=True)
class RequestBody:
    """`component` is the model that FastAPI makes where the body has several parts: its name and schema."""

    document: JsonObject
    component: tuple[str, JsonObject] | None = None


def request_body(parameters: Sequence[Parameter], operation_name: str, book: SchemaBook) -> RequestBody | None:
    """The body as OpenAPI writes it; None where nothing goes into it. `operation_name` names the model of several parts."""
    if not parameters:
        return None
    if not _is_embedded(parameters, book.shapes):
        only = parameters[0]
        return RequestBody(_document(book.schema(constrained(only), Mode.INPUT), [_media_type(only)], required=only.required))
    name = f"Body_{operation_name}"
    schema: JsonObject = {"$ref": f"#/components/schemas/{name}"}
    required = any(parameter.required for parameter in parameters)
    return RequestBody(_document(schema, [_media_type_of(parameters)], required=required), (name, _parts(parameters, name, book)))


def _is_embedded(parameters: Sequence[Parameter], shapes: Shapes) -> bool:
    if len({parameter.name for parameter in parameters}) > 1:
        return True
    only = parameters[0]
    if only.option("embed") is True:
        return True
    return only.location is not Location.BODY and not shapes.is_model(only.type)


def _parts(parameters: Sequence[Parameter], name: str, book: SchemaBook) -> JsonObject:
    """The model of several parts, or of one that stands under its name."""
    by_alias = {parameter.alias: parameter for parameter in parameters}
    properties: JsonObject = {alias: book.schema(constrained(parameter), Mode.INPUT) for alias, parameter in by_alias.items()}
    required: list[Json] = [alias for alias, parameter in by_alias.items() if parameter.required]
    schema: JsonObject = {"properties": properties, "type": "object", "title": name}
    return {**schema, "required": required} if required else schema


def _media_type(parameter: Parameter) -> str:
    stated = parameter.option("media_type")
    return stated if isinstance(stated, str) else MEDIA_TYPES[parameter.location]


def _media_type_of(parameters: Sequence[Parameter]) -> str:
    """Of several parts: a file decides over a form, a form over JSON."""
    for location in (Location.FILE, Location.FORM):
        if any(parameter.location is location for parameter in parameters):
            of_kind = {_media_type(parameter) for parameter in parameters if parameter.location is location}
            return of_kind.pop() if len(of_kind) == 1 else MEDIA_TYPES[location]
    stated = {_media_type(parameter) for parameter in parameters}
    return stated.pop() if len(stated) == 1 else MEDIA_TYPES[Location.BODY]


def _document(schema: Json, media_types: Sequence[str], *, required: bool) -> JsonObject:
    content: JsonObject = {media_type: {"schema": schema} for media_type in media_types}
    return {"required": True, "content": content} if required else {"content": content}
