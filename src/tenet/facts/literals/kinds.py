"""The kinds of configuration that a literal may be."""

import re
from dataclasses import dataclass
from enum import StrEnum

from tenet.facts.literals.literal import Literal

NO_PLACE = re.compile(r"(?i)^default_|scope|audience|issuer|namespace|jail|sandbox|container|guest|remote|_on_|_in_")
"""Names of what is no place of the service's own: a default, a name in form of a URL, a place within another machine."""


class Kind(StrEnum):
    SECRET = "secret"  # noqa: S105  # the name of a kind
    DSN = "dsn"
    HOST = "host"
    PORT = "port"
    BUCKET = "bucket"
    PATH = "path"


@dataclass(frozen=True, slots=True)
class HardCoded:
    """A literal that is configuration. `what` says so in words, `shown` is what of it may be repeated."""

    literal: Literal
    kind: Kind
    what: str
    shown: str


def is_place(literal: Literal) -> bool:
    """It may say where the service finds something: neither a default nor a word about a place."""
    call = literal.call
    inside = call is not None and any(keyword.arg == "transport" for keyword in call.keywords)
    return literal.given and not literal.shown and not inside and not any(map(NO_PLACE.search, (literal.name, literal.target)))
