"""The contract of one module."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tenet.facts.contract.annotations import effective_type, last_name
from tenet.facts.contract.classes import read_class
from tenet.facts.contract.items import ContractItem, ContractKind
from tenet.facts.contract.names import Names, Reading
from tenet.facts.contract.routes import Routes
from tenet.facts.contract.signatures import read_function
from tenet.facts.python.module import FunctionNode, Module, ScopeNode

TYPE_CONSTRUCTORS = frozenset({"Annotated", "Union", "Optional", "Literal", "list", "dict", "tuple", "set", "List", "Dict", "Tuple", "Set"})


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
    return (*routes.items(extent.items), *_definitions(reading, routes.handlers, exported, extent))


def _definitions(reading: Reading, handlers: frozenset[int], exported: frozenset[str] | None, extent: Extent) -> Iterator[ContractItem]:
    hidden = any(part.startswith("_") and not part.startswith("__") for part in reading.module.name.split("."))
    for name, node in reading.module.definitions.items():
        if not extent.holds(name, node):
            continue
        private = hidden or (name.startswith("_") if exported is None else name not in exported)
        if isinstance(node, ast.ClassDef):
            yield from read_class(node, reading, private=private)
        elif not private and isinstance(node, FunctionNode) and id(node) not in handlers:
            item = read_function(node, reading)
            if item is not None:
                yield item
        elif not private and isinstance(node, (ast.Assign, ast.AnnAssign)):
            yield from _alias(name, node, reading)


def _alias(name: str, node: ast.Assign | ast.AnnAssign, reading: Reading) -> Iterator[ContractItem]:
    """A named type. A first or last mention promises nothing, so its shape is what it stands for, or nothing."""
    value = node.value
    stated = isinstance(node, ast.AnnAssign) and last_name(node.annotation, reading) == "TypeAlias"
    new_type = isinstance(value, ast.Call) and last_name(value.func, reading) == "NewType" and len(value.args) == 2
    written = isinstance(node, ast.Assign) and isinstance(value, ast.Subscript) and last_name(value.value, reading) in TYPE_CONSTRUCTORS
    if value is None or not (stated or new_type or written):
        return
    meant = value.args[1] if isinstance(value, ast.Call) else value
    type_ = effective_type(meant, reading)
    end = node.end_lineno or node.lineno
    yield ContractItem(ContractKind.TYPE, name, reading.module.path, node.lineno, end, f"{name} = {type_}", type_)


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
