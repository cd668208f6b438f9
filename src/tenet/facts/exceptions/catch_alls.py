"""Where a module catches every exception, and what becomes of it."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from tenet.facts.exceptions.builtin_exceptions import builtin_exceptions
from tenet.facts.python.module import Module
from tenet.facts.python.scope import source_of

ALL = ("Exception", "BaseException")
SUPPRESS = ("contextlib", "suppress")


@dataclass(frozen=True)
class CatchAll:
    """A handler, or a `with suppress(Exception)`. `guarded` is what it catches from, `symbol` the function around it, dotted."""

    node: ast.ExceptHandler | ast.With | ast.AsyncWith
    caught: str
    guarded: Sequence[ast.stmt]
    symbol: str

    @property
    def line(self) -> int:
        return self.node.lineno

    @property
    def end_line(self) -> int:
        """The last line of what stands before its colon."""
        if isinstance(self.node, ast.ExceptHandler):
            return self.node.lineno if self.node.type is None else self.node.type.end_lineno or self.node.lineno
        return max(item.context_expr.end_lineno or self.node.lineno for item in self.node.items)

    @property
    def name(self) -> str | None:
        """What the exception is called in the handler."""
        return self.node.name if isinstance(self.node, ast.ExceptHandler) else None

    @property
    def body(self) -> Sequence[ast.stmt]:
        """What is done with the exception: nothing, where it is suppressed."""
        return self.node.body if isinstance(self.node, ast.ExceptHandler) else ()

    @cached_property
    def key(self) -> tuple[str, str]:
        """What tells it from others of the file, wherever it stands. `suppress` and a handler that only passes are the same."""
        passes = all(isinstance(statement, ast.Pass) for statement in self.body)
        return self.symbol, "\n".join(map(source_of, self.guarded)) if passes else source_of(self.node)


def catch_alls(module: Module) -> Iterator[CatchAll]:
    """Every `except:`, `except Exception`, `except BaseException` (alone, in a tuple, by another name) and `suppress` of one."""
    for node in module.statements:
        if isinstance(node, ast.Try | ast.TryStar):
            for handler in node.handlers:
                caught = "" if handler.type is None else _broadest(handler.type, module)
                if caught is not None:
                    yield CatchAll(handler, caught, node.body, module.symbol_at(handler.lineno))
        elif isinstance(node, ast.With | ast.AsyncWith):
            suppressed = _suppressed(node, module)
            if suppressed is not None:
                yield CatchAll(node, suppressed, node.body, module.symbol_at(node.lineno))


def _broadest(node: ast.expr, module: Module) -> str | None:
    named = builtin_exceptions(node, module)
    return next((name for name in named if name in ALL), None)


def _suppressed(node: ast.With | ast.AsyncWith, module: Module) -> str | None:
    for item in node.items:
        call = item.context_expr
        if isinstance(call, ast.Call) and _is_suppress(call.func, module):
            caught = _broadest(ast.Tuple(elts=call.args, ctx=ast.Load()), module)
            if caught is not None:
                return caught
    return None


def _is_suppress(node: ast.expr, module: Module) -> bool:
    match node:
        case ast.Name(id=name):
            imported = module.imports.get(name)
            return imported is not None and (imported.module, imported.attribute) == SUPPRESS
        case ast.Attribute(value=ast.Name(id=name), attr=attribute):
            imported = module.imports.get(name)
            return imported is not None and (imported.module, attribute) == SUPPRESS
        case _:
            return False
