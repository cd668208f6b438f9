"""Where the repository maps exceptions to responses for all its routes: `@app.exception_handler(OrderNotFound)` and the like."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tenet.facts.database.migration_files import is_test
from tenet.facts.errors.exception_classes import BUILTIN, ancestry_of, is_http_exception
from tenet.facts.python.bindings import Location, located_nodes
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Definition, dotted_name
from tenet.facts.python.scope import source_of

WORDS = (b"exception_handler", b"errorhandler", b"error_handler")
REGISTERS = frozenset({"exception_handler", "add_exception_handler", "errorhandler", "app_errorhandler", "register_error_handler"})
CATCHES_HTTP = frozenset({"errorhandler", "app_errorhandler", "register_error_handler"})
"""Flask hands its own HTTP errors to a handler of `Exception`, too."""
TABLES = frozenset({"exception_handlers", "EXCEPTION_HANDLERS"})
DECORATORS = frozenset({"exception_handler", "errorhandler", "app_errorhandler"})
"""What takes the exception alone: a function of two arguments that is called so is a handler itself."""
HANDLED = frozenset({"exc_class_or_status_code", "code_or_exception"})
"""How the frameworks call the parameter that takes the exception."""
MAX_KEYS = 200


@dataclass(frozen=True, slots=True)
class Registration:
    """One exception, or status, that a handler is registered for. `outside` is what it is elsewhere, `own` which class here."""

    path: str
    line: int
    text: str
    outside: str | None
    own: Definition | None
    catches_http: bool

    @property
    def is_catch_all(self) -> bool:
        return self.outside in {"Exception", "BaseException"}


class CentralHandlers:
    """Found once for a change, and only if a rule asks. The files are read in bulk, and parsed where a word names a handler."""

    def __init__(self, names: ExternalNames) -> None:
        self._names = names

    @cached_property
    def registrations(self) -> tuple[Registration, ...]:
        modules = self._names.modules
        paths = sorted(path for path in modules.python_files if not is_test(path))
        modules.sources.load(paths)
        named = (path for path in paths if any(word in (modules.sources.data(path) or b"") for word in WORDS))
        parsed = (modules.parsed_at(path) for path in named)
        return tuple(found for module in parsed if module is not None for found in self._registered(module))

    @cached_property
    def reshapes_http(self) -> bool:
        """Whether a framework's own HTTP errors get their response from a handler of the repository."""
        return any(self._covers_http(one) for one in self.registrations)

    @cached_property
    def reshaped_statuses(self) -> frozenset[int]:
        """The statuses that have a handler of their own."""
        return frozenset(int(one.text) for one in self.registrations if one.text.isdecimal())

    @cached_property
    def place(self) -> str:
        """The file that maps most of the exceptions; empty where none does."""
        paths = [one.path for one in self.registrations if not one.is_catch_all]
        return max(sorted(set(paths)), key=paths.count, default="")

    def _covers_http(self, one: Registration) -> bool:
        if is_http_exception(one.outside) or one.text.rpartition(".")[2].endswith("HTTPException"):
            return True
        if one.catches_http and one.is_catch_all:
            return True
        return one.own is not None and ancestry_of(self._names.modules, one.own).is_http and "HTTPException" in one.text

    def _registered(self, module: Module) -> Iterator[Registration]:
        loops = dict(_loops(module))
        for node, at in located_nodes(module):
            if isinstance(node, ast.Call):
                for key in self._keys(node, at, loops):
                    yield self._registration(key, at, _called(node) in CATCHES_HTTP)
        inside = Location(module)
        for statement in module.statements:
            if isinstance(statement, ast.Assign | ast.AnnAssign) and _table(statement):
                yield from (self._registration(key, inside, False) for key in self._members(statement.value, inside))

    def _keys(self, call: ast.Call, at: Location, loops: dict[str, ast.expr]) -> Iterator[ast.expr]:
        tables = [keyword.value for keyword in call.keywords if keyword.arg in TABLES]
        yield from (key for table in tables for key in self._members(table, at))
        if _called(call) not in REGISTERS or (_called(call) in DECORATORS and len(call.args) > 1):
            return
        for key in call.args[:1] or [keyword.value for keyword in call.keywords if keyword.arg in HANDLED]:
            looped = loops.get(key.id) if isinstance(key, ast.Name) else None
            yield from [key] if looped is None else self._members(looped, at)

    def _members(self, node: ast.expr | None, at: Location) -> list[ast.expr]:
        """What a table, a tuple, or a name that stands for one holds."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"items", "keys"}:
            node = node.func.value
        if isinstance(node, ast.Name):
            found = self._names.value_of(node, at)
            node = found[0] if found is not None else None
        if isinstance(node, ast.Dict):
            return [key for key in node.keys if key is not None][:MAX_KEYS]
        return node.elts[:MAX_KEYS] if isinstance(node, ast.Tuple | ast.List | ast.Set) else []

    def _registration(self, key: ast.expr, at: Location, catches_http: bool) -> Registration:
        text = source_of(key)
        outside = self._names.name(key, at) or (text if text in BUILTIN else None)
        return Registration(at.module.path, key.lineno, text, outside, self._names.definition(key, at), catches_http)


def _loops(module: Module) -> Iterator[tuple[str, ast.expr]]:
    """What the loops of a module run over, by their variable, the first of several."""
    for node in module.statements:
        if isinstance(node, ast.For):
            target = node.target.elts[0] if isinstance(node.target, ast.Tuple) and node.target.elts else node.target
            if isinstance(target, ast.Name):
                yield target.id, node.iter


def _called(call: ast.Call) -> str:
    names = dotted_name(call.func)
    return names[-1] if names else ""


def _table(statement: ast.Assign | ast.AnnAssign) -> bool:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return any((dotted_name(target) or [""])[-1] in TABLES for target in targets)
