"""A type that cannot be read on one side is no change of type."""

from tests.fakes.facts import facts_of

TYPES = "from sqlalchemy.types import JSON, TypeDecorator\n\n\nclass TaxType(TypeDecorator):\n    impl = JSON\n"
MODEL = """
from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

from app.kinds import TaxType

Base = declarative_base()


class Customer(Base):
    __tablename__ = "customer"
    id = Column(Integer, primary_key=True)
    tax = Column({tax})
"""
REVISION = "from alembic import op\n\nrevision = '1'\ndown_revision = None\n\n\ndef upgrade():\n    op.execute('')\n"


def changes(base_types: str, head_types: str, *, base: str = "TaxType", head: str = "TaxType") -> list[str]:
    both = {"app/__init__.py": "", "migrations/versions/1_start.py": REVISION}
    schema = facts_of(
        {**both, "app/kinds.py": base_types, "app/models.py": MODEL.format(tax=base)},
        {**both, "app/kinds.py": head_types, "app/models.py": MODEL.format(tax=head)},
    ).schema
    return [str(judged.change.kind) for tool in schema.tools for judged in tool.changes]


def test_a_type_whose_file_does_not_parse_is_not_taken_for_another_type() -> None:
    assert changes(TYPES, TYPES + "def f(: ...\n") == []


def test_a_type_that_is_replaced_is() -> None:
    assert changes(TYPES, TYPES, head="Integer") == ["alter_type"]
