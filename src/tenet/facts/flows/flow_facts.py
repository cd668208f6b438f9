"""The data flows that the change brings in, beside those of its base."""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeVar

from tenet.domain.change import Change, Side
from tenet.facts.contract.subject import is_generated
from tenet.facts.database.migration_files import is_test
from tenet.facts.dependencies.technology import Technology, technologies
from tenet.facts.flows.caches import LastingCache, lasting_caches
from tenet.facts.flows.external_calls import ExternalCall, external_calls
from tenet.facts.flows.flow_calls import Flow, FlowKind, flow_of
from tenet.facts.flows.surfaces import Surface, call_surfaces
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Modules
from tenet.facts.python.parsed_files import Unparsable

OUTBOX = re.compile(r"outbox", re.IGNORECASE)
CACHE_READS = frozenset({"get", "mget", "hget", "get_many", "get_or_set", "exists"})
CACHE_WRITES = frozenset({"set", "setex", "psetex", "hset", "mset", "set_many", "add"})
CACHING_DECORATORS = frozenset({"cached", "cache", "cached_stampede", "multi_cached", "cache_page", "cache_on_arguments", "memoize"})
MAX_KNOWN = 300
"""So many files of the base are looked into for a flow that is there already."""


@dataclass(frozen=True)
class SideCalls:
    """The external calls of some files of one side."""

    modules: Modules

    @cached_property
    def names(self) -> ExternalNames:
        return ExternalNames(self.modules)

    def of(self, path: str) -> tuple[ExternalCall, ...]:
        module = self.modules.parsed_at(path)
        return () if module is None else tuple(external_calls(self.names, module))


@dataclass(frozen=True)
class FlowFacts:
    """External calls of the changed files that are no tests, at both sides, and the flows that they make."""

    change: Change
    base: Modules
    head: Modules

    def paths(self, side: Side) -> tuple[str, ...]:
        """The changed Python files of one side that are neither tests nor written by a tool."""
        given = self.change.by_path if side is Side.HEAD else self.change.by_base_path
        sources = (self.head if side is Side.HEAD else self.base).sources
        python = sorted(path for path in given if path.endswith(".py") and path in sources.files and not is_test(path))
        sources.load(python)
        return tuple(path for path in python if not is_generated(path, sources.text(path) or ""))

    @property
    def unread(self) -> tuple[Unparsable, ...]:
        found = (self.head.at(path) for path in self.paths(Side.HEAD))
        return tuple(module for module in found if isinstance(module, Unparsable))

    @cached_property
    def _base_calls(self) -> SideCalls:
        return SideCalls(self.base)

    @cached_property
    def _head_calls(self) -> SideCalls:
        return SideCalls(self.head)

    def calls(self, side: Side) -> tuple[ExternalCall, ...]:
        """The external calls of the changed files of one side."""
        return self._calls_at_head if side is Side.HEAD else self._calls_at_base

    @cached_property
    def _calls_at_head(self) -> tuple[ExternalCall, ...]:
        return tuple(call for path in self.paths(Side.HEAD) for call in self._head_calls.of(path))

    @cached_property
    def _calls_at_base(self) -> tuple[ExternalCall, ...]:
        return tuple(call for path in self.paths(Side.BASE) for call in self._base_calls.of(path))

    @cached_property
    def new(self) -> tuple[Flow, ...]:
        """The flows that are there at the head and nowhere at the base, by path and line, each once."""
        at_head = {flow.key: flow for flow in reversed(list(self._flows(Side.HEAD)))}
        before = {flow.key for flow in self._flows(Side.BASE)} if at_head else set()
        found = [flow for key, flow in at_head.items() if key not in before and not self._known(flow)]
        return tuple(sorted([*found, *self._second_stores()], key=lambda flow: (flow.path, flow.line)))

    @cached_property
    def new_lasting_caches(self) -> tuple[LastingCache, ...]:
        """Caches without expiry that the change brings in: more of one kind and subject than the changed files had."""
        at_head = list(lasting_caches(self.calls(Side.HEAD), self._head_calls.names))
        before = lasting_caches(self.calls(Side.BASE), self._base_calls.names) if at_head else iter(())
        return tuple(beyond(self.change, at_head, [cache.key for cache in before]))

    @cached_property
    def new_surfaces(self) -> tuple[Surface, ...]:
        """Attack surface that the change brings in. The same place elsewhere, or written twice as before, is none."""
        at_head = list(self._surfaces(Side.HEAD))
        before = self._surfaces(Side.BASE) if at_head else iter(())
        return tuple(beyond(self.change, at_head, [surface.key for surface in before]))

    def _surfaces(self, side: Side) -> Iterator[Surface]:
        from tenet.facts.flows.authentication import Authentication
        from tenet.facts.flows.handlers import handler_surfaces

        calls = self._head_calls if side is Side.HEAD else self._base_calls
        authentication = Authentication(calls.names)
        for path in self.paths(side):
            module = calls.modules.parsed_at(path)
            if module is not None:
                found = [*handler_surfaces(module, calls.names, authentication), *call_surfaces(calls.of(path), calls.names)]
                yield from sorted(found, key=lambda surface: surface.line)

    def _flows(self, side: Side) -> Iterator[Flow]:
        calls = self.calls(side)
        yield from (flow for call in calls if (flow := flow_of(call)) is not None)
        yield from _read_throughs(calls)
        modules = self.head if side is Side.HEAD else self.base
        for path in self.paths(side):
            module = modules.parsed_at(path)
            yield from _outboxes(module) if module is not None else ()

    def _known(self, flow: Flow) -> bool:
        """Whether a file of the base that the change does not touch has the same flow already."""
        word = flow.subject.rpartition(".")[2].strip("'\"").encode()
        if not word or flow.kind in {FlowKind.OUTBOX, FlowKind.READ_THROUGH}:
            return False
        changed = self.change.by_base_path
        files = sorted(path for path in self.base.python_files if path not in changed and not is_test(path))
        self.base.sources.load(files)
        likely = [path for path in files if word in (self.base.sources.data(path) or b"")][:MAX_KNOWN]
        calls = (call for path in likely for call in self._base_calls.of(path))
        return any(found.key == flow.key for call in calls if (found := flow_of(call)) is not None)

    def _second_stores(self) -> Iterator[Flow]:
        """A datastore that no file of the base speaks to, in a repository that speaks to another."""
        seen: set[Technology] = set()
        for call in self.calls(Side.HEAD):
            technology = technologies().imported(call.name)
            if technology is None or technology.category != "datastore" or technology.kind == "mapper" or technology in seen:
                continue
            seen.add(technology)
            if self._stores_of_base and technology not in self._stores_of_base:
                yield Flow(FlowKind.SECOND_STORE, technology.name, technology.name, call.at.module.path, call.line, call.end_line)

    @cached_property
    def _stores_of_base(self) -> frozenset[Technology]:
        """The datastores that the files of the base import."""
        from tenet.facts.python.import_graph import read_import_graph

        graph = read_import_graph(self.base, (path for path in self.base.python_files if not is_test(path)))
        names = {one.name for module in graph.modules.values() for one in module.externals}
        found = (technologies().imported(name) for name in names)
        return frozenset(one for one in found if one is not None and one.category == "datastore")


class Placed(Protocol):
    """What stands on lines of a file at the head, and compares by a key."""

    @property
    def path(self) -> str: ...

    @property
    def line(self) -> int: ...

    @property
    def end_line(self) -> int: ...

    @property
    def key(self) -> tuple[str, ...]: ...


P = TypeVar("P", bound=Placed)


def beyond(change: Change, found: Sequence[P], before: Iterable[tuple[str, ...]]) -> Iterator[P]:
    """What is found at the head more often than before. Of several that are alike, those on changed lines are the new ones."""
    left = Counter(before)
    touched = {id(one) for one in found if (file := change.by_path.get(one.path)) is not None and file.touches(one.line, one.end_line)}
    new = set()
    for one in sorted(found, key=lambda one: id(one) in touched):
        if left[one.key] > 0:
            left[one.key] -= 1
        else:
            new.add(id(one))
    yield from (one for one in found if id(one) in new)


def _read_throughs(calls: Sequence[ExternalCall]) -> Iterator[Flow]:
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


def _outboxes(module: Module) -> Iterator[Flow]:
    """Tables in which events wait to be sent."""
    for node in module.statements:
        if isinstance(node, ast.ClassDef) and OUTBOX.search(node.name) and node.bases and _is_table(node):
            yield Flow(FlowKind.OUTBOX, "outbox", node.name, module.path, node.lineno, node.lineno)


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
