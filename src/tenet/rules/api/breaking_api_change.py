"""The API no longer keeps what it promised to its clients, without a new version.

What it flags
    Against base: a path or method that is gone, a new required parameter or field, a field of a response that is gone,
    retyped or may be null, a narrowed enumeration or limit, a success status or media type that is gone. One finding for
    each cause, on the handler or the model's field, with the operations that it breaks. What breaks only some clients (a
    new value in a response's enumeration, a parameter that is gone) weighs what `may_break` says. Where no application
    can be read, the OpenAPI documents of the repository are compared. Not flagged: routes outside the schema, what is
    served under a new version prefix, what the policy announces.

Why
    Clients are released on days of their own. One that worked yesterday and fails today fails in front of its users.

Bad
    ```yaml
    # base: openapi.yaml
    openapi: 3.1.0
    paths:
      /v1/orders:
        get: {parameters: []}
    # head: openapi.yaml
    openapi: 3.1.0
    paths:
      /v1/orders:
        get:
          parameters:
            - {name: customer, in: query, required: true, schema: {type: string}}
    ```

Good
    ```yaml
    # base: openapi.yaml
    openapi: 3.1.0
    paths:
      /v1/orders:
        get: {parameters: []}
    # head: openapi.yaml
    openapi: 3.1.0
    paths:
      /v1/orders:
        get:
          parameters:
            - {name: customer, in: query, schema: {type: string}}
    ```

How to fix
    Add instead of change: a new parameter or field may be left out, an old field stays beside its successor. What has to
    go is marked deprecated, announced in the policy (`announced: {"GET /v1/orders": 2027-01-01, "Order.total": null}`)
    and removed on that day. What cannot be added is served under a new version prefix beside the old one.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.finding import NotApplicable, Novelty, Outcome, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.facts.openapi.applicable import nothing_to_compare
from tenet.facts.openapi.conventions import PATTERNS, VERSION_SEGMENT
from tenet.rules.option_types import Expression
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.openapi.breaks import Break


class MayBreak(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"
    OFF = "off"


class Options(RuleOptions):
    ignored: tuple[str, ...] = Field(default=(), description="Paths of the API (patterns such as `/internal/**`) that promise nothing.")
    announced: dict[str, date | None] = Field(
        default={},
        description="What may break, with the first day on which it may (null: any): `GET /v1/orders`, `/v1/orders/**`, `Order.total`.",
        json_schema_extra={"weaker": "more"},
    )
    honour_sunset: bool = Field(
        default=False,
        description="Whether a deprecated operation may go without an announcement once the day of its own `x-sunset` has come.",
        json_schema_extra={"weaker": "more"},
    )
    may_break: MayBreak = Field(
        default=MayBreak.WARNING,
        description="How much a change weighs that breaks only some clients; `off` leaves it out.",
        json_schema_extra={"weaker": ["error", "warning", "notice", "off"]},
    )
    base_path: str | None = Field(
        default=None, description="A prefix of paths (`/api`) that stands there or not without making another route."
    )
    version: Expression = Field(
        default=VERSION_SEGMENT, description="What a part of a path looks like that names a version (an expression)."
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
    from tenet.facts.openapi.api_comparison import Settings, announced, compare_apis, sunset_has_come

    yield from (found := compare_apis(facts, Settings(options.version, options.base_path or "", options.documents))).unknown
    if found.not_applicable:
        yield NotApplicable(found.not_applicable)
    for broken in found.breaks(options.ignored):
        gone_on_its_day = options.honour_sunset and sunset_has_come(broken, facts.today)
        if not gone_on_its_day and not announced(broken, options.announced, facts.today):
            yield from _violations(broken, options)


def _violations(broken: "Break", options: Options) -> Iterator[Violation]:
    from tenet.facts.openapi.breaks import remedy

    certain, place = broken.certain, broken.place
    if not certain and options.may_break is MayBreak.OFF:
        return
    yield Violation(
        message=broken.message,
        remedy=remedy(broken),
        path=place.path,
        line=place.line,
        end_line=place.end_line,
        side=place.side,
        key=broken.key,
        severity=None if certain else Severity(options.may_break.value),
        novelty=Novelty.NEW,
        data=broken.data,
    )


RULE = define(
    __name__,
    severity=Severity.ERROR,
    principle="backward compatible APIs",
    options=Options,
    check=check,
)
