"""A migration destroys data, or breaks the release that still runs.

What it flags
    In migrations that the change adds, on tables that are in use: a table or column that is dropped or renamed, a type
    that holds less than before, `NOT NULL` without a default, every row deleted.
    Not flagged: tables and columns that the change itself creates, `NOT NULL` after the rows were filled or with a
    default, downgrades, steps that only Django's state learns, what the option `deprecated` names.

Why
    A migration runs before the code that goes with it is everywhere. Until then the old release reads and writes the
    new schema, and what is dropped cannot be brought back by a downgrade.

Bad
    ```python
    # base: migrations/versions/0001_first.py
    revision = "0001"
    down_revision = None
    # head: migrations/versions/0001_first.py
    revision = "0001"
    down_revision = None
    # head: migrations/versions/0002_drop.py
    from alembic import op

    revision = "0002"
    down_revision = "0001"

    def upgrade():
        op.drop_column("user", "nickname")
    ```

Good
    ```python
    # base: migrations/versions/0001_first.py
    revision = "0001"
    down_revision = None
    # head: migrations/versions/0001_first.py
    revision = "0001"
    down_revision = None
    # head: migrations/versions/0002_add.py
    import sqlalchemy as sa
    from alembic import op

    revision = "0002"
    down_revision = "0001"

    def upgrade():
        op.add_column("user", sa.Column("nickname", sa.String(), nullable=True))
    ```

How to fix
    Expand first, contract later: add the new column, write both, move the readers, and drop the old one in a release
    after the one that stopped using it. That last step names it in the policy:
    `destructive-migration: {deprecated: ["user.nickname"]}`, or waives the line:
    `op.drop_column("user", "nickname")  # tenet: allow[destructive-migration] unused since 2.3`
"""

from collections.abc import Iterator

from pydantic import Field

from tenet.domain.finding import Novelty, Outcome, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define


class Options(RuleOptions):
    deprecated: tuple[str, ...] = Field(
        default=(),
        description="Tables and columns that no running release uses any more, as `table` or `table.column` (Django: `app.model.column`).",
    )


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    if not facts.touches_migrations:
        return
    from tenet.facts.database.losses import losses

    for loss in losses(facts.migration_steps, options.deprecated):
        yield Violation(
            message=loss.what,
            remedy=loss.remedy,
            path=loss.migration.path,
            line=loss.step.origin.line,
            end_line=loss.step.origin.end_line,
            key=f"{loss.step.kind}/{loss.subject}",
            novelty=Novelty.NEW,
            data={"kind": loss.step.kind.value, "subject": loss.subject},
        )


RULE = define(
    __name__,
    severity=Severity.WARNING,
    principle="migrations that a roll-out survives",
    options=Options,
    check=check,
)
