"""What of an exception reaches the consumer of the service: from the place that catches it to the response."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tenet.facts.exceptions.foreign import Foreign
from tenet.facts.exceptions.leak import Leak
from tenet.facts.exceptions.leaking import TRACES, is_guard, leak_in
from tenet.facts.exceptions.registered import registered_in
from tenet.facts.exceptions.responses import SENT, is_response, may_answer, shown
from tenet.facts.exceptions.sql_shown import sql_shown_in
from tenet.facts.handlers.handler import Handler
from tenet.facts.python.module import Module
from tenet.facts.python.scope import source_of
from tenet.facts.python.walking import children

TRACING_MODULES = frozenset({"traceback", "sys", *TRACES})
"""Without them nobody gets at an exception that has no name."""
NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


@dataclass(frozen=True)
class Catch:
    """Statements in which `name` stands for an exception of the class `caught`. `answers`: what they return is a response."""

    body: Sequence[ast.stmt]
    name: str | None
    caught: ast.expr | None
    answers: bool


def leaks_in(module: Module, handlers: Iterable[Handler], foreign: Foreign) -> list[Leak]:
    """The leaks of a module. `handlers` are those of its routes; who they are is asked only where something is caught."""
    catches = [*_caught(module, handlers), *_answering(module)]
    found: dict[ast.expr, Leak] = {}
    for catch in catches:
        for leak in _leaks(catch, module, foreign):
            found.setdefault(leak.shown, leak)
    for leak in sql_shown_in(module, foreign.modules):
        found.setdefault(leak.shown, leak)
    return list(found.values())


def _caught(module: Module, handlers: Iterable[Handler]) -> Iterator[Catch]:
    tried = [node for node in module.statements if isinstance(node, ast.Try | ast.TryStar) and node.handlers]
    spans = [range(one.function.lineno, (one.function.end_lineno or 0) + 1) for one in handlers] if tried else []
    answering = frozenset(line for span in spans for line in span)
    for node in tried:
        for handler in node.handlers:
            yield Catch(handler.body, handler.name, handler.type, answers=handler.lineno in answering)


def _answering(module: Module) -> Iterator[Catch]:
    for registered in registered_in(module):
        yield Catch(registered.function.body, registered.parameter, registered.exception, answers=True)


def _leaks(catch: Catch, module: Module, foreign: Foreign) -> Iterator[Leak]:
    """What leads to other files (whose class it is, what a call makes) is asked last."""
    if catch.name is None and not TRACING_MODULES.intersection(module.imports):
        return
    exceptions = {catch.name} if catch.name is not None else set()
    texts: set[str] = set()
    for node in _reached(catch.body):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            if leak_in(node.value, exceptions, texts) is not None:
                texts.update(_targets(node), _filled(node))
            else:
                texts.difference_update(_targets(node))
        found = _shown_by(node, catch.answers, exceptions, texts)
        if found is None or (isinstance(node, ast.Call) and not _answers(node, catch, module, foreign)):
            continue
        whose = foreign.caught(catch.caught, module)
        if whose is None:
            return
        if whose == "KeyError" and ".args[0]" in source_of(found[1]):
            continue  # the key alone: which field of theirs is missing
        yield Leak(found[1], found[0], whose, module.symbol_at(found[1].lineno))


def _targets(node: ast.Assign | ast.AnnAssign) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _filled(node: ast.Assign | ast.AnnAssign) -> set[str]:
    """What `answer["error"] = ...` puts something into."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return {target.value.id for target in targets if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name)}


def _shown_by(node: ast.AST, answers: bool, exceptions: set[str], texts: set[str]) -> tuple[str, ast.expr] | None:
    """What a node shows if it answers, with the keyword that it is given by."""
    value = node.value if isinstance(node, ast.Return) and answers else node
    if not isinstance(value, ast.expr) or (value is node and not (isinstance(node, ast.Call) and may_answer(node))):
        return None
    if value is not node and leak_in(value, exceptions, texts) is None:
        return None  # a function may have cleaned it
    given = shown(value) if isinstance(value, ast.Call) else [("", value)]
    leaking = ((keyword, leak_in(part, exceptions, texts)) for keyword, part in given)
    return next(((keyword, text) for keyword, text in leaking if text is not None), None)


def _answers(call: ast.Call, catch: Catch, module: Module, foreign: Foreign) -> bool:
    sends = isinstance(call.func, ast.Attribute) and call.func.attr in SENT
    return (sends and catch.answers) or is_response(call, module, foreign.modules)


def _reached(body: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    """The nodes of a block in the order of its text, without those that run later and those that a condition guards."""
    pending: list[ast.AST] = [*reversed(body)]
    while pending:
        node = pending.pop()
        if isinstance(node, NESTED) or (isinstance(node, ast.If | ast.IfExp) and is_guard(node.test)):
            continue
        yield node
        pending += reversed(children(node))
