"""Which functions a change has take more primitives, rather than moves between its files."""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tenet.facts.python.functions import functions_of
from tenet.facts.python.module import FunctionNode, Module
from tenet.facts.typing.occurrences import Occurrences
from tenet.facts.typing.primitives import RawParameter, raw_parameters

ByName = Mapping[str, Sequence[frozenset[RawParameter]]]


@dataclass(frozen=True)
class NewPrimitives:
    """Each module is looked through once, however many functions are asked for."""

    occurrences: Occurrences

    def takes_more(self, function: FunctionNode, found: Sequence[RawParameter]) -> bool:
        """Whether more functions of its name take these parameters than before."""
        name, wanted = function.name, frozenset(found)
        return self.occurrences.more(["def", name], lambda module: sum(wanted <= one for one in self._in(module).get(name, ())))

    def _in(self, module: Module) -> ByName:
        if module.tree not in self._known:
            by_name: dict[str, list[frozenset[RawParameter]]] = {}
            for one in functions_of(module):
                by_name.setdefault(one.node.name, []).append(frozenset(raw_parameters(one.node)))
            self._known[module.tree] = by_name
        return self._known[module.tree]

    @cached_property
    def _known(self) -> dict[ast.Module, ByName]:
        return {}
