"""What each component's code promises at both sides of the change, and what of it the change alters.

Only changed files are read, and only if their own text does not settle it what their names stand for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tenet.domain.change import Change, FileChange
from tenet.domain.component import Component
from tenet.facts.contract.behaviour import BehaviourChange, behaviour_changes
from tenet.facts.contract.difference import Difference
from tenet.facts.contract.items import ContractChange, ContractItem, compare, differing_names
from tenet.facts.contract.names import Names, ResolvedNames, SurfaceNames
from tenet.facts.contract.reader import Extent, read_contract
from tenet.facts.contract.significance import Significance
from tenet.facts.contract.subject import is_generated, python_changes
from tenet.facts.contract.touched import touched_definitions
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Modules
from tenet.facts.python.parsed_files import Unparsable


@dataclass(frozen=True)
class ModulePair:
    """A changed file as it was and as it is; None on the side where it does not exist."""

    file: FileChange
    base: Module | None
    head: Module | None

    @cached_property
    def touched(self) -> frozenset[str] | None:
        """The functions and classes to compare; None for all."""
        return touched_definitions(self.file, self.base, self.head)


@dataclass(frozen=True)
class ComponentChange:
    """The changed code of one component. `unread` are the changed files that could not be judged, and why."""

    component: Component
    pairs: tuple[ModulePair, ...]
    unread: tuple[Unparsable, ...]
    base_modules: Modules
    head_modules: Modules
    home: frozenset[str]
    """The dotted names of the modules that the change touches, on either side."""

    @cached_property
    def contract(self) -> tuple[ContractChange, ...]:
        """What clients, callers and operators see changing, by path and line."""
        surface = SurfaceNames(self.home)
        differing = differing_names(*self._items(surface, surface, None), self._head_paths)
        return compare(*self._items(*self._resolved, differing), self._head_paths) if differing else ()

    @cached_property
    def beyond_contract(self) -> tuple[BehaviourChange, ...]:
        """Where the code does something else than before that no change of its contract shows."""
        found = behaviour_changes([(pair.base, pair.head, pair.touched) for pair in self.pairs], SurfaceNames(self.home), self._resolved)
        return tuple(change for change in found if not any(_within(contract, change) for contract in self.contract))

    @property
    def behaviour(self) -> tuple[Difference, ...]:
        """Every difference, changes of the contract first."""
        return (*self.contract, *self.beyond_contract)

    @property
    def significance(self) -> tuple[Significance, ...]:
        """What the change of the contract means; of the behaviour, where the contract stays; empty where that stays too."""
        differences = self.contract or self.beyond_contract
        return tuple(dict.fromkeys(part for difference in differences for part in difference.significance))

    @cached_property
    def promises(self) -> tuple[ContractItem, ...]:
        """The contract of the changed files at the head."""
        names = ResolvedNames(self.head_modules, self.home)
        return tuple(item for pair in self.pairs if pair.head is not None for item in read_contract(pair.head, names))

    @property
    def _resolved(self) -> tuple[Names, Names]:
        return ResolvedNames(self.base_modules, self.home), ResolvedNames(self.head_modules, self.home)

    def _items(self, base: Names, head: Names, only: frozenset[str] | None) -> tuple[list[ContractItem], list[ContractItem]]:
        read = [(pair, Extent(pair.touched, only)) for pair in self.pairs]
        before = [item for pair, extent in read if pair.base is not None for item in read_contract(pair.base, base, extent)]
        after = [item for pair, extent in read if pair.head is not None for item in read_contract(pair.head, head, extent)]
        return before, after

    @cached_property
    def _head_paths(self) -> Mapping[str, str]:
        return {pair.base.path: pair.head.path for pair in self.pairs if pair.base is not None and pair.head is not None}


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """By component, in the order of the policy; components whose code did not change are left out."""

    components: tuple[ComponentChange, ...]

    def of(self, component: str) -> ComponentChange | None:
        return next((change for change in self.components if change.component.name == component), None)


def read_contract_facts(change: Change, base: Modules, head: Modules, components: Sequence[Component]) -> ContractFacts:
    """Reads the changed Python files of each component; tests and generated code are left out."""
    files = list(python_changes(change))
    found = []
    for component in components:
        own = [file for file in files if component.holds(file.path) or (file.base_path and component.holds(file.base_path))]
        read = [_pair(file, base, head, component) for file in own]
        pairs = tuple(pair for pair in read if isinstance(pair, ModulePair) and (pair.base or pair.head))
        unread = tuple(pair for pair in read if isinstance(pair, Unparsable))
        if pairs or unread:
            home = frozenset(module.name for pair in pairs for module in (pair.base, pair.head) if module is not None)
            found.append(ComponentChange(component, pairs, unread, base, head, home))
    return ContractFacts(tuple(found))


def _within(contract: ContractChange, change: BehaviourChange) -> bool:
    same_side = contract.side is change.side and contract.path == change.path
    return same_side and change.line <= contract.line <= change.end_line


def _pair(file: FileChange, base: Modules, head: Modules, component: Component) -> ModulePair | Unparsable:
    old = file.base_path if file.base_path is not None and component.holds(file.base_path) else None
    new = file.path if file.path in head.python_files and component.holds(file.path) else None
    before, after = _module(old, base), _module(new, head)
    if isinstance(after, Unparsable):
        return after
    if isinstance(before, Unparsable):
        return before
    return ModulePair(file, before, after)


def _module(path: str | None, modules: Modules) -> Module | Unparsable | None:
    if path is None:
        return None
    text = modules.sources.text(path)
    if text is None:
        return Unparsable(path, "its content cannot be read")
    return None if is_generated(path, text) else modules.at(path)
