"""A new migration cannot be undone and does not say why.

What it flags
    A migration that the change adds and that has no way back. Alembic: no `downgrade`, or one that does nothing (`pass`)
    or raises without a reason, where `upgrade` changes something. Django: `RunPython` without `reverse_code`, `RunSQL`
    without `reverse_sql`, an operation of the project's own that is not `reversible`. A refusal with a reason
    (`raise NotImplementedError("...")`, `migrations.RunPython.noop`) is not flagged, nor is an empty `downgrade` with a
    comment where rows, functions and the like are changed, and no table.

Why
    A release that fails is rolled back, and the schema with it. Whoever does that at night meets a downgrade that passes
    and leaves the schema as it is, or an error that nobody has thought about.

Bad
    ```python
    # both: migrations/versions/0001_user.py
    revision = "0001"
    down_revision = None
    # head: migrations/versions/0002_nickname.py
    import sqlalchemy as sa
    from alembic import op

    revision = "0002"
    down_revision = "0001"

    def upgrade():
        op.add_column("user", sa.Column("nickname", sa.String()))

    def downgrade():
        pass
    ```

Good
    ```python
    # both: migrations/versions/0001_user.py
    revision = "0001"
    down_revision = None
    # head: migrations/versions/0002_nickname.py
    import sqlalchemy as sa
    from alembic import op

    revision = "0002"
    down_revision = "0001"

    def upgrade():
        op.add_column("user", sa.Column("nickname", sa.String()))

    def downgrade():
        op.drop_column("user", "nickname")
    # head: migrations/versions/0003_no_zip.py
    from alembic import op

    revision = "0003"
    down_revision = "0002"

    def upgrade():
        op.drop_column("user", "zip")

    def downgrade():
        raise NotImplementedError("the codes are gone; restore the backup of the table")
    ```

How to fix
    Write the way back. Where there is none, say so: `raise NotImplementedError("...")` with what to do instead, or
    `migrations.RunPython.noop` where nothing needs to be undone. A migration that is never taken back is waived in its
    own file: `# tenet: allow[irreversible-migration] reason`.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tenet.domain.finding import NotApplicable, Novelty, Outcome, Unknown, Violation
from tenet.domain.policy import MigrationTool
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.database.steps import MigrationSteps

WAIVER = "A migration that is never taken back is waived: `# tenet: allow[irreversible-migration] reason`."


class Options(RuleOptions):
    """No options of its own."""


def check(facts: Facts, _options: Options) -> Iterator[Outcome]:
    if not facts.touches_migrations:
        yield NotApplicable("the change touches no migration")
        return
    for migration in facts.migration_steps.migrations:
        if migration.unknown and not migration.up:
            yield Unknown(f"way back of migration {migration.identity}", migration.unknown, migration.path)
        elif migration.tool is MigrationTool.DJANGO:
            yield from _operations(migration)
        else:
            yield from _revision(migration, facts)


def _revision(migration: "MigrationSteps", facts: Facts) -> Iterator[Outcome]:
    from tenet.facts.database.steps import Reversal

    if migration.reversal is Reversal.MISSING:
        written = "downgrade" in facts.head.line(migration.path, migration.reversal_line)
        fault = "its `downgrade` does nothing, and gives no reason" if written else "it has no `downgrade`"
        remedy = 'Let `downgrade` take the steps back, or say why it cannot: `raise NotImplementedError("...")`.'
        yield _violation(migration, fault, remedy, migration.reversal_line, "")


def _operations(migration: "MigrationSteps") -> Iterator[Outcome]:
    """One finding for each operation: the statements of one end on one line."""
    from tenet.facts.database.steps import Reversal

    lines = {step.origin.end_line: step.origin.line for step in reversed(migration.up) if step.reversal is Reversal.MISSING}
    remedy = "Give it its `reverse_code` or `reverse_sql`, or say that nothing needs to be undone: `RunPython.noop`, `RunSQL.noop`."
    for number, end in enumerate(sorted(lines), 1):
        yield _violation(migration, "this operation has no reverse", remedy, lines[end], f"/{number}")


def _violation(migration: "MigrationSteps", fault: str, remedy: str, line: int, place: str) -> Violation:
    return Violation(
        message=f"Migration `{migration.identity}` cannot be undone: {fault}.",
        remedy=f"{remedy} {WAIVER}",
        path=migration.path,
        line=line,
        key=f"{migration.identity}{place}",
        novelty=Novelty.NEW,
        data={"migration": migration.identity, "tool": migration.tool.value},
    )


RULE = define(
    __name__,
    severity=Severity.WARNING,
    principle="no skipped migrations",
    options=Options,
    check=check,
)
