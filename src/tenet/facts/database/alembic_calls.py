"""The calls that the functions of an Alembic revision make, each with its place in the revision's own file."""

import ast
from dataclasses import dataclass

from tenet.facts.database.schema import Origin
from tenet.facts.python import operators
from tenet.facts.python.frames import Frame
from tenet.facts.python.interpreter import Interpreter
from tenet.facts.python.modules import Definition, Modules
from tenet.facts.python.scope import Scope
from tenet.facts.python.values import Bound, Call, Computed, Place, Symbol, Value

OFFLINE = frozenset({"is_offline_mode"})


@dataclass(frozen=True, slots=True)
class MadeCall:
    """`origin` is where the revision makes the call, or calls the helper function that does."""

    call: Call
    origin: Origin
    in_transaction: bool


class RevisionInterpreter(Interpreter):
    """Follows a revision as it runs on a server: what is meant for SQLite alone, or for scripts of SQL, is left out."""

    def __init__(self, modules: Modules, path: str) -> None:
        super().__init__(modules)
        self._path = path
        self._made: list[MadeCall] = []
        self._sites: list[Place] = []
        self._in_transaction = True

    def made(self, function: str) -> tuple[MadeCall, ...]:
        """The calls that a function of the revision makes, in order. Calls that are computed are not among them."""
        module = self.modules.parsed_at(self._path)
        definition = self.modules.resolve(module, function) if module is not None else None
        if definition is None or not isinstance(definition.node, ast.FunctionDef):
            return ()
        parameters = [one.arg for one in definition.node.args.args]
        given = tuple(Symbol("alembic.op") if name == "op" else Computed(name) for name in parameters)  # plugins hand `op` in
        self._made, self._in_transaction = [], True
        self.run(Definition(definition.module, definition.node), given)
        return tuple(self._made)

    def apply(self, call: Call) -> Value:
        self._sites.append(call.place or Place(self._path, 1, 1))
        try:
            found = super().apply(call)
            if self.calls and self.calls[-1] is call:
                site = next((one for one in reversed(self._sites) if one.path == self._path), self._sites[0])
                origin = Origin(site.path, site.line, site.end_line)
                self._made.append(MadeCall(call, origin, self._in_transaction))
            return found
        finally:
            self._sites.pop()

    def _with(self, statement: ast.With, frame: Frame) -> None:
        before = self._in_transaction
        managers = (part for item in statement.items for part in ast.walk(item.context_expr))
        self._in_transaction = before and not any(isinstance(part, ast.Attribute) and part.attr == "autocommit_block" for part in managers)
        super()._with(statement, frame)
        self._in_transaction = before

    def truth(self, node: ast.expr, scope: Scope) -> bool | None:
        match node:
            case ast.UnaryOp(op=ast.Not()):
                held = self.truth(node.operand, scope)
                return None if held is None else not held
            case ast.Compare(ops=[ast.Eq() | ast.NotEq() as operator], comparators=[ast.Constant(value="sqlite")]):
                named = _is_dialect(self.evaluate(node.left, scope))
                return isinstance(operator, ast.NotEq) if named else super().truth(node, scope)
            case ast.Call():
                found = self.evaluate(node, scope)
                return False if isinstance(found, Call) and found.last in OFFLINE else operators.truth(found)
            case _:
                return super().truth(node, scope)


def _is_dialect(value: Value) -> bool:
    """Whether a value is the name of the database that the revision runs on: `op.get_bind().dialect.name`."""
    return isinstance(value, Bound) and value.name == "name" and isinstance(value.target, Bound | Call)
