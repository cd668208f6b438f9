"""What of an exception reaches the consumer of the service: from the place that catches it to the response."""

import ast
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from tenet.facts.exceptions.foreign import Foreign
from tenet.facts.exceptions.leak import Leak
from tenet.facts.exceptions.leaking import is_guard, leak_in
from tenet.facts.exceptions.registered import registered_in
from tenet.facts.exceptions.responses import SENT, is_response, shown
from tenet.facts.exceptions.sql_shown import sql_shown_in
from tenet.facts.handlers.handler import handlers_of
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.module import Module

NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


@dataclass(frozen=True)
class Catch:
    """Statements in which a name stands for an exception that was written elsewhere. `answers`: what they return is a response."""

    body: Sequence[ast.stmt]
    name: str | None
    caught: str
    answers: bool = False


def leaks_in(module: Module, names: ExternalNames, public: Collection[str]) -> list[Leak]:
    """The leaks of a module. `public` are the exceptions of others that may be shown."""
    foreign = Foreign(names.modules, public)
    catches = [*_catches(module, foreign), *_answering(module, foreign)]
    found: dict[ast.expr, Leak] = {}
    if catches:
        spans = [(one.function.lineno, one.function.end_lineno or 0) for one in handlers_of(module, names)]
        for catch in catches:
            answers = catch.answers or any(first <= catch.body[0].lineno <= last for first, last in spans)
            for leak in _leaks(replace(catch, answers=answers), module, foreign):
                found.setdefault(leak.shown, leak)
    for leak in sql_shown_in(module, names.modules):
        found.setdefault(leak.shown, leak)
    return list(found.values())


def _catches(module: Module, foreign: Foreign) -> Iterator[Catch]:
    for node in module.statements:
        if not isinstance(node, ast.Try | ast.TryStar):
            continue
        for handler in node.handlers:
            caught = foreign.caught(handler.type, module)
            if caught is not None:
                yield Catch(handler.body, handler.name, caught)


def _answering(module: Module, foreign: Foreign) -> Iterator[Catch]:
    for registered in registered_in(module):
        caught = foreign.caught(registered.exception, module)
        if caught is not None:
            yield Catch(registered.function.body, registered.parameter, caught, answers=True)


def _leaks(catch: Catch, module: Module, foreign: Foreign) -> Iterator[Leak]:
    exceptions = {catch.name} if catch.name is not None else set()
    texts: set[str] = set()
    for node in _reached(catch.body):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = {target.id for target in targets if isinstance(target, ast.Name)}
            texts = texts | names if leak_in(node.value, exceptions, texts) is not None else texts - names
        for given, value in _answered(node, catch, module, foreign):
            found = leak_in(value, exceptions, texts)
            if found is not None:
                yield Leak(found, given, catch.caught, module.symbol_at(found.lineno))
                break


def _answered(node: ast.AST, catch: Catch, module: Module, foreign: Foreign) -> Sequence[tuple[str, ast.expr]]:
    """What a node shows to the consumer, with the keyword that it is given by."""
    match node:
        case ast.Return(value=ast.expr() as value) if catch.answers:
            return [] if isinstance(value, ast.Call) and is_response(value, module, foreign.modules) else [("", value)]
        case ast.Call(func=ast.Attribute(attr=method)) if catch.answers and method in SENT:
            return shown(node)
        case ast.Call() if is_response(node, module, foreign.modules):
            return shown(node)
        case _:
            return []


def _reached(body: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    """The nodes of a block in the order of its text, without those that run later and those that a condition guards."""
    pending: list[ast.AST] = [*reversed(body)]
    while pending:
        node = pending.pop()
        if isinstance(node, NESTED) or (isinstance(node, ast.If | ast.IfExp) and is_guard(node.test)):
            continue
        yield node
        pending.extend(reversed(list(ast.iter_child_nodes(node))))
