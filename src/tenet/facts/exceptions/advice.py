"""What to say of a handler that lets an exception disappear, and what to do about it in this place."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from tenet.facts.exceptions.fates import Fate
from tenet.facts.exceptions.log_calls import is_named_logger
from tenet.facts.exceptions.log_edits import with_traceback
from tenet.facts.exceptions.narrower import guarded_call
from tenet.facts.exceptions.swallowed import Swallowed
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.module import COMPOUND, Module
from tenet.facts.python.scope import source_of

MAX_QUOTE = 70


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


def advice_for(found: Swallowed, module: Module, names: ExternalNames) -> Advice:
    call, raised = guarded_call(found.catch.guarded, module)
    if raised and raised.rpartition(".")[2] in _caught_before(found.catch.node, module):
        call, raised = "", ""
    narrow = f"catch `{raised}`, which `{call}()` raises," if raised else f"catch by name what `{call}()` raises" if call else ""
    log = found.treatment.log
    if log is not None:
        edit = with_traceback(log, module, names)
        otherwise = f", or {narrow.removesuffix(',')}" if narrow else ""
        return Advice(f"Keep the traceback with `{edit.call}`{otherwise}.", edit.lines)
    logged = f"log it with `{logger_of(module, found.catch.symbol)}.exception(...)`"
    if not isinstance(found.catch.node, ast.ExceptHandler):
        wanted = raised or "the exception that is expected"
        return Advice(f"Suppress only `{wanted}`." if raised else f"Suppress only {wanted}, or {logged}.")
    return Advice(f"{narrow[:1].upper()}{narrow[1:]} and let the rest through, or {logged}." if narrow else f"L{logged[1:]}.")


def _caught_before(node: ast.AST, module: Module) -> frozenset[str]:
    """The classes that other clauses of the same `try` catch, by their last names."""
    tries = (one for one in module.statements if isinstance(one, ast.Try | ast.TryStar) and node in one.handlers)
    clauses = (clause for one in tries for clause in one.handlers if clause is not node and clause.type is not None)
    named = (part for clause in clauses for part in ast.walk(clause.type or clause))
    return frozenset(
        part.attr if isinstance(part, ast.Attribute) else part.id for part in named if isinstance(part, ast.Attribute | ast.Name)
    )


def logger_of(module: Module, symbol: str) -> str:
    """What the method's class or the module calls its logger, else the standard library's own."""
    own = _logger_of_class(module, symbol)
    functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    bound = [*(name for name, node in module.definitions.items() if not isinstance(node, functions)), *module.imports]
    return own or next((name for name in bound if is_named_logger(name)), "logging")


def _logger_of_class(module: Module, symbol: str) -> str:
    owner, method = module.definitions.get(symbol.partition(".")[0]), symbol.split(".")[1:2]
    if not isinstance(owner, ast.ClassDef):
        return ""
    functions = (node for node in owner.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and [node.name] == method)
    if not any(node.args.args and node.args.args[0].arg == "self" for node in functions):
        return ""
    used = (node for node in ast.walk(owner) if isinstance(node, ast.Attribute) and is_named_logger(node.attr))
    return next((f"self.{node.attr}" for node in used if isinstance(node.value, ast.Name) and node.value.id == "self"), "")
