from collections.abc import Mapping

import pytest
from tests.fakes.facts import facts_of
from tests.rules.api.served import facts_between
from tests.rules.api.shop import FILES, HEALTH, MAIN, edited, line_of

from tenet.domain.change import Side
from tenet.domain.finding import NotApplicable, Novelty, Outcome, Unknown, Violation
from tenet.facts.facts import Facts
from tenet.facts.openapi.api_contract import Unread
from tenet.rules.api.unversioned_route import RULE, Options

Files = Mapping[str, str]
CARTS = '''
"""Carts over HTTP."""

from fastapi import APIRouter

router = APIRouter()


@router.get("PATH")
async def get_cart() -> int:
    raise NotImplementedError
'''


def judged(facts: Facts, **options: object) -> list[Outcome]:
    return list(RULE.run(facts, Options.model_validate(options)))


def with_route(path: str, files: Files = FILES, **keywords: str) -> dict[str, str]:
    """The shop with one route more, at a path from the root."""
    more = "".join(f", {name}={value}" for name, value in keywords.items())
    carts = CARTS.lstrip().replace('"PATH"', f'"{path}"{more}')
    main = files["shop/main.py"].replace("import customers", "import carts, customers")
    return {**files, "shop/api/carts.py": carts, "shop/main.py": main + "app.include_router(carts.router)\n"}


def outcomes(head: Files, base: Files = FILES, **options: object) -> list[Outcome]:
    return judged(facts_between(base, head), **options)


UNVERSIONED = [
    "/carts",
    "/carts/{cart_id}",
    "/api/carts",
    "/api/shop/carts",
    "/version2/carts",
    "/{tenant}/carts",
    "/vendors/carts",
    "/carts/health",
    "/healthy",
]


@pytest.mark.parametrize("path", UNVERSIONED)
def test_a_new_route_that_names_no_version_is_flagged_on_its_handler(path: str):
    head = with_route(path)
    (found,) = outcomes(head)
    assert isinstance(found, Violation)
    assert found.message == f"`GET {path}` is new and names no version."
    assert (found.path, found.line) == ("shop/api/carts.py", line_of(head, "shop/api/carts.py", "async def get_cart"))
    assert (found.novelty, found.side, found.key) == (Novelty.NEW, Side.HEAD, f"GET {path}")


@pytest.mark.parametrize(
    ("path", "advised"), [("/carts", "`/v1/carts`"), ("/api/carts", "`/api/v1/carts`"), ("/{tenant}/carts", "`/v1/{tenant}/carts`")]
)
def test_the_remedy_writes_out_the_path_with_a_version(path: str, advised: str):
    (found,) = outcomes(with_route(path))
    assert isinstance(found, Violation)
    assert advised in found.remedy


@pytest.mark.parametrize(
    "path",
    [
        "/v1/carts",
        "/api/v2/carts",
        "/api/v1.1/carts",
        "/v2beta1/carts/{cart_id}",
        "/shop/api/v1/carts",
        "/api/v1",
        "/V1/carts",
        "/health",
        "/healthz",
        "/health/live",
        "/api/health",
        "/metrics",
        "/docs/guide",
        "/",
        "/.well-known/jwks.json",
        "/readyz/",
    ],
)
def test_what_names_a_version_or_operates_the_service_is_not_flagged(path: str):
    assert outcomes(with_route(path)) == []


def test_a_route_outside_the_schema_is_not_flagged():
    assert outcomes(with_route("/carts", include_in_schema="False")) == []


def test_a_route_that_was_there_before_is_not_flagged():
    base = with_route("/carts")
    assert outcomes(edited("shop/api/carts.py", ("-> int", "-> str"), files=base), base) == []


def test_a_route_whose_parameter_is_called_otherwise_is_not_new():
    assert outcomes(with_route("/carts/{id}/"), with_route("/carts/{cart_id}")) == []


def test_a_route_that_leaves_its_version_is_flagged():
    (found,) = outcomes(with_route("/carts"), with_route("/v1/carts"))
    assert isinstance(found, Violation)


def test_a_router_included_without_a_version_is_flagged_route_by_route():
    head = edited("shop/main.py", ('app.include_router(customers.router, prefix="/v1")', "app.include_router(customers.router)"))
    assert sorted(found.key for found in outcomes(head) if isinstance(found, Violation)) == [
        "GET /customers/{customer_id}",
        "GET /customers/{customer_id}/latest",
    ]


def test_a_new_application_is_flagged_where_it_names_no_version():
    head = {"shop/main.py": MAIN.lstrip(), "shop/api/health.py": HEALTH.lstrip()}
    head["shop/main.py"] = "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/orders')\ndef orders() -> int:\n    return 1\n"
    (found,) = judged(facts_between({}, head))
    assert isinstance(found, Violation)
    assert (found.path, found.line) == ("shop/main.py", 7)


def test_option_pattern_says_what_names_a_version():
    assert outcomes(with_route("/2026-01/carts"), pattern=r"^/\d{4}-\d{2}/") == []
    assert len(outcomes(with_route("/v1/carts"), pattern=r"^/\d{4}-\d{2}/")) == 1


def test_option_exempt_replaces_the_routes_that_need_no_version():
    assert outcomes(with_route("/carts"), exempt=["/carts"]) == []
    assert outcomes(with_route("/api/carts/{id}"), exempt=["/carts/**"]) == []
    assert len(outcomes(with_route("/metrics"), exempt=["/carts"])) == 1
    assert len(outcomes(with_route("/"), exempt=[])) == 1


def test_where_base_has_routes_that_cannot_be_read_only_touched_lines_are_flagged():
    plugin = Unread("routes of `plugins.router`", "a library makes them", "shop/main.py", 9)
    (found,) = judged(facts_between(FILES, with_route("/carts"), unread=(plugin,), base_unread=(plugin,)))
    assert isinstance(found, Violation)
    assert found.novelty is Novelty.BY_LINE


def test_routes_of_a_base_that_cannot_be_read_are_new_where_their_lines_are():
    facts = facts_between(FILES, with_route("/carts"))
    facts.base_api = None
    assert {found.novelty for found in judged(facts) if isinstance(found, Violation)} == {Novelty.BY_LINE}


def test_what_cannot_be_read_of_a_route_says_nothing_of_its_version():
    limiter = Unread("GET /v1/orders", "what the dependency Limiter takes is not in the repository", "shop/api/orders.py", 14)
    assert judged(facts_between(FILES, {**FILES, "shop/x.py": "x = 1"}, unread=(limiter,))) == []


def test_routes_that_the_change_makes_unreadable_are_unknown():
    plugin = Unread("routes of `plugins.router`", "a library makes them", "shop/main.py", 9)
    head = edited("shop/main.py", ('title="Shop"', 'title="The shop"'))
    assert judged(facts_between(FILES, head, unread=(plugin,))) == [
        Unknown("routes of `plugins.router`", "a library makes them", "shop/main.py", 9)
    ]


DOCUMENT = """
openapi: 3.1.0
paths:
  /v1/orders:
    get: {}
"""


@pytest.mark.parametrize("more", ["  /carts:\n    put: {}\n", "  /carts/{id}:\n    parameters: []\n    put: {}\n"])
def test_where_no_application_can_be_read_documents_are_looked_at(more: str):
    (found,) = judged(facts_of({"openapi.yaml": DOCUMENT}, {"openapi.yaml": DOCUMENT + more}))
    assert isinstance(found, Violation)
    assert found.path == "openapi.yaml"
    assert found.line == 4 + more.count("\n")


def test_a_document_whose_server_names_the_version_is_not_flagged():
    base = "openapi: 3.1.0\nservers: [{url: 'https://shop.example.com/v1'}]\npaths:\n  /orders: {get: {}}\n"
    assert judged(facts_of({"openapi.yaml": base}, {"openapi.yaml": base + "  /carts: {get: {}}\n"})) == []


def test_option_documents_says_which_files_are_documents():
    base, head = {"api/shop.yml": DOCUMENT}, {"api/shop.yml": DOCUMENT + "  /carts:\n    put: {}\n"}
    assert judged(facts_of(base, head)) == [NotApplicable("the change touches no Python file, and the change touches no OpenAPI document")]
    assert len(judged(facts_of(base, head), documents=["api/*.yml"])) == 1
