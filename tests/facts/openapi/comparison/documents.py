"""Small OpenAPI documents for the tests of the comparison."""

from collections.abc import Mapping

from tenet.domain.finding import Json
from tenet.facts.openapi.comparison.access import mapping
from tenet.facts.openapi.comparison.api_change import ApiChange, Effect
from tenet.facts.openapi.comparison.operations import TERMS, Terms, compare

OK: Json = {"200": {"description": "OK"}}


def document(paths: Mapping[str, Json], schemas: Mapping[str, Json] | None = None, **more: Json) -> dict[str, Json]:
    return {"openapi": "3.1.0", "paths": paths, "components": {"schemas": schemas or {}}, **more}


def operation(**parts: Json) -> dict[str, Json]:
    """One document with `POST /v1/orders`."""
    return document({"/v1/orders": {"post": {"responses": OK, **parts}}})


def parameter(schema: Json, *, name: str = "limit", where: str = "query", **more: Json) -> dict[str, Json]:
    return operation(parameters=[{"name": name, "in": where, "schema": schema, **more}])


def request(schema: Json, schemas: Mapping[str, Json] | None = None) -> dict[str, Json]:
    body: Json = {"required": True, "content": {"application/json": {"schema": schema}}}
    return document({"/v1/orders": {"post": {"requestBody": body, "responses": OK}}}, schemas)


def response(schema: Json, schemas: Mapping[str, Json] | None = None, status: str = "200") -> dict[str, Json]:
    responses: Json = {status: {"description": "OK", "content": {"application/json": {"schema": schema}}}}
    return document({"/v1/orders": {"get": {"responses": responses}}}, schemas)


def model(required: tuple[str, ...] = (), **properties: Json) -> dict[str, Json]:
    return {"type": "object", "properties": properties, "required": list(required)}


def touched(document: Mapping[str, Json]) -> dict[str, Json]:
    """The document with a word more in each operation, so that none is taken to be unchanged by its text."""
    paths = {
        path: {method: {**part, "x-touched": True} if isinstance(part, dict) else part for method, part in mapping(item).items()}
        for path, item in mapping(document["paths"]).items()
    }
    return {**document, "paths": paths}


def changes(base: Mapping[str, Json], head: Mapping[str, Json], terms: Terms = TERMS) -> list[ApiChange]:
    comparison = compare(base, head, terms)
    assert comparison.incomplete == ()
    return list(comparison.changes)


def harm(base: Mapping[str, Json], head: Mapping[str, Json], terms: Terms = TERMS) -> dict[str, str]:
    """The kinds that break, or may break, with what they do."""
    return {change.kind: change.effect.value for change in changes(base, head, terms) if change.effect is not Effect.COMPATIBLE}
