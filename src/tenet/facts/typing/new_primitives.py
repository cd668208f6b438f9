"""Which functions a change has take more primitives, rather than moves between its files."""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tenet.facts.python.functions import functions_of
from tenet.facts.python.module import FunctionNode, Module
from tenet.facts.typing.occurrences import Occurrences
from tenet.facts.typing.primitives import RawParameter, raw_parameters

Taken = Mapping[RawParameter, set[int]]
"""The numbers of the functions that take each parameter."""
Rows = Sequence[Sequence[RawParameter]]


@dataclass(frozen=True)
class NewPrimitives:
    """Each module is looked through once, however many functions are asked for."""

    occurrences: Occurrences

    def takes_more(self, function: FunctionNode, found: Sequence[RawParameter]) -> bool:
        """Whether more functions of its name take these parameters than before."""
        if function.name not in self._known:
            before, after = self.occurrences.holding(["def", function.name])
            self._known[function.name] = self._taken(before, function.name), self._taken(after, function.name)
        at_base, at_head = self._known[function.name]
        return _count(at_head, found) > _count(at_base, found)

    def _taken(self, modules: Iterable[Module], name: str) -> Taken:
        taken: dict[RawParameter, set[int]] = {}
        for number, row in enumerate(row for module in modules for row in self._rows(module).get(name, ())):
            for parameter in row:
                taken.setdefault(parameter, set()).add(number)
        return taken

    def _rows(self, module: Module) -> Mapping[str, Rows]:
        if module.tree not in self._read:
            by_name: dict[str, list[Sequence[RawParameter]]] = {}
            for one in functions_of(module):
                by_name.setdefault(one.node.name, []).append(raw_parameters(one.node))
            self._read[module.tree] = by_name
        return self._read[module.tree]

    @cached_property
    def _known(self) -> dict[str, tuple[Taken, Taken]]:
        return {}

    @cached_property
    def _read(self) -> dict[ast.Module, Mapping[str, Rows]]:
        return {}


def _count(taken: Taken, found: Sequence[RawParameter]) -> int:
    rarest, *others = sorted((taken.get(one, set()) for one in found), key=len)
    return len(rarest.intersection(*others))
