"""Enumerations: the values of their members."""

import ast

from tenet.facts.json_schema.class_lines import ClassLines
from tenet.facts.json_schema.generation import Generation
from tenet.facts.json_schema.json_values import JsonObject, json_of, json_type
from tenet.facts.json_schema.types import Type
from tenet.facts.python.classes import members
from tenet.facts.python.interpreter import Interpreter
from tenet.facts.python.modules import Definition
from tenet.facts.python.scope import Scope
from tenet.facts.python.values import MISSING, Call, Member, Missing, Pairs, Symbol, Value

MIXED_BASES = frozenset({"str", "int", "float", "enum.StrEnum", "enum.IntEnum", "strenum.StrEnum"})
"""What an enumeration extends so that pydantic 1 knows the type of its values."""
TEXT_BASES = frozenset({"str", "enum.StrEnum", "strenum.StrEnum"})


class Enumerations:
    """Reads members. Values that only a run can tell are missing."""

    def __init__(self, lines: ClassLines, generation: Generation) -> None:
        self.generation = generation
        self.lines = lines
        self.evaluator: Interpreter = lines.evaluator

    def schema(self, type_: Type) -> JsonObject | None:
        """The schema of an enumeration; None where a value cannot be told."""
        found = [json_of(value) for value in self.values(type_)]
        values = [value for value in found if not isinstance(value, Missing)]
        if len(values) != len(found) or not values:
            return None
        distinct = [value for index, value in enumerate(values) if self.generation is Generation.TWO or value not in values[:index]]
        mixed = MIXED_BASES & set(self.lines.names(type_))
        kind = json_type(distinct) if mixed or self.generation is Generation.TWO else None
        schema: JsonObject = {"enum": distinct, "title": type_.last}
        return schema if kind is None else {**schema, "type": kind}

    def values(self, type_: Type) -> list[Value]:
        """The values of the members, in order."""
        if type_.call is not None:
            return _made(type_.call)
        if type_.definition is None:
            return []
        found = members(self.evaluator, Symbol(type_.name, type_.definition)) or ()
        names = self.lines.names(type_)
        return [self._value(member, type_, names) for member in found]

    def _value(self, member: Member, type_: Type, names: tuple[str, ...]) -> Value:
        generated = self._generated(member, type_)
        value = member.value if isinstance(generated, Missing) else generated
        value = self._built(value, type_)
        if isinstance(value, int) and not isinstance(value, bool) and TEXT_BASES & set(names):
            return str(value)
        return value

    def _generated(self, member: Member, type_: Type) -> Value | Missing:
        """The value of `auto()` where the enumeration says itself how values are made."""
        owner, function = self._method(type_, "_generate_next_value_")
        statement = self._statement(type_, member.name)
        if function is None or owner is None or owner.definition is None or statement is None:
            return MISSING
        scope = self.lines.scope(type_)
        stated = self.evaluator.evaluate(statement, scope) if scope is not None else None
        if not isinstance(stated, Call) or stated.last != "auto":
            return MISSING
        symbol = Symbol(function.name, Definition(owner.definition.module, function))
        return self.evaluator.result(Call(symbol, (member.name, 1, 0, ())))

    def _statement(self, type_: Type, name: str) -> ast.expr | None:
        for owner in self.lines.line(type_):
            for statement in self.lines.statements(owner):
                if isinstance(statement, ast.Assign) and any(isinstance(one, ast.Name) and one.id == name for one in statement.targets):
                    return statement.value
        return None

    def _built(self, value: Value, type_: Type) -> Value:
        """The value that `__new__` makes of what a member states: `obj._value_ = code`."""
        owner, function = self._method(type_, "__new__")
        if function is None or owner is None or owner.definition is None:
            return value
        names = [argument.arg for argument in function.args.args[1:]]
        given = value if isinstance(value, tuple) else (value,)
        for node in ast.walk(function):
            match node:
                case ast.Assign(targets=[ast.Attribute(attr="_value_")], value=stated):
                    return self.evaluator.evaluate(stated, Scope(owner.definition.module, dict(zip(names, given, strict=False))))
                case _:
                    continue
        return value

    def _method(self, type_: Type, name: str) -> tuple[Type | None, ast.FunctionDef | None]:
        found = ((owner, function) for function, owner in self.lines.functions(type_) if function.name == name)
        return next(found, (None, None))


def _made(call: Call) -> list[Value]:
    """The values of `Enum("Colour", {"RED": "red"})` and its other forms."""
    stated = call.argument(1, "names")
    mixed = call.keyword("type")
    text = call.last == "StrEnum" or mixed == Symbol("str")
    if isinstance(stated, Pairs):
        return [value for _, value in stated.items]
    if isinstance(stated, str):
        stated = tuple(stated.replace(",", " ").split())
    if not isinstance(stated, tuple):
        return [Symbol("?")]
    if stated and all(isinstance(item, tuple) and len(item) == 2 for item in stated):
        return [item[1] for item in stated if isinstance(item, tuple)]
    return [str(item).lower() if text and isinstance(item, str) else index for index, item in enumerate(stated, 1)]
