# ruff: noqa: E501 (one case a line)
"""What raw SQL in a revision covers, and what real databases make of it."""

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.facts.database.reading import covered, left, schema_facts, upgrade
from tests.facts.database.test_alembic_operations import HEAD, NAME, TEAM, table

from tenet.facts.database.effects import Effects
from tenet.facts.database.schema import Origin, Table
from tenet.facts.database.sql_effects import apply_text

HERE = Origin("1.py", 1, 1)
MOOD = 'mood = Column(Enum("glad", "sad", name="mood"))'
CALM = 'mood = Column(Enum("glad", "calm", "sad", name="mood"))'
CODE = "code = Column(String(9))"


def raw(*statements: str) -> dict[str, str]:
    return upgrade(*(f"op.execute({statement!r})" for statement in statements))


def made(statements: str, start: Effects | None = None) -> Effects:
    effects = start or Effects({})
    apply_text(effects, statements, HERE)
    return effects


COVERED = {
    "create table": (HEAD, table(NAME), ['CREATE TABLE "user" (id serial PRIMARY KEY, name varchar(50))']),
    "create table in capitals": (HEAD, table(NAME), ["CREATE TABLE USER (ID INTEGER PRIMARY KEY, NAME VARCHAR(50))"]),
    "create table out of a query": (HEAD, table(NAME), ["CREATE TABLE user AS SELECT * FROM old"]),
    "create view": (HEAD, table(NAME), ["CREATE OR REPLACE VIEW user AS SELECT 1 AS id"]),
    "create and alter": (HEAD, table(NAME), ["CREATE TABLE user (id int PRIMARY KEY)", "ALTER TABLE user ADD name varchar(50)"]),
    "drop table": (table(NAME), HEAD, ["DROP TABLE IF EXISTS public.user CASCADE"]),
    "rename table": (table(NAME), table(NAME, "person"), ["ALTER TABLE user RENAME TO person"]),
    "copied table": (
        table(""),
        table(NAME),
        [
            "CREATE TABLE new (id int PRIMARY KEY, name varchar(50)); INSERT INTO new SELECT id FROM user; DROP TABLE user; ALTER TABLE new RENAME TO user"
        ],
    ),
    "add columns": (table(""), table(f"{NAME}\n{CODE}"), ["ALTER TABLE user ADD name varchar(50), ADD COLUMN code character varying(9)"]),
    "add column in capitals": (table(""), table(NAME), ["ALTER TABLE USER ADD COLUMN NAME VARCHAR(50)"]),
    "add column in a block": (
        table(""),
        table(NAME),
        ["DO $$ BEGIN ALTER TABLE user ADD name varchar(50); EXCEPTION WHEN duplicate_column THEN NULL; END $$"],
    ),
    "add column by a statement that is put together": (
        table(""),
        table(NAME),
        ["DO $$ BEGIN EXECUTE 'ALTER TABLE user ADD ' || 'name' || ' text'; END $$"],
    ),
    "add column as text": (table(""), table(NAME), ["ALTER TABLE user ADD name text"]),
    "columns that are not told": (table(""), table(NAME), ["ALTER TABLE user\n{columns}"]),
    "drop column": (table(NAME), table(""), ["ALTER TABLE user DROP COLUMN IF EXISTS name"]),
    "rename column": (table(NAME), table("full_name = Column(String(50))"), ["ALTER TABLE user RENAME name TO full_name"]),
    "type": (table(NAME), table("name = Column(String(80))"), ["ALTER TABLE user ALTER name TYPE varchar(80)"]),
    "type that is not told": (table(NAME), table("name = Column(JSON)"), ["ALTER TABLE user ALTER name TYPE {kind} USING name::{kind}"]),
    "nullable": (table(NAME), table("name = Column(String(50), nullable=False)"), ["ALTER TABLE user ALTER COLUMN name SET NOT NULL"]),
    "mysql": (table(NAME), table("name = Column(String(80), nullable=False)"), ["ALTER TABLE `user` MODIFY `name` varchar(80) NOT NULL"]),
    "index": (table(NAME), table("name = Column(String(50), index=True)"), ["CREATE INDEX CONCURRENTLY ix_user_name ON user (name)"]),
    "index dropped": (table("name = Column(String(50), index=True)"), table(NAME), ["DROP INDEX ix_user_name"]),
    "unique": (table(NAME), table("name = Column(String(50), unique=True)"), ["ALTER TABLE user ADD CONSTRAINT u UNIQUE (name)"]),
    "unique dropped": (table("name = Column(String(50), unique=True)"), table(NAME), ["ALTER TABLE user DROP CONSTRAINT user_name_key"]),
    "foreign key": (
        table("team_id = Column(Integer)") + TEAM,
        table("team_id = Column(Integer, ForeignKey('team.id'))") + TEAM,
        [
            "ALTER TABLE user ADD CONSTRAINT fk FOREIGN KEY (team_id) REFERENCES team (id) NOT VALID",
            "ALTER TABLE user VALIDATE CONSTRAINT fk",
        ],
    ),
    "foreign key with its column": (
        table("") + TEAM,
        table("team_id = Column(Integer, ForeignKey('team.id'))") + TEAM,
        ["ALTER TABLE user ADD COLUMN team_id int REFERENCES team"],
    ),
    "foreign key dropped": (
        table("team_id = Column(Integer, ForeignKey('team.id'))") + TEAM,
        table("team_id = Column(Integer)") + TEAM,
        ["ALTER TABLE user DROP CONSTRAINT any_name"],
    ),
    "value": (table(MOOD), table(CALM), ["ALTER TYPE mood ADD VALUE 'calm' BEFORE 'sad'"]),
    "value that is not told": (table(MOOD), table(CALM), ["ALTER TYPE mood ADD VALUE '{value}'"]),
    "value renamed": (
        table(MOOD),
        table('mood = Column(Enum("glad", "blue", name="mood"))'),
        ["ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'"],
    ),
    "type made again": (
        table(MOOD),
        table(CALM),
        [
            "ALTER TYPE mood RENAME TO mood_old",
            "CREATE TYPE mood AS ENUM ('glad', 'calm', 'sad')",
            "ALTER TABLE user ALTER COLUMN mood TYPE mood USING mood::text::mood",
            "DROP TYPE mood_old",
        ],
    ),
}


@pytest.mark.parametrize("name", COVERED)
def test_raw_sql_covers_the_change(name):
    base, head, statements = COVERED[name]
    without = schema_facts({"app/models.py": base}, {"app/models.py": head})
    facts = schema_facts({"app/models.py": base}, {"app/models.py": head, **raw(*statements)})
    assert left(without)
    assert left(facts) == []
    assert covered(facts) == left(without)


ADD_NAME = ("add_column", "user", "name")
OPEN = {
    "rows": (table(""), table(NAME), ["UPDATE user SET name = 'alter table user add name'"], ADD_NAME),
    "a comment": (
        table(""),
        table(NAME),
        ["COMMENT ON COLUMN user.name IS 'drop'", "SELECT 1 -- alter table user add name text"],
        ADD_NAME,
    ),
    "an index": (table(""), table(NAME), ["CREATE INDEX ix ON user (name)"], ADD_NAME),
    "another table": (table(""), table(NAME), ["ALTER TABLE person ADD COLUMN name varchar(50) DEFAULT 'user'"], ADD_NAME),
    "another column": (table(""), table(NAME), ["ALTER TABLE user ADD COLUMN alias varchar(50) DEFAULT 'name'"], ADD_NAME),
    "the way back": (table(""), table(NAME), ["ALTER TABLE user DROP COLUMN name"], ADD_NAME),
    "a column that goes again": (table(""), table(NAME), ["ALTER TABLE user ADD name text", "ALTER TABLE user DROP name"], ADD_NAME),
    "a trigger": (table(""), table(NAME), ["CREATE TRIGGER t BEFORE INSERT ON user EXECUTE FUNCTION name()"], ADD_NAME),
    "a function": (table(""), table(NAME), ["CREATE FUNCTION f() RETURNS text AS $$ SELECT name FROM user $$ LANGUAGE sql"], ADD_NAME),
    "another type": (table(""), table(NAME), ["ALTER TABLE user ADD COLUMN name int"], ("alter_type", "user", "name")),
    "a shorter one": (table(""), table(NAME), ["ALTER TABLE user ADD COLUMN name varchar(5)"], ("alter_type", "user", "name")),
    "no constraint": (
        table(""),
        table("name = Column(String(50), nullable=False)"),
        ["ALTER TABLE user ADD name varchar(50)"],
        ("alter_nullable", "user", "name"),
    ),
    "a table without the column": (HEAD, table(NAME), ["CREATE TABLE user (id int PRIMARY KEY)"], ADD_NAME),
    "another value": (table(MOOD), table(CALM), ["ALTER TYPE mood ADD VALUE 'angry'"], ("alter_enum", "user", "mood")),
    "another enumeration": (table(MOOD), table(CALM), ["ALTER TYPE temper ADD VALUE 'calm'"], ("alter_enum", "user", "mood")),
    "another index": (
        table("name = Column(String(50), index=True)"),
        table(NAME),
        ["DROP INDEX ix_team_name"],
        ("drop_index", "user", "name"),
    ),
}


@pytest.mark.parametrize("name", OPEN)
def test_raw_sql_that_does_something_else_covers_nothing(name):
    base, head, statements, expected = OPEN[name]
    assert left(schema_facts({"app/models.py": base}, {"app/models.py": head, **raw(*statements)})) == [expected]


def test_raw_sql_of_an_older_revision_is_replayed():
    older = {"app/models.py": table(""), **raw("CREATE TABLE user (id int PRIMARY KEY)", "ALTER TABLE user ADD name varchar(50)")}
    assert left(schema_facts(older, {**older, "app/models.py": table(NAME)})) == []
    for statement in ("ALTER TABLE user {columns} -- name", "ALTER TABLE user -- name"):
        untold = {"app/models.py": table(""), **raw(statement)}
        assert left(schema_facts(untold, {**untold, "app/models.py": table(NAME)})) == []
    rows = {"app/models.py": table(""), **raw("UPDATE user SET name = 1 -- alter")}
    assert left(schema_facts(rows, {**rows, "app/models.py": table(NAME)})) == [ADD_NAME]


NAMES = st.sampled_from(["a", "b", "c", "Order", "some thing"])
TYPES = st.sampled_from(["INTEGER", "VARCHAR(20)", "TEXT", "NUMERIC(10, 2)", "BOOLEAN", "TIMESTAMP"])
OPTIONS = st.sampled_from(["", "NOT NULL DEFAULT 1", "DEFAULT 'x'", "NULL", "CHECK (1 > 0)"])


@st.composite
def statements(draw):
    """Statements on one table, of the kinds that SQLite knows."""
    columns = draw(st.lists(st.tuples(NAMES, TYPES, OPTIONS), min_size=1, max_size=4, unique_by=lambda one: one[0].lower()))
    unique = draw(st.sampled_from(["", f', UNIQUE ("{columns[0][0]}")']))
    lines = [f"CREATE TABLE t (id INTEGER PRIMARY KEY, {', '.join(' '.join((f'`{n}`', t, o)) for n, t, o in columns)}{unique})"]
    for _ in range(draw(st.integers(0, 6))):
        one, other = draw(NAMES), draw(NAMES)
        lines.append(
            draw(
                st.sampled_from(
                    [
                        f'ALTER TABLE t ADD COLUMN "{one}" {draw(TYPES)} {draw(OPTIONS)}',
                        f'ALTER TABLE t DROP COLUMN "{one}"',
                        f'ALTER TABLE t RENAME COLUMN "{one}" TO "{other}"',
                        f"CREATE UNIQUE INDEX `ix_{one}` ON t (`{one}`, id)",
                        f"CREATE INDEX IF NOT EXISTS `by_{one}` ON t (`{one}` DESC) WHERE id > 5",
                        f'DROP INDEX IF EXISTS "ix_{one}"',
                        "ALTER TABLE t RENAME TO u",
                        "ALTER TABLE u RENAME TO t",
                        f"UPDATE t SET id = 1 WHERE '{one}' = ';'",
                    ]
                )
            )
        )
    return lines


def test_an_index_that_is_there_under_its_name_is_not_made_again_after_its_column_was_renamed():
    """A case that the random statements below once found."""
    effects = Effects({})
    index = "CREATE INDEX IF NOT EXISTS by_a ON t (a);\n"
    made(f"CREATE TABLE t (a INTEGER);\n{index}ALTER TABLE t RENAME COLUMN a TO b;\n{index}", effects)
    assert [(one.name, one.columns) for one in effects.tables["t"].indexes] == [("by_a", ("b",))]


@settings(max_examples=100, deadline=None)
@given(statements())
def test_the_tables_are_those_that_sqlite_makes(lines):
    database = sqlite3.connect(":memory:")
    effects = Effects({})
    for line in lines:
        try:
            database.execute(line)
        except sqlite3.OperationalError:
            continue
        made(f"{line};\n", effects)
    assert {name: shape(one) for name, one in effects.tables.items()} == dict(in_sqlite(database))


def shape(one: Table):
    columns = {
        name: (column.nullable and not column.primary_key, column.server_default is not None) for name, column in one.columns.items()
    }
    return columns, {(index.name, index.columns, index.unique) for index in one.indexes}, {unique.columns for unique in one.uniques}


def in_sqlite(database: sqlite3.Connection):
    for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        rows = database.execute(f'PRAGMA table_info("{name}")').fetchall()
        indexes = {
            (index, tuple(part[2] for part in database.execute(f'PRAGMA index_info("{index}")')), bool(unique), origin)
            for _, index, unique, origin, *_ in database.execute(f'PRAGMA index_list("{name}")').fetchall()
        }
        yield (
            name,
            (
                {row[1]: (not row[3] and not row[5], row[4] is not None) for row in rows},
                {index[:3] for index in indexes if index[3] == "c"},
                {index[1] for index in indexes if index[3] == "u"},
            ),
        )
