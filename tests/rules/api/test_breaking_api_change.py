from collections.abc import Mapping
from datetime import date

import pytest
from pydantic import ValidationError
from tests.fakes.facts import facts_of
from tests.rules import examples
from tests.rules.api.served import facts_between
from tests.rules.api.shop import FILES, MAIN, ORDERS, SCHEMAS, edited, line_of

from tenet.domain.change import Side
from tenet.domain.finding import NotApplicable, Novelty, Outcome, Unknown, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.facts.openapi.api_contract import Unread
from tenet.rules.api.breaking_api_change import RULE, Options

Files = Mapping[str, str]
ORDERS_API, CUSTOMERS_API, SCHEMAS_FILE = "shop/api/orders.py", "shop/api/customers.py", "shop/schemas.py"


def judged(facts: Facts, **options: object) -> list[Outcome]:
    return list(RULE.run(facts, Options.model_validate(options)))


def outcomes(head: Files, base: Files = FILES, **options: object) -> list[Outcome]:
    return judged(facts_between(base, head), **options)


def violations(head: Files, base: Files = FILES, **options: object) -> list[Violation]:
    found = outcomes(head, base, **options)
    assert all(isinstance(one, Violation) for one in found)
    return [one for one in found if isinstance(one, Violation)]


def without_route(files: Files, path: str, first: str, until: str) -> dict[str, str]:
    text = files[path]
    return {**files, path: text[: text.index(first)] + text[text.index(until) :]}


BREAKING: dict[str, tuple[Files, str, str, str]] = {
    # name: head, path, what the line holds, what the message says
    "a new required query parameter": (
        edited(
            ORDERS_API,
            ("    state: State | None = None,", "    customer: int,\n    state: State | None = None,"),
            (
                "    limit: Annotated[int, Query(ge=1, le=100)] = 50,\n    customer: int,",
                "    customer: int,\n    limit: Annotated[int, Query(ge=1, le=100)] = 50,",
            ),
        ),
        ORDERS_API,
        "async def list_orders(",
        "`GET /v1/orders` breaks: query parameter `customer` is new and required.",
    ),
    "a header that became required": (
        edited(ORDERS_API, ("idempotency_key: Annotated[str | None, Header()] = None", "idempotency_key: Annotated[str, Header()]")),
        ORDERS_API,
        "async def place_order(",
        "`POST /v1/orders` breaks: header parameter `idempotency-key` is required now.",
    ),
    "a tighter limit of a parameter": (
        edited(ORDERS_API, ("le=100", "le=50")),
        ORDERS_API,
        "async def list_orders(",
        "`GET /v1/orders` breaks: query parameter `limit` is limited by `maximum 50`, before by `maximum 100`.",
    ),
    "a parameter of another type": (
        edited(ORDERS_API, ("get_order(order_id: int)", "get_order(order_id: bool)")),
        ORDERS_API,
        "async def get_order(",
        "path parameter `order_id` was integer and is boolean",
    ),
    "another success status": (
        edited(ORDERS_API, ("HTTP_201_CREATED", "HTTP_202_ACCEPTED")),
        ORDERS_API,
        "async def place_order(",
        "`POST /v1/orders` breaks: the response 201 is gone, and 202 is given.",
    ),
    "a path of another name": (
        edited("shop/api/customers.py", ('"/{customer_id}")', '"/by-id/{customer_id}")')),
        CUSTOMERS_API,
        "async def get_customer(",
        "`GET /v1/customers/{customer_id}` breaks: the operation is gone.",
    ),
    "a new required field": (
        edited(SCHEMAS_FILE, ("    customer: int\n", "    customer: int\n    address: str\n")),
        SCHEMAS_FILE,
        "    address: str",
        "`OrderIn.address` is new and required, which breaks `POST /v1/orders`.",
    ),
    "a field that became required": (
        edited(SCHEMAS_FILE, ('voucher: str = ""', "voucher: str")),
        SCHEMAS_FILE,
        "    voucher: str",
        "`OrderIn.voucher` is required now, which breaks `POST /v1/orders`.",
    ),
    "a shorter field": (
        edited(SCHEMAS_FILE, ("max_length=200", "max_length=80")),
        SCHEMAS_FILE,
        "max_length=80",
        "`OrderIn.note` is limited by `maxLength 80`, before by `maxLength 200`, which breaks `POST /v1/orders`.",
    ),
    "a field of a response of another type": (
        edited(SCHEMAS_FILE, ("class Order(BaseModel):\n    id: int", "class Order(BaseModel):\n    id: str")),
        SCHEMAS_FILE,
        "    id: str",
        "`Order.id` was integer and is string, which breaks `GET /v1/orders`, `POST /v1/orders`, `GET /v1/orders/{order_id}` and 2 more.",
    ),
    "a field of a response that may be null": (
        edited(SCHEMAS_FILE, ("    placed_at: datetime", "    placed_at: datetime | None")),
        SCHEMAS_FILE,
        "    placed_at: datetime | None",
        "`Order.placed_at` can now be null, which breaks",
    ),
    "a narrowed enumeration": (
        edited(SCHEMAS_FILE, ('    SENT = "sent"\n', "")),
        SCHEMAS_FILE,
        "class State(StrEnum)",
        "`State` no longer allows `sent`, which breaks `GET /v1/orders`.",
    ),
    "a body where none was taken": (
        edited(ORDERS_API, ("cancel_order(order_id: int)", "cancel_order(order_id: int, order: OrderIn)")),
        ORDERS_API,
        "async def cancel_order(",
        "`DELETE /v1/orders/{order_id}` breaks: the request body is new and required.",
    ),
    "a list where there was one": (
        edited(
            CUSTOMERS_API,
            ("async def get_customer(customer_id: int) -> Customer", "async def get_customer(customer_id: int) -> list[Customer]"),
        ),
        CUSTOMERS_API,
        "async def get_customer(",
        "`GET /v1/customers/{customer_id}` breaks: the response was Customer and is array.",
    ),
    "any result where there was a model": (
        edited(CUSTOMERS_API, ("async def get_customer(customer_id: int) -> Customer", "async def get_customer(customer_id: int)")),
        CUSTOMERS_API,
        "async def get_customer(",
        "the response was Customer and is anything",
    ),
}


@pytest.mark.parametrize(("head", "path", "line", "said"), BREAKING.values(), ids=BREAKING.keys())
def test_what_breaks_clients_is_flagged_on_the_line_that_breaks_them(head: Files, path: str, line: str, said: str):
    (found,) = violations(head)
    side = head if found.side is Side.HEAD else FILES
    assert said in found.message
    assert (found.path, found.line, found.novelty) == (path, line_of(side, path, line), Novelty.NEW)
    assert found.severity is None


HARMLESS: dict[str, Files] = {
    "a new optional field of a request": edited(SCHEMAS_FILE, ('    voucher: str = ""', '    voucher: str = ""\n    gift: bool = False')),
    "a new field of a response": edited(SCHEMAS_FILE, ("    placed_at: datetime", "    placed_at: datetime\n    sent_at: datetime | None")),
    "a new optional parameter": edited(
        ORDERS_API, ("    state: State | None = None,", "    state: State | None = None,\n    q: str = '',")
    ),
    "a new route": {
        **FILES,
        ORDERS_API: FILES[ORDERS_API]
        + '\n\n@router.get("/{order_id}/lines")\nasync def lines(order_id: int) -> list[int]:\n    raise NotImplementedError\n',
    },
    "another name of a path's parameter": edited(CUSTOMERS_API, ("customer_id", "id")),
    "another name of a handler and a model": {
        **edited(SCHEMAS_FILE, ("class Customer(", "class Client(")),
        CUSTOMERS_API: FILES[CUSTOMERS_API].replace("Customer", "Client").replace("get_customer", "get_client"),
    },
    "a looser limit": edited(ORDERS_API, ("le=100", "le=500")),
    "a field that may be left out of a request": edited(SCHEMAS_FILE, ("    customer: int\n", "    customer: int | None = None\n")),
    "a field of a request less": edited(SCHEMAS_FILE, ('    voucher: str = ""\n', "")),
    "a route outside the schema that changes": edited(
        ORDERS_API, ("reindex(order_id: int, deep: bool = False)", "reindex(order_id: int, depth: int)")
    ),
    "a route outside the schema that is gone": {
        **FILES,
        ORDERS_API: FILES[ORDERS_API][: FILES[ORDERS_API].index('@router.post("/{order_id}/reindex"')],
    },
    "a route that leaves the schema and is still served": edited(
        ORDERS_API, ('@router.get("/{order_id}")', '@router.get("/{order_id}", include_in_schema=False)')
    ),
    "everything under a new version": edited("shop/main.py", ('prefix="/v1"', 'prefix="/v2"')),
    "a description": edited(ORDERS_API, ('"""The latest orders."""', '"""The newest come first."""')),
    "a slash at the end": edited(CUSTOMERS_API, ('"/{customer_id}")', '"/{customer_id}/")')),
    "other words for the same types": edited(
        SCHEMAS_FILE,
        ("note: str | None = None", "note: Optional[str] = None"),
        ("from enum import StrEnum", "from enum import StrEnum\nfrom typing import Optional"),
    ),
}


@pytest.mark.parametrize("head", HARMLESS.values(), ids=HARMLESS.keys())
def test_what_breaks_nobody_is_not_flagged(head: Files):
    assert head != FILES
    assert outcomes(head) == []


def test_a_new_version_beside_the_old_one_may_differ():
    renewed = ORDERS.replace("shop.schemas", "shop.schemas2").lstrip()
    head = {
        **FILES,
        "shop/schemas2.py": SCHEMAS.replace("    total: Money\n", "    total: Decimal\n").lstrip(),
        "shop/api/orders2.py": renewed,
        "shop/main.py": MAIN.replace("health, orders", "health, orders, orders2").lstrip()
        + 'app.include_router(orders2.router, prefix="/v2")\n',
    }
    assert outcomes(head) == []


def test_a_field_that_is_gone_is_one_finding_on_the_base_with_all_that_it_breaks():
    head = edited(SCHEMAS_FILE, ("    total: Money\n", ""))
    assert violations(head) == [
        Violation(
            message="`Order.total` is gone, which breaks `GET /v1/orders`, `POST /v1/orders`, `GET /v1/orders/{order_id}` and 2 more.",
            remedy="Keep what was there and add the new beside it, or serve the new form under a new version prefix (`/v2`).",
            path=SCHEMAS_FILE,
            line=30,
            end_line=30,
            side=Side.BASE,
            key="response-property-removed/Order.total/",
            novelty=Novelty.NEW,
            data={
                "effect": "breaks",
                "kinds": ["response-property-removed"],
                "operations": [
                    "GET /v1/orders",
                    "POST /v1/orders",
                    "GET /v1/orders/{order_id}",
                    "GET /v1/customers/{customer_id}",
                    "GET /v1/customers/{customer_id}/latest",
                ],
                "model": "Order.total",
                "before": None,
                "after": None,
            },
        )
    ]


def test_a_model_that_is_taken_and_given_is_one_finding():
    base = edited(ORDERS_API, ("place_order(order: OrderIn,", "place_order(order: Order,"))
    head = edited(SCHEMAS_FILE, ("    total: Money\n", "    total: str\n"), files=base)
    (found,) = violations(head, base)
    assert found.data["kinds"] == ["response-type-changed", "request-type-changed"]
    assert found.message.startswith("`Order.total` was Money and is string, which breaks")


def test_what_becomes_of_one_field_is_one_finding():
    base = edited(SCHEMAS_FILE, ('voucher: str = ""', "voucher: str | None = None"))
    head = edited(SCHEMAS_FILE, ('voucher: str = ""', "voucher: str"))
    (found,) = violations(head, base)
    assert found.message == "`OrderIn.voucher` is required now and can no longer be null, which breaks `POST /v1/orders`."
    assert found.data["kinds"] == ["request-property-became-required", "request-became-not-nullable"]


def test_a_default_that_only_a_run_tells_is_no_other_default():
    assert violations(edited(ORDERS_API, ("= 50,", "= int(input()),"))) == []
    (found,) = violations(edited(ORDERS_API, ("= 50,", "= 20,")))
    assert found.message == "`GET /v1/orders` may break clients: query parameter `limit` has the default `20`, before `50`."


def test_a_field_that_is_inherited_is_shown_where_it_is_stated():
    numbered = ("class Order(BaseModel):\n    id: int", "class Numbered(BaseModel):\n    id: int\n\n\nclass Order(Numbered):")
    base = edited(SCHEMAS_FILE, numbered)
    head = edited(SCHEMAS_FILE, ("class Numbered(BaseModel):\n    id: int", "class Numbered(BaseModel):\n    id: str"), files=base)
    (found,) = violations(head, base)
    assert found.message.startswith("`Order.id` was integer and is string")
    assert (found.path, found.line) == (SCHEMAS_FILE, line_of(head, SCHEMAS_FILE, "    id: str"))


def test_a_route_that_is_gone_is_shown_on_the_base():
    head = without_route(FILES, ORDERS_API, '@router.delete("/{order_id}"', '@router.post("/{order_id}/reindex"')
    (found,) = violations(head)
    assert (found.side, found.path, found.line) == (Side.BASE, ORDERS_API, line_of(FILES, ORDERS_API, "async def cancel_order("))
    assert found.message == "`DELETE /v1/orders/{order_id}` breaks: the operation is gone."
    assert found.remedy.startswith("Keep it and mark it deprecated until the policy announces its removal (`announced`)")


DEPRECATED_GONE = {**FILES, CUSTOMERS_API: FILES[CUSTOMERS_API][: FILES[CUSTOMERS_API].index('@router.get("/{customer_id}/latest"')]}
LATEST = "GET /v1/customers/{customer_id}/latest"


def test_option_announced_lets_go_what_was_deprecated():
    assert len(violations(DEPRECATED_GONE)) == 1
    assert outcomes(DEPRECATED_GONE, announced={LATEST: None}) == []
    assert outcomes(DEPRECATED_GONE, announced={"/v1/customers/{id}/*": None}) == []
    assert len(violations(DEPRECATED_GONE, announced={"POST /v1/customers/{customer_id}/latest": None})) == 1


def test_option_announced_is_read_from_a_policy_file():
    policy = "version: 1\nextends: none\nrules:\n  breaking-api-change: {announced: {'GET /v1/orders': 2025-01-01, Order.total: null}}\n"
    changed = YAML.replace("maximum: 100", "maximum: 50")
    for text, flagged in ((policy, 0), (policy.replace("/v1/orders", "/v1/carts"), 1)):
        base = {".github/tenet.yml": text, "openapi.yaml": YAML}
        found = examples.judged(base, {**base, "openapi.yaml": changed}, RULE.id).findings
        assert len(found) == flagged


def test_option_announced_speaks_of_a_model_or_of_its_field():
    head = edited(SCHEMAS_FILE, ("    total: Money\n", ""))
    assert outcomes(head, announced={"Order.total": None}) == []
    assert outcomes(head, announced={"Order": None}) == []
    assert len(violations(head, announced={"Order.note": None})) == 1
    assert len(violations(head, announced={"GET /v1/orders": None})) == 1


@pytest.mark.parametrize(("today", "flagged"), [(date(2026, 12, 31), 1), (date(2027, 1, 1), 0), (date(2027, 5, 1), 0)])
def test_option_announced_holds_from_its_day_on(today: date, flagged: int):
    facts = facts_between(FILES, DEPRECATED_GONE)
    facts.today = today
    assert len(judged(facts, announced={LATEST: "2027-01-01"})) == flagged


@pytest.mark.parametrize(("today", "flagged"), [(date(2026, 12, 31), 1), (date(2027, 1, 1), 0)])
def test_option_honour_sunset_lets_go_what_named_its_own_day(today: date, flagged: int):
    base = edited(CUSTOMERS_API, ("deprecated=True", 'deprecated=True, openapi_extra={"x-sunset": "2027-01-01"}'))
    facts = facts_between(base, DEPRECATED_GONE)
    facts.today = today
    assert len(judged(facts)) == 1
    assert len(judged(facts, honour_sunset=True)) == flagged


@pytest.mark.parametrize("extra", ['{"x-sunset": "soon"}', '{"x-sunset": 5}', "{}"])
def test_option_honour_sunset_needs_a_day(extra: str):
    base = edited(CUSTOMERS_API, ("deprecated=True", f"deprecated=True, openapi_extra={extra}"))
    assert len(violations(DEPRECATED_GONE, base, honour_sunset=True)) == 1


def test_option_honour_sunset_needs_the_operation_to_be_deprecated():
    base = edited(CUSTOMERS_API, ("deprecated=True", 'openapi_extra={"x-sunset": "2020-01-01"}'))
    assert len(violations(DEPRECATED_GONE, base, honour_sunset=True)) == 1


def test_option_ignored_leaves_paths_out():
    head = edited(ORDERS_API, ("le=100", "le=50"))
    assert outcomes(head, ignored=["/v1/orders"]) == []
    assert outcomes(head, ignored=["/v1/orders/**"]) == []
    assert len(violations(head, ignored=["/v1/customers/**"])) == 1


def test_option_may_break_says_how_much_a_possible_break_weighs():
    head = edited(SCHEMAS_FILE, ('    SENT = "sent"\n', '    SENT = "sent"\n    LOST = "lost"\n'))
    (found,) = violations(head)
    assert found.severity is Severity.WARNING
    assert found.message.startswith("`State` can now be `lost`, which may break clients of `GET /v1/orders`")
    assert violations(head, may_break="error")[0].severity is Severity.ERROR
    assert outcomes(head, may_break="off") == []


def test_option_base_path_does_not_make_another_route():
    base = edited("shop/main.py", ('prefix="/v1"', 'prefix="/shop"'))
    head = edited("shop/main.py", ('prefix="/v1"', 'prefix="/backend/shop"'))
    assert len(violations(head, base)) == 6
    assert outcomes(head, base, base_path="/backend") == []


def test_option_version_says_what_names_a_version():
    base = edited("shop/main.py", ('prefix="/v1"', 'prefix="/2025-01"'))
    head = edited("shop/main.py", ('prefix="/v1"', 'prefix="/2026-01"'))
    assert len(violations(head, base)) == 6
    assert outcomes(head, base, version=r"\d{4}-\d{2}") == []


def test_a_proof_that_the_whole_application_asks_for_is_one_finding():
    dependency = "from fastapi import Depends, FastAPI\nfrom fastapi.security import HTTPBearer\n"
    head = edited(
        "shop/main.py",
        ("from fastapi import FastAPI\n", dependency),
        ("FastAPI(title", "FastAPI(dependencies=[Depends(HTTPBearer())], title"),
    )
    (found,) = violations(head)
    assert found.severity is Severity.WARNING
    assert found.message == "`GET /health` and 6 more may break clients: the operation asks for a bearer token now."


def test_option_version_has_to_be_an_expression():
    with pytest.raises(ValidationError, match="no regular expression"):
        Options(version="v(")


YAML = """
openapi: 3.0.3
paths:
  /v1/orders:
    get:
      parameters:
        - name: limit
          in: query
          schema: {type: integer, maximum: 100}
      responses:
        "200":
          description: The latest orders
          content:
            application/json:
              schema:
                type: array
                items: {$ref: '#/components/schemas/Order'}
components:
  schemas:
    Order:
      type: object
      required: [id, total]
      properties:
        id: {type: integer}
        total: {type: string}
"""


@pytest.mark.parametrize(
    ("before", "after", "side", "line", "said"),
    [
        ("maximum: 100", "maximum: 50", Side.HEAD, 8, "`GET /v1/orders` breaks: query parameter `limit` is limited by `maximum 50`"),
        ("        total: {type: string}\n", "", Side.BASE, 24, "`Order.total` is gone, which breaks `GET /v1/orders`."),
        ("id: {type: integer}", "id: {type: string}", Side.HEAD, 23, "`Order.id` was integer and is string"),
        ("/v1/orders:", "/v1/order:", Side.BASE, 4, "`GET /v1/orders` breaks: the operation is gone."),
    ],
)
def test_where_no_application_can_be_read_documents_are_compared(before: str, after: str, side: Side, line: int, said: str):
    text = YAML
    assert before in text
    (found,) = judged(facts_of({"docs/openapi.yaml": text}, {"docs/openapi.yaml": text.replace(before, after)}))
    assert isinstance(found, Violation)
    assert found.message.startswith(said)
    assert (found.path, found.side, found.line) == ("docs/openapi.yaml", side, line)


def test_option_documents_says_which_files_are_documents():
    base, head = {"api/shop.yml": YAML}, {"api/shop.yml": YAML.replace("maximum: 100", "maximum: 50")}
    assert judged(facts_of(base, head)) == [NotApplicable("the change touches no Python file, and the change touches no OpenAPI document")]
    assert len(judged(facts_of(base, head), documents=["api/*.yml"])) == 1


def test_a_document_that_is_moved_is_compared_with_what_it_was():
    head = {"spec/openapi.yaml": YAML.replace("maximum: 100", "maximum: 50")}
    assert len(judged(facts_of({"openapi.yaml": YAML}, head))) == 1
    assert judged(facts_of({"openapi.yaml": YAML}, {"spec/openapi.yaml": YAML})) == []


def test_a_document_that_is_gone_or_new_breaks_nobody():
    assert judged(facts_of({"openapi.yaml": YAML}, {})) == []
    assert judged(facts_of({}, {"openapi.yaml": YAML})) == []


@pytest.mark.parametrize("text", ["paths: [", "a: &a [*a, *b]\n  c", "\x00", "- " * 5000 + "a"])
def test_a_document_that_cannot_be_read_is_unknown(text: str):
    (found,) = judged(facts_of({"openapi.yaml": YAML}, {"openapi.yaml": text}))
    assert isinstance(found, Unknown)
    assert (found.subject, found.path) == ("the OpenAPI document", "openapi.yaml")


def test_a_file_of_that_name_that_is_something_else_is_not_looked_at():
    assert judged(facts_of({"openapi.yaml": "generator: x\n"}, {"openapi.yaml": "generator: y\n"})) == []


def test_an_application_that_cannot_be_read_any_more_is_unknown():
    head = {path: text for path, text in FILES.items() if path != "shop/main.py"}
    assert judged(facts_between(FILES, head)) == [Unknown("the API", "the application of the base cannot be read at head", "shop/main.py")]


@pytest.mark.parametrize("after", [{}, {"main.py": "x = 1\n"}])
def test_an_application_that_is_removed_is_told_with_the_file_that_held_it(after: dict[str, str]):
    """Only what names a file of the change is said on a pull request that has no comment yet."""
    served = {"main.py": 'from fastapi import FastAPI\napp = FastAPI()\n\n@app.get("/a")\ndef a() -> int:\n    return 1\n'}
    assert judged(facts_of(served, after)) == [Unknown("the API", "the application of the base cannot be read at head", "main.py")]


def test_without_an_application_the_rule_does_not_apply():
    facts = facts_of({"a.py": "x = 1\n"}, {"a.py": "x = 2\n"})
    assert judged(facts) == [NotApplicable("no application can be read, and the change touches no OpenAPI document")]


def test_a_route_that_may_be_among_those_that_cannot_be_read_is_unknown():
    plugin = Unread("routes of `plugins.router`", "a library makes them", "shop/main.py", 9)
    gone, router = judged(facts_between(FILES, DEPRECATED_GONE, unread=(plugin,)))
    assert gone == Unknown(f"`{LATEST}`", "it is not among the routes that can be read any more, and others cannot be read")
    assert router == Unknown("routes of `plugins.router`", "a library makes them", "shop/main.py", 9)
    (found,) = judged(facts_between(FILES, DEPRECATED_GONE, unread=(plugin,), base_unread=(plugin,)))
    assert isinstance(found, Violation)


SWITCHED: Files = {
    **FILES,
    "shop/settings.py": """
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    environment: str = "local"
    prefix: str = "/v1"


settings = Settings()
""",
    "shop/api/fixtures.py": """
from fastapi import APIRouter

router = APIRouter(prefix="/fixtures")


@router.post("")
def load() -> int:
    return 0
""",
    "shop/main.py": f"""{MAIN}
from shop.api import fixtures
from shop.settings import settings

if settings.environment == "local":
    app.include_router(fixtures.router, prefix=settings.prefix)
""",
}
SWITCHED_OFF = {**SWITCHED, "shop/settings.py": SWITCHED["shop/settings.py"].replace('"local"', '"live"')}


def test_a_route_that_another_default_of_a_setting_hides_is_unknown():
    (found,) = outcomes(SWITCHED_OFF, SWITCHED)
    assert isinstance(found, Unknown)
    assert found.subject == "`POST /v1/fixtures`"
    assert "what decides whether it is served changed" in found.reason


@pytest.mark.parametrize(
    "head",
    [
        {
            **SWITCHED,
            "shop/main.py": SWITCHED["shop/main.py"].replace("    app.include_router(fixtures.router, prefix=settings.prefix)", "    pass"),
        },
        {**SWITCHED_OFF, "shop/api/fixtures.py": SWITCHED["shop/api/fixtures.py"].replace('@router.post("")\n', "")},
        {**SWITCHED, "shop/settings.py": SWITCHED["shop/settings.py"].replace('"/v1"', '"/fast"')},
    ],
    ids=["its inclusion is gone", "its decorator is gone", "another prefix"],
)
def test_a_route_that_the_code_serves_no_more_is_flagged_beside_settings_that_change(head: Files):
    (found,) = violations(head, SWITCHED)
    assert found.message == "`POST /v1/fixtures` breaks: the operation is gone."


def test_what_cannot_be_read_of_a_new_route_breaks_nobody():
    head = edited(ORDERS_API, ("@router.delete", '@router.get("/new")\ndef new() -> None: ...\n\n\n@router.delete'))
    limiter = "what the dependency Limiter takes is not in the repository"
    new = Unread("GET /v1/orders/new", limiter, ORDERS_API, 40)
    known = Unread("GET /v1/orders", limiter, ORDERS_API, 14)
    assert judged(facts_between(FILES, head, unread=(new, known))) == [Unknown("GET /v1/orders", limiter, ORDERS_API, 14)]


def test_a_route_is_flagged_as_gone_where_only_a_type_cannot_be_read_any_more():
    kind = Unread("plugins.Kind", "it is defined outside the repository")
    found = judged(facts_between(FILES, DEPRECATED_GONE, unread=(kind,)))
    assert [type(one) for one in found] == [Unknown, Violation]


def test_a_type_that_cannot_be_read_any_more_is_unknown():
    head = edited(
        SCHEMAS_FILE,
        ("    total: Money\n", "    total: Any\n"),
        ("from pydantic import BaseModel", "from typing import Any\n\nfrom pydantic import BaseModel"),
    )
    (found,) = violations(head)
    assert found.message.startswith("`Order.total` was Money and is anything, which breaks")
    kind = Unread("plugins.Kind", "it is no model, and its schema is its own")
    assert judged(facts_between(FILES, head, unread=(kind,))) == [Unknown(kind.subject, kind.reason)]
    assert judged(facts_between(head, FILES, base_unread=(kind,))) == []


def test_a_type_that_is_not_read_any_more_though_nobody_touched_it_is_no_break():
    model = ('@router.get("/{order_id}")', '@router.get("/{order_id}", responses={409: {"model": problem}})')
    imported = ("from shop.schemas import", "from shop.problems import problem\nfrom shop.schemas import")
    problems = "from shop.schemas import Order\n\nproblem = Order\n"
    base = {**edited(ORDERS_API, model, imported), "shop/problems.py": problems}
    head = {**base, "shop/problems.py": "from typing import Any\n\nproblem = Any\n"}
    assert violations(head, base) == []


def test_fields_that_a_serializer_decides_from_now_on_are_one_unknown():
    serializer = """    placed_at: datetime

    @model_serializer(mode="wrap")
    def written(self, handler) -> dict[str, Any]:
        return handler(self)
"""
    imports = ("from pydantic import BaseModel", "from typing import Any\n\nfrom pydantic import BaseModel, model_serializer")
    head = edited(SCHEMAS_FILE, ("    placed_at: datetime\n", serializer), imports)
    assert outcomes(head) == [Unknown("fields of `Order`", "a serializer decides now which fields it writes")]


def test_a_model_of_an_answer_that_only_a_run_tells_is_unknown():
    base = edited(ORDERS_API, ('@router.get("/{order_id}")', '@router.get("/{order_id}", responses={404: {"model": Order}})'))
    head = edited(ORDERS_API, ('{"model": Order}', '{"model": __import__("shop").problem()}'), files=base)
    (found,) = outcomes(head, base)
    assert isinstance(found, Unknown)
    assert found.reason == "only a run can tell this type"
