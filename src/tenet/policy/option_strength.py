"""Which way an option of a rule is weaker.

A rule says so in the field: `Field(..., json_schema_extra={"weaker": ...})` with "higher", "lower", "more" or "fewer"
(lists), or the values from the strictest to the weakest. Where it does not, the name of the option may: `max_statements`
is weaker when higher, `target` when lower, `ignored` when it holds more. An option of which nothing is known is not judged.
"""

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from enum import Enum

from pydantic.fields import FieldInfo

from tenet.domain.finding import Json
from tenet.domain.severity import Severity
from tenet.policy.problems import as_written

OptionValue = Json | Enum | date
HIGHER, LOWER, MORE, FEWER = "higher", "lower", "more", "fewer"
BY_PREFIX = (
    ("max_", HIGHER),
    ("min_lines", HIGHER),
    ("tolerance", HIGHER),
    ("target", LOWER),
    ("min_", LOWER),
    ("allow", MORE),
    ("ignore", MORE),
    ("exempt", MORE),
    ("except", MORE),
    ("public", MORE),
)


def is_weaker(name: str, field: FieldInfo, before: OptionValue, after: OptionValue) -> bool:
    """Whether the option asks for less than before."""
    if isinstance(before, Severity) and isinstance(after, Severity):
        return not after.reaches(before)
    way = _way(name, field)
    if isinstance(way, (list, tuple)):
        order = [str(step) for step in way]
        old, new = written(before), written(after)
        return old in order and new in order and order.index(new) > order.index(old)
    if way in {HIGHER, LOWER}:
        return _number_is_weaker(before, after, higher=way == HIGHER)
    if way in {MORE, FEWER}:
        old_items, new_items = _items(before), _items(after)
        return bool(new_items - old_items) if way == MORE else bool(old_items - new_items)
    return False


def _way(name: str, field: FieldInfo) -> Json:
    extra = field.json_schema_extra
    if isinstance(extra, dict) and "weaker" in extra:
        way: Json = extra["weaker"]
        return way
    return next((way for prefix, way in BY_PREFIX if name.startswith(prefix)), None)


def _number_is_weaker(before: OptionValue, after: OptionValue, *, higher: bool) -> bool:
    if not isinstance(before, (int, float)):
        return False  # no limit before: any is stricter
    if not isinstance(after, (int, float)):
        return after is None
    return after > before if higher else after < before


def _items(value: OptionValue) -> set[str]:
    if isinstance(value, Collection) and not isinstance(value, str):
        return {written(item) for item in value}
    return {"true"} if value is True else set()


def written(value: OptionValue) -> str:
    """A value as a policy file writes it."""
    if isinstance(value, Enum):
        return str(value.value)
    if value is None:
        return "none"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (bool, int, float, str)):
        return as_written(value)
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{written(key)}: {written(item)}' for key, item in value.items())}}}"
    items = [written(item) for item in value]
    return f"[{', '.join(sorted(items) if isinstance(value, AbstractSet) else items)}]"
