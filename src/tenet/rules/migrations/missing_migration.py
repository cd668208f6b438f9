"""The models' schema changed and no migration of the change covers it.

What it flags
    A difference between the schema that the models declare at base and at head (tables, columns, types, nullability,
    indexes, unique constraints, foreign keys, enumerations; with Django every option that its autodetector tracks) that
    the migrations added or edited in the change do not make. SQLAlchemy and SQLModel with Alembic, and Django. The code
    is read, never imported, and no database is needed. What differed before is told as drift.

Why
    A model without its migration works on the machine of its author and fails in the next deployment: a query names a
    column that is not there. Whoever runs the migration tool next finds the difference in their own, unrelated change.

Bad
    ```python
    # base: shop/models.py
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

    class Base(DeclarativeBase):
        pass

    class User(Base):
        __tablename__ = "user"
        id: Mapped[int] = mapped_column(primary_key=True)
    # both: migrations/versions/0001_user.py
    revision = "0001"
    down_revision = None
    # head: shop/models.py
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

    class Base(DeclarativeBase):
        pass

    class User(Base):
        __tablename__ = "user"
        id: Mapped[int] = mapped_column(primary_key=True)
        nickname: Mapped[str | None]
    ```

Good
    ```python
    # base: shop/models.py
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

    class Base(DeclarativeBase):
        pass

    class User(Base):
        __tablename__ = "user"
        id: Mapped[int] = mapped_column(primary_key=True)
    # both: migrations/versions/0001_user.py
    revision = "0001"
    down_revision = None
    # head: shop/models.py
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

    class Base(DeclarativeBase):
        pass

    class User(Base):
        __tablename__ = "user"
        id: Mapped[int] = mapped_column(primary_key=True)
        nickname: Mapped[str | None]
    # head: migrations/versions/0002_nickname.py
    import sqlalchemy as sa
    from alembic import op

    revision = "0002"
    down_revision = "0001"

    def upgrade():
        op.add_column("user", sa.Column("nickname", sa.String(), nullable=True))
    ```

How to fix
    Let the tool write the migration (`alembic revision --autogenerate`, `manage.py makemigrations`), read it, and commit
    it with the model. A change that only Django's migration state sees (help texts, choices, ordering) needs one too,
    or the next person's migration carries it; it weighs what the option `state_only` says.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from tenet.domain.change import Side
from tenet.domain.finding import Json, NotApplicable, Novelty, Outcome, Unknown, Violation
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.rules.rule import RuleOptions, define

if TYPE_CHECKING:
    from tenet.facts.database.covering import JudgedChange
    from tenet.facts.database.schema_facts import ToolFacts


class Options(RuleOptions):
    state_only: Severity = Field(
        default=Severity.WARNING, description="How much a change weighs that only Django's migration state sees, not the database."
    )


def check(facts: Facts, options: Options) -> Iterator[Outcome]:
    schema = facts.schema
    if schema.not_applicable:
        yield NotApplicable(schema.not_applicable)
    for found in schema.tools:
        for unknown in found.unknown:
            yield Unknown(unknown.subject, unknown.reason, unknown.origin.path, unknown.origin.line)
        whole = [_as_json(judged) for judged in found.changes]
        yield from (_violation(judged, found, whole, options) for judged in found.changes if not judged.covered)
        yield from found.told_drift()


def _violation(judged: "JudgedChange", found: "ToolFacts", whole: list[Json], options: Options) -> Violation:
    from tenet.facts.database.descriptions import describe
    from tenet.facts.database.snippets import COMMANDS, operation_for

    change, origin = judged.change, judged.change.origin
    return Violation(
        message=describe(change),
        remedy=f"Run `{COMMANDS[found.tool]}` and commit the migration; it holds `{operation_for(found.tool, change)}`.",
        path=origin.path if origin is not None else None,
        line=origin.line if origin is not None else None,
        end_line=origin.end_line if origin is not None else None,
        side=Side.BASE if change.gone else Side.HEAD,
        key=f"{change.kind}/{change.table}/{change.column or ''}",
        severity=None if change.db_effect else options.state_only,
        novelty=Novelty.NEW,
        data={"change": _as_json(judged), "changes": whole},
    )


def _as_json(judged: "JudgedChange") -> Json:
    change = judged.change
    return {
        "kind": change.kind.value,
        "table": change.table,
        "column": change.column,
        "covered": judged.covered,
        "db_effect": change.db_effect,
    }


RULE = define(
    __name__,
    severity=Severity.ERROR,
    principle="no skipped migrations",
    options=Options,
    check=check,
)
