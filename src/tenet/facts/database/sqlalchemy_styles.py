"""How a class is mapped: its style, and the names that SQLAlchemy's extensions make of its own."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum

from tenet.facts.python.classes import ClassBody, body_of
from tenet.facts.python.names import Names
from tenet.facts.python.scope import Scope, source_of
from tenet.facts.python.values import MISSING, Call, Missing, Pairs, Symbol, Value

ROOTS = frozenset({"DeclarativeBase", "DeclarativeBaseNoMeta"})
BASES = frozenset({"DeclarativeBase", "DeclarativeBaseNoMeta", "AbstractConcreteBase", "DeferredReflection"})
BASE_CALLS = frozenset({"declarative_base", "automap_base", "generate_base"})
DECORATORS = frozenset({"as_declarative", "as_declarative_base", "mapped", "mapped_as_dataclass"})

HOOKS = frozenset({"__init_subclass__", "__init__", "__new__"})
"""What runs when a class is made: of its base, or of its metaclass."""


class Style(StrEnum):
    DECLARATIVE = "declarative"
    FLASK = "flask"
    SQLMODEL = "sqlmodel"


def is_decorated(body: ClassBody) -> bool:
    names = {source_of(node.func if isinstance(node, ast.Call) else node).rpartition(".")[2] for node in body.node.decorator_list}
    return bool(names & DECORATORS)


def stated_map(own: Callable[[str], Value | Missing]) -> Pairs | None:
    """The `type_annotation_map` that a base states itself, or in its registry. `own` tells what its body binds to a name."""
    stated = own("type_annotation_map")
    if isinstance(stated, Missing):
        registry = own("registry")
        stated = registry.keyword("type_annotation_map") if isinstance(registry, Call) else MISSING
    return stated if isinstance(stated, Pairs) else None


def is_root(bases: Sequence[Value]) -> bool:
    """Whether a class with these bases is the declarative base itself, which is never mapped."""
    return any(isinstance(base, Symbol) and base.definition is None and base.last in ROOTS for base in bases)


def names_subclasses(evaluator: Names, line: Iterable[Value]) -> bool:
    """Whether one of these classes, or the class of one, binds the names of the tables of those that extend it."""
    bodies = [body for value in line if (body := body_of(value)) is not None]
    metaclasses = [body_of(value) for body in bodies for value in _metaclass(evaluator, body)]
    return any(_binds_names(body) for body in (*bodies, *metaclasses) if body is not None)


def _metaclass(evaluator: Names, body: ClassBody) -> Iterator[Value]:
    scope = Scope(body.module, classes=body.around)
    yield from (evaluator.evaluate(keyword.value, scope) for keyword in body.node.keywords if keyword.arg == "metaclass")


def _binds_names(body: ClassBody) -> bool:
    for hook in body.node.body:
        if isinstance(hook, ast.FunctionDef) and hook.name in HOOKS:
            for node in ast.walk(hook):
                match node:
                    case ast.Attribute(attr="__tablename__", ctx=ast.Store()):
                        return True
                    case ast.Subscript(slice=ast.Constant(value="__tablename__"), ctx=ast.Store()):
                        return True
    return False


def is_sqlmodel_table(body: ClassBody) -> bool:
    return any(
        keyword.arg == "table" and isinstance(keyword.value, ast.Constant) and keyword.value.value is True for keyword in body.node.keywords
    )


def has_key(body: ClassBody) -> bool:
    """Whether a class declares a primary key: Flask-SQLAlchemy gives it a table of its own then."""
    calls = (node.value for node in body.node.body if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Call))
    return any(keyword.arg == "primary_key" for call in calls for keyword in call.keywords)


def snake_case(name: str) -> str:
    """Flask-SQLAlchemy's default: `CamelCase` to `camel_case`."""
    return re.sub(r"((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))", r"_\1", name).lower().lstrip("_")
