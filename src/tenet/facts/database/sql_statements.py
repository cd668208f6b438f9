"""Raw SQL as the steps that it takes. Statements are told apart and read with sqlglot; nothing is run."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tenet.facts.database.schema import Origin
from tenet.facts.database.sql_alterations import alterations
from tenet.facts.database.sql_changes import (
    AddedValue,
    RenamedConstraint,
    RenamedType,
    RenamedValue,
    Shapeless,
    SqlChange,
    Unread,
)
from tenet.facts.database.sql_creations import CODE, OBJECTS, creations
from tenet.facts.database.sql_rows import row_changes
from tenet.facts.database.sql_words import ANY, Reading, Statement, WordKind, read_words, told
from tenet.facts.database.steps import Step, StepKind

FALLBACKS = {"postgres": "mysql", "mysql": "postgres", "sqlite": "postgres"}
"""What a statement is read as that is none of its own dialect: an old migration may be of another database."""
ROWS = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "WITH", "REPLACE"})
WITHOUT_SCHEMA = frozenset(
    {
        "SELECT", "SET", "RESET", "SHOW", "GRANT", "REVOKE", "COMMENT", "ANALYZE", "VACUUM", "REINDEX", "CLUSTER", "LOCK",
        "UNLOCK", "BEGIN",
        "START", "COMMIT", "ROLLBACK", "END", "SAVEPOINT", "RELEASE", "PRAGMA", "REFRESH", "COPY", "CALL", "EXPLAIN", "VALUES", "USE",
        "NOTIFY", "LISTEN", "DISCARD", "DEALLOCATE", "CHECKPOINT", "OPTIMIZE", "FLUSH", "SECURITY", "REASSIGN", "ABORT", "ATTACH", "DETACH",
    }
)  # fmt: skip
"""What starts a statement that leaves tables as they are."""
BLOCK_WORDS = frozenset({"BEGIN", "THEN", "ELSE", "LOOP", "DECLARE"})
DDL = frozenset({"ALTER", "CREATE", "DROP", *ROWS})


def read_statements(sql: str, origin: Origin, dialect: str = "postgres") -> tuple[Step, ...]:
    """The steps that a raw text of SQL takes, in order; what is not known is one step of kind `OTHER`."""
    return tuple(change.step for change in read_sql(sql, origin, dialect))


def read_sql(sql: str, origin: Origin, dialect: str = "postgres") -> tuple[SqlChange, ...]:
    """What a raw text of SQL does, in order. Parts that only a run fills in are written `{part}` or `%s`.

    A name that is not told is `*`. Nothing is raised: a text that is no SQL is one unread change.
    """
    dialect = "mysql" if "`" in sql and dialect == "postgres" else dialect
    statements = read_words(sql, dialect)
    if statements is None:
        return (SqlChange(Step(StepKind.OTHER, origin, sql=sql), detail=Unread()),)
    return tuple(change for statement in statements for change in _changes(statement, _at(origin, statement, sql), dialect))


def _at(origin: Origin, statement: Statement, sql: str) -> Origin:
    """A line of its own for a statement of a literal of several lines."""
    if origin.line + sql.count("\n") > origin.end_line:
        return origin
    return replace(origin, line=origin.line + statement.line)


def _changes(statement: Statement, origin: Origin, dialect: str) -> tuple[SqlChange, ...]:
    step = Step(StepKind.OTHER, origin, sql=statement.sql)
    found = tuple(_Statement(statement, step, dialect).changes())
    if any(isinstance(change.detail, Unread) for change in found):
        other = tuple(_Statement(statement, step, FALLBACKS[dialect]).changes())
        if not any(isinstance(change.detail, Unread) for change in other):
            return other
    return found


class _Statement:
    def __init__(self, statement: Statement, step: Step, dialect: str) -> None:
        self._statement = statement
        self._reading = Reading(statement)
        self._step = step
        self._dialect = dialect

    def changes(self) -> Iterable[SqlChange]:
        reading = self._reading
        match reading.key():
            case "CREATE":
                return creations(reading, self._step, self._dialect)
            case "ALTER":
                return self._alter()
            case "DROP":
                return self._drop()
            case "RENAME" if reading.takes("RENAME", "TABLE"):
                return self._renamed_tables()
            case "DO":
                return self._block()
            case key if key in ROWS:
                return row_changes(reading, self._step)
            case key if key in WITHOUT_SCHEMA or reading.takes("IMPORT", "FOREIGN"):
                return (SqlChange(self._step),)
            case _:
                return self._unread()

    def _unread(self) -> tuple[SqlChange, ...]:
        return (SqlChange(self._step, detail=Unread()),)

    def _alter(self) -> Iterable[SqlChange]:
        reading = self._reading
        reading.takes("ALTER")
        reading.takes("FOREIGN")
        match reading.takes_any("TABLE", "INDEX", "TYPE", "VIEW", "MATERIALIZED", *OBJECTS, *CODE):
            case "TABLE":
                return alterations(reading, self._step, self._dialect)
            case "INDEX":
                reading.takes("IF", "EXISTS")
                old = reading.name()
                renamed = RenamedConstraint(old, reading.name()) if reading.takes("RENAME", "TO") else None
                return (SqlChange(self._step, detail=renamed),)
            case "TYPE":
                return self._alter_type()
            case "":
                return self._unread()
            case _:
                return (SqlChange(self._step),)

    def _alter_type(self) -> tuple[SqlChange, ...]:
        reading = self._reading
        name = reading.name()
        if reading.takes("RENAME", "TO"):
            return (SqlChange(self._step, detail=RenamedType(name, reading.name())),)
        if reading.takes("RENAME", "VALUE"):
            old, new = self._literal(), self._literal(after="TO")
            return (SqlChange(self._step, detail=RenamedValue(name, old, new)),)
        if reading.takes("ADD", "VALUE"):
            conditional = reading.takes("IF", "NOT", "EXISTS") or self._step.conditional
            value, before, after = self._literal(), self._literal(after="BEFORE"), self._literal(after="AFTER")
            step = replace(self._step, kind=StepKind.ADD_ENUM_VALUE, name=name, conditional=conditional)
            return (SqlChange(step, detail=AddedValue(name, value, before, after)),)
        return (SqlChange(self._step),)

    def _literal(self, after: str = "") -> str:
        """The literal that comes next, behind a keyword where one is wanted."""
        if after and not self._reading.takes(after):
            return ""
        word = self._reading.peek()
        if word is None:
            return ""
        self._reading.at += 1
        return told(word.text) if word.kind is WordKind.LITERAL else ANY

    def _drop(self) -> tuple[SqlChange, ...]:
        reading = self._reading
        reading.takes("DROP")
        reading.takes_any("MATERIALIZED", "TEMPORARY", "FOREIGN")
        kind = reading.takes_any("TABLE", "INDEX", "VIEW", "TYPE", *OBJECTS, *CODE)
        if not kind:
            return self._unread()
        if kind not in {"TABLE", "INDEX", "VIEW"}:
            return (SqlChange(self._step),)
        concurrently = reading.takes("CONCURRENTLY")
        step = replace(self._step, concurrently=concurrently, conditional=reading.takes("IF", "EXISTS") or self._step.conditional)
        if kind == "INDEX":
            return tuple(self._dropped_indexes(replace(step, kind=StepKind.DROP_INDEX)))
        made = replace(step, kind=StepKind.DROP_TABLE) if kind == "TABLE" else step
        names = [part.name() for part in reading.parts()]
        if kind == "VIEW":
            return tuple(SqlChange(step, detail=Shapeless(name)) for name in names)
        return tuple(SqlChange(replace(made, table=name)) for name in names if name) or self._unread()

    def _dropped_indexes(self, step: Step) -> Iterator[SqlChange]:
        for part in self._reading.parts():
            name = part.name()
            yield SqlChange(replace(step, name=name, table=part.name() if part.takes("ON") else ""))

    def _renamed_tables(self) -> tuple[SqlChange, ...]:
        found = []
        for part in self._reading.parts():
            old = part.name()
            new = part.name() if part.takes("TO") else ""
            found.append(SqlChange(replace(self._step, kind=StepKind.RENAME_TABLE, table=old, name=new)))
        return tuple(found)

    def _block(self) -> Iterator[SqlChange]:
        """The statements in the body of `DO`, behind the words that say when they run."""
        body = next((word for word in self._statement.words if word.kind is WordKind.BODY), None)
        statements = read_words(body.text, self._dialect) if body is not None else None
        if statements is None:
            yield from self._unread()
            return
        conditional = any(word.key in {"IF", "EXCEPTION"} for statement in statements for word in statement.words)
        for statement in statements:
            reading = Reading(statement)
            starts = [at for at, key in reading.outside() if key in BLOCK_WORDS and at + 1 < reading.last]
            first = next((at + 1 for at in reversed(starts) if statement.words[at + 1].key in DDL), 0)
            if statement.words[first].key in DDL:
                inner = replace(statement, words=statement.words[first:])
                step = replace(self._step, sql=inner.sql, conditional=conditional)
                yield from _Statement(inner, step, self._dialect).changes()
            elif any(word.key in {"EXECUTE", "PERFORM"} for word in statement.words):
                yield from self._unread()
