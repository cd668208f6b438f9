"""Whether an Alembic revision says how it is undone."""

import ast
import builtins
import re
from collections.abc import Iterator, Sequence

from tenet.facts.database.raw_texts import only_reads
from tenet.facts.database.steps import Reversal, Step, StepKind
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Definition, Modules

SPEAKS = frozenset({"print", "info", "warning", "debug", "warn", "echo"})
"""Calls that tell something to whoever runs the revision, and do nothing else."""
LEFT = frozenset({StepKind.CHANGE_ROWS, StepKind.RUN_CODE, StepKind.ADD_ENUM_VALUE, StepKind.OTHER})
"""What may stay when the tables go back, if the author says so."""
COMMENT = re.compile(r"#\s*(?!commands auto generated|end Alembic commands|tenet:|type:|noqa|pylint|pragma|todo|fixme)\w", re.IGNORECASE)
"""A comment of the author's: neither Alembic's own nor one for a tool."""


def alembic_reversal(modules: Modules, path: str, up: Sequence[Step]) -> tuple[Reversal, int]:
    """The reversal of a revision that takes these steps, and the line to speak of."""
    module = modules.parsed_at(path)
    if module is None:
        return Reversal.POSSIBLE, 1
    node = module.definitions.get("downgrade")
    line = node.lineno if node is not None else _upgrade_line(module)
    found = modules.resolve(module, "downgrade")
    if all(only_reads(step) for step in up):
        return Reversal.POSSIBLE, line
    if found is None:
        named = node is not None or "downgrade" in module.imports or module.star_imports
        return Reversal.POSSIBLE if named else Reversal.MISSING, line
    reversal = _of_function(found)
    if reversal is Reversal.MISSING and all(step.kind in LEFT for step in up) and _says_why(found):
        return Reversal.REFUSED, line
    return reversal, line


def _upgrade_line(module: Module) -> int:
    node = module.definitions.get("upgrade") or module.definitions.get("down_revision")
    return node.lineno if node is not None else 1


def _says_why(found: Definition) -> bool:
    """Whether an empty function has a comment of its author's."""
    node = found.node
    lines = range(node.lineno + 1, (node.end_lineno or node.lineno) + 1) if node is not None else ()
    return any(COMMENT.search(found.module.line(line)) for line in lines)


def _of_function(found: Definition) -> Reversal:
    node = found.node
    if not isinstance(node, ast.FunctionDef):
        return Reversal.POSSIBLE
    body = [statement for statement in node.body if not _does_nothing(statement)]
    if not body:
        return Reversal.MISSING
    refusals = [statement for statement in body if isinstance(statement, ast.Raise | ast.Assert)]
    if not refusals:
        return Reversal.POSSIBLE
    if isinstance(refusals[0], ast.Assert):
        return _of_assert(refusals[0])
    return Reversal.REFUSED if _has_reason(refusals[0], found.module) else Reversal.MISSING


def _of_assert(statement: ast.Assert) -> Reversal:
    """`assert False, "reason"`."""
    never = isinstance(statement.test, ast.Constant) and not statement.test.value
    if not never:
        return Reversal.POSSIBLE
    return Reversal.REFUSED if statement.msg is not None else Reversal.MISSING


def _does_nothing(statement: ast.stmt) -> bool:
    match statement:
        case ast.Pass() | ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom():
            return True
        case ast.Return():
            return statement.value is None or isinstance(statement.value, ast.Constant)
        case ast.Expr(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))):
            return name in SPEAKS
        case _:
            return False


def _has_reason(statement: ast.Raise, module: Module) -> bool:
    """A message, an exception of the project's own, whose name is one, or a comment beside the statement."""
    raised = statement.exc
    if raised is None:
        return False
    function = raised.func if isinstance(raised, ast.Call) else raised
    if not (isinstance(function, ast.Name) and hasattr(builtins, function.id)):
        return True
    if isinstance(raised, ast.Call) and any(_is_told(argument) for argument in _arguments(raised)):
        return True
    lines = range(statement.lineno - 1, (statement.end_lineno or statement.lineno) + 1)
    return any(COMMENT.search(module.line(line)) for line in lines)


def _arguments(call: ast.Call) -> Iterator[ast.expr]:
    yield from call.args
    yield from (keyword.value for keyword in call.keywords)


def _is_told(argument: ast.expr) -> bool:
    return not isinstance(argument, ast.Constant) or (isinstance(argument.value, str) and bool(argument.value.strip()))
