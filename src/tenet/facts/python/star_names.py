"""What a star import brings into a module, by name: only where all of it can be known."""

import ast
import builtins
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tenet.facts.python.module import Module
from tenet.facts.python.modules import Modules

BUILT_IN = frozenset(dir(builtins)) | {"__file__", "__path__", "__builtins__", "__annotations__"}
DYNAMIC = frozenset({"eval", "exec", "globals", "locals", "vars", "__import__", "__getattr__"})
"""What looks names up while the code runs."""
MAX_LINE = 88
MAX_USERS = 40
"""How many other files that may import from the module are looked into."""


@dataclass(frozen=True, slots=True)
class _Names:
    """What a module binds at its own level, and what its code looks up there: for certain, or where a class has not bound it yet."""

    bound: frozenset[str]
    read: frozenset[str]
    read_in_classes: frozenset[str]


def by_name(module: Module, node: ast.ImportFrom, modules: Modules) -> str | None:
    """The lines of the import with the names that the module uses instead of the star.

    None where something else may bring names in or look them up, where other modules take some from here, or where none is used.
    """
    if len(module.star_imports) != 1:
        return None
    target = modules.find(module.absolute(node), module.path)
    own, there = _names(module), _names(target) if target is not None and target is not module else None
    if target is None or own is None or there is None or module.is_package:
        return None
    exported = _exported(target, there)
    if exported is None or "__all__" in own.bound or DYNAMIC & (own.read | own.bound):
        return None
    lacking = (own.read | _in_annotations(module)) - own.bound
    wanted = lacking & exported
    if not wanted or lacking - exported - BUILT_IN or exported & own.read_in_classes:
        return None
    if not _mean_the_same(module, target, own.bound & exported):
        return None
    return None if _is_passed_through(module, own.bound, modules) else _written(module, node, sorted(wanted))


def _names(module: Module) -> _Names | None:
    """By the interpreter's own analysis of scopes."""
    import symtable

    try:
        table = symtable.symtable("\n".join(module.lines), module.path, "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    bound = {one.get_name() for one in table.get_symbols() if one.is_assigned() or one.is_imported() or one.is_namespace()}
    read = {one.get_name() for one in table.get_symbols() if one.is_referenced()}
    in_classes: set[str] = set()
    pending = table.get_children()
    while pending:
        inner = pending.pop()
        pending += inner.get_children()
        for one in inner.get_symbols():
            if one.is_declared_global() and one.is_assigned():
                bound.add(one.get_name())
            if one.is_referenced() and one.is_global():
                read.add(one.get_name())
            elif one.is_referenced() and inner.get_type() == "class":
                in_classes.add(one.get_name())
    return _Names(frozenset(bound), frozenset(read), frozenset(in_classes))


def _exported(target: Module, names: _Names) -> frozenset[str] | None:
    """What a star takes from a module: what `__all__` lists, else its names without an underscore in front."""
    if "__all__" not in names.bound:
        return frozenset(name for name in names.bound if not name.startswith("_"))
    node = target.definitions.get("__all__")
    value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
    items = value.elts if isinstance(value, ast.List | ast.Tuple) else []
    listed = [item.value for item in items if isinstance(item, ast.Constant) and isinstance(item.value, str)]
    mentions = sum(1 for line in target.lines if "__all__" in line)
    return frozenset(listed) if listed and len(listed) == len(items) and mentions == 1 else None


def _mean_the_same(module: Module, target: Module, both: frozenset[str]) -> bool:
    """Whether names that both modules bind mean the same in both, so that it does not matter which binding wins."""
    return all(name in module.imports and module.imports.get(name) == target.imports.get(name) for name in both)


def _in_annotations(module: Module) -> frozenset[str]:
    """The names in annotations, which the interpreter may put off reading, and the first names of types that are written as text."""
    found: set[str] = set()
    for annotation in _annotations(module):
        for node in ast.walk(annotation):
            if isinstance(node, ast.Name):
                found.add(node.id)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= set(re.findall(r"(?<![\w.])[A-Za-z_]\w*", node.value)) if "Literal" not in ast.unparse(annotation) else set()
    return frozenset(found)


def _annotations(module: Module) -> Iterator[ast.expr]:
    for node in module.statements:
        if isinstance(node, ast.AnnAssign):
            yield node.annotation
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            given = node.args
            parameters = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
            yield from (one.annotation for one in parameters if one is not None and one.annotation is not None)
            if node.returns is not None:
                yield node.returns


def _is_passed_through(module: Module, bound: frozenset[str], modules: Modules) -> bool:
    """Whether another module takes from here what the star brought in, or might."""
    last = module.name.rpartition(".")[2].encode()
    modules.sources.load(modules.python_files)
    users = [path for path in modules.python_files if path != module.path and _mentions(modules.sources.data(path), last)]
    return len(users) > MAX_USERS or any(_takes(modules.parsed_at(path), module, bound, modules) for path in users)


def _mentions(data: bytes | None, last: bytes) -> bool:
    return data is not None and b"import" in data and last in data


def _takes(user: Module | None, module: Module, bound: frozenset[str], modules: Modules) -> bool:
    if user is None:
        return True
    if any(modules.path_of(star, user.path) == module.path for star in user.star_imports):
        return True
    imported = (alias.name for node in user.statements if isinstance(node, ast.Import) for alias in node.names)
    if any(modules.path_of(name, user.path) == module.path for name in imported):
        return True
    whole: list[str] = []
    for name, one in user.imports.items():
        if one.attribute is not None and modules.path_of(one.module, user.path) == module.path:
            if one.attribute not in bound:
                return True
        elif one.attribute is not None and modules.path_of(f"{one.module}.{one.attribute}", user.path) == module.path:
            whole.append(name)
    return not all(_reads_only(user, name, bound) for name in whole)


def _reads_only(user: Module, name: str, bound: frozenset[str]) -> bool:
    """Whether what a file does with a module that it calls so is to read these names from it, and nothing else."""
    nodes = list(ast.walk(user.tree))
    reads = [node for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name]
    mentions = sum(isinstance(node, ast.Name) and node.id == name for node in nodes)
    return 0 < len(reads) == mentions and all(node.attr in bound for node in reads)


def _written(module: Module, node: ast.ImportFrom, names: list[str]) -> str | None:
    """With what stands around it on its lines: the indentation, and a comment."""
    first, last = module.line(node.lineno), module.line(node.end_lineno or node.lineno)
    indent, rest = first[: node.col_offset], last.encode()[node.end_col_offset :].decode()
    if indent.strip() or (rest.strip() and not rest.lstrip().startswith("#")):
        return None
    start = f"{indent}from {'.' * node.level}{node.module or ''} import "
    line = f"{start}{', '.join(names)}{rest}"
    if len(line) <= MAX_LINE:
        return line
    return "\n".join([f"{start}({rest}", *(f"{indent}    {name}," for name in names), f"{indent})"])
