import time

import pytest

from tenet.facts.spec.data_tables import DataTable, DescribedColumn
from tenet.facts.spec.document import MAX_CHARACTERS, Document, Kind, read_document
from tenet.facts.spec.endpoints import ListedIn
from tenet.facts.spec.roles import Role

SPEC = """\
---
title: Orders
decisions:
  - The number is given by the database.
constraints: ""
covers: ["src/orders/**"]
---
# 1. Orders

Customers place orders, `REQ-7`.

## 1.1 Functional Requirements *(mandatory)*

- **FR-001**: Customers MUST see `GET /orders/{id}`.
- **FR-002**: Staff SHOULD refund (see FR-001).

3. Constraints
--------------

<!-- one
   two -->
One order at a time.

### Data model

#### `orders`

| Column | Type |
|---|---|
| id | int |
| `customer_id` | uuid |

## 4) HTTP API

| Method | Path | What |
|---|---|---|
| GET, POST | `/orders` | list and place |
| `DELETE` | https://shop.example/orders/<int:order_id>?force=1 | |

- `PUT /orders/:id`: replaces
- **PATCH** `/orders/{id}` - a part

```http
POST /refunds?dry=1 HTTP/1.1
```

```yaml
openapi: 3.1.0
paths:
  /payments:
    get: {}
    post:
      summary: pays
```

```python
# Threat model
```

[The whole](../api/openapi.yaml), [again][whole].

[whole]: ../api/more.json
"""


def read(text: str) -> Document:
    return read_document("specs/orders.md", text)


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), 1) if part in line)


def test_sections_have_title_level_and_lines():
    sections = {section.title: section for section in read(SPEC).sections if section.level}
    assert list(sections) == ["Orders", "Functional Requirements (mandatory)", "Constraints", "Data model", "orders", "HTTP API"]
    assert [section.level for section in sections.values()] == [1, 2, 2, 3, 4, 2]
    data_model = sections["Data model"]
    assert data_model.line == line_of(SPEC, "### Data model")
    assert data_model.own_end == line_of(SPEC, "#### `orders`") - 1
    assert data_model.end == line_of(SPEC, "## 4) HTTP API") - 1


def test_keys_of_the_front_matter_are_sections():
    document = read(SPEC)
    decisions, constraints = (next(s for s in document.sections if s.title == title) for title in ("decisions", "constraints"))
    assert (decisions.level, decisions.line, decisions.end) == (0, 3, 4)
    assert [line.text for line in document.lines_of(decisions)] == ["The number is given by the database."]
    assert document.lines_of(constraints) == []
    assert document.front_matter.words("covers") == ("src/orders/**",)


def test_what_a_section_says_leaves_out_headings_and_comments_and_keeps_lines():
    document = read(SPEC)
    (section,) = (s for s in document.sections_of(Role.CONSTRAINTS) if s.level)
    said = [(line.line, line.text, line.kind) for line in document.lines_of(section)]
    assert said == [
        (line_of(SPEC, "One order"), "One order at a time.", Kind.PROSE),
        (line_of(SPEC, "| id | int"), "id int", Kind.TABLE),
        (line_of(SPEC, "`customer_id` | uuid"), "customer_id uuid", Kind.TABLE),
    ]


def test_headings_inside_code_are_none():
    assert read(SPEC).sections_of(Role.THREAT_MODEL) == ()


@pytest.mark.parametrize(
    "text",
    [
        "# Constraints",
        "###### constraints ######",
        "CONSTRAINTS\n===========",
        "3. Constraints\n=====",
        "3. Constraints\n-----",
        "## 3.1) Constraints",
        "## **Constraints**",
        "## `Constraints`",
        "## § 4 Constraints",
        "## IV. Constraints",
        "## Requirements & constraints",
        "## Constraints {#constraints}",
        "## Constraints *(mandatory)*",
        "## 🚧 Constraints",
        "## Technical constraints",
        "## Constraints of the ledger",
        "## [Constraints](#constraints)",
        "## Non-Functional Requirements",
        "## The limitations",
    ],
)
def test_a_heading_is_recognised_however_it_is_written(text: str):
    assert [section.line for section in read(f"intro\n\n{text}\n\nBody.\n").sections_of(Role.CONSTRAINTS)] == [3]


@pytest.mark.parametrize(
    "text", ["Constraints", "**Constraints**", "    # Constraints", "> # Constraints", "# Unconstrained", "1. Constraints"]
)
def test_what_is_no_such_heading_is_not_recognised(text: str):
    assert read(f"{text}\n\nBody.\n").sections_of(Role.CONSTRAINTS) == ()


def test_non_functional_requirements_are_no_requirements():
    assert read("# Non-functional requirements\n").sections_of(Role.REQUIREMENTS) == ()


def test_the_policy_adds_synonyms():
    document = read("# 2. Rahmenbedingungen\n\nKeine.\n")
    assert document.sections_of(Role.CONSTRAINTS) == ()
    assert len(document.sections_of(Role.CONSTRAINTS, {Role.CONSTRAINTS: ["rahmenbedingungen"]})) == 1


def test_endpoints_are_listed_with_their_lines():
    found = [(endpoint.method, endpoint.path, endpoint.line, endpoint.form) for endpoint in read(SPEC).endpoints()]
    assert found == [
        ("GET", "/orders/{id}", line_of(SPEC, "FR-001**"), ListedIn.SPAN),
        ("GET", "/orders", line_of(SPEC, "GET, POST"), ListedIn.TABLE),
        ("POST", "/orders", line_of(SPEC, "GET, POST"), ListedIn.TABLE),
        ("DELETE", "/orders/{order_id}", line_of(SPEC, "DELETE"), ListedIn.TABLE),
        ("PUT", "/orders/{id}", line_of(SPEC, "PUT"), ListedIn.LIST),
        ("PATCH", "/orders/{id}", line_of(SPEC, "PATCH"), ListedIn.LIST),
        ("POST", "/refunds", line_of(SPEC, "POST /refunds"), ListedIn.HTTP),
        ("GET", "/payments", line_of(SPEC, "    get: {}"), ListedIn.OPENAPI),
        ("POST", "/payments", line_of(SPEC, "    post:"), ListedIn.OPENAPI),
    ]


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("## GET /orders/{id}", ["GET /orders/{id}"]),
        ("### `GET` `/orders`", ["GET /orders"]),
        ("**GET /orders/**", ["GET /orders/"]),
        ("- GET `/v1/orders/<id>`", ["GET /v1/orders/{id}"]),
        ("1. POST /orders", ["POST /orders"]),
        ("| Endpoint | Does |\n|--|--|\n| `POST /orders` | places |", ["POST /orders"]),
        ("| Route | Verb |\n|--|--|\n| {base}/orders | get |", ["GET /orders"]),
        ("Call `GET /orders?limit=3`.", ["GET /orders"]),
        ('```json\n{"paths": {"/a": {"get": {}, "parameters": []}}}\n```', ["GET /a"]),
        ("```\nDELETE /orders/1\n```", ["DELETE /orders/1"]),
        ("We GET /orders from there.", []),
        ("```python\nGET /orders\n```", []),
        ("| Path | Owner |\n|--|--|\n| /orders | me |", []),
        ("Budget /orders", []),
    ],
)
def test_each_form_of_listing_an_endpoint_is_read(text: str, listed: list[str]):
    assert [f"{endpoint.method} {endpoint.path}" for endpoint in read(text + "\n").endpoints()] == listed


def test_a_table_is_described_under_its_name():
    start = line_of(SPEC, "#### `orders`")
    columns = (DescribedColumn("id", "int", start + 4), DescribedColumn("customer_id", "uuid", start + 5))
    assert read(SPEC).tables() == (DataTable("orders", start, columns),)


ROWS = "| field | type |\n|--|--|\n| id | int |\n"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f"# Data model\n\n## Order lines table\n\n{ROWS}", [""]),
        (f"# Data model\n\nTable `orders`:\n\n{ROWS}\nTable `lines`:\n\n{ROWS}", ["orders", "lines"]),
        (f"# Entities\n\n**Order**\n\n{ROWS}", ["Order"]),
        (f"# Data model\n\n### Entity: Order\n\n{ROWS}", ["Order"]),
        (f"# Data model\n\n{ROWS}", [""]),
        ("# Data model\n\n| model | field |\n|--|--|\n| Order | id |\n| | state |\n| Line | id |\n", ["Order", "Line"]),
        ("## `orders`\n\n| column | type |\n|--|--|\n| id | int |\n", ["orders"]),
        (f"# Request body\n\n{ROWS}", []),
        ("# Data model\n\n| name | meaning |\n|--|--|\n| id | the number |\n", []),
    ],
)
def test_a_table_is_named_by_itself_or_by_what_stands_above(text: str, names: list[str]):
    assert [table.name for table in read(text).tables()] == names


def test_requirements_are_stated_once():
    found = [(requirement.id, requirement.line) for requirement in read(SPEC).requirements()]
    assert found == [("REQ-7", 10), ("FR-001", line_of(SPEC, "FR-001**")), ("FR-002", line_of(SPEC, "FR-002**"))]


def test_links_lead_to_other_documents():
    assert {link.target for link in read(SPEC).links} == {"../api/openapi.yaml", "../api/more.json"}


def test_carriage_returns_and_a_missing_end_of_front_matter_do_no_harm():
    assert read("---\ntitle: x\n# Constraints\n").front_matter.keys == ()
    assert read("---\n- a\n---\n# Constraints\n\nx\n").sections_of(Role.CONSTRAINTS)


HOSTILE = {
    "quotes": ">" * 490_000,
    "rows": "|a|b|\n|-|-|\n" + "|1|2|\n" * 19_900,
    "bullets": "- " * 240_000,
    "headings": "# a\n" * 19_900,
    "spans": "`a`" * 160_000,
    "comments": "<!--" * 120_000,
    "links": "[a](" * 120_000,
    "brackets": "[" * 490_000,
    "deep front matter": "---\na: " + "[" * 30_000 + "\n---\n",
    "long front matter": "---\n" + "a: b\n" * 1_900 + "---\n",
    "aliases": "---\na: &a [x]\n" + "".join(f"k{n}: &k{n} [*a, *a]\n" for n in range(500)) + "---\n",
    "operations": "```yaml\npaths:\n" + "  /a:\n    get: {}\n" * 9_000 + "```\n",
    "emphasis": "_a" * 240_000,
    "methods": "- GET " + ", GET" * 90_000,
    "numbering": "# " + "1." * 200_000,
    "ids": "REQ-1 " * 80_000,
    "many tables": "# Data model\n" + "|column|type|\n|-|-|\n|a|b|\n\n" * 4_900,
}


@pytest.mark.untraced
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_document_costs_seconds_at_most(text: str):
    start = time.process_time()
    document = read(text)
    assert document.unread == ""
    document.endpoints()
    document.tables()
    document.requirements()
    for role in Role:
        for section in document.sections_of(role)[:10]:
            document.lines_of(section)
    assert time.process_time() - start < 10


def test_a_document_beyond_the_limits_is_not_read_and_says_so():
    for text in ("x" * (MAX_CHARACTERS + 1), "\n" * 30_000, "# Constraints\n" * 1_000_000):
        document = read(text)
        assert document.unread
        assert (document.sections, document.lines, document.endpoints()) == ((), (), ())
