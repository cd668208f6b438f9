"""Finds the applications of a repository and reads one."""

import ast
import re
from collections.abc import Iterator
from functools import cached_property

from tenet.facts.python.frameworks import MAX_FILES, names_framework
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Modules, dotted_name
from tenet.facts.python.scope import Scope, source_of
from tenet.facts.python.values import Call, Instance, Place, Value, walk
from tenet.facts.routing.calls import is_function
from tenet.facts.routing.environment import Site
from tenet.facts.routing.evaluator import RunEvaluator
from tenet.facts.routing.run import Run
from tenet.facts.routing.served_route import Application, NoApplication, UnreadRoutes
from tenet.facts.routing.serving import Serving

FRAMEWORK = re.compile(rb"FastAPI\b|Starlette\(")
NAMED_APPLICATION = re.compile(rb"ap(?:p|plication|i)[ \t]*(?::[^=\n]*)?=[^=]")
"""The end of a name that an application may be bound to. Each begins with fixed text: these are looked for in every file."""
NAME = re.compile(rb"\w*")
ASIDE = re.compile(
    r"(^|/)(tests?|testing|examples?|docs?|docs_src|scripts?|samples?|benchmarks?|cookbook|tutorials?|demos?|node_modules)(/|$)"
)
"""Folders whose applications are not the repository's own."""
ASIDE_FILE = re.compile(r"(^|/)(test_[^/]*|[^/]*_test|conftest)\.py$")
MAX_MOUNTS = 20
"""How deep mounted applications are followed: one may be mounted in itself."""
APPLICATION_CLASSES = frozenset({"FastAPI", "Starlette", "applications"})
MAX_CANDIDATES = 200
WRAPS_VERSIONS = frozenset({"VersionedFastAPI", "versionize", "Versionizer"})


class Applications:
    """The applications of one side of the change. What one run learns serves all of them."""

    def __init__(self, modules: Modules) -> None:
        self.modules = modules
        self.run = Run(modules)
        self.evaluator = RunEvaluator(self.run)
        """Evaluates annotations and defaults in the scope of a `Function`."""
        self._serving = Serving(self.run)

    def read(self, name: str | None) -> Application | NoApplication:
        """The application of that name (`app.main:app`, `app.main:create_app`); the one with the most routes where none is named."""
        try:
            return self._named(name) if name else self._largest()
        except RecursionError:
            return NoApplication(name or "", "its code is nested too deeply to be followed", "name another application with --app")

    @cached_property
    def found(self) -> tuple[Application, ...]:
        """The applications that the repository's own code makes and mounts in no other, the one with most routes first."""
        mounted = {place for application in self._made for place in _mounted_in(application)}
        return tuple(one for one in self._made if one.place not in mounted) or self._made

    @cached_property
    def _made(self) -> tuple[Application, ...]:
        """All applications, also those that another mounts."""
        applications: dict[Place, Application] = {}
        for module, name in self._candidates():
            application = self._of_module(module, name, f"{module.name}:{name}")
            known = None if application is None else applications.get(application.place)
            if application is not None and (known is None or len(known.routes) <= len(application.routes)):
                applications[application.place] = application  # a factory's own module makes less than who calls it
        return tuple(sorted(applications.values(), key=lambda one: (-len(one.routes), one.place.path.count("/"), one.name)))

    def _largest(self) -> Application | NoApplication:
        if self._made:
            return self._made[0]
        return NoApplication("", "no module of the repository makes a FastAPI application", "name one with --app MODULE:NAME")

    # one by its name

    def _named(self, name: str) -> Application | NoApplication:
        module_name, _, attribute = name.partition(":")
        attribute = attribute.removesuffix("()") or "app"
        paths = self._paths(module_name)
        for path in paths:
            module = self.modules.parsed_at(path)
            application = None if module is None else self._of_module(module, attribute, f"{module_name}:{attribute}")
            if application is not None:
                return application
        names = tuple(one.name for one in self._made)
        hint = f"the repository has {', '.join(names[:5])}" if names else "name it as the server is told it: package.module:variable"
        if not paths:
            return NoApplication(name, f"no file of the repository is the module {module_name}", hint, names)
        return NoApplication(name, f"{attribute} in {paths[0]} is no FastAPI application that can be read", hint, names)

    def _paths(self, module_name: str) -> list[str]:
        """The files that the module may be: such as can be imported by that name first, then shallow ones."""
        paths = self.modules.paths_of(module_name)
        importable = {path for path in paths if self.modules.name_of(path) == module_name}
        return sorted(paths, key=lambda path: (bool(ASIDE.search(path)), path not in importable, path.count("/"), path))

    def _of_module(self, module: Module, attribute: str, name: str) -> Application | None:
        self._load(module.path)
        self.run.import_module(module.name, module.path)
        scope = Scope(module)
        target = self.run.module_name(module, attribute.partition(".")[0])
        for part in attribute.split(".")[1:]:
            target = self.run.attribute(target, part, ast.Name(part, ast.Load()), scope)
        if is_function(target):
            place = Place(module.path, 1, 1)
            target = self.run.called(target, (), (), Site(ast.Name(attribute, ast.Load()), scope, place))
        return self._application(target, name)

    def _application(self, target: Value, name: str) -> Application | None:
        if isinstance(target, Instance) and self.run.kind_of(target) == "application":
            self.run.start(target)
            return self._serving.application(target, name)
        if isinstance(target, Call):
            inner = next((one for one in walk(target) if self.run.kind_of(one) == "application"), None)
            if isinstance(inner, Instance) and target.last in WRAPS_VERSIONS:
                reason = f"{target.last} moves the routes below a version of each"
                return Application(name, target.place or Place("", 0, 0), (), (UnreadRoutes(name, reason, target.place),))
            return None if not isinstance(inner, Instance) else self._serving.application(inner, name)
        return None

    # all of them

    def _load(self, near: str) -> None:
        """Reads the files around an application in one go."""
        top = near.partition("/")[0] if "/" in near else ""
        self.modules.sources.load(sorted(path for path in self.modules.python_files if path.startswith(top) and not ASIDE.search(path)))

    @cached_property
    def _marked(self) -> tuple[str, ...]:
        wanted = sorted(path for path in self.modules.python_files if not ASIDE.search(path) and not ASIDE_FILE.search(path))
        if len(wanted) > MAX_FILES and not names_framework(self.modules.sources):
            return ()
        self.modules.sources.load(wanted)
        return tuple(path for path in wanted if _may_make_one(self.modules.sources.data(path) or b""))[:MAX_CANDIDATES]

    def _candidates(self) -> Iterator[tuple[Module, str]]:
        """What may be an application or make one, by its text."""
        for path in self._marked:
            module = self.modules.parsed_at(path)
            for name, node in sorted(module.definitions.items(), key=_factories_first) if module is not None else ():
                value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
                makes = isinstance(value, ast.Call) and module is not None and self._may_make(module, value)
                if module is not None and (makes or (isinstance(node, ast.FunctionDef) and _is_factory(node, module))):
                    yield module, name

    def _may_make(self, module: Module, call: ast.Call) -> bool:
        """Whether a call may make an application: its function is the repository's, or the framework's."""
        root = (dotted_name(call.func) or [""])[0]
        imported = module.imports.get(root)
        if imported is None or self.run.path_of(imported.module, module.path) is not None:
            return True
        return imported.module.partition(".")[0] in {"fastapi", "starlette"} and (imported.attribute or "FastAPI") in APPLICATION_CLASSES


def _mounted_in(application: Application, depth: int = 0) -> Iterator[Place]:
    """Where the applications are made that another holds, at any depth."""
    for mounted in application.mounted if depth < MAX_MOUNTS else ():
        if mounted.application is not None and mounted.application.place != application.place:
            yield mounted.application.place
            yield from _mounted_in(mounted.application, depth + 1)


def _may_make_one(data: bytes) -> bool:
    """Whether a text names the framework, or binds a name like `app` at the start of a line."""
    if FRAMEWORK.search(data):
        return True
    starts = ((data.rfind(b"\n", 0, found.start()) + 1, found.start()) for found in NAMED_APPLICATION.finditer(data))
    return any(NAME.fullmatch(data, first, last) for first, last in starts)


def _factories_first(bound: tuple[str, ast.stmt]) -> bool:
    return not isinstance(bound[1], ast.FunctionDef)


def _is_factory(node: ast.FunctionDef, module: Module) -> bool:
    """Whether a function returns an application, as far as its text tells, and needs nothing to make it."""
    required = len(node.args.posonlyargs) + len(node.args.args) - len(node.args.defaults)
    if required > 0 or not any("FastAPI" in line for line in module.lines[node.lineno - 1 : node.end_lineno]):
        return False
    if node.returns is not None:
        return "FastAPI" in source_of(node.returns)
    return any("FastAPI(" in line for line in module.lines[node.lineno - 1 : node.end_lineno]) and any(
        isinstance(one, ast.Return) and one.value is not None for one in ast.walk(node)
    )


def read_application(modules: Modules, name: str | None) -> Application | NoApplication:
    """One application of the repository: the named one, or the one with the most routes."""
    return Applications(modules).read(name)
