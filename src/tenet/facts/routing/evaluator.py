"""Expressions of handlers as values, after their application's code was followed."""

import ast

from tenet.facts.python.interpreter import Interpreter
from tenet.facts.python.module import EMPTY, Module
from tenet.facts.python.scope import Scope
from tenet.facts.python.values import Items, Pairs, Place, Table, Value, frozen
from tenet.facts.routing.environment import Site
from tenet.facts.routing.run import Run

NOWHERE = Place("", 0, 0)


class RunEvaluator(Interpreter):
    """Evaluates any expression of the repository as it stands when the application serves.

    Lists are tuples and dictionaries `Pairs`. Functions that functions make keep what they close over.
    """

    def __init__(self, run: Run) -> None:
        super().__init__(run.modules)
        self.followed = run

    def evaluate(self, node: ast.expr, scope: Scope) -> Value:
        return frozen(self.followed.evaluate(node, scope))

    def changed(self, function: Value, document: Pairs, /, *more: Value) -> Value:
        held = thawed(document)
        site = Site(ast.Constant(None), Scope(EMPTY), NOWHERE)
        self.followed.called(function, (held, *more), (), site)
        return frozen(held)

    def module_name(self, module: Module, name: str, depth: int = 0) -> Value:
        return frozen(self.followed.module_name(module, name, depth))


def thawed(value: Value) -> Value:
    """Lists and dictionaries as a run has them, which change in place."""
    if isinstance(value, tuple):
        return Items([thawed(item) for item in value])
    return Table({key: thawed(item) for key, item in value.items}) if isinstance(value, Pairs) else value
