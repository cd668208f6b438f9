"""What new migrations take away from a database, or from the code that still runs against it during a roll-out."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from tenet.facts.database.narrowing import narrowed
from tenet.facts.database.steps import MigrationSteps, MigrationStepsFacts, Step, StepKind

REMOVES = re.compile(r"\s*(?:--[^\n]*\n\s*)*(?P<verb>DELETE|TRUNCATE)\b", re.IGNORECASE)
EXPAND = "Add the new one, write both, and drop the old one in a later release"


@dataclass(frozen=True, slots=True)
class Loss:
    """`what` is a whole sentence, `remedy` too. `subject` is the table, or the table and the column."""

    migration: MigrationSteps
    step: Step
    subject: str
    what: str
    remedy: str


@dataclass(slots=True)
class _Seen:
    """What the change itself has done so far: columns that it added, those of them with a default, and changes of rows."""

    columns: set[str] = field(default_factory=set)
    defaulted: set[str] = field(default_factory=set)
    rows: list[Step] = field(default_factory=list)

    def remember(self, step: Step, subject: str) -> None:
        if step.kind is StepKind.ADD_COLUMN and step.column is not None:
            self.columns.add(subject)
            self.defaulted.update([subject] if step.column.server_default is not None else [])
        if step.kind in {StepKind.CHANGE_ROWS, StepKind.RUN_CODE}:
            self.rows.append(step)

    def has_filled(self, table: str, column: str) -> bool:
        """Whether rows may hold something in the column: by an UPDATE of it, or by code that is not followed."""
        updates = re.compile(rf"\bUPDATE\b.*\bSET\b.*\b{re.escape(column)}\b", re.IGNORECASE | re.DOTALL)
        return any(not step.sql or (step.table == table and updates.search(step.sql)) for step in self.rows)


def losses(facts: MigrationStepsFacts, deprecated: Collection[str]) -> Iterator[Loss]:
    """Each step that takes something away. `deprecated` names tables and columns that no running release uses any more."""
    seen = _Seen()
    for migration, step in facts.on_known_tables():
        subject = f"{step.table}.{_column(step)}" if _column(step) else step.table
        new = subject in seen.columns and step.kind is not StepKind.SET_NOT_NULL
        if not new and not {subject, step.table} & set(deprecated):
            told = _told(step, subject, seen)
            if told is not None:
                yield Loss(migration, step, subject, *told)
        seen.remember(step, subject)


def _column(step: Step) -> str:
    if step.kind in {StepKind.DROP_COLUMN, StepKind.RENAME_COLUMN} and step.before is not None:
        return step.before.name
    column = step.column or step.before
    return column.name if column is not None else ""


def _told(step: Step, subject: str, seen: _Seen) -> tuple[str, str] | None:
    match step.kind:
        case StepKind.DROP_TABLE:
            return f"Table {subject} is dropped with all its rows.", _later("the table")
        case StepKind.DROP_COLUMN:
            return f"Column {subject} is dropped with all that it holds.", _later("the column")
        case StepKind.RENAME_TABLE | StepKind.RENAME_COLUMN:
            noun = "Table" if step.kind is StepKind.RENAME_TABLE else "Column"
            return f"{noun} {subject} is renamed in one step, while code that knows the old name still runs.", f"{EXPAND}."
        case StepKind.CHANGE_ROWS if step.all_rows and REMOVES.match(step.sql):
            return f"Every row of {subject} is deleted.", "Delete only the rows that are meant, by a condition."
        case _:
            return _narrows(step, subject, seen)


def _later(noun: str) -> str:
    return (
        f"Stop using {noun} in one release and drop it in the next, which names it under the rule's option `deprecated`; "
        "keep a copy of what it holds."
    )


def _narrows(step: Step, subject: str, seen: _Seen) -> tuple[str, str] | None:
    column, before = step.column, step.before
    if column is None:
        return None
    match step.kind:
        case StepKind.ALTER_TYPE if before is not None and (lost := narrowed(before.type, column.type)):
            shown = f"{before.type} to {column.type}"
            return f"Column {subject} changes from {shown}: {lost}.", f"{EXPAND}, or check the rows first."
        case StepKind.ADD_COLUMN if not column.nullable and column.server_default is None and not column.computed and not _numbered(step):
            return (
                f"Column {subject} is new, NOT NULL and without a default: rows that are there stop the migration, and code that "
                "still runs cannot insert.",
                "Add it nullable or with a server default, fill it, and set NOT NULL in a later release.",
            )
        case StepKind.SET_NOT_NULL if not (
            column.server_default is not None or subject in seen.defaulted or seen.has_filled(step.table, column.name)
        ):
            return (
                f"Column {subject} becomes NOT NULL: rows that hold NULL stop the migration, and code that still writes NULL fails.",
                "Give it a server default or fill the rows first, and set NOT NULL when no running release writes NULL.",
            )
        case _:
            return None


def _numbered(step: Step) -> bool:
    """Whether the database numbers the column by itself."""
    return step.column is not None and step.column.primary_key
