"""The fields that classes state, inherited ones included, as pydantic collects them."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace

from tenet.facts.json_schema.class_lines import ClassLines
from tenet.facts.json_schema.generation import Generation
from tenet.facts.json_schema.kinds import Kind, Kinds
from tenet.facts.json_schema.model_field import Statement
from tenet.facts.json_schema.types import Type, annotated, substituted
from tenet.facts.python.scope import Scope
from tenet.facts.python.values import MISSING, Call, Computed, Missing, Pairs, Place, Symbol, Value

FIELD_CALLS = frozenset({"Field", "field", "FieldInfo"})
NO_FIELDS = frozenset({"Relationship", "relationship", "PrivateAttr", "ConfigDict", "SettingsConfigDict", "association_proxy"})
NO_FIELD_NAMES = frozenset({"model_config", "Config"})
OPTIONAL_KEYS = "typing.NotRequired"


class FieldStatements:
    """Collects the fields of classes. What was read once is kept."""

    def __init__(self, lines: ClassLines, kinds: Kinds, generation: Generation) -> None:
        self.lines = lines
        self.kinds = kinds
        self.generation = generation
        self._known: dict[tuple[Type, ast.ClassDef | None], Mapping[str, Statement]] = {}

    def statements(self, type_: Type) -> Mapping[str, Statement]:
        """The fields of a class by name, in the order in which pydantic has them."""
        key = type_, self.lines.node(type_)
        if key not in self._known:
            self._known[key] = {}  # what a circle comes back to
            self._known[key] = self._statements(type_)
        return self._known[key]

    def _statements(self, type_: Type) -> Mapping[str, Statement]:
        found: dict[str, Statement] = {}
        for base in reversed(self.lines.bases(type_)):
            if self._passes_on(base):
                found.update(self.statements(base))
        if type_.call is not None:
            found.update(self._made(type_, type_.call))
            return found
        bindings = self.lines.bindings(type_)
        for name, statement in self._own(type_, found):
            if statement is None:
                found.pop(name, None)
            else:
                found[name] = replace(statement, type=substituted(statement.type, bindings), owner=type_)
        return found

    def _passes_on(self, base: Type) -> bool:
        """Pydantic 1 takes over fields of models only, pydantic 2 every annotation of what a model inherits from."""
        return self.generation is Generation.TWO or self.kinds.kind(base) is not Kind.PLAIN

    def _own(self, type_: Type, inherited: Mapping[str, Statement]) -> Iterator[tuple[str, Statement | None]]:
        scope = self.lines.scope(type_)
        if scope is None:
            return
        annotated_here = set[str]()
        for statement in self.lines.statements(type_):
            match statement:
                case ast.AnnAssign(target=ast.Name(id=name)) if _is_public(name):
                    annotated_here.add(name)
                    yield name, self._annotated(name, statement, scope, type_)
                case ast.Assign(targets=[ast.Name(id=name)]) if _is_public(name) and name not in annotated_here:
                    yield from self._assigned(name, statement, scope, inherited.get(name), type_)
                case _:
                    continue

    def _annotated(self, name: str, statement: ast.AnnAssign, scope: Scope, owner: Type) -> Statement | None:
        type_ = self.lines.reader.read(statement.annotation, scope)
        if any(isinstance(item, Computed) and item.text == "typing.ClassVar" for item in type_.metadata):
            return None
        if isinstance(statement.annotation, ast.Name | ast.Attribute) and type_.name == "typing.ClassVar":
            return None
        place = Place(scope.module.path, statement.lineno, statement.end_lineno or statement.lineno)
        value = MISSING if statement.value is None else self.lines.evaluator.evaluate(statement.value, scope)
        if isinstance(value, Call) and value.last in NO_FIELDS:
            return None
        return self.statement(name, type_, value, place, total=self.is_total(owner))

    def _assigned(
        self, name: str, statement: ast.Assign, scope: Scope, before: Statement | None, owner: Type
    ) -> Iterator[tuple[str, Statement | None]]:
        """A value without an annotation: another default of an inherited field, or for pydantic 1 a field of its own."""
        kind = self.kinds.kind(owner)
        place = Place(scope.module.path, statement.lineno, statement.end_lineno or statement.lineno)
        value = self.lines.evaluator.evaluate(statement.value, scope)
        if isinstance(value, Call) and value.last in NO_FIELDS:
            return
        if before is not None and kind in {Kind.DATACLASS, Kind.MODEL}:
            yield name, self.statement(name, before.type, value, place)
        elif self.generation is Generation.ONE and kind is Kind.MODEL and not isinstance(value, Symbol | Computed):
            yield name, self.statement(name, _inferred(value), value, place)

    def is_total(self, owner: Type) -> bool:
        """Whether a typed dictionary requires the keys that its own body states."""
        node = self.lines.node(owner)
        total = next((keyword.value for keyword in node.keywords if keyword.arg == "total"), None) if node is not None else None
        return not (isinstance(total, ast.Constant) and total.value is False)

    def statement(self, name: str, type_: Type, value: Value | Missing, place: Place, *, total: bool = True) -> Statement:
        """A field of its annotation and of what is assigned to it."""
        calls = [item for item in type_.metadata if isinstance(item, Call) and item.last in FIELD_CALLS]
        assigned = value if isinstance(value, Call) and value.last in FIELD_CALLS else None
        if assigned is not None:
            calls.append(assigned)
            type_ = annotated(type_, (assigned,))
        attributes = tuple(pair for call in calls for pair in _attributes(call))
        given = [value] if assigned is None and not isinstance(value, Missing) else []
        defaults = [default for key, default in attributes if key == "default"] + given
        default: Value | Missing = defaults[-1] if defaults else MISSING
        factory = any(key in {"default_factory", "factory"} and item is not None for key, item in attributes)
        explicit = default == Computed("...")
        has_default = factory or not (isinstance(default, Missing) or explicit or _is_undefined(default))
        marks = {item.text for item in type_.metadata if isinstance(item, Computed)}
        optional = OPTIONAL_KEYS in marks or (not total and "typing.Required" not in marks)
        return Statement(name, type_, place, attributes, default, has_default, explicit, optional=optional)

    def _made(self, type_: Type, call: Call) -> Iterator[tuple[str, Statement]]:
        """The fields that `create_model(...)`, `TypedDict(...)` or `NamedTuple(...)` is given."""
        scope = type_.scope
        if scope is None:
            return
        place = call.place or Place(scope.module.path, 0, 0)
        for name, value in _given_fields(call):
            pair = isinstance(value, tuple) and len(value) == 2 and call.last == "create_model"
            inner: Value = value[0] if pair and isinstance(value, tuple) else value
            default: Value | Missing = value[1] if pair and isinstance(value, tuple) else MISSING
            read = self.lines.reader.of_value(inner, scope.module)
            total = call.keyword("total") is not False
            yield name, self.statement(name, read, default, place, total=total)


def _given_fields(call: Call) -> Iterator[tuple[str, Value]]:
    if call.last == "create_model":
        yield from ((name, value) for name, value in call.keywords if not name.startswith("_") and name != "**")
        return
    rows = call.arguments[1] if len(call.arguments) > 1 else call.keyword("fields")
    if isinstance(rows, Pairs):
        yield from ((key, value) for key, value in rows.items if isinstance(key, str))
    elif isinstance(rows, tuple):
        for row in rows:
            if isinstance(row, tuple) and len(row) >= 2 and isinstance(row[0], str):
                yield row[0], row[1]


def _attributes(call: Call) -> Iterator[tuple[str, Value]]:
    if call.arguments:
        yield "default", call.arguments[0]
    yield from call.keywords


def _is_public(name: str) -> bool:
    return name == "__root__" or (not name.startswith("_") and name not in NO_FIELD_NAMES)


def _is_undefined(value: Value) -> bool:
    if isinstance(value, Computed):
        return value.text == "PydanticUndefined"
    return isinstance(value, Symbol) and value.last in {"PydanticUndefined", "Undefined"}


def _inferred(value: Value) -> Type:
    """The type of a default, as pydantic 1 infers it."""
    match value:
        case bool() | int() | float() | str() | bytes():
            return Type(type(value).__name__)
        case tuple():
            return Type("list")
        case _:
            return Type("Any")
