"""Caches whose entries never expire: what is written without a lifetime, and what is remembered that can change."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tenet.facts.flows.external_calls import ExternalCall
from tenet.facts.flows.memoized import memoized_fault
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.modules import Modules
from tenet.facts.python.walking import walk

REDIS = frozenset({"redis", "aioredis", "valkey", "coredis", "rediscluster"})
REDIS_LIFETIME = ("ex", "px", "exat", "pxat", "keepttl", "expire", "pexpire")
EXPIRES = frozenset({"expire", "expireat", "pexpire", "pexpireat", "touch"})
MEMCACHED = frozenset({"pymemcache", "pylibmc", "aiomcache", "memcache"})
UNBOUNDED = frozenset({"Cache", "LRUCache", "LFUCache", "FIFOCache", "RRCache", "MRUCache"})
MEMOIZERS = frozenset({"functools.lru_cache", "functools.cache", "async_lru.alru_cache"})

DEFAULT = re.compile(rb"\bFastAPICache\.init\([^()]{0,500}(?:\([^()]{0,500}\)[^()]{0,500}){0,9}\bexpire\s*=")


@dataclass(frozen=True, slots=True)
class LastingCache:
    """A cache without expiry. `fault` says what is wrong, as the end of a sentence that starts with the code."""

    code: str
    fault: str
    subject: str
    path: str
    line: int
    end_line: int

    @property
    def key(self) -> tuple[str, str, str]:
        return self.code, self.fault, self.subject


def lasting_caches(calls: Sequence[ExternalCall], names: ExternalNames) -> Iterator[LastingCache]:
    """The caches without expiry among the calls of some files."""
    default = any(call.root == "fastapi_cache" for call in calls) and _expires_by_default(names.modules)
    expired = {call.at.function for call in calls if call.last in EXPIRES and call.at.function is not None}
    for call in calls:
        fault = _fault(call, names)
        if not fault or call.spreads or (call.root in REDIS and call.at.function in expired) or (default and call.root == "fastapi_cache"):
            continue
        yield LastingCache(_code(call), fault, _subject(call), call.at.module.path, call.line, call.end_line)


def _expires_by_default(modules: Modules) -> bool:
    """Whether a file of the repository gives fastapi-cache a lifetime for all."""
    modules.sources.load(modules.python_files)
    return any(DEFAULT.search(modules.sources.data(path) or b"") for path in modules.python_files)


def _code(call: ExternalCall) -> str:
    function = call.node.func if isinstance(call.node, ast.Call) else call.node
    written = ast.unparse(function)[:60]
    return f"@{written}" if call.decorates is not None else f"{written}()"


def _subject(call: ExternalCall) -> str:
    """What is cached: the function that is decorated, the key that is written, the name of the cache."""
    return call.subject if call.decorates is not None or call.arguments else call.at.module.symbol_at(call.line)


def _fault(call: ExternalCall, names: ExternalNames) -> str:
    if call.plain in MEMOIZERS and call.decorates is not None:
        return "" if call.keyword("ttl") is not None else memoized_fault(call.decorates, call.at, names)
    judge = LIBRARIES.get(call.root)
    return judge(call) if judge is not None else ""


def _never(node: ast.expr | None) -> bool:
    """Whether a lifetime is given as none at all."""
    return isinstance(node, ast.Constant) and (node.value is None or node.value is False)


def _redis(call: ExternalCall) -> str:
    if call.last not in {"set", "mset", "setnx", "getset"} or ").lock" in call.name:
        return ""
    lifetime = call.keyword(*REDIS_LIFETIME)
    by_position = call.last == "set" and len(call.arguments) > 2
    return "writes without an expiry (`ex`)" if (lifetime is None or _never(lifetime)) and not by_position else ""


def _cachetools(call: ExternalCall) -> str:
    if call.last in UNBOUNDED:
        return "keeps entries for as long as there is room"
    first = call.arguments[0] if call.arguments else call.keyword("cache")
    if call.last in {"cached", "cachedmethod"} and isinstance(first, ast.Dict):
        return "keeps entries for ever"
    return ""


def _django(call: ExternalCall) -> str:
    """Django's caches expire after five minutes unless they are told otherwise."""
    position = {"set": 2, "add": 2, "get_or_set": 2, "set_many": 1, "touch": 1}.get(call.last)
    if not call.name.startswith("django.core.cache") or position is None:
        return ""
    given = call.keyword("timeout") or (call.arguments[position] if len(call.arguments) > position else None)
    return "writes with `timeout=None`, which never expires" if given is not None and _never(given) else ""


def _aiocache(call: ExternalCall) -> str:
    if call.decorates is not None and call.last in {"cached", "multi_cached", "cached_stampede"}:
        return _without(call, "caches without a `ttl`", "ttl")
    if call.last in {"set", "multi_set", "add"} and ")." in call.name:
        return (
            ""
            if call.name.partition("(")[0].endswith("Cache") and _made_with_ttl(call)
            else _without(call, "writes without a `ttl`", "ttl")
        )
    return ""


def _made_with_ttl(call: ExternalCall) -> bool:
    """Whether the file gives a cache its lifetime where it makes it."""
    return any(keyword.arg == "ttl" for node in walk(call.at.module.tree) if isinstance(node, ast.Call) for keyword in node.keywords)


def _without(call: ExternalCall, fault: str, *names: str) -> str:
    given = call.keyword(*names)
    return fault if given is None or _never(given) else ""


def _fastapi_cache(call: ExternalCall) -> str:
    decorates = call.decorates is not None and call.last == "cache"
    return _without(call, "caches without `expire`", "expire") if decorates and not call.arguments else ""


def _diskcache(call: ExternalCall) -> str:
    if call.last in {"set", "add"} and ")." in call.name and len(call.arguments) < 3:
        return _without(call, "writes without `expire`", "expire")
    if call.last == "memoize" and call.decorates is not None:
        return _without(call, "caches without `expire`", "expire")
    return ""


def _memcached(call: ExternalCall) -> str:
    if call.last in {"set", "add", "set_many", "set_multi"} and ")." in call.name and len(call.arguments) < 3:
        return _without(call, "writes without an expiry (`expire`)", "expire", "time", "exptime")
    return ""


def _flask_caching(call: ExternalCall) -> str:
    given = call.keyword("timeout")
    return "caches with `timeout=0`, which never expires" if isinstance(given, ast.Constant) and given.value == 0 else ""


def _joblib(call: ExternalCall) -> str:
    return "caches on disk for ever" if call.plain.endswith("Memory().cache") and call.decorates is not None else ""


def _dogpile(call: ExternalCall) -> str:
    return (
        _without(call, "is made without an `expiration_time`", "expiration_time") if call.plain.endswith("make_region().configure") else ""
    )


LIBRARIES: Mapping[str, Callable[[ExternalCall], str]] = {
    **dict.fromkeys(REDIS, _redis),
    **dict.fromkeys(MEMCACHED, _memcached),
    "cachetools": _cachetools,
    "django": _django,
    "aiocache": _aiocache,
    "fastapi_cache": _fastapi_cache,
    "diskcache": _diskcache,
    "flask_caching": _flask_caching,
    "joblib": _joblib,
    "dogpile": _dogpile,
}
