# ruff: noqa: E501 (one case a line)
"""Each operation of Alembic, against the change that it covers."""

from textwrap import dedent

import pytest
from tests.facts.database.reading import covered, left, schema_facts, upgrade

HEAD = "from sqlalchemy import *\nfrom sqlalchemy.orm import declarative_base\nBase = declarative_base()\n\n"


def table(body, name="user"):
    return f"{HEAD}class User(Base):\n    __tablename__ = '{name}'\n    id = Column(Integer, primary_key=True)\n" + "".join(
        f"    {line}\n" for line in dedent(body).strip().split("\n")
    )


TEAM = "\nclass Team(Base):\n    __tablename__ = 'team'\n    id = Column(Integer, primary_key=True)\n"
NAME = "name = Column(String(50))"

COVERED = {
    "add column": (table(""), table(NAME), ['op.add_column("user", sa.Column("name", sa.String(50)))']),
    "drop column": (table(NAME), table(""), ['op.drop_column("user", "name")']),
    "keywords": (table(NAME), table(""), ['op.drop_column(table_name="user", column_name="name")']),
    "batch": (
        table(NAME),
        table("age = Column(Integer)"),
        [
            'with op.batch_alter_table("user", schema=None) as batch:',
            '    batch.add_column(sa.Column("age", sa.Integer()))',
            '    batch.drop_column("name")',
        ],
    ),
    "rename column": (
        table(NAME),
        table("full_name = Column(String(50))"),
        ['op.alter_column("user", "name", new_column_name="full_name")'],
    ),
    "rename by drop and add": (
        table(NAME),
        table("full_name = Column(String(50))"),
        ['op.add_column("user", sa.Column("full_name", sa.String(50)))', 'op.drop_column("user", "name")'],
    ),
    "rename table": (table(NAME), table(NAME, "person"), ['op.rename_table("user", "person")']),
    "type": (table(NAME), table("name = Column(Text)"), ['op.alter_column("user", "name", type_=sa.Text())']),
    "nullable": (
        table(NAME),
        table("name = Column(String(50), nullable=False)"),
        ['op.alter_column("user", "name", existing_type=sa.String(), nullable=False)'],
    ),
    "index": (
        table(NAME),
        table("name = Column(String(50), index=True)"),
        ['op.create_index(op.f("ix_user_name"), "user", ["name"], unique=False)'],
    ),
    "index of another name": (
        table(NAME),
        table("name = Column(String(50), index=True)"),
        ['op.create_index("by_name", "user", ["name"])'],
    ),
    "drop index": (table("name = Column(String(50), index=True)"), table(NAME), ['op.drop_index("ix_user_name", table_name="user")']),
    "drop index in a batch": (
        table("name = Column(String(50), index=True)"),
        table(NAME),
        ['with op.batch_alter_table("user") as b:', '    b.drop_index("ix_user_name")'],
    ),
    "drop and create under one name": (
        table('a = Column(Integer)\nb = Column(Integer)\n__table_args__ = (Index("ix", "a"),)'),
        table('a = Column(Integer)\nb = Column(Integer)\n__table_args__ = (Index("ix", "b"),)'),
        ['op.drop_index("ix")', 'op.create_index("ix", "user", ["b"])'],
    ),
    "unique": (table(NAME), table("name = Column(String(50), unique=True)"), ['op.create_unique_constraint(None, "user", ["name"])']),
    "unique by index": (
        table(NAME),
        table("name = Column(String(50), unique=True)"),
        ['op.create_index("u", "user", ["name"], unique=True)'],
    ),
    "drop unique by convention": (
        table("name = Column(String(50), unique=True)"),
        table(NAME),
        ['op.drop_constraint("user_name_key", "user", type_="unique")'],
    ),
    "drop unique in a batch": (
        table("name = Column(String(50), unique=True)"),
        table(NAME),
        ['with op.batch_alter_table("user") as b:', '    b.drop_constraint("uq_user_name", type_="unique")'],
    ),
    "foreign key": (
        table("team_id = Column(Integer)") + TEAM,
        table('team_id = Column(ForeignKey("team.id"))') + TEAM,
        ['op.create_foreign_key("fk", "user", "team", ["team_id"], ["id"])'],
    ),
    "foreign key in a batch": (
        table("team_id = Column(Integer)") + TEAM,
        table('team_id = Column(ForeignKey("team.id"))') + TEAM,
        ['with op.batch_alter_table("user") as b:', '    b.create_foreign_key("fk", "team", ["team_id"], ["id"])'],
    ),
    "drop foreign key": (
        table('team_id = Column(ForeignKey("team.id"))') + TEAM,
        table("team_id = Column(Integer)") + TEAM,
        ['op.drop_constraint("some_name", "user", type_="foreignkey")'],
    ),
    "create table": (
        HEAD,
        table(NAME),
        [
            'op.create_table("user", sa.Column("id", sa.Integer(), nullable=False), sa.Column("name", sa.String(50)), sa.PrimaryKeyConstraint("id"))'
        ],
    ),
    "drop table": (table(NAME), HEAD, ['op.drop_table("user")']),
    "table made through metadata": (
        HEAD,
        table(NAME),
        [
            'sa.Table("user", sa.MetaData(), sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String(50))).create(op.get_bind())'
        ],
    ),
    "raw statement": (table(""), table(NAME), ["op.execute('ALTER TABLE \"user\" ADD COLUMN name VARCHAR(50)')"]),
    "raw statement on the connection": (table(""), table(NAME), ["op.get_bind().execute(sa.text('ALTER TABLE user ADD name text'))"]),
    "raw statement by f-string": (table(""), table(NAME), ['op.execute(f"ALTER TABLE user ADD COLUMN name {kind()}")']),
    "loop": (
        table(""),
        table("a = Column(Integer)\nb = Column(Integer)"),
        ['for name in ("a", "b"):', '    op.add_column("user", sa.Column(name, sa.Integer()))'],
    ),
    "loop over unknown tables": (
        table(""),
        table(NAME),
        ["for name in tables():", '    op.add_column(name, sa.Column("name", sa.String(50)))'],
    ),
    "condition": (
        table(""),
        table(NAME),
        ['if not has_column("user", "name"):', '    op.add_column("user", sa.Column("name", sa.String(50)))'],
    ),
    "column from elsewhere": (table(""), table(NAME), ["op.add_column('user', made())"]),
    "another type of text": (
        table(""),
        table(NAME),
        ['op.add_column("user", sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=50)))'],
    ),
    "enumeration by statement": (
        table('role = Column(Enum("a", name="role_kind"))'),
        table('role = Column(Enum("a", "b", name="role_kind"))'),
        ["op.execute(\"ALTER TYPE role_kind ADD VALUE 'b'\")"],
    ),
}


@pytest.mark.parametrize("name", COVERED)
def test_the_operation_covers_the_change(name):
    base, head, lines = COVERED[name]
    without = schema_facts({"app/models.py": base}, {"app/models.py": head})
    assert left(without)
    facts = schema_facts({"app/models.py": base}, {"app/models.py": head, **upgrade(*lines)})
    assert left(facts) == []
    assert covered(facts) == left(without)


PARTLY = {
    "nullable otherwise": (
        table(""),
        table("name = Column(String(50), nullable=False)"),
        ['op.add_column("user", sa.Column("name", sa.String(50)))'],
        ("alter_nullable", "user", "name"),
    ),
    "another type": (table(""), table(NAME), ['op.add_column("user", sa.Column("name", sa.Integer()))'], ("alter_type", "user", "name")),
    "another column": (table(""), table(NAME), ['op.add_column("user", sa.Column("nane", sa.String(50)))'], ("add_column", "user", "name")),
    "another table": (table(""), table(NAME), ['op.add_column("users", sa.Column("name", sa.String(50)))'], ("add_column", "user", "name")),
    "no index": (
        table(""),
        table("name = Column(String(50), index=True)"),
        ['op.add_column("user", sa.Column("name", sa.String(50)))'],
        ("add_index", "user", "name"),
    ),
    "no foreign key": (
        table("") + TEAM,
        table('team_id = Column(Integer, ForeignKey("team.id"))') + TEAM,
        ['op.add_column("user", sa.Column("team_id", sa.Integer()))'],
        ("add_foreign_key", "user", "team_id"),
    ),
    "a column of a new table": (
        HEAD,
        table(NAME),
        ['op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True))'],
        ("add_column", "user", "name"),
    ),
    "half of a rename": (
        table(NAME),
        table("full_name = Column(String(50))"),
        ['op.add_column("user", sa.Column("full_name", sa.String(50)))'],
        ("drop_column", "user", "name"),
    ),
    "data alone": (table(""), table(NAME), ["op.execute(\"UPDATE user SET name = 'x'\")"], ("add_column", "user", "name")),
}


@pytest.mark.parametrize("name", PARTLY)
def test_what_the_operation_leaves_is_named(name):
    base, head, lines, expected = PARTLY[name]
    assert left(schema_facts({"app/models.py": base}, {"app/models.py": head, **upgrade(*lines)})) == [expected]


def test_what_a_migration_makes_beyond_the_models_is_no_skipped_migration():
    lines = ['op.add_column("user", sa.Column("name", sa.String(50)))', 'op.create_index("ix_extra", "user", ["name"])']
    assert left(schema_facts({"app/models.py": table("")}, {"app/models.py": table(NAME), **upgrade(*lines)})) == []


def test_a_migration_alone_says_nothing():
    facts = schema_facts(
        {"app/models.py": table(NAME)}, {"app/models.py": table(NAME), **upgrade('op.add_column("user", sa.Column("x", sa.Integer()))')}
    )
    assert (left(facts), covered(facts)) == ([], [])


def test_a_migration_that_came_before_the_model_covers_it():
    base = {"app/models.py": table(""), **upgrade('op.add_column("user", sa.Column("name", sa.String(50)))')}
    assert left(schema_facts(base, {**base, "app/models.py": table(NAME)})) == []
    gone = {"app/models.py": table(NAME), **upgrade('op.drop_column("user", "name")')}
    assert left(schema_facts(gone, {**gone, "app/models.py": table("")})) == []
    raw = {"app/models.py": table(""), **upgrade('op.execute("ALTER TABLE user ADD name TEXT GENERATED ALWAYS AS (id)")')}
    assert left(schema_facts(raw, {**raw, "app/models.py": table(NAME)})) == []


def test_a_column_that_came_and_went_does_not_cover_a_new_one():
    base = {
        "app/models.py": table(""),
        **upgrade('op.add_column("user", sa.Column("name", sa.String(50)))', 'op.drop_column("user", "name")'),
    }
    assert left(schema_facts(base, {**base, "app/models.py": table(NAME)})) == [("add_column", "user", "name")]


def test_what_an_edited_revision_did_before_does_not_count_again():
    old = upgrade('op.add_column("user", sa.Column("other", sa.String(50)))')
    new = upgrade('op.add_column("user", sa.Column("other", sa.String(50)))', 'op.add_column("user", sa.Column("name", sa.String(50)))')
    before = {"app/models.py": table("other = Column(String(50))"), **old}
    after = {"app/models.py": table(f"other = Column(String(50))\n{NAME}"), **new}
    assert (left(schema_facts(before, after)), covered(schema_facts(before, after))) == ([], [("add_column", "user", "name")])


def test_server_defaults_count_where_the_environment_compares_them():
    base, head = {"app/models.py": table("n = Column(Integer)")}, {"app/models.py": table('n = Column(Integer, server_default="1")')}
    assert left(schema_facts(base, head)) == []
    env = {"migrations/env.py": "context.configure(compare_server_default=True)"}
    assert left(schema_facts({**base, **env}, {**head, **env})) == [("alter_default", "user", "n")]
    covering = upgrade('op.alter_column("user", "n", server_default=sa.text("1"))')
    assert left(schema_facts({**base, **env}, {**head, **env, **covering})) == []


def test_types_do_not_count_where_the_environment_does_not_compare_them():
    env = {"migrations/env.py": "context.configure(compare_type=False)"}
    assert left(schema_facts({"app/models.py": table(NAME), **env}, {"app/models.py": table("name = Column(Text)"), **env})) == []


INDEXED = """
from sqlalchemy import Column, Index, Integer, UniqueConstraint
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    age = Column(Integer)
    __table_args__ = ({},)
"""


def test_what_a_new_constraint_takes_the_place_of_has_to_go_too():
    base = {"app/models.py": INDEXED.format('Index("ix_user_age", "age", unique=True)')}
    head = {"app/models.py": INDEXED.format('UniqueConstraint("age", name="uq_user_age")')}
    made = 'op.create_unique_constraint("uq_user_age", "user", ["age"])'
    assert left(schema_facts(base, {**head, **upgrade(made)})) == [("drop_index", "user", "age")]
    assert left(schema_facts(base, {**head, **upgrade(made, 'op.drop_index("ix_user_age", "user")')})) == []


SQLMODEL = """
import datetime
from pydantic import AwareDatetime, NaiveDatetime
from sqlalchemy import DateTime
from sqlmodel import Field, SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime


class User(SQLModel, table=True):
    id: int = Field(primary_key=True)
    at: {}
"""
ZONED, NAIVE = "datetime.datetime = Field(sa_type=DateTime(timezone=True))", "datetime.datetime = Field(sa_type=DateTime)"


@pytest.mark.parametrize(
    ("before", "after", "differ"),
    [
        ("datetime.datetime", ZONED, False),  # a zone since SQLModel 0.0.45
        ("datetime.datetime", NAIVE, False),
        (NAIVE, ZONED, True),
        ("NaiveDatetime", ZONED, True),
        ("AwareDatetime", "NaiveDatetime", False),
        ("NaiveDatetime", "datetime.datetime = Field(sa_type=UTCDateTime)", True),
        ("datetime.datetime", "str", True),
    ],
)
def test_whether_a_time_of_sqlmodel_has_a_zone_is_a_matter_of_its_version(before, after, differ):
    facts = schema_facts({"app/models.py": SQLMODEL.format(before)}, {"app/models.py": SQLMODEL.format(after)})
    assert left(facts) == [("alter_type", "user", "at")] * differ


def test_a_table_made_anew_by_a_statement_put_together_at_run_time_is_not_told():
    text = table("age = Column(Integer, nullable=False)"), table("age = Column(Integer)")
    base, head = ({"app/models.py": one} for one in text)
    anew = [
        'definitions = [f"{column[\'name\']} INTEGER" for column in sa.inspect(op.get_bind()).get_columns("user")]',
        "op.execute(f\"CREATE TABLE user_new ({', '.join(definitions)}, CHECK (age > 0))\")",
        'op.drop_table("user")',
    ]
    assert left(schema_facts(base, {**head, **upgrade(*anew, 'op.rename_table("user_new", "user")')})) == []
    assert left(schema_facts(base, {**head, **upgrade(*anew, 'op.execute("ALTER TABLE user_new RENAME TO user")')})) == []


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        ("    return not (type_ == 'table' and name in LEFT_OUT)", False),
        ("    if type_ == 'table' and name.startswith('us'):\n        return False\n    return True", False),
        ("    return name != 'team'", True),
        ("    return object.schema == 'core'", True),
    ],
)
def test_tables_that_the_environment_leaves_out_by_name_are_left_out(body, asked):
    filtering = f"def only(object, name, type_, reflected, compare_to):\n{body}\n\n\ncontext.configure(include_object=only)\n"
    env = {"migrations/env.py": f"from alembic import context\nLEFT_OUT = ['user']\n\n{filtering}"}
    facts = schema_facts({**env, "app/models.py": table("")}, {**env, "app/models.py": table(NAME)})
    assert left(facts) == [("add_column", "user", "name")] * asked


WAREHOUSE = """
from sqlalchemy import Column, Integer, MetaData, Table
{bases}
metadata = MetaData()
events = Table("events", metadata, Column("id", Integer, primary_key=True){columns})
"""
BASE_CLASS = "from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase):\n    pass"
STATED = "from sqlalchemy.orm import DeclarativeBase\nown = MetaData()\nclass Base(DeclarativeBase):\n    metadata = own"
CALLED = "from sqlalchemy.orm import declarative_base\nBase = declarative_base()"


@pytest.mark.parametrize("bases", [BASE_CLASS, STATED, CALLED])
@pytest.mark.parametrize(
    ("target", "asked"),
    [
        ("from app.models import Base\ntarget_metadata = Base.metadata", False),
        ("from app.models import metadata as target_metadata", True),
        ("from app.models import Base, metadata\ntarget_metadata = [Base.metadata, metadata]", True),
        ("from app.models import Base, metadata\ntarget_metadata = merged(Base.metadata, metadata)", True),
        ("from sqlalchemy import MetaData\ntarget_metadata = MetaData()\nfill(target_metadata)", True),
        ("from app.elsewhere import target_metadata", True),
    ],
)
def test_a_table_of_a_metadata_that_no_environment_compares_needs_no_revision(bases, target, asked):
    env = {"migrations/env.py": f"from alembic import context\n{target}\ncontext.configure(target_metadata=target_metadata)\n"}
    before, after = (WAREHOUSE.format(bases=bases, columns=one) for one in ("", ', Column("name", Integer)'))
    facts = schema_facts({**env, "app/models.py": before}, {**env, "app/models.py": after})
    assert left(facts) == [("add_column", "events", "name")] * asked


def test_classes_of_another_declarative_base_than_the_environment_compares_need_no_revision():
    source = """
from sqlalchemy import Column, Integer
from sqlalchemy.orm import DeclarativeBase
class Base(DeclarativeBase):
    pass
class Cache(DeclarativeBase):
    pass
class Mixin:
    pass
class User(Mixin, Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
{0}
class Entry(Mixin, Cache):
    __tablename__ = "entry"
    id = Column(Integer, primary_key=True)
{0}
"""
    env = {"migrations/env.py": "from app.models import Base\ntarget_metadata = Base.metadata\n"}
    before, after = ({**env, "app/models.py": source.format(line)} for line in ("", "    age = Column(Integer)"))
    assert left(schema_facts(before, after)) == [("add_column", "user", "age")]


def revision(identity, down, *lines):
    body = "".join(f"    {line}\n" for line in lines)
    return f'from alembic import op\nimport sqlalchemy as sa\nrevision = "{identity}"\ndown_revision = "{down}"\n\ndef upgrade():\n{body}'


def test_revisions_of_one_change_run_in_the_order_in_which_they_follow_each_other():
    base, head = ({"app/models.py": text} for text in (table(""), table("full_name = Column(String(50))")))
    added = {
        "migrations/versions/b.py": revision("b", "0001", 'op.add_column("user", sa.Column("name", sa.String(50)))'),
        "migrations/versions/a.py": revision("a", "b", 'op.alter_column("user", "name", new_column_name="full_name")'),
    }
    assert left(schema_facts(base, {**head, **added})) == []


def test_a_column_that_branches_for_two_databases_make_is_taken_from_either():
    base, head = ({"app/models.py": text} for text in (table(""), table("kind = Column(Enum('a', name='kind'), nullable=False)")))
    lines = (
        "if op.get_bind().dialect.name == 'postgresql':",
        "    op.add_column('user', sa.Column('kind', sa.Enum('a', name='kind'), nullable=True))",
        "    op.alter_column('user', 'kind', nullable=False)",
        "else:",
        "    op.add_column('user', sa.Column('kind', sa.String(), nullable=True))",
    )
    assert left(schema_facts(base, {**head, **upgrade(*lines)})) == []
    assert left(schema_facts(base, {**head, **upgrade("pass")})) == [("add_column", "user", "kind")]


def test_a_table_made_once_more_for_another_database_keeps_its_columns():
    base, head = ({"app/models.py": text} for text in (table(""), table(NAME)))
    again = 'op.create_table("user", sa.Column("id", sa.Integer(), primary_key=True))'
    assert left(schema_facts(base, {**head, **upgrade('op.add_column("user", sa.Column("name", sa.String(50)))', again)})) == []


def test_a_model_that_goes_after_its_table_got_another_name_drops_nothing():
    older = {"migrations/versions/0002.py": revision("0002", "0001", 'op.rename_table("user", "person")')}
    facts = schema_facts({**older, "app/models.py": table("") + TEAM}, {**older, "app/models.py": HEAD + TEAM})
    assert left(facts) == []
    assert left(schema_facts({"app/models.py": table("") + TEAM}, {"app/models.py": HEAD + TEAM})) == [("drop_table", "user", None)]


def test_an_imperative_table_that_gets_a_computed_name_is_not_dropped():
    text = "from sqlalchemy import *\nfrom app.settings import name_of\nmetadata = MetaData()\nUSERS = Table({}, metadata, Column('id', Integer))\n"
    facts = schema_facts({"app/models.py": text.format("'users'")}, {"app/models.py": text.format("name_of('users')")})
    assert left(facts) == []
    assert [one.reason for tool in facts.tools for one in tool.unknown] == ["it is computed"]


def test_moved_revisions_that_hold_models_declare_none():
    models = "class User(Base):\n    __tablename__ = 'user'\n    id = sa.Column(sa.Integer, primary_key=True)\n"
    text = revision("0002", "0001", "pass") + f"\nBase = sa.orm.declarative_base()\n{models}"
    facts = schema_facts({"migrations/versions/0002.py": text}, {"migrations/versions/2026/0002.py": text})
    assert left(facts) == []
