"""What `model_config` and `class Config` say of a model, inherited settings included."""

import ast
from collections.abc import Iterator, Mapping

from tenet.facts.json_schema.class_lines import ClassLines
from tenet.facts.json_schema.generation import Generation
from tenet.facts.json_schema.json_values import JsonObject
from tenet.facts.json_schema.types import Type
from tenet.facts.python.modules import Definition
from tenet.facts.python.scope import Scope
from tenet.facts.python.values import Call, Pairs, Symbol, Value

RENAMED = {"allow_population_by_field_name": "populate_by_name", "orm_mode": "from_attributes", "schema_extra": "json_schema_extra"}
"""What pydantic 2 calls the settings of pydantic 1."""


class ModelConfigs:
    """Reads the settings of models. What was read once is kept."""

    def __init__(self, lines: ClassLines, generation: Generation) -> None:
        self.lines = lines
        self.generation = generation
        self._known: dict[tuple[Type, ast.ClassDef], Mapping[str, Value]] = {}

    def config(self, type_: Type) -> Mapping[str, Value]:
        """The settings that hold for a model: its own over those of its bases."""
        node = self.lines.node(type_)
        if node is None:
            return self._made(type_)
        key = type_, node
        if key not in self._known:
            self._known[key] = {}  # what a circle comes back to
            found: dict[str, Value] = {}
            for base in self._bases(type_):
                found.update(self.config(base))
            found.update(self._own(type_, node))
            self._known[key] = found
        return self._known[key]

    def _bases(self, type_: Type) -> tuple[Type, ...]:
        """Those whose settings yield first. Of several bases, the last one wins for pydantic 2, the first for pydantic 1."""
        bases = self.lines.bases(type_)
        return bases if self.generation is Generation.TWO else bases[::-1]

    def _made(self, type_: Type) -> Mapping[str, Value]:
        """The settings of a model that `create_model` makes."""
        found: dict[str, Value] = {}
        for base in self._bases(type_) if type_.call is not None else ():
            found.update(self.config(base))
        given = type_.call.keyword("__config__") if type_.call is not None else None
        if isinstance(given, Call | Pairs):
            found.update(_settings(given))
        elif isinstance(given, Symbol) and given.definition is not None:
            found.update(self._nested(given.definition, Scope(given.definition.module)))
        return found

    def _own(self, type_: Type, node: ast.ClassDef) -> Iterator[tuple[str, Value]]:
        scope = self.lines.scope(type_)
        if scope is None or type_.definition is None:
            return
        yield from self._in_head(node, type_, scope)
        for statement in self.lines.statements(type_):
            match statement:
                case (
                    ast.Assign(targets=[ast.Name(id="model_config" | "__pydantic_config__")], value=value)
                    | ast.AnnAssign(target=ast.Name(id="model_config" | "__pydantic_config__"), value=ast.expr() as value)
                ):
                    yield from _settings(self.lines.evaluator.evaluate(value, scope))
                case ast.ClassDef(name="Config"):
                    yield from self._nested(Definition(type_.definition.module, statement), scope)
                case ast.Assign(targets=[ast.Name(id="Config")], value=value):
                    named = self.lines.evaluator.evaluate(value, scope)
                    if isinstance(named, Symbol) and named.definition is not None:
                        yield from self._nested(named.definition, Scope(named.definition.module))
                case _:
                    continue

    def _in_head(self, node: ast.ClassDef, type_: Type, scope: Scope) -> Iterator[tuple[str, Value]]:
        """Settings as keywords of the class statement or of the decorator of a dataclass."""
        for keyword in node.keywords:
            if keyword.arg is not None and keyword.arg not in {"total", "metaclass", "closed"}:
                yield keyword.arg, self.lines.evaluator.evaluate(keyword.value, scope)
        for decorator in self.lines.decorators(node, type_) if node.decorator_list else ():
            given = decorator.keyword("config") if isinstance(decorator, Call) and decorator.last == "dataclass" else None
            if isinstance(given, Call | Pairs):
                yield from _settings(given)

    def _nested(self, definition: Definition, scope: Scope) -> Iterator[tuple[str, Value]]:
        """The attributes of a `Config` class, those that it inherits first."""
        node = definition.node
        if not isinstance(node, ast.ClassDef) or scope.depth > 20:
            return
        for base in reversed(node.bases):
            inherited = self.lines.evaluator.evaluate(base, scope)
            if isinstance(inherited, Symbol) and inherited.definition is not None and inherited.definition.node is not node:
                yield from self._nested(inherited.definition, Scope(inherited.definition.module, depth=scope.depth + 1))
        inner = Scope(definition.module, scope.names, (node, *scope.classes), scope.depth + 1)
        for statement in node.body:
            match statement:
                case (
                    ast.Assign(targets=[ast.Name(id=name)], value=value)
                    | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
                ):
                    yield RENAMED.get(name, name), _unwrapped(self.lines.evaluator.evaluate(value, inner))
                case ast.FunctionDef(name=name):
                    yield RENAMED.get(name, name), Symbol(f"{definition.module.name}.{name}", Definition(definition.module, statement))
                case _:
                    continue


def _settings(value: Value) -> Iterator[tuple[str, Value]]:
    """`ConfigDict(...)`, a dictionary, or one made of another."""
    match value:
        case Call():
            for argument in value.arguments:
                yield from _settings(argument)
            yield from ((RENAMED.get(name, name), given) for name, given in value.keywords)
        case Pairs():
            yield from ((RENAMED.get(key, key), given) for key, given in value.items if isinstance(key, str))
        case tuple():
            for part in value:
                yield from _settings(part)
        case _:
            return


def _unwrapped(value: Value) -> Value:
    """What `staticmethod(...)` wraps."""
    if isinstance(value, Call) and value.last in {"staticmethod", "classmethod"} and value.arguments:
        return value.arguments[0]
    return value


def written(schema: JsonObject, config: Mapping[str, Value], *, sent: bool) -> JsonObject:
    """The schema of a duration or of bytes as the settings want them written. `sent`: in this direction, a duration can be a number."""
    form = schema.get("format")
    if form == "binary" and config.get("ser_json_bytes") == "base64":
        return {**schema, "format": "base64url"}
    if form != "duration" or not sent:
        return schema
    temporal = config.get("ser_json_temporal", "seconds" if config.get("ser_json_timedelta") == "float" else "iso8601")
    return {"type": "number"} if temporal in {"seconds", "milliseconds"} else schema
