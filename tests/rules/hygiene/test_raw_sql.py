"""`raw-sql`, beside the examples of its manual page."""

import time

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.finding import Novelty, Unknown, Violation
from tenet.domain.severity import Severity
from tenet.rules.hygiene.raw_sql import RULE, Options

SQLALCHEMY = "from sqlalchemy import text\nfrom sqlalchemy.ext.asyncio import AsyncSession\n\n"


def outcomes(source: str, path: str = "shop/orders.py", options: Options | None = None) -> list[Unknown | Violation]:
    return list(RULE.run(facts_of({}, {path: source}), options or Options()))  # type: ignore[arg-type]


def the_one(source: str) -> Violation:
    (found,) = outcomes(source)
    assert isinstance(found, Violation)
    return found


BUILT = [
    "def find(cursor, email):\n    cursor.execute(f\"SELECT id FROM users WHERE email = '{email}'\")\n",
    "def find(cursor, email):\n    cursor.execute(\"SELECT id FROM users WHERE email = '%s'\" % email)\n",
    'def find(cursor, email):\n    cursor.execute("SELECT id FROM users WHERE email = \'%(email)s\'" % {"email": email})\n',
    "def find(cursor, email):\n    cursor.execute(\"SELECT id FROM users WHERE email = '{}'\".format(email))\n",
    'def find(cursor, email):\n    cursor.execute("SELECT id FROM users WHERE email = \'" + email + "\'")\n',
    'def find(cursor, ids):\n    query = "SELECT id FROM users WHERE id IN ({ids})".format(ids=",".join(ids))\n    cursor.execute(query)\n',
    'def count(table):\n    return f"SELECT count(*) FROM {table}"\n',
    (
        "def page(table, order):\n"
        '    sql = f"""\n'
        "        SELECT id\n"
        "        FROM orders o\n"
        "        {order}\n"
        "        LIMIT 10\n"
        '    """\n'
        "    return sql\n"
    ),
    'async def purge(connection, name):\n    await connection.execute(f"DELETE FROM {name} WHERE expires_at < now()")\n',
    'async def touch(pool, column):\n    await pool.execute(f"UPDATE orders SET {column} = $1 WHERE id = $2", 1, 2)\n',
    'def drop(engine, tenant):\n    engine.exec_driver_sql(f"DROP SCHEMA IF EXISTS {tenant} CASCADE")\n',
    'def find(s, q, p):\n    q = "SELECT id FROM orders WHERE 1 = 1"\n    if p:\n        q += f" AND total > {p}"\n    s.execute(q)\n',
    'def recent(db, days):\n    db.execute(f"with late as (select id from orders where age > {days}) select * from late")\n',
    SQLALCHEMY
    + (
        "async def total(session: AsyncSession, day):\n"
        "    await session.execute(text(f\"SELECT sum(total) FROM orders WHERE day = '{day}'\"))\n"
    ),
    (
        "from django.db.models.expressions import RawSQL\n"
        "\n"
        "def scored(orders, word):\n"
        "    return orders.annotate(score=RawSQL(f\"similarity(name, '{word}')\", []))\n"
    ),
]


@pytest.mark.parametrize("source", BUILT)
def test_sql_that_values_become_part_of_is_an_error(source: str) -> None:
    found = the_one(source)
    assert found.severity is None
    assert " builds SQL out of `" in found.message


CONSTANT = [
    'def all_users(cursor):\n    cursor.execute("SELECT id, email FROM users")\n',
    'async def find(pool, email):\n    return await pool.fetchrow("SELECT id FROM users WHERE email = $1", email)\n',
    'def find(cursor, email):\n    cursor.execute("SELECT id FROM users WHERE email = %s", (email,))\n',
    SQLALCHEMY
    + (
        "async def find(session: AsyncSession):\n"
        '    await session.execute(text("SELECT id FROM users WHERE email = :email"), {"email": "a"})\n'
    ),
    (
        "import sqlalchemy as sa\n"
        "\n"
        'EXPIRED = """\n'
        "DELETE FROM sessions\n"
        "WHERE expires_at < now()\n"
        '"""\n'
        "\n"
        "def purge(session):\n"
        "    session.execute(sa.text(EXPIRED))\n"
    ),
    'def paid(connection):\n    query = "UPDATE orders SET paid = true WHERE id = ?"\n    connection.execute(query, (1,))\n',
    'from shop.models import Order\n\ndef late():\n    return Order.objects.raw("SELECT * FROM shop_order WHERE late")\n',
    (
        "from django.db import connection\n"
        "\n"
        "def add():\n"
        "    with connection.cursor() as cursor:\n"
        '        cursor.execute("INSERT INTO audit (kind) VALUES (%s)", ["x"])\n'
    ),
    'TABLE = "orders"\n\ndef all_orders(cursor):\n    cursor.execute(f"SELECT id FROM {TABLE}")\n',
    'import pandas as pd\n\ndef frame(engine):\n    return pd.read_sql("select id, total from orders", engine)\n',
    'from psycopg import sql\n\ndef rows(cursor, table):\n    cursor.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))\n',
    "from django.db.models.expressions import RawSQL\n\ndef keyed(orders):\n    return orders.annotate(key=RawSQL(\"data->>'key'\", []))\n",
    'def late(orders):\n    return orders.extra(where=["due < now()"])\n',
]


@pytest.mark.parametrize("source", CONSTANT)
def test_constant_sql_that_is_run_is_a_warning(source: str) -> None:
    found = the_one(source)
    assert found.severity is Severity.WARNING
    assert " SQL in a string: `" in found.message


CLEAN = [
    'def choose(path):\n    raise ValueError(f"Select a file from {path} = the list")\n',
    'def tell(log, name, value):\n    log.info(f"Update {name} set to {value} = done")\n    log.info(f"SELECT FROM {name}")\n',
    'def label(name):\n    return f"Select {name} from the list of options"\n',
    'def label(name, shelf):\n    return f"Delete {name} from {shelf}"\n',
    'def label(a, b):\n    return f"select {a} from {b}"\n',
    'def label(count):\n    return "Update %s orders, set a date" % count\n',
    'def label(name):\n    return f"Create table {name} for the guests"\n',
    'def helps(parser):\n    parser.add_argument("--all", help="SELECT all rows FROM the table")\n',
    'def kept():\n    query = "SELECT id FROM users"\n    return query\n',
    'class Repository:\n    """SELECT * FROM users WHERE id = {id}"""\n',
    SQLALCHEMY
    + (
        "async def ready(session: AsyncSession):\n"
        '    await session.execute(text("SELECT 1"))\n'
        '    await session.execute(text("SELECT version()"))\n'
    ),
    SQLALCHEMY
    + (
        "from sqlalchemy import Column, DateTime\n"
        "\n"
        'created = Column(DateTime, server_default=text("now()"))\n'
        'flag = Column(DateTime, server_default=text("1"))\n'
    ),
    'def wal(connection):\n    connection.execute("PRAGMA journal_mode = WAL")\n    connection.execute("SET statement_timeout = 5")\n',
    (
        "def names(cursor):\n"
        '    cursor.execute("SELECT table_name FROM information_schema.tables")\n'
        '    cursor.execute("SELECT * FROM pg_stat_activity")\n'
    ),
    'def make(connection):\n    connection.execute("CREATE TABLE orders (id int)")\n',
    (
        "from sqlalchemy import select\n"
        "from shop.models import User\n"
        "\n"
        "def find(session, email):\n"
        "    return session.scalar(select(User).where(User.email == email))\n"
    ),
    'def press(tool):\n    tool.execute("Delete from the basket whatever is old")\n',
    'from telethon import Button\n\ndef text(words):\n    return words\n\ndef show():\n    return text("SELECT name FROM users")\n',
    'def rows(s3, n):\n    s3.select_object_content(Expression=f"SELECT s.items[{n}] FROM s3object s")\n',
    'def sort(orders):\n    return orders.extra({"id": 1})\n',
]


@pytest.mark.parametrize("source", CLEAN)
def test_what_only_reads_like_sql_or_has_no_model_is_clean(source: str) -> None:
    assert outcomes(source) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("shop/versions/0001.py", 'revision = "1"\ndown_revision = None\ndef upgrade(op, t):\n    op.execute(f"DELETE FROM {t}")\n'),
        ("shop/migrations/env.py", 'def run(c, t):\n    c.execute(f"DELETE FROM {t}")\n'),
        ("shop/core/migrations.py", 'async def m001(db):\n    await db.execute("UPDATE wallets SET deleted = false")\n'),
        ("tests/test_orders.py", 'def test_it(c, t):\n    c.execute(f"DELETE FROM {t}")\n'),
    ],
)
def test_migrations_and_tests_may_write_sql(path: str, source: str) -> None:
    assert outcomes(source, path) == []


@pytest.mark.parametrize(
    "source",
    [
        'def f(c, table="users"):\n    c.execute(f"SELECT id FROM {table}")\n',
        'def f(c):\n    table = name()\n    c.execute(f"SELECT id FROM {table}")\n',
        'class Orders:\n    def f(self, c):\n        c.execute(f"SELECT id FROM {self.table}")\n',
    ],
)
def test_a_name_that_a_run_fills_is_no_constant(source: str) -> None:
    assert the_one(source).severity is None


@pytest.mark.parametrize(
    "source",
    [
        'def f(c, late):\n    way = "ASC"\n    if late:\n        way = "DESC"\n    c.execute(f"SELECT id FROM users ORDER BY id {way}")\n',
        'class Orders:\n    table = "orders"\n\n    def f(self, c):\n        c.execute(f"SELECT id FROM {self.table}")\n',
        'PART = "WHERE late"\nFIND = f"SELECT id FROM orders {PART}"\n\ndef f(c):\n    c.execute(FIND)\n',
    ],
)
def test_a_name_that_only_ever_holds_text_of_the_code_is_constant(source: str) -> None:
    assert the_one(source).severity is Severity.WARNING


def test_text_that_defines_tables_is_for_a_migration_unless_it_is_run() -> None:
    source = 'def secured(table):\n    return f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"\n'
    assert outcomes(source) == []
    found = the_one('def drop(c, table):\n    c.execute(f"DROP TABLE {table}")\n')
    assert found.remedy == "Keep `table` out of the text: take one of the names that are allowed, and quote it as an identifier."


def test_the_remedy_binds_values_and_not_parts_of_a_statement() -> None:
    where = the_one('def f(c, where, email):\n    c.execute(f"SELECT id FROM users WHERE email = {email} AND {where}")\n')
    assert where.remedy.endswith("Where it must stay text, keep the text constant and bind `email` as a parameter.")
    schema = the_one(
        "def f(c, table):\n    c.execute(f\"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}'\")\n"
    )
    assert schema.remedy.startswith("Say it with expressions")
    assert "bind `table` as a parameter" in schema.remedy


def test_a_name_that_holds_the_statement_is_found_once_where_the_statement_stands() -> None:
    found = the_one('FIND = """\nSELECT id\nFROM users\n"""\n\ndef one(c):\n    c.execute(FIND)\n\ndef two(c):\n    c.execute(FIND)\n')
    assert (found.line, found.end_line) == (1, 4)


def test_a_piece_that_a_sum_adds_counts_too() -> None:
    found = the_one(
        'def find(s, p):\n    q = "SELECT id FROM orders"\n    if p:\n        q = q + " WHERE total > " + p\n    s.execute(q)\n'
    )
    assert (found.line, found.severity) == (4, None)


def test_a_later_piece_that_a_value_is_put_into_is_where_the_fault_is() -> None:
    found = the_one('def find(s, p):\n    q = "SELECT id FROM orders"\n    q += f" WHERE total > {p}"\n    s.execute(q)\n')
    assert found.line == 3


@pytest.mark.parametrize(
    ("source", "expression"),
    [
        (
            ("from sqlalchemy import text\ndef f(c, email):\n    c.execute(f\"SELECT * FROM users WHERE email = '{email}'\")\n"),
            "select(User).where(User.email == email)",
        ),
        (
            ('from shop.models import OrderItemModel\ndef f(c):\n    c.execute("DELETE FROM order_items WHERE id = :id")\n'),
            "delete(OrderItemModel).where(OrderItemModel.id == id)",
        ),
        (
            ('from django.db import connection\ndef f(c):\n    c.execute("UPDATE entries SET a = 1 WHERE code = %s")\n'),
            "Entry.objects.filter(code=code).update(...)",
        ),
        ('def f(c):\n    c.execute("SELECT a FROM users WHERE id = :id OR code = :code")\n', "select(User).where(...)"),
        ('def f(c):\n    c.execute("SELECT a FROM users WHERE id = :id AND shown = true")\n', "select(User).where(User.id == id, ...)"),
        ('def f(c):\n    c.execute("SELECT a FROM users WHERE LOWER(email) = :email")\n', "select(User).where(...)"),
        ('def f(c, n):\n    c.execute("DELETE FROM users WHERE id = :id", {"id": n})\n', "delete(User).where(User.id == n)"),
        ('def f(c):\n    c.execute("SELECT a FROM users WHERE id = :id ORDER BY a")\n', "select(User).where(User.id == id)"),
        ('def f(c):\n    c.execute("UPDATE users SET a = :a")\n', "update(User).values(...)"),
        (
            'def f(c):\n    c.execute("INSERT INTO users (a) VALUES (:a) ON CONFLICT (a) DO UPDATE SET a = :a")\n',
            "insert(User).values(...).on_conflict_do_update(...)",
        ),
        (
            'def f(c):\n    c.execute("SELECT u.a FROM users u JOIN carts ON carts.u = u.id WHERE u.id = :id")\n',
            "select(...).select_from(User).where(User.id == id)",
        ),
        ('def f(c):\n    c.execute("INSERT INTO addresses (a) VALUES (1)")\n', "insert(Address).values(...)"),
        ('def f(c):\n    c.execute("SELECT a FROM shop.statuses")\n', "select(Status)"),
    ],
)
def test_the_remedy_names_the_expression_for_this_table(source: str, expression: str) -> None:
    assert f"`{expression}`" in the_one(source).remedy


def test_the_message_names_the_function_the_call_and_the_values() -> None:
    built, constant = (
        the_one('def find(c, user):\n    c.execute(f"SELECT id FROM users WHERE id = {user.id}")\n'),
        the_one('def find(self):\n    self.db.execute("SELECT id\\n FROM users")\n'),
    )
    assert built.message == "`find` builds SQL out of `user.id`: `SELECT id FROM users WHERE id = {user.id}`."
    assert constant.message == "`find` gives `self.db.execute()` SQL in a string: `SELECT id FROM users`."


def test_a_placeholder_is_no_value_to_bind() -> None:
    found = the_one('def find(c, db):\n    c.execute(f"DELETE FROM users WHERE seen < {db.placeholder(1)}")\n')
    assert found.remedy.endswith("keep the text constant and bind values as parameters.")


QUERY = 'def find(c, t):\n    c.execute(f"SELECT id FROM {t}")\n'


@pytest.mark.parametrize(
    ("base", "head", "news"),
    [
        ({"shop/a.py": QUERY}, {"shop/a.py": QUERY.replace("    c.", "    if t:\n        c.")}, 0),
        ({"shop/a.py": QUERY}, {"shop/b.py": f"import json\n\n\n{QUERY}"}, 0),
        ({"shop/a.py": QUERY}, {"shop/a.py": QUERY, "shop/b.py": QUERY}, 1),
        ({"shop/a.py": QUERY}, {"shop/a.py": QUERY + QUERY.replace("find", "show")}, 1),
        ({"shop/a.py": QUERY}, {"shop/a.py": QUERY.replace("id", "name")}, 1),
    ],
)
def test_a_statement_that_only_moves_is_no_news(base: dict[str, str], head: dict[str, str], news: int) -> None:
    found = list(RULE.run(facts_of(base, head), Options()))
    assert sum(isinstance(one, Violation) and one.novelty is Novelty.NEW for one in found) == news


def test_an_option_constant_leaves_bound_statements_alone() -> None:
    source = 'def f(c, t):\n    c.execute("SELECT id FROM users")\n    c.execute(f"SELECT id FROM {t}")\n'
    assert len(outcomes(source)) == 2
    (found,) = outcomes(source, options=Options(constant=False))
    assert isinstance(found, Violation)
    assert found.line == 3


def test_a_noqa_comment_counts_unless_the_option_says_otherwise() -> None:
    source = 'def f(c, t):\n    c.execute(f"SELECT id FROM {t}")  # noqa: S608\n'
    assert outcomes(source) == []
    assert len(outcomes(source, options=Options(noqa=False))) == 1


def test_a_file_that_cannot_be_parsed_is_unknown() -> None:
    (found,) = outcomes('c.execute("SELECT a FROM b")\ndef (:\n')
    assert isinstance(found, Unknown)


@pytest.mark.untraced
@pytest.mark.parametrize(
    "source",
    [
        "x = " + "'SELECT a FROM b' + (" * 150 + "y" + ")" * 150,
        "x = " + " + ".join(["'SELECT a FROM b'"] * 3000),
        "x = f'SELECT {a} FROM " + "(" * 20_000 + "'",
        "x = f'SELECT {a} " + "from " * 20_000 + "'",
        "x = f'" + "( " * 20_000 + "SELECT {a} FROM b'",
        "x = f'/*" + "*/ /*" * 10_000 + "SELECT {a} FROM b'",
        "x = [" + "f'SELECT {a} FROM b WHERE',\n" * 300 + "]",
        "x = " + "f(" * 90 + "'SELECT a FROM b'" + ")" * 90,
        "x = 'SELECT %s FROM %s' % ()\ny = 'SELECT {} FROM {5}'.format()\nz = 'SELECT {[0]!r:>{w}} FROM b'.format(a)\n",
    ],
)
def test_hostile_texts_take_no_time(source: str) -> None:
    started = time.process_time()
    outcomes(source)
    assert time.process_time() - started < 5
