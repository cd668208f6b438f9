"""What the guarded statements may raise, by the libraries that they call: a name to catch instead of everything."""

import ast
from collections.abc import Iterator, Sequence

from tenet.facts.exceptions.log_calls import LEVELS
from tenet.facts.python.module import Module
from tenet.facts.python.modules import dotted_name

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
LEAVES = (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.Constant)
BUILTINS = frozenset(
    {"bool", "dict", "enumerate", "isinstance", "len", "list", "print", "range", "repr", "set", "sorted", "str", "tuple", "zip"}
)
OF_BUILTINS = frozenset({"append", "get", "items", "join", "keys", "lower", "replace", "split", "startswith", "strip", "upper", "values"})
"""Methods of texts, lists and dictionaries that are seldom what is guarded."""
MAX_NODES = 90


def guarded_call(guarded: Sequence[ast.stmt], module: Module) -> tuple[str, str]:
    """The call that is guarded, as `json.loads`, and the exception that it is known to raise; each empty where there is none.

    Beside a call of which nobody knows what it raises, the exception of another one says too little.
    """
    made = frozenset(node.id for node in _nodes(guarded) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    known, unlikely = ("", ""), ""
    for name in _calls(guarded):
        raised = _raised(name, module)
        if raised and known[1] not in {"", raised}:
            return known[0], ""
        if raised:
            known = known if known[0] else (name, raised)
        elif name.rpartition(".")[2] in OF_BUILTINS and "." in name:
            unlikely = unlikely or name
        elif not _is_harmless(name, made):
            return name, ""
    first = unlikely or next(_calls(guarded), "")
    return known if known[0] and not unlikely else (known[0] or first, "")


def _raised(name: str, module: Module) -> str:
    imported = module.imports.get(name.partition(".")[0])
    return BUILT_IN.get(name, "") if imported is None else RAISED.get(imported.module.partition(".")[0], "")


def _is_harmless(name: str, made: frozenset[str]) -> bool:
    """Built-in functions, methods that log, and those of what the guarded statements made themselves."""
    root, _, method = name.partition(".")
    return root in made or method.rpartition(".")[2] in LEVELS or (not method and root in BUILTINS)


def _calls(guarded: Sequence[ast.stmt]) -> Iterator[str]:
    """The dotted names that are called, in the order of the text."""
    for node in _nodes(guarded):
        if isinstance(node, ast.Call) and (names := dotted_name(node.func)):
            yield ".".join(names)


def _nodes(guarded: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    """Their nodes in the order of the text. Only so many are looked at."""
    pending: list[ast.AST] = [*reversed(guarded)]
    looked = 0
    while pending and looked < MAX_NODES:
        node = pending.pop()
        looked += 1
        yield node
        pending.extend(child for child in reversed(list(ast.iter_child_nodes(node))) if not isinstance(child, LEAVES))
