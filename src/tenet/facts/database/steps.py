"""What a migration of the change does, step by step, in the order in which the database is told to."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tenet.domain.policy import MigrationTool
from tenet.facts.database.schema import Column, Origin


class StepKind(StrEnum):
    CREATE_TABLE = "create_table"
    DROP_TABLE = "drop_table"
    RENAME_TABLE = "rename_table"
    ADD_COLUMN = "add_column"
    DROP_COLUMN = "drop_column"
    RENAME_COLUMN = "rename_column"
    ALTER_TYPE = "alter_type"
    SET_NOT_NULL = "set_not_null"
    DROP_NOT_NULL = "drop_not_null"
    SET_DEFAULT = "set_default"
    CREATE_INDEX = "create_index"
    DROP_INDEX = "drop_index"
    ADD_UNIQUE = "add_unique"
    ADD_PRIMARY_KEY = "add_primary_key"
    ADD_FOREIGN_KEY = "add_foreign_key"
    ADD_CHECK = "add_check"
    ADD_EXCLUSION = "add_exclusion"
    DROP_CONSTRAINT = "drop_constraint"
    VALIDATE_CONSTRAINT = "validate_constraint"
    ADD_ENUM_VALUE = "add_enum_value"
    CHANGE_ROWS = "change_rows"
    """INSERT, UPDATE, DELETE, MERGE, TRUNCATE."""
    RUN_CODE = "run_code"
    """Python that is run: what it does to the database is not followed."""
    OTHER = "other"
    """A statement that none of the above names: a view, a grant, a setting, or one that could not be parsed."""


class Reversal(StrEnum):
    """Whether a step, or a whole migration, can be undone."""

    POSSIBLE = "possible"
    REFUSED = "refused"
    """On purpose and said so: an exception with a reason, `RunPython.noop`."""
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a migration does. What a kind has no use for is left at its default.

    `column` is the column as the step leaves it, `before` as it was where that can be told; a type that is not known is
    `NO_TYPE`. `name` is a constraint's or an index's, or the new name of what is renamed. `columns` are those of an index
    or a constraint. `target` is the table that a foreign key refers to. `rewrites` is False where the statement itself
    says that rows are left as they are; `sql` is the raw statement, where it was one.
    """

    kind: StepKind
    origin: Origin
    table: str = ""
    column: Column | None = None
    before: Column | None = None
    name: str | None = None
    columns: tuple[str, ...] = ()
    target: str = ""
    unique: bool = False
    concurrently: bool = False
    """CREATE or DROP INDEX CONCURRENTLY, DETACH CONCURRENTLY: the table stays writable."""
    validated: bool = True
    """False for NOT VALID: rows that are there already are not looked at."""
    using_index: bool = False
    """A constraint that takes over an index that is there: it is not built again."""
    conditional: bool = False
    """IF EXISTS, IF NOT EXISTS."""
    temporary: bool = False
    """A statement that makes a table which goes with the session: `table` is its name."""
    all_rows: bool = False
    """Rows are changed without a WHERE or a LIMIT."""
    in_transaction: bool = True
    """False in an `autocommit_block()`, or where the migration is `atomic = False`."""
    reversal: Reversal = Reversal.POSSIBLE
    """Of this step alone: of Django's operations, whether they have their reverse. Alembic says it of the migration."""
    database: bool = True
    """False for what only the migration tool's own state learns (`state_operations`)."""
    sql: str = ""


@dataclass(frozen=True, slots=True)
class MigrationSteps:
    """One migration that the change adds.

    `up` is what it does, `down` what undoes it (Alembic's `downgrade`; Django makes it from the operations: empty).
    `reversal` is that of the whole, `reversal_line` the line to speak of. `unknown` says what of it only a run can tell.
    """

    path: str
    tool: MigrationTool
    identity: str
    """Alembic's revision id, Django's `app_label.name`."""
    up: tuple[Step, ...]
    down: tuple[Step, ...]
    reversal: Reversal
    reversal_line: int
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class MigrationStepsFacts:
    """The migrations that the change adds, in the order in which they run."""

    migrations: tuple[MigrationSteps, ...] = ()
    created: frozenset[str] = frozenset()
    """Tables that the change itself creates: nobody uses them yet."""

    def on_known_tables(self) -> Iterator[tuple[MigrationSteps, Step]]:
        """The steps that reach the database and work on tables which others already use."""
        for migration in self.migrations:
            for step in migration.up:
                if step.database and step.table not in self.created:
                    yield migration, step
