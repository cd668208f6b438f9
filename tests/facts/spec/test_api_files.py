import pytest
from tests.fakes.facts import facts_of

OPENAPI = "openapi: 3.1.0\npaths:\n  /orders/{id}:\n    get: {}\n    parameters: []\n"
JSON = '{"openapi": "3.1.0", "paths": {\n  "/orders": {"post": {}}}}\n'


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("[api](../api/openapi.yaml)", [("api/openapi.yaml", "GET", "/orders/{id}", 4)]),
        ("[api](../api/openapi.yaml#/paths)", [("api/openapi.yaml", "GET", "/orders/{id}", 4)]),
        ("[api](/api/openapi.yaml)", [("api/openapi.yaml", "GET", "/orders/{id}", 4)]),
        ("[api][1]\n\n[1]: ../api/o.json", [("api/o.json", "POST", "/orders", 2)]),
        ("`GET /health`, [api](../api/o.json)", [("specs/a.md", "GET", "/health", 1), ("api/o.json", "POST", "/orders", 2)]),
        ("[api](../../api/openapi.yaml)", []),
        ("[api](https://example.com/openapi.yaml)", []),
        ("[api](../api/none.yaml)", []),
        ("[api](../api/other.yaml)", []),
    ],
)
def test_a_document_lists_the_endpoints_of_the_files_that_it_links_to(link: str, expected: list[tuple[str, str, str, int]]):
    files = {"specs/a.md": f"{link}\n", "api/openapi.yaml": OPENAPI, "api/o.json": JSON, "api/other.yaml": "paths: []\n"}
    found = facts_of({}, files).specs.endpoints_of("specs/a.md")
    assert [(path, endpoint.method, endpoint.path, endpoint.line) for path, endpoint in found] == expected


def test_an_openapi_file_is_a_document_of_its_own():
    found = facts_of({}, {"specs/contracts/a.yaml": OPENAPI}).specs.endpoints_of("specs/contracts/a.yaml")
    assert [(path, endpoint.path) for path, endpoint in found] == [("specs/contracts/a.yaml", "/orders/{id}")]
