"""The variables of the environment that a module reads: settings, like the fields of a settings class."""

import ast
import re
from collections.abc import Collection, Iterator

from tenet.facts.contract.annotations import last_name
from tenet.facts.contract.constants import constant_of
from tenet.facts.contract.expressions import constant_text
from tenet.facts.contract.items import ContractItem, ContractKind
from tenet.facts.contract.names import Reading
from tenet.facts.python.modules import dotted_name

MARKS = ("environ", "getenv", "config(", "env(", "env.")
"""One of them stands in every text that reads the environment."""
READERS = frozenset({"config", "env"})
"""What the objects are called that Starlette, decouple and django-environ read it with."""
VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")


def read_environment(reading: Reading) -> Iterator[ContractItem]:
    """One item for each variable, with whether it must be there, and every default that the module writes out."""
    if not any(mark in line for line in reading.module.lines for mark in MARKS):
        return
    places: dict[str, ast.expr] = {}
    stated: dict[str, set[str]] = {}
    for node in ast.walk(reading.module.tree):
        name, said = _read(node, reading)
        if name and isinstance(node, ast.expr):
            places.setdefault(name, node)
            stated.setdefault(name, set()).update(said)
    for name, node in places.items():
        said = sorted(stated[name])
        text = f"{name} ({', '.join(said)})" if said else name
        end = node.end_lineno or node.lineno
        yield ContractItem(ContractKind.SETTING, name, reading.module.path, node.lineno, end, text, "\n".join(said))


def _read(node: ast.AST, reading: Reading) -> tuple[str, Collection[str]]:
    """Name, and what is said of it; the name is empty where the node reads no variable whose name is known."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and last_name(node.value, reading) == "environ":
        return constant_text(node.slice, reading) or "", ["required"]
    if not isinstance(node, ast.Call) or not node.args:
        return "", ()
    name = constant_text(node.args[0], reading) or ""
    by_object = _is_reader(node.func) and VARIABLE.fullmatch(name) is not None
    if not by_object and not _reads(node.func, reading):
        return "", ()
    given = node.args[1] if len(node.args) > 1 else next((word.value for word in node.keywords if word.arg == "default"), None)
    if given is None:
        return name, ["required"] if by_object else ()
    default = constant_of(given, reading)
    return name, [f"default {default.value!r}"] if default is not None and default.value is not None else ()


def _is_reader(function: ast.expr) -> bool:
    name = dotted_name(function)
    return name is not None and name[0] in READERS and len(name) <= len(["env", "bool"])


def _reads(function: ast.expr, reading: Reading) -> bool:
    if isinstance(function, ast.Attribute) and function.attr.startswith("get") and last_name(function.value, reading) == "environ":
        return True
    return last_name(function, reading) == "getenv"
