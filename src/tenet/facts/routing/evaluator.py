"""Expressions of handlers as values, after their application's code was followed."""

import ast

from tenet.facts.python.interpreter import Interpreter
from tenet.facts.python.module import Module
from tenet.facts.python.scope import Scope
from tenet.facts.python.values import Value, frozen
from tenet.facts.routing.run import Run


class RunEvaluator(Interpreter):
    """Evaluates any expression of the repository as it stands when the application serves.

    Lists are tuples and dictionaries `Pairs`. Functions that functions make keep what they close over.
    """

    def __init__(self, run: Run) -> None:
        super().__init__(run.modules)
        self.followed = run

    def evaluate(self, node: ast.expr, scope: Scope) -> Value:
        return frozen(self.followed.evaluate(node, scope))

    def module_name(self, module: Module, name: str, depth: int = 0) -> Value:
        return frozen(self.followed.module_name(module, name, depth))
