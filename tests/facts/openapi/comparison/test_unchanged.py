"""The short cut never hides what the whole comparison would find."""

import pytest
from tests.facts.openapi.comparison.documents import document, model, response

from tenet.domain.finding import Json
from tenet.facts.openapi.comparison.document import Document
from tenet.facts.openapi.comparison.operations import compare
from tenet.facts.openapi.comparison.unchanged import Unchanged

STRING: Json = {"type": "string"}


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


SCHEMAS: dict[str, Json] = {
    "Order": model(lines={"type": "array", "items": ref("Line")}),
    "Line": model(price=ref("Money")),
    "Money": model(amount=STRING),
    "Other": model(x=STRING),
}


def holds(base: dict[str, Json], head: dict[str, Json]) -> bool:
    before, after = Document(base), Document(head)
    return Unchanged(before, after).holds(before.operations[0], after.operations[0])


@pytest.mark.parametrize(
    ("changed", "unchanged"),
    [
        ({}, True),
        ({"Other": STRING}, True),
        ({"More": STRING}, True),
        ({"Order": STRING}, False),
        ({"Line": STRING}, False),
        ({"Money": STRING}, False),
        ({"Money": {**model(amount=STRING), "description": "An amount."}}, False),
    ],
)
def test_an_operation_is_unchanged_where_all_that_it_refers_to_is(changed: dict[str, Json], unchanged: bool):
    assert holds(response(ref("Order"), SCHEMAS), response(ref("Order"), {**SCHEMAS, **changed})) is unchanged


def test_an_operation_that_refers_to_what_is_gone_has_changed():
    without = {name: schema for name, schema in SCHEMAS.items() if name != "Money"}
    assert not holds(response(ref("Order"), SCHEMAS), response(ref("Order"), without))


def test_an_operation_that_refers_to_another_operation_may_have_changed():
    schema: Json = {"$ref": "#/paths/~1other/get/responses/200/content/application~1json/schema"}
    assert not holds(response(schema), response(schema))


def test_an_operation_changes_with_the_proofs_that_the_document_asks_for():
    base = document({"/a": {"get": {}}}, SCHEMAS)
    assert holds(base, base)
    assert not holds(base, {**base, "security": [{"key": []}]})
    secured = {**base, "security": [{"key": []}]}
    key = {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}}
    assert not holds(secured, {**secured, "components": {**key, "schemas": SCHEMAS}})


def test_parts_that_nest_too_deep_to_compare_may_have_changed():
    deep: Json = STRING
    other: Json = STRING
    for _ in range(100_000):
        deep, other = {"items": deep}, {"items": other}
    assert not holds(response(deep), response(other))
    assert compare(response(deep), response(other)).incomplete
