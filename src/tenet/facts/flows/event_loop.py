"""Functions that run on the event loop of a service, and what of them holds it up."""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tenet.domain.change import Side
from tenet.facts.facts import Facts
from tenet.facts.flows.blocking_calls import LINTED, Blocking, BlockingCall, BlockingCalls
from tenet.facts.flows.own_calls import own_calls, own_nodes, waits
from tenet.facts.flows.startup import ONCE, Startup, is_aside
from tenet.facts.handlers.handler import Handler
from tenet.facts.python.bindings import Location, located_functions
from tenet.facts.python.module import Module
from tenet.facts.python.modules import dotted_name
from tenet.facts.python.walking import statements_within


@dataclass(frozen=True, slots=True)
class HeldUp:
    """The calls of one kind in one async function, in the order of the text; of all kinds where one word mends them all.

    `became_async`: it was a plain function before. `may_be_plain`: it is a handler which awaits nothing, so it need not be async.
    """

    function: ast.AsyncFunctionDef
    module: Module
    calls: tuple[BlockingCall, ...]
    became_async: bool
    may_be_plain: bool

    @property
    def kind(self) -> Blocking:
        return self.calls[0].kind

    @property
    def said(self) -> str:
        """What the calls do, where that is one thing."""
        return f"calls that {self.kind}" if len({call.kind for call in self.calls}) == 1 else "calls"

    def only(self, calls: Sequence[BlockingCall]) -> "HeldUp":
        return replace(self, calls=tuple(calls))

    @property
    def listed(self) -> str:
        """`open()` (line 3), `session.execute()` (lines 4, 5)."""
        lines: dict[str, list[int]] = {}
        for call in self.calls:
            lines.setdefault(f"`{call.written}()`", []).append(call.node.lineno)
        parts = [f"{name} (line{'s' * (len(at) > 1)} {', '.join(map(str, at[:6]))})" for name, at in lines.items()]
        return ", ".join(parts[:4]) + (" and more" if len(parts) > 4 else "")


def held_up(facts: Facts, path: str, named: frozenset[str], linted: Mapping[tuple[int, int], str]) -> Iterator[HeldUp]:
    """What blocks the event loop in one file, by function and kind."""
    module = facts.head_modules.parsed_at(path)
    if module is None:
        return
    known = BlockingCalls(facts.names(Side.HEAD), linted, named)
    handlers, startup = {one.function for one in facts.handlers.of([path])}, Startup(facts)
    for function, place in located_functions(module):
        if isinstance(function, ast.AsyncFunctionDef) and not _runs_once(function):
            at, own = place.inside(function), list(own_calls(function))
            found = [*known.among(own, at), *(known.through_helpers(own, at) if function in handlers else ())]
            if found and is_aside(facts, path):
                return
            if found and function not in handlers and _only_starts(startup, function, at):
                continue
            plain = bool(found) and function in handlers and _has_threads(module) and not waits(function)
            for calls in [sorted(found, key=lambda call: call.node.lineno)] if plain else _by_kind(found):
                yield HeldUp(function, module, tuple(calls), _became_async(facts, function, path), plain)


def _by_kind(calls: Sequence[BlockingCall]) -> list[list[BlockingCall]]:
    return [[call for call in calls if call.kind is kind] for kind in dict.fromkeys(call.kind for call in calls)]


def _runs_once(function: ast.AsyncFunctionDef) -> bool:
    if ONCE.search(function.name):
        return True
    decorators = [dotted_name(one.func if isinstance(one, ast.Call) else one) or [""] for one in function.decorator_list]
    first = function.args.args[0].arg if function.args.args else ""
    managed = any(names[-1] == "asynccontextmanager" for names in decorators) and first in {"app", "application", "_app", "server"}
    return managed or any(names[-1] in {"on_event", "command"} for names in decorators)


def _only_starts(startup: Startup, function: ast.AsyncFunctionDef, at: Location) -> bool:
    """Whether nothing but the start of the service awaits a function. Asked only of one that the change touches, or of all."""
    file = startup.facts.change.by_path.get(at.module.path)
    touched = file is None or file.touches(function.lineno, function.end_lineno or function.lineno)
    return touched and function in at.module.tree.body and startup.alone_awaits(function.name)


def _became_async(facts: Facts, function: ast.AsyncFunctionDef, path: str) -> bool:
    """Whether the change made a plain function async: then all that it calls blocks from now on."""
    file = facts.change.by_path.get(path)
    if file is None or file.base_path is None or not file.touches(function.lineno, function.lineno):
        return False
    base = facts.base_modules.parsed_at(file.base_path)
    same = (one for one in base.statements if getattr(one, "name", "") == function.name) if base is not None else ()
    kinds = Counter(type(one) for one in same)
    return kinds[ast.FunctionDef] > 0 and kinds[ast.AsyncFunctionDef] == 0


def linted_calls(facts: Facts, noqa: bool) -> Mapping[str, Mapping[tuple[int, int], str]]:
    """The linter's codes by file, and there by the line and column of the call."""
    found: dict[str, dict[tuple[int, int], str]] = {}
    for one in facts.lint.of(*LINTED, noqa=noqa):
        found.setdefault(one.path, {})[one.line, one.column] = one.code
    return found


def silenced(facts: Facts, path: str, call: BlockingCall) -> bool:
    """Whether a `# noqa` comment on a call's line covers the linter's code for it, or all codes."""
    codes: Sequence[str] = [code for code, kind in LINTED.items() if kind is call.kind] or ["ASYNC"]
    lines = {call.node.lineno, call.node.end_lineno or call.node.lineno}
    return any(facts.lint.silenced(path, line, code) for line in lines for code in codes)


def computing_handlers(facts: Facts, paths: Sequence[str]) -> Iterator[tuple[Handler, bool]]:
    """Async handlers of FastAPI that loop and never wait, each with whether it was one at the base."""
    for handler in facts.handlers.of(paths):
        if _only_computes(handler) and not is_aside(facts, handler.path):
            before = facts.handlers.before(handler)
            yield handler, before is not None and _only_computes(before)


def _only_computes(handler: Handler) -> bool:
    function = handler.function
    if not any(isinstance(node, ast.For | ast.While) for node in statements_within(function.body)):
        return False  # most handlers, told in a tenth of the time
    if not isinstance(function, ast.AsyncFunctionDef) or not _has_threads(handler.at.module):
        return False
    loops = any(isinstance(node, ast.While) or _goes_over_data(node) for node in own_nodes(function))
    return loops and not waits(function)


def _has_threads(module: Module) -> bool:
    """Whether its framework runs plain handlers in threads, as FastAPI does."""
    return {one.module.partition(".")[0] for one in module.imports.values()}.isdisjoint({"quart", "sanic", "flask"})


def _goes_over_data(node: ast.AST) -> bool:
    """Whether it is a loop over more than what is written in the code."""
    if not isinstance(node, ast.For):
        return False
    root = node.iter.func if isinstance(node.iter, ast.Call) else node.iter
    constant = (dotted_name(root) or [""])[0].isupper()
    return not (constant or isinstance(root, ast.Tuple | ast.List | ast.Set | ast.Dict | ast.Constant))
