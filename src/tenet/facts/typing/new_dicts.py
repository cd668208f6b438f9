"""Which dicts a change adds, rather than edits or moves between its files."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tenet.domain.change import Change
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Modules
from tenet.facts.python.walking import walk
from tenet.facts.typing.occurrences import Occurrences
from tenet.facts.typing.raw_dicts import RawDict

KeySets = Sequence[frozenset[str]]


@dataclass(frozen=True)
class NewDicts:
    """Each module is looked through once, however many dicts are asked for."""

    change: Change
    base: Modules
    head: Modules
    min_keys: int

    def holds(self, found: RawDict, path: str) -> bool:
        """Whether the change writes it: most of its keys, and more such dicts than there were."""
        file = self.change.by_path.get(path)
        if file is None or sum(key.lineno not in file.added for key in found.node.keys if key is not None) >= self.min_keys:
            return False
        wanted = frozenset(found.keys)
        return self._occurrences.more(found.keys, lambda module: sum(wanted <= one for one in self._sets(module)))

    @cached_property
    def _occurrences(self) -> Occurrences:
        return Occurrences(self.change, self.base, self.head)

    def _sets(self, module: Module) -> KeySets:
        if module.tree not in self._known:
            dicts = (node for node in walk(module.tree) if isinstance(node, ast.Dict) and len(node.keys) >= self.min_keys)
            self._known[module.tree] = [_keys(node) for node in dicts]
        return self._known[module.tree]

    @cached_property
    def _known(self) -> dict[ast.Module, KeySets]:
        return {}


def _keys(node: ast.Dict) -> frozenset[str]:
    return frozenset(key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str))
