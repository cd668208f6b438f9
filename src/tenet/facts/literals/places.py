"""Literals that say where the service finds something: hosts, ports, buckets, paths."""

import ast
import re

from tenet.facts.literals import hosts
from tenet.facts.literals.kinds import HardCoded, Kind, is_place
from tenet.facts.literals.literal import Literal
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.modules import dotted_name, last_name

CONSTANT = re.compile(r"[A-Z][A-Z0-9_]*")
HOST_NAME = re.compile(
    r"(?i)(?:^|_)(?:host|hostname|server|addr|address|ip|broker|endpoint|url|uri|base_url|bootstrap_servers|hosts|servers|brokers)$"
)
STORE_HOST = re.compile(
    r"(?:^|_)(?:DB|DATABASE|POSTGRES|POSTGRESQL|PG|MYSQL|MONGO|MONGODB|REDIS|CACHE|SMTP|MAIL|EMAIL|RABBITMQ|AMQP|KAFKA|LDAP|S?FTP|SSH|ELASTIC\w*|"
    r"MEMCACHED|QUEUE|BROKER)_(?:HOST|HOSTNAME|SERVER)$"
)
"""Constants that name the machine of a store or a server of mail: never a public API."""
PORT_CALLS = frozenset(
    {"connect", "bind", "listen", "run", "serve", "create_server", "start_server", "open_connection", "create_connection"}
)
ADDRESS_CALLS = frozenset(
    {"connect", "connect_ex", "bind", "create_connection", "HTTPServer", "ThreadingHTTPServer", "TCPServer", "UDPServer"}
)
"""What takes an address as a tuple."""
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
        *("open", "Path", "PosixPath", "PurePath", "StaticFiles", "FileHandler", "RotatingFileHandler", "TimedRotatingFileHandler"),
        *("WatchedFileHandler", "FileSystemLoader", "FileSystemStorage", "read_csv", "to_csv", "makedirs", "listdir", "rmtree", "copyfile"),
        *("copytree", "connect"),
    }
)
"""What takes the path of a file or folder, whatever it belongs to."""
FILE_CALLS = frozenset(
    {"join", "mkdir", "exists", "isfile", "isdir", "remove", "unlink", "copy", "move", "walk", "glob", "iglob", "scandir", "chdir"}
)
FILE_MODULES = frozenset({"os", "shutil", "glob", "path", "aiofiles", "anyio", "pathlib"})
PATH_CONSTANT = re.compile(r"(?:^|_)(?:DIR|DIRECTORY|PATH|FILE|FOLDER|ROOT|HOME|LOCATION)$")


def host(literal: Literal) -> HardCoded | None:
    text = literal.text
    if not text or not is_place(literal) or len(text) > 500:
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
    if literal.bound and STORE_HOST.search(literal.name) and hosts.is_host(text):
        return HardCoded(literal, Kind.HOST, "host", text)
    named_host = named and (literal.keyword or CONSTANT.fullmatch(literal.name) is not None)
    return HardCoded(literal, Kind.HOST, "host", text) if (named_host or _connects(literal)) and hosts.is_own_host(text) else None


def client_host(literal: Literal, names: ExternalNames) -> HardCoded | None:
    """A bare name of a machine, as the client of a library takes it."""
    named = literal.keyword and literal.name in {"host", "hostname"} and is_place(literal) and hosts.is_host(literal.text)
    known = named and literal.call is not None and names.name(literal.call.func, literal.at) is not None
    return HardCoded(literal, Kind.HOST, "host", literal.text) if known else None


def _connects(literal: Literal) -> bool:
    return literal.paired and literal.call is not None and last_name(literal.call.func) in ADDRESS_CALLS


def port(literal: Literal, names: ExternalNames) -> HardCoded | None:
    value = literal.node.value
    if not isinstance(value, int) or not COMMON_PORTS <= value <= 65_535 or not is_place(literal):
        return None
    if literal.keyword and literal.name == "port" and literal.call is not None:
        called = last_name(literal.call.func)
        if called in PORT_CALLS or names.name(literal.call.func, literal.at) is not None:
            return HardCoded(literal, Kind.PORT, "port", str(value))
    return HardCoded(literal, Kind.PORT, "port", str(value)) if _connects(literal) else None


def bucket(literal: Literal, names: ExternalNames) -> HardCoded | None:
    text = literal.text
    if not is_place(literal) or BUCKET_NAME.fullmatch(text) is None:
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


def path(literal: Literal) -> HardCoded | None:
    text = literal.text
    if not is_place(literal) or FOLDER.fullmatch(text) is None or SYSTEM.match(text):
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
