"""Where a module raises an exception that says nothing by its class."""

import ast
import re
from bisect import bisect_left
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from tenet.facts.exceptions.builtin_exceptions import builtin_exceptions
from tenet.facts.python.module import Module
from tenet.facts.python.scope import source_of

UNREACHABLE = re.compile(
    r"\bunreachable\b|\bnot reachable\b|\bimpossible\b|\binvariant\b|\bbug\b|\bprogramming error\b"
    r"|\b(?:never|cannot|can't|can not|should not|shouldn't|must not) (?:be |get |come |have )?(?:happen|reach|here|possible)",
    re.IGNORECASE,
)
"""A guard that says of itself that only a mistake in the program leads there: no caller handles it."""
MISUSE = re.compile(
    r"\bmust (?:not |only )?be called\b|\bcalled (?:before|after|outside|on)\b|\bbefore (?:calling|use)\b|\bdid you forget\b"
    r"|\bshould have\b|(?-i:\b[Ss]et `?[A-Z]+_[A-Z_]+\b)"
    r"|\bnot (?:been |yet )?(?:initiali[sz]ed|configured|installed|started|set up|connected|open)\b",
    re.IGNORECASE,
)
"""A `RuntimeError` that tells whoever wrote the call, or set the service up, what to do: nobody handles it."""


GENERIC = ("BaseException", "Exception", "RuntimeError")
"""Each is above the next."""


@dataclass(frozen=True)
class GenericRaise:
    """`raise RuntimeError(...)`. `symbol` is the function around it, dotted."""

    node: ast.Raise
    exception: str
    symbol: str

    @cached_property
    def code(self) -> str:
        return source_of(self.node)

    @property
    def key(self) -> tuple[str, str]:
        return self.symbol, self.code

    @property
    def text(self) -> str:
        """The constant parts of its message; empty where it has none."""
        call = self.node.exc
        return _constant_text(call.args[0]) if isinstance(call, ast.Call) and call.args else ""


def generic_raises(module: Module, exceptions: Container[str]) -> Iterator[GenericRaise]:
    hidden = _for_type_checkers(module)
    guards: list[_Guard] | None = None
    for node in module.statements:
        if not isinstance(node, ast.Raise) or node.exc is None or node.lineno in hidden:
            continue
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        named = builtin_exceptions(raised, module) if isinstance(raised, ast.Name | ast.Attribute) else ()
        if len(named) == 1 and named[0] in exceptions:
            found = GenericRaise(node, named[0], module.symbol_at(node.lineno))
            guards = list(_guards(module)) if guards is None else guards
            if any(guard.holds(found) for guard in guards):
                continue
            if not UNREACHABLE.search(found.text) and not (found.exception == "RuntimeError" and MISUSE.search(found.text)):
                yield found


@dataclass(frozen=True, slots=True)
class _Guard:
    """A `try` that lets nothing through of what its function raises within `lines`."""

    lines: range
    symbol: str
    exceptions: frozenset[str]

    def holds(self, found: GenericRaise) -> bool:
        return found.node.lineno in self.lines and found.symbol == self.symbol and found.exception in self.exceptions


def _guards(module: Module) -> Iterator[_Guard]:
    raises = sorted(node.lineno for node in module.statements if isinstance(node, ast.Raise))
    for node in (node for node in module.statements if isinstance(node, ast.Try)):
        taken: frozenset[str] = frozenset()
        for clause in node.handlers:
            inside, caught = _lines(clause.body), _caught(clause, module) - taken
            taken |= caught
            if caught and bisect_left(raises, inside.start) == bisect_left(raises, inside.stop):
                yield _Guard(_lines(node.body), module.symbol_at(node.lineno), caught)


def _caught(clause: ast.ExceptHandler, module: Module) -> frozenset[str]:
    """The classes that it catches, with those of `GENERIC` below them."""
    named = {"BaseException"} if clause.type is None else set(builtin_exceptions(clause.type, module))
    below = [GENERIC[GENERIC.index(name) :] for name in named if name in GENERIC]
    return frozenset(named.union(*below))


def _lines(body: Sequence[ast.stmt]) -> range:
    return range(body[0].lineno, (body[-1].end_lineno or body[-1].lineno) + 1)


def _for_type_checkers(module: Module) -> frozenset[int]:
    """The lines that never run."""
    return frozenset(
        line
        for node in module.statements
        if isinstance(node, ast.If) and getattr(node.test, "attr", getattr(node.test, "id", "")) == "TYPE_CHECKING"
        for line in range(node.lineno, (node.body[-1].end_lineno or node.lineno) + 1)
    )


def _constant_text(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else "{}" for part in parts)
        case ast.BinOp(left=left, op=ast.Mod()):
            return _constant_text(left)
        case ast.Call(func=ast.Attribute(value=value, attr="format")):
            return _constant_text(value)
        case _:
            return ""
