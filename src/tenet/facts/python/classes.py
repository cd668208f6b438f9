"""Classes: what they inherit from, what their bodies bind, and the members of enumerations."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from tenet.facts.python.module import Module
from tenet.facts.python.modules import Definition
from tenet.facts.python.scope import Scope
from tenet.facts.python.values import MISSING, Bound, Call, Generic, Member, Missing, Pairs, Symbol, Value

if TYPE_CHECKING:
    from tenet.facts.python.names import Names

MAX_BASES = 60
ENUMERATIONS = {"Enum", "StrEnum", "IntEnum", "Flag", "IntFlag", "TextChoices", "IntegerChoices", "Choices"}
CHOICES = {"TextChoices", "IntegerChoices", "Choices"}
MIXED = {"StrEnum", "IntEnum", "TextChoices", "IntegerChoices", "str", "int", "IntFlag"}


@dataclass(frozen=True, slots=True)
class ClassBody:
    """A class of the repository: its statement, the module it stands in, and the classes around it, innermost first.

    `names` is what it closes over where it stands in a function.
    """

    module: Module
    node: ast.ClassDef
    around: tuple[ast.ClassDef, ...] = ()
    names: Mapping[str, Value] = field(default_factory=dict, compare=False)

    @property
    def scope(self) -> tuple[ast.ClassDef, ...]:
        return (self.node, *self.around)


def body_of(value: Value) -> ClassBody | None:
    """The class that a value names, if the repository defines it."""
    if isinstance(value, Symbol) and value.definition is not None and isinstance(value.definition.node, ast.ClassDef):
        definition, node = value.definition, value.definition.node
        return ClassBody(definition.module, node, definition.classes or enclosing(definition.module, node), definition.names)
    return None


def enclosing(module: Module, node: ast.ClassDef) -> tuple[ast.ClassDef, ...]:
    """The classes around a nested class, innermost first."""
    if node.col_offset == 0:
        return ()
    return _enclosing(tuple(module.tree.body), node)


@lru_cache(maxsize=512)
def _enclosing(body: tuple[ast.stmt, ...], node: ast.ClassDef) -> tuple[ast.ClassDef, ...]:
    for statement in body:
        if isinstance(statement, ast.ClassDef) and statement is not node and statement.lineno < node.lineno <= (statement.end_lineno or 0):
            return (*_enclosing(tuple(statement.body), node), statement)
    return ()


def is_class(value: Value) -> bool:
    return isinstance(value, Symbol) and value.definition is not None and isinstance(value.definition.node, ast.ClassDef)


def bases(evaluator: "Names", body: ClassBody) -> tuple[Value, ...]:
    """The classes that a class statement names, type parameters left out."""
    scope = Scope(body.module, body.names, body.around)
    found = (evaluator.evaluate(node, scope) for node in body.node.bases)
    return tuple(base.origin if isinstance(base, Generic) else base for base in found)


def ancestors(evaluator: "Names", start: Value) -> tuple[Value, ...]:
    """The class and what it inherits from, in the order in which attributes are looked up (an approximation of C3)."""
    node = start.definition.node if isinstance(start, Symbol) and start.definition is not None else None
    if not isinstance(start, Symbol) or not isinstance(node, ast.ClassDef):
        return _without_repeats(list(_depth_first(evaluator, start, 0)))
    key = f"{start.name} {start.closure}", node
    if key not in evaluator.lines:
        evaluator.lines[key] = _without_repeats(list(_depth_first(evaluator, start, 0)))
    return evaluator.lines[key]


def _without_repeats(found: list[Value]) -> tuple[Value, ...]:
    kept: list[Value] = []
    for value in reversed(found):  # the last of several mentions holds
        if value not in kept:
            kept.append(value)
    return tuple(reversed(kept))


def _depth_first(evaluator: "Names", value: Value, depth: int) -> Iterator[Value]:
    yield value
    if depth > MAX_BASES:
        return
    body = body_of(value)
    inherited: Sequence[Value] = ()
    if body is not None:
        inherited = bases(evaluator, body)
    elif isinstance(value, Call) and value.last in {"declarative_base", "generate_base", "with_metaclass"}:
        inherited = [item for item in (*value.arguments, *(item for _, item in value.keywords)) if isinstance(item, Symbol | Call | tuple)]
    elif isinstance(value, Bound) and isinstance(value.target, Call):  # `SQLAlchemy(model_class=Base).Model`
        inherited = [item for name, item in value.target.keywords if name == "model_class"]
    for base in inherited:
        for part in base if isinstance(base, tuple) else (base,):
            yield from _depth_first(evaluator, part, depth + 1)


def own_attribute(evaluator: "Names", body: ClassBody, name: str, depth: int = 0) -> Value | Missing:
    """What a class's own body binds a name to."""
    statement = evaluator.last_bound_in(body.node).get(name)
    if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
        return evaluator.evaluate(statement.value, Scope(body.module, body.names, body.scope, depth))
    if statement is None:
        return MISSING
    return Symbol(f"{body.module.name}.{body.node.name}.{name}", Definition(body.module, statement, body.names, body.scope))


def class_attribute(evaluator: "Names", owner: Symbol, name: str, depth: int = 0) -> Value | Missing:
    """An attribute of a class, inherited ones too; members and lists of members where it is an enumeration."""
    if name == "__name__":
        return owner.last
    enumeration = members(evaluator, owner, depth)
    if enumeration is not None:
        found = _of_enumeration(enumeration, name)
        if found is not MISSING:
            return found
    for ancestor in ancestors(evaluator, owner):
        body = body_of(ancestor)
        if body is None:
            continue
        own = own_attribute(evaluator, body, name, depth)
        if not isinstance(own, Missing):
            return own
    return MISSING


def is_annotated(evaluator: "Names", owner: Symbol, name: str) -> bool:
    """Whether a class or one above it declares the attribute by an annotation alone."""
    found = (body_of(ancestor) for ancestor in ancestors(evaluator, owner))
    return any(
        isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.target.id == name
        for body in found
        if body is not None
        for statement in body.node.body
    )


def _of_enumeration(found: tuple[Member, ...], name: str) -> Value | Missing:
    match name:
        case "choices":
            return tuple((member.value, member.label) for member in found)
        case "values":
            return tuple(member.value for member in found)
        case "labels":
            return tuple(member.label for member in found)
        case "names":
            return tuple(member.name for member in found)
        case "__members__":
            return Pairs(tuple((member.name, member) for member in found))
        case _:
            return next((member for member in found if member.name == name), MISSING)


def members(evaluator: "Names", owner: Symbol, depth: int = 0) -> tuple[Member, ...] | None:
    """The members of an enumeration, in order; None for any other class."""
    body = body_of(owner)
    if body is None:
        return None
    key = owner.name, body.node
    if key not in evaluator.enumerations:
        evaluator.enumerations[key] = ()  # what members that are made of one another come back to
        evaluator.enumerations[key] = _members(evaluator, owner, depth)
    return evaluator.enumerations[key]


def _members(evaluator: "Names", owner: Symbol, depth: int) -> tuple[Member, ...] | None:
    line = ancestors(evaluator, owner)
    names = {ancestor.last for ancestor in line if isinstance(ancestor, Symbol) and ancestor.definition is None}
    if not names & ENUMERATIONS or depth > MAX_BASES:
        return None
    found: dict[str, Member] = {}
    for ancestor in line:
        body = body_of(ancestor)
        if body is not None:
            for member in _own_members(evaluator, body, owner.name, names, depth):
                found.setdefault(member.name, member)
    return tuple(found.values())


def _own_members(evaluator: "Names", body: ClassBody, enumeration: str, kinds: set[str], depth: int) -> Iterator[Member]:
    scope = Scope(body.module, body.names, body.scope, depth + 1)
    last = 0
    for statement in body.node.body:
        if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
            continue
        name = statement.targets[0].id
        if name.startswith("_"):
            continue
        value = evaluator.evaluate(statement.value, scope)
        label: Value = name.replace("_", " ").title()
        if kinds & CHOICES and isinstance(value, tuple) and len(value) == 2:
            value, label = value
        if isinstance(value, Call) and value.last == "auto":
            last += 1
            value = name.lower() if "StrEnum" in kinds else name if "TextChoices" in kinds else last
        elif isinstance(value, int):
            last = value
        yield Member(enumeration, name, value, label, bool(kinds & MIXED))
