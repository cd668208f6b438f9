# ruff: noqa: E501 (one case a line)
"""What the rule says of whole changes; the facts beneath it are tested by themselves."""

from textwrap import dedent

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.change import Side
from tenet.domain.finding import NotApplicable, Unknown, Violation
from tenet.domain.severity import Severity
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


DJANGO = {
    "shop/__init__.py": "",
    "shop/migrations/__init__.py": "",
    "shop/migrations/0001_initial.py": "class Migration(object):\n    operations = []\n",
}
ORDER = "from django.db import models\n\n\nclass Order(models.Model):\n    name = models.CharField(max_length=9)\n"
HELPED = ORDER.replace("max_length=9", 'max_length=9, help_text="Full"')


def severity(options):
    (violation,) = check(facts_of({**DJANGO, "shop/models.py": ORDER}, {**DJANGO, "shop/models.py": HELPED}), options)
    return violation.severity


def test_the_option_state_only_weighs_what_the_migration_state_alone_sees():
    assert severity(Options()) is Severity.WARNING
    assert severity(Options(state_only=Severity.NOTICE)) is Severity.NOTICE


def test_a_change_of_the_state_alone_is_marked_so():
    (violation,) = check(facts_of({**DJANGO, "shop/models.py": ORDER}, {**DJANGO, "shop/models.py": HELPED}), Options())
    assert violation.data["change"] == {
        "kind": "alter_field",
        "table": "shop.order",
        "column": "name",
        "covered": False,
        "db_effect": False,
    }
    assert "makemigrations" in violation.remedy
    assert "AlterField" in violation.remedy


def test_a_dropped_column_is_named_where_it_stood():
    (violation,) = found({"app/models.py": MODEL + "        nickname: Mapped[str]\n"}, {"app/models.py": MODEL})
    assert (violation.side, violation.line, violation.message) == (
        Side.BASE,
        9,
        "Column user.nickname is gone from the model and no migration drops it.",
    )


def test_a_table_whose_name_is_computed_is_unknown_and_the_others_are_judged():
    dynamic = (
        "\n    class Log(Base):\n        __tablename__ = prefix() + 'log'\n        id: Mapped[int] = mapped_column(primary_key=True)\n"
    )
    outcomes = found({"app/models.py": MODEL}, {"app/models.py": MODEL + "        age: Mapped[int]\n" + dynamic})
    (unknown,) = [one for one in outcomes if isinstance(one, Unknown)]
    assert (unknown.subject, unknown.path, unknown.line) == ("table of Log", "app/models.py", 11)
    assert [one.key for one in outcomes if isinstance(one, Violation)] == ["add_column/user/age"]


def test_a_change_without_python_is_not_judged():
    (outcome,) = check(facts_of({"README.md": "a"}, {"README.md": "b"}), Options())
    assert outcome == NotApplicable("the change touches no Python file")


NAMED = MODEL + '        name: Mapped[str]\n        boss_id: Mapped[int] = mapped_column(ForeignKey("user.id"))\n'
NAMED = NAMED.replace(
    "from sqlalchemy.orm import", "from sqlalchemy import ForeignKey\n    from sqlalchemy.orm import relationship, validates,"
)

UNFLAGGED = {
    "method": NAMED + "        def greet(self):\n            return self.name\n",
    "property": NAMED + "        @property\n        def label(self) -> str:\n            return self.name\n",
    "validator": NAMED + '        @validates("name")\n        def check_name(self, key, value):\n            return value\n',
    "relationship": NAMED + '        boss: Mapped["User"] = relationship(remote_side="User.id")\n',
    "docstring": NAMED.replace('__tablename__ = "user"', '"""A person."""\n        __tablename__ = "user"'),
    "representation": NAMED + "        def __repr__(self):\n            return self.name\n",
    "renamed class with the same table": NAMED.replace("class User", "class Person"),
    "class that is no table": NAMED + "\n    class UserRead:\n        secret: str\n",
    "pydantic model": NAMED + "\n    from pydantic import BaseModel\n    class UserIn(BaseModel):\n        secret: str\n",
    "abstract base with no table below": NAMED + "\n    class Dated(Base):\n        __abstract__ = True\n        day: Mapped[int]\n",
    "mixin that nobody uses": NAMED + "\n    class Dated:\n        day: Mapped[int]\n",
    "python default": NAMED.replace("name: Mapped[str]", 'name: Mapped[str] = mapped_column(default="x")'),
    "server default": NAMED.replace("name: Mapped[str]", 'name: Mapped[str] = mapped_column(server_default="x")'),
    "check constraint": NAMED + '        __table_args__ = (CheckConstraint("id > 0"),)\n',
    "comment": NAMED.replace("name: Mapped[str]", "name: Mapped[str]  # shown"),
    "type alias": NAMED.replace("Mapped[str]", "Mapped[Text]").replace("class Base", "Text = str\n\n    class Base"),
}


@pytest.mark.parametrize("name", UNFLAGGED)
def test_what_does_not_change_the_schema_is_not_flagged(name):
    assert found({"app/models.py": NAMED}, {"app/models.py": UNFLAGGED[name]}) == []


def test_a_model_that_moves_to_another_file_is_not_flagged():
    assert found({"app/models.py": MODEL}, {"app/people.py": MODEL}) == []


def test_models_of_tests_are_not_flagged():
    assert found({"tests/models.py": MODEL}, {"tests/models.py": MODEL + "        age: Mapped[int]\n"}) == []


def test_a_constant_of_another_file_that_changes_columns_is_found():
    model = MODEL + "        name: Mapped[str] = mapped_column(String(LENGTH))\n"
    model = model.replace(
        "from sqlalchemy.orm", "from sqlalchemy import String\n    from app.limits import LENGTH\n    from sqlalchemy.orm"
    )
    base = {"app/__init__.py": "", "app/models.py": model, "app/limits.py": "LENGTH = 50\n"}
    (violation,) = found(base, {**base, "app/limits.py": "LENGTH = 80\n"})
    assert (violation.path, violation.key) == ("app/models.py", "alter_type/user/name")


def test_a_mixin_of_another_file_reaches_every_table_through_abstract_bases():
    mixin = "from sqlalchemy.orm import Mapped\n\nclass Stamped:\n    created: Mapped[int]\n"
    record = "from sqlalchemy.orm import DeclarativeBase\nfrom app.mixins import Stamped\n\nclass Record(Stamped, DeclarativeBase):\n    __abstract__ = True\n"
    tables = "from sqlalchemy.orm import Mapped, mapped_column\nfrom app.record import Record\n" + "".join(
        f"\nclass {name}(Record):\n    __tablename__ = '{name.lower()}'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
        for name in ("Pen", "Ink")
    )
    base = {"app/__init__.py": "", "app/mixins.py": mixin, "app/record.py": record, "app/models.py": tables}
    violations = found(base, {**base, "app/mixins.py": mixin + "    updated: Mapped[int]\n"})
    assert sorted(one.key for one in violations) == ["add_column/ink/updated", "add_column/pen/updated"]


def test_a_file_that_does_not_parse_is_unknown_and_drops_no_table():
    (outcome,) = found({"app/models.py": MODEL}, {"app/models.py": "class User(:\n"})
    assert isinstance(outcome, Unknown)
    assert (outcome.subject, outcome.path, outcome.line) == ("models", "app/models.py", 1)


@pytest.mark.parametrize("terms", [500, 2_000])
def test_an_expression_that_is_nested_too_deep_is_no_fault(terms):
    deep = f"X = {' + '.join(['1'] * terms)}\n"
    (violation,) = found(
        {"app/models.py": MODEL}, {"app/models.py": MODEL + "        age: Mapped[int] = mapped_column(default=X)\n    " + deep}
    )
    assert violation.key == "add_column/user/age"
