"""Types of SQLAlchemy, from calls (`String(50)`) and from annotations (`Mapped[int]`), as a database names them."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from tenet.facts.database.schema import NO_TYPE, ZONE, ColumnType
from tenet.facts.python.classes import ancestors, body_of, is_class, members, own_attribute
from tenet.facts.python.evaluator import Evaluator
from tenet.facts.python.values import Call, Computed, Generic, Member, Missing, Pairs, Symbol, Value

NAMES = {
    "String": "VARCHAR", "Unicode": "VARCHAR", "AutoString": "VARCHAR", "Text": "TEXT", "UnicodeText": "TEXT", "Integer": "INTEGER",
    "INT": "INTEGER", "BigInteger": "BIGINT", "SmallInteger": "SMALLINT", "Boolean": "BOOLEAN", "BOOL": "BOOLEAN", "DateTime": "DATETIME",
    "TIMESTAMP": "DATETIME", "Date": "DATE", "Time": "TIME", "Interval": "INTERVAL", "Float": "FLOAT",
    "Double": "DOUBLE",
    "DOUBLE_PRECISION": "DOUBLE", "Numeric": "NUMERIC", "DECIMAL": "NUMERIC", "LargeBinary": "BLOB", "BYTEA": "BLOB", "PickleType": "BLOB",
    "Uuid": "UUID", "UUIDType": "UUID", "PG_UUID": "UUID",
}  # fmt: skip
"""Names that stand for the same type, from SQLAlchemy's own compiler and Alembic's synonyms."""

ARGUMENTS = ("length", "precision", "scale", "timezone", "item_type", "fsp", "dimensions", "display_width", "dim")
"""Keywords that a type's definition in the database shows."""
POSITIONAL = {
    "VARCHAR": ("length",), "CHAR": ("length",), "TEXT": ("length",), "NUMERIC": ("precision", "scale"), "FLOAT": ("precision",),
    "DATETIME": ("timezone",),
    "ARRAY": ("item_type",), "TIME": ("timezone",), "BLOB": ("length",), "VARBINARY": ("length",), "NVARCHAR": ("length",),
    "DOUBLE": ("precision",),
}  # fmt: skip

PYTHON_TYPES = {
    "int": "INTEGER", "str": "VARCHAR", "bool": "BOOLEAN", "float": "FLOAT", "bytes": "BLOB", "datetime.datetime": "DATETIME",
    "datetime.date": "DATE",
    "datetime.time": "TIME", "datetime.timedelta": "INTERVAL", "decimal.Decimal": "NUMERIC", "uuid.UUID": "UUID", "pydantic.UUID4": "UUID",
    "pydantic.AwareDatetime": "DATETIME", "pydantic.NaiveDatetime": "DATETIME",
}  # fmt: skip
"""What SQLAlchemy makes of an annotation by default."""

SQLMODEL_TEXTS = frozenset(
    {"EmailStr", "AnyUrl", "HttpUrl", "AnyHttpUrl", "Path", "IPv4Address", "IPv6Address", "IPv4Network", "IPv6Network", "NameEmail"}
)

ALWAYS_ZONED = frozenset({"UTCDateTime", "UtcDateTime"})
"""SQLModel's own since 0.0.45, and the one of sqlalchemy-utc."""
NO_TYPES = frozenset(
    {"ForeignKey", "Sequence", "Identity", "Computed", "CheckConstraint", "FetchedValue", "DefaultClause", "ColumnDefault"}
)
CUSTOM_BASES = frozenset({"TypeDecorator", "UserDefinedType", "TypeEngine"})


def is_type(value: Value) -> bool:
    """Whether a positional argument of a column can be its type (and is no constraint, default or name)."""
    return value is None or (isinstance(value, Symbol | Call | Generic | Computed) and getattr(value, "last", "") not in NO_TYPES)


class TypeReader:
    """Reads types with one side's names."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator

    def read(self, value: Value) -> ColumnType:
        """The type that a column names."""
        match value:
            case None:
                return NO_TYPE
            case Symbol():
                return self._named(Call(value))
            case Call() if value.last == "with_variant" and not isinstance(value.function, Symbol):
                return self._variant(self.read(value.function.target), value)
            case Call() if value.last in {"as_mutable", "associate_with"} and value.arguments:
                return self.read(value.arguments[0])
            case Call():
                return self._named(value)
            case Computed():
                return ColumnType(_shown(value), custom=True, told=False)
            case _:
                return ColumnType(_shown(value), custom=True)

    def _variant(self, base: ColumnType, call: Call) -> ColumnType:
        given = [_shown(plain) for plain in call.arguments[1:]]
        variant = self.read(call.arguments[0]) if call.arguments else NO_TYPE
        return replace(base, variants=(*base.variants, f"{'/'.join(given)}: {variant}"))

    def _named(self, call: Call) -> ColumnType:
        if isinstance(call.function, Symbol) and is_class(call.function):
            return self._own(call, call.function)
        name = call.last
        if name in {"Enum", "ENUM", "ChoiceType"}:
            return self._enumeration(call)
        if name in {"NullType", "NULLTYPE"}:
            return NO_TYPE  # what Alembic writes for a column that has the type of another one
        if name in ALWAYS_ZONED:
            return ColumnType("DATETIME", (ZONE,))
        name = NAMES.get(name, name.upper())
        foreign = isinstance(call.function, Symbol) and not call.function.name.startswith(("sqlalchemy.", "sqlmodel.", "sqlalchemy"))
        return ColumnType(name, self._arguments(name, call), custom=foreign)

    def _arguments(self, name: str, call: Call) -> tuple[str, ...]:
        named = dict(zip(POSITIONAL.get(name, ()), call.arguments, strict=False))
        rest = call.arguments[len(named) :]
        named.update({key: value for key, value in call.keywords if key in ARGUMENTS})
        found: list[str] = [_shown(value) for value in rest]
        for key, value in named.items():
            if key == "timezone":
                found.extend([ZONE] if value is True else [])
            elif key == "item_type":
                found.append(str(self.read(value)))
            elif value is not None and name != "FLOAT":
                found.append(_shown(value))
        return tuple(found)

    def _own(self, call: Call, owner: Symbol) -> ColumnType:
        """A class of the repository: a decorator of a database type, or a subclass of one."""
        for ancestor in ancestors(self._evaluator, owner):
            body = body_of(ancestor)
            impl = own_attribute(self._evaluator, body, "impl") if body is not None else None
            if impl is not None and not isinstance(impl, Missing):
                inner = self.read(impl)
                adapts = body is not None and any(getattr(node, "name", "") in {"load_dialect_impl", "__init__"} for node in body.node.body)
                given = tuple(argument for argument in self._arguments(inner.name, call) if argument.isdigit())
                arguments = inner.arguments or (() if adapts else given)
                return ColumnType(inner.name, arguments, custom=adapts, told=inner.told)
            if (
                isinstance(ancestor, Symbol)
                and ancestor.definition is None
                and ancestor.last not in CUSTOM_BASES
                and ancestor.last in NAMES
            ):
                return ColumnType(NAMES[ancestor.last], self._arguments(NAMES[ancestor.last], call), custom=True)
        return ColumnType(owner.last.upper(), self._arguments("", call), custom=True)

    def _enumeration(self, call: Call) -> ColumnType:
        first = call.arguments[0] if call.arguments else None
        use_values = call.keyword("values_callable")
        if isinstance(first, Symbol) and is_class(first):
            found = members(self._evaluator, first) or ()
            by_value = not isinstance(use_values, Missing) and use_values is not None
            values = tuple(_shown(member.value) if by_value else member.name for member in found)
            name = call.keyword("name")
            shown = name if isinstance(name, str) else first.last.lower()
        else:
            given = first if isinstance(first, tuple) else tuple(item for item in call.arguments)
            values = tuple(_shown(item) for item in given)
            name = call.keyword("name")
            shown = name if isinstance(name, str) else ""
        if call.keyword("native_enum") is False:
            length = call.keyword("length")
            longest = max((len(value) for value in values), default=0)
            return ColumnType("VARCHAR", (str(max(longest, length) if isinstance(length, int) else longest),), values)
        return ColumnType("ENUM", (shown,) if shown else (), values)

    def from_annotation(self, value: Value, known: Callable[[Value], Value | Missing]) -> ColumnType:
        """The type that SQLAlchemy makes of `Mapped[value]`. `known` looks a type up in `type_annotation_map`."""
        found = known(value)
        if not isinstance(found, Missing):
            return self.read(found)
        match value:
            case Generic(origin=Symbol(name=name), arguments=arguments) if name.rpartition(".")[2] == "Annotated" and arguments:
                return self.from_annotation(arguments[0], known)
            case Generic(origin=Symbol() as origin, arguments=arguments) if origin.last == "Literal":
                values = tuple(_shown(item) for item in arguments)
                return ColumnType("VARCHAR", (str(max((len(item) for item in values), default=0)),))
            case Generic(origin=origin):
                return self.from_annotation(origin, known) if known(origin) else ColumnType(_shown(value), custom=True)
            case Symbol(definition=None, name=name):
                return self._python_type(name)
            case Symbol() if is_class(value):
                return self._python_class(value, known)
            case _:
                return ColumnType(_shown(value), custom=True)

    def _python_type(self, name: str) -> ColumnType:
        if name in PYTHON_TYPES:
            return ColumnType(PYTHON_TYPES[name])
        last = name.rpartition(".")[2]
        return ColumnType("VARCHAR") if last in SQLMODEL_TEXTS else ColumnType(last.upper(), custom=True)

    def _python_class(self, value: Symbol, known: Callable[[Value], Value | Missing]) -> ColumnType:
        if members(self._evaluator, value) is not None:
            for ancestor in ancestors(self._evaluator, value):
                found = known(ancestor)
                if not isinstance(found, Missing):
                    inner = self.read(found)
                    return (
                        self._enumeration(Call(Symbol("sqlalchemy.Enum"), (value,), inner_keywords(found)))
                        if inner.name == "ENUM"
                        else inner
                    )
            return self._enumeration(Call(Symbol("sqlalchemy.Enum"), (value,)))
        for ancestor in ancestors(self._evaluator, value)[1:]:
            if isinstance(ancestor, Symbol) and ancestor.definition is None and ancestor.name in PYTHON_TYPES:
                return ColumnType(PYTHON_TYPES[ancestor.name])
        return ColumnType(value.last, custom=True)


def inner_keywords(value: Value) -> tuple[tuple[str, Value], ...]:
    return value.keywords if isinstance(value, Call) else ()


def _shown(value: Value) -> str:
    match value:
        case str() | int() | float() | Decimal() | None:
            return str(value)
        case Symbol():
            return value.last
        case Call():
            return f"{value.last}({', '.join(_shown(item) for item in value.arguments)})"
        case Member():
            return _shown(value.value) if value.mixed else value.name
        case Generic():
            return f"{_shown(value.origin)}[{', '.join(_shown(item) for item in value.arguments)}]"
        case tuple():
            return ", ".join(_shown(item) for item in value)
        case Pairs():
            return ", ".join(f"{_shown(key)}: {_shown(item)}" for key, item in value.items)
        case Computed():
            return value.text
        case _:
            return getattr(value, "name", "")


shown = _shown
