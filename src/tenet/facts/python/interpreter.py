"""Functions of the repository, followed statement by statement as far as their text tells.

Serves two purposes: a helper that builds a column or a list of choices is followed to what it returns, and the
functions of a migration are followed to the calls that they make, in order.
"""

import ast
from collections.abc import Iterable

from tenet.facts.python.annotated_fields import answer, is_field, with_attribute
from tenet.facts.python.evaluator import Evaluator
from tenet.facts.python.frames import CHANGE_IN_PLACE, Frame
from tenet.facts.python.module import FunctionNode
from tenet.facts.python.modules import Definition, Modules
from tenet.facts.python.scope import Scope, source_of
from tenet.facts.python.values import MISSING, Call, Computed, Missing, Pairs, Symbol, Value, pairs

MAX_CALLS = 12
"""How deep calls of the repository's own functions are followed."""
MAX_STEPS = 20_000
"""How many statements one run of the interpreter follows."""
MAX_TURNS = 500
"""How many turns of one loop."""


class Interpreter(Evaluator):
    """An evaluator that follows functions. `calls` holds every call that was not computed, in order."""

    def __init__(self, modules: Modules) -> None:
        super().__init__(modules)
        self.calls: list[Call] = []
        self._depth = 0
        self._steps = 0

    def run(self, function: Definition, arguments: tuple[Value, ...] = ()) -> tuple[Call, ...]:
        """The calls that a function makes."""
        self.calls, self._steps = [], 0
        if isinstance(function.node, ast.FunctionDef):
            self.follow(function, Call(Symbol(function.node.name, function), arguments))
        return tuple(self.calls)

    def result(self, call: Call) -> Value | Missing:
        """What a call of a function of the repository returns, followed on its own; missing if that cannot be told."""
        self._steps = 0
        definition = call.function.definition if isinstance(call.function, Symbol) else None
        return MISSING if definition is None else self.follow(definition, call)

    def changed(self, _function: Value, document: Pairs, /, *_more: Value) -> Value:
        """A dictionary after a function that changes it in place; as it was where that is not followed."""
        return document

    def apply(self, call: Call) -> Value:
        told = answer(self, call)
        if not isinstance(told, Missing):
            return told
        found = super().apply(call)
        if not isinstance(found, Call):
            return found
        definition = call.function.definition if isinstance(call.function, Symbol) else None
        if definition is not None and isinstance(definition.node, ast.FunctionDef) and self._depth < MAX_CALLS:
            before = len(self.calls)
            result = self.follow(definition, call)
            if not isinstance(result, Missing):
                return result
            if len(self.calls) > before:
                return None
        self.calls.append(call)
        return call

    def follow(self, function: Definition, call: Call) -> Value | Missing:
        """What a call of a function returns; missing if that cannot be told."""
        node = function.node
        if not isinstance(node, ast.FunctionDef):
            return MISSING
        scope = Scope(function.module, function.names)
        names = self._bound(node, call, scope)
        if names is None:
            return MISSING
        frame = Frame(scope, names)
        self._depth += 1
        try:
            self._body(node.body, frame)
        finally:
            self._depth -= 1
        return MISSING if frame.uncertain else frame.returned

    def _bound(self, node: FunctionNode, call: Call, scope: Scope) -> dict[str, Value] | None:
        given = node.args
        positional = [argument.arg for argument in (*given.posonlyargs, *given.args)]
        names: dict[str, Value] = {}
        for name, default in zip(reversed(positional), reversed(given.defaults), strict=False):
            names[name] = self.evaluate(default, scope)
        for keyword, keyword_default in zip(given.kwonlyargs, given.kw_defaults, strict=True):
            if keyword_default is not None:
                names[keyword.arg] = self.evaluate(keyword_default, scope)
        names.update(zip(positional, call.arguments, strict=False))
        if given.vararg is not None:
            names[given.vararg.arg] = call.arguments[len(positional) :]
        known = {*positional, *(argument.arg for argument in given.kwonlyargs)}
        names.update({name: value for name, value in call.keywords if name in known})
        if given.kwarg is not None:
            names[given.kwarg.arg] = pairs([(name, value) for name, value in call.keywords if name not in known])
        for name in known - set(names):
            names[name] = Computed(name)
        return names

    def _body(self, body: Iterable[ast.stmt], frame: Frame) -> None:
        for statement in body:
            if not isinstance(frame.returned, Missing):
                return
            self._steps += 1
            if self._steps > MAX_STEPS:
                return
            self._statement(statement, frame)

    def _statement(self, statement: ast.stmt, frame: Frame) -> None:
        match statement:
            case ast.Expr():
                self._expression(statement.value, frame)
            case ast.Return():
                frame.returned = None if statement.value is None else self.evaluate(statement.value, frame.now())
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                self._assignment(statement, frame)
            case ast.If():
                self._branch(statement, frame)
            case ast.For():
                self._loop(statement, frame)
            case ast.With():
                self._with(statement, frame)
            case ast.Try():
                self._body([*statement.body, *statement.orelse, *statement.finalbody], frame)
            case ast.While():
                self._body(statement.body, frame)
                self._forget(statement.body, frame)
            case ast.FunctionDef() | ast.ClassDef():
                scope = frame.now()
                frame.names[statement.name] = Symbol(statement.name, Definition(scope.module, statement, scope.names, scope.classes))
            case _:
                pass

    def _assignment(self, statement: ast.Assign | ast.AnnAssign | ast.AugAssign, frame: Frame) -> None:
        node = statement.value
        if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
            before = ast.copy_location(ast.Name(statement.target.id, ast.Load()), statement)
            node = ast.copy_location(ast.BinOp(before, statement.op, statement.value), statement)
        if node is None:
            return
        value = self.evaluate(node, frame.now())
        for target in statement.targets if isinstance(statement, ast.Assign) else [statement.target]:
            if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
                self._set(target.value.id, self.evaluate(target.slice, frame.now()), value, frame)
            elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
                held = frame.names.get(target.value.id)
                frame.names.update({target.value.id: with_attribute(held, target.attr, value)} if is_field(held) else {})
            frame.names.update(self.unpack(target, value))

    def _expression(self, node: ast.expr, frame: Frame) -> None:
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name))) if isinstance(frame.names.get(name), Pairs):
                self._mutation(name, node, frame)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if isinstance(frame.names.get(name), tuple):
                frame.names[name] = self._grown(frame.names[name], method, [self.evaluate(one, frame.now()) for one in node.args], node)
            case _:
                self.evaluate(node, frame.now())

    def _grown(self, items: Value, method: str, given: list[Value], node: ast.expr) -> Value:
        """A list after a method that changes it in place."""
        match method, given:
            case "append", [item] if isinstance(items, tuple):
                return (*items, item)
            case "extend", [more] if isinstance(items, tuple) and (known := self.sequence(more)) is not None:
                return (*items, *known)
            case _ if method in CHANGE_IN_PLACE:
                return Computed(source_of(node))
            case _:
                return items

    def _forget(self, body: list[ast.stmt], frame: Frame) -> None:
        """What a loop bound or changed whose turns only a run can tell."""
        for node in (part for statement in body for part in ast.walk(statement)):
            match node:
                case ast.Name(id=name, ctx=ast.Store()):
                    frame.names[name] = Computed(name)
                case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)) if (
                    method in CHANGE_IN_PLACE and name in frame.names
                ):
                    frame.names[name] = Computed(name)
                case _:
                    continue

    def _set(self, name: str, key: Value, value: Value, frame: Frame) -> None:
        """`name[key] = value`, where the dictionary is one of the call's own."""
        before = frame.names.get(name)
        if isinstance(before, Pairs):
            frame.names[name] = pairs((*before.items, (key, value)))

    def _mutation(self, name: str, call: ast.Call, frame: Frame) -> None:
        """`name.setdefault(key, value)` and `name.update(...)` of a dictionary of the call's own."""
        before = frame.names[name]
        made = self.evaluate(call, frame.now())
        if not isinstance(before, Pairs) or not isinstance(made, Call):
            return
        match made.last, made.arguments:
            case "setdefault", (key, value) if isinstance(before.get(key), Missing):
                self._set(name, key, value, frame)
            case "update", _ if all(isinstance(given, Pairs) for given in made.arguments):
                given = [item for one in made.arguments if isinstance(one, Pairs) for item in one.items]
                frame.names[name] = pairs((*before.items, *given, *made.keywords))
            case _:
                pass

    def _with(self, statement: ast.With, frame: Frame) -> None:
        for item in statement.items:
            manager = self.evaluate(item.context_expr, frame.now())
            if item.optional_vars is not None:
                frame.names.update(self.unpack(item.optional_vars, manager))
        self._body(statement.body, frame)

    def _branch(self, statement: ast.If, frame: Frame) -> None:
        """The branch that is taken; both, one after the other, where only a run can tell."""
        held = self.truth(statement.test, frame.now())
        if held is not None:
            self._body(statement.body if held else statement.orelse, frame)
            return
        for body in (statement.body, statement.orelse):
            self._body(body, frame)
            frame.uncertain = frame.uncertain or not isinstance(frame.returned, Missing)
            frame.returned = MISSING

    def _loop(self, statement: ast.For, frame: Frame) -> None:
        items = self.sequence(self.evaluate(statement.iter, frame.now()))
        turns = (Computed(source_of(statement.target)),) if items is None or len(items) > MAX_TURNS else items
        for item in turns:
            frame.names.update(self.unpack(statement.target, item))
            self._body(statement.body, frame)
            if not isinstance(frame.returned, Missing):
                return
        if turns is not items:
            self._forget(statement.body, frame)


def returned(evaluator: Interpreter, function: Symbol, arguments: tuple[Value, ...]) -> Value | Missing:
    """What a function of the repository returns for these arguments."""
    return MISSING if function.definition is None else evaluator.follow(function.definition, Call(function, arguments))


def callee(call: Call) -> str:
    """The dotted name of what is called; `target.name` for a method of something that only exists at run time."""
    return call.function.name if isinstance(call.function, Symbol) else f"?.{call.function.name}"
