"""Whether a database would have another type: Alembic's comparison, token by token."""

from tenet.facts.database.schema import ZONE, ColumnType

SAME_IN_MIGRATIONS = ({"JSON", "JSONB"}, {"VARCHAR", "AUTOSTRING", "CITEXT"}, {"FLOAT", "DOUBLE", "REAL"}, {"UUID", "CHAR", "GUID"})


def types_differ(before: ColumnType, after: ColumnType, *, lenient: bool) -> bool:
    """Whether a database would have another type: Alembic's comparison, token by token."""
    if not before.name or not after.name or not before.told or not after.told:
        return False
    if lenient and (before.custom or after.custom):
        return False
    if before.name != after.name:
        return not (lenient and any({before.name, after.name} <= same for same in SAME_IN_MIGRATIONS))
    if before.variants and after.variants and before.variants != after.variants and not lenient:
        return True
    if before.name == "ENUM":
        if lenient:
            return set(before.values) != set(after.values)
        return before.values != after.values or is_other_enumeration(before, after)
    if lenient and after.values:  # an enumeration kept as text: a migration may leave room for longer members
        return any(_shorter(room, wanted) for room, wanted in zip(before.arguments, after.arguments, strict=False))
    one = tuple(argument for argument in before.arguments if argument != ZONE)
    other = tuple(argument for argument in after.arguments if argument != ZONE)
    if not lenient and (len(one), len(other)) == (len(before.arguments), len(after.arguments)) and before.custom != after.custom:
        return one != other
    zoned = (ZONE in before.arguments) != (ZONE in after.arguments) and not lenient and before.zone_told and after.zone_told
    return zoned or (len(one) == len(other) and one != other)


def is_other_enumeration(before: ColumnType, after: ColumnType) -> bool:
    """Whether two enumerations have names of their own: PostgreSQL keeps each as a type."""
    return bool(before.arguments and after.arguments) and before.arguments != after.arguments


def _shorter(room: str, wanted: str) -> bool:
    return room.isdecimal() and wanted.isdecimal() and int(room) < int(wanted)
