"""CREATE: tables, indexes, types and views."""

from dataclasses import replace

from sqlglot import exp

from tenet.facts.database.schema import Table
from tenet.facts.database.sql_changes import MadeType, Shapeless, SqlChange, Unread
from tenet.facts.database.sql_tables import index_of, parsed, table_of, with_part
from tenet.facts.database.sql_words import ANY, Reading, WordKind, told
from tenet.facts.database.steps import Step, StepKind

OBJECTS = frozenset(
    {
        "EXTENSION", "SEQUENCE", "SCHEMA", "TRIGGER", "ROLE", "USER", "POLICY", "DATABASE", "RULE", "AGGREGATE", "CAST", "COLLATION",
        "PUBLICATION", "SUBSCRIPTION", "OPERATOR", "STATISTICS", "SERVER", "EVENT", "DOMAIN", "TEXT", "LANGUAGE",
        "TABLESPACE", "CONVERSION",
        "OWNED", "DEFAULT", "SYSTEM", "GROUP", "LARGE", "FOREIGN",
    }
)  # fmt: skip
"""What is created, altered and dropped beside tables."""
CODE = frozenset({"FUNCTION", "PROCEDURE", "ROUTINE"})


def creations(reading: Reading, step: Step, dialect: str) -> tuple[SqlChange, ...]:
    """What a CREATE statement does; `step` carries where it is written."""
    return _Creation(reading, step, dialect).changes()


class _Creation:
    def __init__(self, reading: Reading, step: Step, dialect: str) -> None:
        self._statement = reading.statement
        self._reading = reading
        self._step = step
        self._dialect = dialect

    def _unread(self) -> tuple[SqlChange, ...]:
        return (SqlChange(self._step, detail=Unread()),)

    def changes(self) -> tuple[SqlChange, ...]:
        reading = self._reading
        reading.takes("CREATE")
        reading.takes("OR", "REPLACE")
        made = False
        while word := reading.takes_any(
            "TEMP", "TEMPORARY", "UNLOGGED", "LOCAL", "GLOBAL", "MATERIALIZED", "RECURSIVE", "UNIQUE", "CONSTRAINT", "FOREIGN", "FULLTEXT"
        ):
            made = made or word in {"TEMP", "TEMPORARY"}
        match reading.takes_any("TABLE", "INDEX", "VIEW", "TYPE", *OBJECTS, *CODE):
            case "TABLE":
                return self._create_table(temporary=made)
            case "INDEX":
                return self._create_index()
            case "VIEW":
                reading.takes("IF", "NOT", "EXISTS")
                return (SqlChange(self._step, detail=Shapeless(reading.name())),)
            case "TYPE":
                return self._create_type()
            case key if key in CODE:
                return self._code()
            case "":
                return self._unread()
            case _:
                return (SqlChange(self._step),)

    def _create_table(self, *, temporary: bool) -> tuple[SqlChange, ...]:
        conditional = self._reading.takes("IF", "NOT", "EXISTS") or self._step.conditional
        name = self._reading.name()
        if not name:
            return self._unread()
        if temporary:
            return (SqlChange(replace(self._step, table=name, temporary=True)),)
        step = replace(self._step, kind=StepKind.CREATE_TABLE, table=name, conditional=conditional)
        tree = parsed(self._statement.between(0, len(self._statement.words)), self._dialect)
        schema = tree.this if isinstance(tree, exp.Create) else None
        if tree is None and self._reading.key() == "(":
            return (SqlChange(step, detail=Unread()),)
        if not isinstance(schema, exp.Schema) or (tree is not None and (tree.args.get("expression") or _is_derived(tree))):
            return (SqlChange(step, detail=Shapeless(name)),)
        table = Table(name, {}, origin=step.origin)
        parts = sorted(schema.expressions, key=lambda part: not isinstance(part, exp.ColumnDef))  # a key speaks of columns
        for part in parts:
            table = with_part(table, part, self._dialect, step.origin)
        plain = all(isinstance(part, exp.ColumnDef | exp.Constraint | exp.Expression) for part in parts) and ANY not in table.columns
        shapeless = not plain or any(isinstance(part, exp.LikeProperty | exp.Identifier) for part in parts)
        return (SqlChange(step, table, Shapeless(name) if shapeless else None),)

    def _create_index(self) -> tuple[SqlChange, ...]:
        tree = parsed(self._statement.between(0, len(self._statement.words)), self._dialect)
        if not isinstance(tree, exp.Create) or not isinstance(tree.this, exp.Index):
            return self._index_by_words()
        index = index_of(tree.this, self._dialect, self._step.origin, unique=bool(tree.args.get("unique")))
        table = table_of(tree.this.args.get("table"))
        step = replace(
            self._step,
            kind=StepKind.CREATE_INDEX,
            table=table,
            name=index.name,
            columns=index.columns,
            unique=index.unique,
            concurrently=bool(tree.args.get("concurrently")),
            conditional=bool(tree.args.get("exists")) or self._step.conditional,
        )
        return (SqlChange(step, Table(table, {}, indexes=(index,))),)

    def _index_by_words(self) -> tuple[SqlChange, ...]:
        """An index with an expression that is not known."""
        reading = self._reading
        unique = self._statement.words[1].key == "UNIQUE"
        concurrently = reading.takes("CONCURRENTLY")
        conditional = reading.takes("IF", "NOT", "EXISTS") or self._step.conditional
        name = reading.name() if reading.key() != "ON" else None
        if not reading.takes("ON"):
            return self._unread()
        reading.takes("ONLY")
        made = replace(self._step, kind=StepKind.CREATE_INDEX, table=reading.name(), name=name, unique=unique)
        return (SqlChange(replace(made, concurrently=concurrently, conditional=conditional), detail=Unread()),)

    def _create_type(self) -> tuple[SqlChange, ...]:
        name = self._reading.name()
        if not self._reading.takes("AS", "ENUM"):
            return (SqlChange(self._step),)
        words = self._statement.words[self._reading.at :]
        values = tuple(told(word.text) for word in words if word.kind is WordKind.LITERAL)
        untold = any(word.key and word.key not in {"(", ",", ")"} for word in words)
        return (SqlChange(self._step, detail=MadeType(name, (*values, ANY) if untold else values)),)

    def _code(self) -> tuple[SqlChange, ...]:
        """A function: nothing happens until it is called, and what it then does to tables is not followed."""
        bodies = [word.text.upper() for word in self._statement.words if word.kind in {WordKind.BODY, WordKind.LITERAL}]
        return self._unread() if any("ALTER TABLE" in body or "CREATE TABLE" in body for body in bodies) else (SqlChange(self._step),)


def _is_derived(tree: exp.Expr) -> bool:
    return any(tree.find(kind) for kind in (exp.PartitionedOfProperty, exp.InheritsProperty))
