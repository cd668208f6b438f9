"""Parts of a JSON document that may have any form."""

from collections.abc import Mapping, Sequence

from tenet.domain.finding import Json

NOTHING: Mapping[str, Json] = {}


def mapping(value: Json) -> Mapping[str, Json]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else NOTHING


def sequence(value: Json) -> Sequence[Json]:
    """The value if it is an array, else an empty one."""
    return value if isinstance(value, Sequence) and not isinstance(value, str) else ()


def text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def texts(value: Json) -> tuple[str, ...]:
    return tuple(item for item in sequence(value) if isinstance(item, str))


def number(value: Json) -> float | None:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def step(name: str | int) -> str:
    """One step of a JSON pointer (RFC 6901), with its slash."""
    return "/" + str(name).replace("~", "~0").replace("/", "~1")


def steps(pointer: str) -> tuple[str, ...]:
    """The steps of a JSON pointer."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])
