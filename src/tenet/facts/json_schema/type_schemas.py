"""Types as JSON Schema, with what their annotations add."""

from abc import abstractmethod

from tenet.facts.json_schema.constraints import constrained, extras
from tenet.facts.json_schema.container_schemas import ContainerSchemas
from tenet.facts.json_schema.generation import Generation, Mode
from tenet.facts.json_schema.json_values import Json, JsonObject, json_of
from tenet.facts.json_schema.scalars import canonical, scalar
from tenet.facts.json_schema.type_reader import TypeReader
from tenet.facts.json_schema.types import ANY, NONE, Type, union
from tenet.facts.python.module import EMPTY, Module
from tenet.facts.python.values import Call, Missing, Symbol, Value

MAX_DEPTH = 40
"""How deep schemas are nested in one another; models inside models are references and do not count."""
SERIALIZERS = frozenset({"PlainSerializer", "WrapSerializer"})
VALIDATORS = frozenset({"BeforeValidator", "PlainValidator", "WrapValidator"})
NO_SCHEMA = frozenset({"SkipJsonSchema"})
MADE = {
    "conint": "int",
    "constr": "str",
    "confloat": "float",
    "condecimal": "decimal.Decimal",
    "conbytes": "bytes",
    "condate": "datetime.date",
}
MADE_COLLECTIONS = {"conlist": "list", "conset": "set", "confrozenset": "frozenset"}


class TypeSchemas(ContainerSchemas):
    """Schemas of types. Classes are left to `named`."""

    def __init__(self, reader: TypeReader, generation: Generation) -> None:
        super().__init__(generation)
        self.reader = reader
        self._depth = 0

    @abstractmethod
    def named(self, type_: Type, mode: Mode) -> JsonObject | None:
        """The schema of a class: a reference, or what can be said of a class that is no model."""

    @abstractmethod
    def self_described(self, item: Value, mode: Mode) -> JsonObject | None:
        """What a class that stands in an annotation says of the type that it annotates; None where it says nothing."""

    @abstractmethod
    def scalar(self, name: str, mode: Mode) -> JsonObject | None:
        """The schema of a type that stands for one JSON value, as the settings of the model around want it."""

    @abstractmethod
    def note(self, type_: Type, reason: str) -> None:
        """Records that a type cannot be told, and why."""

    def inner(self, type_: Type, mode: Mode) -> JsonObject | None:
        if self._depth > MAX_DEPTH:
            self.note(type_, "it is nested too deeply")
            return {}
        self._depth += 1
        try:
            return self._schema(type_, mode)
        finally:
            self._depth -= 1

    def _schema(self, type_: Type, mode: Mode) -> JsonObject | None:
        names = {_name(item) for item in type_.metadata}
        if names & NO_SCHEMA:
            return None
        special = self._replaced(type_, mode)
        if special is not None:
            return special
        schema = self._discriminated(type_, mode) or self._plain(type_, mode)
        if schema is None:
            return None
        for item in type_.metadata:
            schema = {**self._extended(constrained(schema, item), item), **extras(item)}
        return schema

    def _plain(self, type_: Type, mode: Mode) -> JsonObject | None:
        name = canonical(type_.name)
        match name:
            case "Union":
                return self.union(type_, mode)
            case "Literal":
                return self._literal(type_)
            case "?":
                self.note(type_, "only a run can tell this type")
                return {}
            case "TypeVar" if type_.arguments:
                return self.inner(union(type_.arguments), mode)
            case "Callable":
                return None
            case "pydantic.Json" if self.generation is Generation.TWO:
                return self._json(type_, mode)
            case "typing.Final" | "pydantic.OnErrorOmit" | "pydantic.FailFast" if type_.arguments:
                return self.inner(type_.arguments[0], mode)
            case "pydantic.json_schema.SkipJsonSchema":
                return None
            case "pydantic.Secret" if type_.arguments:
                return {"type": "string", "writeOnly": True, "format": "password"}
            case _:
                return self._other(type_, name, mode)

    def _other(self, type_: Type, name: str, mode: Mode) -> JsonObject | None:
        if type_.call is not None and type_.call.last in {*MADE, *MADE_COLLECTIONS}:
            return self._constrained_type(type_, type_.call, mode)
        found = self.scalar(name, mode)
        if found is not None:
            return found
        container = self.container(type_, mode)
        return container if container is not None else self.named(type_, mode)

    def _literal(self, type_: Type) -> JsonObject:
        found = self.literal(type_)
        if found is None:
            self.note(type_, "only a run can tell its values")
        return found or {}

    def _json(self, type_: Type, mode: Mode) -> JsonObject:
        content = self._item(type_.arguments[0] if type_.arguments else ANY, mode)
        return {"type": "string", "contentMediaType": "application/json", "contentSchema": content} if mode is Mode.INPUT else content

    def _constrained_type(self, type_: Type, call: Call, mode: Mode) -> JsonObject:
        """`conint(gt=0)`, `constr(...)`, `conlist(Item, min_items=1)`."""
        if call.last in MADE:
            schema = scalar(MADE[call.last], self.generation, mode) or {}
        else:
            given = call.argument(0, "item_type")
            item = ANY if isinstance(given, Missing) else self.reader.of_value(given, self._module(type_))
            schema = self.container(Type(MADE_COLLECTIONS[call.last], (item,)), mode) or {}
        return constrained(schema, Call(Symbol("pydantic.Field"), keywords=call.keywords))

    @staticmethod
    def _module(type_: Type) -> Module:
        if type_.scope is not None:
            return type_.scope.module
        if type_.definition is not None:
            return type_.definition.module
        return EMPTY

    # metadata

    def _replaced(self, type_: Type, mode: Mode) -> JsonObject | None:
        """The schema that serializers, validators or the code itself put in the place of the type's own."""
        for item in reversed(type_.metadata):
            described = self.self_described(item, mode)
            if described is not None:
                return described
            if not isinstance(item, Call):
                continue
            if item.last == "WithJsonSchema" and (found := _stated(item, mode)) is not None:
                return found
            if item.last in SERIALIZERS and mode is Mode.OUTPUT and (given := self._returned(item)) is not None:
                return self._sent(type_, item, given, mode)
            if item.last in VALIDATORS and mode is Mode.INPUT and (taken := self._accepted(item)) is not None:
                return self.inner(taken, mode)
        return None

    def _sent(self, type_: Type, item: Call, given: Type, mode: Mode) -> JsonObject | None:
        """What a serializer sends; null as well where it leaves None alone."""
        when = item.keyword("when_used")
        skips = isinstance(when, str) and when.endswith("unless-none") and type_.name == "Union" and NONE in type_.arguments
        return self.inner(union((NONE, given)) if skips else given, mode)

    def _returned(self, item: Call) -> Type | None:
        stated = item.argument(1, "return_type")
        if not isinstance(stated, Missing):
            return self.reader.of_value(stated, EMPTY)
        function = item.argument(0, "func")
        return None if isinstance(function, Missing) else self.returns(function)

    def returns(self, function: Value) -> Type | None:
        """What a function says that it returns."""
        if not isinstance(function, Symbol):
            return None
        if function.definition is None:
            return Type(function.name) if function.name in {"str", "int", "float", "bool", "list", "dict", "set"} else None
        return self.reader.returns(function.definition)

    def _accepted(self, item: Call) -> Type | None:
        stated = item.argument(1, "json_schema_input_type")
        if not isinstance(stated, Missing):
            return self.reader.of_value(stated, EMPTY)
        return ANY if item.last == "PlainValidator" else None

    def _extended(self, schema: JsonObject, item: Value) -> JsonObject:
        """The schema with its title, its description and what `json_schema_extra` adds."""
        if not isinstance(item, Call):
            return schema
        for name in ("title", "description"):
            text = item.keyword(name)
            if isinstance(text, str):
                schema = {**schema, name: text}
        extra = item.keyword("json_schema_extra")
        found = json_of(extra) if not isinstance(extra, Missing) else None
        return {**schema, **found} if isinstance(found, dict) else schema

    def _discriminated(self, type_: Type, mode: Mode) -> JsonObject | None:
        """A union whose members a property tells apart: `oneOf` with a mapping."""
        key = next((found for item in type_.metadata if (found := _discriminator(item))), None)
        if key is None or type_.name != "Union" or (self.generation is Generation.ONE and type_.name != "Union"):
            return None
        members = tuple(member for member in type_.arguments if member.name != "None")
        nullable = len(members) < len(type_.arguments) and self.generation is Generation.TWO
        choices: list[Json] = []
        for member in members:
            schema = self.inner(member, mode)
            alternatives = schema.get("oneOf") if schema is not None else None
            for one in alternatives if isinstance(alternatives, list) else [schema]:
                if one is not None and one not in choices:
                    choices.append(one)
        tagged: JsonObject = {"oneOf": choices, "discriminator": {"propertyName": key}}
        return {"anyOf": [tagged, {"type": "null"}]} if nullable else tagged


def _name(item: Value) -> str:
    match item:
        case Call():
            return item.last
        case Symbol():
            return item.last
        case _:
            return ""


def _stated(item: Call, mode: Mode) -> JsonObject | None:
    only = item.argument(1, "mode")
    if isinstance(only, str) and (only == "validation") is not (mode is Mode.INPUT):
        return None
    given = item.argument(0, "json_schema")
    found = json_of(given) if not isinstance(given, Missing) else None
    return found if isinstance(found, dict) else None


def _discriminator(item: Value) -> str | None:
    if not isinstance(item, Call):
        return None
    if item.last == "Discriminator" and item.arguments and isinstance(item.arguments[0], str):
        return item.arguments[0]
    given = item.keyword("discriminator")
    if isinstance(given, Call) and given.arguments and isinstance(given.arguments[0], str):
        return given.arguments[0]
    return given if isinstance(given, str) else None
