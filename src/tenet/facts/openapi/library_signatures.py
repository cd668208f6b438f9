"""What well-known classes of FastAPI take as dependencies, since their code is not in the repository."""

from collections.abc import Mapping

from tenet.facts.json_schema.types import Type, annotated, union
from tenet.facts.openapi.parameters import Declared
from tenet.facts.python.values import MISSING, Call, Missing, Pairs, Place, Symbol, Value

FORM = Symbol("fastapi.Form")
TEXT = Type("str")
OPTIONAL_TEXT = union((TEXT, Type("None")))
LIBRARY = Place("", 0, 0)
"""A place outside the repository."""


def _form(name: str, type_: Type, default: Value | Missing, **options: Value) -> Declared:
    return Declared(name, annotated(type_, (Call(FORM, (), tuple(options.items())),)), default, LIBRARY)


_PASSWORD = {"json_schema_extra": Pairs((("format", "password"),))}
_REST = (
    _form("username", TEXT, MISSING),
    _form("password", TEXT, MISSING, **_PASSWORD),
    _form("scope", TEXT, ""),
    _form("client_id", OPTIONAL_TEXT, None),
    _form("client_secret", OPTIONAL_TEXT, None, **_PASSWORD),
)
SIGNATURES: Mapping[str, tuple[Declared, ...]] = {
    "OAuth2PasswordRequestForm": (_form("grant_type", OPTIONAL_TEXT, None, pattern="^password$"), *_REST),
    "OAuth2PasswordRequestFormStrict": (_form("grant_type", TEXT, MISSING, pattern="^password$"), *_REST),
}


def library_signature(callee: Symbol) -> tuple[Declared, ...] | None:
    """The parameters of a class of FastAPI's; None for one that is not known here."""
    return SIGNATURES.get(callee.last) if callee.name.startswith("fastapi.") else None
