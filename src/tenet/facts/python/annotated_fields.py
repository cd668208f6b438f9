"""What code learns of a class by asking it: its annotations, and the fields of a model of pydantic."""

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeGuard

from tenet.facts.python.classes import ancestors, body_of
from tenet.facts.python.scope import Scope
from tenet.facts.python.values import MISSING, Call, Computed, Missing, Pairs, Symbol, Value, pairs

if TYPE_CHECKING:
    from tenet.facts.python.names import Names

HINTS = frozenset({"typing.get_type_hints", "typing_extensions.get_type_hints"})
COPIES = frozenset({"copy.copy", "copy.deepcopy"})
FIELD_INFO = Symbol("pydantic.fields.FieldInfo")
FIELD_ATTRIBUTES = {"annotation": "annotation", "outer_type_": "annotation", "type_": "annotation", "default": "default"}
"""Attributes of fields, also of those of pydantic 1, by the argument that holds them."""
FIELD_MAPPINGS = frozenset({"model_fields", "__fields__"})


def answer(evaluator: "Names", call: Call) -> Value | Missing:
    """What `get_type_hints(Class)` and copies of fields return; missing for any other call."""
    if not isinstance(call.function, Symbol) or not call.arguments:
        return MISSING
    first = call.arguments[0]
    if call.function.name in HINTS and isinstance(first, Symbol) and first.definition is not None:
        return type_hints(evaluator, first)
    return first if call.function.name in COPIES and is_field(first) else MISSING


def class_mapping(evaluator: "Names", owner: Symbol, name: str) -> Value | Missing:
    """`Model.model_fields`, `Model.__fields__` and `Class.__annotations__`."""
    if name == "__annotations__":
        return type_hints(evaluator, owner)
    return model_fields(evaluator, owner) if name in FIELD_MAPPINGS else MISSING


def type_hints(evaluator: "Names", owner: Symbol) -> Pairs:
    """The annotations of a class and of what it inherits from, by name."""
    return pairs((name, annotation) for name, annotation, _ in _annotations(evaluator, owner))


def model_fields(evaluator: "Names", owner: Symbol) -> Pairs:
    """The fields of a model, each as the `FieldInfo` that pydantic keeps of it."""
    found: list[tuple[Value, Value]] = []
    for name, annotation, default in _annotations(evaluator, owner):
        keywords: tuple[tuple[str, Value], ...] = (("annotation", annotation),)
        if isinstance(default, Call) and default.last in {"Field", "FieldInfo"}:
            keywords += tuple((key, value) for key, value in default.keywords if key != "annotation")
            keywords += (("default", default.arguments[0]),) if default.arguments else ()
        elif not isinstance(default, Missing):
            keywords += (("default", default),)
        found.append((name, Call(FIELD_INFO, keywords=keywords)))
    return pairs(found)


def _annotations(evaluator: "Names", owner: Symbol) -> Iterator[tuple[str, Value, Value | Missing]]:
    for ancestor in reversed(ancestors(evaluator, owner)):
        body = body_of(ancestor)
        if body is None:
            continue
        scope = Scope(body.module, classes=body.scope)
        for statement in body.node.body:
            match statement:
                case ast.AnnAssign(target=ast.Name(id=name)) if not name.startswith("_") and name != "model_config":
                    default = MISSING if statement.value is None else evaluator.evaluate(statement.value, scope)
                    yield name, evaluator.evaluate(statement.annotation, scope), default
                case _:
                    continue


def is_field(value: Value | Missing) -> TypeGuard[Call]:
    return isinstance(value, Call) and value.function == FIELD_INFO


def field_attribute(field: Call, name: str) -> Value | Missing:
    """An attribute of a field; missing where only a run can tell it."""
    if name not in FIELD_ATTRIBUTES:
        return MISSING
    found = field.keyword(FIELD_ATTRIBUTES[name])
    return Computed("PydanticUndefined") if isinstance(found, Missing) else found


def with_attribute(field: Call, name: str, value: Value) -> Call:
    """The field after `field.name = value`."""
    kept = tuple((key, held) for key, held in field.keywords if key != name)
    return Call(field.function, field.arguments, (*kept, (name, value)), field.place)
