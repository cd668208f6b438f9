"""`blocking-migration`, beside the examples of its manual page."""

from textwrap import indent

import pytest
from pydantic import ValidationError
from tests.fakes.facts import facts_of

from tenet.domain.finding import Violation
from tenet.rules.migrations.blocking_migration import RULE, Options

ALEMBIC = 'import sqlalchemy as sa\nfrom alembic import op\nrevision = "{}"\ndown_revision = {!r}\ndef upgrade():\n{}\n'
FIRST = {"migrations/versions/0001_first.py": ALEMBIC.format("0001", None, "    pass")}
DJANGO = """
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, RemoveIndexConcurrently, ValidateConstraint
from django.db import migrations, models
class Migration(migrations.Migration):
    atomic = {}
    operations = [{}]
"""
SHOP = {
    "shop/__init__.py": "",
    "shop/models.py": "",
    "shop/migrations/__init__.py": "",
    "shop/migrations/0001_initial.py": DJANGO.format(
        True,
        'migrations.CreateModel("Order", fields=[("id", models.AutoField(primary_key=True)), ("note", models.CharField(max_length=90)), '
        '("age", models.IntegerField(null=True))])',
    ),
}
AUTOCOMMIT = "with op.get_context().autocommit_block():\n    "


def alembic(text: str, **options: object) -> list[Violation]:
    revision = ALEMBIC.format("0002", "0001", indent(text, "    "))
    return found_in(FIRST, "migrations/versions/0002_next.py", revision, Options(**options))  # type: ignore[arg-type]


def django(*operations: str, atomic: bool = True) -> list[Violation]:
    return found_in(SHOP, "shop/migrations/0002_next.py", DJANGO.format(atomic, ", ".join(operations)), Options())


def found_in(base: dict[str, str], path: str, text: str, options: Options) -> list[Violation]:
    return [one for one in RULE.run(facts_of(base, {**base, path: text}), options) if isinstance(one, Violation)]


BLOCKING = [
    ('op.create_index("ix", "user", ["age"])', "SHARE lock"),
    ('op.create_index("ix", "user", ["age"], postgresql_concurrently=True)', "fails inside the migration's transaction"),
    ('op.drop_index("ix", table_name="user")', "ACCESS EXCLUSIVE"),
    ('op.drop_index("ix", table_name="user", postgresql_concurrently=True)', "DROP INDEX CONCURRENTLY"),
    ('op.create_foreign_key("fk", "user", "team", ["team_id"], ["id"])', "user and team"),
    ('op.create_check_constraint("adult", "user", "age > 17")', "check constraint"),
    ('op.create_unique_constraint("one", "user", ["age"])', "unique constraint"),
    ('op.create_primary_key("pk", "user", ["id"])', "primary key"),
    ('op.create_exclude_constraint("no", "user", ("age", "="))', "exclusion constraint"),
    ('op.alter_column("user", "age", existing_type=sa.Integer(), type_=sa.BigInteger())', "INTEGER to BIGINT"),
    ('op.alter_column("user", "name", existing_type=sa.String(50), type_=sa.String(20))', "VARCHAR(50) to VARCHAR(20)"),
    ('op.alter_column("user", "sum", existing_type=sa.Numeric(9, 2), type_=sa.Numeric(9, 3))', "NUMERIC"),
    ('op.alter_column("user", "age", nullable=False)', "looks at every row"),
    ('op.add_column("user", sa.Column("key", sa.Uuid(), server_default=sa.text("gen_random_uuid()")))', "worked out for each row"),
    ('op.add_column("user", sa.Column("number", sa.Integer(), primary_key=True))', "each row gets a number"),
    ('op.add_column("user", sa.Column("number", sa.Integer(), sa.Identity()))', "each row gets a number"),
    ('op.execute("ALTER TABLE user ADD COLUMN age int, ADD COLUMN number serial")', "Adding column user.number writes"),
    ('op.execute("ALTER TABLE user SET UNLOGGED")', "ALTER TABLE user SET UNLOGGED keeps readers and writers out"),
    ('op.execute("REINDEX INDEX CONCURRENTLY ix")', "fails inside the migration's transaction"),
    ('op.execute("ALTER TABLE user DETACH PARTITION old CONCURRENTLY")', "fails inside the migration's transaction"),
    ('op.execute("VACUUM user")', "VACUUM fails inside"),
    ('op.add_column("user", sa.Column("sum", sa.Integer(), sa.Computed("a + b")))', "generated and stored"),
    ('op.execute("CREATE INDEX ix ON user (age)")', "SHARE lock"),
    ('op.execute("ALTER TABLE user ADD CONSTRAINT adult CHECK (age > 17)")', "check constraint"),
    (f'{AUTOCOMMIT}op.execute("VACUUM FULL user")', "VACUUM FULL keeps"),
    ('op.execute("ALTER TABLE user VALIDATE CONSTRAINT other")\nop.alter_column("user", "age", nullable=False)', "looks at every row"),
    ('op.alter_column("user", "code", existing_type=sa.CHAR(5), type_=sa.CHAR(10))', "CHAR(5) to CHAR(10)"),
    ('op.execute("REFRESH MATERIALIZED VIEW totals")', "REFRESH MATERIALIZED VIEW"),
    ('op.add_column("user", sa.Column("age", sa.Integer()))\nop.execute("UPDATE user SET age = 0")', "until the last row"),
    (
        'op.execute("ALTER TABLE user ADD CONSTRAINT adult CHECK (age > 17) NOT VALID")\n'
        'op.execute("ALTER TABLE user VALIDATE CONSTRAINT adult")',
        "validated in the transaction that adds it",
    ),
]


@pytest.mark.parametrize(("text", "said"), BLOCKING)
def test_what_keeps_others_waiting_is_flagged_once(text: str, said: str) -> None:
    (found,) = alembic(text)
    assert said in found.message
    assert found.remedy


QUIET = [
    "pass",
    'op.add_column("user", sa.Column("number", sa.String(5), primary_key=True))',
    'op.execute("CREATE TEMPORARY TABLE old (id int)")\nop.create_index("ix", "old", ["id"])',
    f'{AUTOCOMMIT}op.execute("REINDEX INDEX CONCURRENTLY ix")',
    f'{AUTOCOMMIT}op.execute("VACUUM user")',
    'op.create_table("log", sa.Column("id", sa.Integer()))\nop.create_index("ix", "log", ["id"])',
    f'{AUTOCOMMIT}op.create_index("ix", "user", ["age"], postgresql_concurrently=True)',
    f'{AUTOCOMMIT}op.execute("CREATE INDEX CONCURRENTLY ix ON user (age)")',
    f'{AUTOCOMMIT}op.drop_index("ix", table_name="user", postgresql_concurrently=True)',
    'op.create_foreign_key("fk", "user", "team", ["team_id"], ["id"], postgresql_not_valid=True)',
    'op.execute("ALTER TABLE user ADD CONSTRAINT one UNIQUE USING INDEX ix")',
    'op.execute("ALTER TABLE user VALIDATE CONSTRAINT adult")',
    'op.execute("ALTER TABLE user VALIDATE CONSTRAINT age_is_there")\nop.alter_column("user", "age", nullable=False)',
    'op.add_column("user", sa.Column("team_id", sa.Integer(), sa.ForeignKey("team.id")))',
    'op.execute("LOCK TABLE user IN ACCESS SHARE MODE")',
    'op.alter_column("user", "name", existing_type=sa.String(20), type_=sa.String(50))',
    'op.alter_column("user", "name", existing_type=sa.String(20), type_=sa.Text())',
    'op.alter_column("user", "name", type_=sa.Text())',
    'op.alter_column("user", "sum", existing_type=sa.Numeric(9, 2), type_=sa.Numeric(12, 2))',
    'op.alter_column("user", "age", nullable=True)',
    'op.alter_column("user", "age", new_column_name="years")',
    'op.add_column("user", sa.Column("age", sa.Integer()))',
    'op.add_column("user", sa.Column("at", sa.DateTime(), server_default=sa.func.now()))',
    'op.add_column("user", sa.Column("age", sa.Integer(), server_default="0", nullable=False))',
    'op.drop_column("user", "age")',
    'op.execute("UPDATE user SET age = 0")',
    'op.execute("UPDATE user SET age = 0 WHERE id < 1000")\nop.add_column("user", sa.Column("more", sa.Integer()))',
    'op.execute("REFRESH MATERIALIZED VIEW CONCURRENTLY totals")',
    'op.execute("GRANT SELECT ON user TO reader")',
]


@pytest.mark.parametrize("text", QUIET)
def test_what_takes_a_moment_is_left_alone(text: str) -> None:
    assert alembic(text) == []


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        ('migrations.AddIndex("Order", models.Index(fields=["age"], name="ix"))', "AddIndexConcurrently"),
        ('AddIndexConcurrently("Order", models.Index(fields=["age"], name="ix"))', "atomic = False"),
        ('migrations.RemoveIndex("Order", "ix")', "RemoveIndexConcurrently"),
        ('migrations.AddConstraint("Order", models.CheckConstraint(condition=models.Q(age__gt=1), name="adult"))', "AddConstraintNotValid"),
        ('migrations.AlterField("Order", "age", models.BigIntegerField(null=True))', "new type"),
    ],
)
def test_djangos_own_way_is_named(operation: str, said: str) -> None:
    (found,) = django(operation)
    assert said in found.remedy


def test_a_field_with_an_index_is_one_finding_and_its_foreign_key_looks_at_no_rows() -> None:
    (found,) = django('migrations.AddField("Order", "team", models.ForeignKey("shop.Team", models.CASCADE, null=True))')
    assert "the index on team_id" in found.message
    assert "foreign key" not in found.message


@pytest.mark.parametrize(
    "operation",
    [
        'AddIndexConcurrently("Order", models.Index(fields=["age"], name="ix"))',
        'RemoveIndexConcurrently("Order", "ix")',
        'AddConstraintNotValid("Order", models.CheckConstraint(condition=models.Q(age__gt=1), name="adult"))',
        'migrations.AddField("Order", "more", models.IntegerField(default=0))',
        'migrations.AlterField("Order", "note", models.CharField(max_length=200))',
    ],
)
def test_djangos_quiet_operations_are_left_alone(operation: str) -> None:
    assert django(operation, atomic=False) == []


def test_the_option_database_decides_whose_locks_are_meant() -> None:
    index = 'op.create_index("ix", "user", ["age"])'
    assert [len(alembic(index, database=name)) for name in ("postgresql", "mysql", "sqlite")] == [1, 0, 0]
    foreign = 'op.create_foreign_key("fk", "user", "team", ["team_id"], ["id"])'
    assert [len(alembic(foreign, database=name)) for name in ("postgresql", "mysql", "sqlite")] == [1, 1, 0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('op.alter_column("user", "age", existing_type=sa.Integer(), type_=sa.BigInteger())', 1),
        ('op.alter_column("user", "name", existing_type=sa.String(20), type_=sa.String(50))', 0),
        ('op.alter_column("user", "name", existing_type=sa.String(50), type_=sa.String(100))', 1),
        ('op.alter_column("user", "name", existing_type=sa.String(), type_=sa.String(100))', 0),
        ('op.alter_column("user", "name", existing_type=Own(), type_=sa.String(100))', 0),
        ('op.alter_column("user", "k", existing_type=sa.Enum("a", name="k"), type_=sa.Enum("a", "b", name="k"))', 0),
        ('op.alter_column("user", "k", existing_type=sa.Enum("a", name="k"), type_=sa.Enum("b", "a", name="k"))', 1),
        ('op.add_column("user", sa.Column("number", sa.Integer(), primary_key=True))', 1),
        ('op.execute("UPDATE user SET age = 0")', 1),
        ('op.create_unique_constraint("one", "user", ["age"])', 0),
    ],
)
def test_mysql_copies_what_it_cannot_change_in_place(text: str, expected: int) -> None:
    assert len(alembic(text, database="mysql")) == expected


def test_the_option_version_knows_what_postgresql_learned() -> None:
    computed = 'op.add_column("user", sa.Column("sum", sa.Integer(), sa.Computed("a + b")))'
    assert [len(alembic(computed, version=version)) for version in (12, 17, 18)] == [1, 1, 0]
    stored = 'op.execute("ALTER TABLE user ADD COLUMN sum int GENERATED ALWAYS AS (a + b) STORED")'
    assert [len(alembic(stored, version=version)) for version in (17, 18)] == [1, 1]
    not_null = 'op.alter_column("user", "age", nullable=False)'
    assert "CHECK" in alembic(not_null, version=12)[0].remedy
    assert "CHECK" not in alembic(not_null, version=18)[0].remedy


@pytest.mark.parametrize("version", [11, 19])
def test_a_version_that_nothing_is_known_of_is_refused(version: int) -> None:
    with pytest.raises(ValidationError):
        Options(version=version)
