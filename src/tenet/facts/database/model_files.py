"""Which files' models the change can alter: its own, and those that are made from names that it alters.

Reading every model of a large repository takes seconds, so only these are read. A changed name is followed to the
classes that use it in their bodies: constants, enumerations, mixins, bases, types, helper functions.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tenet.domain.change import Change, FileStatus
from tenet.facts.database.migration_files import is_test
from tenet.facts.python.module import FunctionNode, Module
from tenet.facts.python.modules import Modules

WORDS = re.compile(rb"sqlalchemy|sqlmodel|django|models\.|Model\b|Base\b|Mixin\b|__tablename__|[Cc]olumn\(|Mapped\[")
MAKES_FIELDS = re.compile(r"[Cc]olumn\(|Field\(|ForeignKey|Key\(|Enum\(|String\(|Integer\(|models\.")
DECLARED = ("declared_attr", "directive")
MAX_FILES = 2_000


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """Paths at base and at head."""

    base: tuple[str, ...]
    head: tuple[str, ...]


def affected_files(change: Change, base: Modules, head: Modules, is_migration: Callable[[str], bool]) -> ModelFiles:
    """The files whose models must be compared. Tests and migrations declare no tables of the application."""

    def counts(path: str) -> bool:
        return path.endswith(".py") and not is_test(path) and not is_migration(path)

    base_paths = {file.base_path for file in change.files if file.base_path and counts(file.base_path)}
    head_paths = {file.path for file in change.files if file.status is not FileStatus.REMOVED and counts(file.path)}
    base.sources.load(base_paths)
    head.sources.load(head_paths)
    names = {name for file in change.files if counts(file.path) for name in _changed_names(base, head, file.base_path, file.path)}
    renamed = {file.path: file.base_path or file.path for file in change.files}
    more = set(_users(head, names, counts)) if names else set()
    found_head = {path for path in head_paths | more if _may_hold_models(head, path)}
    found_base = {path for path in base_paths | {renamed.get(path, path) for path in more} if _may_hold_models(base, path)}
    return ModelFiles(tuple(sorted(found_base)), tuple(sorted(found_head)))


def _may_hold_models(modules: Modules, path: str) -> bool:
    data = modules.sources.data(path)
    return data is not None and WORDS.search(data) is not None


def _changed_names(base: Modules, head: Modules, before: str | None, after: str) -> Iterator[str]:
    """The names of a file's own level whose meaning for a model changed."""
    old = base.parsed_at(before) if before is not None else None
    new = head.parsed_at(after)
    old_names = {name: shape for name, shape in _shapes(old)}
    new_names = {name: shape for name, shape in _shapes(new)}
    for name in old_names.keys() | new_names.keys():
        if old_names.get(name) != new_names.get(name) and len(name) > 2:
            yield name


def _shapes(module: Module | None) -> Iterator[tuple[str, str]]:
    for name, node in module.definitions.items() if module is not None else ():
        if isinstance(node, FunctionNode):
            if _makes_fields(node):
                yield name, ast.dump(node)
        elif isinstance(node, ast.ClassDef):
            yield name, " ".join(ast.dump(part) for part in class_parts(node))
        else:
            yield name, ast.dump(node)


def _makes_fields(node: FunctionNode) -> bool:
    """Whether a function may build part of a model: a field, a type, or a value by one expression."""
    return len(node.body) <= 2 or MAKES_FIELDS.search(ast.unparse(node)) is not None


def class_parts(node: ast.ClassDef) -> Iterator[ast.AST]:
    """What of a class can have a part in a table: all but its methods and its docstring."""
    yield from node.bases
    yield from node.keywords
    yield from node.decorator_list
    for statement in node.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            declared = any(name in ast.unparse(decorator) for decorator in statement.decorator_list for name in DECLARED)
            if declared or statement.name in {"__init__", "deconstruct", "load_dialect_impl", "_generate_next_value_"}:
                yield statement
        elif not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
            yield statement


def _users(head: Modules, names: set[str], counts: Callable[[str], bool]) -> Iterator[str]:
    """The files with classes that use one of the names, or a name made from one, outside their methods."""
    paths = [path for path in head.python_files if counts(path)]
    head.sources.load(paths)
    files = {path: data for path in paths if (data := head.sources.data(path)) is not None and WORDS.search(data)}
    done: set[str] = set()
    found: set[str] = set()
    waiting = set(names)
    while waiting and len(found) < MAX_FILES:
        pattern = re.compile(rb"\b(?:" + b"|".join(re.escape(name.encode()) for name in sorted(waiting)) + rb")\b")
        done |= waiting
        current, waiting = waiting, set()
        for path, data in files.items():
            if pattern.search(data):
                for name in _uses(head.parsed_at(path), current):
                    found.add(path)
                    if name not in done:
                        waiting.add(name)
    yield from found


def _uses(module: Module | None, names: set[str]) -> Iterator[str]:
    """The names of the module's own level that are made from one of the names."""
    for name, node in module.definitions.items() if module is not None else ():
        if isinstance(node, FunctionNode):
            continue
        nodes = class_parts(node) if isinstance(node, ast.ClassDef) else (node,)
        if any(_mentions(part, names) for part in nodes):
            yield name


def _mentions(node: ast.AST, names: set[str]) -> bool:
    for part in ast.walk(node):
        if (isinstance(part, ast.Name) and part.id in names) or (isinstance(part, ast.Attribute) and part.attr in names):
            return True
    return False
