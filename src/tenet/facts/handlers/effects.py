"""What a handler does beside answering, directly or one call down in the repository."""

import ast
from dataclasses import dataclass
from functools import cached_property

from tenet.facts.handlers.objects import Callee
from tenet.facts.handlers.reach import Reach
from tenet.facts.handlers.writes import Write, Writes
from tenet.facts.python.bindings import Location
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.module import FunctionNode


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

    def written(self, inside: Location) -> tuple[Effect, ...]:
        """What a handler writes, in the order of its text."""
        own = {write.node: Effect(write.node, (write,)) for write in self._writes.of(inside)}
        below = {step.node: Effect(step.node, self._below(step.callee), step.callee) for step in self.reach.steps(inside)}
        found = ((below | own).get(call) for call in self.reach.calls(inside))
        return tuple(effect for effect in found if effect is not None and effect.writes)

    def _below(self, callee: Callee) -> tuple[Write, ...]:
        """What hands out a session and commits it afterwards writes nothing itself."""
        writes = self._writes.of(callee.inside)
        return tuple(write for write in writes if not write.ends) if writes and _yields(callee.function) else writes


def _yields(function: FunctionNode) -> bool:
    return any(isinstance(node, ast.Yield) for node in ast.walk(function))
