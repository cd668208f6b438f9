"""Statements, followed in the order in which Python would run them."""

import ast
from abc import abstractmethod
from collections.abc import Iterable, Mapping
from enum import Enum, auto

from tenet.facts.python.modules import Definition, Modules
from tenet.facts.python.operators import MAX_TEXT
from tenet.facts.python.scope import Scope, source_of
from tenet.facts.python.values import Computed, Items, Symbol, Table, Value, settled
from tenet.facts.routing.environment import Environment, Frame
from tenet.facts.routing.expressions import Expressions

MAX_STEPS = 150_000
"""How many statements one application's code is followed through."""
MAX_STEPS_OF_CALL = 6_000
"""How many statements one call is followed through that no other call is around."""


class After(Enum):
    """Where a statement leads."""

    ON = auto()
    RETURN = auto()
    BREAK = auto()
    CONTINUE = auto()
    RAISE = auto()


class Statements(Expressions):
    """Follows statements. `conditions` are the tests, around the statement that is followed, that only a run can decide."""

    def __init__(self, modules: Modules) -> None:
        super().__init__(modules)
        self.conditions: list[str] = []
        self.steps = 0
        self.frames: list[Frame] = []
        """The functions that are being followed."""

    @abstractmethod
    def block(self, statement: ast.stmt, frame: Frame) -> After:
        """Follows a statement that holds others."""

    @abstractmethod
    def run_import(self, statement: ast.Import | ast.ImportFrom, frame: Frame) -> None:
        """Follows an import and binds its names."""

    @abstractmethod
    def decorated(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, made: Symbol, frame: Frame) -> Value:
        """What the decorators of a function or class make of it."""

    @abstractmethod
    def run_hook(self, symbol: Symbol) -> None:
        """Follows what the classes above do with a new class."""

    @abstractmethod
    def set_attribute(self, target: Value, name: str, value: Value) -> None:
        """`target.name = value`."""

    @property
    def exhausted(self) -> bool:
        """Whether the code is too long to be followed further."""
        return self.steps > MAX_STEPS or (bool(self.frames) and self.steps > self.frames[0].last_step)

    def inside(self, scope: Scope, names: Mapping[str, Value]) -> Scope:
        self.steps += 1
        return super().inside(scope, names)

    def _iterations(self, generators: list[ast.comprehension], scope: Scope) -> list[Scope] | None:
        return None if self.exhausted else super()._iterations(generators, scope)

    def _evaluated(self, node: ast.expr, scope: Scope) -> Value:
        if not isinstance(node, ast.Yield | ast.YieldFrom):
            return super()._evaluated(node, scope)
        self._yield(node, scope)
        return Computed(source_of(node))

    def _yield(self, node: ast.Yield | ast.YieldFrom, scope: Scope) -> None:
        value = None if node.value is None else self.evaluate(node.value, scope.deeper())
        items = self.sequence(value) if isinstance(node, ast.YieldFrom) else (value,)
        for item in items if items is not None else (Computed(source_of(node)),):
            if self.frames:
                self.frames[-1].yielded.append(item)

    def run_body(self, body: Iterable[ast.stmt], frame: Frame) -> After:
        for statement in body:
            self.steps += 1
            if self.exhausted:
                return After.RETURN
            after = self._run(statement, frame)
            if after is not After.ON:
                return after
        return After.ON

    def _run(self, statement: ast.stmt, frame: Frame) -> After:
        match statement:
            case ast.Expr():
                self.evaluate(statement.value, frame.scope)
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                self._assign(statement, frame)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                made = self.function_symbol(statement, frame.scope)
                frame.environment.bind(statement.name, made)
                frame.environment.bind(statement.name, self.decorated(statement, made, frame) if statement.decorator_list else made)
            case ast.ClassDef():
                self._class(statement, frame)
            case ast.Import() | ast.ImportFrom():
                self.run_import(statement, frame)
            case ast.Return():
                frame.returned.append(None if statement.value is None else self.evaluate(statement.value, frame.scope))
                return After.RETURN
            case ast.Raise():
                return After.RAISE
            case ast.Break():
                return After.BREAK
            case ast.Continue():
                return After.CONTINUE
            case _:
                return self.block(statement, frame)
        return After.ON

    def _class(self, node: ast.ClassDef, frame: Frame) -> None:
        names, number = self.closed_over(node, frame.scope)
        symbol = Symbol(f"{frame.scope.module.name}.{node.name}", Definition(frame.scope.module, node, names, frame.scope.classes), number)
        frame.environment.bind(node.name, symbol)
        self.run_class(symbol)
        self.run_hook(symbol)
        if node.decorator_list:
            frame.environment.bind(node.name, self.decorated(node, symbol, frame))

    def run_class(self, symbol: Symbol) -> Environment:
        """The names that a class body binds, followed anew."""
        definition = symbol.definition
        if definition is None or not isinstance(definition.node, ast.ClassDef):
            return Environment({})
        environment = Environment(definition.names)
        self.class_names[definition.node] = environment
        scope = Scope(definition.module, environment, (definition.node, *definition.classes))
        self.run_body(definition.node.body, Frame(scope, environment))
        return environment

    # assignments

    def _assign(self, statement: ast.Assign | ast.AnnAssign | ast.AugAssign, frame: Frame) -> None:
        if isinstance(statement, ast.AugAssign):
            self._augment(statement, frame)
            return
        if statement.value is None:
            return
        value = self.evaluate(statement.value, frame.scope)
        for target in statement.targets if isinstance(statement, ast.Assign) else [statement.target]:
            self.bind(target, value, frame)

    def _augment(self, statement: ast.AugAssign, frame: Frame) -> None:
        if isinstance(statement.target, ast.Name):
            before = self.name(statement.target.id, frame.scope)
        else:
            before = self.evaluate(statement.target, frame.scope)
        if isinstance(before, Items) and isinstance(statement.op, ast.Add):
            more = self.sequence(self.evaluate(statement.value, frame.scope))
            fits = more is not None and len(more) + len(before.values) < MAX_TEXT
            before.values.extend(more if more is not None and fits else (Computed(source_of(statement.value)),))
            return
        left = ast.copy_location(ast.Name("+=", ast.Load()), statement)
        written = ast.copy_location(ast.BinOp(left, statement.op, statement.value), statement)
        self.bind(statement.target, self.evaluate(written, self.inside(frame.scope, {"+=": before})), frame)

    def bind(self, target: ast.expr, value: Value, frame: Frame) -> None:
        match target:
            case ast.Name():
                frame.environment.bind(target.id, value)
            case ast.Attribute():
                self.set_attribute(self.evaluate(target.value, frame.scope), target.attr, value)
            case ast.Subscript():
                self._set_item(self.evaluate(target.value, frame.scope), settled(self.evaluate(target.slice, frame.scope)), value)
            case ast.Tuple() | ast.List():
                for name, item in self.unpack(target, value).items():
                    frame.environment.bind(name, item)
            case _:
                pass

    def _set_item(self, target: Value, key: Value, value: Value) -> None:
        match target:
            case Table():
                target.values[key] = value
            case Items() if isinstance(key, int) and -len(target.values) <= key < len(target.values):
                target.values[key] = value
            case _:
                pass
