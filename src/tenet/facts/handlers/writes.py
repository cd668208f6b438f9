"""Which calls of a function write to the database."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from tenet.facts.handlers.objects import OwnClass
from tenet.facts.handlers.reach import Reach, called_name
from tenet.facts.python.bindings import Location
from tenet.facts.python.frameworks import MANIFEST
from tenet.facts.python.module import FunctionNode
from tenet.facts.python.modules import dotted_name
from tenet.facts.python.scope import source_of
from tenet.facts.python.walking import statements_within, walk

SESSION_METHODS = frozenset(
    {"add", "add_all", "delete", "merge", "commit", "flush", "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings"}
)
ENDINGS = frozenset({"commit", "flush"})
"""What ends a transaction: it writes what else was done, or nothing."""
MAPPERS = frozenset({"sqlalchemy", "sqlmodel", "flask_sqlalchemy", "fastapi_async_sqlalchemy", "fastapi_sqlalchemy"})
DRIVERS = frozenset({"sqlite3", "aiosqlite", "psycopg", "psycopg2", "pymysql", "aiomysql", "MySQLdb", "mysql", "oracledb", "pyodbc"})
ITERATED = frozenset({"typing", "typing_extensions", "collections"})
"""Where what a dependency yields is said to come from, whatever it yields."""
SESSION = re.compile(r"(?:session|sessionmaker|connection|connect|begin|begin_nested)(?:\([^()]*\))*$", re.IGNORECASE)
STATEMENT = re.compile(r"(?:sqlalchemy|sqlmodel)(?:\.\w+)*\.(?:insert|update|delete)")
QUERY = re.compile(r"(?:sqlalchemy|sqlmodel|flask_sqlalchemy)\b.*(?:\.query\(.*\)|\bTable\([^()]*\))\.(?:insert|update|delete)")
SESSION_NAMES = frozenset({"session", "db", "db_session", "dbsession", "async_session", "sess", "conn", "connection", "database_session"})
MANAGERS = frozenset({"objects", "_default_manager", "all_objects"})
MANAGER_METHODS = frozenset({"create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create"})
RECORDS = ("django.", "peewee.", "playhouse.", "tortoise.", "mongoengine.", "beanie.", "odmantic.")
"""Where the classes come from whose objects write themselves."""
CLASS_METHODS = frozenset(
    {"create", "bulk_create", "get_or_create", "update_or_create", "insert", "insert_many", "replace", "delete_by_id"}
)
INSTANCE_METHODS = frozenset({"save", "delete"})
DOCUMENT_METHODS = frozenset(
    {
        *("insert_one", "insert_many", "update_one", "update_many", "replace_one", "delete_one", "delete_many", "bulk_write"),
        *("find_one_and_update", "find_one_and_replace", "find_one_and_delete"),
    }
)
EXECUTES = re.compile(r"execute|^exec$|^exec_driver_sql$|^fetch|^query$|^raw$|^run$|^scalars?$")
WRITING_SQL = re.compile(r"\s*(INSERT|UPDATE|DELETE\s+FROM|REPLACE\s+INTO|MERGE\s+INTO|TRUNCATE)\s", re.IGNORECASE)
NO_ROWS = frozenset({"self", "cls", "request", "response", "resp", "settings", "config", "app", "logger"})
"""What has attributes that are set and never stored."""
MAX_CODE = 60
WORDS = (b"sqlalchemy", b"sqlmodel")


@dataclass(frozen=True, slots=True)
class Write:
    """A call that writes. `code` is what is called, or the statement that is executed; `ends` where it only ends a transaction."""

    node: ast.Call
    code: str
    ends: bool


class Writes:
    """The writes of functions of one side of the change. Each function is read once."""

    def __init__(self, reach: Reach) -> None:
        self.reach = reach
        self.names = reach.names
        self._known: dict[FunctionNode, tuple[Write, ...]] = {}
        self._texts: dict[FunctionNode, Mapping[str, str]] = {}

    def of(self, inside: Location) -> tuple[Write, ...]:
        """The writes in a function's own statements, in the order of its text."""
        function = inside.function
        if function is None:
            return ()
        if function not in self._known:
            found = tuple(self._read(inside))
            only_ends = bool(found) and all(write.ends for write in found)
            self._known[function] = () if only_ends and not self._changes(inside) else found
        return self._known[function]

    def _changes(self, inside: Location) -> bool:
        """Whether something is there to commit: an attribute that is set here or in a method that is called."""
        around = [inside, *(step.callee.inside for step in self.reach.steps(inside))]
        return any(_sets_attribute(at.function, outside=NO_ROWS if at is inside else NO_ROWS - {"self"}) for at in around)

    def _read(self, inside: Location) -> Iterator[Write]:
        for call in self.reach.calls(inside):
            code = self._code(call, inside)
            if code:
                yield Write(call, code, ends=called_name(call) in ENDINGS)

    def _code(self, call: ast.Call, at: Location) -> str:
        name = called_name(call)
        if EXECUTES.search(name) and call.args and (sql := WRITING_SQL.match(self._sql(call.args[0], at))) is not None:
            return " ".join(sql[1].split()).upper()
        if not self._writes(call, name, at):
            return ""
        return _short(call.func)

    def _writes(self, call: ast.Call, name: str, at: Location) -> bool:
        function = call.func
        if name in DOCUMENT_METHODS:
            return isinstance(function, ast.Attribute)
        if name in {"insert", "update", "delete"} and self._is_statement(function, at):
            return True
        if not isinstance(function, ast.Attribute):
            return False
        receivers = function.value.values if isinstance(function.value, ast.BoolOp) else [function.value]
        if name in SESSION_METHODS and any(self._is_session(call, receiver, at) for receiver in receivers):
            return True
        if (name in CLASS_METHODS or name == "execute") and self._is_of_model(function, at):
            return True
        plain = name.removeprefix("a")
        if {name, plain} & MANAGER_METHODS and _manager_of(function.value):
            return True
        return bool({name, plain} & INSTANCE_METHODS) and self._is_record(function.value, at)

    def _is_statement(self, function: ast.expr, at: Location) -> bool:
        found = self.names.name(function, at)
        return found is not None and (STATEMENT.fullmatch(found) is not None or QUERY.fullmatch(found) is not None)

    def _is_session(self, call: ast.Call, receiver: ast.expr, at: Location) -> bool:
        """By what it is made of; where nobody can tell, by its name in a repository that has such sessions."""
        found = self.names.name(receiver, at)
        root = re.split(r"[.(\[]", found, maxsplit=1)[0] if found is not None else ""
        if found is not None and root not in ITERATED:
            known = root in MAPPERS or (root in DRIVERS and called_name(call) == "commit")
            return known and SESSION.search(found) is not None
        owner = self.reach.objects.class_of(receiver, at)
        if owner is not None:
            return any(base.partition(".")[0] in MAPPERS and SESSION.search(base) is not None for base in self.reach.objects.bases(owner))
        return _is_named_so(receiver, call) and self._uses_mapper(at)

    def _uses_mapper(self, at: Location) -> bool:
        imported = (one.module.partition(".")[0] for one in at.module.imports.values())
        return any(root in MAPPERS for root in imported) or self._mapper_is_installed

    @cached_property
    def _mapper_is_installed(self) -> bool:
        sources = self.names.modules.sources
        paths = [path for path in sources.files if path.count("/") <= 1 and MANIFEST.search(path)]
        sources.load(paths)
        texts = ((sources.data(path) or b"").lower() for path in paths)
        return any(word in text for text in texts for word in WORDS)

    def _is_record(self, node: ast.expr, at: Location) -> bool:
        """Whether an object is a row that writes itself: made by a manager, or of a class that is a model."""
        value = self.names.value_of(node, at) if isinstance(node, ast.Name) else None
        made = value[0] if value is not None else node
        made = made.value if isinstance(made, ast.Await) else made
        if isinstance(made, ast.Call) and (_manager_of(made.func) or called_name(made) in {"get_object_or_404", "aget_object_or_404"}):
            return True
        owner = self.reach.objects.class_of(node, at)
        return owner is not None and self._is_model(owner)

    def _is_model(self, owner: OwnClass) -> bool:
        return any(base.startswith(RECORDS) and base.endswith(("Model", "Document")) for base in self.reach.objects.bases(owner))

    def _is_of_model(self, function: ast.Attribute, at: Location) -> bool:
        """`Order.create(...)`, or `Order.update(...).where(...).execute()`."""
        step, node = function.attr, function.value
        while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            step, node = node.func.attr, node.func.value
        owner = self.reach.objects.class_itself(node, at) if step in CLASS_METHODS | {"update", "delete"} else None
        return owner is not None and self._is_model(owner)

    def _sql(self, node: ast.expr, at: Location, steps: int = 3) -> str:
        """The start of a statement that is written as text."""
        match node:
            case ast.Constant(value=str() as text):
                return text[:200]
            case ast.JoinedStr(values=[ast.Constant(value=str() as text), *_]):
                return f"{text[:200]} {{}}"
            case ast.Call(args=[first, *_]) if called_name(node) in {"text", "SQL", "sql", "dedent", "cleandoc"}:
                return self._sql(first, at, steps - 1) if steps else ""
            case ast.Name() | ast.Attribute():
                found = self.names.value_of(node, at) if steps else None
                return self._text_named(node, at) if found is None else self._sql(found[0], found[1], steps - 1)
            case _:
                return ""

    def _text_named(self, node: ast.expr, at: Location) -> str:
        """A text that a function gives one of its own names."""
        if not isinstance(node, ast.Name) or at.function is None:
            return ""
        if at.function not in self._texts:
            self._texts[at.function] = dict(_texts_of(at.function))
        return self._texts[at.function].get(node.id, "")


def _is_named_so(receiver: ast.expr, call: ast.Call) -> bool:
    """Whether a call reads like one of a database's session. One that takes a text asks another server, or a web session."""
    named = [name.lstrip("_").lower() for name in dotted_name(receiver) or [""]]
    if named[0] in {"request", "req"} or named[-1] not in SESSION_NAMES:
        return False
    if called_name(call) in ENDINGS:
        return not call.args
    rows = bool(call.args) and not isinstance(call.args[0], ast.Constant | ast.JoinedStr)
    return rows and not named[-1].startswith("conn")


def _sets_attribute(function: FunctionNode | None, outside: frozenset[str]) -> bool:
    """Whether a function sets an attribute of an object that may be a row."""
    if function is None or function.name == "__init__":
        return False
    for node in walk(function):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else []
        owners = (target.value for target in targets if isinstance(target, ast.Attribute))
        if any(isinstance(owner, ast.Name) and owner.id not in outside for owner in owners):
            return True
        if isinstance(node, ast.Call) and called_name(node) == "setattr":
            return True
    return False


def _texts_of(function: FunctionNode) -> Iterator[tuple[str, str]]:
    """The names that a function gives a text."""
    for node in statements_within(function.body):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            text = node.value.value[:200]
            yield from ((target.id, text) for target in node.targets if isinstance(target, ast.Name))


def _manager_of(node: ast.expr) -> bool:
    """Whether a chain of calls starts at a manager: `Order.objects.filter(...)`."""
    while isinstance(node, ast.Attribute | ast.Call):
        if isinstance(node, ast.Attribute):
            if node.attr in MANAGERS:
                return True
            node = node.value
        else:
            node = node.func
    return False


def _short(function: ast.expr) -> str:
    """`session.add`, and of a long chain where it starts and how it ends: `Order.update(...).execute`."""
    text = source_of(function)
    if len(text) <= MAX_CODE and "\n" not in text:
        return text
    node = function
    while isinstance(node, ast.Attribute | ast.Call) and dotted_name(node) is None:
        node = node.value if isinstance(node, ast.Attribute) else node.func
    start = ".".join(dotted_name(node) or [])
    return f"{start}(...).{text.rpartition('.')[2]}" if len(start) <= MAX_CODE else text.rpartition(".")[2][:MAX_CODE]
