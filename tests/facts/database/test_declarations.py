"""The operation in a remedy is one that a person can paste."""

import pytest
from tests.facts.database.reading import django_facts, schema_facts

from tenet.domain.policy import MigrationTool
from tenet.facts.database.snippets import operation_for

ALEMBIC = """
import enum
from sqlalchemy import *
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
class Base(DeclarativeBase): pass
class Level(enum.Enum):
    low = 1
    high = 2
class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    {}
"""
DJANGO = """
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from decimal import Decimal
def now(): ...
SHOP_ZONE = settings.SHOP_ZONE
class Order(models.Model):
    key = models.IntegerField()
    {}
"""


@pytest.mark.parametrize(
    ("column", "operation"),
    [
        ("name: Mapped[str | None] = mapped_column(String(50))", 'sa.Column("name", sa.String(50), nullable=True)'),
        ("price: Mapped[int] = mapped_column(Numeric(10, 2))", 'sa.Column("price", sa.Numeric(10, 2), nullable=False)'),
        ("at: Mapped[int] = mapped_column(DateTime(timezone=True))", 'sa.Column("at", sa.DateTime(timezone=True), nullable=False)'),
        ("level: Mapped[Level]", 'sa.Column("level", sa.Enum("low", "high", name="level"), nullable=False)'),
        (
            "at: Mapped[int] = mapped_column(Integer, server_default=text(\"'0'\"))",
            'sa.Column("at", sa.Integer(), nullable=False, server_default=sa.text("\'0\'"))',
        ),
        ("data: Mapped[dict] = mapped_column(JSONB)", 'sa.Column("data", ..., nullable=False)'),
    ],
)
def test_a_new_column_is_written_out(column, operation):
    facts = schema_facts({"app/models.py": ALEMBIC.format("")}, {"app/models.py": ALEMBIC.format(column)})
    assert operation_for(MigrationTool.ALEMBIC, facts.tools[0].changes[0].change) == f'op.add_column("user", {operation})'


def test_another_type_is_written_out():
    facts = schema_facts({"app/models.py": ALEMBIC.format("name: Mapped[str]")}, {"app/models.py": ALEMBIC.format("name: Mapped[int]")})
    assert operation_for(MigrationTool.ALEMBIC, facts.tools[0].changes[0].change) == 'op.alter_column("user", "name", type_=sa.Integer())'


@pytest.mark.parametrize(
    "field",
    [
        'models.CharField(max_length=50, null=True, help_text="say \\"hi\\"")',
        'models.ForeignKey(to="shop.customer", on_delete=models.SET_NULL, null=True)',
        "models.CharField(max_length=9, default=SHOP_ZONE)",
        'models.DecimalField(max_digits=9, decimal_places=2, default=Decimal("0.5"))',
        "models.IntegerField(validators=[MinValueValidator(1)], default=now)",
        'models.IntegerField(choices=[[1, "one"], [2, "two"]])',
        "models.JSONField(default=dict)",
    ],
)
def test_a_new_field_is_written_out(field):
    facts = django_facts(DJANGO.format(""), DJANGO.format(f"more = {field}"))
    change = facts.tools[0].changes[0].change
    assert operation_for(MigrationTool.DJANGO, change) == f'migrations.AddField("order", "more", {field})'


def test_what_is_long_is_left_out():
    choices = [(number, f"number {number}") for number in range(20)]
    facts = django_facts(DJANGO.format(""), DJANGO.format(f"more = models.IntegerField(choices={choices}, null=True)"))
    change = facts.tools[0].changes[0].change
    assert (
        operation_for(MigrationTool.DJANGO, change) == 'migrations.AddField("order", "more", models.IntegerField(choices=..., null=True))'
    )
