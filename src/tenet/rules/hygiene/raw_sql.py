"""SQL is written in a string.

What it flags
    A statement that the code puts together: with an f-string, `%`, `+` or `.format()`, wherever it is built (an error),
    and constant SQL that is given to `text()`, `execute()`, `raw()`, `RawSQL` and the like, also by way of a name that
    holds it (a warning; bound parameters do not change that). Not flagged: migrations and what defines tables (rules of
    their own), a `SELECT` that reads no table (`SELECT 1`), expressions (`text("now()")`), the database's own catalogues,
    commands without a model (`PRAGMA`, `SET`), text for people, and a statement that the change only moves.

Why
    A value that becomes part of a statement can change what it does: that is SQL injection. And no type checker, migration
    or rename sees a column that stands in a string.

Bad
    ```python
    async def find_user(session, email):
        return await session.execute(f"SELECT * FROM users WHERE email = '{email}'")
    ```

Good
    ```python
    from sqlalchemy import select

    from shop.infrastructure.models import User


    async def find_user(session, email):
        return await session.scalar(select(User).where(User.email == email))
    ```

How to fix
    Say it with the models: `select(User).where(User.email == email)`, `User.objects.filter(email=email)`. Where no
    expression says it, keep the text constant, bind the values (`text("... = :email")`, `{"email": email}`), and let the
    policy's `exclude` name the module that holds it.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.change import Side
from tenet.domain.finding import Novelty, Outcome, Unknown, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.facts.python.parsed_files import Unparsable
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.python.module import Module
    from tenet.facts.sql.raw_sql import RawSql

Found = tuple["Module", "RawSql"]
SHOWN = 70
CODE = "S608"


class Options(RuleOptions):
    constant: bool = Field(
        default=True,
        description="Also constant SQL, as a warning; without it only SQL that values of a run become part of.",
        json_schema_extra={"weaker": ["true", "false"]},
    )
    noqa: bool = Field(default=True, description="A `# noqa` comment for the linter's own code silences it, too.")


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    from tenet.facts.exceptions.recurrence import novelties, touches
    from tenet.facts.sql.raw_sql import is_migration_code, may_hold_sql
    from tenet.facts.sql.written_before import written_before

    judged: list[tuple[Found, str, bool]] = []
    for path in facts.source_paths(options.scope):
        if is_migration_code(path) or not may_hold_sql(facts.head.data(path)):
            continue
        module = facts.modules(Side.HEAD).at(path)
        if isinstance(module, Unparsable):
            yield Unknown("SQL", module.reason, path, module.line)
        elif module is not None:
            told = _told(facts, module, options)
            judged.extend(((module, one), one.shown, touches(facts.change, path, one.line, one.end_line)) for one in told)
    before = written_before(facts.change, facts.names(Side.BASE)) if any(touched for _, _, touched in judged) else ()
    for (module, found), novelty in novelties(judged, before):
        yield _violation(module, found, novelty)


def _told(facts: Facts, module: "Module", options: Options) -> "Iterator[RawSql]":
    from tenet.facts.sql.raw_sql import How, raw_sql_of

    for found in raw_sql_of(module, facts.names(Side.HEAD)):
        wanted = found.how is How.BUILT or options.constant
        if wanted and not (options.noqa and _silenced(facts, module.path, found)):
            yield found


def _silenced(facts: Facts, path: str, found: "RawSql") -> bool:
    return any(facts.lint.silenced(path, line, CODE) for line in {found.line, found.end_line})


def _violation(module: "Module", found: "RawSql", novelty: Novelty) -> Violation:
    from tenet.facts.sql.raw_sql import How
    from tenet.facts.sql.remedies import message, remedy

    return Violation(
        message=message(module, found),
        remedy=remedy(module, found),
        path=module.path,
        line=found.line,
        end_line=found.end_line,
        key=found.shown[:SHOWN],
        novelty=novelty,
        severity=None if found.how is How.BUILT else Severity.WARNING,
        data={"kind": found.how.value, "table": found.statement.table if found.statement else ""},
    )


RULE = define(
    __name__,
    severity=Severity.ERROR,
    principle="no raw SQL strings",
    options=Options,
    check=check,
)
