"""Statements, followed in the order in which Python would run them."""

import ast
from abc import abstractmethod
from collections.abc import Iterable
from enum import Enum, auto

from tenet.facts.python.modules import Definition, Modules
from tenet.facts.python.scope import Scope, source_of
from tenet.facts.python.values import Computed, Items, Symbol, Table, Value, settled
from tenet.facts.routing.environment import Environment, Frame
from tenet.facts.routing.expressions import Expressions, agreed

MAX_STEPS = 400_000
"""How many statements one application's code is followed through."""
MAX_STEPS_OF_CALL = 6_000
"""How many statements one call is followed through that no other call is around."""
MAX_TURNS = 500
"""How many turns of one loop."""


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

    def yields(self, value: Value) -> None:
        if self.frames:
            self.frames[-1].yielded.append(value)

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
                return self._compound_statement(statement, frame)
        return After.ON

    def _compound_statement(self, statement: ast.stmt, frame: Frame) -> After:
        match statement:
            case ast.If():
                return self._if(statement, frame)
            case ast.For() | ast.AsyncFor():
                return self._for(statement, frame)
            case ast.While():
                return self._while(statement, frame)
            case ast.With() | ast.AsyncWith():
                for item in statement.items:
                    manager = self.evaluate(item.context_expr, frame.scope)
                    if item.optional_vars is not None:
                        self._bind(item.optional_vars, manager, frame)
                return self.run_body(statement.body, frame)
            case ast.Try():
                after = self.run_body([*statement.body, *statement.orelse], frame)
                last = self.run_body(statement.finalbody, frame)
                return last if last is not After.ON else after
            case ast.Match():
                return self._branches([(source_of(statement.subject), case.body) for case in statement.cases], frame)
            case ast.Global() | ast.Nonlocal():
                self._elsewhere(statement, frame)
            case _:
                pass
        return After.ON

    def _elsewhere(self, statement: ast.Global | ast.Nonlocal, frame: Frame) -> None:
        for name in statement.names:
            nearest = frame.environment.owner(name) if isinstance(statement, ast.Nonlocal) else None
            frame.environment.elsewhere[name] = nearest or self.environments[frame.scope.module.path]
            frame.environment.elsewhere[name].bound.setdefault(name, Computed(name))

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
            self._bind(target, value, frame)

    def _augment(self, statement: ast.AugAssign, frame: Frame) -> None:
        if isinstance(statement.target, ast.Name):
            before = self.name(statement.target.id, frame.scope)
        else:
            before = self.evaluate(statement.target, frame.scope)
        if isinstance(before, Items) and isinstance(statement.op, ast.Add):
            more = self.sequence(self.evaluate(statement.value, frame.scope))
            before.values.extend(more if more is not None else (Computed(source_of(statement.value)),))
            return
        left = ast.copy_location(ast.Name("+=", ast.Load()), statement)
        written = ast.copy_location(ast.BinOp(left, statement.op, statement.value), statement)
        self._bind(statement.target, self.evaluate(written, self.inside(frame.scope, {"+=": before})), frame)

    def _bind(self, target: ast.expr, value: Value, frame: Frame) -> None:
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

    # branches and loops

    def _if(self, statement: ast.If, frame: Frame) -> After:
        held = self.truth(statement.test, frame.scope)
        if held is not None:
            return self.run_body(statement.body if held else statement.orelse, frame)
        text = source_of(statement.test)
        return self._branches([(text, statement.body), (f"not ({text})", statement.orelse)], frame)

    def _branches(self, branches: list[tuple[str, list[ast.stmt]]], frame: Frame) -> After:
        """All branches, one after the other, where only a run can tell which is taken."""
        before = dict(frame.environment.bound)
        ends: list[After] = []
        bound: list[dict[str, Value]] = []
        for text, body in branches:
            self.conditions.append(text)
            frame.environment.bound.clear()
            frame.environment.bound.update(before)
            after = self.run_body(body, frame)
            self.conditions.pop()
            ends.append(after)
            if after is After.ON:
                bound.append(dict(frame.environment.bound))
        frame.environment.bound.clear()
        frame.environment.bound.update(_joined(bound) if bound else before)
        if After.ON not in ends:
            return After.RETURN if After.RETURN in ends else ends[0]
        self.conditions += [f"not ({text})" for (text, _), end in zip(branches, ends, strict=True) if end not in {After.ON, After.RAISE}]
        return After.ON

    def _for(self, statement: ast.For | ast.AsyncFor, frame: Frame) -> After:
        items = self.sequence(self.evaluate(statement.iter, frame.scope))
        if items is None or len(items) > MAX_TURNS:
            self.conditions.append(f"for {source_of(statement.target)} in {source_of(statement.iter)}")
            self._turn(statement, Computed(source_of(statement.target)), frame)
            self.conditions.pop()
            return After.ON
        for item in items:
            after = self._turn(statement, item, frame)
            if after is After.BREAK:
                return After.ON
            if after in {After.RETURN, After.RAISE}:
                return after
        return self.run_body(statement.orelse, frame)

    def _turn(self, statement: ast.For | ast.AsyncFor | ast.While, item: Value, frame: Frame) -> After:
        conditions = len(self.conditions)
        if not isinstance(statement, ast.While):
            self._bind(statement.target, item, frame)
        frame.environment.looping += 1
        after = self.run_body(statement.body, frame)
        frame.environment.looping -= 1
        del self.conditions[conditions:]
        return after

    def _while(self, statement: ast.While, frame: Frame) -> After:
        for _ in range(MAX_TURNS):
            held = self.truth(statement.test, frame.scope)
            if held is False:
                return After.ON
            after = self._turn(statement, None, frame)
            if held is None or after is After.BREAK:
                return After.ON
            if after in {After.RETURN, After.RAISE}:
                return after
        return After.ON


def _joined(branches: list[dict[str, Value]]) -> dict[str, Value]:
    """The names after branches of which one was taken. What one of them alone binds holds."""
    joined: dict[str, Value] = {}
    for name in dict.fromkeys(name for branch in branches for name in branch):
        values = [branch[name] for branch in branches if name in branch]
        same = all(value is values[0] for value in values)
        joined[name] = values[0] if same else agreed([value for value in values if value is not None], name)
    return joined
