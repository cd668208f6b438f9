# ruff: noqa: E501 (one declaration a line)
"""An application of `model_pairs` as one module of SQLModel."""

from tests.facts.database.model_pairs import Application, Chooser, Column, Table
from tests.facts.database.model_texts import class_name, constraint, may_be_flag

IMPORTS = """
import datetime
import decimal
import enum
import uuid
from typing import Optional

from sqlalchemy import *
from sqlmodel import Field, Relationship, SQLModel

LENGTH = {length}


class Role(enum.Enum):
{members}


class HeroBase(SQLModel):
    motto: str = Field(max_length=LENGTH)
    rank: int | None = None
"""
FIELDS = {
    "Integer": ("int", ""), "String": ("str", ""), "String(50)": ("str", "max_length=50"), "String(LENGTH)": ("str", "max_length=LENGTH"),
    "Text": ("str", "sa_type=Text"), "BigInteger": ("int", "sa_type=BigInteger"), "Numeric(10, 2)": ("decimal.Decimal", "max_digits=10, decimal_places=2"),
    "Float": ("float", ""), "Boolean": ("bool", ""), "DateTime": ("datetime.datetime", ""), "Date": ("datetime.date", ""),
    "DateTime(timezone=True)": ("datetime.datetime", "sa_type=DateTime(timezone=True)"), "Time": ("datetime.time", ""),
    "Interval": ("datetime.timedelta", ""), "LargeBinary": ("bytes", ""), "Uuid": ("uuid.UUID", ""), "Enum(Role)": ("Role", ""),
}  # fmt: skip
"""Types that fields have by their annotation and their own arguments. All others are whole columns."""


def written_for_sqlmodel(choose: Chooser, application: Application) -> dict[str, str]:
    members = "\n".join(f"    {name} = {name.lower()!r}" for name in application.members)
    start = IMPORTS.format(length=application.length, members=members)
    return {"app/__init__.py": "", "app/models.py": start + "\n\n".join(model(choose, table) for table in application.tables)}


def model(choose: Chooser, table: Table) -> str:
    base = "HeroBase" if table.mixins else "SQLModel"
    flags = {group.columns[0]: group for group in table.groups if may_be_flag(group) and choose.chance(2)}
    lines = [f"\nclass {class_name(table.name)}({base}, table=True):", f'    __tablename__ = "{table.name}"']
    if table.name in {"user", "team"} and choose.chance(2):
        lines.pop()  # the class's name in lower case
    lines.append(f"    id: {choose.one(['int | None', 'Optional[int]', 'int'])} = Field(default=None, primary_key=True)")
    lines += [f"    {field(choose, column, flags.get(column.name))}" for column in table.columns]
    arguments = "".join(f"{constraint(group)}, " for group in table.groups if group not in flags.values())
    return "\n".join([*lines, f"    __table_args__ = ({arguments})"]) + "\n"


def field(choose: Chooser, column: Column, flag) -> str:
    marks = [f"{name}=True" for name, on in (("index", flag and flag.index), ("unique", flag and flag.unique)) if on]
    if not column.target and column.type not in FIELDS:
        own = any(name in column.type for name in ("Money", "Secret", "Sized", "ShortName", "Mutable", "length_of"))
        whole = ", ".join(["String(33)" if own else column.type, f"nullable={column.nullable}", *marks])
        return f"{column.name}: {'str' if 'Enum' not in column.type else 'Role'} = Field(sa_column=Column({whole}))"
    kind, more = ("int", "") if column.target else FIELDS[column.type]
    arguments = [*([more] if more else []), *marks]
    if column.target:
        arguments.append(f'foreign_key="{column.target}.id"{f", ondelete={column.on_delete!r}" if column.on_delete == "CASCADE" else ""}')
    if column.server_default and not column.target:
        arguments.append(f'sa_column_kwargs={{"server_default": {column.server_default}}}')
    if choose.chance(4):
        arguments.append(f"nullable={column.nullable}")
        optional = False
    else:
        optional = column.nullable
    annotation = choose.one([f"Optional[{kind}]", f"{kind} | None"]) if optional else kind
    if not arguments:
        return f"{column.name}: {annotation}{' = None' if optional and choose.chance(2) else ''}"
    return f"{column.name}: {annotation} = Field({', '.join([*(['default=None'] if optional else []), *arguments])})"
