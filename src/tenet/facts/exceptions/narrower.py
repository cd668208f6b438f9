"""What the guarded statements may raise, by the libraries that they call: a name to catch instead of everything."""

import ast
from collections.abc import Iterator, Sequence

from tenet.facts.python.module import Module
from tenet.facts.python.modules import dotted_name
from tenet.facts.python.walking import children

RAISED = {
    "aiohttp": "aiohttp.ClientError",
    "asyncpg": "asyncpg.PostgresError",
    "base64": "binascii.Error",
    "boto3": "botocore.exceptions.ClientError",
    "datetime": "ValueError",
    "decimal": "decimal.InvalidOperation",
    "httpx": "httpx.HTTPError",
    "importlib": "ImportError",
    "json": "json.JSONDecodeError",
    "jwt": "jwt.PyJWTError",
    "os": "OSError",
    "pathlib": "OSError",
    "psycopg2": "psycopg2.Error",
    "redis": "redis.RedisError",
    "requests": "requests.RequestException",
    "shutil": "OSError",
    "smtplib": "smtplib.SMTPException",
    "socket": "OSError",
    "sqlalchemy": "sqlalchemy.exc.SQLAlchemyError",
    "sqlite3": "sqlite3.Error",
    "subprocess": "subprocess.SubprocessError",
    "urllib": "urllib.error.URLError",
    "uuid": "ValueError",
    "yaml": "yaml.YAMLError",
    "zoneinfo": "zoneinfo.ZoneInfoNotFoundError",
}
BUILT_IN = {"int": "ValueError", "float": "ValueError", "open": "OSError", "next": "StopIteration", "getattr": "AttributeError"}
MAX_NODES = 60


def guarded_call(guarded: Sequence[ast.stmt], module: Module) -> tuple[str, str]:
    """The first call that is guarded, as `json.loads`, and the exception that it is known to raise; each empty where there is none."""
    first = ""
    for name in _calls(guarded):
        first = first or name
        root = name.partition(".")[0]
        imported = module.imports.get(root)
        package = imported.module.partition(".")[0] if imported is not None else ""
        raised = RAISED.get(package, "") if imported is not None else BUILT_IN.get(name, "")
        if raised:
            return name, raised
    return first, ""


def _calls(guarded: Sequence[ast.stmt]) -> Iterator[str]:
    """The dotted names that are called, in the order of the text. Only so many nodes are looked at."""
    pending: list[ast.AST] = [*reversed(guarded)]
    looked = 0
    while pending and looked < MAX_NODES:
        node = pending.pop()
        looked += 1
        if isinstance(node, ast.Call) and (names := dotted_name(node.func)):
            yield ".".join(names)
        pending += reversed(children(node))
