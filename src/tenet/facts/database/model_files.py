"""Which files' models the change can alter: its own, and those that are made from names that it alters.

Reading every model of a large repository takes seconds, so only these are read. A changed name is followed to the
classes that use it in their bodies: constants, enumerations, mixins, bases, types, helper functions.
"""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tenet.domain.change import Change, FileStatus
from tenet.facts.database.migration_files import is_test, tool_of
from tenet.facts.python.module import FunctionNode, Module
from tenet.facts.python.modules import Modules
from tenet.facts.python.scope import source_of

WORDS = re.compile(rb"sqlalchemy|sqlmodel|django|models\.|Model\b|Base\b|Mixin\b|__tablename__|[Cc]olumn\(|Mapped\[")
MAKES_FIELDS = re.compile(r"[Cc]olumn\(|Mapped\[|Field\(|ForeignKey|Key\(|Enum\(|String\(|Integer\(|models\.")
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
    changed = {
        name: kind for file in change.files if counts(file.path) for name, kind in _changed_names(base, head, file.base_path, file.path)
    }
    names = _Names(frozenset(name for name, kind in changed.items() if not kind), frozenset(name for name, kind in changed.items() if kind))
    renamed = {file.path: file.base_path or file.path for file in change.files}
    more = set(_users(head, names, counts)) if changed else set()
    found_head = {path for path in head_paths | more if _may_hold_models(head, path)}
    found_base = {path for path in base_paths | {renamed.get(path, path) for path in more} if _may_hold_models(base, path)}
    return ModelFiles(tuple(sorted(found_base)), tuple(sorted(found_head)))


def _may_hold_models(modules: Modules, path: str) -> bool:
    data = modules.sources.data(path)
    return data is not None and WORDS.search(data) is not None and tool_of(data) is None


def _changed_names(base: Modules, head: Modules, before: str | None, after: str) -> Iterator[tuple[str, bool]]:
    """The names of a file's own level whose meaning for a model changed; True for classes with columns."""
    old = base.parsed_at(before) if before is not None else None
    new = head.parsed_at(after)
    old_names = dict(_shapes(old))
    new_names = dict(_shapes(new))
    for name in old_names.keys() | new_names.keys():
        if old_names.get(name) != new_names.get(name) and len(name) > 2:
            node = (new.definitions.get(name) if new is not None else None) or (old.definitions.get(name) if old is not None else None)
            yield name, node is not None and _has_columns(node)


def _shapes(module: Module | None) -> Iterator[tuple[str, str]]:
    for name, node in module.definitions.items() if module is not None else ():
        if isinstance(node, FunctionNode):
            if _makes_fields(node):
                yield name, _shape(module, node)
        elif isinstance(node, ast.ClassDef):
            yield name, " ".join(_shape(module, part) for part in class_parts(node))
        else:
            yield name, _shape(module, node)


def _shape(module: Module | None, node: ast.AST) -> str:
    """A text that two nodes share if they mean the same; the source where a node is nested too deep for more."""
    try:
        return ast.dump(node)
    except RecursionError:
        lines = module.lines if module is not None else ()
        return "\n".join(lines[getattr(node, "lineno", 1) - 1 : getattr(node, "end_lineno", 1)])


def _makes_fields(node: FunctionNode) -> bool:
    """Whether a function may build part of a model: a field, a type, or a value by one expression."""
    return len(node.body) <= 2 or MAKES_FIELDS.search(source_of(node)) is not None


def class_parts(node: ast.ClassDef) -> Iterator[ast.AST]:
    """What of a class can have a part in a table: all but its methods and its docstring."""
    yield from node.bases
    yield from node.keywords
    yield from node.decorator_list
    for statement in node.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            declared = any(name in source_of(decorator) for decorator in statement.decorator_list for name in DECLARED)
            if declared or statement.name in {"__init__", "deconstruct", "load_dialect_impl", "_generate_next_value_"}:
                yield statement
        elif not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
            yield statement


@dataclass(frozen=True, slots=True)
class _Names:
    """Names to follow: those that matter wherever a class uses them, and those that matter as its base alone."""

    anywhere: frozenset[str]
    as_base: frozenset[str]

    def pattern(self) -> re.Pattern[bytes]:
        parts = [rb"\b(?:" + _alternatives(self.anywhere) + rb")\b"] if self.anywhere else []
        parts += [rb"class\s+\w+\s*\([^)]*\b(?:" + _alternatives(self.as_base) + rb")\b"] if self.as_base else []
        return re.compile(b"|".join(parts))

    @property
    def all(self) -> frozenset[str]:
        return self.anywhere | self.as_base


def _alternatives(names: frozenset[str]) -> bytes:
    return b"|".join(re.escape(name.encode()) for name in sorted(names))


def _users(head: Modules, names: _Names, counts: Callable[[str], bool]) -> Iterator[str]:
    """The files with classes that are made from one of the names, or from a name made from one."""
    paths = [path for path in head.python_files if counts(path)]
    head.sources.load(paths)
    texts = {path: data for path in paths if (data := head.sources.data(path)) is not None}
    done: frozenset[str] = frozenset()
    found: set[str] = set()
    while names.all and len(found) < MAX_FILES:
        pattern, words = names.pattern(), [name.encode() for name in names.all]
        done |= names.all
        made: dict[str, bool] = {}
        for path, data in texts.items():
            if any(word in data for word in words) and pattern.search(data) and WORDS.search(data):
                made.update(_made_from(head.parsed_at(path), names, found))
        names = _Names(
            frozenset(name for name, base in made.items() if not base and name not in done),
            frozenset(name for name, base in made.items() if base and name not in done),
        )
    yield from found


def _made_from(module: Module | None, names: _Names, found: set[str]) -> Iterator[tuple[str, bool]]:
    """The module's own names that are made from one of the names; True where only as a base."""
    for name, node in module.definitions.items() if module is not None else ():
        if isinstance(node, FunctionNode):
            continue
        parts = tuple(class_parts(node)) if isinstance(node, ast.ClassDef) else (node,)
        base = isinstance(node, ast.ClassDef) and any(_mentions(part, names.as_base) for part in node.bases)
        if base or (names.anywhere and any(_mentions(part, names.anywhere) for part in parts)):
            if module is not None:
                found.add(module.path)
            yield name, base or _has_columns(node)


def _has_columns(node: ast.stmt) -> bool:
    """Whether a statement is a class with columns: others use it as a base, or refer to it, and no more."""
    return isinstance(node, ast.ClassDef) and any(
        isinstance(part, ast.Assign | ast.AnnAssign) and MAKES_FIELDS.search(source_of(part)) is not None for part in node.body
    )


def _mentions(node: ast.AST, names: frozenset[str]) -> bool:
    for part in ast.walk(node):
        if (isinstance(part, ast.Name) and part.id in names) or (isinstance(part, ast.Attribute) and part.attr in names):
            return True
    return False
