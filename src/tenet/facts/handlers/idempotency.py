"""Whether a request can say that it is a repetition: by a key among what its handler takes, or by what stands around the handler."""

import ast
import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from tenet.facts.database.migration_files import is_test
from tenet.facts.handlers.handler import Handler
from tenet.facts.handlers.objects import Objects
from tenet.facts.handlers.tables import is_table
from tenet.facts.python.modules import Modules
from tenet.facts.python.scope import source_of

MAX_FIELDS = 200
PATH_PARAMETER = re.compile(r"\{(\w+)")
DEPENDS = re.compile(r"\b(?:Depends|Security)\(")


def takes_key(handler: Handler, patterns: Sequence[str], objects: Objects) -> bool:
    """Whether a parameter, an alias or a field of the body, or a dependency or decorator is named like one of these patterns."""
    names = [*_written(handler), *_fields(handler, objects)]
    return any(fnmatchcase(name.lower().replace("-", "_"), pattern) for name in names for pattern in patterns)


def _written(handler: Handler) -> Iterator[str]:
    """The names and texts of the signature and the decorators. What the path names is no key."""
    function, path = handler.function, set(PATH_PARAMETER.findall(handler.route))
    for part in (*function.decorator_list, function.args):
        for node in ast.walk(part):
            name = node.arg if isinstance(node, ast.arg) else node.id if isinstance(node, ast.Name) else ""
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                name = node.value
            if name and name not in path:
                yield name


def _fields(handler: Handler, objects: Objects) -> Iterator[str]:
    """The fields of the classes that a body is read into."""
    given = handler.function.args
    for parameter in (*given.posonlyargs, *given.args, *given.kwonlyargs):
        if parameter.annotation is None or _is_dependency(parameter.annotation, handler, objects):
            continue
        body = objects.class_of(ast.Name(parameter.arg, ast.Load()), handler.inside)
        for one in objects.line(body) if body is not None and not is_table(body) else ():
            fields = (part.target for part in one.node.body[:MAX_FIELDS] if isinstance(part, ast.AnnAssign))
            yield from (target.id for target in fields if isinstance(target, ast.Name))


def _is_dependency(annotation: ast.expr, handler: Handler, objects: Objects) -> bool:
    """`Annotated[User, Depends(...)]`, or a name that stands for it."""
    found = objects.names.definition(annotation, handler.inside)
    alias = found.node.value if found is not None and isinstance(found.node, ast.Assign) else None
    return any(DEPENDS.search(source_of(node)) for node in (annotation, alias) if node is not None)


def has_middleware(modules: Modules) -> bool:
    """Whether a module of the repository makes requests idempotent for all handlers."""
    paths = [path for path in modules.python_files if not is_test(path)]
    modules.sources.load(paths)
    texts = ((modules.sources.data(path) or b"").lower() for path in paths)
    return any(b"idempotency" in text and b"middleware" in text for text in texts)
