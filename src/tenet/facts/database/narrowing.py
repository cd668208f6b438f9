"""Whether a column of another type holds less than before."""

from tenet.facts.database.schema import ZONE, ColumnType

WHOLE_NUMBERS = {"SMALLINT": 2, "INTEGER": 4, "BIGINT": 8}
"""Bytes, as PostgreSQL, MySQL and SQL Server have them."""
FRACTIONS = frozenset({"NUMERIC", "DECIMAL", "FLOAT", "DOUBLE", "REAL"})
TEXTS = frozenset({"VARCHAR", "CHAR", "TEXT", "NVARCHAR", "CITEXT", "CLOB"})
MOMENTS = frozenset({"DATETIME", "TIMESTAMP"})


def narrowed(before: ColumnType, after: ColumnType) -> str:
    """What is lost or refused, as the end of a sentence; empty where nothing is, or where the text does not tell."""
    if not before.name or not after.name or not (before.told and after.told) or before.custom or after.custom:
        return ""
    if before.name in TEXTS:
        return _from_text(before, after)
    if before.name in WHOLE_NUMBERS:
        smaller = WHOLE_NUMBERS.get(after.name, 9) < WHOLE_NUMBERS[before.name]
        return f"numbers that {after} cannot hold stop the migration" if smaller else ""
    if before.name in FRACTIONS:
        return _from_fraction(before, after)
    if before.name in MOMENTS:
        return _from_moment(before, after)
    if before.name == after.name == "ENUM":
        gone = [value for value in before.values if value not in after.values]
        return f"rows that hold {', '.join(gone)} stop the migration" if gone else ""
    return ""


def _from_text(before: ColumnType, after: ColumnType) -> str:
    if after.name == "ENUM":
        return "texts that are no member of the enumeration stop the migration"
    if after.name not in TEXTS:
        return f"texts that are no {after} stop the migration"
    room, wanted = _number(after), _number(before)
    if room is not None and (wanted is None or room < wanted):
        return f"texts longer than {room} characters stop the migration"
    return ""


def _from_fraction(before: ColumnType, after: ColumnType) -> str:
    if after.name in WHOLE_NUMBERS:
        return "fractions are rounded away"
    if (before.name, after.name) == ("DOUBLE", "REAL"):
        return "digits are rounded away"
    sizes = [tuple(int(part) for part in kind.arguments if part.isdecimal()) for kind in (before, after)]
    if before.name != after.name or not sizes[0] or not sizes[1]:
        return ""
    (precision, scale), (new_precision, new_scale) = ((*size, 0)[:2] for size in sizes)
    if new_scale < scale:
        return "fractions are rounded away"
    return f"numbers that {after} cannot hold stop the migration" if new_precision - new_scale < precision - scale else ""


def _from_moment(before: ColumnType, after: ColumnType) -> str:
    if after.name == "DATE":
        return "the time of day is lost"
    if after.name == "TIME":
        return "the date is lost"
    if after.name in MOMENTS and ZONE in before.arguments and ZONE not in after.arguments:
        return "the time zone is lost"
    return ""


def _number(kind: ColumnType) -> int | None:
    return int(kind.arguments[0]) if kind.arguments and kind.arguments[0].isdecimal() else None
