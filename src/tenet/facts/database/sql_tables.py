"""Columns and constraints as CREATE TABLE and ALTER TABLE write them."""

import logging
from collections.abc import Iterator
from dataclasses import replace

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from tenet.facts.database.schema import Check, Column, ForeignKey, Index, Origin, Table, UniqueConstraint
from tenet.facts.database.sql_types import column_type, is_serial
from tenet.facts.database.sql_words import HOLE, told
from tenet.facts.python.values import Computed, Value

LONGEST = 20_000
"""Characters of a statement from which on it is not parsed: no table takes as many to declare."""
DEEPEST = 40
"""Parentheses within each other from which on a text is not parsed."""
logging.getLogger("sqlglot").setLevel(logging.CRITICAL)  # it speaks of every statement that it does not know


def parsed(text: str, dialect: str) -> exp.Expr | None:
    """The syntax tree of one statement; None where sqlglot knows no such statement."""
    if len(text) > LONGEST:
        return None
    depth = deepest = 0
    for sign in text:
        depth += (sign in "([") - (sign in ")]")
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        return None
    try:
        found = sqlglot.parse_one(text, read=dialect)
    except (SqlglotError, RecursionError):
        return None
    return None if isinstance(found, exp.Command) else found


def name_of(node: object) -> str:
    """The last part of a name."""
    return told(node.name) if isinstance(node, exp.Expr) else ""


def table_of(node: exp.Expr | None) -> str:
    """The table that a node names, without its schema."""
    found = node.find(exp.Table) if node is not None else None
    return name_of(found)


def with_part(table: Table, part: exp.Expr, dialect: str, origin: Origin) -> Table:
    """A table with one more of the parts that stand between the parentheses of CREATE TABLE."""
    match part:
        case exp.ColumnDef():
            return _with_column(table, part, dialect, origin)
        case exp.Constraint():
            for inner in part.expressions:
                table = _with_constraint(table, name_of(part.this), inner, dialect, origin)
            return table
        case _:
            return _with_constraint(table, None, part, dialect, origin)


def _with_column(table: Table, definition: exp.ColumnDef, dialect: str, origin: Origin) -> Table:
    name = name_of(definition)
    stated = definition.args.get("kind")
    column = Column(name, column_type(stated), server_default=Computed("nextval()") if is_serial(stated) else None, origin=origin)
    if is_serial(stated):
        column = replace(column, nullable=False, identity=True)
    for constraint in definition.args.get("constraints") or ():
        kind = constraint.args.get("kind") if isinstance(constraint, exp.ColumnConstraint) else None
        match kind:
            case exp.NotNullColumnConstraint():
                column = replace(column, nullable=bool(kind.args.get("allow_null")))
            case exp.PrimaryKeyColumnConstraint():
                column = replace(column, nullable=False, primary_key=True)
            case exp.DefaultColumnConstraint():
                column = replace(column, server_default=default_of(kind.this, dialect))
            case exp.ComputedColumnConstraint():
                column = replace(column, computed=True)
            case exp.GeneratedAsIdentityColumnConstraint():
                computed = kind.args.get("expression") is not None
                column = replace(column, nullable=computed and column.nullable, computed=computed)
                column = column if computed else replace(column, server_default=Computed("nextval()"), identity=True)
            case exp.Expr():
                table = _with_constraint(table, name_of(constraint.this) or None, kind, dialect, origin, (name,))
    return replace(table, columns={**table.columns, name: column})


def default_of(node: exp.Expr | None, dialect: str) -> Value:
    """A default as SQL, without the casts around it; None for NULL."""
    while isinstance(node, exp.Cast | exp.Paren):
        node = node.this
    if node is None or isinstance(node, exp.Null):
        return None
    text = node.sql(dialect=dialect, normalize_functions="lower")
    return Computed(text) if HOLE in text else text


def _with_constraint(table: Table, name: str | None, node: exp.Expr, dialect: str, origin: Origin, columns: tuple[str, ...] = ()) -> Table:
    match node:
        case exp.UniqueColumnConstraint():
            found = tuple(_columns(node.this)) or columns
            name = name or name_of(node.this.this if isinstance(node.this, exp.Schema) else node.this) or None
            return replace(table, uniques=(*table.uniques, UniqueConstraint(name, found, origin)))
        case exp.PrimaryKey():
            key = {name_of(item) for item in node.expressions}
            changed = {
                known: replace(column, nullable=False, primary_key=True) if known in key else column
                for known, column in table.columns.items()
            }
            return replace(table, columns=changed)
        case exp.ForeignKey():
            reference = node.args.get("reference")
            own = tuple(name_of(item) for item in node.expressions)
            return _with_key(table, name, own, reference, origin) if isinstance(reference, exp.Reference) else table
        case exp.Reference():
            return _with_key(table, name, columns, node, origin)
        case exp.CheckColumnConstraint() if isinstance(node.this, exp.Expr):
            return replace(table, checks=(*table.checks, Check(name, node.this.sql(dialect=dialect, normalize_functions="lower"), origin)))
        case exp.IndexColumnConstraint():
            return replace(table, indexes=(*table.indexes, Index(name_of(node.this) or None, tuple(_columns(node)), False, origin)))
        case _:
            return table


def _with_key(table: Table, name: str | None, columns: tuple[str, ...], reference: exp.Reference, origin: Origin) -> Table:
    rules = {"DELETE": "", "UPDATE": ""}
    for option in reference.args.get("options") or ():
        words = str(option).upper().split()
        if words[:1] == ["ON"] and words[1:2] and words[1] in rules:
            rules[words[1]] = " ".join(words[2:]).replace("NO ACTION", "")
    schema = reference.this
    target = tuple(_columns(schema)) if isinstance(schema, exp.Schema) else ()
    key = ForeignKey(name, columns, table_of(reference), target, rules["DELETE"], rules["UPDATE"], origin)
    return replace(table, foreign_keys=(*table.foreign_keys, key))


def _columns(node: object) -> Iterator[str]:
    for item in node.expressions if isinstance(node, exp.Expr) else ():
        inner = item.this if isinstance(item, exp.Ordered) else item
        yield name_of(inner)


def index_of(node: exp.Index, dialect: str, origin: Origin, *, unique: bool) -> Index:
    """An index with the text of the expressions that it is on."""
    parameters = node.args.get("params")
    found: list[str] = []
    for item in (parameters.args.get("columns") if isinstance(parameters, exp.IndexParameters) else None) or ():
        inner = item.this if isinstance(item, exp.Ordered) else item
        inner = inner.this if isinstance(inner, exp.Opclass) else inner
        plain = isinstance(inner, exp.Column | exp.Identifier)
        found.append(name_of(inner) if plain else inner.sql(dialect=dialect, normalize_functions="lower"))
    return Index(name_of(node.this) or None, tuple(found), unique, origin)
