"""Flows that more than one line makes: caches that are read through, and outboxes."""

import ast
import re
from collections.abc import Iterator, Sequence

from tenet.facts.dependencies.technology import technologies
from tenet.facts.flows.external_calls import ExternalCall
from tenet.facts.flows.flow_calls import Flow, FlowKind

OUTBOX = re.compile(r"outbox", re.IGNORECASE)
CACHE_READS = frozenset({"get", "mget", "hget", "get_many", "get_or_set", "exists"})
CACHE_WRITES = frozenset({"set", "setex", "psetex", "hset", "mset", "set_many", "add"})
CACHING_DECORATORS = frozenset({"cached", "cache", "cached_stampede", "multi_cached", "cache_page", "cache_on_arguments", "memoize"})


def read_throughs(calls: Sequence[ExternalCall]) -> Iterator[Flow]:
    """Functions that look into a cache and write into it, or that a caching decorator does this for."""
    reads: set[ast.AST] = set()
    for call in calls:
        function, named = call.at.function, cache_of(call)
        if not named:
            continue
        if call.decorates is not None and call.last in CACHING_DECORATORS:
            yield _read_through(call, named, call.decorates.name)
        elif function is not None and call.last in CACHE_READS:
            reads.add(function)
            if call.last == "get_or_set":
                yield _read_through(call, named, function.name)
        elif function is not None and call.last in CACHE_WRITES and function in reads:
            yield _read_through(call, named, function.name)


def cache_of(call: ExternalCall) -> str:
    """The cache that a call speaks to; empty for any other call."""
    if call.name.startswith(("django.core.cache", "django.views.decorators.cache")):
        return "Django's cache"
    technology = technologies().imported(call.name)
    return technology.name if technology is not None and technology.category == "cache" else ""


def _read_through(call: ExternalCall, technology: str, subject: str) -> Flow:
    return Flow(FlowKind.READ_THROUGH, technology, subject, call.at.module.path, call.line, call.end_line)


def outboxes(path: str, body: Sequence[ast.stmt]) -> Iterator[Flow]:
    """Tables in which events wait to be sent."""
    for node in body:
        if isinstance(node, ast.ClassDef) and OUTBOX.search(node.name) and node.bases and _is_table(node):
            yield Flow(FlowKind.OUTBOX, "outbox", node.name, path, node.lineno, node.lineno)


def _is_table(node: ast.ClassDef) -> bool:
    """Whether a class declares a table: by its name, by `table=True`, or by deriving from Django's `Model`."""
    named = any(
        isinstance(target, ast.Name) and target.id in {"__tablename__", "__table__"}
        for statement in node.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
    )
    return (
        named
        or any(keyword.arg == "table" for keyword in node.keywords)
        or any(ast.unparse(base).endswith("models.Model") for base in node.bases)
    )
