"""Collections, unions and literals as JSON Schema."""

from abc import ABC, abstractmethod

from tenet.facts.json_schema.generation import Generation, Mode
from tenet.facts.json_schema.json_values import Json, JsonObject, json_of, json_type
from tenet.facts.json_schema.types import ANY, ELLIPSIS, Type
from tenet.facts.python.values import Missing

ARRAYS = frozenset(
    {
        *("list", "collections.deque", "collections.UserList"),
        *(f"collections.abc.{name}" for name in ("Sequence", "MutableSequence", "Iterable", "Collection", "Container", "Iterator")),
        *("collections.abc.Generator", "collections.abc.Reversible", "collections.abc.AsyncIterable", "collections.abc.AsyncIterator"),
        *("collections.abc.AsyncGenerator",),
    }
)
SETS = frozenset({"set", "frozenset", "collections.abc.Set", "collections.abc.MutableSet"})
MAPPINGS = frozenset(
    {
        *("dict", "collections.OrderedDict", "collections.defaultdict", "collections.ChainMap"),
        *("collections.abc.Mapping", "collections.abc.MutableMapping"),
    }
)
COUNTER = "collections.Counter"


class ContainerSchemas(ABC):
    """Schemas of types that hold others. None stands for what pydantic leaves out."""

    def __init__(self, generation: Generation) -> None:
        self.generation = generation

    @abstractmethod
    def inner(self, type_: Type, mode: Mode) -> JsonObject | None:
        """The schema of a type inside another."""

    def _item(self, type_: Type, mode: Mode) -> JsonObject:
        return self.inner(type_, mode) or {}

    def container(self, type_: Type, mode: Mode) -> JsonObject | None:
        """The schema of a collection; None for any other type."""
        name = type_.name
        if name in ARRAYS:
            return {"type": "array", "items": self._item(type_.arguments[0] if type_.arguments else ANY, mode)}
        if name in SETS:
            return {"type": "array", "uniqueItems": True, "items": self._item(type_.arguments[0] if type_.arguments else ANY, mode)}
        if name == "tuple":
            return self._tuple(type_, mode)
        if name in MAPPINGS:
            return self._mapping(type_, mode)
        if name == COUNTER:
            return {"type": "object", "additionalProperties": {"type": "integer"}}
        return None

    def _tuple(self, type_: Type, mode: Mode) -> JsonObject:
        items = type_.arguments
        if not items:
            return {"type": "array", "items": {}}
        if len(items) == 2 and items[1] == ELLIPSIS:
            return {"type": "array", "items": self._item(items[0], mode)}
        found: list[Json] = [self._item(item, mode) for item in items]
        key = "items" if self.generation is Generation.ONE else "prefixItems"
        return {"type": "array", key: found, "minItems": len(found), "maxItems": len(found)}

    def _mapping(self, type_: Type, mode: Mode) -> JsonObject:
        if len(type_.arguments) < 2:
            return {"type": "object"} if self.generation is Generation.ONE else {"type": "object", "additionalProperties": True}
        values = self._item(type_.arguments[1], mode)
        named = self.generation is Generation.TWO or type_.arguments[0].call is not None
        keys = self._item(type_.arguments[0], mode) if named else {}
        pattern = keys.pop("pattern", None) if "$ref" not in keys else None
        found: JsonObject = {"type": "object"}
        if self.generation is Generation.ONE:
            patterns: JsonObject = {"patternProperties": {pattern: values}} if isinstance(pattern, str) else {}
            return {**found, **patterns, "additionalProperties": values} if values else {**found, **patterns}
        if isinstance(pattern, str):
            found["patternProperties"] = {pattern: values}
        else:
            found["additionalProperties"] = values or True
        if "$ref" in keys or (keys.get("type") == "string" and len(keys) > 1):
            found["propertyNames"] = {key: value for key, value in keys.items() if key != "type"}
        return found

    def union(self, type_: Type, mode: Mode) -> JsonObject | None:
        """The schema of a union: `anyOf` with null for pydantic 2, without for pydantic 1."""
        members = type_.arguments
        if self.generation is Generation.ONE:
            members = tuple(member for member in members if member.name != "None") or members
        found = [schema for member in members if (schema := self.inner(member, mode)) is not None]
        flat: list[Json] = []
        for schema in found:
            alternatives = schema.get("anyOf") if len(schema) == 1 else None
            flat.extend(one for one in (alternatives if isinstance(alternatives, list) else [schema]) if one not in flat)
        if not flat:
            return None
        first = flat[0]
        return first if len(flat) == 1 and isinstance(first, dict) else {"anyOf": flat}

    def literal(self, type_: Type) -> JsonObject | None:
        """`const` for one value, `enum` for several; None where a value cannot be told."""
        found = [json_of(value) for value in type_.literals]
        values = [value for value in found if not isinstance(value, Missing)]
        if len(values) != len(found) or not values:
            return None
        if self.generation is Generation.ONE:
            return self._literal_one([value for value in values if value is not None] or values)
        kind = json_type(values)
        schema: JsonObject = {"const": values[0]} if len(values) == 1 else {"enum": values}
        return schema if kind is None else {**schema, "type": kind}

    def _literal_one(self, values: list[Json]) -> JsonObject:
        kinds = list(dict.fromkeys(json_type([value]) or "" for value in values))
        parts: list[Json] = [
            {"enum": [value for value in values if json_type([value]) == kind], **({"type": kind} if kind else {})} for kind in kinds
        ]
        first = parts[0]
        return first if len(parts) == 1 and isinstance(first, dict) else {"anyOf": parts}
