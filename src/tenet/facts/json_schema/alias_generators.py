"""Functions that make aliases of the names of fields."""

import ast
import re

from pydantic.alias_generators import to_camel, to_pascal, to_snake

from tenet.facts.json_schema.generation import Mode
from tenet.facts.python.interpreter import Interpreter
from tenet.facts.python.module import Module
from tenet.facts.python.scope import Scope
from tenet.facts.python.values import Call, Computed, Symbol, Value


def camelize(name: str) -> str:
    """As `humps.camelize`, on the names of fields."""
    if name.isupper() or name.isnumeric():
        return name
    first = name[0].lower() + name[1:] if name and not name[:2].isupper() else name
    return re.sub(r"(?<=[^\-_\s])[\-_\s]+([^\-_\s])", lambda found: found.group(1).upper(), first)


def pascalize(name: str) -> str:
    """As `humps.pascalize`."""
    found = camelize(name)
    return found[:1].upper() + found[1:]


def capitalized_words(name: str) -> str:
    """As `pydantic.utils.to_camel` of pydantic 1."""
    return "".join(word.capitalize() for word in name.split("_"))


def lower_words(name: str) -> str:
    """As `pydantic.utils.to_lower_camel` of pydantic 1."""
    found = capitalized_words(name)
    return found[:1].lower() + found[1:]


KNOWN = {
    "pydantic.alias_generators.to_camel": to_camel,
    "pydantic.alias_generators.to_pascal": to_pascal,
    "pydantic.alias_generators.to_snake": to_snake,
    "pydantic.utils.to_camel": capitalized_words,
    "pydantic.utils.to_lower_camel": lower_words,
    "humps.camelize": camelize,
    "humps.main.camelize": camelize,
    "humps.camel.case": camelize,
    "humps.pascalize": pascalize,
    "humps.main.pascalize": pascalize,
    "humps.decamelize": to_snake,
    "str.upper": str.upper,
    "str.lower": str.lower,
    "str.title": str.title,
    "str.capitalize": str.capitalize,
}


def generated(evaluator: Interpreter, generator: Value, name: str, module: Module) -> str | None:
    """What a generator makes of a name; None where that cannot be told."""
    match generator:
        case Symbol(name=known, definition=None):
            function = KNOWN.get(known)
            return None if function is None else function(name)
        case Symbol():
            found = evaluator.result(Call(generator, (name,)))
            return found if isinstance(found, str) else None
        case Computed(text=text) if text.startswith("lambda"):
            return _of_lambda(evaluator, text, name, module)
        case _:
            return None


def _of_lambda(evaluator: Interpreter, text: str, name: str, module: Module) -> str | None:
    try:
        node = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if not isinstance(node, ast.Lambda) or len(node.args.args) != 1:
        return None
    found = evaluator.evaluate(node.body, Scope(module, {node.args.args[0].arg: name}))
    if isinstance(found, Call) and isinstance(found.function, Symbol):
        return generated(evaluator, found.function, name, module) if found.arguments == (name,) else None
    return found if isinstance(found, str) else None


def generator_for(config: Value, mode: Mode) -> Value:
    """The generator of one direction: `AliasGenerator(...)` may state several."""
    if isinstance(config, Call) and config.last == "AliasGenerator":
        for position, name in ((1, "validation_alias"), (2, "serialization_alias")):
            if (name == "validation_alias") is (mode is Mode.INPUT):
                found = config.argument(position, name)
                if isinstance(found, Symbol | Computed | Call):
                    return found
        alias = config.argument(0, "alias")
        return alias if isinstance(alias, Symbol | Computed | Call) else None
    return config
