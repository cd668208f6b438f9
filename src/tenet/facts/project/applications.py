"""Application objects: what a server or a worker is told to run."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tenet.domain.change import Change, Side
from tenet.facts.database.migration_files import is_test
from tenet.facts.python.module import Module
from tenet.facts.python.modules import External, Modules, dotted_name

KINDS = {
    "fastapi.FastAPI": "FastAPI application",
    "fastapi.applications.FastAPI": "FastAPI application",
    "starlette.applications.Starlette": "Starlette application",
    "litestar.Litestar": "Litestar application",
    "flask.Flask": "Flask application",
    "quart.Quart": "Quart application",
    "sanic.Sanic": "Sanic application",
    "aiohttp.web.Application": "aiohttp application",
    "celery.Celery": "Celery application",
    "faststream.FastStream": "FastStream application",
    "taskiq.TaskiqScheduler": "Taskiq scheduler",
}
CALLED = re.compile(rb"\b(?:FastAPI|Starlette|Litestar|Flask|Quart|Sanic|Application|Celery|FastStream|TaskiqScheduler)\(")
MOUNTED = re.compile(rb"\.mount\(|\bMount\(|\.add_subapp\(")
MAX_FILES = 5_000


@dataclass(frozen=True, slots=True)
class ApplicationObject:
    """`kind` in words, `name` the variable at module level."""

    kind: str
    name: str
    path: str
    line: int


def new_applications(change: Change, base: Modules, head: Modules) -> tuple[ApplicationObject, ...]:
    """Application objects that the change adds beside others of the base. One that moved, or that another mounts, is none."""
    at_head = _changed(change, head, Side.HEAD)
    known = {(one.path, one.name) for one in _changed(change, base, Side.BASE)}
    names = {change.by_base_path[path].path: path for path in change.by_base_path}
    added = [one for one in at_head if (names.get(one.path, one.path), one.name) not in known]
    if not added or not _serves(base):
        return ()
    moved = len(known) - (len(at_head) - len(added))
    return tuple(one for one in added[max(0, moved) :] if not _is_mounted(one, head))


def _changed(change: Change, modules: Modules, side: Side) -> list[ApplicationObject]:
    paths = change.by_path if side is Side.HEAD else change.by_base_path
    return [one for path in sorted(paths) if path.endswith(".py") and not is_test(path) for one in applications_of(modules, path)]


def applications_of(modules: Modules, path: str) -> Iterator[ApplicationObject]:
    """The application objects that a file makes at its own level."""
    if not CALLED.search(modules.sources.data(path) or b""):
        return
    module = modules.parsed_at(path)
    for node in module.tree.body if module is not None else ():
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Call) and module is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            kind = _kind(modules, module, node.value)
            if kind and isinstance(target, ast.Name):
                yield ApplicationObject(kind, target.id, path, node.lineno)


def _kind(modules: Modules, module: Module, call: ast.Call) -> str:
    name = dotted_name(call.func)
    origin = modules.origin(module, ".".join(name)) if name else None
    return KINDS.get(origin.name, "") if isinstance(origin, External) else ""


def _serves(base: Modules) -> bool:
    """Whether the base has an application already: the first one of a repository is the repository itself."""
    paths = sorted(path for path in base.python_files if not is_test(path))[:MAX_FILES]
    base.sources.load(paths)
    calling = (path for path in paths if CALLED.search(base.sources.data(path) or b""))
    return any(module is not None and _makes_one(base, module) for module in map(base.parsed_at, calling))


def _makes_one(modules: Modules, module: Module) -> bool:
    """Whether a module makes an application, also within a factory."""
    return any(isinstance(node, ast.Call) and _kind(modules, module, node) for node in ast.walk(module.tree))


def _is_mounted(application: ApplicationObject, head: Modules) -> bool:
    """Whether a module of the repository hands the application to `mount`: it is served by another then."""
    paths = sorted(path for path in head.python_files if not is_test(path))[:MAX_FILES]
    head.sources.load(paths)
    for path in paths:
        if not MOUNTED.search(head.sources.data(path) or b""):
            continue
        module = head.parsed_at(path)
        for node in ast.walk(module.tree) if module is not None else ():
            if module is not None and isinstance(node, ast.Call) and _mounts(node, application, module, head):
                return True
    return False


def _mounts(call: ast.Call, application: ApplicationObject, module: Module, head: Modules) -> bool:
    function = dotted_name(call.func)
    if not function or function[-1] not in {"mount", "Mount", "add_subapp"}:
        return False
    given = (dotted_name(node) for node in (*call.args, *(keyword.value for keyword in call.keywords)))
    found = (head.resolve(module, ".".join(name)) for name in given if name)
    return any(
        one is not None and one.node is not None and (one.module.path, one.node.lineno) == (application.path, application.line)
        for one in found
    )
