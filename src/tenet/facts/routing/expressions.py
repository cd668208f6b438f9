"""Expressions of code that is followed as it would run: names as they are bound by then, lists that grow, closures."""

import ast
from abc import abstractmethod
from collections.abc import Mapping
from itertools import pairwise

from tenet.facts.python.evaluator import Evaluator
from tenet.facts.python.module import FunctionNode, Module
from tenet.facts.python.modules import Definition, External, Modules
from tenet.facts.python.operators import MAX_TEXT
from tenet.facts.python.scope import Scope, source_of
from tenet.facts.python.values import (
    MISSING,
    Bound,
    Call,
    Computed,
    Generic,
    Instance,
    Items,
    Missing,
    Pairs,
    Place,
    Symbol,
    Table,
    Value,
    is_small,
    settled,
)
from tenet.facts.routing.closures import comes_later, function_of_lambda, is_super, signature_names, targets_of
from tenet.facts.routing.constants import BUILTINS, library_constant
from tenet.facts.routing.decisions import agreed, compared, truth_of
from tenet.facts.routing.environment import Environment, Site


class Expressions(Evaluator):
    """Evaluates expressions in the environments of a run."""

    def __init__(self, modules: Modules) -> None:
        super().__init__(modules)
        self.environments: dict[str, Environment] = {}
        """The names of each module that was begun, by its path."""
        self.class_names: dict[ast.ClassDef, Environment] = {}
        """The names of each class body, as it was followed last."""
        self.finished: set[str] = set()
        self._looked_up: set[tuple[str, str]] = set()
        self._closures = 0

    @abstractmethod
    def run_module(self, module: Module) -> None:
        """Follows a module's body, once."""

    @abstractmethod
    def called(self, function: Value, arguments: tuple[Value, ...], keywords: tuple[tuple[str, Value], ...], site: Site) -> Value:
        """What a call returns, and does."""

    @abstractmethod
    def of_super(self, node: ast.Call, name: str, scope: Scope) -> Value | Missing:
        """What `super().name(...)` returns; missing where it is no such call."""

    @abstractmethod
    def attribute_of(self, target: Instance, name: str, node: ast.expr) -> Value:
        """An attribute of an object."""

    # names

    def name(self, name: str, scope: Scope, line: int = 0) -> Value:
        if name in scope.names:
            return scope.names[name]
        for owner in scope.classes:
            names = self.class_names.get(owner)
            if names is not None and name in names.bound and not comes_later(names.bound[name], line):
                return names.bound[name]
        return super().name(name, scope, line)

    def module_name(self, module: Module, name: str, depth: int = 0) -> Value:
        self.run_module(module)
        bound = self.environments[module.path].bound
        if name in bound:
            return bound[name]
        if module.path in self.finished:
            return super().module_name(module, name, depth)
        key = module.path, name
        if key in self._looked_up:
            return Computed(name)
        self._looked_up.add(key)
        try:
            return self._module_name(module, name, depth)
        finally:
            self._looked_up.discard(key)

    def _module_name(self, module: Module, name: str, depth: int) -> Value:
        found = super()._module_name(module, name, depth)
        return Symbol(name) if found == Computed(name) and name in BUILTINS else found

    def value_of(self, found: Definition | External, name: str, depth: int = 0) -> Value:
        node = found.node if isinstance(found, Definition) else None
        if isinstance(found, Definition) and isinstance(node, ast.stmt):
            self.run_module(found.module)
            bound = self.environments[found.module.path].bound
            for key in (name, *targets_of(node)):
                if key in bound:
                    return bound[key]
        constant = library_constant(found.name) if isinstance(found, External) else MISSING
        return super().value_of(found, name, depth) if isinstance(constant, Missing) else constant

    def attribute(self, target: Value, name: str, node: ast.expr, scope: Scope) -> Value:
        match target:
            case Symbol(definition=Definition(module=module, node=None)):
                self.run_module(module)
                bound = self.environments[module.path].bound
                return bound[name] if name in bound else super().attribute(target, name, node, scope)
            case Symbol(name=module_name, definition=None):
                constant = library_constant(f"{module_name}.{name}")
                return super().attribute(target, name, node, scope) if isinstance(constant, Missing) else constant
            case Instance():
                return self.attribute_of(target, name, node)
            case Items() | Table():
                return Bound(target, name)
            case _:
                return super().attribute(target, name, node, scope)

    # expressions

    def _compound(self, node: ast.expr, scope: Scope) -> Value:
        value = self._evaluated(node, scope)
        grown = (isinstance(value, str) and len(value) > MAX_TEXT) or (isinstance(value, tuple | Call | Generic) and not is_small(value))
        return Computed(source_of(node)) if grown else value

    def _evaluated(self, node: ast.expr, scope: Scope) -> Value:
        match node:
            case ast.List():
                return Items(list(self._items(node.elts, scope)))
            case ast.Dict():
                return self._table(node, scope)
            case ast.DictComp():
                return table(super()._compound(node, scope))
            case ast.ListComp():
                made = super()._compound(node, scope)
                return Items(list(made)) if isinstance(made, tuple) else made
            case ast.Lambda():
                return self.function_symbol(function_of_lambda(node), scope)
            case ast.NamedExpr(target=ast.Name(id=name)):
                value = self.evaluate(node.value, scope.deeper())
                if isinstance(scope.names, Environment):
                    scope.names.bind(name, value)
                return value
            case ast.Await():
                return self.evaluate(node.value, scope.deeper())
            case _:
                return super()._compound(node, scope)

    def _table(self, node: ast.Dict, scope: Scope) -> Value:
        made: dict[Value, Value] = {}
        for key, item in zip(node.keys, node.values, strict=True):
            value = self.evaluate(item, scope.deeper())
            if key is not None:
                made[self.evaluate(key, scope.deeper())] = value
                continue
            spread = settled(value)
            made.update(spread.items if isinstance(spread, Pairs) else ((Computed("**"), value),))
        return Table(made)

    def function_symbol(self, node: FunctionNode, scope: Scope) -> Symbol:
        """A function that a statement or a lambda makes, with what it closes over."""
        names, number = self.closed_over(node, scope)
        around = [owner.name for owner in reversed(scope.classes)]
        name = ".".join([scope.module.name, *around, node.name])
        return Symbol(name, Definition(scope.module, node, names, scope.classes), number)

    def closed_over(self, node: FunctionNode | ast.ClassDef, scope: Scope) -> tuple[Mapping[str, Value], int]:
        """What a function sees. Names of its annotations and defaults are kept as they are when it is made."""
        around = scope.names
        if isinstance(around, Environment) and scope.classes and around is self.class_names.get(scope.classes[0]):
            around = around.outer  # a method does not see the names of its class
        if not isinstance(around, Environment) or (around is self.environments.get(scope.module.path) and not around.looping):
            return {}, 0
        self._closures += 1
        return Environment(around, {name: around[name] for name in signature_names(node) if name in around}), self._closures

    def _call(self, node: ast.Call, scope: Scope) -> Value:
        inner = scope.deeper()
        if isinstance(node.func, ast.Attribute) and is_super(node.func.value):
            found = self.of_super(node, node.func.attr, inner)
            if not isinstance(found, Missing):
                return found
        function = self.evaluate(node.func, inner)
        arguments, keywords = self.given(node, inner)
        place = Place(scope.module.path, node.lineno, node.end_lineno or node.lineno)
        return self.called(function, arguments, keywords, Site(node, scope, place))

    def given(self, node: ast.Call, scope: Scope) -> tuple[tuple[Value, ...], tuple[tuple[str, Value], ...]]:
        """The arguments of a call."""
        return tuple(self._items(node.args, scope)), tuple(self._keywords(node.keywords, scope))

    def inside(self, scope: Scope, names: Mapping[str, Value]) -> Scope:
        return Scope(scope.module, Environment(scope.names, names), scope.classes, scope.depth)

    # tests

    def _operation(self, node: ast.expr, scope: Scope) -> Value:
        inner = scope.deeper()
        match node:
            case ast.Compare():
                held = self.truth(node, scope)
                return Computed(source_of(node)) if held is None else held
            case ast.BoolOp():
                return self._either(node, inner)
            case ast.IfExp():
                test = self.truth(node.test, inner)
                if test is not None:
                    return self.evaluate(node.body if test else node.orelse, inner)
                return agreed([self.evaluate(branch, inner) for branch in (node.body, node.orelse)], source_of(node))
            case _:
                return super()._operation(node, scope)

    def _either(self, node: ast.BoolOp, scope: Scope) -> Value:
        """`and` and `or`: the first operand that decides."""
        value: Value = None
        for operand in node.values:
            value = self.evaluate(operand, scope)
            held = truth_of(value)
            if held is None:
                return Computed(source_of(node))
            if held is isinstance(node.op, ast.Or):
                break
        return value

    def truth(self, node: ast.expr, scope: Scope) -> bool | None:
        """As Python decides it, `and` and `or` also where one side alone tells."""
        match node:
            case ast.BoolOp():
                held = [self.truth(value, scope.deeper()) for value in node.values]
                decisive = isinstance(node.op, ast.Or)
                return decisive if decisive in held else None if None in held else not decisive
            case ast.UnaryOp(op=ast.Not()):
                inner = self.truth(node.operand, scope.deeper())
                return None if inner is None else not inner
            case ast.Compare():
                sides = [settled(self.evaluate(side, scope.deeper())) for side in (node.left, *node.comparators)]
                held = [compared(operator, *pair) for operator, pair in zip(node.ops, pairwise(sides), strict=True)]
                return False if False in held else None if None in held else True
            case _:
                return truth_of(self.evaluate(node, scope))


def table(value: Value) -> Value:
    return Table(dict(value.items)) if isinstance(value, Pairs) else value
