import json
from collections.abc import Mapping
from functools import partial

import pytest
from tests.fakes.facts import facts_of
from tests.rules.api.served import contract, facts_between
from tests.rules.api.shop import FILES, edited, line_of

from tenet.domain.change import Side
from tenet.domain.component import Component
from tenet.domain.finding import NotApplicable, Novelty, Outcome, Unknown, Violation
from tenet.facts.facts import Facts
from tenet.facts.openapi.api_contract import Unread
from tenet.rules.specs.spec_drift import RULE, Options

Files = Mapping[str, str]
SPEC = "specs/shop.md"
SHOP = (Component("shop", ("shop/**",), (SPEC,)),)
ORDERS_API = "shop/api/orders.py"
PAGE = """
# The shop

## API

| method | path | what |
|---|---|---|
| GET | /v1/orders | the latest |
| POST | /v1/orders | places one |
| GET | /v1/orders/{id} | one |
| DELETE | /v1/orders/{id} | cancels one |
| GET | /v1/customers/{id} | one |
| GET | /v1/customers/{id}/latest | one |
| GET | /health | whether it is up |

## Planned

- `PUT /v1/orders/{id}`: changes one
"""
SPECIFIED: dict[str, str] = {**FILES, SPEC: PAGE.lstrip()}
LINES = '\n\n@router.get("/{order_id}/lines")\nasync def lines(order_id: int) -> list[int]:\n    raise NotImplementedError\n'


def judged(facts: Facts, **options: object) -> list[Outcome]:
    return list(RULE.run(facts, Options.model_validate(options)))


def outcomes(head: Files, base: Files = SPECIFIED, **options: object) -> list[Outcome]:
    return judged(facts_between(base, head, components=SHOP), **options)


def found_in(outcomes: list[Outcome], novelty: Novelty = Novelty.NEW) -> list[Violation]:
    assert all(isinstance(one, Violation) for one in outcomes)
    return [one for one in outcomes if isinstance(one, Violation) and one.novelty is novelty]


with_code = partial(edited, files=SPECIFIED)
with_spec = partial(edited, SPEC, files=SPECIFIED)


def with_route(source: str = LINES, files: Files = SPECIFIED) -> dict[str, str]:
    return {**files, ORDERS_API: files[ORDERS_API] + source}


def test_specs_and_code_that_agree_are_not_flagged():
    assert outcomes(with_code(ORDERS_API, ('"""The latest orders."""', '"""The newest."""'))) == []


ENDPOINTS: dict[str, tuple[Files, str, str, str]] = {
    # name: head, path, what the line holds, what the message says
    "a new route that no spec lists": (with_route(), ORDERS_API, "async def lines(", "`GET /v1/orders/{order_id}/lines` is served"),
    "a method more": (
        with_route(LINES.replace("get(", "patch(").replace("/lines", "")),
        ORDERS_API,
        "async def lines(",
        "`PATCH /v1/orders/{order_id}` is served",
    ),
    "a line of the spec less": (
        with_spec(("| DELETE | /v1/orders/{id} | cancels one |\n", "")),
        ORDERS_API,
        "async def cancel_order(",
        "`DELETE /v1/orders/{order_id}` is served, and `specs/shop.md` lists other endpoints and not this one.",
    ),
    "a row that nothing serves": (
        with_spec(("| GET | /health", "| PATCH | /v1/orders/{id} | changes one |\n| GET | /health")),
        SPEC,
        "PATCH",
        "`PATCH /v1/orders/{id}` is listed here, and no code serves it.",
    ),
    "a heading that nothing serves": (
        with_spec(("## Planned", "### POST /v1/orders/{id}/refunds\n\nPays back.\n\n## Planned")),
        SPEC,
        "refunds",
        "`POST /v1/orders/{id}/refunds` is listed here, and no code serves it.",
    ),
    "an item that nothing serves": (
        with_spec(("## Planned", "- `DELETE /v1/customers/{id}`: forgets one\n\n## Planned")),
        SPEC,
        "forgets",
        "`DELETE /v1/customers/{id}` is listed here",
    ),
    "a route that is gone": (
        {
            **SPECIFIED,
            "shop/api/customers.py": FILES["shop/api/customers.py"].replace('@router.get("/{customer_id}/latest", deprecated=True)\n', ""),
        },
        SPEC,
        "/latest",
        "`GET /v1/customers/{id}/latest` is listed here",
    ),
    "a route that leaves the spec's path": (
        with_code("shop/api/health.py", ('"/health"', '"/healthz"')),
        "shop/api/health.py",
        "async def health(",
        "`GET /healthz` is served",
    ),
}


@pytest.mark.parametrize(("head", "path", "line", "said"), ENDPOINTS.values(), ids=ENDPOINTS.keys())
def test_an_endpoint_on_one_side_only_is_flagged_on_its_own_line(head: Files, path: str, line: str, said: str):
    found = next(one for one in found_in(outcomes(head)) if one.message.startswith(said))
    assert (found.path, found.line, found.side) == (path, line_of(head, path, line), Side.HEAD)


def test_a_route_with_another_path_is_on_one_side_only_twice():
    head = with_code("shop/api/health.py", ('"/health"', '"/healthz"'))
    assert sorted(found.data["only_in"] for found in found_in(outcomes(head))) == ["code", "spec"]


AGREED: dict[str, Files] = {
    "another name of a path's parameter": with_code("shop/api/customers.py", ("customer_id", "key")),
    "parameters as other tools write them": with_spec(
        ("{id}/latest", ":id/latest"), ("| DELETE | /v1/orders/{id}", "| DELETE | /v1/orders/<int:id>")
    ),
    "a slash at the end": with_code("shop/api/customers.py", ('"/{customer_id}")', '"/{customer_id}/")')),
    "a spec without the prefix of the router": {**SPECIFIED, SPEC: PAGE.replace("/v1/", "/")},
    "a prefix that the spec writes in front": {**SPECIFIED, SPEC: PAGE.replace("| /v1/", "| /shop/v1/")},
    "a route outside the schema": with_route(LINES.replace('/lines"', '/lines", include_in_schema=False')),
    "a route that the spec lists as well": {
        **with_route(),
        SPEC: PAGE.replace("| GET | /health", "| GET | /v1/orders/{id}/lines | its lines |\n| GET | /health"),
    },
    "a route that running text names": {**with_route(), SPEC: PAGE + "\nThe lines are at `GET /v1/orders/{id}/lines`.\n"},
    "a route that running text names and nothing serves": with_spec(
        ("## Planned", "It calls `POST /charges` of the payment service.\n\n## Planned")
    ),
    "an endpoint that is planned": with_spec(("- `PUT", "- `POST /v1/refunds`: pays back\n- `PUT")),
    "HEAD beside GET": with_route(LINES.replace("get(", "head(")),
    "routes in a spec that lists none": {**with_route(), SPEC: "# The shop\n\nIt sells.\n"},
}


@pytest.mark.parametrize("head", AGREED.values(), ids=AGREED.keys())
def test_what_specs_and_code_only_write_otherwise_is_not_flagged(head: Files):
    assert head != SPECIFIED
    assert outcomes(head) == []


def test_code_outside_the_components_is_not_held_to_their_specs():
    elsewhere = (Component("shop", ("billing/**",), (SPEC,)),)
    head = with_route()
    assert judged(facts_between(SPECIFIED, head, components=elsewhere)) == []


def test_a_document_of_another_application_is_not_held_against_this_one():
    billing = (*SHOP, Component("billing", ("billing/**",), ("specs/billing.md",)))
    page = "## API\n\n- `POST /charges`: takes money\n"
    base = {**SPECIFIED, "billing/app.py": "routes = []\n", "specs/billing.md": page}
    head = {**base, "specs/billing.md": page + "- `GET /charges/{id}`: one\n", "billing/app.py": "routes = [1]\n"}
    assert judged(facts_between(base, head, components=billing)) == []


def test_a_document_whose_last_handler_goes_is_flagged():
    customers = (Component("customers", ("shop/api/customers.py",), ("specs/customers.md",)),)
    page = "## API\n\n- `GET /v1/customers/{id}`: one\n- `GET /v1/customers/{id}/latest`: the latest\n"
    base = {**FILES, "specs/customers.md": page}
    head = edited("shop/main.py", ('app.include_router(customers.router, prefix="/v1")\n', ""), files=base)
    found = found_in(judged(facts_between(base, head, components=customers)))
    assert [(one.path, one.line) for one in found] == [("specs/customers.md", 3), ("specs/customers.md", 4)]


def test_an_endpoint_listed_in_full_covers_no_longer_path():
    base = with_spec(("| GET | /health", "| GET | /orders | all |\n| GET | /health"))
    base = {**base, "shop/main.py": base["shop/main.py"] + "\n\n@app.get('/orders')\nasync def everything() -> int:\n    return 1\n"}
    head = {**base, "shop/main.py": base["shop/main.py"] + "\n\n@app.get('/v2/orders')\nasync def renewed() -> int:\n    return 1\n"}
    (found,) = found_in(outcomes(head, base))
    assert found.message.startswith("`GET /v2/orders` is served")


def test_what_differed_before_is_told_as_drift():
    base = with_route()
    head = {**base, ORDERS_API: base[ORDERS_API].replace("The latest orders", "The newest orders")}
    found = outcomes(head, base)
    assert found_in(found) == []
    (old,) = found_in(found, Novelty.OLD)
    assert old.message.startswith("`GET /v1/orders/{order_id}/lines` is served")


def test_where_base_cannot_be_read_touched_lines_are_flagged():
    facts = facts_between(SPECIFIED, with_route(), components=SHOP)
    facts.base_api = None
    (found,) = found_in(judged(facts), Novelty.BY_LINE)
    assert found.path == ORDERS_API


def test_where_routes_cannot_be_read_a_listed_endpoint_may_be_one_of_them():
    plugin = Unread("routes of `plugins.router`", "a library makes them", "shop/main.py", 9)
    head = with_spec(("| GET | /health", "| PATCH | /v1/orders/{id} | changes one |\n| GET | /health"))
    assert judged(facts_between(SPECIFIED, head, components=SHOP, unread=(plugin,), base_unread=(plugin,))) == []
    (found,) = judged(facts_between(SPECIFIED, head, components=SHOP, unread=(plugin,)))
    line = line_of(head, SPEC, "PATCH")
    assert found == Unknown("`PATCH /v1/orders/{id}`", "it is listed, and some routes of the code cannot be read", SPEC, line)


def test_what_can_be_read_at_neither_side_does_not_make_drift_uncertain():
    plugin = Unread("routes of `plugins.router`", "a library makes them", "shop/main.py", 9)
    facts = facts_between(SPECIFIED, with_route(), components=SHOP, unread=(plugin,), base_unread=(plugin,))
    assert len(found_in(judged(facts), Novelty.NEW)) == 1
    kind = Unread("plugins.Kind", "it is defined outside the repository")
    head = with_spec(("| GET | /health", "| PATCH | /v1/orders/{id} | changes one |\n| GET | /health"))
    assert len(found_in(judged(facts_between(SPECIFIED, head, components=SHOP, unread=(kind,), base_unread=(kind,))))) == 1


def test_option_planned_names_the_headings_of_what_is_not_served():
    head = with_spec(("## Planned", "## Ideas"))
    assert [found.data["name"] for found in found_in(outcomes(head))] == ["PUT /v1/orders/{id}"]
    assert outcomes(head, planned=["ideas"]) == []


def test_option_compare_says_what_is_compared():
    head = with_route()
    assert len(outcomes(head)) == 1
    assert outcomes(head, compare=["tables", "openapi"]) == []


MODELS = """
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Stamped:
    created_at: Mapped[datetime]


class Customer(Stamped, Base):
    __tablename__ = "customers"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    orders: Mapped[list["Order"]] = relationship(back_populates="customer")


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    note: Mapped[str | None] = mapped_column("remark")
    customer: Mapped[Customer] = relationship(back_populates="orders")
"""
DATA = """
# The shop

## Data model

### customers

| column | type |
|---|---|
| id | int |
| email | text |

### orders

| column | type | note |
|---|---|---|
| id | int | |
| customer_id | int | who placed it |
| remark | text | may be null |
"""
MODELS_FILE = "shop/models.py"
TABLES: dict[str, str] = {MODELS_FILE: MODELS.lstrip(), SPEC: DATA.lstrip()}


def of_tables(head: Files, base: Files = TABLES) -> list[Outcome]:
    return judged(facts_of(base, head, components=SHOP))


VOUCHER = 'class Voucher(Base):\n    __tablename__ = "vouchers"\n\n    id: Mapped[int] = mapped_column(primary_key=True)\n\n\n'
ON_ONE_SIDE: dict[str, tuple[str, str, str, str, str]] = {
    # name: path, what is replaced, by what, what the line holds, what the message says
    "a new column": (
        MODELS_FILE,
        "    email: Mapped[str]\n",
        "    email: Mapped[str]\n    phone: Mapped[str]\n",
        "phone",
        "The column `customers.phone` is declared here, and not described in `specs/shop.md`.",
    ),
    "a column of another name": (MODELS_FILE, "email: Mapped", "mail: Mapped", "mail:", "The column `customers.mail` is declared here"),
    "a column that is gone": (
        MODELS_FILE,
        "    email: Mapped[str]\n",
        "",
        "| email",
        "The column `customers.email` is described here, and no model declares it.",
    ),
    "a described column that nobody declares": (
        SPEC,
        "| email | text |",
        "| email | text |\n| phone | text |",
        "| phone",
        "The column `customers.phone` is described here",
    ),
    "a column that the spec drops": (SPEC, "| email | text |\n", "", "email: Mapped", "The column `customers.email` is declared here"),
    "a new table": (
        MODELS_FILE,
        "class Order(Base)",
        VOUCHER + "class Order(Base)",
        "class Voucher",
        "The table `vouchers` is declared here, and not described in `specs/shop.md`.",
    ),
    "a described table that nobody declares": (
        SPEC,
        "### orders",
        "### refunds\n\n| column | type |\n|---|---|\n| id | int |\n\n### orders",
        "### refunds",
        "The table `refunds` is described here, and no model declares it.",
    ),
    "a table of another name": (MODELS_FILE, '"orders"\n', '"purchases"\n', "class Order(", "The table `purchases` is declared here"),
}


@pytest.mark.parametrize(("path", "before", "after", "line", "said"), ON_ONE_SIDE.values(), ids=ON_ONE_SIDE.keys())
def test_a_table_or_column_on_one_side_only_is_flagged_on_its_own_line(path: str, before: str, after: str, line: str, said: str):
    head = edited(path, (before, after), files=TABLES)
    found = next(one for one in found_in(of_tables(head)) if one.message.startswith(said))
    assert found.path is not None
    assert found.line == line_of(head, found.path, line)


NO_DRIFT: dict[str, tuple[str, str, str]] = {
    "a column of a mixin": (
        MODELS_FILE,
        "    created_at: Mapped[datetime]",
        "    created_at: Mapped[datetime]\n    updated_at: Mapped[datetime]",
    ),
    "a relationship": (
        MODELS_FILE,
        "    customer: Mapped[Customer]",
        "    buyer: Mapped[Customer] = relationship()\n    customer: Mapped[Customer]",
    ),
    "a described relationship": (SPEC, "| email | text |", "| email | text |\n| orders | list of orders |"),
    "a column by its attribute's name": (SPEC, "| remark |", "| note |"),
    "a foreign key without its ending": (SPEC, "| customer_id |", "| customer |"),
    "a column of another type": (SPEC, "| email | text |", "| email | varchar(80) |"),
    "a table by its model's name": (SPEC, "### customers", "### Customer"),
    "a table of a model that is none": (SPEC, "### orders", "### Base\n\n| column | type |\n|---|---|\n| id | int |\n\n### orders"),
    "a column in another spelling": (SPEC, "| customer_id |", "| customerId |"),
    "a method": (
        MODELS_FILE,
        "    email: Mapped[str]\n",
        "    email: Mapped[str]\n\n    def name(self) -> str:\n        return self.email\n",
    ),
}


@pytest.mark.parametrize(("path", "before", "after"), NO_DRIFT.values(), ids=NO_DRIFT.keys())
def test_what_is_no_other_table_or_column_is_not_flagged(path: str, before: str, after: str):
    assert of_tables(edited(path, (before, after), files=TABLES)) == []


def test_a_spec_without_a_data_model_describes_no_tables():
    base = {**TABLES, SPEC: "# The shop\n\nIt sells.\n"}
    assert of_tables({**base, MODELS_FILE: base[MODELS_FILE].replace("email", "mail")}, base) == []


def test_a_column_that_was_undescribed_before_is_told_as_drift():
    base = edited(MODELS_FILE, ("    email: Mapped[str]\n", "    email: Mapped[str]\n    phone: Mapped[str]\n"), files=TABLES)
    (found,) = of_tables({**base, MODELS_FILE: base[MODELS_FILE] + "\n\nLIMIT = 3\n"}, base)
    assert isinstance(found, Violation)
    assert (found.novelty, found.data["column"]) == (Novelty.OLD, "phone")


def test_tables_of_django_are_compared_by_model_and_field():
    models = (
        "from django.db import models\n\n\nclass Order(models.Model):\n"
        "    customer = models.ForeignKey('auth.User', on_delete=models.CASCADE)\n    note = models.TextField()\n"
    )
    spec = "## Data model\n\n| model | field |\n|---|---|\n| Order | id |\n| Order | customer |\n| Order | note |\n"
    base = {"shop/models.py": models, "shop/apps.py": "", "shop/migrations/__init__.py": "", SPEC: spec}
    head = {**base, "shop/models.py": models + "    gift = models.BooleanField(default=False)\n"}
    (found,) = found_in(of_tables(head, base))
    assert (found.path, found.line, found.data["column"]) == ("shop/models.py", 7, "gift")


def document_of(files: Files) -> str:
    read = contract(files)
    assert read is not None
    return json.dumps(read.document, indent=2)


DOCUMENT = "docs/openapi.json"
DOCUMENTED: dict[str, str] = {**FILES, DOCUMENT: document_of(FILES)}


def of_documents(head: Files, base: Files = DOCUMENTED, **options: object) -> list[Outcome]:
    return judged(facts_between(base, head), **options)


STALE: dict[str, tuple[str, str, str, str]] = {
    # name: path, what is replaced, by what, what the message says
    "a new field of a response": (
        "shop/schemas.py",
        "    placed_at: datetime\n",
        "    placed_at: datetime\n    gift: bool\n",
        "`Order.gift` is in the code and not in the document",
    ),
    "a field less": ("shop/schemas.py", "    placed_at: datetime\n", "", "`Order.placed_at` is in the document and not in the code"),
    "another type": (
        "shop/schemas.py",
        "    placed_at: datetime",
        "    placed_at: str",
        "`Order.placed_at` is string(date-time) in the document and string in the code",
    ),
    "a field that became required": (
        "shop/schemas.py",
        'voucher: str = ""',
        "voucher: str",
        "`OrderIn.voucher` is required in the code and not in the document",
    ),
    "a field that may be null": (
        "shop/schemas.py",
        "    placed_at: datetime",
        "    placed_at: datetime | None",
        "`Order.placed_at` may be null in the code and not in the document",
    ),
    "a new parameter": (
        ORDERS_API,
        "    state: State | None = None,",
        "    state: State | None = None,\n    q: str = '',",
        "query parameter `q` of `GET /v1/orders` is in the code and not in the document",
    ),
    "another limit": (
        ORDERS_API,
        "le=100",
        "le=50",
        "query parameter `limit` of `GET /v1/orders` has `maximum 100` in the document and `maximum 50` in the code",
    ),
    "another default": (
        ORDERS_API,
        "= 50,",
        "= 20,",
        "query parameter `limit` of `GET /v1/orders` has `50` in the document and `20` in the code",
    ),
    "another status": (
        ORDERS_API,
        "HTTP_201_CREATED",
        "HTTP_202_ACCEPTED",
        "the response 201 of `POST /v1/orders` is in the document and not in the code",
    ),
    "a route of another path": ("shop/api/health.py", '"/health"', '"/healthz"', "`GET /health` is in the document and not in the code"),
    "a value of an enumeration more": (
        "shop/schemas.py",
        '    SENT = "sent"\n',
        '    SENT = "sent"\n    LOST = "lost"\n',
        "`State` allows `lost` in the code and not in the document",
    ),
}


@pytest.mark.parametrize(("path", "before", "after", "said"), STALE.values(), ids=STALE.keys())
def test_an_openapi_document_that_the_code_leaves_behind_is_flagged(path: str, before: str, after: str, said: str):
    found = found_in(of_documents(edited(path, (before, after), files=DOCUMENTED)))
    assert f"`{DOCUMENT}` and the code differ: {said}." in [one.message for one in found]


def test_a_default_that_only_a_run_tells_is_not_held_against_a_document():
    head = edited(ORDERS_API, ("= 50,", "= int(input()),"), files=DOCUMENTED)
    assert found_in(of_documents(head)) == []


def test_what_only_the_document_has_is_flagged_on_its_line():
    head = edited("shop/schemas.py", ("    placed_at: datetime\n", ""), files=DOCUMENTED)
    (found,) = found_in(of_documents(head))
    assert (found.path, found.line) == (DOCUMENT, line_of(head, DOCUMENT, '"placed_at": {'))


def test_what_only_the_code_has_is_flagged_on_its_line():
    head = edited("shop/schemas.py", ("    placed_at: datetime\n", "    placed_at: datetime\n    gift: bool\n"), files=DOCUMENTED)
    (found,) = found_in(of_documents(head))
    assert (found.path, found.line) == ("shop/schemas.py", line_of(head, "shop/schemas.py", "gift"))


def test_a_document_that_is_written_anew_is_not_flagged():
    head = edited("shop/schemas.py", ("    placed_at: datetime\n", "    placed_at: datetime\n    gift: bool\n"))
    assert of_documents({**head, DOCUMENT: document_of(head)}) == []


HAND_WRITTEN = """
openapi: 3.0.3
paths:
  /v1/customers/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
      responses:
        "200": {$ref: '#/components/responses/Customer'}
        "404": {description: There is none}
  /v1/customers/{id}/latest:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
      responses:
        "200": {$ref: '#/components/responses/Customer'}
  /health/:
    get:
      responses:
        "200":
          description: It is up
          content:
            application/json:
              schema: {type: object, additionalProperties: {type: string}}
components:
  responses:
    Customer:
      description: One customer
      content:
        application/json:
          schema:
            type: object
            required: [id, name]
            properties:
              id: {type: integer}
              name: {type: string}
"""
SMALL = {
    **FILES,
    "shop/main.py": FILES["shop/main.py"].replace('app.include_router(orders.router, prefix="/v1")\n', ""),
    "shop/schemas.py": FILES["shop/schemas.py"].replace("    orders: list[Order] = []\n", ""),
}


def test_a_document_written_by_hand_agrees_in_content():
    base = {**SMALL, "openapi.yaml": HAND_WRITTEN}
    head = edited("shop/api/health.py", ('"""Whether the shop is up."""', '"""Up or not."""'), files=base)
    assert of_documents(head, base) == []


def test_a_document_written_by_hand_is_flagged_where_a_change_leaves_it_behind():
    base = {**SMALL, "openapi.yaml": HAND_WRITTEN.lstrip()}
    (found,) = found_in(of_documents(edited("shop/schemas.py", ("    name: str\n", ""), files=base), base))
    assert (found.path, found.line) == ("openapi.yaml", line_of(base, "openapi.yaml", "name: {type"))


def test_a_document_that_was_behind_before_is_told_as_drift():
    base = edited("shop/schemas.py", ("    placed_at: datetime\n", ""), files=DOCUMENTED)
    found = of_documents(edited(ORDERS_API, ("le=100", "le=50"), files=base), base)
    assert [one.data["model"] for one in found_in(found, Novelty.OLD)] == ["Order.placed_at"]
    assert len(found_in(found)) == 1


MOUNTED: dict[str, str] = {
    **FILES,
    "shop/server.py": """
from fastapi import FastAPI

from shop.main import app as shop

app = FastAPI()
app.mount("/shop", shop)
""",
}


def test_a_document_of_an_application_that_another_mounts_is_held_against_its_own_paths():
    base = {**MOUNTED, DOCUMENT: document_of(FILES)}
    assert of_documents(edited("shop/api/health.py", ("Whether the shop", "Whether the whole shop"), files=base), base) == []
    (found,) = found_in(of_documents(edited("shop/schemas.py", ("    placed_at: datetime\n", ""), files=base), base))
    assert found.message == f"`{DOCUMENT}` and the code differ: `Order.placed_at` is in the document and not in the code."


def test_a_document_that_has_the_end_of_one_path_in_common_is_not_compared():
    other = json.dumps({"openapi": "3.1.0", "paths": {"/charges": {"post": {}}, "/refunds": {"post": {}}, "/orders": {"get": {}}}})
    assert of_documents({**FILES, "clients/payments/openapi.json": other}, FILES) == []


def test_a_document_of_another_application_is_not_compared():
    other = json.dumps({"openapi": "3.1.0", "paths": {"/charges": {"post": {}}}})
    assert of_documents({**FILES, "clients/payments/openapi.json": other}, FILES) == []


def test_a_route_that_is_served_outside_the_schema_may_be_documented():
    head = edited("shop/api/customers.py", ('"/{customer_id}")', '"/{customer_id}", include_in_schema=False)'), files=DOCUMENTED)
    assert of_documents(head) == []


def test_a_document_that_cannot_be_read_is_unknown():
    (found,) = of_documents({**FILES, DOCUMENT: "{"})
    assert isinstance(found, Unknown)
    assert (found.subject, found.path) == ("the OpenAPI document", DOCUMENT)


def test_option_documents_says_which_files_are_documents():
    base = {**FILES, "api/shop.json": document_of(FILES)}
    head = edited(ORDERS_API, ("le=100", "le=50"), files=base)
    assert of_documents(head, base) == [NotApplicable("no component has a spec document, and the repository holds no OpenAPI document")]
    assert len(of_documents(head, base, documents=["api/*.json"])) == 1


def test_a_spec_document_that_is_an_openapi_document_is_compared():
    base = {**FILES, "specs/shop.json": document_of(FILES)}
    head = edited(ORDERS_API, ("le=100", "le=50"), files=base)
    shop = (Component("shop", ("shop/**",), ("specs/shop.json",)),)
    assert len(found_in(judged(facts_between(base, head, components=shop)))) == 1


def test_a_change_of_neither_code_nor_documents_is_not_looked_at():
    assert outcomes({**SPECIFIED, "logo.svg": "<svg/>"}) == []


def test_without_specs_the_rule_does_not_apply():
    nothing = NotApplicable("no component has a spec document, and the repository holds no OpenAPI document")
    assert judged(facts_between(FILES, with_route(files=FILES))) == [nothing]
