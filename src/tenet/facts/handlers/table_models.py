"""Classes that are tables: of SQLAlchemy, SQLModel, Flask-SQLAlchemy, Django, Peewee and Tortoise."""

import ast
import re

from tenet.facts.python.bindings import Location
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.module import Module

MAPPED = re.compile(
    r"^(?:sqlalchemy\b.*\b(?:DeclarativeBase|DeclarativeBaseNoMeta|declarative_base\(\)|automap_base\(\))"
    r"|(?:flask_sqlalchemy|flask_sqlalchemy_lite)\b.*\.Model|django\.(?:contrib\.gis\.)?db\.models\b.*\bModel|django\.contrib\.auth\.models\.Abstract\w+"
    r"|(?:peewee|playhouse)\b.*Model|tortoise\b.*\bModel|sqlalchemy\b.*registry\(\)\.generate_base\(\))$"
)
MAX_BASES = 6
"""How many classes of the repository are looked through."""


def is_table(node: ast.ClassDef, module: Module, names: ExternalNames, depth: int = MAX_BASES) -> bool:
    if any(keyword.arg == "table" and isinstance(keyword.value, ast.Constant) and keyword.value.value is True for keyword in node.keywords):
        return True
    if any(_binds_table(statement) for statement in node.body):
        return True
    return depth > 0 and any(_leads_to_table(base, module, names, depth) for base in node.bases)


def _leads_to_table(base: ast.expr, module: Module, names: ExternalNames, depth: int) -> bool:
    at = Location(module)
    base = base.value if isinstance(base, ast.Subscript) else base
    name = names.name(base, at)
    if name is not None:
        return MAPPED.match(name) is not None
    definition = names.definition(base, at)
    if definition is None or not isinstance(definition.node, ast.ClassDef) or definition.node.name == "SQLModel":
        return False
    if any(keyword.arg == "table" for keyword in definition.node.keywords):
        return False  # what extends a table of SQLModel is none unless it says so
    return is_table(definition.node, definition.module, names, depth - 1)


def _binds_table(statement: ast.stmt) -> bool:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target] if isinstance(statement, ast.AnnAssign) else []
    return any(isinstance(target, ast.Name) and target.id in {"__tablename__", "__table__"} for target in targets)
