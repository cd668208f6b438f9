"""Places where application code makes or changes the database's schema by itself."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tenet.facts.python.interpreter import Interpreter
from tenet.facts.python.module import Module
from tenet.facts.python.scope import Scope
from tenet.facts.python.values import Bound, Call, Computed, Symbol, Value

OBJECTS = r"(?:TABLE|(?:UNIQUE\s+)?INDEX|(?:MATERIALIZED\s+)?VIEW|TYPE|SEQUENCE|TRIGGER|FUNCTION)"
DDL = re.compile(
    rf"\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*)*(?P<verb>CREATE(?:\s+OR\s+REPLACE)?|ALTER|DROP)\s+(?:UNLOGGED\s+|FOREIGN\s+)?{OBJECTS}\s+[\w\"`\[{{.%:]",
    re.IGNORECASE | re.DOTALL,
)
"""A statement that defines data. Temporary tables, databases, schemas, roles and extensions are no part of the models."""
RUNS = frozenset({"execute", "executescript", "exec_driver_sql", "executemany", "fetch", "text", "DDL", "scalar", "scalars"})
OWN_FILES = frozenset({"aiosqlite", "apsw", "duckdb", "pysqlite3", "sqlean", "sqlite3"})
"""Drivers of databases in a file. Code that imports one makes a store of its own, apart from the models' database."""
WHOLE = {"create_all": "creates every table", "drop_all": "drops every table"}
DEFINES = "runs a statement that defines data"
LONG = 80


@dataclass(frozen=True, slots=True)
class SchemaStatement:
    """`what` says what the lines do, as the end of a sentence; `code` is the call or the start of the statement."""

    what: str
    code: str
    line: int
    end_line: int


def schema_statements(interpreter: Interpreter, module: Module) -> Iterator[SchemaStatement]:
    """What a module does to the schema, in the order of its lines, each statement once."""
    own = any(isinstance(node, ast.Import | ast.ImportFrom) and _imported(node) & OWN_FILES for node in module.statements)
    said = (one for node in ast.walk(module.tree) for one in _of_node(interpreter, module, node) if not (own and one.what == DEFINES))
    found = {(one.line, one.what): one for one in said}
    yield from sorted(found.values(), key=lambda one: one.line)


def _imported(node: ast.Import | ast.ImportFrom) -> set[str]:
    names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
    return {name.partition(".")[0] for name in names}


def _of_node(interpreter: Interpreter, module: Module, node: ast.AST) -> Iterator[SchemaStatement]:
    if isinstance(node, ast.Attribute) and node.attr in WHOLE and _is_metadata(interpreter, module, node.value):
        yield SchemaStatement(WHOLE[node.attr], f"{ast.unparse(node)}()", node.lineno, node.end_lineno or node.lineno)
    if not isinstance(node, ast.Call):
        return
    match node.func:
        case ast.Attribute(attr="create" | "drop" as verb, value=ast.Attribute(attr="__table__")):
            yield _statement(f"{verb}s a table", f"{ast.unparse(node.func)}()", node)
        case ast.Attribute(attr="schema_editor"):
            yield _statement("edits the schema", f"{ast.unparse(node.func)}()", node)
        case ast.Attribute(attr=name) | ast.Name(id=name) if name in RUNS and node.args:
            text = _text(interpreter, module, node.args[0])
            if DDL.match(text):
                yield _statement(DEFINES, " ".join(text.split()), node)
        case _:
            return


def _statement(what: str, code: str, node: ast.Call) -> SchemaStatement:
    short = code if len(code) <= LONG else f"{code[:LONG]}..."
    return SchemaStatement(what, short, node.lineno, node.end_lineno or node.lineno)


def _is_metadata(interpreter: Interpreter, module: Module, node: ast.expr) -> bool:
    """Whether it is SQLAlchemy's `MetaData`, or Flask-SQLAlchemy's `db`; by its name where only a run can tell."""
    match interpreter.evaluate(node, Scope(module)):
        case Call(last=last):
            return last in {"MetaData", "SQLAlchemy"} or "SQLAlchemy" in last
        case Bound(name="metadata") | Computed():
            return _last_name(node).endswith("metadata")
        case Symbol(name=name):
            return name.rpartition(".")[2].endswith("metadata")
        case _:
            return False


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _text(interpreter: Interpreter, module: Module, node: ast.expr) -> str:
    """The text of a statement as far as it is known; empty where it is made elsewhere."""
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        return "".join(part for part in parts if isinstance(part, str))
    if isinstance(node, ast.BinOp):
        left = _text(interpreter, module, node.left)
        return left + (_text(interpreter, module, node.right) or "{}") if isinstance(node.op, ast.Add) else left
    value: Value = interpreter.evaluate(node, Scope(module))
    return value if isinstance(value, str) else ""
