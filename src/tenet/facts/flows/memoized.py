"""What is wrong with remembering a function's results for as long as the process lives.

A pure function of immutable arguments may be remembered, and so may a function without arguments that makes the one settings
object, client or engine of a process, or reads a file that ships with the code.
"""

import ast
from collections.abc import Iterator

from tenet.facts.python.bindings import Location
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.module import FunctionNode

IO_ROOTS = frozenset(
    {
        "requests", "httpx", "aiohttp", "urllib", "urllib3", "redis", "pymongo", "motor", "asyncpg", "psycopg", "psycopg2", "sqlite3",
        "boto3", "aioboto3", "elasticsearch", "opensearchpy", "socket", "subprocess", "smtplib", "grpc", "pymysql", "aiomysql",
    }
)  # fmt: skip
IO_METHODS = frozenset(
    {
        "get", "post", "put", "patch", "delete", "head", "request", "stream", "execute", "fetch", "fetchrow", "fetchval", "scalar",
        "scalars", "query", "find", "find_one", "aggregate", "search", "urlopen", "get_object", "list_objects_v2", "run",
        "check_output", "call", "get_item", "first", "all", "one", "hget", "hgetall", "mget", "send",
    }
)  # fmt: skip
SESSION_METHODS = frozenset({"execute", "scalar", "scalars", "query", "fetch", "fetchone", "fetchall", "fetchrow", "fetchval"})
SESSIONS = frozenset({"session", "db", "conn", "connection", "cursor", "database", "pool", "engine"})
MUTABLE = frozenset(
    {
        "list", "dict", "set", "bytearray", "List", "Dict", "Set", "MutableMapping", "MutableSequence", "defaultdict", "DataFrame",
        "Session", "AsyncSession", "Request", "Connection", "AsyncConnection", "Cursor", "ndarray",
    }
)  # fmt: skip
DEEP = 3
"""How many functions of the repository one is followed through."""
MAX_CALLS = 400


def memoized_fault(function: FunctionNode, at: Location, names: ExternalNames) -> str:
    """What is wrong, as the end of a sentence; empty where nothing is."""
    if at.owner is not None and _takes_self(function) and not _is_enumeration(at.owner):
        return "remembers a method, and with it every object that it was called on"
    mutable = next((argument.arg for argument in _arguments(function) if _is_mutable(argument.annotation, at, names)), None)
    if mutable is not None:
        return f"remembers results by `{mutable}`, which can change or is made anew each time"
    if isinstance(function, ast.AsyncFunctionDef) and any(_is_functools(node) for node in function.decorator_list):
        return "remembers a coroutine, which can be awaited once"
    if _does_io(function, Location(at.module, (function,), at.owner), names, DEEP):
        return "remembers for ever what was read from elsewhere"
    return ""


def _is_functools(node: ast.expr) -> bool:
    function = node.func if isinstance(node, ast.Call) else node
    name = function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    return name in {"cache", "lru_cache"}


def _arguments(function: FunctionNode) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


def _takes_self(function: FunctionNode) -> bool:
    decorators = {node.id for node in function.decorator_list if isinstance(node, ast.Name)}
    first = next(iter(_arguments(function)), None)
    return first is not None and first.arg == "self" and not decorators & {"staticmethod", "classmethod"}


def _is_enumeration(owner: ast.ClassDef) -> bool:
    return any(ast.unparse(base).endswith(("Enum", "Choices")) for base in owner.bases)


def _is_mutable(annotation: ast.expr | None, at: Location, names: ExternalNames) -> bool:
    """Whether a type can change, or is compared by identity: what hashes by value is neither."""
    match annotation:
        case None:
            return False
        case ast.Subscript(value=value):
            return _is_mutable(value, at, names)
        case ast.BinOp(left=left, right=right):
            return _is_mutable(left, at, names) or _is_mutable(right, at, names)
        case ast.Name() | ast.Attribute():
            last = annotation.attr if isinstance(annotation, ast.Attribute) else annotation.id
            definition = names.definition(annotation, Location(at.module))
            if definition is None:
                return last in MUTABLE
            return isinstance(definition.node, ast.ClassDef) and _is_model(definition.node)
        case _:
            return False


def _is_model(node: ast.ClassDef) -> bool:
    """Whether a class of the repository is a record that can change: a model, or a dataclass that is not frozen."""
    bases = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
    options = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
    if bases & {"BaseModel", "SQLModel", "Base", "DeclarativeBase", "Model"}:
        return options.get("frozen") != "True" and "frozen=True" not in ast.unparse(node)
    decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
    return any("dataclass" in text and "frozen=True" not in text for text in decorators)


def _does_io(function: FunctionNode, at: Location, names: ExternalNames, deep: int) -> bool:
    return any(_is_io(call, at, names, deep) for call in _calls(function))


def _calls(function: FunctionNode) -> Iterator[ast.Call]:
    found = (node for statement in function.body for node in ast.walk(statement) if isinstance(node, ast.Call))
    yield from (call for _, call in zip(range(MAX_CALLS), found, strict=False))


def _is_io(call: ast.Call, at: Location, names: ExternalNames, deep: int) -> bool:
    name = names.name(call.func, at)
    if name is not None:
        root, last = name.partition(".")[0].partition("(")[0], name.rpartition(".")[2]
        return (root in IO_ROOTS and last in IO_METHODS) or (")" in name and last in SESSION_METHODS)
    function = call.func
    if isinstance(function, ast.Attribute) and function.attr in SESSION_METHODS:
        holder = function.value.attr if isinstance(function.value, ast.Attribute) else getattr(function.value, "id", "")
        return str(holder).lstrip("_") in SESSIONS
    definition = names.definition(function, at) if deep else None
    if definition is None or not isinstance(definition.node, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    return _does_io(definition.node, Location(definition.module, (definition.node,)), names, deep - 1)
