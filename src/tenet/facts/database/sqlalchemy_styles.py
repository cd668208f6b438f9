"""How a class is mapped: its style, and the names that SQLAlchemy's extensions make of its own."""

import ast
import re
from enum import StrEnum

from tenet.facts.python.classes import ClassBody

BASES = frozenset({"DeclarativeBase", "DeclarativeBaseNoMeta", "AbstractConcreteBase", "DeferredReflection"})
BASE_CALLS = frozenset({"declarative_base", "automap_base", "generate_base"})
DECORATORS = frozenset({"as_declarative", "as_declarative_base", "mapped", "mapped_as_dataclass"})


class Style(StrEnum):
    DECLARATIVE = "declarative"
    FLASK = "flask"
    SQLMODEL = "sqlmodel"


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
