"""Branches and loops: the way that is taken, or all ways where only a run can tell."""

import ast

from tenet.facts.python.scope import source_of
from tenet.facts.python.values import Computed, Value, settled
from tenet.facts.routing.decisions import agreed, compared
from tenet.facts.routing.environment import Frame
from tenet.facts.routing.statements import After, Statements

MAX_TURNS = 500
"""How many turns of one loop."""


class Blocks(Statements):
    """Follows statements that hold others."""

    def block(self, statement: ast.stmt, frame: Frame) -> After:
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
                        self.bind(item.optional_vars, manager, frame)
                return self.run_body(statement.body, frame)
            case ast.Try():
                after = self.run_body([*statement.body, *statement.orelse], frame)
                last = self.run_body(statement.finalbody, frame)
                return last if last is not After.ON else after
            case ast.Match():
                return self._match(statement, frame)
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

    def _if(self, statement: ast.If, frame: Frame) -> After:
        held = self.truth(statement.test, frame.scope)
        if held is not None:
            return self.run_body(statement.body if held else statement.orelse, frame)
        text = source_of(statement.test)
        return self._branches([(text, statement.body), (f"not ({text})", statement.orelse)], frame)

    def _match(self, statement: ast.Match, frame: Frame) -> After:
        """The first case whose pattern fits, where patterns are plain values; all cases otherwise."""
        subject = settled(self.evaluate(statement.subject, frame.scope))
        for case in statement.cases:
            fits = self._fits(case.pattern, subject, frame) if case.guard is None else None
            if fits is None:
                text = source_of(statement.subject)
                return self._branches([(f"{text} is {source_of(one.pattern)}", one.body) for one in statement.cases], frame)
            if fits:
                return self.run_body(case.body, frame)
        return After.ON

    def _fits(self, pattern: ast.pattern, subject: Value, frame: Frame) -> bool | None:
        match pattern:
            case ast.MatchValue():
                return compared(ast.Eq(), subject, settled(self.evaluate(pattern.value, frame.scope)))
            case ast.MatchSingleton():
                return compared(ast.Is(), subject, pattern.value)
            case ast.MatchOr():
                found = [self._fits(one, subject, frame) for one in pattern.patterns]
                return True if True in found else None if None in found else False
            case ast.MatchAs(pattern=None, name=name):
                if name is not None:
                    frame.environment.bind(name, subject)
                return True
            case _:
                return None

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
            self.bind(statement.target, item, frame)
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
