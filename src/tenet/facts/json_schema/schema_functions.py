"""What a model's settings make of its schema, also by functions: `json_schema_extra` of pydantic 2, `schema_extra` of pydantic 1."""

import ast
from collections.abc import Mapping

from tenet.facts.json_schema.generation import Generation
from tenet.facts.json_schema.json_values import JsonObject, json_of, value_of
from tenet.facts.json_schema.types import Type
from tenet.facts.python.interpreter import Interpreter
from tenet.facts.python.values import Bound, Call, Pairs, Symbol, Value


def extended(schema: JsonObject, config: Mapping[str, Value], type_: Type, evaluator: Interpreter, generation: Generation) -> JsonObject:
    """The schema of a model with what its settings add."""
    title = config.get("title")
    if isinstance(title, str):
        schema["title"] = title
    extra = config.get("extra")
    extra = extra.last if isinstance(extra, Symbol) else extra
    if extra == "forbid" or (extra == "allow" and generation is Generation.TWO):
        schema["additionalProperties"] = extra == "allow"
    stated = config.get("json_schema_extra")
    if isinstance(stated, Symbol | Bound | Call):
        return changed_by(stated, schema, Symbol(type_.name, type_.definition), evaluator)
    more = json_of(stated)
    if isinstance(more, dict):
        schema.update(more)
    return schema


def changed_by(function: Value, schema: JsonObject, model: Symbol, evaluator: Interpreter) -> JsonObject:
    """The schema after a function has changed it; as it was where only a run can tell what the function does."""
    document = value_of(schema)
    if not isinstance(document, Pairs):
        return schema
    changed = json_of(evaluator.changed(function, document, *([model] if _takes_model(function) else [])))
    return changed if isinstance(changed, dict) else schema


def _takes_model(function: Value) -> bool:
    """Whether a function also takes the class, as its second parameter."""
    given = 0
    while isinstance(function, Call) and function.last == "partial" and function.arguments:
        given += len(function.arguments) - 1
        function = function.arguments[0]
    node = function.definition.node if isinstance(function, Symbol) and function.definition is not None else None
    return isinstance(node, ast.FunctionDef) and len(node.args.posonlyargs) + len(node.args.args) - given > 1
