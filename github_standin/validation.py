"""Judges one request against GitHub's published description and our strict pass."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, urlsplit

from graphql import OperationDefinitionNode
from graphql.execution import get_variable_values
from requests import PreparedRequest

from github_standin.description import Operation, find_operation, graphql_document, graphql_schema, schema_errors
from github_standin.diff import Diff
from github_standin.json_types import Json, JsonObject, as_object, text
from github_standin.strict import BODY_LIMIT, body_errors, header_errors, query_errors, unknown_keys

Answer = tuple[int, Mapping[str, str], str]
PREFIXES = ("/api/v3", "/api")


class InvalidRequestError(AssertionError):
    """A request that GitHub's description or the strict pass refuses. ``errors`` says each reason."""

    def __init__(self, method: str, path: str, errors: list[str]) -> None:
        super().__init__("\n  ".join([f"{method} {path} is not a valid request to GitHub:", *errors]))
        self.errors = errors


def without_prefix(path: str) -> str:
    """The path as on github.com: Enterprise Server has REST under ``/api/v3`` and GraphQL under ``/api/graphql``."""
    for prefix in PREFIXES:
        if path.startswith(f"{prefix}/"):
            return path.removeprefix(prefix)
    return path


def validate_request(
    method: str,
    path: str,
    query: Mapping[str, str] | None = None,
    body: Json = None,
    headers: Mapping[str, str] | None = None,
    diff: Diff | None = None,
) -> list[str]:
    """Every reason to refuse a request, as plain text; empty where there is none.

    ``body`` is decoded JSON, None for no body. Without ``headers`` they are not judged; without ``diff`` (the pull
    request's) the form of comment anchors is judged, but not whether their lines are in the diff.
    """
    path = without_prefix(path)
    errors = list(header_errors(headers, writes=body is not None)) if headers is not None else []
    if path == "/graphql":
        return errors + graphql_errors(as_object(body))
    found = find_operation(method, path)
    if found is None:
        return [*errors, f"{method} {path} is not an operation that Tenet is known to use"]
    operation, values = found
    errors += _path_errors(operation, values)
    errors += query_errors(operation, query or {})
    if body is None:
        return [*errors, "body: missing"] if operation.body_required else errors
    if not operation.body_schema:
        return [*errors, "body: this operation takes none"]
    errors += schema_errors(body, operation)
    errors += unknown_keys(body, operation.body_schema)
    return errors + list(body_errors(operation, as_object(body), diff))


def _path_errors(operation: Operation, values: Mapping[str, str]) -> list[str]:
    whole = {text(each, "name") for each in operation.parameters("path") if as_object(each.get("schema")).get("type") == "integer"}
    return [
        f"path: {name} must be a whole number, not '{value}'" for name, value in values.items() if name in whole and not value.isdigit()
    ]


def graphql_errors(body: JsonObject) -> list[str]:
    """What GitHub's GraphQL schema has against a request body ``{query, variables, operationName}``."""
    errors = [f"body: unknown key '{key}'" for key in body if key not in {"query", "variables", "operationName"}]
    document, problems = graphql_document(text(body, "query"))
    errors += [f"query: {problem.message}" for problem in problems]
    if errors or document is None:
        return errors
    variables = dict(as_object(body.get("variables")))
    for operation in document.definitions:
        if isinstance(operation, OperationDefinitionNode):
            coerced = get_variable_values(graphql_schema(), operation.variable_definitions or (), variables)
            errors += [f"variables: {problem.message}" for problem in coerced] if isinstance(coerced, list) else []
            declared = {each.variable.name.value for each in operation.variable_definitions or ()}
            errors += [f"variables: '{name}' is not declared by the query" for name in variables if name not in declared]
    return errors + list(_long_texts(variables))


def _long_texts(value: Json, place: str = "variables") -> list[str]:
    if isinstance(value, str):
        return [f"{place}: text of {len(value)} characters, {BODY_LIMIT} at most"] if len(value) > BODY_LIMIT else []
    items = as_object(value).items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    return [error for key, item in items for error in _long_texts(item, f"{place}.{key}")]


def validate_prepared(request: PreparedRequest, diff: Diff | None = None) -> list[str]:
    """As ``validate_request``, for what the library requests is about to send."""
    parts = urlsplit(request.url or "")
    body: Json = json.loads(request.body) if isinstance(request.body, str | bytes) and request.body else None
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    return validate_request(
        request.method or "GET", parts.path, query, body, {name: str(value) for name, value in request.headers.items()}, diff
    )


def assert_valid(request: PreparedRequest, diff: Diff | None = None) -> None:
    """Raises InvalidRequestError with every reason, if there is any."""
    errors = validate_prepared(request, diff)
    if errors:
        raise InvalidRequestError(request.method or "GET", request.path_url, errors)


def validated(answer: Callable[[PreparedRequest], Answer], diff: Diff | None = None) -> Callable[[PreparedRequest], Answer]:
    """A callback for ``responses.add_callback`` that judges each request before it lets ``answer`` answer it."""

    def callback(request: PreparedRequest) -> Answer:
        assert_valid(request, diff)
        return answer(request)

    return callback


def response_errors(method: str, path: str, status: int, body: Json) -> list[str]:
    """What GitHub's description has against an answer of ours."""
    found = find_operation(method, without_prefix(path))
    return schema_errors(body, found[0], status) if found else [f"{method} {path} is not in the slice"]
