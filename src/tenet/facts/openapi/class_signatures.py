"""What a class takes that makes its own `__init__`: a dataclass, a pydantic model."""

import ast
from collections.abc import Iterator

from tenet.facts.json_schema.generation import Mode
from tenet.facts.json_schema.kinds import Kind
from tenet.facts.json_schema.schema_book import SchemaBook
from tenet.facts.json_schema.types import Type
from tenet.facts.openapi.parameters import Declared
from tenet.facts.python.values import MISSING, Call, Missing, Place, Value

CLASS_VARIABLE = "typing.ClassVar"


def signature_of_class(type_: Type, book: SchemaBook) -> tuple[Declared, ...]:
    """The parameters of the `__init__` that a decorator or a base class writes; none for any other class."""
    kind = book.kinds.kind(type_)
    if kind is Kind.DATACLASS:
        return attributes_of_class(type_, book)
    if kind is Kind.MODEL:
        return tuple(_of_model(type_, book))
    return ()


def attributes_of_class(type_: Type, book: SchemaBook) -> tuple[Declared, ...]:
    """The annotated attributes of a class and its ancestors, class variables left out."""
    found = {declared.name: declared for owner in reversed(book.lines.line(type_)) for declared in _stated_in(owner, book)}
    return tuple(found.values())


def _of_model(type_: Type, book: SchemaBook) -> Iterator[Declared]:
    for field in book.fields_of(type_, Mode.INPUT):
        name = field.alias if field.alias.isidentifier() else field.name
        default: Value | Missing = field.default if field.has_default else MISSING
        if field.has_default and isinstance(default, Missing):
            default = None  # a factory makes it: there is one, and nobody knows it
        yield Declared(name, field.type, default, field.place)


def _stated_in(owner: Type, book: SchemaBook) -> Iterator[Declared]:
    scope = book.lines.scope(owner)
    if scope is None:
        return
    for statement in book.lines.statements(owner):
        if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
            continue
        type_ = book.reader.read(statement.annotation, scope)
        if any(getattr(part, "text", "") == CLASS_VARIABLE for part in type_.metadata):
            continue
        value = MISSING if statement.value is None else book.reader.evaluator.evaluate(statement.value, scope)
        place = Place(scope.module.path, statement.lineno, statement.end_lineno or statement.lineno)
        yield Declared(statement.target.id, type_, _default(value), place)


def _default(value: Value | Missing) -> Value | Missing:
    """`field(default=...)` of dataclasses, or the value itself."""
    if not isinstance(value, Call) or value.last != "field":
        return value
    stated = value.keyword("default")
    return value.keyword("default_factory") if isinstance(stated, Missing) else stated
