"""What MySQL 8 (InnoDB) locks, by its documentation: "Online DDL Operations"."""

from collections.abc import Iterator

from tenet.facts.database.hazards import Course, Hazard
from tenet.facts.database.schema import ColumnType
from tenet.facts.database.steps import Step, StepKind

TOOLS = "Use a tool that copies the table beside its use (gh-ost, pt-online-schema-change), or a new column that is filled in batches."
LENGTH_BYTE = 255
"""Up to this size in bytes InnoDB keeps a text's length in one byte; with four bytes for a character, 63 characters."""
BYTES_A_CHARACTER = 4


def hazards(step: Step, _: Course) -> Iterator[Hazard]:
    """The operations that only `ALGORITHM=COPY` can do, and those that let nobody write."""
    column, before = step.column, step.before
    match step.kind:
        case StepKind.ALTER_TYPE if column is not None and before is not None and _is_copied(before.type, column.type):
            yield Hazard(f"Changing the type of {step.table}.{column.name} copies the table while nobody writes to it.", TOOLS)
        case StepKind.ADD_FOREIGN_KEY:
            yield Hazard(
                f"Adding a foreign key to {step.table} copies the table while nobody writes to it, unless foreign_key_checks is off.",
                f"Set `foreign_key_checks=0` for the session after the rows were checked. {TOOLS}",
            )
        case StepKind.ADD_COLUMN if column is not None and (column.computed or column.primary_key):
            yield Hazard(f"Adding column {step.table}.{column.name} writes the whole table anew while nobody writes to it.", TOOLS)
        case StepKind.CHANGE_ROWS if step.all_rows and step.sql:
            yield Hazard(f"Every row of {step.table} stays locked until the one statement has ended.", "Change the rows in batches.")
        case _:
            return


def _is_copied(before: ColumnType, after: ColumnType) -> bool:
    if not before.name or not after.name or before == after or not (before.told and after.told) or before.custom or after.custom:
        return False
    if before.name == after.name == "VARCHAR":
        old, new = (int(kind.arguments[0]) if kind.arguments and kind.arguments[0].isdecimal() else None for kind in (before, after))
        if old is None or new is None:
            return False
        return new < old or (old * BYTES_A_CHARACTER <= LENGTH_BYTE < new * BYTES_A_CHARACTER)
    return not (before.name == after.name == "ENUM" and after.values[: len(before.values)] == before.values)
