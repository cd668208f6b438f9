"""The data flows that the change brings in, beside those of its base."""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from tenet.domain.change import Change, FileChange, Side
from tenet.facts.contract.subject import is_generated
from tenet.facts.database.migration_files import is_test
from tenet.facts.dependencies.technology import Technology, technologies
from tenet.facts.flows.caches import LastingCache, lasting_caches
from tenet.facts.flows.derived_flows import outboxes, read_throughs
from tenet.facts.flows.extent import Extent, extent_of
from tenet.facts.flows.external_calls import ExternalCall, external_calls
from tenet.facts.flows.flow_calls import Flow, FlowKind, flow_of
from tenet.facts.flows.novelty import beyond
from tenet.facts.flows.surfaces import Surface, call_surfaces, gone, not_renamed
from tenet.facts.openapi.api_contract import ApiContract
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.modules import Modules
from tenet.facts.python.parsed_files import Unparsable

MAX_KNOWN = 300
"""So many files of the base are looked into for a flow that is there already."""


@dataclass(frozen=True)
class SideCalls:
    """The external calls of some files of one side."""

    modules: Modules

    @cached_property
    def names(self) -> ExternalNames:
        return ExternalNames(self.modules)

    def of(self, path: str, body: Sequence[ast.stmt] | None = None) -> tuple[ExternalCall, ...]:
        module = self.modules.parsed_at(path)
        return () if module is None else tuple(external_calls(self.names, module, body))


@dataclass(frozen=True)
class FlowFacts:
    """External calls of the changed files that are no tests, at both sides, and the flows that they make."""

    change: Change
    base: Modules
    head: Modules
    api: Callable[[Side], ApiContract | None]
    """What the application of a side serves."""

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

    @cached_property
    def _extents(self) -> Mapping[FileChange, Extent]:
        """What of each changed file has to be looked at."""
        bases, heads = set(self.paths(Side.BASE)), set(self.paths(Side.HEAD))
        found: dict[FileChange, Extent] = {}
        for file in self.change.files:
            base = self.base.parsed_at(file.base_path) if file.base_path in bases and file.base_path is not None else None
            head = self.head.parsed_at(file.path) if file.path in heads else None
            if base is not None or head is not None:
                found[file] = extent_of(file, base, head)
        return found

    def _read(self, side: Side) -> Iterator[tuple[str, Sequence[ast.stmt]]]:
        """The changed files of one side, with the statements to look at."""
        for file, extent in self._extents.items():
            body, path = (extent.base, file.base_path) if side is Side.BASE else (extent.head, file.path)
            if body and path is not None:
                yield path, body

    def calls(self, side: Side) -> Mapping[str, tuple[ExternalCall, ...]]:
        """The external calls of the changed files of one side, by path."""
        return self._calls_at_head if side is Side.HEAD else self._calls_at_base

    @cached_property
    def _calls_at_head(self) -> Mapping[str, tuple[ExternalCall, ...]]:
        return {path: self._head_calls.of(path, body) for path, body in self._read(Side.HEAD)}

    @cached_property
    def _calls_at_base(self) -> Mapping[str, tuple[ExternalCall, ...]]:
        return {path: self._base_calls.of(path, body) for path, body in self._read(Side.BASE)}

    def _all(self, side: Side) -> tuple[ExternalCall, ...]:
        return tuple(call for calls in self.calls(side).values() for call in calls)

    @cached_property
    def new(self) -> tuple[Flow, ...]:
        """The flows that are there at the head and nowhere at the base, by path and line, each once for a file."""
        at_head = {(flow.path, flow.key): flow for flow in reversed(list(self._flows(Side.HEAD)))}
        before = {flow.key for flow in self._flows(Side.BASE)} if at_head else set()
        found = [flow for flow in at_head.values() if flow.key not in before and not self._known(flow)]
        return tuple(sorted([*found, *self._second_stores()], key=lambda flow: (flow.path, flow.line)))

    @cached_property
    def new_lasting_caches(self) -> tuple[LastingCache, ...]:
        """Caches without expiry that the change brings in: more of one kind and subject than the changed files had."""
        at_head = list(lasting_caches(self._all(Side.HEAD), self._head_calls.names))
        before = lasting_caches(self._all(Side.BASE), self._base_calls.names) if at_head else iter(())
        return tuple(beyond(self.change, at_head, [cache.key for cache in before]))

    @cached_property
    def new_surfaces(self) -> tuple[Surface, ...]:
        """Attack surface that the change brings in. The same place elsewhere, or written twice as before, is none."""
        at_head = list(self._surfaces(Side.HEAD))
        before = list(self._surfaces(Side.BASE)) if at_head else []
        new = tuple(beyond(self.change, at_head, [surface.key for surface in before]))
        return tuple(not_renamed(new, gone(before, at_head)))

    def _surfaces(self, side: Side) -> Iterator[Surface]:
        from tenet.facts.flows.authentication import Authentication
        from tenet.facts.flows.handlers import handler_surfaces

        calls = self._head_calls if side is Side.HEAD else self._base_calls
        authentication = Authentication(calls.names, partial(self.api, side))
        for path, body in self._read(side):
            module = calls.modules.parsed_at(path)
            if module is not None:
                found = [*handler_surfaces(module, authentication, body), *call_surfaces(self.calls(side)[path], calls.names)]
                yield from sorted(found, key=lambda surface: surface.line)

    def _flows(self, side: Side) -> Iterator[Flow]:
        calls = self._all(side)
        yield from (flow for call in calls if (flow := flow_of(call)) is not None)
        yield from read_throughs(calls)
        for path, body in self._read(side):
            yield from outboxes(path, body)

    def _known(self, flow: Flow) -> bool:
        """Whether code of the base that the change does not touch has the same flow already."""
        word = flow.subject.rpartition(".")[2].strip("'\"").encode()
        if not word or flow.kind in {FlowKind.OUTBOX, FlowKind.READ_THROUGH}:
            return False
        files = sorted(path for path in self.base.python_files if not is_test(path))
        self.base.sources.load(files)
        likely = [path for path in files if word in (self.base.sources.data(path) or b"")][:MAX_KNOWN]
        return any(flow.key in self._keys_of_base(path) for path in likely)

    def _keys_of_base(self, path: str) -> frozenset[tuple[str, ...]]:
        """The flows of one file of the base, read once."""
        if path not in self._read_of_base:
            flows = map(flow_of, self._base_calls.of(path))
            self._read_of_base[path] = frozenset(flow.key for flow in flows if flow is not None)
        return self._read_of_base[path]

    @cached_property
    def _read_of_base(self) -> dict[str, frozenset[tuple[str, ...]]]:
        return {}

    def _second_stores(self) -> Iterator[Flow]:
        """A datastore that no file of the base speaks to, in a repository that speaks to another."""
        seen: set[Technology] = set()
        for call in self._all(Side.HEAD):
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
