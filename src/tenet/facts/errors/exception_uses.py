"""Where a class is handled: named as a value, in `except`, a table of statuses, `isinstance`, a pattern or a registration."""

import ast
from collections.abc import Collection, Iterator, Mapping

from tenet.facts.database.migration_files import is_test
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Modules

SILENT_FIELDS = frozenset({"annotation", "returns", "bases", "type_comment", "type_params"})
"""Where a class is named and not handled: its type is written, or a class derives from it."""
EXPORTS = "__all__"


def files_naming(modules: Modules, names: Collection[str]) -> Iterator[Module]:
    """The files that name one of these classes, no tests. All are read in bulk, and only these are parsed."""
    paths = sorted(path for path in modules.python_files if not is_test(path))
    modules.sources.load(paths)
    wanted = [name.encode() for name in names]
    for path in paths:
        data = modules.sources.data(path) or b""
        if any(name in data for name in wanted):
            module = modules.parsed_at(path)
            if module is not None:
                yield module


def uses_in(module: Module, names: Collection[str]) -> Iterator[tuple[str, bool, ast.AST]]:
    """Each class of these that a file handles (True) or raises (False), and where."""
    aliases = _aliases(module, names)
    pending: list[ast.AST] = [module.tree]
    while pending:
        node = pending.pop()
        name = _named(node, aliases)
        if name is not None:
            yield name, True, node
            continue
        if isinstance(node, ast.Assign) and any(isinstance(target, ast.Name) and target.id == EXPORTS for target in node.targets):
            continue
        made = _made(node, aliases)
        if made is not None:
            yield made, False, node
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
    for field, value in ast.iter_fields(node):
        if field not in SILENT_FIELDS and field not in skipped:
            yield from (part for part in (value if isinstance(value, list) else [value]) if isinstance(part, ast.AST))
