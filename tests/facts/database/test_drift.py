"""What models and migrations already disagreed about is told apart from what the change brings."""

from textwrap import dedent

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.finding import Novelty, Violation
from tenet.rules.migrations.missing_migration import Options, check

MODEL = """
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

    class Base(DeclarativeBase):
        pass

    class User(Base):
        __tablename__ = "user"
        id: Mapped[int] = mapped_column(primary_key=True)
        forgotten: Mapped[str]
"""
CREATED = dedent("""
    import sqlalchemy as sa
    from alembic import op
    revision = "0001"
    down_revision = None
    def upgrade():
        op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("old", sa.String()))
""")
LATER = 'from alembic import op\nimport sqlalchemy as sa\nrevision = "0002"\ndown_revision = "0001"\ndef upgrade():\n    '
DJANGO = """
    from django.db import models

    class Order(models.Model):
        name = models.CharField(max_length=9)
        forgotten = models.IntegerField()
"""
INITIAL = dedent("""
    from django.db import migrations, models
    class Migration(migrations.Migration):
        operations = [
            migrations.CreateModel("Order", [
                ("id", models.AutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=9, null=True)),
            ]),
        ]
""")


def told(base, head):
    """Key and line of what was there before, and keys of what is new."""
    outcomes = [one for one in check(facts_of(base, {**base, **head}), Options()) if isinstance(one, Violation)]
    old = [one for one in outcomes if one.novelty is Novelty.OLD]
    return sorted((one.key, one.line) for one in old), sorted(one.key for one in outcomes if one.novelty is Novelty.NEW)


def alembic(*, more=None, model="        nickname: Mapped[str]\n"):
    base = {"migrations/versions/0001.py": CREATED, "app/models.py": MODEL, **(more or {})}
    return told(base, {"app/models.py": MODEL + model})


def test_what_the_base_lacked_is_drift_and_the_new_column_is_a_finding():
    assert alembic() == ([("add_column/user/forgotten", 9), ("drop_column/user/old", 6)], ["add_column/user/nickname"])


def test_later_revisions_of_the_table_count():
    later = {
        "migrations/versions/0002.py": LATER
        + 'op.add_column("user", sa.Column("forgotten", sa.String()))\n    op.drop_column("user", "old")\n'
    }
    assert alembic(more=later) == ([], ["add_column/user/nickname"])


@pytest.mark.parametrize(
    "operation",
    [
        'op.execute("ALTER TABLE user ADD COLUMN something text")',
        'op.add_column("user", sa.Column(names(), sa.String()))',
        'op.rename_table("user", "other")',
    ],
)
def test_a_table_whose_history_is_not_plain_is_left_alone(operation):
    assert alembic(more={"migrations/versions/0002.py": LATER + operation + "\n"})[0] == []


def test_a_table_that_no_revision_creates_is_left_alone():
    assert alembic(more={"migrations/versions/0001.py": 'revision = "0001"\ndown_revision = None\n'})[0] == []


def test_a_change_that_leaves_the_schema_alone_is_told_nothing():
    assert alembic(model="        def method(self): ...\n") == ([], [])


def test_django_models_are_held_against_all_migrations_of_their_app():
    base = {
        "shop/__init__.py": "",
        "shop/models.py": DJANGO,
        "shop/migrations/__init__.py": "",
        "shop/migrations/0001_initial.py": INITIAL,
    }
    drift, new = told(base, {"shop/models.py": DJANGO + "        nickname = models.TextField()\n"})
    assert drift == [("add_column/shop.order/forgotten", 5), ("alter_nullable/shop.order/name", 4)]
    assert new == ["add_column/shop.order/nickname"]
