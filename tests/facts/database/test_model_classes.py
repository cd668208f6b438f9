"""Which classes are tables, and which only look like it."""

from textwrap import dedent

import pytest
from tests.facts.database.reading import left, schema_facts, schema_of, upgrade


def test_the_class_behind_the_tables_is_no_table():
    text = """
        from flask_sqlalchemy import SQLAlchemy
        from flask_sqlalchemy.model import Model

        class OwnModel(Model):
            def get(cls, key): ...

        db = SQLAlchemy(model_class=OwnModel)

        class BlogPost(db.Model):
            id = db.Column(db.Integer, primary_key=True)
    """
    assert list(schema_of({"app/models.py": text}).tables) == ["blog_post"]


def test_an_attribute_set_from_outside_does_not_hide_its_class():
    text = """
        from sqlalchemy import Column, Integer
        from sqlalchemy.orm import declarative_base

        Base = declarative_base()

        class Page(Base):
            __tablename__ = "page"
            id = Column(Integer, primary_key=True)

        Page.__module__ = "shop.pages"
    """
    assert list(schema_of({"app/models.py": text}).tables) == ["page"]


def test_an_annotation_means_what_its_name_stands_for_at_that_line():
    text = """
        from datetime import time
        from sqlalchemy import String
        from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

        class Base(DeclarativeBase): pass

        class Hook(Base):
            __tablename__ = "hook"
            id: Mapped[int] = mapped_column(primary_key=True)
            at: Mapped[time | None]
            time: Mapped[str | None] = mapped_column(String)
    """
    columns = schema_of({"app/models.py": text}).tables["hook"].columns
    assert (columns["at"].nullable, str(columns["at"].type), str(columns["time"].type)) == (True, "TIME", "VARCHAR")


def test_the_declarative_base_itself_is_no_table():
    source = """
        from sqlalchemy import Column, Integer
        from sqlalchemy.orm import DeclarativeBase, declared_attr

        class Base(DeclarativeBase):
            @declared_attr.directive
            def __tablename__(cls):
                return cls.__name__.lower()

        class User(Base):
            id = Column(Integer, primary_key=True)
    """
    assert set(schema_of({"app/models.py": source}).tables) == {"user"}


HOOK = """
        class Base(DeclarativeBase):
            def __init_subclass__(cls):
                cls.__tablename__ = f"{prefix}{cls.__tablename__}"
                super().__init_subclass__()
"""
METACLASS = """
        class Prefixed(DeclarativeMeta):
            def __init__(cls, name, bases, namespace):
                namespace["__tablename__"] = f"{prefix}{namespace['__tablename__']}"
                super().__init__(name, bases, namespace)

        Base = declarative_base(metaclass=Prefixed)
"""
METACLASS_OF_A_CLASS = METACLASS.replace(
    "Base = declarative_base(metaclass=Prefixed)",
    """@as_declarative()
        class Base(metaclass=Prefixed):
            pass""",
)


@pytest.mark.parametrize("base", [HOOK, METACLASS, METACLASS_OF_A_CLASS])
def test_tables_that_a_base_class_names_when_they_are_made_are_unknown(base):
    source = f"""
        from sqlalchemy import Column, Integer
        from sqlalchemy.orm import DeclarativeBase, DeclarativeMeta, as_declarative, declarative_base
        from app.settings import prefix
{base}
        class User(Base):
            __tablename__ = "users"
            id = Column(Integer, primary_key=True)
    """
    source = dedent(source)
    schema = schema_of({"app/models.py": source})
    assert schema.tables["users"].named_at_run_time
    assert [one.subject for one in schema.unknown] == ["table of User"]
    with_age = {"app/models.py": source + "    age = Column(Integer)\n"}
    assert left(schema_facts({"app/models.py": source}, with_age)) == [("add_column", "users", "age")]
    prefixed = upgrade('op.add_column("my_users", sa.Column("age", sa.Integer()))')
    assert left(schema_facts({"app/models.py": source}, {**with_age, **prefixed})) == []
    assert left(schema_facts({}, with_age)) == []
