"""Which literals are configuration: values that differ from one place where the service runs to the next."""

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tenet.facts.literals import hosts, secrets
from tenet.facts.literals.literal import Literal, literals_of
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.module import Module
from tenet.facts.python.modules import dotted_name
from tenet.facts.sql.executed import last_name


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


SETTINGS_FILE = re.compile(
    r"(?i)(^|/)(?:[\w-]*(?:settings|config|configuration|conf|defaults)|local[\w-]*|dev[\w-]*)\.py$|"
    r"(^|/)(?:settings|config|conf|seeds?|demo|mocks?|fakes?|samples?|benchmarks?|testdata|e2e)/|(^|/)[\w-]*(?:seed|demo|mock|fake|sample)[\w-]*\.py$"
)
"""Files of defaults for local development."""
SETTINGS_CLASS = re.compile(r"(?:Settings|Config|Configuration)$")
CONSTANT = re.compile(r"[A-Z][A-Z0-9_]*")
HOST_NAME = re.compile(
    r"(?i)(?:^|_)(?:host|hostname|server|addr|address|ip|broker|endpoint|url|uri|base_url|bootstrap_servers|hosts|servers|brokers)$"
)
NO_PLACE = re.compile(r"(?i)^default_|scope|audience|issuer|namespace|jail|sandbox|container|guest|remote|_on_|_in_")
"""Names of what is no place of the service's own: a default, a name in form of a URL, a place within another machine."""
PRETENDER = re.compile(r"^_?(?:Mock|Fake|Dummy|Stub|Test|InMemory)")
PORT_CALLS = frozenset(
    {"connect", "bind", "listen", "run", "serve", "create_server", "start_server", "open_connection", "create_connection"}
)
COMMON_PORTS = 1024
BUCKET_CONSTANT = re.compile(
    r"(?:^|_)(?:(?:S3|GCS|AWS|MINIO|STORAGE|UPLOADS?|MEDIA|BACKUPS?|ASSETS?|FILES?)_BUCKET(?:_NAME)?|BUCKET_NAME)$"
)
BUCKET_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{2,62}")
BUCKET_CALLS = frozenset({"Bucket", "bucket", "get_bucket", "lookup_bucket", "create_bucket"})
STORAGE = re.compile(r"^(?:boto3?|aioboto3|aiobotocore|botocore|google\.cloud\.storage|gcloud|minio|s3fs|gcsfs|oss2)\b")
FOLDER = re.compile(r"(?:/(?:var|etc|opt|home|srv|mnt|data|root|Users)/|[A-Za-z]:[\\/])[^\s*?<>|{}%]{2,}")
SYSTEM = re.compile(
    r"/etc/(?:os-release|hosts|hostname|resolv\.conf|passwd|group|ssl|pki|localtime|timezone|machine-id|ca-certificates|mime\.types|debian_version|"
    r"redhat-release|lsb-release|issue|services|nsswitch\.conf|systemd|nginx|apache2|cron[\w.]*|supervisor|ssh|docker|letsencrypt|apt|"
    r"sudoers[\w.]*)\b|/var/log/nginx|/var/run/(?:docker\.sock|secrets/)|"
    r"/var/(?:run/)?secrets/|/opt/homebrew"
)
"""Where the system itself keeps things: no one sets it."""
OPENERS = frozenset(
    {
        *(
            "open",
            "Path",
            "PosixPath",
            "PurePath",
            "StaticFiles",
            "FileHandler",
            "RotatingFileHandler",
            "TimedRotatingFileHandler",
            "copytree",
        ),
        *("WatchedFileHandler", "FileSystemLoader", "FileSystemStorage", "read_csv", "to_csv", "makedirs", "listdir", "rmtree", "copyfile"),
    }
)
"""What takes the path of a file or folder, whatever it belongs to."""
FILE_CALLS = frozenset(
    {"join", "mkdir", "exists", "isfile", "isdir", "remove", "unlink", "copy", "move", "walk", "glob", "iglob", "scandir", "chdir"}
)
FILE_MODULES = frozenset({"os", "shutil", "glob", "path", "aiofiles", "anyio", "pathlib"})
PATH_CONSTANT = re.compile(r"(?:^|_)(?:DIR|DIRECTORY|PATH|FILE|FOLDER|ROOT|HOME|LOCATION)$")


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
    return _port(literal, names) if isinstance(literal.node.value, int) else _bucket(literal, names)


def _is_place(literal: Literal) -> bool:
    """It may say where the service finds something: neither a default nor a word about a place."""
    call = literal.call
    inside = call is not None and any(keyword.arg == "transport" for keyword in call.keywords)
    return literal.given and not literal.shown and not inside and not any(map(NO_PLACE.search, (literal.name, literal.target)))


def _shaped(literal: Literal) -> HardCoded | None:
    pretended = any(map(secrets.names_pretended, (literal.name, literal.target)))
    shape = secrets.shape_of(literal.text) if len(literal.text) >= 20 and not pretended else ""
    return HardCoded(literal, Kind.SECRET, shape, secrets.masked(literal.text)) if shape else None


def _named(literal: Literal) -> HardCoded | None:
    text = literal.text
    if not text or literal.shown or not literal.name or not secrets.names_secret(literal.name):
        return None
    used = literal.keyword and literal.given and literal.call is not None
    if secrets.is_strong(text) or secrets.is_weak(literal.name, text, given=used):
        return HardCoded(literal, Kind.SECRET, "secret", secrets.masked(text))
    return None


def _dsn(literal: Literal) -> HardCoded | None:
    address = hosts.address_in(literal.text) if "://" in literal.text and not literal.shown and len(literal.text) < 2000 else None
    if address is None or address.local:
        return None
    if address.credentials:
        return HardCoded(literal, Kind.DSN, "URL with a password", address.shown)
    known = _is_place(literal) and not literal.listed and (literal.bound or literal.call is not None)
    return HardCoded(literal, Kind.DSN, "connection string", address.shown) if address.store and known else None


def _host(literal: Literal) -> HardCoded | None:
    text = literal.text
    if not text or not _is_place(literal) or len(text) > 500:
        return None
    if "://" in text:
        address = hosts.address_in(text)
        taken = literal.bound or literal.call is not None
        own = address is not None and not address.local and (address.own or hosts.is_address(address.host))
        return HardCoded(literal, Kind.HOST, "address of a service", address.shown) if own and address is not None and taken else None
    named = HOST_NAME.search(literal.name) is not None
    if hosts.is_address(text):
        return HardCoded(literal, Kind.HOST, "network address", text) if named or _connects(literal) else None
    if text == "0.0.0.0":  # noqa: S104  # what is looked for
        bound = (literal.keyword and literal.name == "host") or _connects(literal)
        return HardCoded(literal, Kind.HOST, "address to listen on", text) if bound else None
    named_host = named and (literal.keyword or CONSTANT.fullmatch(literal.name) is not None)
    return HardCoded(literal, Kind.HOST, "host", text) if (named_host or _connects(literal)) and hosts.is_own_host(text) else None


def _connects(literal: Literal) -> bool:
    return (
        literal.paired
        and literal.call is not None
        and last_name(literal.call.func) in {"connect", "bind", "create_connection", "connect_ex"}
    )


def _port(literal: Literal, names: ExternalNames) -> HardCoded | None:
    value = literal.node.value
    if not isinstance(value, int) or not COMMON_PORTS <= value <= 65_535 or not _is_place(literal):
        return None
    if literal.keyword and literal.name == "port" and literal.call is not None:
        called = last_name(literal.call.func)
        if called in PORT_CALLS or names.name(literal.call.func, literal.at) is not None:
            return HardCoded(literal, Kind.PORT, "port", str(value))
    return HardCoded(literal, Kind.PORT, "port", str(value)) if _connects(literal) else None


def _bucket(literal: Literal, names: ExternalNames) -> HardCoded | None:
    text = literal.text
    if not _is_place(literal) or BUCKET_NAME.fullmatch(text) is None:
        return None
    call = literal.call
    passed = call is not None and (
        (literal.keyword and literal.name in {"Bucket", "bucket", "bucket_name", "BucketName"})
        or (literal.first and last_name(call.func) in BUCKET_CALLS)
    )
    if passed and call is not None and (literal.name == "Bucket" or STORAGE.search(names.name(call.func, literal.at) or "")):
        return HardCoded(literal, Kind.BUCKET, "bucket", text)
    constant = literal.bound and BUCKET_CONSTANT.search(literal.name) is not None and ("-" in text or "." in text)
    return HardCoded(literal, Kind.BUCKET, "bucket", text) if constant else None


def _path(literal: Literal) -> HardCoded | None:
    text = literal.text
    if not _is_place(literal) or FOLDER.fullmatch(text) is None or SYSTEM.match(text):
        return None
    opened = literal.call is not None and (literal.first or literal.name in {"directory", "filename", "path"}) and _opens(literal.call)
    constant = literal.bound and PATH_CONSTANT.search(literal.name) is not None
    return HardCoded(literal, Kind.PATH, "absolute path", text) if opened or constant else None


def _opens(call: ast.Call) -> bool:
    function = call.func
    if isinstance(function, ast.Attribute) and last_name(function) not in OPENERS:
        names = dotted_name(function)
        return names is not None and names[0] in FILE_MODULES and names[-1] in FILE_CALLS
    return last_name(function) in OPENERS


READINGS: tuple[Callable[[Literal], HardCoded | None], ...] = (_shaped, _named, _dsn, _host, _path)
DEFAULTS = (_shaped, _named, _dsn)
