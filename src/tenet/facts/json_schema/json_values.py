"""Values of JSON, and values of the code as JSON."""

from decimal import Decimal

from tenet.facts.python.values import MISSING, Member, Missing, Pairs, Value

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
JsonObject = dict[str, Json]


def json_of(value: Value | Missing, depth: int = 0) -> Json | Missing:
    """The value as JSON; missing where it has no such form, or only a run can tell."""
    if depth > 20:
        return MISSING
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Decimal():
            return str(value)
        case bytes():
            return value.decode("utf-8", errors="replace")
        case Member():
            return json_of(value.value, depth + 1)
        case tuple():
            items = [json_of(item, depth + 1) for item in value]
            known = [item for item in items if not isinstance(item, Missing)]
            return known if len(known) == len(items) else MISSING
        case Pairs():
            return _object(value, depth)
        case _:
            return MISSING


def value_of(document: Json) -> Value:
    """JSON as a value of the code."""
    if isinstance(document, list):
        return tuple(value_of(item) for item in document)
    return Pairs(tuple((key, value_of(item)) for key, item in document.items())) if isinstance(document, dict) else document


def _object(value: Pairs, depth: int) -> Json | Missing:
    found: JsonObject = {}
    for key, item in value.items:
        name, inner = json_of(key, depth + 1), json_of(item, depth + 1)
        if isinstance(name, Missing | list | dict) or isinstance(inner, Missing):
            return MISSING
        found[str(name)] = inner
    return found


def json_type(values: list[Json]) -> str | None:
    """The one type that all values have, as JSON Schema names it."""
    names = {type(value).__name__ for value in values}
    return JSON_TYPES.get(names.pop()) if len(names) == 1 else None


JSON_TYPES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean", "list": "array", "NoneType": "null", "dict": None}
