"""`schema-outside-migrations`, beside the examples of its manual page."""

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.finding import NotApplicable, Outcome, Unknown, Violation
from tenet.rules.migrations.schema_outside_migrations import RULE, Options

MIGRATION = {"migrations/versions/0001_first.py": 'revision = "0001"\ndown_revision = None\n'}
MODELS = """
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase
class Base(DeclarativeBase): pass
metadata = MetaData()
db = SQLAlchemy()
"""
IMPORTS = """
from sqlalchemy import text, DDL, inspect
from sqlmodel import SQLModel
from django.db import connection
from shop.models import Base, User, metadata, db
from shop.search import index
"""


def outcomes(source: str, path: str = "shop/main.py", more: dict[str, str] | None = None) -> list[Outcome]:
    base = {**MIGRATION, "shop/models.py": MODELS} if more is None else more
    return list(RULE.run(facts_of(base, {**base, path: IMPORTS + source}), Options()))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Base.metadata.create_all(engine)", "Base.metadata.create_all()"),
        ("metadata.drop_all(bind=engine)", "metadata.drop_all()"),
        ("SQLModel.metadata.create_all(engine)", "SQLModel.metadata.create_all()"),
        ("db.create_all()", "db.create_all()"),
        ("async def start(connection):\n    await connection.run_sync(Base.metadata.create_all)", "Base.metadata.create_all()"),
        ("def start(metadata):\n    metadata.create_all(engine)", "metadata.create_all()"),
        ("User.__table__.create(engine, checkfirst=True)", "User.__table__.create()"),
        ("with connection.schema_editor() as editor:\n    editor.add_field(User, field)", "connection.schema_editor()"),
        ("session.execute(text('ALTER TABLE users ADD COLUMN age INT'))", "ALTER TABLE users ADD COLUMN age INT"),
        ('cursor.execute("""\n  -- old\n  create table if not exists old (id int)""")', "-- old create table if not exists old (id int)"),
        ("cursor.execute(f'CREATE UNIQUE INDEX {name} ON users (id)')", "CREATE UNIQUE INDEX {} ON users (id)"),
        ("cursor.execute('DROP TABLE %s' % name)", "DROP TABLE %s"),
        ("cursor.execute('ALTER TABLE ' + 'users ' + rest)", "ALTER TABLE users {}"),
        ("SQL = 'CREATE VIEW adults AS SELECT 1'\nconnection.exec_driver_sql(SQL)", "CREATE VIEW adults AS SELECT 1"),
        ("DDL('CREATE TRIGGER touch BEFORE DELETE ON users')", "CREATE TRIGGER touch BEFORE DELETE ON users"),
    ],
)  # fmt: skip
def test_code_that_makes_the_schema_by_itself_is_found_once(source: str, said: str) -> None:
    (found,) = outcomes(source)
    assert isinstance(found, Violation)
    assert found.data == {"statement": said.strip()}


@pytest.mark.parametrize(
    "source",
    [
        "index.create_all()",
        "User.create(name='x')",
        "engine.create_all()",
        "inspect(engine).drop_all()",
        "text('create a table for two')",
        "'''CREATE TABLE users (id int)'''",
        "HELP = 'ALTER TABLE users ADD COLUMN age INT'",
        "log.info('DROP TABLE users')",
        "cursor.execute('CREATE TEMPORARY TABLE ids (id int)')",
        "cursor.execute('CREATE TEMP TABLE ids (id int)')",
        "cursor.execute('CREATE DATABASE shop')",
        "cursor.execute('CREATE SCHEMA tenant')",
        "cursor.execute('CREATE EXTENSION IF NOT EXISTS vector')",
        "cursor.execute('SELECT 1 -- then DROP TABLE users')",
        "cursor.execute('UPDATE users SET note = \\'ALTER TABLE x\\'')",
        "cursor.execute(load('CREATE TABLE users'))",
        "cursor.execute()",
        "import sqlite3\nsqlite3.connect('cache.db').execute('CREATE TABLE cache (key TEXT)')",
        "from duckdb import connect\nconnect('cache.db').execute('CREATE TABLE cache (key TEXT)')",
    ],
)
def test_what_only_reads_like_it_is_left_alone(source: str) -> None:
    assert outcomes(source) == []


@pytest.mark.parametrize(
    "path",
    [
        "tests/conftest.py",
        "shop/tests/test_models.py",
        "migrations/env.py",
        "migrations/versions/0002_next.py",
        "shop/search/migrations/first.py",
    ],
)
def test_tests_and_migrations_make_the_schema_by_right(path: str) -> None:
    assert outcomes("Base.metadata.create_all(engine)", path) == []


def test_without_migrations_the_application_is_what_makes_the_schema() -> None:
    (found,) = outcomes("Base.metadata.create_all(engine)", more={"shop/models.py": MODELS})
    assert isinstance(found, NotApplicable)


def test_a_file_that_cannot_be_parsed_is_unknown() -> None:
    (found,) = outcomes("Base.metadata.create_all(engine)\ndef (:\n")
    assert isinstance(found, Unknown)


def test_a_long_statement_is_cut() -> None:
    (found,) = outcomes(f"cursor.execute('CREATE TABLE users ({'x int, ' * 50})')")
    assert isinstance(found, Violation)
    assert len(found.message) < 160
