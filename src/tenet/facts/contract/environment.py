"""The variables of the environment that a module reads: settings, like the fields of a settings class."""

import ast
import re
from collections.abc import Iterator

from tenet.facts.contract.annotations import last_name
from tenet.facts.contract.expressions import constant_text, expression_text
from tenet.facts.contract.items import ContractItem, ContractKind
from tenet.facts.contract.names import Reading
from tenet.facts.python.modules import dotted_name

MARKS = ("environ", "getenv", "config(", "env(", "env.")
"""One of them stands in every text that reads the environment."""
READERS = frozenset({"config", "env"})
"""What the objects are called that Starlette, decouple and django-environ read it with."""
VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")


def read_environment(reading: Reading) -> Iterator[ContractItem]:
    """One item for each variable, with every default that the module gives it."""
    if not any(mark in line for line in reading.module.lines for mark in MARKS):
        return
    places: dict[str, ast.expr] = {}
    defaults: dict[str, set[str]] = {}
    for node in ast.walk(reading.module.tree):
        name, default = _read(node, reading)
        if name and isinstance(node, ast.expr):
            places.setdefault(name, node)
            defaults.setdefault(name, set()).add(default)
    for name, node in places.items():
        given = " or ".join(sorted(text for text in defaults[name] if text))
        end = node.end_lineno or node.lineno
        shape = "\n".join(sorted(defaults[name]))
        text = f"{name} = {given}" if given else name
        yield ContractItem(ContractKind.SETTING, name, reading.module.path, node.lineno, end, text, shape)


def _read(node: ast.AST, reading: Reading) -> tuple[str, str]:
    """Name and default; the name is empty where the node reads no variable whose name is known."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and last_name(node.value, reading) == "environ":
        return constant_text(node.slice, reading) or "", ""
    if not isinstance(node, ast.Call) or not node.args:
        return "", ""
    if not _reads(node.func, reading) and not (_is_reader(node.func) and VARIABLE.fullmatch(constant_text(node.args[0], reading) or "")):
        return "", ""
    given = node.args[1] if len(node.args) > 1 else next((word.value for word in node.keywords if word.arg == "default"), None)
    return constant_text(node.args[0], reading) or "", expression_text(given, reading) or "None"


def _is_reader(function: ast.expr) -> bool:
    name = dotted_name(function)
    return name is not None and name[0] in READERS and len(name) <= len(["env", "bool"])


def _reads(function: ast.expr, reading: Reading) -> bool:
    if isinstance(function, ast.Attribute) and function.attr == "get":
        return last_name(function.value, reading) == "environ"
    return last_name(function, reading) == "getenv"
