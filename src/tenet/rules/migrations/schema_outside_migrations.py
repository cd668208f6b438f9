"""Code of the application changes the database's schema, past the migrations.

What it flags
    In a repository with migrations: `metadata.create_all()` and `drop_all()`, `db.create_all()`, a table's own
    `create()` and `drop()`, Django's `schema_editor()`, and statements that define data (`CREATE TABLE ...`,
    `ALTER TABLE ...`, `DROP INDEX ...`) which are given to `execute()` or `text()`.
    Not flagged: tests, migrations and their environment, temporary tables, text that no call runs, and modules that
    keep a database file of their own (`sqlite3`, `duckdb`).

Why
    What the application makes by itself no migration knows: the next one fails on it, and a database that is built
    from the migrations lacks it. `create_all()` also hides a skipped migration until the first database that is older.

Bad
    ```python
    # base: migrations/versions/0001_first.py
    revision = "0001"
    down_revision = None
    # head: migrations/versions/0001_first.py
    revision = "0001"
    down_revision = None
    # head: shop/main.py
    from shop.models import Base, engine

    def start():
        Base.metadata.create_all(engine)
    ```

Good
    ```python
    # base: migrations/versions/0001_first.py
    revision = "0001"
    down_revision = None
    # head: migrations/versions/0001_first.py
    revision = "0001"
    down_revision = None
    # head: tests/conftest.py
    from shop.models import Base

    def tables(engine):
        Base.metadata.create_all(engine)
    ```

How to fix
    Let the deployment run the migrations (`alembic upgrade head`, `manage.py migrate`) before the application starts,
    and move the statement into one. A script that sets up a throw-away database is named in the policy:
    `schema-outside-migrations: {exclude: ["scripts/**"]}`.
"""

import re
from collections.abc import Iterator

from tenet.domain.change import Side
from tenet.domain.finding import NotApplicable, Outcome, Unknown, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.facts.python.module import Module
from tenet.facts.python.parsed_files import Unparsable
from tenet.rules.rule import RuleOptions, define

WORDS = re.compile(rb"create_all|drop_all|__table__|schema_editor|\b(?:create|alter|drop)\b", re.IGNORECASE)
"""What a file holds that does any of it."""
MIGRATES = re.compile(r"(^|/)(env\.py$|migrations?/|alembic/)")
"""Alembic's environment, and what stands beside migrations."""


class Options(RuleOptions):
    """No options of its own."""


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    paths = [path for path in facts.paths.python(options.scope) if WORDS.search(facts.head.data(path) or b"")]
    if not paths:
        return
    from tenet.facts.database.migration_files import find_folders, is_test

    folders = find_folders(facts.head_modules, facts.surroundings.migrations)
    if folders.none:
        yield NotApplicable("the repository has no Alembic revisions and no Django migrations")
        return
    for path in paths:
        if not is_test(path) and not folders.holds(path) and not MIGRATES.search(path):
            yield from _of_file(facts, path)


def _of_file(facts: Facts, path: str) -> Iterator[Outcome]:
    from tenet.facts.database.handmade_schema import schema_statements
    from tenet.facts.python.interpreter import Interpreter

    module = facts.modules(Side.HEAD).at(path)
    if isinstance(module, Unparsable):
        yield Unknown("statements that define data", module.reason, path, module.line)
    if not isinstance(module, Module):
        return
    for found in schema_statements(Interpreter(facts.head_modules), module):
        yield Violation(
            message=f"`{found.code}` {found.what} outside the migrations.",
            remedy="Write it into a migration, and let the deployment run the migrations before the application starts.",
            path=path,
            line=found.line,
            end_line=found.end_line,
            data={"statement": found.code},
        )


RULE = define(
    __name__,
    severity=Severity.ERROR,
    principle="no skipped migrations",
    options=Options,
    check=check,
    reads_whole_files=True,
)
