"""Modules of models, really imported by the installed pydantic and read from their text, side by side."""

import json
import sys
import types
import typing
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from textwrap import dedent

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from tests.facts.python.reading import modules_of

from tenet.facts.json_schema import Generation, Mode, SchemaBook, TypeReader
from tenet.facts.python.interpreter import Interpreter
from tenet.facts.python.scope import Scope

PROSE = frozenset({"title", "description", "default", "examples", "deprecated", "mapping", "example", "env_names"})
MODES = {Mode.INPUT: "validation", Mode.OUTPUT: "serialization"}


def compared(schema: object) -> object:
    """A schema without prose and order."""
    if isinstance(schema, dict):
        if isinstance(schema.get("allOf"), list) and len(schema["allOf"]) == 1:
            schema = {**schema, **schema["allOf"][0]}
            del schema["allOf"]
        kept = {key: _inside(key, value) for key, value in schema.items() if key not in PROSE}
        if kept.get("additionalProperties") is True and kept.get("type") == "object" and "properties" not in kept:
            del kept["additionalProperties"]
        return kept
    return [compared(item) for item in schema] if isinstance(schema, list) else schema


def _inside(key: str, value: object) -> object:
    if key in {"properties", "patternProperties"} and isinstance(value, dict):
        return {name: compared(inner) for name, inner in value.items()}
    if key == "required" and isinstance(value, list):
        return sorted(value)
    if key in {"anyOf", "oneOf"} and isinstance(value, list):
        return sorted((compared(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return compared(value)


def read_book(files: Mapping[str, str], name: str, wanted: Sequence[str], generation: Generation) -> tuple[object, object]:
    """What the book says of the wanted annotations of a module: their schemas by annotation and direction, and components."""
    modules = modules_of(files)
    module = modules.find(name)
    assert module is not None
    reader = TypeReader(Interpreter(modules))
    book = SchemaBook(reader, generation)
    found = {f"{one} {mode.value}": book.schema(reader.of_text(one, Scope(module)), mode) for mode in MODES for one in wanted}
    return compared(book.settled(found)), {key: compared(schema) for key, schema in book.components().items()}


def real_book(files: Mapping[str, str], name: str, wanted: Sequence[str]) -> tuple[object, object]:
    """The same from pydantic itself, put together as FastAPI does it."""
    with imported(files) as modules:
        module = modules[name]
        inputs = []
        for mode, word in MODES.items():
            for one in wanted:
                adapter = TypeAdapter(eval(one, vars(module)))  # the text is the test's own
                inputs.append((f"{one} {mode.value}", word, adapter.core_schema))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            mapping, definitions = GenerateJsonSchema(ref_template="#/components/schemas/{model}").generate_definitions(inputs)
    schemas = {key: compared(schema) for (key, _), schema in mapping.items()}
    return schemas, {key: compared(schema) for key, schema in definitions.items()}


def differences(source: str, wanted: Sequence[str], more: Mapping[str, str] | None = None) -> list[str]:
    """Where the text and pydantic disagree on the annotations in `app/models.py`."""
    files = {"app/__init__.py": "", **{path: dedent(text) for path, text in (more or {}).items()}, "app/models.py": dedent(source)}
    read, real = read_book(files, "app.models", wanted, Generation.TWO), real_book(files, "app.models", wanted)
    return list(differing(read, real))


def differences_one(source: str, wanted: Sequence[str]) -> list[str]:
    """Where the text and pydantic 1 disagree on the components of the models in `app/models.py`."""
    from pydantic.v1.schema import schema

    files = {"app/__init__.py": "", "app/models.py": dedent(source)}
    _, read = read_book(files, "app.models", wanted, Generation.ONE)
    with imported(files) as modules, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        module = vars(modules["app.models"])
        real = schema([eval(one, module) for one in wanted], ref_prefix="#/components/schemas/")["definitions"]
    return list(differing(read, {key: compared(one) for key, one in real.items()}))


def differing(read: object, real: object, path: str = "") -> Iterator[str]:
    """The places in which two JSON values differ."""
    if isinstance(read, dict | tuple) and type(read) is type(real):
        left, right = (one if isinstance(one, dict) else dict(enumerate(one)) for one in (read, real))
        for key in sorted({*left, *right}, key=str):
            if key in left and key in right:
                yield from differing(left[key], right[key], f"{path}/{key}")
            else:
                yield f"{path}/{key}: {'only pydantic has' if key in right else 'pydantic has not'} {right.get(key, left.get(key))}"
    elif read != real:
        yield f"{path}: {read} is {real} for pydantic"


@contextmanager
def imported(files: Mapping[str, str]) -> Iterator[Mapping[str, types.ModuleType]]:
    """The modules, executed in the order in which they are given."""
    made: dict[str, types.ModuleType] = {}
    try:
        for path, text in files.items():
            name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            module = types.ModuleType(name)
            if path.endswith("__init__.py"):
                module.__path__ = []  # type: ignore[attr-defined]
            made[name] = sys.modules[name] = module
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                exec(compile(text, path, "exec"), vars(module))
            parent, _, last = name.rpartition(".")
            if parent:
                setattr(made[parent], last, module)
        yield made
    finally:
        for name in made:
            sys.modules.pop(name, None)
        typing._cleanups and [clean() for clean in typing._cleanups]  # type: ignore[attr-defined]
