"""A model that follows a migration which was there before: nothing is skipped."""

import pytest
from tests.facts.database.reading import left, schema_facts, upgrade
from tests.fakes.facts import facts_of

HEADER = 'from alembic import op\nimport sqlalchemy as sa\nrevision = "{key}"\ndown_revision = {before!r}\n\ndef upgrade():\n'
BASE = """
from sqlalchemy import *
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase): pass
"""
CREATE = (
    'op.create_table("user", sa.Column("id", sa.Integer, primary_key=True), sa.Column("age", sa.Integer), '
    'sa.Column("name", sa.String(20), nullable=False))'
)


def user(*lines):
    body = "".join(f"    {line}\n" for line in ("id: Mapped[int] = mapped_column(primary_key=True)", *lines))
    return f'{BASE}class User(Base):\n    __tablename__ = "user"\n{body}'


def history(*revisions):
    """Revisions that follow each other; their files are named against that order."""
    keys = [f"{index:04}" for index in range(1, len(revisions) + 1)]
    return {
        f"migrations/versions/{9 - index}_some.py": HEADER.format(key=key, before=keys[index - 1] if index else None)
        + "".join(f"    {line}\n" for line in lines)
        for index, (key, lines) in enumerate(zip(keys, revisions, strict=True))
    }


AGE = "age: Mapped[int | None]"
NAME = "name: Mapped[str] = mapped_column(String(20))"
INDEXED = '__table_args__ = (Index("by_age", "age"),)'


@pytest.mark.parametrize(
    ("before", "after", "operation"),
    [
        ((AGE, NAME), (AGE, NAME, INDEXED), 'op.create_index("by_age", "user", ["age"])'),
        ((AGE, NAME, INDEXED), (AGE, NAME), "pass"),
        ((AGE, NAME), (AGE,), 'op.drop_column("user", "name")'),
        ((AGE, NAME), (AGE, "name: Mapped[str | None] = mapped_column(String(20))"), 'op.alter_column("user", "name", nullable=True)'),
        ((AGE, NAME), (AGE, "name: Mapped[str] = mapped_column(Text)"), 'op.alter_column("user", "name", type_=sa.Text())'),
        ((AGE, NAME), (AGE, NAME, 'UniqueConstraint("age")'), "pass"),
        ((AGE, NAME), (AGE, NAME, "email: Mapped[str | None]"), 'op.add_column("user", sa.Column("email", sa.String))'),
        (
            (AGE, NAME),
            (AGE, NAME, '__table_args__ = (UniqueConstraint("name", name="one"),)'),
            'op.create_unique_constraint("one", "user", ["name"])',
        ),
    ],
)
def test_what_an_older_revision_did_is_not_skipped(before, after, operation):
    older = history((CREATE,), (operation,))
    assert left(schema_facts({"app/models.py": user(*before), **older}, {"app/models.py": user(*after), **older})) == []


def test_what_an_older_revision_did_and_a_later_one_undid_is_skipped():
    older = history((CREATE,), ('op.create_index("by_age", "user", ["age"])',), ('op.drop_index("by_age", table_name="user")',))
    facts = schema_facts({"app/models.py": user(AGE, NAME), **older}, {"app/models.py": user(AGE, NAME, INDEXED), **older})
    assert left(facts) == [("add_index", "user", "age")]


def test_a_table_is_followed_to_the_name_that_it_had():
    older = history(
        (CREATE.replace('"user"', '"person"'),), ('op.create_index("by_age", "person", ["age"])',), ('op.rename_table("person", "user")',)
    )
    facts = schema_facts({"app/models.py": user(AGE, NAME), **older}, {"app/models.py": user(AGE, NAME, INDEXED), **older})
    assert left(facts) == []


def test_revisions_that_do_not_tell_the_whole_table_settle_nothing():
    older = history((CREATE,), ('op.execute("ALTER TABLE user ADD COLUMN " + next(iter(names())))',))
    facts = schema_facts({"app/models.py": user(AGE, NAME), **older}, {"app/models.py": user(AGE, NAME, INDEXED), **older})
    assert left(facts) == [("add_index", "user", "age")]


def test_a_history_that_goes_in_a_circle_is_read_in_the_order_of_names():
    older = history((CREATE,), ('op.create_index("by_age", "user", ["age"])',))
    circle = {path: text.replace("down_revision = None", 'down_revision = "0002"') for path, text in older.items()}
    facts = schema_facts({"app/models.py": user(AGE, NAME), **circle}, {"app/models.py": user(AGE, NAME, INDEXED), **circle})
    assert left(facts) == [("add_index", "user", "age")]


def test_a_name_that_most_revisions_hold_is_no_evidence():
    many = history((CREATE,), *[('op.execute("SELECT 1 FROM user")',)] * 8)
    crowd = {f"migrations/versions/x{index}.py": many["migrations/versions/8_some.py"] for index in range(60)}
    older = {**history((CREATE,), ('op.create_index("by_age", "user", ["age"])',)), **crowd}
    facts = schema_facts({"app/models.py": user(AGE, NAME), **older}, {"app/models.py": user(AGE, NAME, INDEXED), **older})
    assert left(facts) == [("add_index", "user", "age")]


def test_a_new_revision_counts_beside_the_older_ones():
    older = history((CREATE,))
    head = {"app/models.py": user(AGE, NAME, INDEXED), **older, **upgrade('op.create_index("by_age", "user", ["age"])')}
    assert left(schema_facts({"app/models.py": user(AGE, NAME), **older}, head)) == []


def test_a_repository_that_gives_its_migrations_up_skips_none():
    older = history((CREATE,))
    base = {"app/models.py": user(AGE, NAME), **older, "migrations/versions/0001_first.py": older["migrations/versions/9_some.py"]}

    facts = facts_of(base, {"app/models.py": user(AGE)})
    assert "no Alembic revisions" in facts.schema.not_applicable


def test_an_index_is_dropped_by_the_name_that_sqlalchemy_gives_it():
    older = history((CREATE,))
    base = {"app/models.py": user("age: Mapped[int | None] = mapped_column(index=True)"), **older}
    statement = 'for name in ("ix_user_age",):\n        op.execute(f"DROP INDEX IF EXISTS {name}")'
    assert left(schema_facts(base, {"app/models.py": user(AGE), **older, **upgrade(statement)})) == []
    assert left(schema_facts(base, {"app/models.py": user(), **older, **upgrade(statement)})) == [("drop_column", "user", "age")]


def test_an_index_is_dropped_by_a_name_that_sqlalchemy_cut():
    column = "a_name_that_is_far_too_long_for_the_index_that_is_made_of_it"
    cut = f"ix_user_{column}"[:55] + "_1a2b"
    older = history((CREATE,), (f'op.create_index("{cut}", "user", ["{column}"])',))
    base = {"app/models.py": user(f"{column}: Mapped[int | None] = mapped_column(index=True)"), **older}
    head = {"app/models.py": user(f"{column}: Mapped[int | None]"), **older}
    assert left(schema_facts(base, {**head, **upgrade(f'op.drop_index("{cut}", table_name="user")')})) == []
    assert left(schema_facts(base, head)) == [("drop_index", "user", column)]
