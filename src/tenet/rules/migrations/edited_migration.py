"""A migration that is already on the base branch was changed, renamed or deleted.

What it flags
    A migration of Alembic or Django that exists where the pull request left the base branch and is there still, and
    that the change edits, renames or deletes. Comments, docstrings, type hints, imports and formatting do not count, nor does a file that
    moves to another folder of the same history, nor a migration that is new in the pull request itself.

Why
    A migration runs once. Where it has run, its edit never takes effect, and that database is from then on another one
    than those that start afresh. A deleted or renamed one stops the next run: the database names what is not there.

Bad
    ```python
    # base: migrations/versions/0001_user.py
    from alembic import op

    revision = "0001"
    down_revision = None

    def upgrade():
        op.execute("CREATE TABLE account (id INTEGER)")
    # head: migrations/versions/0001_user.py
    from alembic import op

    revision = "0001"
    down_revision = None

    def upgrade():
        op.execute("CREATE TABLE account (id BIGINT)")
    ```

Good
    ```python
    # both: migrations/versions/0001_user.py
    from alembic import op

    revision = "0001"
    down_revision = None

    def upgrade():
        op.execute("CREATE TABLE account (id INTEGER)")
    # head: migrations/versions/0002_wider_id.py
    from alembic import op

    revision = "0002"
    down_revision = "0001"

    def upgrade():
        op.execute("ALTER TABLE account ALTER COLUMN id TYPE BIGINT")
    ```

How to fix
    Take the edit back and put what is missing into a new migration. To undo a migration, add one that reverts it.
    Django's squashes are known by their `replaces`; a squash of Alembic's revisions is announced in `squashes`, and a
    migration that has run nowhere is waived.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.finding import NotApplicable, Novelty, Outcome, Unknown, Violation
from tenet.domain.glob import Glob
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.database.edited_migrations import EditedMigration

REMEDIES = {
    "changed": "Take the edit back and put what is missing into a new migration.",
    "renamed": "Give it its name back: databases and other migrations know it by that.",
    "deleted": "Put it back, and add a migration that reverts it.",
}


class Options(RuleOptions):
    squashes: tuple[str, ...] = Field(
        default=(),
        description="Squashes (path patterns): a change that adds or edits one may rewrite the history that it is part of.",
    )


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    if not facts.touches_migrations:
        yield NotApplicable("the change touches no migration")
        return
    from tenet.facts.database.edited_migrations import Unread, edited_migrations

    squashes = tuple(map(Glob, options.squashes))
    migrations = facts.surroundings.migrations
    for found in edited_migrations(facts.change, facts.base_modules, facts.base_tip, facts.head_modules, migrations, squashes):
        if isinstance(found, Unread):
            yield Unknown("edit of a migration", found.reason, found.path)
        else:
            yield _violation(found)


def _violation(found: "EditedMigration") -> Violation:
    to = f" to `{found.now}`" if found.now else ""
    return Violation(
        message=f"Migration `{found.name}` is on the base branch already and was {found.edit}{to}.",
        remedy=REMEDIES[found.edit],
        path=found.path,
        line=found.line,
        end_line=found.end_line,
        side=found.side,
        key=f"{found.edit}/{found.name}",
        novelty=Novelty.NEW,
        data={"edit": found.edit.value, "migration": found.name},
    )


RULE = define(
    __name__,
    severity=Severity.ERROR,
    principle="no skipped migrations",
    options=Options,
    check=check,
)
