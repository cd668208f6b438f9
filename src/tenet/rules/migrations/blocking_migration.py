"""A migration locks a table that is in use for as long as its rows take.

What it flags
    In migrations that the change adds, on tables that are in use. PostgreSQL: an index that is not built or dropped
    CONCURRENTLY (or is, inside a transaction), a constraint that looks at all rows, a type or a default that writes the
    table anew, NOT NULL without a validated check, every row changed in the transaction that changes the table.
    MySQL: what copies the table. SQLite: nothing, it has one writer anyway.
    Not flagged: tables that the change itself creates, downgrades, types that the text does not tell.

Why
    A lock on a busy table stops every request that needs it, and those behind it. What takes a moment on an empty
    database takes minutes on a full one.

Bad
    ```python
    # base: migrations/versions/0001_first.py
    revision = "0001"
    down_revision = None
    # head: migrations/versions/0001_first.py
    revision = "0001"
    down_revision = None
    # head: migrations/versions/0002_index.py
    from alembic import op

    revision = "0002"
    down_revision = "0001"

    def upgrade():
        op.create_index("ix_user_name", "user", ["name"])
    ```

Good
    ```python
    # base: migrations/versions/0001_first.py
    revision = "0001"
    down_revision = None
    # head: migrations/versions/0001_first.py
    revision = "0001"
    down_revision = None
    # head: migrations/versions/0002_index.py
    from alembic import op

    revision = "0002"
    down_revision = "0001"

    def upgrade():
        with op.get_context().autocommit_block():
            op.create_index("ix_user_name", "user", ["name"], postgresql_concurrently=True)
    ```

How to fix
    Each finding names the form that does not block. A table that is known to be small waives the line:
    `op.create_index(...)  # tenet: allow[blocking-migration] forty rows`
"""

from collections.abc import Iterator
from enum import StrEnum

from pydantic import Field

from tenet.domain.finding import Novelty, Outcome, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define


class Database(StrEnum):
    POSTGRESQL = "postgresql"
    MYSQL = "mysql"
    SQLITE = "sqlite"


class Options(RuleOptions):
    database: Database = Field(default=Database.POSTGRESQL, description="Whose locks are meant: `postgresql`, `mysql` or `sqlite`.")
    version: int = Field(default=15, ge=12, le=18, description="The oldest version of PostgreSQL that the migrations run on.")


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    if not facts.touches_migrations or options.database is Database.SQLITE:
        return
    from tenet.facts.database import locks_mysql, locks_postgresql
    from tenet.facts.database.hazards import blockages

    knowledge = locks_mysql.hazards if options.database is Database.MYSQL else locks_postgresql.hazards
    for found in blockages(facts.migration_steps, options.version, knowledge):
        step = found.first
        yield Violation(
            message=" ".join(hazard.what for hazard in found.hazards),
            remedy=" ".join(dict.fromkeys(hazard.remedy for hazard in found.hazards)),
            path=found.migration.path,
            line=step.origin.line,
            end_line=step.origin.end_line,
            key=f"{step.kind}/{step.table}/{','.join(step.columns) or step.name or ''}",
            novelty=Novelty.NEW,
            data={"kind": step.kind.value, "table": step.table},
        )


RULE = define(
    __name__,
    severity=Severity.WARNING,
    principle="migrations that a roll-out survives",
    options=Options,
    check=check,
)
