"""What to do about an answer that shows an exception."""

import ast

from tenet.facts.exceptions.advice import logger_of
from tenet.facts.exceptions.leak import Leak
from tenet.facts.exceptions.log_calls import keeps_the_traceback
from tenet.facts.python.module import Module

MAX_LEAD = 60


def remedy_of(leak: Leak, module: Module) -> str:
    fixed = f'{leak.given}="{_fixed(leak, module)}"' if leak.given not in {"", "content", "**"} else f'"{_fixed(leak, module)}"'
    start = f"Answer with a fixed message, such as `{fixed}`"
    if _is_logged(leak, module):
        return f"{start}: the log has the rest already."
    logger = logger_of(module, leak.symbol)
    return f"{start}, and keep the rest with `{'logger' if logger == 'logging' else logger}.exception(...)`."


def _fixed(leak: Leak, module: Module) -> str:
    """What the answer says before the exception comes, else what failed, by the function's name."""
    lead = _lead(leak.shown).rstrip(" :.,;-([{'\"=")
    if "\n" not in lead and '"' not in lead and "`" not in lead and 5 <= len(lead) <= MAX_LEAD:
        return lead
    function = leak.symbol.rpartition(".")[2] or module.name
    return f"{function.strip('_').replace('_', ' ').capitalize()} failed"


def _lead(shown: ast.expr) -> str:
    match shown:
        case ast.JoinedStr(values=[ast.Constant(value=str() as text), *_]):
            return text
        case ast.BinOp(left=ast.Constant(value=str() as text)) | ast.Call(func=ast.Attribute(value=ast.Constant(value=str() as text))):
            return text.partition("%")[0].partition("{")[0]
        case _:
            return ""


def _is_logged(leak: Leak, module: Module) -> bool:
    """Whether the handler around it logs the traceback."""
    tries = (node for node in module.statements if isinstance(node, ast.Try))
    clauses = [clause for node in tries for clause in node.handlers if clause.lineno <= leak.line <= (clause.end_lineno or 0)]
    calls = (node for clause in clauses[-1:] for one in clause.body for node in ast.walk(one) if isinstance(node, ast.Call))
    return any(keeps_the_traceback(call) for call in calls)
