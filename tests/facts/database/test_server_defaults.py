"""What the database fills in by itself: read from its spellings, compared by what it means."""

import pytest
from tests.fakes.facts import facts_of

from tenet.facts.database.server_defaults import defaults_differ

MODELS = """
import enum
from sqlalchemy import *
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.sql import expression

class Base(DeclarativeBase): pass

class Level(str, enum.Enum):
    LOW = "low"
    HIGHEST = "highest"

class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
"""
REVISION = """
import sqlalchemy as sa
from alembic import op
revision = "0002"
down_revision = "0001"
def upgrade():
    {operation}
"""
ENVIRONMENT = "context.configure(compare_server_default=True)\n"


def left_open(column, operation, environment=ENVIRONMENT):
    """The changes that no migration covers where a column comes with a migration."""
    first = 'revision = "0001"\ndown_revision = None\n'
    facts = facts_of(
        {"app/models.py": MODELS, "migrations/versions/0001_first.py": first, "migrations/env.py": environment},
        {
            "app/models.py": f"{MODELS}    {column}\n",
            "migrations/versions/0001_first.py": first,
            "migrations/versions/0002_next.py": REVISION.format(operation=operation),
            "migrations/env.py": environment,
        },
    )
    return [(str(one.change.kind), one.change.before, one.change.after) for one in facts.schema.tools[0].changes if not one.covered]


@pytest.mark.parametrize(
    ("model", "migration"),
    [
        ("func.now()", "sa.text('now()')"),
        ("func.now()", "sa.func.now()"),
        ("func.now()", "sa.text('CURRENT_TIMESTAMP')"),
        ("text('now()')", "sa.func.now()"),
        ("false()", "sa.false()"),
        ("false()", "sa.text('false')"),
        ("expression.false()", "'f'"),
        ("'0'", "sa.text('0')"),
        ("text(\"'{}'\")", "'{}'"),
        ("text(\"'{}'::jsonb\")", "'{}'"),
        ("Level.LOW", "'low'"),
        ("Level.LOW.value", "'low'"),
    ],
)
def test_two_spellings_of_one_default_are_one(model, migration):
    column = f"state: Mapped[str] = mapped_column(String(9), server_default={model})"
    operation = f'op.add_column("user", sa.Column("state", sa.String(9), nullable=False, server_default={migration}))'
    assert left_open(column, operation) == []


@pytest.mark.parametrize(
    ("model", "migration", "shown"),
    [
        ("func.now()", "sa.text('clock_timestamp()')", ("clock_timestamp()", "now()")),
        ("true()", "sa.false()", ("false", "true")),
        ("'a'", "'A'", ("A", "a")),
        ("'a'", "None", ("no default", "a")),
    ],
)
def test_another_default_is_left_open_in_the_databases_own_words(model, migration, shown):
    column = f"state: Mapped[str] = mapped_column(String(9), server_default={model})"
    operation = f'op.add_column("user", sa.Column("state", sa.String(9), nullable=False, server_default={migration}))'
    assert left_open(column, operation) == [("alter_default", *shown)]


def test_a_default_that_only_fills_the_rows_of_a_new_column_is_nobodys_wish_to_drop():
    operation = 'op.add_column("user", sa.Column("state", sa.String(9), nullable=False, server_default="new"))'
    assert left_open("state: Mapped[str] = mapped_column(String(9))", operation) == []


@pytest.mark.parametrize(("room", "expected"), [(16, []), (7, []), (4, [("alter_type", "VARCHAR(4)", "VARCHAR(7)")])])
def test_a_migration_may_leave_room_for_longer_members_of_an_enumeration_kept_as_text(room, expected):
    column = "level: Mapped[Level] = mapped_column(Enum(Level, native_enum=False))"
    assert left_open(column, f'op.add_column("user", sa.Column("level", sa.String({room}), nullable=False))') == expected


def test_without_the_comparison_switched_on_defaults_are_not_looked_at():
    column = "state: Mapped[str] = mapped_column(String(9), server_default='b')"
    operation = 'op.add_column("user", sa.Column("state", sa.String(9), nullable=False, server_default="a"))'
    assert left_open(column, operation, environment="context.configure()\n") == []


@pytest.mark.parametrize(
    ("before", "after", "differ"),
    [("(0)", "0", False), ("'a'::character varying", "a", False), ("NOW()", "now()", False), ("'NOW'", "'now'", True), (None, None, False)],
)
def test_texts_are_compared_as_postgresql_sees_them(before, after, differ):
    assert defaults_differ(before, after) is differ
