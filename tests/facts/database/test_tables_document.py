"""`inspect tables`: the declared schema as a document."""

import pytest
from tests.facts.database.reading import schema_of
from tests.facts.python.reading import modules_of

from tenet.facts.database.tables_document import tables_document

MODELS = """
import enum
from sqlalchemy import *
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase):
    pass

class Team(Base):
    __tablename__ = "team"
    id: Mapped[int] = mapped_column(primary_key=True)

class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50), index=True, server_default="x")
    team_id = mapped_column(ForeignKey("team.id", ondelete="CASCADE"))
    __table_args__ = (UniqueConstraint("name", "team_id", name="one"), CheckConstraint("id > 0", name="positive"))
"""


def test_tables_of_sqlalchemy_are_shown_whole():
    document = tables_document(modules_of({"app/models.py": MODELS, "tests/models.py": MODELS.replace('"team"', '"other"')}))
    assert [table["name"] for table in document["tables"]] == ["team", "user"]
    assert document["tables"][1] == {
        "name": "user",
        "columns": [
            {"name": "id", "type": "INTEGER", "nullable": False, "primary_key": True, "server_default": None},
            {"name": "name", "type": "VARCHAR(50)", "nullable": False, "primary_key": False, "server_default": "x"},
            {"name": "team_id", "type": "INTEGER", "nullable": True, "primary_key": False, "server_default": None},
        ],
        "indexes": [{"name": "ix_user_name", "columns": ["name"], "unique": False}],
        "uniques": [{"name": "one", "columns": ["name", "team_id"]}],
        "foreign_keys": [{"name": None, "columns": ["team_id"], "target": "team", "target_columns": ["id"], "on_delete": "CASCADE"}],
        "checks": [{"name": "positive", "condition": "id > 0"}],
        "path": "app/models.py",
        "line": 12,
    }


DJANGO = """
from django.db import models

class Tag(models.Model):
    code = models.CharField(max_length=9, primary_key=True)

class Order(models.Model):
    number = models.DecimalField(max_digits=5, decimal_places=2, null=True, db_default=1)
    email = models.EmailField(unique=True)
    tag = models.ForeignKey(Tag, models.CASCADE)
    up = models.OneToOneField("self", models.CASCADE, db_column="parent")
    tags = models.ManyToManyField(Tag)

    class Meta:
        db_table = "orders"
        unique_together = [("email", "tag")]
        indexes = [models.Index(fields=["-email"], name="by_email")]
        constraints = [
            models.UniqueConstraint(fields=["tag"], name="one"),
            models.CheckConstraint(condition=models.Q(number__gt=0), name="positive"),
        ]

class Shown(Order):
    class Meta:
        proxy = True
"""


def test_tables_of_django_have_the_names_that_the_database_sees():
    document = tables_document(modules_of({"shop/models.py": DJANGO}))
    tables = {table["name"]: table for table in document["tables"]}
    assert set(tables) == {"shop_tag", "orders", "orders_tags"}
    orders = tables["orders"]
    assert [(column["name"], column["type"], column["nullable"]) for column in orders["columns"]] == [
        ("id", "BIGINT", False),
        ("number", "NUMERIC(5, 2)", True),
        ("email", "VARCHAR(254)", False),
        ("tag_id", "VARCHAR(9)", False),
        ("parent", "BIGINT", False),
    ]
    assert [unique["columns"] for unique in orders["uniques"]] == [["email"], ["parent"], ["email", "tag_id"], ["tag_id"]]
    assert [index["columns"] for index in orders["indexes"]] == [["tag_id"], ["email"]]
    assert [check["name"] for check in orders["checks"]] == ["positive"]
    assert [column["name"] for column in tables["orders_tags"]["columns"]] == ["id", "order_id", "tag_id"]
    assert [column["name"] for column in tables["shop_tag"]["columns"]] == ["code"]


def test_a_table_that_cannot_be_told_is_listed_with_the_reason():
    source = MODELS + "\nclass Log(Base):\n    __tablename__ = make()\n    id = mapped_column(Integer)\n"
    (unknown,) = tables_document(modules_of({"app/models.py": source}))["unknown"]
    assert (unknown["subject"], unknown["line"]) == ("table of Log", 19)


TYPES = [
    ("Column(String)", "VARCHAR"),
    ("Column(Numeric(10, 2))", "NUMERIC(10, 2)"),
    ("Column(Numeric(precision=10, scale=2))", "NUMERIC(10, 2)"),
    ("Column(DateTime(timezone=True))", "DATETIME(WITH TIME ZONE)"),
    ("Column(Enum('a', 'b', name='ab'))", "ENUM(ab)"),
    ("Column(Enum(Role))", "ENUM(role)"),
    ("Column(Enum(Role, native_enum=False))", "VARCHAR(5)"),
    ("Column(Enum(Role, native_enum=False, length=20))", "VARCHAR(20)"),
    ("Column(ARRAY(Integer))", "ARRAY(INTEGER)"),
    ("Column(JSON().with_variant(JSONB(), 'postgresql'))", "JSON(postgresql: JSONB)"),
    ("Column(MutableDict.as_mutable(JSON))", "JSON"),
    ("Column(Own)", "VARCHAR"),
    ("Column(Own(30))", "VARCHAR(30)"),
    ("Column(Adapting(Role))", "CHAR"),
    ("Column(Short())", "VARCHAR"),
    ("Column(Point)", "POINT"),
    ("Column(geo.Geometry('POINT', srid=4326))", "GEOMETRY(POINT)"),
    ("mapped_column()", "DATETIME"),
]


@pytest.mark.parametrize(("declaration", "expected"), TYPES)
def test_types_are_named_as_a_database_names_them(declaration, expected):
    source = f"""
import datetime, enum
import geoalchemy2 as geo
from sqlalchemy import *
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator, UserDefinedType

class Role(enum.Enum):
    ADMIN = "a"
    GUEST = "g"

class Own(TypeDecorator):
    impl = String

class Adapting(TypeDecorator):
    impl = CHAR
    def load_dialect_impl(self, dialect):
        return dialect.type_descriptor(UUID())

class Short(String):
    pass

class Point(UserDefinedType):
    pass

class Base(DeclarativeBase):
    pass

class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    it: Mapped[datetime.datetime] = {declaration}
"""
    assert str(schema_of({"app/models.py": source}).tables["user"].columns["it"].type) == expected


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ("int", "INTEGER"),
        ("Role", "ENUM(role)"),
        ("Literal['a', 'bcd']", "VARCHAR(3)"),
        ("Code", "VARCHAR"),
        ("decimal.Decimal", "NUMERIC"),
        ("uuid.UUID", "UUID"),
        ("Money", "BIGINT"),
        ("Annotated[str, 'note']", "VARCHAR"),
        ("dict[str, int]", "JSON"),
    ],
)
def test_types_of_annotations_are_sqlalchemys(annotation, expected):
    source = f"""
import decimal, enum, uuid
from typing import Annotated, Literal
from sqlalchemy import JSON, BigInteger
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Role(enum.Enum):
    ADMIN = "a"

class Code(str):
    pass

class Money(int):
    pass

class Base(DeclarativeBase):
    type_annotation_map = {{Money: BigInteger, dict[str, int]: JSON}}

class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    it: Mapped[{annotation}]
"""
    assert str(schema_of({"app/models.py": source}).tables["user"].columns["it"].type) == expected
