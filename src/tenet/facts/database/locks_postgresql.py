"""What PostgreSQL 12 to 18 locks, by its documentation: "ALTER TABLE", "CREATE INDEX", "Explicit Locking"."""

import re
from collections.abc import Iterator, Mapping

from tenet.domain.policy import MigrationTool
from tenet.facts.database.hazards import Course, Hazard
from tenet.facts.database.schema import ZONE, ColumnType
from tenet.facts.database.steps import Step, StepKind

VOLATILE = re.compile(r"\b(random|gen_random_uuid|uuid_generate_v\w+|uuidv[47]|clock_timestamp|timeofday|nextval)\s*\(", re.IGNORECASE)
"""Functions that answer anew for each row. `now()` is stable: it is worked out once."""
NUMBERS = frozenset({"SMALLINT", "INTEGER", "BIGINT"})
WHOLE_TABLE = re.compile(
    r"\s*(?P<verb>VACUUM\s*\(?\s*FULL|CLUSTER|REINDEX(?!.*\bCONCURRENTLY\b)|REFRESH\s+MATERIALIZED\s+VIEW(?!\s+CONCURRENTLY\b)|"
    r"ALTER\s+TABLE\s.*\bSET\s+(?:LOGGED|UNLOGGED|TABLESPACE))\b",
    re.IGNORECASE | re.DOTALL,
)
NEVER_INSIDE = re.compile(
    r"\s*(?P<verb>VACUUM(?:\s*\(?\s*FULL)?|REINDEX\b.*\bCONCURRENTLY|ALTER\s+TABLE\s.*\bDETACH\s+PARTITION\b.*\bCONCURRENTLY)\b",
    re.IGNORECASE | re.DOTALL,
)
MOMENTS = frozenset({"DATETIME", "TIMESTAMP"})
VIRTUAL = 18
"""From this version on generated columns are virtual where the statement does not say STORED."""
IN_TWO = "Add it NOT VALID and validate it in a later migration"
CONCURRENT_INDEX: Mapping[MigrationTool, str] = {
    MigrationTool.ALEMBIC: "Build it with `postgresql_concurrently=True` inside `with op.get_context().autocommit_block():`.",
    MigrationTool.DJANGO: "Use `AddIndexConcurrently` of django.contrib.postgres in a migration with `atomic = False`"
    " (a field that makes its own index gets `db_index=False` first).",
}
CONCURRENT_DROP: Mapping[MigrationTool, str] = {
    MigrationTool.ALEMBIC: "Drop it with `postgresql_concurrently=True` inside `with op.get_context().autocommit_block():`.",
    MigrationTool.DJANGO: "Use `RemoveIndexConcurrently` of django.contrib.postgres in a migration with `atomic = False`.",
}
NOT_VALID: Mapping[MigrationTool, str] = {
    MigrationTool.ALEMBIC: f"{IN_TWO} (`postgresql_not_valid=True`, then `ALTER TABLE ... VALIDATE CONSTRAINT ...`).",
    MigrationTool.DJANGO: f"{IN_TWO} (`AddConstraintNotValid` and `ValidateConstraint`; for a foreign key `RunSQL`).",
}


def hazards(step: Step, course: Course) -> Iterator[Hazard]:
    """The hazards of one step, for the version and the tool of its course."""
    match step.kind:
        case StepKind.CREATE_INDEX | StepKind.DROP_INDEX:
            yield from _index(step, course)
        case StepKind.ADD_COLUMN:
            yield from _new_column(step, course)
        case StepKind.ALTER_TYPE:
            yield from _type(step)
        case StepKind.SET_NOT_NULL:
            yield from _not_null(step, course)
        case StepKind.CHANGE_ROWS:
            yield from _rows(step, course)
        case StepKind.OTHER if step.in_transaction and (found := NEVER_INSIDE.match(step.sql)):
            yield Hazard(f"{_words(found)} fails inside the migration's transaction.", _outside(course))
        case StepKind.OTHER if found := WHOLE_TABLE.match(step.sql):
            verb = _words(found)
            how = (
                "Use its CONCURRENTLY form."
                if verb.upper().startswith("RE")
                else "Run it at a quiet hour, or repack the table beside its use."
            )
            yield Hazard(f"{verb} keeps readers and writers out until it has ended.", how)
        case _:
            yield from _constraint(step, course)


def _words(found: re.Match[str]) -> str:
    return " ".join(found["verb"].replace("(", " ").split())


def _index(step: Step, course: Course) -> Iterator[Hazard]:
    building = step.kind is StepKind.CREATE_INDEX
    noun = f"index {step.name}" if step.name else f"the index on {', '.join(step.columns)}" if step.columns else "an index"
    if step.concurrently and step.in_transaction:
        verb = "CREATE" if building else "DROP"
        yield Hazard(f"{verb} INDEX CONCURRENTLY for {noun} fails inside the migration's transaction.", _outside(course))
    elif building and not step.concurrently:
        yield Hazard(f"Building {noun} lets nobody write to {step.table} until it is built (SHARE lock).", CONCURRENT_INDEX[course.tool])
    elif not step.concurrently:
        whose = step.table or "its table"
        yield Hazard(
            f"Dropping {noun} waits for every reader of {whose}, and all later ones wait behind it (ACCESS EXCLUSIVE lock).",
            CONCURRENT_DROP[course.tool],
        )


def _outside(course: Course) -> str:
    if course.tool is MigrationTool.ALEMBIC:
        return "Put it inside `with op.get_context().autocommit_block():`."
    return "Set `atomic = False` on the migration."


def _new_column(step: Step, course: Course) -> Iterator[Hazard]:
    column = step.column
    if column is None:
        return
    default = column.server_default if isinstance(column.server_default, str) else ""
    is_key = column.primary_key and column.type.name in NUMBERS and course.tool is MigrationTool.ALEMBIC  # made a SERIAL
    reason = ""
    if VOLATILE.search(default):
        reason = f"its default {default} is worked out for each row"
    elif column.identity or is_key:
        reason = "each row gets a number"
    elif column.computed and (course.version < VIRTUAL or "STORED" in step.sql.upper()):
        reason = "it is generated and stored"
    if reason:
        yield Hazard(
            f"Adding column {step.table}.{column.name} writes the whole table anew while nobody reads or writes it: {reason}.",
            "Add it without that default, set the default in a second step, and fill the rows in batches.",
        )


def _type(step: Step) -> Iterator[Hazard]:
    before, after = step.before, step.column
    if before is None or after is None or not _is_rewritten(before.type, after.type):
        return
    yield Hazard(
        f"Changing {step.table}.{after.name} from {before.type} to {after.type} writes the table anew while nobody reads or writes it.",
        "Add a column of the new type, write both, fill it in batches, and move the readers.",
    )


def _is_rewritten(before: ColumnType, after: ColumnType) -> bool:
    """Silent where one of the types is not told."""
    if not before.name or not after.name or before == after or not (before.told and after.told) or before.custom or after.custom:
        return False
    texts = {"VARCHAR", "TEXT", "CITEXT"}
    if before.name in texts and after.name in texts:
        room, wanted = _size(after), _size(before)
        return room is not None and (wanted is None or room < wanted)
    if before.name == after.name == "NUMERIC":
        return bool(after.arguments) and (before.arguments[1:] != after.arguments[1:] or (_size(after) or 0) < (_size(before) or 0))
    if before.name == after.name == "CHAR":
        return True  # each value is filled up to its length
    if before.name in MOMENTS and after.name in MOMENTS:
        return (ZONE in before.arguments) != (ZONE in after.arguments)  # but where the session's time zone is UTC
    return before.name != after.name and (before.name, after.name) != ("CIDR", "INET")


def _size(kind: ColumnType) -> int | None:
    return int(kind.arguments[0]) if kind.arguments and kind.arguments[0].isdecimal() else None


def _not_null(step: Step, course: Course) -> Iterator[Hazard]:
    name = step.column.name if step.column is not None else ""
    if any(table == step.table and name in constraint for table, constraint in course.validated):
        return  # a valid CHECK (... IS NOT NULL), which is named after the column, stands for the look at the rows
    how = "Add `CHECK (... IS NOT NULL) NOT VALID`, validate it in a later migration, and set NOT NULL after it."
    if course.version >= VIRTUAL:
        how = "Add the NOT NULL constraint as NOT VALID, and validate it in a later migration."
    yield Hazard(f"Setting {step.table}.{name} NOT NULL looks at every row while nobody reads or writes the table.", how)


def _rows(step: Step, course: Course) -> Iterator[Hazard]:
    changes = [other for other in course.migration.up if other.kind not in {StepKind.CHANGE_ROWS, StepKind.RUN_CODE, StepKind.OTHER}]
    if step.all_rows and step.sql and step.in_transaction and any(other.in_transaction and other.table == step.table for other in changes):
        yield Hazard(
            f"Every row of {step.table} is changed in the transaction that also changes the table: its lock is held until the last row.",
            "Change the rows in a migration of their own, in batches.",
        )


def _is_of_new_column(step: Step, course: Course) -> bool:
    """Whether a foreign key comes with a column that holds nothing yet: there is no row to look at."""
    return step.kind is StepKind.ADD_FOREIGN_KEY and {(step.table, column, step.origin.line) for column in step.columns} <= course.empty


def _constraint(step: Step, course: Course) -> Iterator[Hazard]:
    if step.kind in {StepKind.ADD_FOREIGN_KEY, StepKind.ADD_CHECK} and step.validated and not _is_of_new_column(step, course):
        noun = "foreign key" if step.kind is StepKind.ADD_FOREIGN_KEY else "check constraint"
        whom = f"{step.table} and {step.target}" if step.target else step.table
        yield Hazard(f"Adding a {noun} looks at every row of {step.table} while nobody writes to {whom}.", NOT_VALID[course.tool])
    if step.kind in {StepKind.ADD_UNIQUE, StepKind.ADD_PRIMARY_KEY} and not step.using_index:
        noun = "unique constraint" if step.kind is StepKind.ADD_UNIQUE else "primary key"
        yield Hazard(
            f"Adding a {noun} builds its index while nobody reads or writes {step.table}.",
            "Build a unique index CONCURRENTLY first, and add the constraint with USING INDEX.",
        )
    if step.kind is StepKind.ADD_EXCLUSION:
        yield Hazard(
            f"Adding an exclusion constraint builds its index while nobody reads or writes {step.table}; it has no form that does not.",
            "Run it at a quiet hour with a short lock_timeout.",
        )
    if step.kind is StepKind.VALIDATE_CONSTRAINT and step.in_transaction and (step.table, step.name) in course.unvalidated:
        yield Hazard(
            f"Constraint {step.name} is validated in the transaction that adds it: that lock is held while all rows are read.",
            "Validate it in a migration of its own.",
        )
