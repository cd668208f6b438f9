"""`destructive-migration`, beside the examples of its manual page."""

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.finding import Violation
from tenet.rules.migrations.destructive_migration import RULE, Options

ALEMBIC = (
    'import sqlalchemy as sa\nfrom alembic import op\nrevision = "{}"\ndown_revision = {!r}\ndef upgrade():\n{}\n'
    'def downgrade():\n    op.drop_table("user")\n'
)
FIRST = {"migrations/versions/0001_first.py": ALEMBIC.format("0001", None, "    pass")}
DJANGO = "from django.db import migrations, models\nclass Migration(migrations.Migration):\n    operations = [{}]\n"
SHOP = {
    "shop/__init__.py": "",
    "shop/models.py": "",
    "shop/migrations/__init__.py": "",
    "shop/migrations/0001_initial.py": DJANGO.format(
        'migrations.CreateModel("Order", fields=[("id", models.AutoField(primary_key=True)), ("note", models.CharField(max_length=90)), '
        '("age", models.IntegerField(null=True))])'
    ),
}


def alembic(*lines: str, **options: object) -> list[Violation]:
    body = "\n".join(f"    {line}" for line in lines)
    return found_in(FIRST, "migrations/versions/0002_next.py", ALEMBIC.format("0002", "0001", body), Options(**options))  # type: ignore[arg-type]


def django(*operations: str, **options: object) -> list[Violation]:
    return found_in(SHOP, "shop/migrations/0002_next.py", DJANGO.format(", ".join(operations)), Options(**options))  # type: ignore[arg-type]


def found_in(base: dict[str, str], path: str, text: str, options: Options) -> list[Violation]:
    return [one for one in RULE.run(facts_of(base, {**base, path: text}), options) if isinstance(one, Violation)]


@pytest.mark.parametrize(
    ("line", "kind", "subject"),
    [
        ('op.drop_table("user")', "drop_table", "user"),
        ('op.drop_column("user", "age")', "drop_column", "user.age"),
        ('op.rename_table("user", "person")', "rename_table", "user"),
        ('op.alter_column("user", "age", new_column_name="years")', "rename_column", "user.age"),
        ('op.alter_column("user", "name", existing_type=sa.String(50), type_=sa.String(20))', "alter_type", "user.name"),
        ('op.alter_column("user", "name", existing_type=sa.Text(), type_=sa.String(20))', "alter_type", "user.name"),
        ('op.alter_column("user", "name", existing_type=sa.Text(), type_=sa.Integer())', "alter_type", "user.name"),
        ('op.alter_column("user", "age", existing_type=sa.BigInteger(), type_=sa.Integer())', "alter_type", "user.age"),
        ('op.alter_column("user", "sum", existing_type=sa.Numeric(9, 4), type_=sa.Numeric(9, 2))', "alter_type", "user.sum"),
        ('op.alter_column("user", "sum", existing_type=sa.Numeric(9, 2), type_=sa.Numeric(7, 2))', "alter_type", "user.sum"),
        ('op.alter_column("user", "sum", existing_type=sa.Float(), type_=sa.Integer())', "alter_type", "user.sum"),
        ('op.alter_column("user", "at", existing_type=sa.DateTime(), type_=sa.Date())', "alter_type", "user.at"),
        ('op.alter_column("user", "at", existing_type=sa.DateTime(), type_=sa.Time())', "alter_type", "user.at"),
        ('op.alter_column("user", "at", existing_type=sa.DateTime(timezone=True), type_=sa.DateTime())', "alter_type", "user.at"),
        ('op.alter_column("user", "k", existing_type=sa.Enum("a", "b", name="k"), type_=sa.Enum("a", name="k"))', "alter_type", "user.k"),
        ('op.alter_column("user", "kind", existing_type=sa.Text(), type_=sa.Enum("a", name="k"))', "alter_type", "user.kind"),
        ('op.add_column("user", sa.Column("age", sa.Integer(), nullable=False))', "add_column", "user.age"),
        ('op.alter_column("user", "age", nullable=False)', "set_not_null", "user.age"),
        ('op.execute("DROP TABLE user")', "drop_table", "user"),
        ('op.execute("ALTER TABLE user DROP COLUMN age")', "drop_column", "user.age"),
        ('op.execute("TRUNCATE user")', "change_rows", "user"),
        ('op.execute("DELETE FROM user")', "change_rows", "user"),
        ('with op.batch_alter_table("user") as batch:\n        batch.drop_column("age")', "drop_column", "user.age"),
    ],
)  # fmt: skip
def test_what_takes_something_away_is_flagged_on_its_line(line: str, kind: str, subject: str) -> None:
    (found,) = alembic(line)
    assert found.data == {"kind": kind, "subject": subject}
    assert found.line == (7 if "batch" in line else 6)


@pytest.mark.parametrize(
    "lines",
    [
        ("pass",),
        ('op.create_table("log", sa.Column("id", sa.Integer()))', 'op.drop_column("log", "id")', 'op.drop_table("log")'),
        ('op.add_column("user", sa.Column("old", sa.Integer()))', 'op.drop_column("user", "old")'),
        ('op.add_column("user", sa.Column("age", sa.Integer(), nullable=False, server_default="0"))',),
        ('op.add_column("user", sa.Column("id", sa.Integer(), primary_key=True))',),
        ('op.add_column("user", sa.Column("sum", sa.Integer(), sa.Computed("a + b"), nullable=False))',),
        ('op.execute("UPDATE user SET age = 0 WHERE age IS NULL")', 'op.alter_column("user", "age", nullable=False)'),
        ('op.alter_column("user", "age", nullable=False, server_default="0")',),
        ('op.alter_column("user", "name", existing_type=sa.String(20), type_=sa.String(50))',),
        ('op.alter_column("user", "name", existing_type=sa.String(20), type_=sa.Text())',),
        ('op.alter_column("user", "name", type_=sa.String(50))',),
        ('op.alter_column("user", "name", existing_type=Own(), type_=sa.String(50))',),
        ('op.alter_column("user", "age", existing_type=sa.Integer(), type_=sa.BigInteger())',),
        ('op.alter_column("user", "sum", existing_type=sa.Numeric(7, 2), type_=sa.Numeric(9, 2))',),
        ('op.alter_column("user", "sum", existing_type=sa.Numeric(), type_=sa.Numeric(9, 2))',),
        ('op.alter_column("user", "at", existing_type=sa.DateTime(), type_=sa.DateTime(timezone=True))',),
        ('op.alter_column("user", "kind", existing_type=sa.Enum("a", name="k"), type_=sa.Enum("a", "b", name="k"))',),
        ('op.alter_column("user", "age", nullable=True)',),
        ('op.execute("DELETE FROM user WHERE id = 1")',),
        ('op.execute("UPDATE user SET age = 0")',),
        ('op.create_index("by_age", "user", ["age"])',),
        ('op.drop_index("by_age", table_name="user")',),
    ],
)  # fmt: skip
def test_what_the_running_release_does_not_feel_is_left_alone(lines: tuple[str, ...]) -> None:
    assert alembic(*lines) == []


@pytest.mark.parametrize(
    ("operation", "subject"),
    [
        ('migrations.DeleteModel("Order")', "shop.order"),
        ('migrations.RemoveField("Order", "note")', "shop.order.note"),
        ('migrations.RenameField("Order", "note", "text")', "shop.order.note"),
        ('migrations.RenameModel("Order", "Purchase")', "shop.order"),
        ('migrations.AlterField("Order", "note", models.CharField(max_length=20))', "shop.order.note"),
        ('migrations.AlterField("Order", "age", models.IntegerField())', "shop.order.age"),
        ('migrations.RunSQL("DELETE FROM shop_order")', "shop_order"),
    ],
)
def test_what_djangos_operations_take_away_is_flagged(operation: str, subject: str) -> None:
    (found,) = django(operation)
    assert isinstance(found.data, dict)
    assert found.data["subject"] == subject


@pytest.mark.parametrize(
    "operation",
    [
        'migrations.AddField("Order", "more", models.IntegerField(default=0))',
        'migrations.AlterField("Order", "age", models.IntegerField(default=0))',
        'migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("Order", "note")])',
        'migrations.CreateModel("Log", fields=[]), migrations.DeleteModel("Log")',
        'migrations.AlterField("Order", "note", models.CharField(max_length=90, help_text="said"))',
        "migrations.RunPython(forwards)",
    ],
)  # fmt: skip
def test_what_django_fills_or_only_remembers_is_left_alone(operation: str) -> None:
    assert django(operation) == []


@pytest.mark.parametrize("name", ["user", "user.age"])
def test_what_the_policy_names_deprecated_may_go(name: str) -> None:
    assert alembic('op.drop_column("user", "age")', deprecated=(name,)) == []
    assert len(alembic('op.drop_column("user", "age")', deprecated=("user.name", "person"))) == 1


def test_a_migration_that_was_there_before_is_not_judged_again() -> None:
    text = ALEMBIC.format("0001", None, '    op.drop_table("user")')
    base = {"migrations/versions/0001_first.py": text}
    head = {"migrations/versions/0001_first.py": text + "# more\n"}
    assert list(RULE.run(facts_of(base, head), Options())) == []


@pytest.mark.parametrize(
    "before",
    [
        'op.execute("DELETE FROM user WHERE id = 1")',
        'op.execute("UPDATE user SET name = 1")',
        'op.execute("UPDATE other SET age = 1")',
        'op.add_column("user", sa.Column("age", sa.Integer()))',
    ],
)
def test_rows_that_something_else_changed_still_hold_null(before: str) -> None:
    found = alembic(before, 'op.alter_column("user", "age", nullable=False)')
    assert [one.data for one in found] == [{"kind": "set_not_null", "subject": "user.age"}]


@pytest.mark.parametrize(
    "before",
    [
        'op.add_column("user", sa.Column("age", sa.Integer(), server_default="1"))',
        "op.get_bind().execute(made())",
        'op.execute("UPDATE user SET name = 1, age = 2")',
    ],
)
def test_rows_that_were_filled_hold_no_null(before: str) -> None:
    assert alembic(before, 'op.alter_column("user", "age", nullable=False)') == []
