"""The fields of models as one direction shows them: names in the document, what is required, what is left out."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from tenet.facts.json_schema.alias_generators import generated, generator_for
from tenet.facts.json_schema.class_lines import ClassLines
from tenet.facts.json_schema.field_statements import FieldStatements
from tenet.facts.json_schema.generation import Generation, Mode
from tenet.facts.json_schema.kinds import Kind, Kinds
from tenet.facts.json_schema.model_config import ModelConfigs
from tenet.facts.json_schema.model_field import ModelField, Statement
from tenet.facts.json_schema.scalars import canonical, keeps_its_schema
from tenet.facts.json_schema.types import ANY, MAX_NESTING, NONE, Type, annotated, nesting, substituted
from tenet.facts.python.module import Module
from tenet.facts.python.scope import Scope
from tenet.facts.python.values import MISSING, Call, Missing, Pairs, Place, Symbol, Value

MAX_TYPES = 2_000
OWN_SETTINGS = frozenset({Kind.MODEL, Kind.ROOT})
NOTHING: Mapping[str, Value] = MappingProxyType({})
ALIASES = ("alias", "validation_alias", "serialization_alias")
FREE = frozenset({"Any", "object", "None", "pydantic.Json"})
"""Types that pydantic 1 never requires."""


@dataclass(frozen=True, slots=True)
class Decorated:
    """A method of a model with the decorator that gives it a meaning."""

    function: ast.FunctionDef
    owner: Type
    decorator: Call
    scope: Scope


class ModelFields:
    """Puts together what classes state, what their settings say, and what their methods change."""

    def __init__(self, lines: ClassLines, kinds: Kinds, generation: Generation) -> None:
        self.lines = lines
        self.kinds = kinds
        self.generation = generation
        self.configs = ModelConfigs(lines, generation)
        self.statements = FieldStatements(lines, kinds, generation)
        self.unread_aliases: list[tuple[Type, str]] = []

    def fields(self, type_: Type, mode: Mode, around: Mapping[str, Value] = NOTHING) -> tuple[ModelField, ...]:
        """The fields of a class, computed ones last. `around`: the settings of the model that it stands in."""
        if self.generation is Generation.ONE:
            mode = Mode.INPUT
        config = self.config(type_, around)
        decorated = tuple(self._decorated(type_))
        found = [self._field(statement, type_, mode, config) for statement in self.statements.statements(type_).values()]
        shown = [self._changed(field, mode, decorated) for field in found if field is not None]
        if mode is Mode.OUTPUT:
            shown.extend(self._computed(type_, config, decorated))
        return tuple(shown)

    def config(self, type_: Type, around: Mapping[str, Value]) -> Mapping[str, Value]:
        """The settings that hold: classes that are no models take over those around them, unless they have their own."""
        own = self.configs.config(type_)
        if own or self.kinds.kind(type_) in OWN_SETTINGS or self.generation is Generation.ONE:
            return own
        return own if self.kinds.is_pydantic_dataclass(type_) else around

    def _field(self, statement: Statement, type_: Type, mode: Mode, config: Mapping[str, Value]) -> ModelField | None:
        if self._left_out(statement, type_, mode):
            return None
        alias = self._alias(statement, type_, mode, config)
        required = self._required(statement, type_)
        if mode is Mode.OUTPUT and config.get("json_schema_serialization_defaults_required") is True:
            required = True
        if mode is Mode.OUTPUT and statement.attribute("exclude_if") not in {MISSING, None}:
            required = False
        return ModelField(
            statement.name, alias, required, statement.type, statement.has_default, statement.place, default=statement.default
        )

    def _left_out(self, statement: Statement, type_: Type, mode: Mode) -> bool:
        if mode is Mode.OUTPUT and statement.attribute("exclude") is True:
            return True
        is_dataclass = self.kinds.kind(type_) is Kind.DATACLASS
        return is_dataclass and statement.attribute("init") is False and not statement.has_default

    def _required(self, statement: Statement, type_: Type) -> bool:
        if self.kinds.kind(type_) is Kind.TYPED_DICT:
            return not statement.optional
        if self.generation is Generation.TWO:
            return not statement.has_default
        if statement.explicit:
            return True
        nullable = canonical(statement.type.name) in FREE or (statement.type.name == "Union" and NONE in statement.type.arguments)
        return not (statement.has_default or nullable)

    # names

    def _alias(self, statement: Statement, type_: Type, mode: Mode, config: Mapping[str, Value]) -> str:
        if self.generation is Generation.ONE:
            return self._alias_one(statement, type_, config)
        names = ("validation_alias", "alias") if mode is Mode.INPUT else ("serialization_alias", "alias")
        for name in names:
            found = _alias_text(statement.attribute(name))
            if found is not None:
                return found
        if mode is Mode.INPUT and config.get("validate_by_alias") is False:
            return statement.name
        return self._generated(statement.name, type_, mode, self._naming(statement, config))

    def _naming(self, statement: Statement, config: Mapping[str, Value]) -> Mapping[str, Value]:
        """The settings that name a field: those of the class that states it, where it has an alias for the other direction."""
        aliased = any(isinstance(statement.attribute(name), str | Call) for name in ALIASES)
        stated = self.configs.config(statement.owner) if aliased and statement.owner is not None else {}
        return stated if stated.get("alias_generator") is not None else config

    def _alias_one(self, statement: Statement, type_: Type, config: Mapping[str, Value]) -> str:
        stated = statement.attribute("alias")
        if isinstance(stated, str):
            return stated
        fields = config.get("fields")
        if isinstance(fields, Pairs):
            found = fields.get(statement.name)
            found = found.get("alias") if isinstance(found, Pairs) else found
            if isinstance(found, str):
                return found
        return self._generated(statement.name, type_, Mode.INPUT, config)

    def _generated(self, name: str, type_: Type, mode: Mode, config: Mapping[str, Value]) -> str:
        generator = generator_for(config.get("alias_generator"), mode)
        if generator is None:
            return name
        scope = self.lines.scope(type_)
        module = scope.module if scope is not None else None
        found = generated(self.lines.evaluator, generator, name, module) if isinstance(module, Module) else None
        if found is None:
            self.unread_aliases.append((type_, name))
        return name if found is None else found

    # methods

    def _decorated(self, type_: Type) -> Iterator[Decorated]:
        for function, owner in self.lines.functions(type_):
            scope = self.lines.scope(owner)
            for value in self.lines.decorators(function, owner) if function.decorator_list else ():
                call = value if isinstance(value, Call) else Call(value) if isinstance(value, Symbol) else None
                if call is not None and scope is not None:
                    yield Decorated(function, owner, call, scope)

    def _changed(self, field: ModelField, mode: Mode, decorated: tuple[Decorated, ...]) -> ModelField:
        """The field with the types of the methods that serialize it, or accept something else for it."""
        for one in decorated:
            named = {argument for argument in one.decorator.arguments if isinstance(argument, str)}
            if not named & {field.name, "*"}:
                continue
            if one.decorator.last == "field_serializer" and mode is Mode.OUTPUT and not keeps_its_schema(field.type.name):
                stated = self._stated(one, "return_type")
                if stated is not None:
                    when = one.decorator.keyword("when_used")
                    skips = isinstance(when, str) and when.endswith("unless-none")
                    marker = Call(Symbol("tenet.Sent"), (skips,))
                    return replace(field, type=_sent(field.type, stated, skips=skips, marker=marker))
            if one.decorator.last == "field_validator" and mode is Mode.INPUT:
                taken = self._taken(one)
                if taken is not None:
                    return replace(field, type=taken)
        return field

    def _taken(self, one: Decorated) -> Type | None:
        """What a validator accepts in the place of the field's own type."""
        stated = one.decorator.keyword("json_schema_input_type")
        if not isinstance(stated, Missing):
            return self.lines.reader.of_value(stated, one.scope.module)
        return ANY if one.decorator.keyword("mode") == "plain" else None

    def _stated(self, one: Decorated, keyword: str) -> Type | None:
        stated = one.decorator.keyword(keyword)
        if not isinstance(stated, Missing) and stated is not None:
            return self.lines.reader.of_value(stated, one.scope.module)
        if one.function.returns is None:
            return None
        read = self.lines.reader.read(one.function.returns, one.scope)
        return substituted(read, self.lines.bindings(one.owner))

    def _computed(self, type_: Type, config: Mapping[str, Value], decorated: tuple[Decorated, ...]) -> Iterator[ModelField]:
        for one in reversed(decorated):
            if one.decorator.last != "computed_field":
                continue
            stated = one.decorator.keyword("alias")
            alias = stated if isinstance(stated, str) else self._generated(one.function.name, type_, Mode.OUTPUT, config)
            place = Place(one.scope.module.path, one.function.lineno, one.function.end_lineno or one.function.lineno)
            found = self._stated(one, "return_type") or ANY
            field = ModelField(one.function.name, alias, required=True, type=found, has_default=False, place=place, computed=True)
            yield self._changed(field, Mode.OUTPUT, decorated)

    def whole(self, type_: Type) -> Type | None:
        """What a `model_serializer` makes of the whole model; None where there is none, or it does not say."""
        for one in self._decorated(type_):
            if one.decorator.last == "model_serializer":
                return self._stated(one, "return_type")
        return None


def has_computed_fields(type_: Type, fields: ModelFields) -> bool:
    """Whether a type, or a model anywhere in it, has computed fields: FastAPI then keeps the two directions apart."""
    seen: set[Type] = set()
    pending = [type_]
    while pending and len(seen) < MAX_TYPES:
        one = pending.pop()
        if nesting(one) > MAX_NESTING or one in seen:
            continue
        seen.add(one)
        found = fields.fields(one, Mode.OUTPUT)
        if any(field.computed for field in found):
            return True
        pending.extend((*one.arguments, *(field.type for field in found)))
    return False


def _sent(before: Type, stated: Type, *, skips: bool, marker: Value) -> Type:
    nullable = skips and before.name == "Union" and NONE in before.arguments
    found = Type("Union", (NONE, *(stated.arguments if stated.name == "Union" else (stated,)))) if nullable else stated
    return annotated(found, (marker,)) if nullable else found


def _alias_text(value: Value | Missing) -> str | None:
    """The name that an alias puts in the document: of several choices, the first that is one name."""
    match value:
        case str():
            return value
        case Call() if value.last == "AliasChoices":
            return next((found for choice in value.arguments if (found := _alias_text(choice)) is not None), None)
        case Call() if value.last == "AliasPath" and len(value.arguments) == 1:
            return _alias_text(value.arguments[0])
        case _:
            return None
