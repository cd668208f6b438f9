"""The slice of GitHub's REST and GraphQL descriptions, loaded once, with one cached validator for each schema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from urllib.parse import unquote

from graphql import DocumentNode, GraphQLError, GraphQLSchema, build_schema, parse, validate
from openapi_schema_validator import OAS30Validator, oas30_format_checker

from github_standin.json_types import Json, JsonObject, as_list, as_object, text

MANY_SEGMENTS = frozenset({"path", "ref", "basehead"})


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the description. ``template`` is its path with ``{names}``."""

    method: str
    template: str
    details: JsonObject

    @property
    def name(self) -> str:
        return text(self.details, "operationId")

    @property
    def body_schema(self) -> JsonObject:
        content = as_object(as_object(self.details.get("requestBody")).get("content"))
        return as_object(as_object(content.get("application/json")).get("schema"))

    @property
    def body_required(self) -> bool:
        return as_object(self.details.get("requestBody")).get("required") is True

    def response_schema(self, status: int) -> JsonObject:
        answer = as_object(as_object(self.details.get("responses")).get(str(status)))
        return as_object(as_object(as_object(answer.get("content")).get("application/json")).get("schema"))

    def parameters(self, place: str) -> Iterator[JsonObject]:
        """The declared parameters in ``path`` or ``query``, references followed."""
        for item in as_list(self.details.get("parameters")):
            parameter = resolved(as_object(item))
            if parameter.get("in") == place:
                yield parameter


@cache
def description() -> JsonObject:
    loaded: JsonObject = json.loads(files("github_standin").joinpath("description.json").read_text("utf-8"))
    return loaded


@cache
def graphql_schema() -> GraphQLSchema:
    return build_schema(files("github_standin").joinpath("schema.graphql").read_text("utf-8"))


@lru_cache(maxsize=1_000)
def graphql_document(query: str) -> tuple[DocumentNode | None, tuple[GraphQLError, ...]]:
    """A query as GitHub's schema understands it, and what the schema has against it. The same text is judged once."""
    try:
        document = parse(query)
    except GraphQLError as problem:
        return None, (problem,)
    return document, tuple(validate(graphql_schema(), document))


def resolved(value: JsonObject) -> JsonObject:
    """The value itself, or what its ``$ref`` names."""
    while "$ref" in value:
        found = description()
        for part in text(value, "$ref").removeprefix("#/").split("/"):
            found = as_object(found.get(part))
        value = found
    return value


@cache
def _routes() -> tuple[tuple[re.Pattern[str], str, JsonObject], ...]:
    """Every path template as a pattern, the most literal ones first."""
    templates = sorted(as_object(description()["paths"]).items(), key=lambda item: -len(re.sub(r"\{\w+\}", "", item[0])))
    return tuple((_pattern(template), template, as_object(methods)) for template, methods in templates)


def _pattern(template: str) -> re.Pattern[str]:
    def group(match: re.Match[str]) -> str:
        return f"(?P<{match[1]}>{'.+' if match[1] in MANY_SEGMENTS else '[^/]+'})"

    return re.compile(re.sub(r"\\\{(\w+)\\\}", group, re.escape(template)))


def find_operation(method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
    """The operation that a request addresses with its path parameters decoded, or None where the slice has none."""
    for pattern, template, methods in _routes():
        match = pattern.fullmatch(path)
        if match and method.lower() in methods:
            operation = Operation(method.upper(), template, as_object(methods[method.lower()]))
            return operation, {name: unquote(value) for name, value in match.groupdict().items()}
    return None


def schema_errors(value: Json, operation: Operation, status: int | None = None) -> list[str]:
    """What the published schema of the operation's body, or of its answer with a status, has against a value."""
    found = _validator(operation.method, operation.template, status).iter_errors(value)
    return [f"{'/'.join(map(str, error.absolute_path)) or 'body'}: {error.message[:300]}" for error in found]


@cache
def _validator(method: str, template: str, status: int | None) -> OAS30Validator:
    operation = Operation(method, template, as_object(as_object(as_object(description()["paths"])[template])[method.lower()]))
    schema = operation.body_schema if status is None else operation.response_schema(status)
    return OAS30Validator({"allOf": [schema], "components": description()["components"]}, format_checker=oas30_format_checker)
