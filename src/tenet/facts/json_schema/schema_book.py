"""The schemas of one document, with the components that they refer to."""

from collections.abc import Iterator, Mapping

from tenet.facts.json_schema.class_lines import ClassLines
from tenet.facts.json_schema.core_schemas import CoreSchemas
from tenet.facts.json_schema.definition_names import DefinitionName, chosen_names, definition_name, reference, renamed
from tenet.facts.json_schema.enumerations import Enumerations
from tenet.facts.json_schema.generation import Generation, Mode
from tenet.facts.json_schema.installed import library_version
from tenet.facts.json_schema.json_values import Json, JsonObject, json_of
from tenet.facts.json_schema.kinds import Kind, Kinds
from tenet.facts.json_schema.model_config import written
from tenet.facts.json_schema.model_field import ModelField
from tenet.facts.json_schema.model_fields import NOTHING, ModelFields, has_computed_fields
from tenet.facts.json_schema.scalars import scalar
from tenet.facts.json_schema.schema_functions import extended
from tenet.facts.json_schema.shapes import Shapes
from tenet.facts.json_schema.type_names import shown, title_of
from tenet.facts.json_schema.type_reader import TypeReader
from tenet.facts.json_schema.type_schemas import TypeSchemas
from tenet.facts.json_schema.types import MAX_NESTING, Type, nesting, substituted
from tenet.facts.json_schema.unread import Unread
from tenet.facts.python.module import EMPTY
from tenet.facts.python.values import Call, Missing, Place, Symbol, Value

NUMBERS_WHEN_SENT = (2, 14)
"""The version of pydantic from which a duration that is sent as a number is accepted as text."""
MAX_DEFINITIONS = 20_000
"""How many components one document may have: generics can name ever new ones."""


class SchemaBook(TypeSchemas):
    """Writes schemas and keeps their components.

    References are to names that are unique but long until the document is known as a whole: `settled` puts the short
    ones into everything that was written before.
    """

    def __init__(self, reader: TypeReader, generation: Generation = Generation.TWO, *, separate: bool = True) -> None:
        super().__init__(reader, generation)
        self.lines = ClassLines(reader)
        self.kinds = Kinds(self.lines)
        self.shapes = Shapes(self.kinds)
        self.model_fields = ModelFields(self.lines, self.kinds, generation)
        self.enumerations = Enumerations(self.lines, generation)
        self.core_schemas = CoreSchemas(self.lines, generation, self._of_value)
        self._separate = separate and generation is Generation.TWO
        self._names: dict[str, DefinitionName] = {}
        self._definitions: dict[str, Json] = {}
        self._settings: Mapping[str, Value] = NOTHING
        self._around: dict[str, Mapping[str, Value]] = {}
        self._owners: dict[str, tuple[Type, Mode]] = {}
        self._names_chosen: dict[str, str] = {}
        self._unread: dict[Unread, None] = {}
        self._older_numbers = (library_version(reader.modules, "pydantic") or NUMBERS_WHEN_SENT) < NUMBERS_WHEN_SENT
        self._numbers: dict[str, dict[object, int]] = {}
        self._opened: set[Type] = set()
        """The models that are being asked what they accept."""

    # the public side

    def schema(self, type_: Type, mode: Mode) -> JsonObject:
        """The schema of a type in one direction. What pydantic has no schema for is `{}`."""
        if self.generation is Generation.ONE or not (self._separate or has_computed_fields(type_, self.model_fields)):
            mode = Mode.INPUT
        return self.inner(type_, mode) or {}

    def components(self) -> Mapping[str, Json]:
        """The components of everything that was asked for, by the names that FastAPI gives them."""
        chosen = self._chosen()
        return {chosen[key]: renamed(schema, chosen) for key, schema in self._definitions.items()}

    def settled(self, document: Json) -> Json:
        """The document with its references to components under their final names. Call it once, at the end."""
        return renamed(document, self._chosen())

    @property
    def unread(self) -> tuple[Unread, ...]:
        return tuple(self._unread)

    def places(self) -> Iterator[tuple[str, Place]]:
        """Where each component (`Order`) and each of its properties (`Order.total`) is stated, as far as the repository states it."""
        chosen = self._chosen()
        for key, (type_, mode) in self._owners.items():
            node = self.lines.node(type_)
            if node is not None and type_.definition is not None:
                yield chosen[key], Place(type_.definition.module.path, node.lineno, node.lineno)
            for field in self.model_fields.fields(type_, mode, self._around[key]):
                if field.place.path:
                    yield f"{chosen[key]}.{field.alias}", field.place

    def place_of(self, component: str, name: str) -> Place | None:
        """Where a property of a component is stated; None where a library states it, or there is no such property."""
        chosen = self._chosen()
        for key, (type_, mode) in self._owners.items():
            if chosen.get(key) == component:
                fields = self.model_fields.fields(type_, mode, self._around[key])
                found = next((field.place for field in fields if field.alias == name), None)
                if found is not None and found.path:
                    return found
        return None

    def fields_of(self, type_: Type, mode: Mode) -> tuple[ModelField, ...]:
        """The fields of a model, a dataclass or a typed dictionary as one direction shows them."""
        return self.model_fields.fields(type_, mode)

    def _chosen(self) -> dict[str, str]:
        if len(self._names_chosen) != len(self._definitions):
            self._names_chosen = chosen_names(self._names, self._definitions)
        return self._names_chosen

    # classes

    def note(self, type_: Type, reason: str) -> None:
        self._unread.setdefault(Unread(type_.text or type_.name, reason))

    def scalar(self, name: str, mode: Mode) -> JsonObject | None:
        found = scalar(name, self.generation, mode)
        sent = mode is Mode.OUTPUT or self._older_numbers
        return found if found is None or self.generation is Generation.ONE else written(found, self._settings, sent=sent)

    def named(self, type_: Type, mode: Mode) -> JsonObject | None:
        if nesting(type_) > MAX_NESTING:
            self.note(Type(type_.name), "its arguments are nested without end")
            return {}
        kind = Kind.ALIAS if self.reader.recursive_value(type_) is not None else self.kinds.kind(type_)
        if kind is Kind.PLAIN:
            return self._plain_class(type_, mode)
        if kind is Kind.NAMED_TUPLE and self.generation is Generation.ONE:
            return self._named_tuple(type_, mode)
        if kind is Kind.MODEL and not self.lines.bases(type_) and type_.definition is None and type_.call is None:
            return {"type": "object", "additionalProperties": True} if type_.last == "BaseModel" else {}
        if kind is Kind.MODEL and self.core_schemas.replaces(type_) and (stated := self.core_schemas.stated(type_, mode)) is not None:
            return stated
        if kind is Kind.MODEL and mode is Mode.INPUT and type_ not in self._opened and self.core_schemas.accepts_more(type_):
            return self._accepted_for(type_) or reference(self._component(type_, kind, mode))
        return reference(self._component(type_, kind, mode))

    def _accepted_for(self, type_: Type) -> JsonObject | None:
        """What a model accepts that names itself among other things."""
        self._opened.add(type_)
        found = self.core_schemas.schema(type_, Mode.INPUT)
        self._opened.discard(type_)
        return found if isinstance(found, dict) else None

    def _component(self, type_: Type, kind: Kind, mode: Mode) -> str:
        name = self._name(type_, mode)
        if name.unique in self._definitions:
            return name.unique
        if len(self._definitions) >= MAX_DEFINITIONS:
            self.note(type_, "the document has too many components")
            return name.unique
        self._names[name.unique] = name
        self._owners[name.unique] = type_, mode
        self._definitions[name.unique] = {}
        self._around[name.unique] = around = self._settings
        self._settings = self.model_fields.config(type_, around)
        depth, self._depth = self._depth, 0
        self._definitions[name.unique] = self._definition(type_, kind, mode, around)
        self._depth, self._settings = depth, around
        return name.unique

    def _name(self, type_: Type, mode: Mode) -> DefinitionName:
        short, long = shown(type_)
        made = self.lines.node(type_) or type_.call, type_.closure
        numbers = self._numbers.setdefault(long, {})
        number = numbers.setdefault(made, 1 + len(numbers))
        return definition_name(short, long, mode, number)

    def _definition(self, type_: Type, kind: Kind, mode: Mode, around: Mapping[str, Value]) -> JsonObject:
        aliased = self.reader.recursive_value(type_)
        if aliased is not None:
            return self.inner(aliased, mode) or {}
        if kind is Kind.ENUM:
            found = self.enumerations.schema(type_)
            if found is None:
                self.note(type_, "only a run can tell its members")
            return found or {"title": title_of(type_)}
        if kind is Kind.NAMED_TUPLE:
            return self._named_tuple(type_, mode)
        if kind is Kind.MODEL and (stated := self.core_schemas.stated(type_, mode)) is not None:
            return {"title": title_of(type_), **stated}
        whole = self.model_fields.whole(type_) if mode is Mode.OUTPUT else None
        if whole is not None:
            return {"title": title_of(type_), **(self.inner(whole, mode) or {})}
        if kind is Kind.ROOT:
            return self._root(type_, mode)
        return self._object(type_, mode, around)

    def _root(self, type_: Type, mode: Mode) -> JsonObject:
        field = next((field for field in self.fields_of(type_, mode) if field.name == "root"), None)
        base = next((one for one in self.lines.line(type_) if one.last == "RootModel" and one.arguments), None)
        inner = base.arguments[0] if base is not None else Type("Any")
        if field is not None:
            inner = substituted(field.type, self.lines.bindings(type_))
        return {"title": title_of(type_), **(self.inner(inner, mode) or {})}

    def _object(self, type_: Type, mode: Mode, around: Mapping[str, Value]) -> JsonObject:
        fields = self.model_fields.fields(type_, mode, around)
        root = next((field for field in fields if field.name == "__root__"), None)
        if root is not None and self.generation is Generation.ONE:
            return {"title": title_of(type_), **(self.inner(root.type, mode) or {})}
        properties: JsonObject = {}
        required: list[Json] = []
        for field in fields:
            schema = self.inner(field.type, mode)
            if schema is None:
                continue
            if field.computed:
                schema = {**schema, "readOnly": True}
            default = json_of(field.default)
            properties[field.alias] = schema if isinstance(default, Missing) or not field.has_default else {**schema, "default": default}
            if field.required:
                required.append(field.alias)
        found: JsonObject = {"type": "object", "title": title_of(type_), "properties": properties}
        if required:
            found["required"] = required
        return extended(found, self.model_fields.config(type_, around), type_, self.lines.evaluator, self.generation)

    def _named_tuple(self, type_: Type, mode: Mode) -> JsonObject:
        fields = self.fields_of(type_, mode)
        items: list[Json] = [self.inner(field.type, mode) or {} for field in fields]
        if self.generation is Generation.ONE:
            return {"type": "array", "items": items, "minItems": len(items), "maxItems": len(items)}
        return {"type": "array", "prefixItems": items, "minItems": sum(field.required for field in fields), "maxItems": len(items)}

    def _of_value(self, value: Value, mode: Mode, bindings: Mapping[str, Type]) -> JsonObject | None:
        return self.inner(substituted(self.reader.of_value(value, EMPTY), bindings), mode)

    def self_described(self, item: Value, mode: Mode) -> JsonObject | None:
        """What a class that stands in an annotation says of the type that it annotates."""
        symbol = item.function if isinstance(item, Call) else item
        type_ = self.reader.of_value(symbol, EMPTY) if isinstance(symbol, Symbol) and symbol.definition is not None else None
        if type_ is None or self.lines.node(type_) is None or not self.core_schemas.states(type_):
            return None
        found = self.core_schemas.schema(type_, mode)
        return found if isinstance(found, dict) else None

    def _plain_class(self, type_: Type, mode: Mode) -> JsonObject | None:
        """A class that is no model: what it extends, or what it says of itself, as far as that can be read."""
        stated = self.core_schemas.schema(type_, mode) if self.core_schemas.states(type_) else None
        if stated is not None:
            return stated if isinstance(stated, dict) else None
        base = self.kinds.scalar_base(type_)
        if base is not None and (self.generation is Generation.ONE or not self.core_schemas.states(type_)):
            return self.inner(Type(base), mode)
        inherited = next((one for one in self.lines.line(type_)[1:] if one.name.startswith("pydantic.")), None)
        if inherited is not None:
            return self.inner(inherited, mode)
        self.note(type_, "it is no model, and its schema is its own")
        return {}
