"""The local names of a call, a class body or a loop's turn, and those around them."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tenet.facts.python.scope import Scope
from tenet.facts.python.values import Place, Value


class Environment(Mapping[str, Value]):
    """Names that statements bind. What is not bound here is looked up in `outer`, as a closure does."""

    __slots__ = ("bound", "elsewhere", "looping", "outer")

    def __init__(self, outer: Mapping[str, Value], bound: Mapping[str, Value] | None = None) -> None:
        self.outer = outer
        self.bound: dict[str, Value] = dict(bound or {})
        self.elsewhere: dict[str, Environment] = {}
        """Where the names of `global` and `nonlocal` statements are bound."""
        self.looping = 0
        """How many loops are around the statement that is followed."""

    def _holder(self, name: str) -> Mapping[str, Value]:
        around: Mapping[str, Value] = self
        while isinstance(around, Environment):
            if name in around.bound:
                return around.bound
            around = around.outer
        return around

    def __getitem__(self, name: str) -> Value:
        if name in self.elsewhere:
            return self.elsewhere[name][name]
        return self._holder(name)[name]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and (name in self._holder(name) or name in self.elsewhere)

    def __iter__(self) -> Iterator[str]:
        return iter({**self.outer, **self.bound})

    def __len__(self) -> int:
        return len({**self.outer, **self.bound})

    def bind(self, name: str, value: Value) -> None:
        self.elsewhere.get(name, self).bound[name] = value

    def owner(self, name: str) -> "Environment | None":
        """The innermost one around that binds a name."""
        around: Mapping[str, Value] = self.outer
        while isinstance(around, Environment):
            if name in around.bound:
                return around
            around = around.outer
        return None


@dataclass(slots=True)
class Frame:
    """A body that is being followed: a module's, a class's or a function's."""

    scope: Scope
    environment: Environment
    returned: list[Value] = field(default_factory=list)
    """What it may return; the last is certain where the body ended by it."""
    yielded: list[Value] = field(default_factory=list)
    last_step: int = 0
    """The step at which an outermost call is given up."""


@dataclass(frozen=True, slots=True)
class Site:
    """The decorator or the call through which a route is added."""

    node: ast.expr
    scope: Scope
    place: Place
