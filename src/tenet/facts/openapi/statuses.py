"""HTTP statuses, whatever way they are written, and what they imply."""

import http
import re

from tenet.facts.python.values import Member, Missing, Symbol, Value

CONSTANT = re.compile(r"HTTP_(\d{3})_\w+")
WITHOUT_BODY = frozenset({204, 205, 304})


def status_of(value: Value | Missing) -> str | None:
    """`201`, `status.HTTP_201_CREATED`, `HTTPStatus.CREATED` and `"2XX"` as OpenAPI writes them; None where nobody can tell."""
    match value:
        case bool():
            return None
        case int():
            return str(value)
        case str():
            return "default" if value.upper() == "DEFAULT" else value.upper()
        case Member():
            return status_of(value.value)
        case Symbol():
            return _named(value)
        case _:
            return None


def _named(symbol: Symbol) -> str | None:
    constant = CONSTANT.fullmatch(symbol.last)
    if constant is not None:
        return constant.group(1)
    if "HTTPStatus." in symbol.name or symbol.name.startswith("http."):
        member = symbol.name.removesuffix(".value").rpartition(".")[2]
        return str(http.HTTPStatus[member].value) if member in http.HTTPStatus.__members__ else None
    return None


def allows_body(status: str) -> bool:
    """Whether a response of this status may have a body (RFC 9110, 15)."""
    return not status.isdigit() or (int(status) >= 200 and int(status) not in WITHOUT_BODY)


def phrase_of(status: str) -> str:
    """The reason phrase of a status (RFC 9110)."""
    known = {str(member.value): member.phrase for member in http.HTTPStatus}
    return known.get(status, "Additional Response")
