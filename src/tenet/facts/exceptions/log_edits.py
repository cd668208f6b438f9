"""The same log call with the traceback, as an edit of its lines."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import dedent

from tenet.facts.exceptions.log_calls import LEVELS
from tenet.facts.python.bindings import Location
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.module import Module

STANDARD = ("logging.", "structlog.", "celery.utils.log.", "flask.current_app.logger")
LOGURU = "loguru."
MAX_BASES = 4


@dataclass(frozen=True, slots=True)
class LogEdit:
    """`lines` replace those of the call's statement; None where only a person can say how they should read."""

    call: str
    lines: str | None


def with_traceback(call: ast.Call, module: Module, names: ExternalNames) -> LogEdit:
    """`logger.exception(...)` for an error, else the same level with the traceback."""
    kind = _kind(call, module, names)
    receiver, level = _receiver(call), getattr(call.func, "attr", "error")
    if level == "error":
        text = f"{receiver}.exception(...)"
    else:
        text = f"{receiver}.opt(exception=True).{level}(...)" if kind == LOGURU else f"{receiver}.{level}(..., exc_info=True)"
    return LogEdit(text, _edited(call, module, level, kind) if kind and level in LEVELS else None)


def _receiver(call: ast.Call) -> str:
    text = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else "logger"
    return text if len(text) <= 40 else "logger"


def _kind(call: ast.Call, module: Module, names: ExternalNames) -> str:
    """Which library the logger of a module or class comes from; empty where nobody can tell."""
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else call
    outermost = module.definitions.get(module.symbol_at(call.lineno).partition(".")[0])
    at = Location(module, owner=outermost if isinstance(outermost, ast.ClassDef) else None)
    for place in (at, *_bases(at, names)):
        name = names.name(receiver, place)
        if name is not None:
            return LOGURU if name.startswith(LOGURU) else STANDARD[0] if f"{name}.".startswith(STANDARD) else ""
    return ""


def _bases(at: Location, names: ExternalNames) -> Iterator[Location]:
    """The classes that the owner of a method inherits from, by the first base of each."""
    for _ in range(MAX_BASES):
        found = names.definition(at.owner.bases[0], Location(at.module)) if at.owner is not None and at.owner.bases else None
        if found is None or not isinstance(found.node, ast.ClassDef):
            return
        at = Location(found.module, owner=found.node)
        yield at


def _edited(call: ast.Call, module: Module, level: str, kind: str) -> str | None:
    first, last = call.lineno, call.end_lineno or call.lineno
    lines = [line.encode() for line in module.lines[first - 1 : last]]
    if lines[0][: call.col_offset].strip() or lines[-1][call.end_col_offset or 0 :].strip(b" \t\r"):
        return None  # something else stands on these lines
    function = call.func
    end_line, end = (function.end_lineno or first) - first, function.end_col_offset or 0
    name = lines[end_line]
    start = end - len(level)
    if level == "error":
        lines[end_line] = name[:start] + b"exception" + name[end:]
    elif kind == LOGURU:
        lines[end_line] = name[: start - 1] + b".opt(exception=True)" + name[start - 1 :]
    else:
        given: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
        after = max(given, key=lambda node: (node.end_lineno or 0, node.end_col_offset or 0), default=None)
        if after is None:
            return None
        line, column = (after.end_lineno or first) - first, after.end_col_offset or 0
        before, rest = lines[line][: after.col_offset if after.lineno == after.end_lineno else column], lines[line][column:]
        if before.strip() or not rest.startswith(b","):
            lines[line] = lines[line][:column] + b", exc_info=True" + rest
        else:
            lines.insert(line + 1, before + b"exc_info=True,")
    text = b"\n".join(lines).decode()
    return text if _means_the_same(text, call) else None


def _means_the_same(text: str, call: ast.Call) -> bool:
    """Whether an edit left the arguments as they were, but for the one that asks for the traceback."""
    try:
        statement = ast.parse(dedent(text)).body[0]
        new = statement.value if isinstance(statement, ast.Expr) else None
        return isinstance(new, ast.Call) and _arguments(new) == _arguments(call)
    except (SyntaxError, ValueError, IndexError, RecursionError, MemoryError):
        return False


def _arguments(call: ast.Call) -> list[str]:
    kept = [keyword for keyword in call.keywords if keyword.arg != "exc_info"]
    return [*map(ast.dump, call.args), *map(ast.dump, kept)]
