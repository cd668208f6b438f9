"""A new public route is served outside a version prefix.

What it flags
    A route that this change adds to the API and whose path names no version: `/orders`, where `/v1/orders` or
    `/api/v1/orders` is meant. Not flagged: routes outside the schema, what operates the service (health, metrics, docs)
    and what the policy names in `exempt`. Where no application can be read, the OpenAPI
    documents of the repository are looked at.

Why
    A route without a version can never change its form: there is no place beside it for the next one.

Bad
    ```yaml
    # base: openapi.yaml
    openapi: 3.1.0
    paths: {}
    # head: openapi.yaml
    openapi: 3.1.0
    paths:
      /orders:
        get:
          responses: {"200": {description: The latest orders}}
    ```

Good
    ```yaml
    # base: openapi.yaml
    openapi: 3.1.0
    paths: {}
    # head: openapi.yaml
    openapi: 3.1.0
    paths:
      /v1/orders:
        get:
          responses: {"200": {description: The latest orders}}
      /health:
        get:
          responses: {"200": {description: It is up}}
    ```

How to fix
    Include the router under a version: `app.include_router(orders.router, prefix="/v1")`. A route that only the framework
    or the platform calls is left out of the schema (`include_in_schema=False`) or named in `exempt`.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.finding import NotApplicable, Novelty, Outcome, Violation
from tenet.domain.glob import Glob
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.facts.openapi.applicable import nothing_to_compare
from tenet.facts.openapi.conventions import PATTERNS, VERSION_SEGMENT
from tenet.rules.option_types import Expression
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.openapi.added_operations import AddedOperation

VERSIONED = rf"^(?:/[^/{{}}]+){{0,2}}/{VERSION_SEGMENT}(?![^/])"
OPERATED = (
    "/",
    *("/health", "/health/**", "/healthz", "/healthcheck", "/health-check", "/heartbeat", "/ping", "/status", "/up", "/version"),
    *("/live", "/livez", "/liveness", "/ready", "/readyz", "/readiness", "/startup", "/startupz", "/-/**"),
    *("/metrics", "/metrics/**", "/docs", "/docs/**", "/redoc", "/openapi.*", "/swagger", "/swagger/**"),
    *("/favicon.ico", "/robots.txt", "/.well-known/**", "/static/**"),
)


class Options(RuleOptions):
    pattern: Expression = Field(default=VERSIONED, description="What a path that names a version looks like (a regular expression).")
    exempt: tuple[str, ...] = Field(
        default=OPERATED, description="Paths of the API (patterns) that need no version; with or without `/api` in front."
    )
    documents: tuple[str, ...] = Field(
        default=PATTERNS,
        description="The OpenAPI documents of the repository (path patterns), for where no application can be read.",
        json_schema_extra={"weaker": "fewer"},
    )


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    if nothing := nothing_to_compare(facts, options.documents):
        yield NotApplicable(nothing)
        return
    from tenet.facts.openapi.added_operations import added_operations

    found = added_operations(facts, options.documents)
    yield from found.unknown
    if found.not_applicable:
        yield NotApplicable(found.not_applicable)
    versioned, exempt = re.compile(options.pattern, re.IGNORECASE), [_glob(path) for path in options.exempt]
    for operation in found.operations:
        path = operation.path.strip("/")
        below_api = path.removeprefix("api/")
        if not versioned.search(f"/{path}") and not any(glob.matches(name) for glob in exempt for name in (path, below_api)):
            yield _violation(operation)


def _glob(path: str) -> Glob:
    return Glob("" if path == "/" else path.removeprefix("/"))


def _violation(operation: "AddedOperation") -> Violation:
    place, name = operation.place, f"{operation.method} {operation.path}"
    under = "/api/v1" + operation.path.removeprefix("/api") if operation.path.startswith("/api/") else "/v1" + operation.path
    return Violation(
        message=f"`{name}` is new and names no version.",
        remedy=f"Serve it under a version prefix, as `{under}`, or name its path in the option `exempt`.",
        path=place.path,
        line=place.line,
        end_line=place.end_line,
        side=place.side,
        key=name,
        novelty=Novelty.NEW if operation.certain else Novelty.BY_LINE,
        data={"method": operation.method, "path": operation.path},
    )


RULE = define(
    __name__,
    severity=Severity.WARNING,
    principle="versioned APIs",
    options=Options,
    check=check,
)
