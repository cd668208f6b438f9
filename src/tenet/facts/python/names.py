"""What names and attributes stand for, through class bodies, modules and the repository's imports."""

import ast
from abc import ABC, abstractmethod
from collections.abc import Mapping

from tenet.facts.python import builtin_functions
from tenet.facts.python.annotated_fields import class_mapping, field_attribute, is_field
from tenet.facts.python.classes import class_attribute, is_annotated
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Definition, External, Modules
from tenet.facts.python.scope import Scope, class_bindings, last_bindings, source_of
from tenet.facts.python.values import Bound, Call, Computed, Generic, Member, Missing, Pairs, Symbol, Value

COLUMNS = frozenset({"Column", "mapped_column", "deferred"})


class Names(ABC):
    """Resolves names against one side of the change. Values of module names are kept."""

    def __init__(self, modules: Modules) -> None:
        self.modules = modules
        self._known: dict[tuple[str, str], Value] = {}
        self._bodies: dict[ast.ClassDef, Mapping[str, ast.ClassDef | ast.expr]] = {}
        self._last: dict[ast.ClassDef, Mapping[str, ast.stmt]] = {}
        self.lines: dict[tuple[str, ast.ClassDef], tuple[Value, ...]] = {}
        """What each class inherits from, kept by `ancestors`."""
        self.enumerations: dict[tuple[str, ast.ClassDef], tuple[Member, ...] | None] = {}
        """The members of each enumeration, kept by `members`."""

    @abstractmethod
    def evaluate(self, node: ast.expr, scope: Scope) -> Value:
        """What an expression stands for."""

    @abstractmethod
    def sequence(self, value: Value) -> tuple[Value, ...] | None:
        """The items that a loop over the value sees; None where only a run can tell."""

    def name(self, name: str, scope: Scope, line: int = 0) -> Value:
        """What a name stands for. A class body sees what it has bound before the line, and the module's names until then."""
        if name in scope.names:
            return scope.names[name]
        for index, owner in enumerate(scope.classes):
            bound = self._bound_in(owner).get(name)
            if isinstance(bound, ast.ClassDef):
                return Symbol(f"{scope.module.name}.{owner.name}.{name}", Definition(scope.module, bound))
            if bound is not None and (not line or bound.lineno < line):
                return self.evaluate(bound, Scope(scope.module, {}, scope.classes[index:], scope.depth + 1))
        return self.module_name(scope.module, name, scope.depth)

    def _bound_in(self, owner: ast.ClassDef) -> Mapping[str, ast.ClassDef | ast.expr]:
        """The classes and values that a class body binds to names, the first binding of each."""
        found = self._bodies.get(owner)
        if found is None:
            found = self._bodies[owner] = dict(reversed(list(class_bindings(owner))))
        return found

    def last_bound_in(self, owner: ast.ClassDef) -> Mapping[str, ast.stmt]:
        """The statement of a class body that binds each name, the last of several."""
        found = self._last.get(owner)
        if found is None:
            found = self._last[owner] = last_bindings(owner)
        return found

    def module_name(self, module: Module, name: str, depth: int = 0) -> Value:
        """What a name of a module's own level stands for."""
        key = module.path, name
        if key not in self._known:
            self._known[key] = Computed(name)  # what a circle comes back to
            self._known[key] = self._module_name(module, name, depth)
        return self._known[key]

    def _module_name(self, module: Module, name: str, depth: int) -> Value:
        if name in builtin_functions.NAMES and name not in module.definitions and name not in module.imports:
            return Symbol(name)
        found = self.modules.origin(module, name)
        if found is None:
            return Symbol(name) if name in builtin_functions.TYPES else Computed(name)
        return self.value_of(found, name, depth)

    def value_of(self, found: Definition | External, name: str, depth: int = 0) -> Value:
        if isinstance(found, External):
            return Symbol(found.name)
        module, node = found.module, found.node
        scope = Scope(module, depth=depth + 1)
        match node:
            case None:
                return Symbol(module.name, found)
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                return Symbol(f"{module.name}.{node.name}", found)
            case ast.Assign() | ast.AnnAssign():
                return self._assigned(node, name, scope)
            case ast.stmt() if hasattr(ast, "TypeAlias") and isinstance(node, ast.TypeAlias):
                return self.evaluate(node.value, scope)
            case _:
                return Computed(name)

    def _assigned(self, node: ast.Assign | ast.AnnAssign, name: str, scope: Scope) -> Value:
        if node.value is None:
            return Computed(name)
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        value = self.evaluate(node.value, scope)
        if isinstance(target, ast.Name):
            return value
        names = [item.id if isinstance(item, ast.Name) else "" for item in getattr(target, "elts", [])]
        items = self.sequence(value)
        if name in names and items is not None and len(items) == len(names):
            return items[names.index(name)]
        return Computed(name)

    def attribute(self, target: Value, name: str, node: ast.expr, scope: Scope) -> Value:
        match target:
            case Symbol(definition=Definition(module=module, node=None)):
                found = self.modules.origin(module, name)
                if found is None:
                    submodule = self.modules.find(f"{module.name}.{name}", module.path)
                    return Computed(f"{target.name}.{name}") if submodule is None else Symbol(submodule.name, Definition(submodule, None))
                return self.module_name(module, name, scope.depth + 1)
            case Symbol(definition=None):
                return Symbol(f"{target.name}.{name}")
            case Symbol(definition=Definition(node=ast.ClassDef())):
                return self._of_class(target, name, scope.depth + 1)
            case Member() if name in {"value", "name", "label"}:
                return {"value": target.value, "name": target.name, "label": target.label}[name]
            case Call() if is_field(target) and not isinstance(held := field_attribute(target, name), Missing):
                return held
            case Generic() if name == "__args__":
                return target.arguments
            case Call() | Bound():
                return Bound(target, name)
            case str() | tuple() | Pairs():
                return Bound(target, name)
            case _:
                return Computed(source_of(node))

    def _of_class(self, target: Symbol, name: str, depth: int) -> Value:
        found = class_attribute(self, target, name, depth)
        if isinstance(found, Missing) and not isinstance(mapping := class_mapping(self, target, name), Missing):
            return mapping
        if isinstance(found, Missing):
            mapped = name in {"__table__", "metadata"} or is_annotated(self, target, name)
            return Bound(target, name) if mapped else Computed(f"{target.name}.{name}")
        if isinstance(found, Call) and found.last in COLUMNS:
            return Bound(target, name)  # `ForeignKey(User.id)` means the column, not the call that made it
        return found
