"""Where a class is handled: named as a value, in `except`, a table of statuses, `isinstance`, a pattern or a registration."""

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from tenet.facts.database.migration_files import is_test
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Modules

SILENT_FIELDS = frozenset({"annotation", "returns", "bases", "type_comment", "type_params"})
"""Where a class is named and not handled: its type is written, or a class derives from it."""
EXPORTS = "__all__"
DECLARES = re.compile(rb"\s*(?:#|class\b|(?:from|import)\b(?!.*\bas\b))")
"""Lines that neither handle nor raise what they name."""
WORD = re.compile(rb"[\w\x80-\xff]+")
FEW = 20
"""More names than that are found faster among the words of a file."""
MAX_FILES = 200


@dataclass
class Uses:
    """Which classes some file handles, and in which files each is raised. Grows file by file."""

    handled: set[str] = field(default_factory=set)
    raised: dict[str, set[str]] = field(default_factory=dict)


def find_uses(modules: Modules, names: Collection[str]) -> Uses:
    """Over all files that are no tests. They are read in bulk, and only parsed where a line may do more than raise a class."""
    found = Uses()
    paths = sorted(path for path in modules.python_files if not is_test(path))
    modules.sources.load(paths)
    written = frozenset(name.encode() for name in names)
    wanted = [path for path in paths if _may_tell(modules.sources.data(path) or b"", written)]
    if len(wanted) > MAX_FILES:
        return Uses(handled=set(names))  # such a name is everywhere: nobody can tell in time
    for module in filter(None, map(modules.parsed_at, wanted)):
        for name, handles in uses_in(module, names):
            if handles:
                found.handled.add(name)
            else:
                found.raised.setdefault(name, set()).add(module.path)
    return found


def _may_tell(data: bytes, names: frozenset[bytes]) -> bool:
    """Whether a line that names one of these classes may handle or raise it."""
    named = names if len(names) < FEW else names.intersection(WORD.findall(data))
    return any(DECLARES.match(line) is None for name in named if name in data for line in _lines_with(data, name))


def _lines_with(data: bytes, name: bytes) -> Iterator[bytes]:
    for found in re.finditer(rb"\b" + re.escape(name) + rb"\b", data):
        end = data.find(b"\n", found.end())
        yield data[data.rfind(b"\n", 0, found.start()) + 1 : end if end >= 0 else len(data)]


def uses_in(module: Module, names: Collection[str]) -> Iterator[tuple[str, bool]]:
    """Each class of these that a file handles (True) or makes, to raise it (False)."""
    aliases = _aliases(module, names)
    pending: list[ast.AST] = [module.tree]
    while pending:
        node = pending.pop()
        name = _named(node, aliases)
        if name is not None:
            yield name, True
            continue
        if isinstance(node, ast.Assign) and any(isinstance(target, ast.Name) and target.id == EXPORTS for target in node.targets):
            continue
        made = _made(node, aliases)
        if made is not None:
            yield made, False
        pending.extend(_children(node, called=made is not None))


def _aliases(module: Module, names: Collection[str]) -> Mapping[str, str]:
    """What the file calls these classes."""
    imported = {bound: one.attribute for bound, one in module.imports.items() if one.attribute in names}
    return {**{name: name for name in names}, **{bound: name for bound, name in imported.items() if name is not None}}


def _named(node: ast.AST, aliases: Mapping[str, str]) -> str | None:
    """The class that an expression names; also by a text that is its name alone."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) if isinstance(node.ctx, ast.Load):
            return aliases.get(name)
        case ast.Constant(value=str() as name):
            return aliases.get(name)
        case _:
            return None


def _made(node: ast.AST, aliases: Mapping[str, str]) -> str | None:
    """The class that is called, or raised without a call."""
    if isinstance(node, ast.Raise) and node.exc is not None and not isinstance(node.exc, ast.Call):
        return _named(node.exc, aliases)
    return _named(node.func, aliases) if isinstance(node, ast.Call) else None


def _children(node: ast.AST, *, called: bool) -> Iterator[ast.AST]:
    skipped = {"func", "exc"} if called else set()
    for name, value in ast.iter_fields(node):
        if name not in SILENT_FIELDS and name not in skipped:
            yield from (part for part in (value if isinstance(value, list) else [value]) if isinstance(part, ast.AST))
