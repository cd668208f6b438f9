"""Types that say themselves how pydantic sees them, as far as their methods can be followed."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tenet.facts.json_schema.class_lines import ClassLines
from tenet.facts.json_schema.generation import Generation, Mode
from tenet.facts.json_schema.json_values import Json, JsonObject, json_of
from tenet.facts.json_schema.types import Type
from tenet.facts.python.modules import Definition
from tenet.facts.python.values import MISSING, Call, Generic, Missing, Pairs, Symbol, Value

HANDLER = Symbol("tenet.handler")
"""What pydantic hands to the methods: it makes the schema of what it is given."""
HANDLERS = {Mode.INPUT: Symbol("tenet.validation_handler"), Mode.OUTPUT: Symbol("tenet.serialization_handler")}
"""The same, to the methods that give JSON schemas: it knows its direction as `mode`."""
CORE = Symbol("tenet.core")
SCALARS: dict[str, JsonObject] = {
    "str_schema": {"type": "string"},
    "int_schema": {"type": "integer"},
    "float_schema": {"type": "number"},
    "bool_schema": {"type": "boolean"},
    "any_schema": {},
    "none_schema": {"type": "null"},
    "datetime_schema": {"type": "string", "format": "date-time"},
    "date_schema": {"type": "string", "format": "date"},
    "uuid_schema": {"type": "string", "format": "uuid"},
    "bytes_schema": {"type": "string", "format": "binary"},
    "url_schema": {"type": "string", "format": "uri"},
    "dict_schema": {"type": "object"},
}
INNER = {"json_or_python_schema": (0, "json_schema"), "nullable_schema": (0, "schema"), "lax_or_strict_schema": (0, "lax_schema")}
"""Schemas that are described by one of their arguments; functions that validate have theirs second."""
CORE_SCHEMA, JSON_SCHEMA = "__get_pydantic_core_schema__", "__get_pydantic_json_schema__"
MAX_DEPTH = 20
PLAIN_FUNCTIONS = frozenset({"no_info_plain_validator_function", "with_info_plain_validator_function", "general_plain_validator_function"})


@dataclass(frozen=True, slots=True)
class NoSchema:
    """What pydantic has no schema for: it leaves such a member of a union out."""


NO_SCHEMA = NoSchema()
Described = JsonObject | NoSchema | None
"""None where only a run can tell."""
OfValue = Callable[[Value, Mode, Mapping[str, Type]], JsonObject | None]
"""The schema of a value as a type; the mapping binds the variables that stand for the arguments of a generic class."""


class CoreSchemas:
    """Follows `__get_pydantic_core_schema__`, `__get_pydantic_json_schema__` and `__modify_schema__`."""

    def __init__(self, lines: ClassLines, generation: Generation, of_value: OfValue) -> None:
        self.lines = lines
        self.generation = generation
        self.of_value = of_value
        self._arguments: Mapping[str, Type] = {}

    def states(self, type_: Type) -> bool:
        """Whether the class describes itself."""
        return any(name.startswith(("__get_pydantic_", "__modify_schema__", "__get_validators__")) for name in self._methods(type_))

    def schema(self, type_: Type, mode: Mode) -> Described:
        """What the class says of itself; None where only a run can tell."""
        if self.generation is Generation.ONE:
            return self._modified(type_)
        described = self.stated(type_, mode)
        if described is not None:
            return described
        stated = self._result(type_, JSON_SCHEMA, (CORE, HANDLERS[mode]))
        if isinstance(stated, Call) and stated.function == HANDLERS[mode] and stated.arguments and stated.arguments[0] != CORE:
            return self._of_core(stated.arguments[0], mode, 0)
        before = self._arguments
        source, self._arguments = _source(type_)
        core = self._result(type_, CORE_SCHEMA, (source, HANDLER))
        found = None if isinstance(core, Missing) else self._of_core(core, mode, 0)
        self._arguments = before
        return None if found == NO_SCHEMA and JSON_SCHEMA in self._methods(type_) else found

    def stated(self, type_: Type, mode: Mode) -> JsonObject | None:
        """The JSON schema that a class gives by itself, whatever pydantic makes of it; None where it has none, or adds to another."""
        given = self._result(type_, JSON_SCHEMA, (CORE, HANDLERS[mode])) if self.generation is Generation.TWO else MISSING
        found = json_of(given) if isinstance(given, Pairs) else MISSING
        return found if isinstance(found, dict) else None

    def accepts_more(self, type_: Type) -> bool:
        """Whether a class says that it accepts something else than what it is."""
        found = self._methods(type_).get(CORE_SCHEMA)
        return found is not None and found.node is not None and "json_schema_input_schema" in ast.dump(found.node)

    def replaces(self, type_: Type) -> bool:
        """Whether a class puts something else in the place of what pydantic makes of it."""
        return CORE_SCHEMA in self._methods(type_)

    def _modified(self, type_: Type) -> JsonObject | None:
        """What `__modify_schema__` of pydantic 1 puts into the schema: `field_schema.update(type="string")`."""
        found = self._methods(type_).get("__modify_schema__")
        if found is None:
            return None
        before = len(self.lines.evaluator.calls)
        self._result(type_, "__modify_schema__", (HANDLER,))
        made: JsonObject = {}
        for call in self.lines.evaluator.calls[before:]:
            if call.function == Symbol(f"{HANDLER.name}.update"):
                given = [*call.keywords, *(pair for one in call.arguments if isinstance(one, Pairs) for pair in one.items)]
                made.update({str(key): value for key, item in given if not isinstance(value := json_of(item), Missing)})
        return made or None

    def _methods(self, type_: Type) -> dict[str, Definition]:
        return {
            function.name: Definition(owner.definition.module, function)
            for function, owner in self.lines.functions(type_)
            if owner.definition is not None
        }

    def _result(self, type_: Type, name: str, arguments: tuple[Value, ...]) -> Value | Missing:
        found = self._methods(type_).get(name)
        if found is None:
            return MISSING
        decorators = {getattr(one, "id", "") for one in getattr(found.node, "decorator_list", ())}
        owner: tuple[Value, ...] = () if "staticmethod" in decorators else (Symbol(type_.name, type_.definition),)
        return self.lines.evaluator.result(Call(Symbol(name, found), (*owner, *arguments)))

    def _of_core(self, core: Value, mode: Mode, depth: int) -> Described:
        if not isinstance(core, Call) or depth > MAX_DEPTH:
            return None
        sent = core.keyword("serialization")
        if mode is Mode.OUTPUT and isinstance(sent, Call) and (found := self._sent(sent, depth)) is not None:
            return found
        if core.function == HANDLER or core.last == "generate_schema":
            return self._handled(core.arguments[0], mode, depth) if core.arguments else None
        if core.last in SCALARS:
            return dict(SCALARS[core.last])
        if core.last == "union_schema":
            return self._union(core, mode, depth)
        if core.last == "chain_schema":
            steps = core.argument(0, "steps")
            step = steps[0 if mode is Mode.INPUT else -1] if isinstance(steps, tuple) and steps else None
            return self._of_core(step, mode, depth + 1)
        accepted = core.keyword("json_schema_input_schema") if mode is Mode.INPUT else MISSING
        if not isinstance(accepted, Missing):
            return self._of_core(accepted, mode, depth + 1)
        if core.last in PLAIN_FUNCTIONS or core.last == "is_instance_schema":
            return NO_SCHEMA
        inner = core.argument(*INNER[core.last]) if core.last in INNER else core.argument(1, "schema")
        return None if isinstance(inner, Missing) else self._of_core(inner, mode, depth + 1)

    def _handled(self, given: Value, mode: Mode, depth: int) -> Described:
        """What the handler makes: of a schema itself, of anything else the schema of that type."""
        if isinstance(given, Call) and given.last.endswith("_schema"):
            return self._of_core(given, mode, depth + 1)
        return self.of_value(given, mode, self._arguments)

    def _sent(self, sent: Call, depth: int) -> Described:
        if sent.last in {"to_string_ser_schema", "format_ser_schema"}:
            return {"type": "string"}
        stated = sent.keyword("return_schema")
        return None if isinstance(stated, Missing) else self._of_core(stated, Mode.OUTPUT, depth + 1)

    def _union(self, core: Call, mode: Mode, depth: int) -> Described:
        choices = core.argument(0, "choices")
        found = [self._of_core(choice, mode, depth + 1) for choice in choices] if isinstance(choices, tuple) else []
        known: list[Json] = [one for one in found if isinstance(one, dict)]
        first = known[0] if known else None
        if first is None and NO_SCHEMA in found:
            return NO_SCHEMA
        return {"anyOf": known} if len(known) > 1 else first if isinstance(first, dict) else None


def _source(type_: Type) -> tuple[Value, Mapping[str, Type]]:
    """The type as the method is given it: of a generic one, with a variable in the place of each argument."""
    symbol = Symbol(type_.name, type_.definition)
    if not type_.arguments:
        return symbol, {}
    variables = tuple(Call(Symbol("typing.TypeVar"), (f"{HANDLER.name}.{index}",)) for index in range(len(type_.arguments)))
    names = (f".{HANDLER.name}.{index}" for index in range(len(type_.arguments)))
    return Generic(symbol, variables), dict(zip(names, type_.arguments, strict=True))
