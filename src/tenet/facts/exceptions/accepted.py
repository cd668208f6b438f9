"""Catch-alls that somebody has said are meant: in the policy, or beside the code for another tool."""

import re
from collections.abc import Iterable

from tenet.domain.glob import Glob
from tenet.facts.exceptions.fates import Fate
from tenet.facts.exceptions.swallowed import Swallowed
from tenet.facts.lint.lint_facts import LintFacts
from tenet.facts.python.module import Module

CODES = ("BLE001", "E722", "S110", "S112")
LOG_CODES = ("TRY400", "BLE001")
PYLINT = re.compile(r"#\s*pylint:\s*disable=[^#]*\b(?:broad-except|broad-exception-caught|bare-except|W070[23]|W0718)\b")


def is_boundary(symbol: str, path: str, boundaries: Iterable[str]) -> bool:
    """A pattern with a `/` or for a `.py` file is one of paths; any other one of functions, with or without their class."""
    for pattern in boundaries:
        of_files = "/" in pattern or pattern.endswith(".py")
        names = [path] if of_files else [symbol, symbol.rpartition(".")[2]]
        if any(Glob(pattern).matches(name) for name in names if name):
            return True
    return False


def is_silenced(lint: LintFacts, module: Module, found: Swallowed) -> bool:
    last = found.catch.end_line
    lines = {found.catch.line, last}
    if any(lint.silenced(module.path, line, code) for line in lines for code in CODES):
        return True
    if found.treatment.fate is Fate.LOGGED and any(lint.silenced(module.path, found.end_line, code) for code in LOG_CODES):
        return True
    return any(PYLINT.search(module.line(line)) for line in lines) or _disabled_for_the_rest(module, found.catch.line)


def _disabled_for_the_rest(module: Module, line: int) -> bool:
    """pylint's comment on a line of its own, directly inside the handler."""
    below = module.line(line + 1).strip()
    return below.startswith("#") and PYLINT.match(below) is not None
