"""ALTER TABLE, action by action: one that is not known takes nothing from the others."""

from collections.abc import Iterator
from dataclasses import replace

from sqlglot import exp

from tenet.facts.database.schema import NO_TYPE, Column, Table
from tenet.facts.database.sql_changes import RenamedConstraint, SqlChange, Unread, Untold
from tenet.facts.database.sql_tables import default_of, parsed, with_part
from tenet.facts.database.sql_types import column_type
from tenet.facts.database.sql_words import ANY, HOLE, Reading
from tenet.facts.database.steps import Step, StepKind

CONSTRAINTS = frozenset({"CONSTRAINT", "UNIQUE", "PRIMARY", "FOREIGN", "CHECK", "EXCLUDE", "INDEX", "KEY", "FULLTEXT", "SPATIAL"})
WITHOUT_SCHEMA = frozenset(
    {"OWNER", "ENABLE", "DISABLE", "SET", "RESET", "CLUSTER", "INHERIT", "NO", "REPLICA", "ATTACH", "DETACH", "FORCE"}
)
"""What starts an action that changes nothing that a model declares."""
MYSQL_OPTIONS = frozenset(
    {"ALGORITHM", "LOCK", "ENGINE", "AUTO_INCREMENT", "COMMENT", "CONVERT", "ORDER", "DEFAULT", "CHARACTER", "COLLATE"}
)
POSTGRES_KEYS = {"UNIQUE": StepKind.ADD_UNIQUE, "PRIMARY": StepKind.ADD_PRIMARY_KEY}


def alterations(reading: Reading, step: Step, dialect: str) -> Iterator[SqlChange]:
    """What ALTER TABLE does; `reading` stands behind these words, `step` carries where it is written."""
    conditional = reading.takes("IF", "EXISTS") or step.conditional
    reading.takes("ONLY")
    table = reading.name()
    reading.takes("*")
    start = replace(step, table=table, conditional=conditional)
    if not table:
        yield SqlChange(step, detail=Unread())
        return
    for action in reading.parts():
        yield from _Action(action, start, dialect).changes()


class _Action:
    def __init__(self, reading: Reading, step: Step, dialect: str) -> None:
        self._reading = reading
        self._step = step
        self._dialect = dialect

    def changes(self) -> Iterator[SqlChange]:
        match self._reading.takes_any("ADD", "DROP", "ALTER", "RENAME", "VALIDATE", "MODIFY", "CHANGE"):
            case "ADD":
                yield from self._add()
            case "DROP":
                yield self._drop()
            case "ALTER":
                yield from self._alter()
            case "RENAME":
                yield self._rename()
            case "VALIDATE":
                self._reading.takes("CONSTRAINT")
                yield self._named(StepKind.VALIDATE_CONSTRAINT)
            case "MODIFY" | "CHANGE" as verb:
                yield from self._modify(verb)
            case _:
                known = self._reading.key() in WITHOUT_SCHEMA | MYSQL_OPTIONS
                yield self._other() if known else self._unread()

    def _made(self, kind: StepKind, column: Column | None = None) -> SqlChange:
        return SqlChange(replace(self._step, kind=kind, column=column))

    def _named(self, kind: StepKind) -> SqlChange:
        conditional = self._reading.takes("IF", "EXISTS") or self._step.conditional
        return SqlChange(replace(self._step, kind=kind, name=self._reading.name(), conditional=conditional))

    def _other(self) -> SqlChange:
        concurrently = self._reading.statement.words[self._reading.last - 1].key == "CONCURRENTLY"
        return SqlChange(replace(self._step, kind=StepKind.OTHER, concurrently=concurrently))

    def _unread(self) -> SqlChange:
        rest = self._reading.rest()
        return SqlChange(self._step, detail=Untold() if HOLE in rest or not rest else Unread())  # no action: it was put together

    def _add(self) -> Iterator[SqlChange]:
        reading = self._reading
        if reading.key() in CONSTRAINTS and not (reading.key() == "KEY" and reading.key(1) not in {"(", ""} and reading.key(2) != "("):
            yield from self._add_constraint()
            return
        reading.takes("COLUMN")
        conditional = reading.takes("IF", "NOT", "EXISTS")
        definitions = [reading] if reading.key() != "(" else list(Reading(reading.statement, reading.at + 1, reading.last - 1).parts())
        for definition in definitions:
            yield from self._column(definition.rest(), conditional=conditional)

    def _column(self, text: str, *, conditional: bool) -> Iterator[SqlChange]:
        adds = self._read(f"ADD COLUMN {text}", exp.ColumnDef)
        if adds is None or not adds.columns:
            name = self._reading.name()
            column = Column(name, NO_TYPE) if name else None
            step = replace(self._step, kind=StepKind.ADD_COLUMN, column=column)
            yield SqlChange(step, Table(self._step.table, {name: column})) if column is not None else self._unread()
            return
        step = replace(self._step, conditional=conditional or self._step.conditional)
        column = next(iter(adds.columns.values()))
        yield SqlChange(replace(step, kind=StepKind.ADD_COLUMN, column=column), Table(step.table, adds.columns))
        yield from constraint_changes(replace(adds, columns={}), step)

    def _read(self, action: str, wanted: type[exp.Expr]) -> Table | None:
        """What an action adds; None where it cannot be read."""
        tree = parsed(f"ALTER TABLE t {action}", self._dialect)
        table = Table(self._step.table, {})
        for part in tree.args.get("actions") or () if isinstance(tree, exp.Alter) else ():
            if not isinstance(part, wanted):
                return None
            for inner in part.expressions if isinstance(part, exp.AddConstraint) else (part,):
                table = with_part(table, inner, self._dialect, self._step.origin)
        return table if isinstance(tree, exp.Alter) else None

    def _add_constraint(self) -> Iterator[SqlChange]:
        reading = self._reading
        keys = [key for _, key in reading.outside()]
        text = reading.rest()
        name = reading.name() if reading.takes("CONSTRAINT") and reading.key() not in CONSTRAINTS else None
        step = replace(self._step, name=name, validated=not _ends_with(keys, "NOT", "VALID"))
        match reading.takes_any("UNIQUE", "PRIMARY", "EXCLUDE", "FOREIGN", "CHECK", "INDEX", "KEY", "FULLTEXT", "SPATIAL"):
            case "UNIQUE" | "PRIMARY" as key if "USING" in keys and "INDEX" in keys[keys.index("USING") :]:
                index = Reading(
                    reading.statement, reading.at + keys[len(keys) - reading.last + reading.at :].index("USING") + 2, reading.last
                )
                yield SqlChange(replace(step, kind=POSTGRES_KEYS[key], name=name or index.name(), using_index=True))
            case "EXCLUDE":
                yield SqlChange(replace(step, kind=StepKind.ADD_EXCLUSION))
            case "INDEX" | "KEY" | "FULLTEXT" | "SPATIAL":
                reading.takes_any("INDEX", "KEY")
                index_name = reading.name()
                yield SqlChange(replace(step, kind=StepKind.CREATE_INDEX, name=index_name, columns=_listed(reading)))
            case "PRIMARY":
                reading.takes("KEY")
                yield SqlChange(replace(step, kind=StepKind.ADD_PRIMARY_KEY, columns=_listed(reading)))
            case _:
                adds = self._read(f"ADD {text}", exp.AddConstraint)
                found = list(constraint_changes(adds, step)) if adds is not None else []
                yield from found or [self._unread()]

    def _drop(self) -> SqlChange:
        reading = self._reading
        if reading.takes("CONSTRAINT") or reading.takes("FOREIGN", "KEY") or reading.takes("CHECK"):
            return self._named(StepKind.DROP_CONSTRAINT)
        if reading.takes("INDEX") or (reading.key() == "KEY" and reading.peek(1) is not None and reading.takes("KEY")):
            return self._named(StepKind.DROP_INDEX)
        if reading.takes("PRIMARY", "KEY"):
            return self._made(StepKind.DROP_CONSTRAINT)
        reading.takes("COLUMN")
        conditional = reading.takes("IF", "EXISTS") or self._step.conditional
        name = reading.name()
        if not name:
            return self._unread()
        return SqlChange(replace(self._step, kind=StepKind.DROP_COLUMN, column=Column(name, NO_TYPE), conditional=conditional))

    def _rename(self) -> SqlChange:
        reading = self._reading
        if reading.takes("TO") or reading.takes("AS"):
            return self._named(StepKind.RENAME_TABLE)
        constraint = bool(reading.takes_any("CONSTRAINT", "INDEX", "KEY"))
        if not constraint:
            reading.takes("COLUMN")
        old = reading.name()
        new = reading.name() if reading.takes("TO") else ""
        if not old or not new:
            return self._unread()
        if constraint:
            return SqlChange(replace(self._step, kind=StepKind.OTHER), detail=RenamedConstraint(old, new))
        return SqlChange(
            replace(self._step, kind=StepKind.RENAME_COLUMN, column=Column(new, NO_TYPE), before=Column(old, NO_TYPE), name=new)
        )

    def _alter(self) -> Iterator[SqlChange]:
        reading = self._reading
        reading.takes("COLUMN")
        name = reading.name()
        column = Column(name, NO_TYPE)
        if not name:
            yield self._unread()
        elif reading.takes("TYPE") or reading.takes("SET", "DATA", "TYPE"):
            yield self._type(name, reading.rest())
        elif reading.takes("SET", "NOT", "NULL"):
            yield self._made(StepKind.SET_NOT_NULL, replace(column, nullable=False))
        elif reading.takes("DROP", "NOT", "NULL"):
            yield self._made(StepKind.DROP_NOT_NULL, column)
        elif reading.takes("SET", "DEFAULT"):
            tree = parsed(f"SELECT {reading.rest()}", self._dialect)
            value = default_of(tree.expressions[0], self._dialect) if isinstance(tree, exp.Select) and tree.expressions else reading.rest()
            yield self._made(StepKind.SET_DEFAULT, replace(column, server_default=value))
        elif reading.takes("DROP", "DEFAULT") or reading.takes("DROP", "IDENTITY"):
            yield self._made(StepKind.SET_DEFAULT, column)
        else:  # storage, statistics, an identity
            yield self._other()

    def _type(self, name: str, text: str) -> SqlChange:
        tree = parsed(f"ALTER TABLE t ALTER COLUMN c TYPE {text}", self._dialect)
        action = tree.args["actions"][0] if isinstance(tree, exp.Alter) else None
        stated = action.args.get("dtype") if isinstance(action, exp.AlterColumn) else None
        return self._made(StepKind.ALTER_TYPE, Column(name, column_type(stated)))

    def _modify(self, verb: str) -> Iterator[SqlChange]:
        """MySQL's way: the column is stated whole."""
        self._reading.takes("COLUMN")
        old = self._reading.name() if verb == "CHANGE" else ""
        adds = self._read(f"ADD COLUMN {self._reading.rest()}", exp.ColumnDef)
        if adds is None or not adds.columns:
            yield self._unread()
            return
        column = next(iter(adds.columns.values()))
        if old and old != column.name:
            yield SqlChange(replace(self._step, kind=StepKind.RENAME_COLUMN, column=column, before=Column(old, NO_TYPE), name=column.name))
        yield self._made(StepKind.ALTER_TYPE, column)
        yield self._made(StepKind.DROP_NOT_NULL if column.nullable else StepKind.SET_NOT_NULL, column)
        yield self._made(StepKind.SET_DEFAULT, column)


def constraint_changes(adds: Table, step: Step) -> Iterator[SqlChange]:
    """A step for each constraint, with it alone."""
    empty = Table(adds.name, {})
    for unique in adds.uniques:
        made = replace(step, kind=StepKind.ADD_UNIQUE, name=unique.name, columns=unique.columns)
        yield SqlChange(made, replace(empty, uniques=(unique,)))
    for index in adds.indexes:
        made = replace(step, kind=StepKind.CREATE_INDEX, name=index.name, columns=index.columns, unique=index.unique)
        yield SqlChange(made, replace(empty, indexes=(index,)))
    for key in adds.foreign_keys:
        made = replace(step, kind=StepKind.ADD_FOREIGN_KEY, name=key.name, columns=key.columns, target=key.target)
        yield SqlChange(made, replace(empty, foreign_keys=(key,)))
    for check in adds.checks:
        yield SqlChange(replace(step, kind=StepKind.ADD_CHECK, name=check.name), replace(empty, checks=(check,)))


def _ends_with(keys: list[str], *wanted: str) -> bool:
    return tuple(keys[-len(wanted) :]) == wanted


def _listed(reading: Reading) -> tuple[str, ...]:
    """The names between the parentheses that come next."""
    while not reading.ended and not reading.takes("("):
        reading.at += 1
    end, depth = reading.at, 1
    while end < reading.last:
        key = reading.statement.words[end].key
        depth += (key == "(") - (key == ")")
        if not depth:
            break
        end += 1
    return tuple(part.name() or ANY for part in Reading(reading.statement, reading.at, end).parts() if not part.ended)
