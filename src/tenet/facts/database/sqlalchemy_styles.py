"""How a class is mapped: its style, and the names that SQLAlchemy's extensions make of its own."""

import ast
import re
from collections.abc import Callable, Sequence
from enum import StrEnum

from tenet.facts.python.classes import ClassBody
from tenet.facts.python.scope import source_of
from tenet.facts.python.values import MISSING, Call, Missing, Pairs, Symbol, Value

ROOTS = frozenset({"DeclarativeBase", "DeclarativeBaseNoMeta"})
BASES = frozenset({"DeclarativeBase", "DeclarativeBaseNoMeta", "AbstractConcreteBase", "DeferredReflection"})
BASE_CALLS = frozenset({"declarative_base", "automap_base", "generate_base"})
DECORATORS = frozenset({"as_declarative", "as_declarative_base", "mapped", "mapped_as_dataclass"})


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


def names_subclasses(body: ClassBody) -> bool:
    """Whether a class binds the names of the tables of those that extend it, when they are made."""
    hooks = (node for node in body.node.body if isinstance(node, ast.FunctionDef) and node.name == "__init_subclass__")
    return any(
        isinstance(node, ast.Attribute) and node.attr == "__tablename__" and isinstance(node.ctx, ast.Store)
        for hook in hooks
        for node in ast.walk(hook)
    )


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
