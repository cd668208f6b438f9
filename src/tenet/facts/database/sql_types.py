"""Column types of SQL by the names that the models' types have."""

from sqlglot import exp

from tenet.facts.database.schema import NO_TYPE, ZONE, ColumnType
from tenet.facts.database.sql_words import HOLE

NAMES = {
    "INT": "INTEGER", "SERIAL": "INTEGER", "BIGINT": "BIGINT", "BIGSERIAL": "BIGINT", "SMALLINT": "SMALLINT", "SMALLSERIAL": "SMALLINT",
    "TINYINT": "TINYINT", "BOOLEAN": "BOOLEAN", "VARCHAR": "VARCHAR", "NVARCHAR": "VARCHAR", "CHAR": "CHAR", "BPCHAR": "CHAR",
    "NCHAR": "CHAR", "TEXT": "TEXT", "TIMESTAMP": "DATETIME", "TIMESTAMPTZ": "DATETIME", "TIMESTAMPNTZ": "DATETIME",
    "TIMESTAMPLTZ": "DATETIME", "DATETIME": "DATETIME", "DATE": "DATE", "TIME": "TIME", "TIMETZ": "TIME", "INTERVAL": "INTERVAL",
    "FLOAT": "FLOAT", "DOUBLE": "DOUBLE", "DECIMAL": "NUMERIC", "VARBINARY": "BLOB", "BLOB": "BLOB", "UUID": "UUID", "JSON": "JSON",
    "JSONB": "JSONB", "INET": "INET", "ARRAY": "ARRAY", "ENUM": "ENUM",
}  # fmt: skip
"""What sqlglot calls a type, and what the readers of models call it; other types are left uncompared."""
SIZED = frozenset({"VARCHAR", "CHAR", "NUMERIC"})
ZONED = frozenset({"TIMESTAMPTZ", "TIMESTAMPLTZ", "TIMETZ"})
SERIAL = frozenset({"SERIAL", "BIGSERIAL", "SMALLSERIAL"})


def column_type(stated: exp.Expr | None) -> ColumnType:
    """The type that a column of a statement names."""
    if not isinstance(stated, exp.DataType):
        return NO_TYPE
    kind = stated.this.value if isinstance(stated.this, exp.DType) else str(stated.this)
    if stated.this is exp.DType.USERDEFINED:
        own = stated.args.get("kind")
        name = own.name if isinstance(own, exp.Expr) else str(own or "")
        return ColumnType(name, custom=True, told=HOLE not in name)
    name = NAMES.get(kind, kind)
    parts = stated.expressions
    if name == "ENUM":
        return ColumnType("ENUM", (), tuple(part.name for part in parts))
    if name == "ARRAY":
        return ColumnType("ARRAY", (str(column_type(parts[0])) if parts else "",))
    sizes = tuple(part.name for part in parts)
    if name == "TINYINT" and sizes == ("1",):
        return ColumnType("BOOLEAN")
    arguments = sizes if name in SIZED and all(size.isdecimal() for size in sizes) else (ZONE,) if kind in ZONED else ()
    return ColumnType(name, arguments, custom=kind not in NAMES, told=not any(HOLE in size for size in sizes))


def is_serial(stated: exp.Expr | None) -> bool:
    """Whether the type brings a sequence that fills the column in."""
    return isinstance(stated, exp.DataType) and isinstance(stated.this, exp.DType) and stated.this.value in SERIAL
