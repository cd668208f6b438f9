"""Something that the consumer of the service gets to see and was not written for them."""

import ast
from dataclasses import dataclass
from functools import cached_property

from tenet.facts.python.scope import source_of


@dataclass(frozen=True)
class Leak:
    """`shown` is what leaks, `given` the argument of the response that holds it, `caught` whose text it is."""

    shown: ast.expr
    given: str
    caught: str
    symbol: str

    @property
    def line(self) -> int:
        return self.shown.lineno

    @property
    def end_line(self) -> int:
        return self.shown.end_lineno or self.shown.lineno

    @cached_property
    def code(self) -> str:
        return f"{self.given}={source_of(self.shown)}" if self.given else source_of(self.shown)

    @property
    def key(self) -> tuple[str, str]:
        return self.symbol, self.code
