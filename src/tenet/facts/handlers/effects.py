"""What a handler does beside answering, directly or one call down in the repository."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property

from tenet.facts.handlers.handler import Handler
from tenet.facts.handlers.idempotency import has_middleware
from tenet.facts.handlers.objects import Callee
from tenet.facts.handlers.reach import Reach
from tenet.facts.handlers.repeats import Repeats
from tenet.facts.handlers.slow_work import SlowWork, Work, WorkKind
from tenet.facts.handlers.tables import Tables
from tenet.facts.handlers.writes import Write, Writes
from tenet.facts.python.bindings import Location
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.module import FunctionNode
from tenet.facts.python.scope import source_of
from tenet.facts.python.walking import walk


@dataclass(frozen=True, slots=True)
class Effect:
    """A call of a handler that writes, or that runs `callee`, which does."""

    node: ast.Call
    writes: tuple[Write, ...]
    callee: Callee | None = None

    @property
    def key(self) -> str:
        """What makes two effects one, whichever line they stand on."""
        return self.writes[0].code if self.callee is None else self.callee.function.name


@dataclass(frozen=True, slots=True)
class Wait:
    """A call of a handler that takes long, or that runs `callee`, in which such a call stands."""

    node: ast.Call
    work: Work
    callee: Callee | None = None

    @property
    def key(self) -> str:
        """What makes two of them one for a handler: the kind, or the name of what the policy names."""
        return self.work.name if self.work.kind is WorkKind.NAMED else self.work.kind.name


@dataclass(frozen=True)
class Effects:
    """Of one side of the change. Each function is read once."""

    names: ExternalNames

    @cached_property
    def reach(self) -> Reach:
        return Reach(self.names)

    @cached_property
    def _writes(self) -> Writes:
        return Writes(self.reach)

    @cached_property
    def _slow_work(self) -> SlowWork:
        return SlowWork(self.reach)

    @cached_property
    def repeats(self) -> Repeats:
        """What a repeated request does once more."""
        return Repeats(self.reach, self._writes, self._slow_work, Tables(self.reach.objects))

    def written(self, inside: Location) -> tuple[Effect, ...]:
        """What a handler writes, in the order of its text."""
        own = {write.node: Effect(write.node, (write,)) for write in self._writes.of(inside)}
        below = {step.node: Effect(step.node, self._below(step.callee), step.callee) for step in self.reach.steps(inside)}
        known = below | own
        found = (known.get(call) for call in self.reach.calls(inside))
        return tuple(effect for effect in found if effect is not None and effect.writes)

    def waits(self, inside: Location) -> Iterator[Wait]:
        """The slow work that a handler waits for, in the order of its text."""
        own = {work.node: work for work in self._slow_work.of(inside)}
        below = {step.node: step for step in self.reach.steps(inside)}
        for call in self.reach.calls(inside):
            if call in own:
                yield Wait(call, own[call])
            elif call in below:
                callee = below[call].callee
                yield from (Wait(call, work, callee) for work in self._slow_work.of(callee.inside))

    def named(self, inside: Location, patterns: Sequence[str]) -> Iterator[Wait]:
        """The calls of a handler, to functions of the repository or outside it, whose names match one of these patterns."""
        below = {step.node: step.callee for step in self.reach.steps(inside)}
        for call in self.reach.calls(inside) if patterns else ():
            callee = below.get(call)
            name = f"{callee.module.name}.{callee.function.name}" if callee is not None else self.names.name(call.func, inside)
            written = source_of(call.func)
            if any(fnmatchcase(one, pattern) for one in (name, written, written.rpartition(".")[2]) if one for pattern in patterns):
                yield Wait(call, Work(call, WorkKind.NAMED, written))

    def _below(self, callee: Callee) -> tuple[Write, ...]:
        """What hands out a session and commits it afterwards writes nothing itself."""
        if callee.function not in self._known_below:
            writes = self._writes.of(callee.inside)
            hands_out = bool(writes) and any(isinstance(node, ast.Yield) for node in walk(callee.function))
            self._known_below[callee.function] = tuple(write for write in writes if not (hands_out and write.ends))
        return self._known_below[callee.function]

    @cached_property
    def _known_below(self) -> dict[FunctionNode, tuple[Write, ...]]:
        return {}

    @cached_property
    def has_idempotency_middleware(self) -> bool:
        return has_middleware(self.names.modules)


def shown_route(handler: Handler) -> str:
    return handler.shown
