"""Whether a request can say that it is a repetition: by a key among what its handler takes, or by what stands around the handler."""

import ast
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from tenet.facts.handlers.handler import Handler
from tenet.facts.handlers.objects import Objects
from tenet.facts.python.modules import Modules

MAX_FIELDS = 200


def takes_key(handler: Handler, patterns: Sequence[str], objects: Objects) -> bool:
    """Whether a parameter, an alias or a field of the body, or a dependency or decorator is named like one of these patterns."""
    names = [*_written(handler), *_fields(handler, objects)]
    return any(fnmatchcase(name.lower().replace("-", "_"), pattern) for name in names for pattern in patterns)


def _written(handler: Handler) -> Iterator[str]:
    """The names and texts of the signature and the decorators."""
    function = handler.function
    for part in (*function.decorator_list, function.args):
        for node in ast.walk(part):
            if isinstance(node, ast.arg):
                yield node.arg
            elif isinstance(node, ast.Name):
                yield node.id
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def _fields(handler: Handler, objects: Objects) -> Iterator[str]:
    """The fields of the classes that a body is read into."""
    given = handler.function.args
    for parameter in (*given.posonlyargs, *given.args, *given.kwonlyargs):
        body = objects.class_of(ast.Name(parameter.arg, ast.Load()), handler.inside) if parameter.annotation is not None else None
        for one in objects.line(body) if body is not None else ():
            fields = (part.target for part in one.node.body[:MAX_FIELDS] if isinstance(part, ast.AnnAssign))
            yield from (target.id for target in fields if isinstance(target, ast.Name))


def has_middleware(modules: Modules) -> bool:
    """Whether a module of the repository makes requests idempotent for all handlers."""
    modules.sources.load(modules.python_files)
    texts = ((modules.sources.data(path) or b"").lower() for path in modules.python_files)
    return any(b"idempotency" in text and b"middleware" in text for text in texts)
