"""What the rule says of whole changes; the facts beneath it are tested by themselves."""

from textwrap import dedent

from tests.fakes.facts import facts_of

from tenet.domain.finding import NotApplicable, Violation
from tenet.rules.migrations.missing_migration import Options, check

REVISION = {"migrations/versions/0001.py": 'revision = "0001"\ndown_revision = None\n'}
MODEL = """
    from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

    class Base(DeclarativeBase):
        pass

    class User(Base):
        __tablename__ = "user"
        id: Mapped[int] = mapped_column(primary_key=True)
"""


def found(base, head):
    return list(check(facts_of({**REVISION, **base}, {**REVISION, **head}), Options()))


def test_a_new_column_without_a_migration_is_named_on_its_own_line():
    (violation,) = found({"app/models.py": MODEL}, {"app/models.py": MODEL + "        nickname: Mapped[str | None]\n"})
    assert isinstance(violation, Violation)
    assert (violation.path, violation.line, violation.key) == ("app/models.py", 9, "add_column/user/nickname")
    assert violation.message == "Column user.nickname is new and no migration adds it."
    assert violation.data["change"] == {"kind": "add_column", "table": "user", "column": "nickname", "covered": False, "db_effect": True}
    assert "op.add_column" in violation.remedy


def test_a_new_column_with_its_migration_is_covered():
    revision = dedent("""
        import sqlalchemy as sa
        from alembic import op
        revision = "0002"
        down_revision = "0001"
        def upgrade():
            op.add_column("user", sa.Column("nickname", sa.String(), nullable=True))
    """)
    head = {"app/models.py": MODEL + "        nickname: Mapped[str | None]\n", "migrations/versions/0002.py": revision}
    assert found({"app/models.py": MODEL}, head) == []


def test_a_repository_without_migrations_is_told_so():
    (outcome,) = check(facts_of({"app/models.py": MODEL}, {"app/models.py": MODEL + "        x: Mapped[int]\n"}), Options())
    assert outcome == NotApplicable("the repository has no Alembic revisions and no Django migrations")
