"""Columns and fields in the words of a migration: what a person would write into it."""

from decimal import Decimal

from tenet.facts.database.django_state import FieldState
from tenet.facts.database.schema import ZONE, Column, ColumnType
from tenet.facts.python.values import Bound, Call, Member, Pairs, Symbol, Value

LEFT_OUT = "..."
LONG = 120
ON_DELETE = frozenset({"CASCADE", "DO_NOTHING", "PROTECT", "RESTRICT", "SET_DEFAULT", "SET_NULL"})
TYPES = {
    "VARCHAR": "String", "TEXT": "Text", "INTEGER": "Integer", "BIGINT": "BigInteger", "SMALLINT": "SmallInteger", "BOOLEAN": "Boolean",
    "DATETIME": "DateTime", "TIMESTAMP": "DateTime", "DATE": "Date", "TIME": "Time", "NUMERIC": "Numeric", "FLOAT": "Float",
    "JSON": "JSON", "UUID": "Uuid", "BLOB": "LargeBinary", "INTERVAL": "Interval", "ENUM": "Enum",
}  # fmt: skip


def column_source(column: Column) -> str:
    """`sa.Column("name", sa.String(50), nullable=True)`."""
    default = column.server_default
    parts = [f'"{column.name}"', type_source(column.type), f"nullable={column.nullable}"]
    parts += [f"server_default=sa.text({_quoted(default)})"] if isinstance(default, str) else []
    return f"sa.Column({', '.join(parts)})"


def type_source(kind: ColumnType) -> str:
    """`sa.Numeric(10, 2)`; three dots for a type that SQLAlchemy itself does not ship."""
    name = TYPES.get(kind.name)
    if name is None or kind.custom or not kind.told:
        return LEFT_OUT
    if name == "Enum":
        arguments = [_quoted(value) for value in kind.values] + [f"name={_quoted(value)}" for value in kind.arguments]
    else:
        arguments = ["timezone=True" if argument == ZONE else argument for argument in kind.arguments]
    return f"sa.{name}({', '.join(arguments)})"


def field_source(state: FieldState) -> str:
    """`models.CharField(max_length=50)`; what is long is left out."""
    sources = {name: value_source(value) for name, value in state.options.items()}
    options = ", ".join(f"{name}={source if len(source) <= LONG else LEFT_OUT}" for name, source in sources.items())
    return f"{'' if state.custom else 'models.'}{state.kind}({options})"


def value_source(value: Value) -> str:
    """A value as Python source; three dots for what is made elsewhere."""
    match value:
        case str():
            return _quoted(value)
        case bool() | int() | float() | None:
            return repr(value)
        case Decimal():
            return f'Decimal("{value}")'
        case tuple():
            return f"[{', '.join(value_source(item) for item in value)}]"
        case Pairs():
            return "{" + ", ".join(f"{value_source(key)}: {value_source(item)}" for key, item in value.items) + "}"
        case Member():
            return value_source(value.value)
        case _:
            return _name_source(value)


def _name_source(value: Value) -> str:
    match value:
        case Symbol():
            return f"models.{value.last}" if value.last in ON_DELETE else value.last
        case Bound(name=name, target=Symbol() as target):
            return f"{target.last}.{name}"
        case Call():
            return f"{value.last}({', '.join(_arguments(value))})"
        case _:
            return LEFT_OUT


def _arguments(call: Call) -> list[str]:
    return [*map(value_source, call.arguments), *(f"{name}={value_source(value)}" for name, value in call.keywords)]


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
