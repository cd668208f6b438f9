# ruff: noqa: E501 (one declaration a line)
"""An application of `model_pairs` as the text of two modules, each declaration in a style drawn anew."""

from tests.facts.database.model_pairs import BY_ANNOTATION, TYPES, Application, Chooser, Column, Group, Table

CONVENTION = (
    '{"ix": "ix_%(table_name)s_%(column_0_name)s", "uq": "uq_%(table_name)s_%(column_0_name)s", '
    '"fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s", "pk": "pk_%(table_name)s"}'
)
IMPORTS = """
import datetime
import decimal
import enum
import uuid
from typing import Annotated, Optional

import sqlalchemy as sa
from sqlalchemy import *
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.orm import DeclarativeBase, Mapped, declarative_base, declared_attr, deferred, mapped_column, relationship
"""
SHARED = """
LENGTH = {length}


def length_of(name):
    return LENGTH + len(name)


class Role(enum.Enum):
{members}


class Secret(TypeDecorator):
    impl = String(100)
    cache_ok = True


class Money(TypeDecorator):
    impl = Numeric(10, 2)
    cache_ok = True


class Sized(TypeDecorator):
    impl = String
    cache_ok = True


ShortName = String(30)
short = Annotated[str, mapped_column(String(30))]
sized = Annotated[str, mapped_column(String(LENGTH))]
key = Annotated[int, mapped_column(primary_key=True)]


class Stamped:
    stamped_at = Column(DateTime, nullable=False)


class Owned:
    @declared_attr
    def owner_id(cls) -> Mapped[Optional[int]]:
        return mapped_column(ForeignKey("{owner}.id"), nullable=True)


class Counted:
    count: Mapped[int] = mapped_column(default=0{counted})
"""


def written(choose: Chooser, application: Application) -> dict[str, str]:
    """Paths to texts: `app/base.py` and `app/models.py`."""
    members = "\n".join(f"    {name} = {name.lower()!r}" for name in application.members)
    shared = SHARED.format(length=application.length, members=members, owner="user", counted=choose.one(["", ", server_default='0'"]))
    return {
        "app/__init__.py": "",
        "app/base.py": IMPORTS + shared + base_class(choose, application),
        "app/models.py": models(choose, application),
    }


def base_class(choose: Chooser, application: Application) -> str:
    metadata = f"MetaData(naming_convention={CONVENTION})" if application.convention else "MetaData()"
    types = "{str: Text}" if application.long_text else "{}"
    match choose.one(["class", "registry", "abstract"]):
        case "class":
            return f"\n\nclass Base(DeclarativeBase):\n    metadata = {metadata}\n    type_annotation_map = {types}\n"
        case "registry":
            return f"\n\nmetadata = {metadata}\n\n\nclass Base(DeclarativeBase):\n    registry = sa.orm.registry(metadata=metadata, type_annotation_map={types})\n"
        case _:
            return f"\n\nclass Root(DeclarativeBase):\n    metadata = {metadata}\n    type_annotation_map = {types}\n\n\nclass Base(Root):\n    __abstract__ = True\n"


def models(choose: Chooser, application: Application) -> str:
    start = choose.one(["", "from __future__ import annotations\n"]) + IMPORTS
    parts = [start + "from app.base import *\nfrom app.base import Base\n"]
    for table in application.tables:
        imperative = choose.chance(5) and not table.mixins and table.name not in {"user", "team"}
        parts.append(imperative_table(choose, table) if imperative else model(choose, table, application))
    return "\n\n".join(parts)


def class_name(table: str) -> str:
    return table.title().replace("_", "")


def model(choose: Chooser, table: Table, application: Application) -> str:
    mixins = sorted(table.mixins)
    lines = [f"class {class_name(table.name)}({', '.join([*mixins, 'Base'])}):", f'    __tablename__ = "{table.name}"']
    identity = choose.one(
        ["id = Column(Integer, primary_key=True)", "id: Mapped[int] = mapped_column(primary_key=True)", "id: Mapped[key]"]
    )
    flags = {group.columns[0]: group for group in table.groups if may_be_flag(group) and choose.chance(2)}
    body = [identity, *(attribute(choose, table, column, flags.get(column.name), application) for column in table.columns)]
    outside = [group for group in table.groups if group not in flags.values()]
    late = [group for group in outside if group.index and choose.chance(3)]
    arguments = [constraint(group) for group in outside if group not in late]
    if choose.chance(8):
        arguments.append("CheckConstraint('id > 0', name='positive')")
    body.extend(table_arguments(choose, arguments))
    text = "\n".join([*lines, *("    " + line.replace("\n", "\n    ") for line in body)])
    return text + "".join(f"\n\n\n{module_index(choose, table, group, text)}" for group in late) + "\n"


def may_be_flag(group: Group) -> bool:
    """Whether `index=True` or `unique=True` says the same."""
    return len(group.columns) == 1 and not group.name.endswith("_named")


def table_arguments(choose: Chooser, arguments: list[str]) -> list[str]:
    inner = "".join(f"{argument}, " for argument in arguments)
    options = '{"comment": None}'
    match choose.one(["plain", "options", "declared"]):
        case "plain":
            return [f"__table_args__ = ({inner})"] if arguments else []
        case "options":
            return [f"__table_args__ = ({inner}{options})" if arguments else f"__table_args__ = {options}"]
        case _:
            return [f"@declared_attr.directive\ndef __table_args__(cls):\n    return ({inner})"]


def constraint(group: Group) -> str:
    columns = ", ".join(f'"{column}"' for column in group.columns)
    if group.index:
        return f'Index("{group.name}", {columns}{", unique=True" if group.unique else ""})'
    name = f', name="{group.name}"' if group.name else ""
    return f"UniqueConstraint({columns}{name})"


def module_index(choose: Chooser, table: Table, group: Group, text: str) -> str:
    owner = class_name(table.name)
    plain = {column: [] if f"    {column}_" in text else [""] for column in group.columns}  # some attributes have another name
    columns = ", ".join(f"{owner}.{choose.one([*plain[column], '__table__.c.'])}{column}" for column in group.columns)
    return f'Index("{group.name}", {columns}{", unique=True" if group.unique else ""})'


def reference(choose: Chooser, column: Column, owner: str) -> str:
    target = f'"{column.target}.id"'
    if owner not in {"user", "team"} and choose.chance(3):
        target = f"{class_name(column.target)}.{choose.one(['id', '__table__.c.id'])}"
    named = f', name="{column.named_key}"' if column.named_key else ""
    return f"ForeignKey({target}{f', ondelete={column.on_delete!r}' if column.on_delete else ''}{named})"


def options(choose: Chooser, column: Column, flag: Group | None) -> list[str]:
    found = [f"server_default={column.server_default}"] if column.server_default else []
    if flag is not None and flag.index:
        found.append("index=True")
    if flag is not None and flag.unique:
        found.append("unique=True")
    return [*found, *(["default=None"] if choose.chance(10) else [])]


def attribute(choose: Chooser, table: Table, column: Column, flag: Group | None, application: Application) -> str:
    more = options(choose, column, flag)
    refers = [reference(choose, column, table.name)] if column.target else []
    annotation = BY_ANNOTATION.get(column.type) or ("int" if column.target else TYPES[column.type])
    alone = (column.type in BY_ANNOTATION and not (application.long_text and column.type == "String")) or bool(refers)
    style = choose.one(["column", "mapped", "mapped", "untyped"])
    if style != "mapped":
        kind = [column.type] if column.type else choose.one([[], ["Integer"]])
        nullable = [] if column.nullable and choose.chance(2) else [f"nullable={column.nullable}"]
        name, own = choose.one([(column.name, []), (column.name, [f'"{column.name}"']), (f"{column.name}_", [f'"{column.name}"'])])
        if flag is None and any(column.name in group.columns for group in table.groups):
            name, own = column.name, []
        call = "Column" if style == "column" else "mapped_column"
        return f"{name} = {call}({', '.join([*own, *kind, *refers, *nullable, *more])})"
    kind = [] if alone and choose.chance(2) else [column.type or "Integer"]
    if kind and column.type in BY_ANNOTATION:
        annotation = TYPES.get(column.type, "str")
    stated = choose.chance(4)
    inner = annotation if stated or not column.nullable else choose.one([f"Optional[{annotation}]", f"{annotation} | None"])
    arguments = [*kind, *refers, *([f"nullable={column.nullable}"] if stated else []), *more]
    call = f"mapped_column({', '.join(arguments)})"
    if not arguments and choose.chance(2):
        return f"{column.name}: Mapped[{inner}]"
    return f"{column.name}: Mapped[{inner}] = {f'deferred({call})' if kind and choose.chance(10) else call}"


def imperative_table(choose: Chooser, table: Table) -> str:
    rows = ['Column("id", Integer, primary_key=True)']
    for column in table.columns:
        nullable = [] if column.nullable and choose.chance(2) else [f"nullable={column.nullable}"]
        refers = [reference(choose, column, table.name)] if column.target else []
        rows.append(
            f"Column({', '.join([repr(column.name), *([column.type] if column.type else ['Integer']), *refers, *nullable, *options(choose, column, None)])})"
        )
    rows += [constraint(group) for group in table.groups]
    body = "".join(f"\n    {row}," for row in rows)
    return f'{table.name} = Table(\n    "{table.name}",\n    Base.metadata,{body}\n)\n'
