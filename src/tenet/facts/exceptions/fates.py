"""What a handler does with the exception that it caught.

It is in good hands where it is raised on, logged with its traceback, or handed on as an object to whoever handles it later:
`return error`, `errors.append(error)`, `future.set_exception(error)`. Its text alone (`str(error)`, `f"{error}"`) is not the
exception: the class, the place and the cause are gone. One good path is enough: what a handler does under a condition is
taken for meant.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from tenet.facts.exceptions.log_calls import is_log_call, keeps_the_traceback

NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
"""What runs later, if ever."""
ENDS = frozenset({("sys", "exit"), ("os", "_exit"), ("os", "abort"), ("flask", "abort"), ("parser", "error")})
ENDING_NAMES = frozenset({"exit", "quit", "abort"})
LOUD = ("critical", "error", "warning")
TEXT_FUNCTIONS = frozenset(
    {"str", "repr", "type", "format", "print", "isinstance", "issubclass", "getattr", "hasattr", "id", "bool", "len", "pprint"}
)
TEXT_METHODS = frozenset({"format", "join", "write", "echo", "secho"})


class Fate(Enum):
    """What becomes of a caught exception, the worst first."""

    DROPPED = "drops it"
    TEXT = "keeps only its text"
    LOGGED = "logs it without the traceback"
    KEPT = "keeps it"


@dataclass(slots=True)
class Treatment:
    """`logs` are the calls that log without the traceback, `texts` the statements that use the text of the exception."""

    kept: bool = False
    logs: list[ast.Call] = field(default_factory=list)
    texts: list[ast.stmt] = field(default_factory=list)

    @property
    def fate(self) -> Fate:
        if self.kept:
            return Fate.KEPT
        return Fate.LOGGED if self.logs else Fate.TEXT if self.texts else Fate.DROPPED

    @property
    def log(self) -> ast.Call | None:
        """Of the calls that log without the traceback, the one that says most loudly what happened."""
        loud = (call for level in LOUD for call in self.logs if getattr(call.func, "attr", "") == level)
        return None if self.kept else next(loud, next(iter(self.logs), None))


def treatment_of(body: Sequence[ast.stmt], name: str | None) -> Treatment:
    found = Treatment()
    for node, statement, as_text in _parts(body):
        if _keeps(node, name, as_text=as_text):
            found.kept = True
            break
        if isinstance(node, ast.Call) and is_log_call(node):
            found.logs.append(node)
        elif isinstance(node, ast.Name) and node.id == name and (not found.texts or found.texts[-1] is not statement):
            found.texts.append(statement)
    known = _known_lines(body, name) if len(found.logs) > 1 else frozenset[int]()
    found.logs = [log for log in found.logs if log.lineno not in known] or found.logs
    return found


def _known_lines(body: Sequence[ast.stmt], name: str | None) -> frozenset[int]:
    """The lines on which the class of the exception was found out: `if isinstance(error, ...)`."""
    spans = (
        range(node.body[0].lineno, (node.body[-1].end_lineno or 0) + 1)
        for node, _, _ in _parts(body)
        if isinstance(node, ast.If) and any(_asks_for_class(part, name) for part in ast.walk(node.test))
    )
    return frozenset(line for span in spans for line in span)


def _asks_for_class(node: ast.AST, name: str | None) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=asked), _]):
            return asked == name
        case _:
            return False


def _keeps(node: ast.AST, name: str | None, *, as_text: bool) -> bool:
    match node:
        case ast.Raise():
            return True
        case ast.Call():
            return keeps_the_traceback(node) or _ends_the_program(node)
        case ast.Attribute(value=ast.Name(id=owner), attr="__traceback__"):
            return owner == name
        case ast.Name(id=used, ctx=ast.Load()):
            return used == name and not as_text
        case _:
            return False


def _ends_the_program(call: ast.Call) -> bool:
    match call.func:
        case ast.Name(id=name):
            return name in ENDING_NAMES
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            return (owner, name) in ENDS
        case _:
            return False


def _parts(body: Sequence[ast.stmt]) -> Iterator[tuple[ast.AST, ast.stmt, bool]]:
    """The nodes of a handler in the order of its text, each with its statement and whether only its text is used there."""
    pending: list[tuple[ast.AST, ast.stmt, bool]] = [(node, node, False) for node in reversed(body)]
    while pending:
        node, statement, as_text = pending.pop()
        if isinstance(node, NESTED):
            continue
        yield node, statement, as_text
        inside = as_text or _is_text_of_its_parts(node)
        for child in reversed(list(ast.iter_child_nodes(node))):
            read = inside or (isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert) and child is node.test)
            pending.append((child, child if isinstance(child, ast.stmt) else statement, read and not isinstance(child, ast.stmt)))


def _is_text_of_its_parts(node: ast.AST) -> bool:
    match node:
        case ast.FormattedValue() | ast.Attribute() | ast.Compare() | ast.BinOp() | ast.UnaryOp() | ast.Subscript():
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name in TEXT_FUNCTIONS
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in TEXT_METHODS or is_log_call(node)
        case _:
            return False
