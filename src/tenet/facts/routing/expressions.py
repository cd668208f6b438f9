"""Expressions of code that is followed as it would run: names as they are bound by then, lists that grow, closures."""

import ast
import builtins
import re
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from itertools import pairwise

from tenet.facts.python import operators
from tenet.facts.python.evaluator import Evaluator
from tenet.facts.python.module import FunctionNode, Module
from tenet.facts.python.modules import Definition, External, Modules
from tenet.facts.python.scope import Scope, source_of
from tenet.facts.python.values import MISSING, Bound, Call, Computed, Instance, Items, Missing, Pairs, Place, Symbol, Table, Value, settled
from tenet.facts.routing.environment import Environment, Site

BUILTINS = frozenset(dir(builtins))
CONSTANTS: Mapping[str, Value] = {"typing.TYPE_CHECKING": False, "typing_extensions.TYPE_CHECKING": False}


MAKES_MODELS = frozenset({"pydantic.create_model", "pydantic.main.create_model"})
STATUS = re.compile(r"(?:fastapi|starlette)\.status\.HTTP_(\d{3})_\w+")


def library_constant(name: str) -> Value | Missing:
    """A constant of a library whose value is known: it decides which code runs."""
    status = STATUS.fullmatch(name)
    return CONSTANTS.get(name, MISSING) if status is None else int(status[1])


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

    @abstractmethod
    def yields(self, value: Value) -> None:
        """Keeps what a generator yields."""

    # names

    def name(self, name: str, scope: Scope, line: int = 0) -> Value:
        if name in scope.names:
            return scope.names[name]
        for owner in scope.classes:
            names = self.class_names.get(owner)
            if names is not None and name in names.bound and not _comes_later(names.bound[name], line):
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
            for key in (name, *_targets(node)):
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
        match node:
            case ast.List():
                return Items(list(self._items(node.elts, scope)))
            case ast.Dict() | ast.DictComp():
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
            case ast.Yield() | ast.YieldFrom():
                self._yield(node, scope)
                return Computed(source_of(node))
            case _:
                return super()._compound(node, scope)

    def _yield(self, node: ast.Yield | ast.YieldFrom, scope: Scope) -> None:
        value = None if node.value is None else self.evaluate(node.value, scope.deeper())
        items = self.sequence(value) if isinstance(node, ast.YieldFrom) else (value,)
        for item in items if items is not None else (Computed(source_of(node)),):
            self.yields(item)

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
        return Environment(around, {name: around[name] for name in _signature_names(node) if name in around}), self._closures

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
                compared = [_compared(operator, *pair) for operator, pair in zip(node.ops, pairwise(sides), strict=True)]
                return False if False in compared else None if None in compared else True
            case _:
                return truth_of(self.evaluate(node, scope))


def truth_of(value: Value) -> bool | None:
    match value:
        case Instance():
            return True
        case Symbol(definition=Definition()):
            return True
        case _:
            return operators.truth(settled(value))


def _compared(operator: ast.cmpop, left: Value, right: Value) -> bool | None:
    if right == Symbol("os.environ") and isinstance(operator, ast.In | ast.NotIn):
        return isinstance(operator, ast.NotIn)
    if isinstance(operator, ast.Is | ast.IsNot | ast.Eq | ast.NotEq):
        sides = (left, right)
        objects = [side for side in sides if _is_object(side)]
        settled_sides = len(objects) == 2 or (len(objects) == 1 and None in sides)
        if settled_sides or (None in sides and any(isinstance(side, tuple | Pairs) for side in sides)):
            return (left == right) is isinstance(operator, ast.Is | ast.Eq)
    ordered = _ordered(operator, operators.comparable(left), operators.comparable(right))
    found = operators.compare(operator, left, right) if ordered is None else ordered
    return found if isinstance(found, bool) else None


def _is_object(value: Value) -> bool:
    """Whether a value is something that the code makes, and so not None."""
    match value:
        case Symbol():
            return value.definition is not None
        case Call(function=Symbol(name=name)):
            return name in MAKES_MODELS
        case _:
            return isinstance(value, Instance)


def _ordered(operator: ast.cmpop, left: float | str | None, right: float | str | None) -> bool | None:
    """What a comparison by size gives, of two numbers or two texts."""
    if isinstance(left, str) and isinstance(right, str):
        order = (left > right) - (left < right)
    elif isinstance(left, int | float) and isinstance(right, int | float):
        order = (left > right) - (left < right)
    else:
        return None
    match operator:
        case ast.Lt():
            return order < 0
        case ast.LtE():
            return order <= 0
        case ast.Gt():
            return order > 0
        case ast.GtE():
            return order >= 0
        case _:
            return None


def agreed(values: Sequence[Value], text: str) -> Value:
    """What all ways lead to: their common value, the one that makes something, or what only a run can tell."""
    telling = [value for value in values if value is not None and not isinstance(value, Computed)]
    if telling and all(settled(value) == settled(telling[0]) for value in telling):
        return telling[0]
    if telling and all(isinstance(value, Instance) for value in telling):
        return telling[-1]
    return Computed(text)


def table(value: Value) -> Value:
    return Table(dict(value.items)) if isinstance(value, Pairs) else value


def is_super(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"


def function_of_lambda(node: ast.Lambda) -> ast.FunctionDef:
    """A lambda as the function that it is."""
    body = ast.copy_location(ast.Return(node.body), node)
    made = ast.FunctionDef(name="<lambda>", args=node.args, body=[body], decorator_list=[], returns=None)
    return ast.copy_location(made, node)


def _targets(node: ast.stmt) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _comes_later(value: Value, line: int) -> bool:
    """Whether a method of a class body is defined below the line: there its name is not yet bound."""
    node = value.definition.node if isinstance(value, Symbol) and value.definition is not None else None
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and bool(line) and node.lineno > line


def _signature_names(node: FunctionNode | ast.ClassDef) -> set[str]:
    """The names in what is evaluated when a function or a class is made."""
    if isinstance(node, ast.ClassDef):
        return set()
    given = node.args
    arguments = (*given.posonlyargs, *given.args, *given.kwonlyargs, *(one for one in (given.vararg, given.kwarg) if one))
    written = [*(one.annotation for one in arguments), node.returns, *given.defaults, *given.kw_defaults]
    return {name.id for part in written if part is not None for name in ast.walk(part) if isinstance(name, ast.Name)}
