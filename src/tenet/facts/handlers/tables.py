"""Whether two rows of a table may hold the same: that it has no unique key beside a made-up one."""

import ast

from tenet.facts.handlers.objects import Objects, OwnClass
from tenet.facts.handlers.writes import RECORDS
from tenet.facts.python.modules import dotted_name
from tenet.facts.python.scope import source_of

COLUMNS = frozenset({"mapped_column", "Column"})
UNIQUE_CALLS = frozenset({"UniqueConstraint", "ExcludeConstraint", "OneToOneField", "CompositeKey"})
MAKES_VALUE = frozenset({"default", "default_factory", "server_default", "insert_default", "autoincrement", "init"})
TEXTS = ("str", "String", "Text", "Unicode", "VARCHAR", "CharField", "SlugField")


class Tables:
    """Reads the classes of tables, each once."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._known: dict[ast.ClassDef, bool] = {}

    def allows_twins(self, row: OwnClass) -> bool:
        """False where it has a natural key, and where nobody can tell."""
        if row.node not in self._known:
            self._known[row.node] = (is_table(row) or self._is_record(row)) and not any(
                _is_unique(one.node) for one in self._objects.line(row)
            )
        return self._known[row.node]

    def _is_record(self, row: OwnClass) -> bool:
        return any(name.startswith(RECORDS) and name.endswith(("Model", "Document")) for name in self._objects.bases(row))


def is_table(row: OwnClass) -> bool:
    """By what the class says of itself in SQLAlchemy or SQLModel."""
    if any(_last(part.targets[0]) == "__tablename__" for part in row.node.body if isinstance(part, ast.Assign)):
        return True
    if any(keyword.arg == "table" and isinstance(keyword.value, ast.Constant) for keyword in row.node.keywords):
        return True
    held = [part.value for part in row.node.body if isinstance(part, ast.Assign | ast.AnnAssign)]
    return sum(isinstance(value, ast.Call) and _last(value.func) in COLUMNS for value in held) > 1


def _is_unique(node: ast.ClassDef) -> bool:
    """Whether a class states a key of its own, or a primary key that is given and not made."""
    keys = 0
    for part in ast.walk(node):
        if isinstance(part, ast.keyword) and part.arg == "unique" and not (isinstance(part.value, ast.Constant) and not part.value.value):
            return True
        if isinstance(part, ast.Call) and _last(part.func) in UNIQUE_CALLS:
            return True
        if isinstance(part, ast.Assign) and any(_last(target) in {"unique_together", "indexes"} for target in part.targets):
            return True
        if isinstance(part, ast.Assign | ast.AnnAssign) and isinstance(part.value, ast.Call) and _is_primary(part.value):
            keys += 1
            if _is_given(part, part.value):
                return True
    return keys > 1


def _is_primary(call: ast.Call) -> bool:
    return any(
        keyword.arg == "primary_key" and isinstance(keyword.value, ast.Constant) and keyword.value.value is True
        for keyword in call.keywords
    )


def _is_given(statement: ast.Assign | ast.AnnAssign, call: ast.Call) -> bool:
    """A foreign key, or a text for which nothing makes a value."""
    names = {keyword.arg for keyword in call.keywords}
    typed = source_of(statement.annotation) if isinstance(statement, ast.AnnAssign) else ""
    written = f"{typed} {_last(call.func)} {' '.join(source_of(argument) for argument in call.args)}"
    if "ForeignKey" in written or "foreign_key" in names:
        return True
    return any(text in written for text in TEXTS) and not names & MAKES_VALUE


def _last(node: ast.expr) -> str:
    return (dotted_name(node) or [""])[-1]
