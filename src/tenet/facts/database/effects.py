"""What the operations of migrations leave behind."""

from dataclasses import dataclass, field, replace

from tenet.facts.database.schema import ChangeKind, ColumnType, Schema, Table
from tenet.facts.database.sql_changes import AddedValue, SqlChange
from tenet.facts.database.steps import StepKind

ANY = "*"
"""A name that only a run can tell."""

DROPS = frozenset({StepKind.DROP_INDEX, StepKind.DROP_CONSTRAINT})
ADDS = frozenset({StepKind.CREATE_INDEX, StepKind.ADD_UNIQUE, StepKind.ADD_FOREIGN_KEY, StepKind.ADD_CHECK, StepKind.ADD_EXCLUSION})


@dataclass(slots=True)
class Effects:
    """A schema that operations are applied to, one after the other, and what else they mention.

    `touched` holds tables and columns whose state afterwards cannot be told, `either` the columns that two branches make, each
    in its own way (one for PostgreSQL, one for SQLite), `shapeless` views and tables that are made out
    of a query, in lower case. `enumerations` are those that raw statements make. `raw` is what raw statements do; `sql`
    holds the words of those that are not known.
    """

    tables: dict[str, Table]
    touched: set[tuple[str, str]] = field(default_factory=set)
    either: set[tuple[str, str | None]] = field(default_factory=set)
    shapeless: set[str] = field(default_factory=set)
    enumerations: dict[str, tuple[str, ...]] = field(default_factory=dict)
    raw: list[SqlChange] = field(default_factory=list)
    sql: list[frozenset[str]] = field(default_factory=list)

    @property
    def schema(self) -> Schema:
        return Schema(dict(self.tables))

    def mentions(self, *names: str) -> bool:
        """Whether a raw statement that is not known names all of these."""
        wanted = {name.lower() for name in names}
        return any(wanted <= words for words in self.sql)

    def known(self, name: str) -> str:
        """A table's name as the schema has it: SQL does not tell upper case from lower."""
        return name if name in self.tables else next((one for one in self.tables if one.lower() == name.lower()), name)

    def rename(self, old: str, new: str) -> None:
        known = self.known(old)
        self.touched.update({(known, ""), (new, "")})
        table = self.tables.pop(known, None)
        if table is not None:
            self.tables[new] = replace(table, name=new)
        if old.lower() in self.shapeless:
            self.shapeless.add(new.lower())

    def stated_type(self, table: str, column: str) -> ColumnType | None:
        """The type that raw statements name last for a column."""
        found: ColumnType | None = None
        for change in self.raw:
            step = change.step
            if step.table.lower() == table.lower() and step.kind in {StepKind.CREATE_TABLE, StepKind.ADD_COLUMN, StepKind.ALTER_TYPE}:
                stated = change.adds.columns.values() if change.adds is not None else () if step.column is None else (step.column,)
                found = next((one.type for one in stated if one.name.lower() == column.lower()), found)
        return found

    def names(self, name: str, kind: ChangeKind) -> bool:
        """Whether a raw statement makes, or drops, an index or a constraint of this name."""
        dropping = kind.value.startswith("drop")
        wanted = DROPS if dropping else ADDS
        return any(change.step.kind in wanted and (change.step.name or "").lower() == name.lower() for change in self.raw)

    def opens(self, enumeration: str) -> bool:
        """Whether a raw statement gives the enumeration a value that only a run can tell."""
        added = (change.detail for change in self.raw if isinstance(change.detail, AddedValue))
        return any(one.name.lower() == enumeration.lower() and one.value == ANY for one in added)

    def brings(self, table: str, column: str) -> bool:
        """Whether raw statements leave the column there, in a table that need not be known."""
        there = False
        for change in self.raw:
            step = change.step
            if step.table.lower() != table.lower():
                continue
            before = step.before.name.lower() if step.before is not None else ""
            if step.kind is StepKind.DROP_TABLE or column.lower() == before:
                there = False
            elif step.kind is StepKind.DROP_COLUMN:
                there = there and step.column is not None and step.column.name.lower() != column.lower()
            elif change.adds is not None or step.kind is StepKind.RENAME_COLUMN:
                made = change.adds.columns if change.adds is not None else [step.name or ""]
                there = there or column.lower() in {name.lower() for name in made}
        return there
