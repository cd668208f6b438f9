"""What to say of a handler that lets an exception disappear, and what to do about it in this place."""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tenet.facts.exceptions.fates import Fate
from tenet.facts.exceptions.log_calls import is_named_logger
from tenet.facts.exceptions.log_edits import with_traceback
from tenet.facts.exceptions.narrower import guarded_call
from tenet.facts.exceptions.swallowed import Swallowed
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.module import COMPOUND, Module
from tenet.facts.python.scope import source_of

MAX_QUOTE = 70
MAX_CLASS = 500
"""In lines."""


@dataclass(frozen=True, slots=True)
class Advice:
    remedy: str
    suggestion: str | None = None


KNOWN = Advice("Catch by name what is expected, or log it with the traceback.")
"""For a handler that was there before and that nobody is shown: working out more would read other files."""


def described(found: Swallowed, module: Module) -> str:
    function = found.catch.symbol or module.name
    if not isinstance(found.catch.node, ast.ExceptHandler):
        return f"`{function}` drops every exception of a block: `with suppress({found.catch.caught})`."
    caught = f"`{found.catch.caught}`" if found.catch.caught else "everything (`except:`)"
    return f"`{function}` catches {caught} and {found.treatment.fate.value}: `{_quoted(found)}`."


def _quoted(found: Swallowed) -> str:
    treatment = found.treatment
    node: ast.AST = treatment.log or (treatment.texts[0] if treatment.fate is Fate.TEXT else _last(found.catch.body))
    text = source_of(node).split("\n", 1)[0]
    return text if len(text) <= MAX_QUOTE else f"{text[:MAX_QUOTE]}..."


def _last(body: Sequence[ast.stmt]) -> ast.stmt:
    """Where a block ends, by its innermost statement."""
    statement = body[-1]
    while isinstance(statement, COMPOUND) and not isinstance(statement, ast.Match):
        statement = statement.body[-1]
    return statement


@dataclass(frozen=True)
class Advisor:
    """Knows one module. What is asked for each finding is looked up once."""

    module: Module
    names: ExternalNames

    def advice(self, found: Swallowed) -> Advice:
        call, raised = guarded_call(found.catch.guarded, self.module)
        if raised and raised.rpartition(".")[2] in self._caught_beside(found.catch.node):
            call, raised = "", ""
        narrow = f"catch `{raised}`, which `{call}()` raises," if raised else f"catch by name what `{call}()` raises" if call else ""
        log = found.treatment.log
        if log is not None:
            edit = with_traceback(log, self.module, self.names)
            otherwise = f", or {narrow.removesuffix(',')}" if narrow else ""
            return Advice(f"Keep the traceback with `{edit.call}`{otherwise}.", edit.lines)
        logger = _logger_of_class(self.module, found.catch.symbol) or self._logger_of_module
        logged = f"log it with `{logger}.exception(...)`"
        if not isinstance(found.catch.node, ast.ExceptHandler):
            wanted = raised or "the exception that is expected"
            return Advice(f"Suppress only `{wanted}`." if raised else f"Suppress only {wanted}, or {logged}.")
        return Advice(f"{narrow[:1].upper()}{narrow[1:]} and let the rest through, or {logged}." if narrow else f"L{logged[1:]}.")

    @cached_property
    def _logger_of_module(self) -> str:
        return _logger_of_module(self.module)

    @cached_property
    def _clauses(self) -> Mapping[ast.AST, Sequence[ast.ExceptHandler]]:
        """All clauses of the `try` that each one belongs to."""
        tries = (one for one in self.module.statements if isinstance(one, ast.Try | ast.TryStar))
        return {clause: one.handlers for one in tries for clause in one.handlers}

    def _caught_beside(self, node: ast.AST) -> frozenset[str]:
        """The classes that other clauses of the same `try` catch, by their last names."""
        others = (one.type for one in self._clauses.get(node, ()) if one is not node and one.type is not None)
        parts = (part for kind in others for part in ast.walk(kind))
        return frozenset(
            part.attr if isinstance(part, ast.Attribute) else part.id for part in parts if isinstance(part, ast.Attribute | ast.Name)
        )


def logger_of(module: Module, symbol: str) -> str:
    """What the method's class or the module calls its logger, else the standard library's own."""
    return _logger_of_class(module, symbol) or _logger_of_module(module)


def _logger_of_module(module: Module) -> str:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    bound = [*(name for name, node in module.definitions.items() if not isinstance(node, functions)), *module.imports]
    return next((name for name in bound if is_named_logger(name)), "logging")


def _logger_of_class(module: Module, symbol: str) -> str:
    """What a method's class calls its logger; empty where it has none, or is longer than anybody looks through each time."""
    owner, method = module.definitions.get(symbol.partition(".")[0]), symbol.split(".")[1:2]
    if not isinstance(owner, ast.ClassDef) or (owner.end_lineno or 0) - owner.lineno > MAX_CLASS:
        return ""
    functions = (node for node in owner.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and [node.name] == method)
    if not any(node.args.args and node.args.args[0].arg == "self" for node in functions):
        return ""
    used = (node for node in ast.walk(owner) if isinstance(node, ast.Attribute) and is_named_logger(node.attr))
    return next((f"self.{node.attr}" for node in used if isinstance(node.value, ast.Name) and node.value.id == "self"), "")
