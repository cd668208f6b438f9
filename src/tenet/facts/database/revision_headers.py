"""What a migration says of its place in the history, without what it does.

Alembic's header is the module's own level before `upgrade`, Django's the attributes of `Migration` before `operations`
(`alembic.script.base`, `django.db.migrations.migration`). The head of the file is parsed alone where that is enough:
histories have a thousand files.
"""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from tenet.domain.policy import MigrationTool
from tenet.facts.database.django_settings import DjangoInterpreter
from tenet.facts.database.migration_files import DJANGO, tool_of
from tenet.facts.python.classes import class_attribute
from tenet.facts.python.evaluator import Evaluator
from tenet.facts.python.modules import Definition, Modules
from tenet.facts.python.scope import assigned
from tenet.facts.python.values import Call, Missing, Symbol, Value

Name = tuple[str, str]
"""A Django migration as others name it: the app's label, and the file's name."""
ALEMBIC_NAMES = ("revision", "down_revision", "depends_on", "branch_labels")
DJANGO_NAMES = ("dependencies", "replaces", "run_before")
BODY = re.compile(rb"^(?:def|class|async|@|if|try|for|with)\b|^@", re.MULTILINE)
OPERATIONS = re.compile(rb"^[ \t]+operations\b", re.MULTILINE)
LATER = re.compile(rb"^[ \t]+(?:dependencies|replaces|run_before)\b", re.MULTILINE)
WHOLE = re.compile(rb"^(?:revision|down_revision|depends_on|branch_labels)\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class AlembicHeader:
    """`line` is where `down_revision` is bound."""

    revision: str
    down: tuple[str, ...]
    depends_on: tuple[str, ...]
    labels: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class DjangoHeader:
    """`line` is where `dependencies` begins, or the class. Dependencies that settings decide (swappable models) are left out."""

    dependencies: tuple[Name, ...]
    replaces: tuple[Name, ...]
    run_before: tuple[Name, ...]
    line: int


Header = AlembicHeader | DjangoHeader


def read_header(modules: Modules, path: str) -> Header | None:
    """None for what is no migration, and for one whose header only a run can tell."""
    data = modules.sources.data(path) or b""
    match tool_of(data):
        case MigrationTool.ALEMBIC:
            return _alembic_excerpt(data) or _alembic_whole(modules, path)
        case MigrationTool.DJANGO:
            return _django_excerpt(data) or _django_whole(modules, path)
        case _:
            return None


def _parsed(text: bytes) -> list[ast.stmt]:
    try:
        return ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _bound(body: list[ast.stmt], names: tuple[str, ...]) -> Mapping[str, ast.expr]:
    found = ((name, assigned(node, name)) for node in body for name in names)
    return {name: value for name, value in found if value is not None}


@lru_cache(maxsize=4_096)
def _alembic_excerpt(data: bytes) -> AlembicHeader | None:
    start = BODY.search(data)
    if start is not None and WHOLE.search(data, start.start()):
        return None
    bound = _bound(_parsed(data[: start.start()] if start is not None else data), ALEMBIC_NAMES)
    texts = {name: _texts(node) for name, node in bound.items()}
    line = bound["down_revision"].lineno if "down_revision" in bound else 0
    return _alembic_header(texts, line)


def _texts(node: ast.expr) -> tuple[str, ...] | None:
    """A literal text, None, or a literal sequence of texts."""
    if isinstance(node, ast.Constant):
        return () if node.value is None else (node.value,) if isinstance(node.value, str) else None
    if not isinstance(node, ast.Tuple | ast.List | ast.Set):
        return None
    texts = tuple(part.value for part in node.elts if isinstance(part, ast.Constant) and isinstance(part.value, str))
    return texts if len(texts) == len(node.elts) else None


def _alembic_header(texts: Mapping[str, tuple[str, ...] | None], line: int) -> AlembicHeader | None:
    revision, down, depends_on, labels = (texts.get(name, ()) for name in ALEMBIC_NAMES)
    if not revision or "down_revision" not in texts or down is None or depends_on is None or labels is None:
        return None
    return AlembicHeader(revision[0], down, depends_on, labels, line)


def _alembic_whole(modules: Modules, path: str) -> AlembicHeader | None:
    module = modules.parsed_at(path)
    if module is None or "down_revision" not in module.definitions:
        return None
    evaluator = Evaluator(modules)
    values = {name: evaluator.module_name(module, name) for name in ALEMBIC_NAMES if name in module.definitions}
    return _alembic_header({name: _known_texts(value) for name, value in values.items()}, module.definitions["down_revision"].lineno)


def _known_texts(value: Value) -> tuple[str, ...] | None:
    items = () if value is None else value if isinstance(value, tuple) else (value,)
    texts = tuple(item for item in items if isinstance(item, str))
    return texts if len(texts) == len(items) else None


def _django_excerpt(data: bytes) -> DjangoHeader | None:
    start = DJANGO.search(data)
    if start is None:
        return None
    end = OPERATIONS.search(data, start.start())
    if end is not None and LATER.search(data, end.start()):
        return None
    body = _parsed(data[start.start() : end.start() if end is not None else len(data)])
    if not body or not isinstance(body[0], ast.ClassDef):
        return None
    bound = _bound(body[0].body, DJANGO_NAMES)
    names = {name: _names(node) for name, node in bound.items()}
    above = data.count(b"\n", 0, start.start())
    return _django_header(names, above + (bound["dependencies"].lineno if "dependencies" in bound else 1))


def _names(node: ast.expr) -> tuple[Name, ...] | None:
    """The pairs of texts of a literal list; a call among them is of `swappable_dependency`."""
    if not isinstance(node, ast.List | ast.Tuple):
        return None
    pairs = [_texts(part) for part in node.elts if not isinstance(part, ast.Call)]
    found = tuple((pair[0], pair[1]) for pair in pairs if pair is not None and len(pair) == 2)
    return found if len(found) == len(pairs) else None


def _django_header(names: Mapping[str, tuple[Name, ...] | None], line: int) -> DjangoHeader | None:
    dependencies, replaces, run_before = (names.get(name, ()) for name in DJANGO_NAMES)
    if dependencies is None or replaces is None or run_before is None:
        return None
    return DjangoHeader(dependencies, replaces, run_before, line)


def _django_whole(modules: Modules, path: str) -> DjangoHeader | None:
    module = modules.parsed_at(path)
    node = module.definitions.get("Migration") if module is not None else None
    if module is None or not isinstance(node, ast.ClassDef):
        return None
    symbol, interpreter = Symbol(f"{module.name}.Migration", Definition(module, node)), DjangoInterpreter(modules)
    names = {name: _known_names(class_attribute(interpreter, symbol, name)) for name in DJANGO_NAMES}
    bound = _bound(node.body, DJANGO_NAMES)
    return _django_header(names, bound["dependencies"].lineno if "dependencies" in bound else node.lineno)


def _known_names(value: Value | Missing) -> tuple[Name, ...] | None:
    if isinstance(value, Missing):
        return ()
    if not isinstance(value, tuple):
        return None
    pairs = [_known_texts(item) if isinstance(item, tuple) else None for item in value if not isinstance(item, Call)]
    found = tuple((pair[0], pair[1]) for pair in pairs if pair is not None and len(pair) == 2)
    return found if len(found) == len(pairs) else None
