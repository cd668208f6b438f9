"""The calls with which code reads from a database and writes to it, by what they are called on.

A call on a repository's own class is none: that class is what code is meant to call.
"""

import ast
import re
from collections.abc import Callable

from tenet.facts.python.bindings import Location
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.modules import Definition, External, dotted_name, last_name

READS = frozenset(
    {"execute", "executemany", "scalar", "scalars", "query", "get", "get_one", "exec", "stream", "stream_scalars", "fetch", "fetchone",
     "fetchall", "fetchrow", "fetchval", "fetch_one", "fetch_all", "fetch_val", "find", "find_one", "aggregate", "count_documents"}
)  # fmt: skip
WRITES = frozenset(
    {"add", "add_all", "delete", "merge", "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings", "insert_one", "insert_many",
     "update_one", "update_many", "replace_one", "delete_one", "delete_many", "find_one_and_update", "find_one_and_delete", "bulk_write"}
)  # fmt: skip
MANAGER_WRITES = frozenset({"create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "acreate", "aget_or_create"})
CHAINED_WRITES = frozenset({"update", "delete", "aupdate", "adelete"})
STATEMENTS = frozenset({"insert", "update", "delete", "Insert", "Update", "Delete"})
BUILDERS = STATEMENTS | {"select", "text"}
SURE = frozenset({"execute", "executemany", "scalar", "scalars", "query", "exec", "add", "add_all", "fetchone", "fetchall", "fetch_all"})
"""Methods that a session has and hardly anything else that is called one."""
ACTIVE_WRITES = frozenset({"create", "insert", "insert_many", "update", "delete", "get_or_create", "bulk_create", "update_or_create"})
ACTIVE = ACTIVE_WRITES | {
    "select",
    "get",
    "get_or_none",
    "get_by_id",
    "filter",
    "all",
    "find",
    "find_one",
    "find_all",
    "find_many",
    "first",
}
ACTIVE_RECORDS = frozenset({"peewee", "playhouse", "tortoise", "beanie", "ormar"})
METHODS = READS | WRITES | MANAGER_WRITES | CHAINED_WRITES | ACTIVE | {"objects"}
"""Where none of these stands, nothing is called on a database."""
LIBRARIES = frozenset(
    {"sqlalchemy", "sqlmodel", "flask_sqlalchemy", "asyncpg", "psycopg", "psycopg2", "psycopg_pool", "sqlite3", "aiosqlite", "pymysql",
     "aiomysql", "MySQLdb", "databases", "pymongo", "motor"}
)  # fmt: skip
DOCUMENTS = frozenset({"pymongo", "motor"})
CONNECTED = re.compile(
    r"(?:Session|[Ss]ession_?maker|scoped_session|Connection|connect|begin|acquire|cursor|Cursor|Pool|create_pool|Database|\.session)"
    r"(?:\([^()]*\))*$"
)
"""How the external name of a session, a connection or a cursor ends."""
NAMED = re.compile(r"^_?(?:\w+_)?(?:session|db|database|conn|connection|cursor|cur)$")
SQL = re.compile(r"\s*(?:select|insert|update|delete|with)\s", re.IGNORECASE)
MAX_BASES = 4
MAX_CHAIN = 30
"""How many calls on what another call returned are looked through."""


class DatabaseCalls:
    """Tells what a call does to a database: `read`, `write`, or nothing."""

    def __init__(self, names: ExternalNames) -> None:
        self.names = names

    def kind(self, call: ast.Call, at: Location) -> str:
        function = call.func
        if not isinstance(function, ast.Attribute):
            return ""
        if _is_manager(function.value):
            return "write" if function.attr in MANAGER_WRITES else "read"
        if function.attr in CHAINED_WRITES and _chained_on_manager(function.value):
            return "write"
        if function.attr in ACTIVE and self._is_active_record(function.value, at):
            return "write" if function.attr in ACTIVE_WRITES else "read"
        if function.attr not in READS | WRITES or _is_probe(call) or not self._on_database(call, function, at):
            return ""
        return "write" if function.attr in WRITES or self._changes_rows(call, at) else "read"

    def builds_statement(self, call: ast.Call, at: Location) -> bool:
        """Whether a call begins a statement of SQLAlchemy: `select(Order)`."""
        if last_name(call.func) not in BUILDERS or _is_probe(call):
            return False
        name = self.names.name(call.func, at)
        return name is not None and name.partition(".")[0] in {"sqlalchemy", "sqlmodel"}

    def _on_database(self, call: ast.Call, function: ast.Attribute, at: Location) -> bool:
        receiver = function.value
        name = self.names.name(receiver, at)
        root = re.split(r"[.(\[]", name, maxsplit=1)[0] if name is not None else ""
        if name is not None and root in LIBRARIES:
            return CONNECTED.search(name) is not None or root in DOCUMENTS
        if not NAMED.match(last_name(receiver)):
            return False
        own = self._own_class(receiver, at)
        if own is not None:
            return self._extends(own, _is_session) or _is_sql(call)
        return function.attr in SURE or self._takes_entity(call, function, receiver)

    def _takes_entity(self, call: ast.Call, function: ast.Attribute, receiver: ast.expr) -> bool:
        """`session.get(Order, order_id)`, `session.delete(order)`: not `request.session.get("user")`."""
        if not last_name(receiver).endswith("session") or not call.args:
            return False
        first = call.args[0]
        if function.attr in {"get", "get_one"}:
            return len(call.args) > 1 and isinstance(first, ast.Name) and first.id[:1].isupper()
        return function.attr in {"delete", "merge"} and isinstance(first, ast.Name | ast.Attribute)

    def _own_class(self, node: ast.expr, at: Location) -> Definition | None:
        """The class of the repository that an object is of, by the annotation of its name or the call that made it."""
        bound = self.names.local(node.id, at) if isinstance(node, ast.Name) else None
        value, where = (bound[0].annotation or bound[0].value, bound[1]) if bound is not None else (node, at)
        if isinstance(value, ast.Name | ast.Attribute) and bound is None:
            found = self.names.value_of(value, at)
            value, where = found if found is not None else (None, at)
        value = value.func if isinstance(value, ast.Call) else value
        definition = self.names.definition(value, where) if value is not None else None
        return definition if definition is not None and isinstance(definition.node, ast.ClassDef) else None

    def _is_active_record(self, node: ast.expr, at: Location) -> bool:
        """A class of the repository that finds and stores its own rows: Peewee, Tortoise, Beanie."""
        definition = self.names.definition(node, at) if last_name(node)[:1].isupper() else None
        return definition is not None and self._extends(definition, _is_active)

    def _extends(self, definition: Definition, wanted: Callable[[str], bool], depth: int = MAX_BASES) -> bool:
        """Whether a class extends one of a library, through other classes of the repository."""
        bases = definition.node.bases if isinstance(definition.node, ast.ClassDef) and depth else []
        for base in bases:
            dotted = dotted_name(base.value if isinstance(base, ast.Subscript) else base)
            found = self.names.modules.origin(definition.module, ".".join(dotted)) if dotted else None
            if isinstance(found, External) and wanted(found.name):
                return True
            if isinstance(found, Definition) and self._extends(found, wanted, depth - 1):
                return True
        return False

    def _changes_rows(self, call: ast.Call, at: Location) -> bool:
        """`session.execute(update(Order).where(...))`, whatever is called on the statement in between."""
        node: ast.expr | None = call.args[0] if call.args else None
        if isinstance(node, ast.Name) and (found := self.names.value_of(node, at)) is not None:
            node = found[0]
        for _ in range(MAX_CHAIN):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call):
                node = node.func.value
        return isinstance(node, ast.Call) and last_name(node.func) in STATEMENTS


def _is_session(name: str) -> bool:
    return name.partition(".")[0] in LIBRARIES and CONNECTED.search(name) is not None


def _is_active(name: str) -> bool:
    return name.partition(".")[0] in ACTIVE_RECORDS


def _is_probe(call: ast.Call) -> bool:
    """`session.execute(select(1))`: whether the database answers."""
    given = call.args[0] if call.args else None
    given = given.args[0] if isinstance(given, ast.Call) and given.args else given
    return isinstance(given, ast.Constant) and (given.value == 1 or str(given.value).strip(" ;").upper() == "SELECT 1")


def _is_sql(call: ast.Call) -> bool:
    first = call.args[0] if call.args else None
    first = first.values[0] if isinstance(first, ast.JoinedStr) and first.values else first
    return isinstance(first, ast.Constant) and isinstance(first.value, str) and SQL.match(first.value) is not None


def _is_manager(node: ast.expr) -> bool:
    """`Order.objects`, and `Order.query` of Flask-SQLAlchemy."""
    if not isinstance(node, ast.Attribute) or node.attr not in {"objects", "query"}:
        return False
    return last_name(node.value)[:1].isupper()


def _chained_on_manager(node: ast.expr) -> bool:
    for _ in range(MAX_CHAIN):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            return False
        if _is_manager(node.func.value):
            return True
        node = node.func.value
    return False
