# ruff: noqa: E501 (one declaration a line)
"""Random pairs of model modules: a schema, the same schema with a few changes, each written in styles drawn anew."""

from dataclasses import dataclass, replace
from random import Random

TABLES = ("user", "team", "order_line", "Invoice")
COLUMNS = ("name", "age", "price", "created_at", "kind", "note")
TARGETS = ("user", "team")
"""Tables that others may refer to; they stay."""
TYPES = {
    "Integer": "int", "String": "str", "String(50)": "str", "String(80)": "str", "String(LENGTH)": "str", "String(length=LENGTH * 2)": "str",
    "String(length_of('name'))": "str", "Text": "str", "Text()": "str", "Unicode(30)": "str", "BigInteger": "int", "SmallInteger()": "int",
    "Numeric(10, 2)": "decimal.Decimal", "Numeric(precision=12, scale=4)": "decimal.Decimal", "Numeric": "decimal.Decimal",
    "Float": "float", "Boolean": "bool", "DateTime": "datetime.datetime", "DateTime(timezone=True)": "datetime.datetime",
    "Date": "datetime.date", "Time": "datetime.time", "Interval": "datetime.timedelta", "LargeBinary": "bytes", "Uuid": "uuid.UUID",
    "JSON": "dict", "PickleType": "dict", "Enum(Role)": "Role", "Enum(Role, name='role_kind')": "Role",
    "Enum('draft', 'sent', name='state')": "str", "Enum(Role, native_enum=False)": "Role", "Enum(Role, native_enum=False, length=20)": "Role",
    "Enum(Role, values_callable=lambda kind: [one.value for one in kind], name='role_value')": "Role",
    "Secret": "str", "Money()": "decimal.Decimal", "Sized(12)": "str", "String(20).with_variant(Text, 'mysql')": "str",
    "MutableDict.as_mutable(JSON)": "dict", "ShortName": "str",
}  # fmt: skip
BY_ANNOTATION = {
    "Integer": "int", "String": "str", "Numeric": "decimal.Decimal", "Float": "float", "Boolean": "bool", "DateTime": "datetime.datetime",
    "Date": "datetime.date", "Time": "datetime.time", "Interval": "datetime.timedelta", "LargeBinary": "bytes", "Uuid": "uuid.UUID",
    "Enum(Role)": "Role", "String(30)": "short", "String(LENGTH)": "sized",
}  # fmt: skip
"""Types that SQLAlchemy makes of an annotation alone."""
DEFAULTS = {"int": "text('0')", "str": "'x'", "datetime.datetime": "func.now()"}
"""A server default that the database accepts."""


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    nullable: bool = True
    target: str = ""
    on_delete: str = ""
    default: bool = False
    named_key: str = ""

    @property
    def server_default(self) -> str:
        return DEFAULTS.get(TYPES.get(self.type, ""), "") if self.default and "Enum" not in self.type else ""


@dataclass(frozen=True)
class Group:
    """An index, or a unique constraint that may have no name."""

    name: str
    columns: tuple[str, ...]
    unique: bool
    index: bool


@dataclass(frozen=True)
class Table:
    name: str
    columns: tuple[Column, ...]
    groups: tuple[Group, ...] = ()
    mixins: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Application:
    tables: tuple[Table, ...]
    length: int = 40
    members: tuple[str, ...] = ("ADMIN", "GUEST")
    convention: bool = False
    long_text: bool = False


class Chooser:
    """Chances of one example."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def one(self, items):
        return self.random.choice(list(items))

    def chance(self, of: int) -> bool:
        """True once in this many."""
        return self.random.randrange(of) == of - 1


def draw_column(choose: Chooser, name: str) -> Column:
    if choose.chance(5):
        target = choose.one(TARGETS)
        return Column(
            name, "", choose.chance(2), target, choose.one(["", "", "CASCADE", "SET NULL"]), named_key=choose.one(["", "", f"fk_{name}"])
        )
    return Column(name, choose.one(TYPES), choose.chance(2), default=choose.chance(2))


def draw_group(choose: Chooser, table: str, columns: list[str]) -> Group:
    found = tuple(choose.one([(one,) for one in columns] + [(one, other) for one in columns for other in columns if one != other]))
    unique, index = choose.chance(2), choose.chance(2)
    implicit = f"ix_{table}_{found[0]}" if index else ""
    name = implicit if len(found) == 1 and choose.chance(2) else f"{'ix' if index else 'uq'}_{table}_{'_'.join(found)}_named"
    return Group(name, found, unique or not index, index)


def draw_table(choose: Chooser, name: str) -> Table:
    columns = [draw_column(choose, column) for column in COLUMNS if choose.chance(2)] or [draw_column(choose, "name")]
    return tidied(
        Table(
            name,
            tuple(columns),
            tuple(draw_group(choose, name, [column.name for column in columns]) for _ in range(choose.one([0, 0, 1, 2]))),
            frozenset(mixin for mixin in ("Stamped", "Owned", "Counted") if choose.chance(5)),
        )
    )


def tidied(table: Table) -> Table:
    """Without what cannot stand together: an index on a column that is gone or has no order, one name or one place twice."""
    orderable = {column.name for column in table.columns if "JSON" not in column.type}
    groups: dict[tuple[str, ...], Group] = {}
    for group in table.groups:
        if set(group.columns) <= orderable and group.columns not in groups:
            groups[group.columns] = group
    return replace(table, groups=tuple(groups.values()))


def draw_application(choose: Chooser) -> Application:
    names = [*TARGETS, *(name for name in TABLES[2:] if choose.chance(2))]
    return Application(tuple(draw_table(choose, name) for name in names), convention=choose.chance(4), long_text=choose.chance(6))


def changed(choose: Chooser, application: Application) -> Application:
    """The application with some tables, columns and constants drawn anew."""
    tables = [changed_table(choose, table) for table in application.tables if table.name in TARGETS or not choose.chance(8)]
    present = {table.name for table in application.tables}
    tables += [draw_table(choose, name) for name in TABLES if name not in present and choose.chance(5)]
    return replace(
        application,
        tables=tuple(tables),
        length=choose.one([40, 40, 40, 60]),
        members=choose.one([("ADMIN", "GUEST")] * 3 + [("ADMIN", "GUEST", "VISITOR")]),
        long_text=application.long_text is not choose.chance(10),
        convention=application.convention is not choose.chance(15),
    )


def changed_table(choose: Chooser, table: Table) -> Table:
    columns = [changed_column(choose, column) for column in table.columns if not choose.chance(10)]
    present = {column.name for column in columns}
    columns += [draw_column(choose, name) for name in COLUMNS if name not in present and choose.chance(8)]
    columns = columns or [Column("name", "Text")]
    groups = [group for group in table.groups if not choose.chance(4)]
    if choose.chance(4):
        groups.append(draw_group(choose, table.name, [column.name for column in columns]))
    mixins = {mixin for mixin in ("Stamped", "Owned", "Counted") if (mixin in table.mixins) is not choose.chance(12)}
    names = {column.name for column in columns}
    kept = tuple(group for group in groups if set(group.columns) <= names)
    return tidied(replace(table, columns=tuple(columns), groups=kept, mixins=frozenset(mixins)))


def changed_column(choose: Chooser, column: Column) -> Column:
    match choose.one(["", "", "", "", "type", "nullable", "name", "anew", "delete"]):
        case "type" if column.type:
            return replace(column, type=choose.one(TYPES))
        case "nullable":
            return replace(column, nullable=not column.nullable)
        case "name":
            return replace(column, name=f"new_{column.name}") if not column.name.startswith("new_") else column
        case "anew":
            return draw_column(choose, column.name)
        case "delete" if column.target:
            return replace(column, on_delete="" if column.on_delete else "CASCADE")
        case _:
            return column
