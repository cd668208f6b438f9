"""What `Field(...)` and the types of `annotated_types` add to a schema."""

from collections.abc import Iterator

from tenet.facts.json_schema.json_values import Json, JsonObject, json_of
from tenet.facts.python.values import Call, Missing, Symbol, Value

NUMERIC = {"gt": "exclusiveMinimum", "ge": "minimum", "lt": "exclusiveMaximum", "le": "maximum", "multiple_of": "multipleOf"}
LENGTHS = {
    "string": ("minLength", "maxLength"),
    "array": ("minItems", "maxItems"),
    "object": ("minProperties", "maxProperties"),
}
LENGTH_NAMES = {"min_length": 0, "max_length": 1, "min_items": 0, "max_items": 1}
SINGLE = {"Gt": "gt", "Ge": "ge", "Lt": "lt", "Le": "le", "MultipleOf": "multiple_of", "MinLen": "min_length", "MaxLen": "max_length"}
CALLS = frozenset(
    {"Field", "FieldInfo", "StringConstraints", "Interval", "Len", "Query", "Path", "Header", "Cookie", "Body", "Form", "File"}
)

OWN_PARAMETERS = frozenset(
    {
        *("default", "default_factory", "alias", "alias_priority", "validation_alias", "serialization_alias", "title", "description"),
        *("field_title_generator", "examples", "example", "openapi_examples", "exclude", "exclude_if", "discriminator", "deprecated"),
        *("json_schema_extra", "frozen", "validate_default", "repr", "init", "init_var", "kw_only", "pattern", "regex", "strict"),
        *("coerce_numbers_to_str", "gt", "ge", "lt", "le", "multiple_of", "allow_inf_nan", "max_digits", "decimal_places"),
        *("min_length", "max_length", "union_mode", "fail_fast", "include", "const", "min_items", "max_items", "unique_items"),
        *("allow_mutation", "include_in_schema", "convert_underscores", "embed", "media_type", "annotation", "schema_extra"),
        *("to_lower", "to_upper", "strip_whitespace"),
    }
)
"""The parameters of `Field` and its kin in pydantic and FastAPI."""


def constraints(item: Value) -> Iterator[tuple[str, Json]]:
    """The constraints of one piece of metadata, by the names that `Field` has for them."""
    if not isinstance(item, Call) or not isinstance(item.function, Symbol):
        return
    given = dict(item.keywords)
    if item.function.name.startswith("sqlmodel."):
        given.pop("regex", None)  # only its versions for pydantic 1 pass it on
    if item.last in SINGLE and item.arguments:
        given[SINGLE[item.last]] = item.arguments[0]
    elif item.last == "Len":
        given.update(zip(("min_length", "max_length"), item.arguments, strict=False))
    for name, value in given.items():
        found = json_of(value.arguments[0] if _is_compiled(value) and isinstance(value, Call) else value)
        if not isinstance(found, Missing) and found is not None:
            yield name, found


def _is_compiled(value: Value) -> bool:
    return isinstance(value, Call) and value.last == "compile" and bool(value.arguments)


def extras(item: Value) -> JsonObject:
    """What a call of `Field` or `Query` says beyond their own parameters: pydantic puts it into the schema as it is."""
    if not isinstance(item, Call) or not isinstance(item.function, Symbol) or item.last not in CALLS:
        return {}
    if item.function.name.startswith("sqlmodel"):  # its further parameters speak of the column
        return {}
    found = {name: json_of(value) for name, value in item.keywords if name not in OWN_PARAMETERS and not name.startswith("*")}
    return {name: value for name, value in found.items() if not isinstance(value, Missing)}


def constrained(schema: JsonObject, item: Value) -> JsonObject:
    """The schema with the constraints of one piece of metadata; nullable schemas carry them inside."""
    found = [(name, value) for name, value in constraints(item) if name in NUMERIC or name in LENGTH_NAMES or name in {"pattern", "regex"}]
    for name, value in found:
        schema = _applied(schema, name, value)
    return schema


def _applied(schema: JsonObject, name: str, value: Json) -> JsonObject:
    members = schema.get("anyOf")
    if isinstance(members, list):
        return _inside(schema, members, name, value)
    type_ = schema.get("type")
    if name in NUMERIC:
        return {**schema, NUMERIC[name]: value} if type_ in {"integer", "number"} else schema
    if name in {"pattern", "regex"}:
        return {**schema, "pattern": value}
    keys = LENGTHS.get(type_) if isinstance(type_, str) else None
    return schema if keys is None else {**schema, keys[LENGTH_NAMES[name]]: value}


def _inside(schema: JsonObject, members: list[Json], name: str, value: Json) -> JsonObject:
    objects = [member for member in members if isinstance(member, dict)]
    inner = [member for member in objects if member.get("type") != "null"]
    numbers = name in NUMERIC and [member for member in inner if member.get("type") == "number"]
    if len(inner) == 1 and len(inner) < len(objects):
        return {**schema, "anyOf": [member if member.get("type") == "null" else _applied(member, name, value) for member in objects]}
    if numbers and len(inner) == 2 and {"type": "string"} in inner:
        return {**schema, "anyOf": [_applied(member, name, value) if member.get("type") == "number" else member for member in objects]}
    return schema
