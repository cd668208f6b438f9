"""Imports, followed as Python runs them: a module's body once, the packages around it first."""

import ast
import re
from collections.abc import Iterable, Iterator

from tenet.facts.python.module import Module
from tenet.facts.python.modules import Definition, Modules
from tenet.facts.python.parsed_files import Unparsable
from tenet.facts.python.scope import Scope
from tenet.facts.python.values import Items, Missing, Symbol, Value
from tenet.facts.routing.constants import library_constant
from tenet.facts.routing.environment import Environment, Frame
from tenet.facts.routing.objects import Objects

WORDS = (b"router", b"Router", b"FastAPI", b"Starlette", b"add_route", b"add_api_", b"add_websocket_route", b".mount(", b"Mount(")
DECORATORS = re.compile(rb"@[\w.]+\.(?:get|post|put|delete|patch|options|head|trace|route|websocket)\(")
"""What a module that has a part in routing shows. Fixed words are far quicker to look for, and every file is looked into."""
IMPORTS = re.compile(rb"^[ \t]*(?:from[ \t]+([.\w]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n#]*)|import[ \t]+([^\n#]+))", re.MULTILINE)
MAX_IMPORTS = 22
"""How deep modules are followed from within one another; deeper ones come later."""


def shows_routing(data: bytes) -> bool:
    """Whether the text of a module shows a trace of routing."""
    return any(word in data for word in WORDS) or DECORATORS.search(data) is not None


class Imports(Objects):
    """Follows modules. One that shows no trace of routing, and imports none that does, waits until a name of it is asked for."""

    def __init__(self, modules: Modules) -> None:
        super().__init__(modules)
        self._running = 0
        self.unparsable: dict[str, Unparsable] = {}
        """Modules with a part in routing that this Python cannot parse."""
        self._postponed: list[Module] = []
        self._relevant: dict[str, bool] = {}
        self._shows: dict[str, bool] = {}
        self._imported_files: dict[str, tuple[str, ...]] = {}
        self._paths: dict[tuple[str, str], str | None] = {}

    def run_module(self, module: Module) -> None:
        if module.path in self.environments:
            return
        if self._running >= MAX_IMPORTS:
            self.environments[module.path] = Environment({})
            self._postponed.append(module)
            return
        self._run_now(module)
        while self._postponed and not self._running:
            self._run_now(self._postponed.pop(0))

    def _run_now(self, module: Module) -> None:
        environment = self.environments[module.path] = Environment({})
        folder = module.path.rpartition("/")[0]
        environment.bound.update({"__name__": module.name, "__file__": module.path, "__package__": module.package})
        if module.is_package:
            environment.bound["__path__"] = Items([folder])
        conditions, self.conditions = self.conditions, []
        frames, self.frames = self.frames, []
        self._running += 1
        self.run_body(module.tree.body, Frame(Scope(module, environment), environment))
        self._running -= 1
        self.conditions, self.frames = conditions, frames
        self.finished.add(module.path)

    def run_import(self, statement: ast.Import | ast.ImportFrom, frame: Frame) -> None:
        if isinstance(statement, ast.ImportFrom):
            self._import_from(statement, frame.scope.module.absolute(statement), frame)
            return
        for alias in statement.names:
            near = frame.scope.module.path
            self.import_module(alias.name, near)
            bound = alias.name if alias.asname else alias.name.partition(".")[0]
            path = self.path_of(bound, near)
            module = None if path is None else self.modules.parsed_at(path)
            symbol = Symbol(bound) if module is None else Symbol(module.name, Definition(module, None))
            frame.environment.bind(alias.asname or bound, symbol)

    def _import_from(self, statement: ast.ImportFrom, name: str, frame: Frame) -> None:
        near = frame.scope.module.path
        source = self.import_module(name, near)
        path = self.path_of(name, near)
        for alias in statement.names:
            if alias.name == "*":
                if source is not None and source is not frame.scope.module:
                    self._import_all(source, frame)
                continue
            value = self._imported_name(source, f"{name}.{alias.name}", near)
            if value is None and path is None:
                constant = library_constant(f"{name}.{alias.name}")
                value = Symbol(f"{name}.{alias.name}") if isinstance(constant, Missing) else constant
            if value is None and frame.scope.names is not self.environments.get(near) and path is not None:
                module = self.modules.parsed_at(path)
                value = None if module is None else self.module_name(module, alias.name)
            if value is not None:
                frame.environment.bind(alias.asname or alias.name, value)

    def _imported_name(self, source: Module | None, name: str, near: str) -> Value | None:
        """The value of a name that its module has bound by now, or the submodule of that name."""
        last = name.rpartition(".")[2]
        bound = self.environments[source.path].bound if source is not None and source.path in self.environments else {}
        submodule = self.import_module(name, near) if last not in bound and self.path_of(name, near) else None
        if last in bound:
            return bound[last]
        if submodule is not None and (source is None or last not in source.definitions):
            return Symbol(submodule.name, Definition(submodule, None))
        return None

    def _import_all(self, source: Module, frame: Frame) -> None:
        self.run_module(source)
        bound = self.environments[source.path].bound
        listed = self.sequence(bound["__all__"]) if "__all__" in bound else None
        names = [name for name in listed if isinstance(name, str)] if listed is not None else [name for name in bound if name[0] != "_"]
        for name in names:
            if name in bound:
                frame.environment.bind(name, bound[name])

    def import_module(self, name: str, near: str) -> Module | None:
        """Follows a module and the packages around it, as far as they have a part in routing; None where it has none."""
        parts = name.split(".")
        found: Module | None = None
        for cut in range(1, len(parts) + 1):
            path = self.path_of(".".join(parts[:cut]), near)
            found = None
            if path is not None and (path in self.environments or self.takes_part(path)):
                found = self.modules.parsed_at(path)
                if found is None:
                    self._note_unparsable(path)
            if found is not None:
                self.run_module(found)
        return found

    def _note_unparsable(self, path: str) -> None:
        module = self.modules.at(path)
        if isinstance(module, Unparsable) and self.shows_routing(path):
            self.unparsable[path] = module

    def path_of(self, name: str, near: str) -> str | None:
        """The file of a module, as a module near it imports it."""
        key = name, near.rpartition("/")[0]
        if key not in self._paths:
            self._paths[key] = self.modules.path_of(name, near)
        return self._paths[key]

    # relevance

    def takes_part(self, path: str) -> bool:
        """Whether a module has a part in routing, itself or through what it imports."""
        if path in self._relevant:
            return self._relevant[path]
        seen: dict[str, None] = {path: None}
        pending = [path]
        while pending:
            current = pending.pop()
            if self._relevant.get(current) or self.shows_routing(current):
                self._relevant[path] = True
                return True
            for imported in self._imports_of(current):
                if imported not in seen and self._relevant.get(imported) is not False:
                    seen[imported] = None
                    pending.append(imported)
        self._relevant.update(dict.fromkeys(seen, False))
        return False

    def shows_routing(self, path: str) -> bool:
        """Whether the text of a module shows a trace of routing."""
        if path not in self._shows:
            self._shows[path] = shows_routing(self.modules.sources.data(path) or b"")
        return self._shows[path]

    def reaching(self, files: frozenset[str], starts: Iterable[str]) -> frozenset[str]:
        """The modules on a way of imports from one of `starts` to one of `files`, both ends included."""
        importers: dict[str, list[str]] = {}
        seen, pending = set(starts), list(starts)
        while pending:
            current = pending.pop()
            for imported in self._imports_of(current):
                importers.setdefault(imported, []).append(current)
                if imported not in seen:
                    seen.add(imported)
                    pending.append(imported)
        found = set(files)
        pending = list(files)
        while pending:
            new = [one for one in importers.get(pending.pop(), ()) if one not in found]
            found.update(new)
            pending.extend(new)
        return frozenset(found)

    def _imports_of(self, path: str) -> tuple[str, ...]:
        if path not in self._imported_files:
            self._imported_files[path] = tuple(dict.fromkeys(self._imported(path, self.modules.sources.data(path) or b"")))
        return self._imported_files[path]

    def _imported(self, path: str, data: bytes) -> Iterator[str]:
        """The files that a module imports, told from its text."""
        name = self.modules.name_of(path)
        package = name if path.endswith("__init__.py") else name.rpartition(".")[0]
        for match in IMPORTS.finditer(data):
            source, names, plain = (part.decode("utf-8", "replace") if part else "" for part in match.groups())
            wanted = [one.split()[0] for one in (plain or names.strip("()")).replace("\n", ",").split(",") if one.split()]
            if source.startswith("."):
                level = len(source) - len(source.lstrip("."))
                anchor = package.split(".")[: len(package.split(".")) - level + 1]
                source = ".".join([*anchor, source.lstrip(".")]).strip(".")
            for one in wanted if plain else [f"{source}.{one}" for one in wanted]:
                around = one.split(".")
                found = (self.path_of(".".join(around[:cut]), path) for cut in range(1, len(around) + 1))
                yield from (file for file in found if file is not None)
