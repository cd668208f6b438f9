"""Which literals are configuration: values that differ from one place where the service runs to the next."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from tenet.facts.literals import hosts, places, secrets
from tenet.facts.literals.kinds import HardCoded, Kind, is_place
from tenet.facts.literals.literal import Literal, literals_of
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.module import Module
from tenet.facts.python.modules import last_name

SETTINGS_FILE = re.compile(
    r"(?i)(^|/)(?:[\w-]*(?:settings|config|configuration|conf|defaults)|(?:local|dev|development)(?:[_-][\w-]*)?)\.py$|"
    r"(^|/)(?:settings|config|conf|seeds?|demo|mocks?|fakes?|samples?|benchmarks?|testdata|e2e)/|(^|/)[\w-]*(?:seed|demo|mock|fake|sample)[\w-]*\.py$"
)
"""Files of defaults for local development."""
SETTINGS_CLASS = re.compile(r"(?:Settings|Config|Configuration)$")
PRETENDER = re.compile(r"^_?(?:Mock|Fake|Dummy|Stub|Test|InMemory)")
AUTHORIZATION = re.compile(r"(?:Bearer|Basic|Token|bearer|basic) +(?=\S+$)")


def is_settings(path: str) -> bool:
    """Whether a file holds defaults for local development, by its name."""
    return SETTINGS_FILE.search(path) is not None


def hardcoded(module: Module, names: ExternalNames, lines: Sequence[int], *, settings: bool) -> Iterator[HardCoded]:
    """`settings`: it is a module of defaults, where only what must never stand in code is told."""
    for literal in literals_of(module, lines):
        if literal.at.owner is not None and PRETENDER.match(literal.at.owner.name):
            continue
        lenient = settings or _is_setting(literal)
        readings = DEFAULTS if lenient else READINGS
        found = next(filter(None, (read(literal) for read in readings)), None) or (None if lenient else _taken(literal, names))
        if found is not None and (not lenient or _certain(found)):
            yield found


def faults(found: Iterable[HardCoded]) -> Iterator[tuple[HardCoded, ...]]:
    """What belongs together: what one call takes, or one name may hold. A value that a function repeats is told once."""
    seen: set[tuple[object, object]] = set()
    once: list[HardCoded] = []
    for one in found:
        key = one.literal.at.function, one.literal.node.value
        if key not in seen:
            seen.add(key)
            once.append(one)
    return (tuple(together) for _, together in groupby(once, key=_place))


def _place(found: HardCoded) -> object:
    literal = found.literal
    return id(literal.call) if literal.call is not None else literal.target or id(literal.node)


def _is_setting(literal: Literal) -> bool:
    """A field of a class of settings: a default."""
    owner = literal.at.owner
    if owner is None or literal.at.function is not None:
        return False
    return any(SETTINGS_CLASS.search(name) for name in (owner.name, *map(last_name, owner.bases)))


def _certain(found: HardCoded) -> bool:
    """Also a default for local development must not hold it."""
    text = found.literal.text
    if found.kind is Kind.DSN:
        address = hosts.address_in(text)
        return address is not None and bool(address.credentials) and not address.local and "." in address.host
    return bool(secrets.shape_of(text)) or secrets.is_strong(text)


def _taken(literal: Literal, names: ExternalNames) -> HardCoded | None:
    """What only the call that takes it makes a port or a bucket."""
    if isinstance(literal.node.value, int):
        return places.port(literal, names)
    return places.bucket(literal, names) or places.client_host(literal, names)


def _shaped(literal: Literal) -> HardCoded | None:
    pretended = any(map(secrets.names_pretended, (literal.name, literal.target)))
    shape = secrets.shape_of(literal.text) if len(literal.text) >= 20 and not pretended else ""
    return HardCoded(literal, Kind.SECRET, shape, secrets.masked(literal.text), secret=True) if shape else None


def _named(literal: Literal) -> HardCoded | None:
    scheme = AUTHORIZATION.match(literal.text)
    text = literal.text[scheme.end() :] if scheme is not None else literal.text
    name = "password" if _is_credential(literal) and not text.isalpha() else literal.name
    if not text or literal.shown or not (secrets.names_secret(name) or (scheme is not None and secrets.is_strong(text))):
        return None
    used = literal.keyword and literal.given and literal.call is not None
    if secrets.is_strong(text) or secrets.is_weak(name, text, given=used):
        return HardCoded(literal, Kind.SECRET, "secret", secrets.masked(text), secret=True)
    return None


def _is_credential(literal: Literal) -> bool:
    """It stands where no name says so: `auth=("user", "...")`, `login("user", "...")`."""
    logs_in = literal.call is not None and last_name(literal.call.func) == "login" and not literal.first and not literal.name
    return logs_in or (literal.name == "auth" and literal.paired)


def _dsn(literal: Literal) -> HardCoded | None:
    if (server := hosts.server_in(literal.text)) and not literal.shown:
        return HardCoded(literal, Kind.DSN, "connection string with a password", server, secret=True)
    address = hosts.address_in(literal.text) if "://" in literal.text and not literal.shown and len(literal.text) < 2000 else None
    if address is None or address.local:
        return None
    if address.credentials:
        return HardCoded(literal, Kind.DSN, "URL with a password", address.shown, secret=True)
    known = is_place(literal) and not literal.listed and (literal.bound or literal.call is not None)
    return HardCoded(literal, Kind.DSN, "connection string", address.shown) if address.store and known else None


READINGS: tuple[Callable[[Literal], HardCoded | None], ...] = (_shaped, _named, _dsn, places.host, places.path)
DEFAULTS = (_shaped, _named, _dsn)
