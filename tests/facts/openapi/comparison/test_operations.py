"""Each pair of documents, beyond what schemas say."""

import json
import re
import sys

import pytest
from tests.facts.openapi.comparison.documents import OK, changes, document, harm, model, operation, parameter, request, response, touched

from tenet.domain.finding import Json
from tenet.facts.openapi.comparison.operations import Terms, compare

STRING: Json = {"type": "string"}
INTEGER: Json = {"type": "integer"}
BREAKS, MAY_BREAK = "breaks", "may_break"
Doc = dict[str, Json]


def served(*names: str, **parts: Json) -> Doc:
    """A document of operations by `METHOD /path`."""
    paths: dict[str, dict[str, Json]] = {}
    for name in names:
        method, _, path = name.partition(" ")
        paths.setdefault(path, {})[method.lower()] = {"responses": OK, **parts}
    return document(paths)


def body(content: Json, **more: Json) -> Doc:
    return operation(requestBody={"content": content, **more})


def responses(**by_status: Json) -> Doc:
    return operation(responses={status.removeprefix("s"): said for status, said in by_status.items()})


def secured(*ways: Json, **schemes: Json) -> Doc:
    found = operation(security=list(ways))
    known: Json = {
        "oauth": {"type": "oauth2", "flows": {}},
        "http": {"type": "http", "scheme": "bearer"},
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        **schemes,
    }
    return {**found, "components": {"securitySchemes": known}}


JSON: Json = {"application/json": {"schema": STRING}}
XML: Json = {"application/xml": {"schema": STRING}}

PAIRS: dict[str, tuple[Doc, Doc, dict[str, str]]] = {
    "a path less": (served("GET /v1/orders", "GET /v1/users"), served("GET /v1/users"), {"operation-removed": BREAKS}),
    "a method less": (served("GET /v1/orders", "POST /v1/orders"), served("GET /v1/orders"), {"operation-removed": BREAKS}),
    "another method": (served("PUT /v1/orders"), served("PATCH /v1/orders"), {"operation-removed": BREAKS}),
    "a deprecated operation less": (served("GET /v1/orders", deprecated=True), served(), {"deprecated-operation-removed": BREAKS}),
    "a path more": (served("GET /v1/users"), served("GET /v1/users", "GET /v1/orders"), {}),
    "another name of a path's parameter": (served("GET /v1/orders/{id}"), served("GET /v1/orders/{order_id}"), {}),
    "two names of a path's parameters swapped": (served("GET /v1/{a}/{b}"), served("GET /v1/{b}/{a}"), {}),
    "a slash at the end": (served("GET /v1/orders"), served("GET /v1/orders/"), {}),
    "a new version of a path": (served("GET /v1/orders/{id}"), served("GET /v2/orders/{order}"), {}),
    "a version for a path that had none": (served("GET /api/orders"), served("GET /api/v1/orders"), {}),
    "a version that was there before": (
        served("GET /v1/orders", "GET /v2/orders"),
        served("GET /v2/orders"),
        {"operation-removed": BREAKS},
    ),
    "a version less in the path": (served("GET /v1/orders"), served("GET /orders"), {"operation-removed": BREAKS}),
    "an operation of another name": (served("GET /v1/orders"), served("GET /v1/purchases"), {"operation-removed": BREAKS}),
    "a new required parameter": (operation(), parameter(INTEGER, required=True), {"new-required-request-parameter": BREAKS}),
    "a new parameter": (operation(), parameter(INTEGER), {}),
    "a parameter less": (parameter(INTEGER), operation(), {"request-parameter-removed": MAY_BREAK}),
    "a parameter of another name": (
        parameter(STRING, name="q"),
        parameter(STRING, name="query", required=True),
        {"request-parameter-removed": MAY_BREAK, "new-required-request-parameter": BREAKS},
    ),
    "a header in another case": (parameter(STRING, name="X-Id", where="header"), parameter(STRING, name="x-id", where="header"), {}),
    "a parameter that became required": (
        parameter(STRING),
        parameter(STRING, required=True),
        {"request-parameter-became-required": BREAKS},
    ),
    "a parameter that may be left out now": (parameter(STRING, required=True), parameter(STRING), {}),
    "a parameter of another type": (parameter(STRING), parameter(INTEGER), {"request-parameter-type-changed": BREAKS}),
    "a parameter with a lower limit": (
        parameter({"type": "integer", "maximum": 100}),
        parameter({"type": "integer", "maximum": 50}),
        {"request-parameter-limit-tightened": BREAKS},
    ),
    "a parameter with fewer values": (
        parameter({"enum": ["a", "b"]}),
        parameter({"enum": ["a"]}),
        {"request-parameter-enum-value-removed": BREAKS},
    ),
    "a query parameter that became a list": (parameter(STRING), parameter({"type": "array", "items": STRING}), {}),
    "a query parameter that became a list of something else": (
        parameter(STRING),
        parameter({"type": "array", "items": INTEGER}),
        {"request-parameter-type-changed": BREAKS},
    ),
    "a header that became a list": (
        parameter(STRING, where="header"),
        parameter({"type": "array", "items": STRING}, where="header"),
        {"request-parameter-type-changed": BREAKS},
    ),
    "a parameter stated by the path": (
        parameter(STRING, required=True),
        document(
            {
                "/v1/orders": {
                    "parameters": [{"name": "limit", "in": "query", "required": True, "schema": STRING}],
                    "post": {"responses": OK},
                }
            }
        ),
        {},
    ),
    "a body where there was none": (operation(), body(JSON, required=True), {"new-required-request-body": BREAKS}),
    "a body that may be left out": (operation(), body(JSON), {}),
    "no body any more": (body(JSON), operation(), {"request-body-removed": BREAKS}),
    "a body that became required": (body(JSON), body(JSON, required=True), {"request-body-became-required": BREAKS}),
    "a body that may be left out now": (body(JSON, required=True), body(JSON), {}),
    "a media type less in a request": (body({**JSON, **XML}), body(JSON), {"request-media-type-removed": BREAKS}),
    "a media type more in a request": (body(JSON), body({**JSON, **XML}), {}),
    "a media type's parameter": (body(JSON), body({"application/json; charset=utf-8": {"schema": STRING}}), {}),
    "any media type": (body(JSON), body({"*/*": {"schema": STRING}}), {}),
    "a success status less": (
        responses(s200={"content": JSON}, s202={}),
        responses(s200={"content": JSON}),
        {"response-status-removed": BREAKS},
    ),
    "another success status": (responses(s200={"content": JSON}), responses(s201={"content": JSON}), {"response-status-removed": BREAKS}),
    "a success status more": (responses(s200={}), responses(s200={}, s202={}), {}),
    "an error less": (responses(s200={}, s404={}), responses(s200={}), {}),
    "an error of another form": (
        responses(s200={}, s404={"content": JSON}),
        responses(s200={}, s404={"content": {"application/json": {"schema": INTEGER}}}),
        {"response-type-changed": BREAKS},
    ),
    "a range of statuses": (responses(s201={"content": JSON}), responses(s2XX={"content": JSON}), {}),
    "a media type less in a response": (
        responses(s200={"content": {**JSON, **XML}}),
        responses(s200={"content": JSON}),
        {"response-media-type-removed": BREAKS},
    ),
    "no body in a response": (responses(s200={"content": JSON}), responses(s200={}), {"response-body-removed": BREAKS}),
    "a body in a response that had none": (responses(s200={}), responses(s200={"content": JSON}), {}),
    "a header less": (
        responses(s200={"headers": {"X-Total": {"schema": INTEGER}}}),
        responses(s200={}),
        {"response-header-removed": MAY_BREAK},
    ),
    "a promised header less": (
        responses(s200={"headers": {"X-Total": {"required": True, "schema": INTEGER}}}),
        responses(s200={}),
        {"response-header-removed": BREAKS},
    ),
    "a header that may be left out": (
        responses(s200={"headers": {"X-Total": {"required": True, "schema": INTEGER}}}),
        responses(s200={"headers": {"x-total": {"schema": INTEGER}}}),
        {"response-header-became-optional": BREAKS},
    ),
    "a header of another type": (
        responses(s200={"headers": {"X-Total": {"schema": INTEGER}}}),
        responses(s200={"headers": {"X-Total": {"schema": STRING}}}),
        {"response-header-type-changed": BREAKS},
    ),
    "a header more": (responses(s200={}), responses(s200={"headers": {"X-Total": {"schema": INTEGER}}}), {}),
    "a proof that nobody had to show": (secured(), secured({"http": []}), {"security-added": MAY_BREAK}),
    "a proof that may be shown": (secured(), secured({"http": []}, {}), {}),
    "a proof less": (secured({"http": []}), secured(), {}),
    "a scope more": (secured({"oauth": ["read"]}), secured({"oauth": ["read", "write"]}), {"security-scope-added": MAY_BREAK}),
    "a scope less": (secured({"oauth": ["read", "write"]}), secured({"oauth": ["read"]}), {}),
    "another proof": (secured({"key": []}), secured({"http": []}), {"security-changed": MAY_BREAK}),
    "another proof beside the old one": (secured({"key": []}), secured({"http": []}, {"key": []}), {}),
    "the same proof by another scheme": (secured({"oauth": []}), secured({"http": []}), {}),
    "a proof that the whole document asks for": (
        {**secured({"http": []})},
        {**secured(), "paths": served("POST /v1/orders")["paths"], "security": [{"http": []}]},
        {},
    ),
    "another summary, tag and operation id": (
        operation(summary="A", tags=["a"], operationId="a"),
        operation(summary="B", tags=["b"], operationId="b", description="More."),
        {},
    ),
    "an operation that is deprecated now": (operation(), operation(deprecated=True), {}),
    "parts that are referred to": (
        {
            **operation(parameters=[{"$ref": "#/components/parameters/Limit"}]),
            "components": {"parameters": {"Limit": {"name": "limit", "in": "query", "schema": INTEGER}}},
        },
        parameter(INTEGER),
        {},
    ),
}


@pytest.mark.parametrize(("before", "after", "harms"), PAIRS.values(), ids=PAIRS.keys())
def test_what_a_client_relies_on_stays(before: Doc, after: Doc, harms: dict[str, str]):
    assert harm(before, after) == harms


@pytest.mark.parametrize(("before", "after"), [(pair[0], pair[1]) for pair in PAIRS.values()], ids=PAIRS.keys())
def test_a_document_against_itself_has_no_change(before: Doc, after: Doc):
    assert changes(before, touched(before)) == changes(after, touched(after)) == []


def test_a_move_to_a_new_version_is_told_and_harms_nobody():
    (moved, new) = changes(served("GET /v1/orders"), served("GET /v2/orders"))
    assert (moved.kind, moved.effect, moved.sentence) == (
        "operation-moved-to-version",
        "compatible",
        "the operation is `GET /v2/orders` now",
    )
    assert new.kind == "operation-added"


def test_what_names_a_version_may_be_said_otherwise():
    before, after = served("GET /2025-01/orders"), served("GET /2026-01/orders")
    assert harm(before, after) == {"operation-removed": BREAKS}
    assert harm(before, after, Terms(version=r"\d{4}-\d{2}")) == {}


def test_a_base_path_may_stand_before_a_path_or_not():
    before, after = served("GET /orders"), served("GET /api/orders")
    assert harm(before, after) == {"operation-removed": BREAKS}
    assert harm(before, after, Terms(base_path="/api")) == {}


def test_the_prefix_of_the_servers_belongs_to_the_paths():
    before = {**served("GET /orders"), "servers": [{"url": "https://shop.example.com/api/v1"}]}
    assert harm(before, served("GET /api/v1/orders")) == {}
    assert harm(before, served("GET /orders")) == {}
    assert harm(before, served("GET /api/v2/carts")) == {"operation-removed": BREAKS}


def test_another_status_is_named():
    (gone, _) = changes(responses(s200={"content": JSON}), responses(s201={"content": JSON}))
    assert gone.sentence == "the response 200 is gone, and 201 is given"


SWAGGER: Doc = {
    "swagger": "2.0",
    "basePath": "/v1",
    "consumes": ["application/json"],
    "produces": ["application/json"],
    "paths": {
        "/orders/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "type": "integer"}],
            "post": {
                "parameters": [
                    {"name": "order", "in": "body", "required": True, "schema": {"$ref": "#/definitions/Order"}},
                    {"name": "limit", "in": "query", "type": "integer", "maximum": 10},
                ],
                "responses": {"200": {"schema": {"type": "array", "items": {"$ref": "#/definitions/Order"}}}},
            },
        },
        "/files": {"put": {"parameters": [{"name": "file", "in": "formData", "type": "file"}], "responses": {"204": {}}}},
    },
    "definitions": {"Order": model(("id",), id=INTEGER, note=STRING)},
}


def edited(before: str, after: str) -> Doc:
    text = json.dumps(SWAGGER)
    assert before in text
    found: Doc = json.loads(text.replace(before, after))
    return found


@pytest.mark.parametrize(
    ("before", "after", "harms"),
    [
        ('"basePath": "/v1"', '"basePath": "/v1/"', {}),
        ('"maximum": 10', '"maximum": 5', {"request-parameter-limit-tightened": BREAKS}),
        ('"required": ["id"]', '"required": ["id", "note"]', {"request-property-became-required": BREAKS}),
        ('"note": {"type": "string"}', '"text": {"type": "string"}', {"response-property-removed": BREAKS}),
        (
            '"in": "formData", "type"',
            '"in": "formData", "required": true, "type"',
            {"request-body-became-required": BREAKS, "request-property-became-required": BREAKS},
        ),
        ('"/files"', '"/uploads"', {"operation-removed": BREAKS}),
    ],
)
def test_swagger_is_compared_as_well(before: str, after: str, harms: dict[str, str]):
    assert harm(SWAGGER, SWAGGER) == {}
    assert harm(SWAGGER, edited(before, after)) == harms


def test_swagger_may_become_openapi():
    order = {"Order": model(("id",), id=INTEGER, note=STRING)}
    body: Json = {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}}
    listed: Json = {"type": "array", "items": {"$ref": "#/components/schemas/Order"}}
    limit: Json = {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 10}}
    post: Json = {
        "parameters": [limit, {"name": "key", "in": "path", "required": True, "schema": INTEGER}],
        "requestBody": body,
        "responses": {"200": {"content": {"application/json": {"schema": listed}}}},
    }
    put: Json = {
        "requestBody": {"content": {"multipart/form-data": {"schema": model(file={"type": "file"})}}},
        "responses": {"204": {}},
    }
    after = document({"/v1/orders/{key}": {"post": post}, "/v1/files": {"put": put}}, order)
    assert harm(SWAGGER, after) == {}


@pytest.mark.parametrize(
    "strange",
    [
        {},
        {"paths": []},
        {"paths": {"/a": None, "b": {"get": {}}, "/c": {"get": [], "post": {"parameters": {}, "responses": [], "requestBody": 3}}}},
        {"paths": {"/a": {"$ref": "#/paths/~1a"}}},
        {"paths": {"/a": {"get": {"parameters": [{"$ref": "#/paths"}, None, {"in": "query"}], "security": [[], {"x": "y"}]}}}},
        {"paths": {"/a{b": {"get": {}}, "/{}{}}": {"get": {}}}, "servers": [{"url": "http://[::"}, 3]},
        {"swagger": "2.0", "paths": {"/a": {"get": {"parameters": [{"in": "body"}, {"in": "formData"}, 3]}}}, "responses": {"a": None}},
    ],
)
def test_a_document_without_meaning_is_compared_all_the_same(strange: Doc):
    for other in (strange, request(STRING), response(STRING)):
        compare(strange, other)
        compare(other, strange)


def test_a_swagger_document_that_nests_too_deep_is_read_as_far_as_it_goes():
    deep: Json = {}
    for _ in range(sys.getrecursionlimit()):
        deep = {"items": deep}
    assert compare({"swagger": "2.0", "paths": {}, "definitions": {"A": deep}}, {"paths": {}}).changes == ()


def test_kinds_are_words_with_hyphens():
    kinds = {change.kind for before, after, _ in PAIRS.values() for change in (*changes(before, after), *changes(after, before))}
    assert len(kinds) > 30
    assert [kind for kind in kinds if not re.fullmatch(r"[a-z]+(-[a-z]+)+", kind)] == []
