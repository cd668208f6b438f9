"""The contract of one module."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tenet.facts.contract.assigned import Assigned
from tenet.facts.contract.classes import Reach, read_class
from tenet.facts.contract.environment import read_environment
from tenet.facts.contract.items import ContractItem, ContractKind
from tenet.facts.contract.names import Names, Reading
from tenet.facts.contract.promises import functions_depended_on
from tenet.facts.contract.routes import Routes
from tenet.facts.contract.signatures import read_function
from tenet.facts.python.module import FunctionNode, Module, ScopeNode


@dataclass(frozen=True, slots=True)
class Extent:
    """What to read: of the module's own functions and classes, of the items (a class with all its members); None is all."""

    definitions: frozenset[str] | None = None
    items: frozenset[str] | None = None

    def holds(self, name: str, node: ast.stmt) -> bool:
        if self.items is not None and name not in self.items:
            return False
        return self.definitions is None or name in self.definitions or not isinstance(node, ScopeNode)


EVERYTHING = Extent()


def read_contract(module: Module, names: Names, extent: Extent = EVERYTHING) -> tuple[ContractItem, ...]:
    """Everything that the module promises, in no particular order.

    Public is what PEP 8 calls so: listed in `__all__` where there is one, and no underscore in front of it or of its
    module. Routes, columns and settings reach further than a name does, and count wherever they stand.
    """
    reading = Reading(module, names)
    routes = Routes(reading, extent.definitions)
    exported = _exported(module)
    variables = (item for item in read_environment(reading) if extent.items is None or item.name in extent.items)
    return (*routes.items(extent.items), *_definitions(reading, routes.handlers, exported, extent), *variables)


def _definitions(reading: Reading, handlers: frozenset[int], exported: frozenset[str] | None, extent: Extent) -> Iterator[ContractItem]:
    hidden = any(part.startswith("_") and not part.startswith("__") for part in reading.module.name.split("."))
    depended_on = functions_depended_on(reading)
    for name, node in reading.module.definitions.items():
        if not extent.holds(name, node):
            continue
        reach = _reach(name, exported, hidden=hidden)
        if isinstance(node, ast.ClassDef):
            yield from read_class(node, reading, reach)
        elif isinstance(node, FunctionNode) and id(node) not in handlers and (reach is Reach.PUBLIC or name in depended_on):
            item = read_function(node, reading)
            if item is not None:
                yield item if reach is Reach.PUBLIC else replace(item, kind=ContractKind.DEPENDENCY)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            yield from Assigned(name, node, reading, reach).items()


def _reach(name: str, exported: frozenset[str] | None, *, hidden: bool) -> Reach:
    if name.startswith("_") if exported is None else name not in exported:
        return Reach.PRIVATE
    return Reach.HIDDEN if hidden else Reach.PUBLIC


def _exported(module: Module) -> frozenset[str] | None:
    """The names of `__all__`; None where there is none, or none that can be read."""
    found: set[str] = set()
    stated = False
    for node in module.tree.body:
        if not isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            if not isinstance(node.value, (ast.List, ast.Tuple)):
                return None
            stated = True
            found |= {part.value for part in node.value.elts if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    return frozenset(found) if stated else None
