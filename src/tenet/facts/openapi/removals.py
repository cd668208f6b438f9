"""Whether a route that is no longer read is gone: its handler may be where it was, and only what decides about it changed."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tenet.domain.change import Change, FileStatus
from tenet.facts.openapi.api_contract import ApiContract, ApiOperation, Unread
from tenet.facts.routing.imports import shows_routing
from tenet.facts.sources import Sources

DECORATORS = 15
"""How many lines above a handler its decorators may begin."""
SERVES = re.compile(r"rout|includ|mount|endpoint|\bapp\b|\bapi\b|\.(?:get|post|put|patch|delete)\(", re.IGNORECASE)
"""Words on a line that may have served a route."""
UNREAD = "it is not among the routes that can be read any more, and others cannot be read"
BY_VALUE = "its handler stands where it stood, and no statement that serves it is gone: what decides whether it is served changed"


@dataclass(frozen=True)
class Removals:
    """Knows both sides. `unread` where routes of the head cannot be read that could be at base."""

    change: Change
    sources: tuple[Sources, Sources]
    base: ApiContract
    head: ApiContract
    unread: bool

    def doubt(self, operation: ApiOperation | None) -> str:
        """Why it is not certain that an operation of the base is served no more; empty where it is."""
        if self.unread:
            return UNREAD
        if operation is None or self._served[1][_handler(operation)] >= self._served[0][_handler(operation)]:
            return ""
        return BY_VALUE if self._stands(operation) and not any(self._unserved(operation)) else ""

    @cached_property
    def _served(self) -> tuple[Counter[tuple[str, str, str]], Counter[tuple[str, str, str]]]:
        base, head = (Counter(map(_handler, contract.operations)) for contract in (self.base, self.head))
        return base, head

    def _stands(self, operation: ApiOperation) -> bool:
        """Whether the handler and its decorators are as they were."""
        file = self.change.by_base_path.get(operation.file)
        if file is None:
            return True
        lines = range(operation.line - DECORATORS, operation.end_line + 1)
        return file.status is not FileStatus.REMOVED and file.lines_known and file.removed.isdisjoint(lines)

    def _unserved(self, operation: ApiOperation) -> Iterator[bool]:
        """Of each changed file, whether it lost a line that may have served a handler."""
        module = re.compile(rf"\b{re.escape(operation.file.rpartition('/')[2].removesuffix('.py'))}\b")
        for file in self.change.files:
            if file.base_path is not None and file.base_path.endswith(".py"):
                serves = SERVES if shows_routing(self.sources[0].data(file.base_path) or b"") else module
                lost = (self.sources[0].line(file.base_path, number) for number in file.removed)
                yield not file.lines_known or any(module.search(line) or serves.search(line) for line in lost)


def new_unread(base: ApiContract | None, head: ApiContract) -> tuple[Unread, ...]:
    """What of the head cannot be read and could be at base. Of a route that is new it is nothing new."""
    known = {(one.subject, one.reason) for one in base.unread} if base is not None else set()
    before = _names(base) if base is not None else frozenset()
    added = _names(head) - before
    return tuple(one for one in head.unread if (one.subject, one.reason) not in known and one.subject not in added)


def hides_routes(unread: Unread, contract: ApiContract) -> bool:
    """Whether what cannot be read may serve routes: it is no part of a route that is read, and no type."""
    return unread.path is not None and unread.subject not in _names(contract)


def _names(contract: ApiContract) -> frozenset[str]:
    return frozenset(f"{one.method} {one.path}" for one in contract.operations)


def _handler(operation: ApiOperation) -> tuple[str, str, str]:
    return operation.method, operation.file, operation.handler
