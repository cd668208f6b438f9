"""What to write instead of a call that blocks the event loop."""

import ast
from collections.abc import Mapping, Sequence

from tenet.facts.flows.blocking_calls import Blocking, BlockingCall
from tenet.facts.python.module import Module
from tenet.facts.python.modules import dotted_name
from tenet.facts.python.scope import source_of

ASYNC_DRIVERS: Mapping[str, str] = {
    "psycopg2": "`psycopg.AsyncConnection` or `asyncpg`",
    "psycopg": "`psycopg.AsyncConnection`",
    "sqlite3": "`aiosqlite`",
    "pymysql": "`aiomysql`",
    "MySQLdb": "`aiomysql`",
    "mysql": "`mysql.connector.aio`",
    "oracledb": "`oracledb.connect_async`",
}
VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "request"})
COMPRESSED = ("gzip.", "bz2.", "lzma.")
MAX_WRITTEN = 50
TOGETHER = "them into a plain function for `asyncio.to_thread`"


def counterpart_of(call: BlockingCall, calls: Sequence[BlockingCall]) -> str:
    """The better code for a call and those of its kind around it: where they differ, no thread for one of them helps."""
    said = counterpart(call)
    if len({one.written for one in calls}) == 1:
        return said
    return said.replace(f"Write {_thread(call)}", f"Move {TOGETHER}").replace(f"or {_thread(call)}", f"or move {TOGETHER}")


def _thread(call: BlockingCall) -> str:
    return f"`await asyncio.to_thread({call.written}, ...)`"


def counterpart(call: BlockingCall) -> str:
    """The better code for one call, as a sentence."""
    thread = _thread(call)
    match call.kind:
        case Blocking.SLEEP:
            return f"Write `await asyncio.sleep({_arguments(call.node)})`."
        case Blocking.HTTP:
            return f"Write `await client.{call.verb if call.verb in VERBS else 'get'}(...)` with an `httpx.AsyncClient`, or {thread}."
        case Blocking.PROCESS:
            return _process(call, thread)
        case Blocking.HELPER:
            return f"Write {thread}, or make `{call.verb}` async and await it."
        case Blocking.FILE:
            return _file(call, thread)
        case Blocking.SESSION:
            session = (dotted_name(call.node.func) or ["session"])[0]
            return f"Take `{session}` as an `AsyncSession` and await its calls, or move them into a plain function for `asyncio.to_thread`."
        case _:
            client = _client(call)
            return f"Use {client} and await its calls, or {thread}." if client else f"Write {thread}."


def _client(call: BlockingCall) -> str | None:
    clients: Mapping[Blocking, str | None] = {
        Blocking.MONGO: "`pymongo.AsyncMongoClient`",
        Blocking.REDIS: "`redis.asyncio.Redis`",
        Blocking.AWS: "`aioboto3`",
        Blocking.NETWORK: "`aiosmtplib`" if call.name.startswith("smtplib") else None,
        Blocking.DRIVER: ASYNC_DRIVERS.get(call.name.partition(".")[0]),
    }
    return clients.get(call.kind)


def _process(call: BlockingCall, thread: str) -> str:
    if call.verb in {"wait", "communicate"}:
        return f"Start it with `asyncio.create_subprocess_exec`: then `await process.{call.verb}()` waits without blocking."
    return f"Start it with `await asyncio.create_subprocess_exec(...)` and await its `communicate()`, or {thread}."


def _file(call: BlockingCall, thread: str) -> str:
    if call.verb != "open" or call.name.startswith(COMPRESSED):
        return f"Write {thread}."
    function = call.node.func
    path = source_of(function.value)[:MAX_WRITTEN] if isinstance(function, ast.Attribute) else _arguments(call.node)
    opened = f"`async with await anyio.open_file({path}) as file`"
    return f"Write {opened}, or move what uses the file into a plain function for `asyncio.to_thread`."


def _arguments(call: ast.Call) -> str:
    written = ", ".join(source_of(argument) for argument in call.args)
    return written if 0 < len(written) <= MAX_WRITTEN else "..."


def suggestion(call: BlockingCall, module: Module) -> str | None:
    """The mended line of a sleep that stands alone on it, where the module imports asyncio."""
    node, imported = call.node, module.imports.get("asyncio")
    line = module.line(node.lineno)
    if call.kind is not Blocking.SLEEP or imported is None or imported.attribute is not None or imported.module != "asyncio":
        return None
    if node.end_lineno != node.lineno or len(node.args) != 1 or node.keywords or not line.isascii():
        return None
    if line.strip() != line[node.col_offset : node.end_col_offset]:
        return None
    return f"{line[: node.col_offset]}await asyncio.sleep({source_of(node.args[0])}){line[node.end_col_offset :]}"
