"""Defaults that the database itself fills in, as text, and whether two of them are one.

Alembic asks PostgreSQL whether two defaults are equal; elsewhere it compares their texts without quotes and parentheses
(`alembic.ddl`, `compare_server_default`). Here the texts are compared as PostgreSQL would see them.
"""

import re

from tenet.facts.database.sqlalchemy_types import shown
from tenet.facts.python.values import Bound, Call, Computed, Symbol, Value, plain

CAST = re.compile(r"::[\w ]+(\(\d+\))?(\[\])?$")
QUOTED = re.compile(r"^'(.*)'$", re.DOTALL)
SAME = {
    "current_timestamp": "now()",
    "current_timestamp()": "now()",
    "transaction_timestamp()": "now()",
    "t": "true",
    "f": "false",
    "1": "true",
    "0": "false",
}
"""One spelling for what means the same. As SQLite and MySQL store truth, 1 and 0 stand for it."""


def server_default(value: Value) -> Value:
    """The text of a default as SQL; what holds more than text is left as it is."""
    match plain(value):
        case Call(last="text" | "DefaultClause" | "literal_column" | "FetchedValue", arguments=(first, *_)):
            return server_default(first)
        case Call(last="false" | "true" | "null", arguments=()) as call:
            return call.last
        case Call(last="literal" | "cast", arguments=(first, *_)):
            return server_default(first)
        case Call() as call if _is_function(call):
            return f"{call.last}({', '.join(shown(item) for item in call.arguments)})"
        case bool(truth):
            return str(truth).lower()
        case int() | float() as number:
            return str(number)
        case other:
            return other


def _is_function(call: Call) -> bool:
    """`func.now()`."""
    match call.function:
        case Symbol(name=name):
            return "func." in name
        case Bound(target=Symbol(name=name)):
            return name.endswith("func")
        case _:
            return False


def defaults_differ(before: Value, after: Value) -> bool:
    """Whether two defaults, as `server_default` gives them, leave different values. Silent where one is not text."""
    if before is None or after is None:
        return (before is None) != (after is None) and not isinstance(before or after, Computed)
    if not isinstance(before, str) or not isinstance(after, str):
        return False
    return _folded(before) != _folded(after)


def _folded(text: str) -> str:
    stripped = text.strip()
    while stripped.startswith("(") and stripped.endswith(")"):
        stripped = stripped[1:-1].strip()
    stripped = CAST.sub("", stripped)
    if stripped.endswith(")"):
        stripped = stripped.lower()
    quoted = QUOTED.match(stripped)
    inner = quoted[1] if quoted else stripped
    return SAME.get(inner.lower(), inner)
