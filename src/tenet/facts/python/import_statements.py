"""The import statements of a file, found without parsing the rest of it.

Parsing a thousand modules takes seconds, and most of what they hold is no import. Strings and comments are skipped by one
expression that cannot backtrack; each statement found is then parsed by Python itself. A file in which that does not work out
is parsed whole.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

TOKEN = re.compile(
    r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*+"""'
    r"|'''(?:[^'\\]|\\[\s\S]|'(?!''))*+'''"
    r'|"(?:[^"\\\n]|\\[\s\S])*+"'
    r"|'(?:[^'\\\n]|\\[\s\S])*+'"
    r"|#[^\n]*+"
    r"|[:;][ \t]*+(?P<beside>(?:import|from)\b)"
    r"|\n(?P<indent>[ \t\f]*+)(?P<statement>(?:import|from)\b(?:[^\n(#\\]|\\\n)*+(?:\((?:[^)#]|#[^\n]*+)*+\))?)"
)
"""`beside`: an import that shares its line with another statement. Such a file is parsed whole."""
GUARD = re.compile(r"^([ \t]*)if[ \t]+(?:\w+\.)?TYPE_CHECKING[ \t]*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ImportStatement:
    """One statement. `type_checking`: it stands under `if TYPE_CHECKING:`, so that no run imports it."""

    node: ast.Import | ast.ImportFrom
    line: int
    type_checking: bool = False


def scan_imports(text: str) -> tuple[ImportStatement, ...] | None:
    """The statements of a file in their order; None where only parsing the whole file can tell.

    `text` has plain newlines, as `tenet.facts.sources.decoded` gives them.
    """
    guarded = tuple(_guarded(text))
    found: list[ImportStatement] = []
    line, last = 1, 0
    after_newline = "\n" + text
    for match in TOKEN.finditer(after_newline):
        statement = match["statement"]
        if match["beside"] is not None:
            return None
        if statement is None:
            continue
        line += after_newline.count("\n", last, match.start())
        last = match.start()
        node = _parsed(statement)
        if node is None:
            return None
        found.append(ImportStatement(node, line, any(line in block for block in guarded)))
    return tuple(found)


@lru_cache(maxsize=4096)
def _parsed(statement: str) -> ast.Import | ast.ImportFrom | None:
    try:
        body = ast.parse(statement).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    node = body[0] if len(body) == 1 else None
    return node if isinstance(node, ast.Import | ast.ImportFrom) else None


def _guarded(text: str) -> Iterator[range]:
    """The lines of each block under `if TYPE_CHECKING:`, to the next line that is indented no deeper."""
    if "TYPE_CHECKING" not in text:
        return
    lines = text.split("\n")
    for match in GUARD.finditer(text):
        first = text.count("\n", 0, match.start()) + 1
        depth, last = len(match[1]), first
        for at in range(first, len(lines)):
            stripped = lines[at].lstrip()
            if stripped and not stripped.startswith("#") and len(lines[at]) - len(stripped) <= depth:
                break
            last = at + 1
        yield range(first, last + 1)


def parsed_imports(tree: ast.Module) -> tuple[ImportStatement, ...]:
    """The same of a file that was parsed whole."""
    found: list[ImportStatement] = []
    pending: list[tuple[ast.AST, bool]] = [(node, False) for node in reversed(tree.body)]
    while pending:
        node, guarded = pending.pop()
        if isinstance(node, ast.Import | ast.ImportFrom):
            found.append(ImportStatement(node, node.lineno, guarded))
        elif isinstance(node, ast.If) and _is_guard(node.test):
            pending.extend((child, guarded) for child in reversed(node.orelse))
            pending.extend((child, True) for child in reversed(node.body))
        else:
            pending.extend((child, guarded) for child in reversed(list(_statements(node))))
    return tuple(sorted(found, key=lambda statement: statement.line))


def _is_guard(test: ast.expr) -> bool:
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING")


def _statements(node: ast.AST) -> Iterable[ast.AST]:
    return (child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case))
