"""Raw SQL as steps."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenet.facts.database.schema import Column, ColumnType, Origin
from tenet.facts.database.sql_statements import read_sql, read_statements
from tenet.facts.database.sql_tables import LONGEST
from tenet.facts.database.sql_words import LIMIT
from tenet.facts.database.steps import Step, StepKind

PIECES = (
    "ALTER TABLE ADD COLUMN DROP CREATE INDEX ON a b ( ) , ; . int '' $$ {x} %s \" ` UPDATE SET WITH AS DO RENAME TO TYPE VALUE 'v' [ ] :: "
    "CONSTRAINT UNIQUE PRIMARY KEY REFERENCES CHECK USING IF EXISTS NOT NULL DEFAULT -- /* \n \\ ENUM DO TRUNCATE , ALTER TABLE a"
)
HERE = Origin("migrations/1.py", 10, 20)


def only(sql: str) -> Step:
    (step,) = read_statements(sql, HERE)
    return step


def kinds(sql: str) -> list[str]:
    return [step.kind.value for step in read_statements(sql, HERE)]


def column(step: Step) -> Column:
    assert step.column is not None
    return step.column


@pytest.mark.parametrize(
    ("sql", "kind", "table"),
    [
        ("CREATE TABLE IF NOT EXISTS public.users (id serial PRIMARY KEY)", StepKind.CREATE_TABLE, "users"),
        ("CREATE UNLOGGED TABLE users AS SELECT 1 AS id", StepKind.CREATE_TABLE, "users"),
        ('DROP TABLE IF EXISTS "public"."Users" CASCADE', StepKind.DROP_TABLE, "Users"),
        ("ALTER TABLE ONLY users RENAME TO people", StepKind.RENAME_TABLE, "users"),
        ("RENAME TABLE users TO people", StepKind.RENAME_TABLE, "users"),
        ("ALTER TABLE users ADD COLUMN IF NOT EXISTS age int", StepKind.ADD_COLUMN, "users"),
        ("ALTER TABLE users ADD age int", StepKind.ADD_COLUMN, "users"),
        ("ALTER TABLE `users` ADD COLUMN `age` int(11) AFTER `id`", StepKind.ADD_COLUMN, "users"),
        ("ALTER TABLE users ADD COLUMN place geography(Point, 4326)", StepKind.ADD_COLUMN, "users"),
        ("ALTER TABLE users ADD key int", StepKind.ADD_COLUMN, "users"),
        ("alter table users drop column if exists age cascade", StepKind.DROP_COLUMN, "users"),
        ("ALTER TABLE users DROP age", StepKind.DROP_COLUMN, "users"),
        ("ALTER TABLE users RENAME COLUMN age TO years", StepKind.RENAME_COLUMN, "users"),
        ("ALTER TABLE users RENAME age TO years", StepKind.RENAME_COLUMN, "users"),
        ("ALTER TABLE users ALTER COLUMN age TYPE bigint USING age::bigint", StepKind.ALTER_TYPE, "users"),
        ("ALTER TABLE users ALTER age SET DATA TYPE numeric(10, 2)", StepKind.ALTER_TYPE, "users"),
        ("ALTER TABLE users ALTER age SET NOT NULL", StepKind.SET_NOT_NULL, "users"),
        ("ALTER TABLE users ALTER COLUMN age DROP NOT NULL", StepKind.DROP_NOT_NULL, "users"),
        ("ALTER TABLE users ALTER COLUMN age SET DEFAULT now()", StepKind.SET_DEFAULT, "users"),
        ("ALTER TABLE users ALTER COLUMN age DROP DEFAULT", StepKind.SET_DEFAULT, "users"),
        ("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ix ON users USING btree (lower(name))", StepKind.CREATE_INDEX, "users"),
        ("DROP INDEX CONCURRENTLY IF EXISTS public.ix", StepKind.DROP_INDEX, ""),
        ("DROP INDEX ix ON users", StepKind.DROP_INDEX, "users"),
        ("ALTER TABLE users ADD CONSTRAINT u UNIQUE (name, age)", StepKind.ADD_UNIQUE, "users"),
        ("ALTER TABLE users ADD CONSTRAINT u UNIQUE USING INDEX ix", StepKind.ADD_UNIQUE, "users"),
        ("ALTER TABLE users ADD PRIMARY KEY (id)", StepKind.ADD_PRIMARY_KEY, "users"),
        ("ALTER TABLE users ADD FOREIGN KEY (team_id) REFERENCES teams (id) NOT VALID", StepKind.ADD_FOREIGN_KEY, "users"),
        ("ALTER TABLE users ADD CONSTRAINT c CHECK (age > 0) NOT VALID", StepKind.ADD_CHECK, "users"),
        ("ALTER TABLE users ADD CONSTRAINT e EXCLUDE USING gist (during WITH &&)", StepKind.ADD_EXCLUSION, "users"),
        ("ALTER TABLE users DROP CONSTRAINT IF EXISTS c", StepKind.DROP_CONSTRAINT, "users"),
        ("ALTER TABLE users DROP FOREIGN KEY fk", StepKind.DROP_CONSTRAINT, "users"),
        ("ALTER TABLE users VALIDATE CONSTRAINT c", StepKind.VALIDATE_CONSTRAINT, "users"),
        ("ALTER TYPE mood ADD VALUE IF NOT EXISTS 'calm' AFTER 'glad'", StepKind.ADD_ENUM_VALUE, ""),
        ("INSERT INTO users (name) VALUES (%s)", StepKind.CHANGE_ROWS, "users"),
        ("UPDATE ONLY users SET name = :name WHERE id = %(id)s", StepKind.CHANGE_ROWS, "users"),
        ("DELETE FROM users USING teams WHERE team_id = teams.id", StepKind.CHANGE_ROWS, "users"),
        ("WITH old AS (SELECT id FROM users LIMIT 5) DELETE FROM users WHERE id IN (SELECT id FROM old)", StepKind.CHANGE_ROWS, "users"),
        ("MERGE INTO users USING new ON users.id = new.id WHEN MATCHED THEN UPDATE SET name = new.name", StepKind.CHANGE_ROWS, "users"),
        ("TRUNCATE users", StepKind.CHANGE_ROWS, "users"),
    ],
)
def test_each_statement_is_the_step_that_it_takes(sql: str, kind: StepKind, table: str) -> None:
    step = only(f"  -- why\n{sql} /* ; */ ;")
    assert (step.kind, step.table) == (kind, table)
    assert sql in step.sql


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT setval('users_id_seq', 5)",
        "SET LOCAL lock_timeout = '5s'",
        "GRANT SELECT ON users TO reader",
        "COMMENT ON COLUMN users.age IS 'ALTER TABLE users'",
        "CREATE OR REPLACE VIEW v AS SELECT * FROM users",
        "CREATE EXTENSION IF NOT EXISTS citext",
        "CREATE TYPE mood AS ENUM ('glad')",
        "CREATE TEMP TABLE t (id int)",
        "CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN UPDATE users SET age = 1; END $$ LANGUAGE plpgsql",
        "ALTER TABLE users ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE users OWNER TO somebody",
        "VACUUM FULL users",
        "users",
        "ALTER",
        "ALTER TABLE",
        "ALTER TABLE users",
        "ALTER TABLE users ADD",
        "ALTER TABLE users DROP",
        "CREATE INDEX",
        "'an open literal",
        "$$ an open body",
        "(" * 5000,
    ],
)
def test_what_is_no_step_is_other(sql: str) -> None:
    assert kinds(sql) == ["other"]


def test_several_statements_and_actions_are_several_steps_each_on_its_line() -> None:
    steps = read_statements("ALTER TABLE a ADD b int, DROP c, ADD UNIQUE (d);\n\nUPDATE a\nSET b = ';' WHERE c;\nDROP TABLE e, f", HERE)
    assert [(step.kind.value, step.origin.line) for step in steps] == [
        ("add_column", 10),
        ("drop_column", 10),
        ("add_unique", 10),
        ("change_rows", 12),
        ("drop_table", 14),
        ("drop_table", 14),
    ]


def test_an_unknown_action_takes_nothing_from_the_others() -> None:
    assert kinds("ALTER TABLE a FROBNICATE b, ADD c int, OWNER TO d") == ["other", "add_column", "other"]


def test_a_text_on_one_line_keeps_that_line() -> None:
    (first, second) = read_statements("SELECT 1;\nUPDATE a SET b = 1", Origin("1.py", 3, 3))
    assert (first.origin.line, second.origin.line) == (3, 3)


def test_a_column_has_its_type_default_and_nullability() -> None:
    step = only("ALTER TABLE users ADD COLUMN nickname character varying(50) NOT NULL DEFAULT 'x'::text")
    assert column(step) == Column("nickname", ColumnType("VARCHAR", ("50",)), nullable=False, server_default="'x'")


def test_constraints_of_a_new_column_are_steps_of_their_own() -> None:
    steps = read_statements("ALTER TABLE a ADD COLUMN b int UNIQUE REFERENCES c (id) ON DELETE CASCADE CHECK (b > 0)", HERE)
    assert [step.kind.value for step in steps] == ["add_column", "add_unique", "add_foreign_key", "add_check"]
    assert (steps[1].columns, steps[2].target) == (("b",), "c")


@pytest.mark.parametrize(
    ("stated", "type_"),
    [
        ("int4", "INTEGER"),
        ("integer", "INTEGER"),
        ("serial", "INTEGER"),
        ("bigserial", "BIGINT"),
        ("int8", "BIGINT"),
        ("varchar(5)", "VARCHAR(5)"),
        ("character varying", "VARCHAR"),
        ("text", "TEXT"),
        ("bool", "BOOLEAN"),
        ("timestamptz", "DATETIME(WITH TIME ZONE)"),
        ("timestamp with time zone", "DATETIME(WITH TIME ZONE)"),
        ("timestamp without time zone", "DATETIME"),
        ("decimal(10, 2)", "NUMERIC(10, 2)"),
        ("double precision", "DOUBLE"),
        ("bytea", "BLOB"),
        ("uuid", "UUID"),
        ("jsonb", "JSONB"),
        ("text[]", "ARRAY(TEXT)"),
        ("mood", "mood"),
    ],
)
def test_types_have_the_names_that_models_give_them(stated: str, type_: str) -> None:
    assert str(column(only(f"ALTER TABLE a ADD COLUMN b {stated}")).type) == type_


def test_a_name_that_only_a_run_can_tell_is_a_star() -> None:
    assert only("ALTER TABLE {table} ADD COLUMN age int").table == "*"
    assert only('ALTER TABLE "{table}" ADD COLUMN age int').table == "*"
    assert only("ALTER TABLE {schema}.users ADD COLUMN age int").table == "users"
    assert column(only("ALTER TABLE users ADD COLUMN age_{suffix} {kind}")).name == "*"
    assert only("UPDATE %s SET age = 1").table == "*"


def test_braces_in_a_literal_are_no_placeholder() -> None:
    assert column(only("ALTER TABLE users ADD COLUMN tags jsonb DEFAULT '{}'")).server_default == "'{}'"


@pytest.mark.parametrize(
    ("sql", "everything"),
    [
        ("UPDATE a SET b = (SELECT c FROM d WHERE e)", True),
        ("UPDATE a SET b = 1 WHERE c", False),
        ("UPDATE a SET b = 1 WHERE true RETURNING b", True),
        ("UPDATE a SET b = 1 WHERE 1 = 1", True),
        ("DELETE FROM a", True),
        ("DELETE FROM a LIMIT 5", False),
        ("TRUNCATE TABLE a CASCADE", True),
        ("INSERT INTO a SELECT * FROM b", False),
    ],
)
def test_all_rows_are_changed_where_nothing_bounds_them(sql: str, everything: bool) -> None:
    assert only(sql).all_rows is everything


def test_rows_are_also_changed_inside_of_with() -> None:
    steps = read_statements("WITH gone AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM gone", HERE)
    assert [(step.table, step.all_rows) for step in steps] == [("a", True), ("b", False)]


def test_the_body_of_a_block_is_read() -> None:
    body = "DO $$ BEGIN IF NOT EXISTS (SELECT 1) THEN ALTER TABLE a ADD b int; END IF; EXCEPTION WHEN others THEN null; END $$"
    step = only(body)
    assert (step.kind, step.table, step.conditional) == (StepKind.ADD_COLUMN, "a", True)


def test_locks_are_told() -> None:
    assert only("CREATE INDEX CONCURRENTLY ix ON a (b)").concurrently
    assert only("DROP INDEX CONCURRENTLY ix").concurrently
    assert only("ALTER TABLE a DETACH PARTITION b CONCURRENTLY").concurrently
    assert not only("ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0) NOT VALID").validated
    assert only("ALTER TABLE a ADD CONSTRAINT c PRIMARY KEY USING INDEX ix").using_index


@pytest.mark.untraced
@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES.split(" ")), max_size=25).map(" ".join) | st.text(max_size=60))
def test_nothing_is_raised_whatever_the_text(sql: str) -> None:
    for dialect in ("postgres", "mysql", "sqlite"):
        read_sql(sql, HERE, dialect)


@pytest.mark.untraced
def test_a_dump_is_not_parsed() -> None:
    dump = "INSERT INTO a VALUES (1, 'x');\n" * 2_000_000
    start = time.process_time()
    assert kinds(dump) == ["other"]
    assert time.process_time() - start < 0.5


@pytest.mark.untraced
@pytest.mark.parametrize("part", ["(", "a.", "a,", "CASE WHEN ", "- ", "'a' || ", "x::", "{"])
@pytest.mark.parametrize(
    "start",
    [
        "",
        "CREATE TABLE t (",
        *(pytest.param(each, marks=pytest.mark.nightly) for each in ("ALTER TABLE t ADD c int DEFAULT ", "CREATE INDEX i ON t (")),
    ],
)
def test_long_and_deep_texts_take_bounded_time(start: str, part: str) -> None:
    for length in (LONGEST, LIMIT):
        text = start + part * ((length - 100) // len(part))
        began = time.process_time()
        read_sql(text, HERE)
        assert time.process_time() - began < 20
