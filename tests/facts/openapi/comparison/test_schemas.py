"""Each pair of schemas, in what a client sends and in what it receives."""

import pytest
from tests.facts.openapi.comparison.documents import changes, document, harm, model, parameter, request, response, touched

from tenet.domain.finding import Json
from tenet.facts.openapi.comparison.operations import compare

STRING: Json = {"type": "string"}
INTEGER: Json = {"type": "integer"}
NUMBER: Json = {"type": "number"}
NULL: Json = {"type": "null"}
CAT = {"Cat": model(("kind",), kind={"const": "cat", "type": "string"}, lives=INTEGER)}
DOG = {"Dog": model(("kind",), kind={"const": "dog", "type": "string"}, tricks=STRING)}
BIRD = {"Bird": model(("kind",), kind={"const": "bird", "type": "string"}, span=NUMBER)}
ZOO = {**CAT, **DOG, **BIRD}


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def pets(*names: str) -> Json:
    return {"oneOf": [ref(name) for name in names], "discriminator": {"propertyName": "kind"}}


BREAKS, MAY_BREAK = "breaks", "may_break"
Harm = dict[str, str]
PAIRS: dict[str, tuple[Json, Json, Harm, Harm]] = {
    # name: before, after, what it does to requests, what it does to responses
    "another type": (STRING, INTEGER, {"type-changed": BREAKS}, {"type-changed": BREAKS}),
    "an integer that is any number": (INTEGER, NUMBER, {}, {"type-widened": BREAKS}),
    "a number that is an integer": (NUMBER, INTEGER, {"type-narrowed": BREAKS}, {}),
    "a list of what was one": (STRING, {"type": "array", "items": STRING}, {"type-changed": BREAKS}, {"type-changed": BREAKS}),
    "no type any more": (STRING, {}, {}, {"type-widened": BREAKS}),
    "a type where there was none": ({}, STRING, {"type-narrowed": BREAKS}, {}),
    "true for a schema that was empty": ({}, True, {}, {}),
    "a format": (STRING, {"type": "string", "format": "uuid"}, {"format-added": BREAKS}, {}),
    "a format less": ({"type": "string", "format": "uuid"}, STRING, {}, {"format-removed": BREAKS}),
    "another format": (
        {"type": "string", "format": "date"},
        {"type": "string", "format": "date-time"},
        {"format-changed": BREAKS},
        {"format-changed": BREAKS},
    ),
    "a file as 3.1 writes it": (
        {"type": "string", "format": "binary"},
        {"type": "string", "contentMediaType": "application/octet-stream"},
        {},
        {},
    ),
    "a value of an enumeration less": (
        {"type": "string", "enum": ["open", "paid", "sent"]},
        {"type": "string", "enum": ["open", "paid"]},
        {"enum-value-removed": BREAKS},
        {},
    ),
    "a value of an enumeration more": (
        {"type": "string", "enum": ["open", "paid"]},
        {"type": "string", "enum": ["paid", "open", "sent"]},
        {},
        {"enum-value-added": MAY_BREAK},
    ),
    "the values in another order": ({"enum": ["open", "paid"]}, {"type": "string", "enum": ["paid", "open"]}, {}, {}),
    "all values replaced": ({"enum": ["a"]}, {"enum": ["b"]}, {"enum-replaced": BREAKS}, {"enum-replaced": BREAKS}),
    "one value as const": ({"enum": ["a"], "type": "string"}, {"const": "a", "type": "string"}, {}, {}),
    "an enumeration of what was free": (STRING, {"type": "string", "enum": ["a"]}, {"became-enum": BREAKS}, {}),
    "what was an enumeration": ({"type": "string", "enum": ["a"]}, STRING, {}, {"enum-lifted": MAY_BREAK}),
    "nullable as 3.0 writes it": (STRING, {"type": "string", "nullable": True}, {}, {"became-nullable": BREAKS}),
    "nullable as 3.1 writes it": (STRING, {"type": ["string", "null"]}, {}, {"became-nullable": BREAKS}),
    "nullable as pydantic writes it": (STRING, {"anyOf": [STRING, NULL]}, {}, {"became-nullable": BREAKS}),
    "nullable by its values": ({"enum": ["a"]}, {"enum": ["a", None]}, {}, {"became-nullable": BREAKS}),
    "not nullable any more": ({"anyOf": [STRING, NULL]}, STRING, {"became-not-nullable": BREAKS}, {}),
    "nullable in another spelling": ({"type": "string", "nullable": True}, {"oneOf": [NULL, STRING]}, {}, {}),
    "a higher maximum": (
        {"type": "integer", "maximum": 5},
        {"type": "integer", "maximum": 9},
        {},
        {"limit-loosened": MAY_BREAK},
    ),
    "a lower maximum": ({"type": "integer", "maximum": 9}, {"type": "integer", "maximum": 5}, {"limit-tightened": BREAKS}, {}),
    "a higher minimum": ({"type": "integer", "minimum": 1}, {"type": "integer", "minimum": 2}, {"limit-tightened": BREAKS}, {}),
    "a shorter string": (
        {"type": "string", "maxLength": 80},
        {"type": "string", "maxLength": 40},
        {"limit-tightened": BREAKS},
        {},
    ),
    "a limit where there was none": (STRING, {"type": "string", "maxLength": 40}, {"limit-set": MAY_BREAK}, {}),
    "a limit less": ({"type": "string", "minLength": 4}, STRING, {}, {"limit-lifted": MAY_BREAK}),
    "an exclusive limit as 3.0 writes it": (
        {"type": "integer", "maximum": 5, "exclusiveMaximum": True},
        {"type": "integer", "exclusiveMaximum": 5},
        {},
        {},
    ),
    "items that differ": ({"type": "array", "uniqueItems": True}, {"type": "array"}, {}, {"limit-lifted": MAY_BREAK}),
    "a pattern": (STRING, {"type": "string", "pattern": "^[a-z]+$"}, {"pattern-added": BREAKS}, {}),
    "another pattern": (
        {"type": "string", "pattern": "^[a-z]+$"},
        {"type": "string", "pattern": "^[a-z0-9]+$"},
        {"pattern-changed": MAY_BREAK},
        {},
    ),
    "a pattern less": ({"type": "string", "pattern": "^[a-z]+$"}, STRING, {}, {}),
    "a constraint of another kind": (
        STRING,
        {"type": "string", "not": {"const": "x"}},
        {"constraint-added": BREAKS},
        {},
    ),
    "a constraint of another kind less": (
        {"type": "array", "contains": STRING},
        {"type": "array"},
        {},
        {"constraint-removed": BREAKS},
    ),
    "another constraint of another kind": (
        {"type": "object", "dependentRequired": {"a": ["b"]}},
        {"type": "object", "dependentRequired": {"a": ["c"]}},
        {"constraint-changed": MAY_BREAK},
        {"constraint-changed": MAY_BREAK},
    ),
    "a new field that may be left out": (model(a=STRING), model(a=STRING, b=STRING), {}, {}),
    "a new required field": (model(("a",), a=STRING), model(("a", "b"), a=STRING, b=STRING), {"new-required-property": BREAKS}, {}),
    "a new required field of what the server makes": (
        model(a=STRING),
        model(("id",), a=STRING, id={"type": "string", "readOnly": True}),
        {},
        {},
    ),
    "a field less": (model(a=STRING, b=STRING), model(a=STRING), {}, {"property-removed": BREAKS}),
    "a required field less": (model(("a",), a=STRING, b=STRING), model(b=STRING), {}, {"property-removed": BREAKS}),
    "a field less that only clients send": (model(a=STRING, b={"type": "string", "writeOnly": True}), model(a=STRING), {}, {}),
    "a field less where others are refused": (
        {**model(a=STRING, b=STRING), "additionalProperties": False},
        {**model(a=STRING), "additionalProperties": False},
        {"property-removed": BREAKS},
        {"property-removed": BREAKS},
    ),
    "a field that became required": (model(a=STRING), model(("a",), a=STRING), {"property-became-required": BREAKS}, {}),
    "a field that may be left out now": (model(("a",), a=STRING), model(a=STRING), {}, {"property-became-optional": BREAKS}),
    "a field that got a default": (
        model(("a",), a=STRING),
        model(a={"type": "string", "default": "x"}),
        {},
        {"property-became-optional": MAY_BREAK},
    ),
    "other fields refused": (
        model(a=STRING),
        {**model(a=STRING), "additionalProperties": False},
        {"other-properties-forbidden": MAY_BREAK},
        {},
    ),
    "other fields allowed": ({**model(a=STRING), "additionalProperties": False}, model(a=STRING), {}, {}),
    "another default": ({"type": "integer", "default": 1}, {"type": "integer", "default": 2}, {}, {}),
    "another description, title and example": (
        {"type": "string", "description": "One.", "title": "A"},
        {"type": "string", "description": "Two.", "title": "B", "example": "x"},
        {},
        {},
    ),
    "other items": (
        {"type": "array", "items": STRING},
        {"type": "array", "items": INTEGER},
        {"type-changed": BREAKS},
        {"type-changed": BREAKS},
    ),
    "items that were free": ({"type": "array"}, {"type": "array", "items": STRING}, {"type-narrowed": BREAKS}, {}),
    "other values of a mapping": (
        {"type": "object", "additionalProperties": STRING},
        {"type": "object", "additionalProperties": INTEGER},
        {"type-changed": BREAKS},
        {"type-changed": BREAKS},
    ),
    "a model where there was a mapping": (
        {"type": "object", "additionalProperties": STRING},
        model(a=STRING),
        {"type-changed": BREAKS},
        {"type-changed": BREAKS},
    ),
    "a pair that has three parts now": (
        {"type": "array", "prefixItems": [STRING, STRING]},
        {"type": "array", "prefixItems": [STRING, STRING, STRING]},
        {"positions-changed": BREAKS},
        {"positions-changed": BREAKS},
    ),
    "a type more": (STRING, {"anyOf": [STRING, INTEGER]}, {}, {"alternative-added": BREAKS}),
    "a type less": ({"type": ["string", "integer"]}, STRING, {"alternative-removed": BREAKS}, {}),
    "types in a list or as alternatives": ({"type": ["string", "integer"]}, {"anyOf": [INTEGER, STRING]}, {}, {}),
    "an integer beside the number that it is": ({"anyOf": [INTEGER, NUMBER]}, NUMBER, {}, {}),
    "a model more": (pets("Cat", "Dog"), pets("Bird", "Cat", "Dog"), {}, {"alternative-added": BREAKS}),
    "a model less": (pets("Cat", "Dog", "Bird"), pets("Cat", "Bird"), {"alternative-removed": BREAKS}, {}),
    "the models in another order": (pets("Cat", "Dog"), pets("Dog", "Cat"), {}, {}),
    "told apart by another field": (
        pets("Cat", "Dog"),
        {**pets("Cat", "Dog"), "discriminator": {"propertyName": "species"}},
        {"discriminator-changed": BREAKS},
        {"discriminator-changed": BREAKS},
    ),
    "a model written out": (ref("Cat"), ZOO["Cat"], {}, {}),
    "a model behind allOf": (ref("Cat"), {"allOf": [ref("Cat")], "description": "A cat."}, {}, {}),
    "a model in parts": (
        model(("a",), a=STRING, b=INTEGER),
        {"allOf": [model(("a",), a=STRING), model(b=INTEGER)]},
        {},
        {},
    ),
    "a field less in one part of a model": (
        {"allOf": [model(a=STRING), model(b=INTEGER, c=INTEGER)]},
        {"allOf": [model(a=STRING), model(b=INTEGER)]},
        {},
        {"property-removed": BREAKS},
    ),
    "a field deep within": (
        model(items={"type": "array", "items": model(price=model(amount=NUMBER))}),
        model(items={"type": "array", "items": model(price=model(amount=STRING))}),
        {"type-changed": BREAKS},
        {"type-changed": BREAKS},
    ),
}


@pytest.mark.parametrize(("before", "after", "harms", "_"), PAIRS.values(), ids=PAIRS.keys())
def test_what_a_client_sends_may_only_grow(before: Json, after: Json, harms: Harm, _: Harm):
    assert harm(request(before, ZOO), request(after, ZOO)) == {f"request-{kind}": effect for kind, effect in harms.items()}


@pytest.mark.parametrize(("before", "after", "_", "harms"), PAIRS.values(), ids=PAIRS.keys())
def test_what_a_client_receives_may_only_shrink(before: Json, after: Json, _: Harm, harms: Harm):
    assert harm(response(before, ZOO), response(after, ZOO)) == {f"response-{kind}": effect for kind, effect in harms.items()}


@pytest.mark.parametrize(("before", "after"), [(pair[0], pair[1]) for pair in PAIRS.values()], ids=PAIRS.keys())
def test_a_schema_against_itself_has_no_change(before: Json, after: Json):
    for schema in (before, after):
        assert changes(request(schema, ZOO), touched(request(schema, ZOO))) == []
        assert changes(response(schema, ZOO), touched(response(schema, ZOO))) == []


def test_a_default_of_a_parameter_may_break_who_leaves_it_out():
    before, after = ({"type": "integer", "default": default} for default in (50, 20))
    assert harm(parameter(before), parameter(after)) == {"request-parameter-default-changed": "may_break"}


def test_models_are_told_by_what_they_hold_and_not_by_their_names():
    before = response(ref("Order-Output"), {"Order-Output": model(("a",), a=STRING)})
    after = response(ref("shop__Order"), {"shop__Order": model(("a",), a=STRING)})
    assert changes(before, after) == []


def test_a_change_names_its_model_and_field_on_both_sides():
    before = response({"type": "array", "items": ref("Order")}, {"Order": model(("id",), id=STRING, total=INTEGER)})
    after = response({"type": "array", "items": ref("Order")}, {"Order": model(("id",), id=STRING)})
    (found,) = changes(before, after)
    assert found.base is not None
    assert (found.base.component, found.base.field, found.head) == ("Order", "total", None)
    assert found.sentence == "response field `[].total` is gone"
    assert found.pointer == "/components/schemas/Order/properties/total"


def test_a_field_that_becomes_nullable_is_told_on_the_field_and_not_on_its_type():
    address = {"Address": model(street=STRING)}
    before = response(ref("Order"), {"Order": model(address=ref("Address")), **address})
    after = response(ref("Order"), {"Order": model(address={"anyOf": [ref("Address"), NULL]}), **address})
    (found,) = changes(before, after)
    assert found.head is not None
    assert (found.kind, found.head.component, found.head.field) == ("response-became-nullable", "Order", "address")


def test_a_value_of_an_enumeration_is_told_on_the_enumeration():
    order = {"Order": model(state=ref("State"))}
    before = request(ref("Order"), {**order, "State": {"type": "string", "enum": ["open", "paid"]}})
    after = request(ref("Order"), {**order, "State": {"type": "string", "enum": ["open"]}})
    (found,) = changes(before, after)
    assert found.head is not None
    assert (found.head.component, found.statement) == ("State", "no longer allows `paid`")


def test_a_model_that_holds_itself_is_compared_once():
    tree = {"Node": model(children={"type": "array", "items": ref("Node")}, name=STRING)}
    grown = {"Node": model(children={"type": "array", "items": ref("Node")}, name=INTEGER)}
    kinds = [change.kind for change in changes(response(ref("Node"), tree), response(ref("Node"), grown))]
    assert set(kinds) == {"response-type-changed"}


@pytest.mark.parametrize(
    "schemas",
    [
        {"A": ref("A")},
        {"A": ref("B"), "B": ref("A")},
        {"A": {"allOf": [ref("A")]}},
        {"A": {"anyOf": [ref("A"), ref("A")]}},
        {"A": {"oneOf": [{"allOf": [ref("A"), ref("A")]}]}},
        {"A": ref("Missing")},
        {"A": {"$ref": "other.yaml#/A"}},
        {"A": {"$ref": 5}},
        {"A": {"type": 3, "enum": "x", "required": "yes", "properties": [], "allOf": {}}},
    ],
)
def test_schemas_without_meaning_are_compared_in_bounded_time(schemas: dict[str, Json]):
    comparison = compare(response(ref("A"), schemas), response(ref("A"), {"A": STRING}))
    assert len(comparison.changes) + len(comparison.incomplete) <= 2


def test_too_many_alternatives_are_said_to_be_uncompared():
    wide: Json = {"anyOf": [{"anyOf": [{"const": f"{a}{b}"} for a in range(9)]} for b in range(9)]}
    comparison = compare(response(wide), response(STRING))
    assert comparison.incomplete == ("the response of GET /v1/orders: too many alternatives to compare",)


def test_a_schema_that_nests_too_deep_is_said_to_be_uncompared():
    deep: Json = STRING
    for _ in range(2_000):
        deep = {"type": "array", "items": deep}
    comparison = compare(response(deep), touched(response(deep)))
    assert comparison.incomplete == ("GET /v1/orders: its schemas are too many, or nest too deep, to compare",)


@pytest.mark.untraced
def test_a_large_document_is_compared_in_seconds():
    schemas: dict[str, Json] = {f"M{n}": model(**{f"f{m}": ref(f"M{(n * 7 + m) % 400}") for m in range(20)}) for n in range(400)}
    paths: dict[str, Json] = {f"/v1/things{n}": response(ref(f"M{n}"))["paths"]["/v1/orders"] for n in range(40)}
    comparison = compare(document(paths, schemas), document(paths, {**schemas, "M0": model()}))
    assert {change.kind for change in comparison.changes} == {"response-property-removed"}
