"""What a function calls while it runs: in its own statements, and one call down in the repository."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tenet.facts.handlers.objects import Callee, Objects
from tenet.facts.python.bindings import Location
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.module import FunctionNode, ScopeNode
from tenet.facts.python.modules import last_name
from tenet.facts.python.walking import children

LATER = frozenset(
    {
        *("add_task", "BackgroundTask", "create_task", "ensure_future", "start_soon", "call_soon", "call_later", "submit", "spawn"),
        *("delay", "apply_async", "send_task", "enqueue", "enqueue_in", "enqueue_at", "enqueue_job", "kiq", "defer", "defer_async"),
        *("Thread", "Process", "add_job"),
    }
)
"""Calls whose arguments run when the request is over, or beside it."""
THREADS = {"run_in_threadpool": 0, "to_thread": 0, "run_sync": 0, "sync_to_async": 0, "async_to_sync": 0, "run_in_executor": 1}
"""Calls that run the function among their arguments, in whatever thread, and wait for it."""


@dataclass(frozen=True, slots=True)
class Step:
    """A call in a function that runs a function of the repository."""

    node: ast.Call
    callee: Callee


class Reach:
    """The calls of functions of one side of the change. Each function is read once."""

    def __init__(self, names: ExternalNames) -> None:
        self.names = names
        self.objects = Objects(names)
        self._calls: dict[FunctionNode, tuple[ast.Call, ...]] = {}
        self._steps: dict[FunctionNode, tuple[Step, ...]] = {}

    def calls(self, inside: Location) -> tuple[ast.Call, ...]:
        """The calls of a function's own statements that run before it returns."""
        function = inside.function
        if function is None:
            return ()
        if function not in self._calls:
            self._calls[function] = tuple(_own_calls(function))
        return self._calls[function]

    def steps(self, inside: Location) -> tuple[Step, ...]:
        """Those of them that run a function of the repository."""
        function = inside.function
        if function is None:
            return ()
        if function not in self._steps:
            found = ((call, self.objects.callee(run_by(call), inside)) for call in self.calls(inside))
            self._steps[function] = tuple(Step(call, callee) for call, callee in found if callee is not None)
        return self._steps[function]


def called_name(call: ast.Call) -> str:
    """The last part of what is called."""
    return last_name(call.func)


def run_by(call: ast.Call) -> ast.expr:
    """The function that a call runs: that of `run_in_threadpool(send, order)` is `send`."""
    position = THREADS.get(called_name(call))
    return call.func if position is None or len(call.args) <= position else call.args[position]


def _own_calls(function: FunctionNode) -> Iterator[ast.Call]:
    """In the order of the text, those of functions within left out. Needs no deep stack."""
    pending: list[ast.AST] = [*reversed(function.body)]
    while pending:
        node = pending.pop()
        if isinstance(node, ScopeNode | ast.Lambda):
            continue
        if isinstance(node, ast.Call):
            yield node
            if called_name(node) in LATER:
                pending.append(node.func)
                continue
        pending += reversed(children(node))
