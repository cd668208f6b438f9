"""What code asks of files and packages in order to find routers: listings, paths, the names of a module."""

import ast
import fnmatch
from collections.abc import Mapping
from posixpath import basename, dirname, join, splitext

from tenet.facts.python import operators
from tenet.facts.python.classes import ancestors, is_class
from tenet.facts.python.modules import Definition
from tenet.facts.python.scope import Scope, source_of
from tenet.facts.python.values import MISSING, Bound, Call, Computed, Instance, Items, Missing, Symbol, Table, Value, settled
from tenet.facts.routing.calls import is_function, kinds_of
from tenet.facts.routing.decisions import truth_of
from tenet.facts.routing.environment import Site
from tenet.facts.routing.library import Library
from tenet.facts.routing.paths import PATHS, normal, of_os_path, path_of, text_of_path

INFO = Symbol("pkgutil.ModuleInfo")
SAME = frozenset({"resolve", "absolute", "expanduser", "as_posix", "__str__"})
MAX_LISTED = 2_000


class Packages(Library):
    """Answers from the repository's own files."""

    def _of_objects(self, name: str, call: Call, site: Site) -> Value | Missing:
        given = tuple(settled(one) for one in call.arguments)
        texts = [text for text in (text_of_path(one) for one in given) if text is not None]
        match name, texts:
            case (("pkgutil.iter_modules" | "pkgutil.walk_packages"), _):
                return self._listing(call, recursive=name.endswith("packages"))
            case "os.listdir", [folder]:
                return Items([basename(path) for path in self._inside(folder)])
            case "glob.glob", [pattern]:
                return Items([*self._matching(pattern)])
            case (("os.path.exists" | "os.path.isdir" | "os.path.isfile"), [path]):
                return True if path in self.modules.sources.files or self._inside(path) else MISSING
            case _ if name in PATHS and texts and len(texts) == len(given):
                return path_of(join(*texts))
            case "sorted", _ if (
                len(given) == 1 and isinstance(given[0], tuple) and all(isinstance(text_of_path(one), str) for one in given[0])
            ):
                return Items(sorted(given[0], key=lambda one: text_of_path(one) or ""))
            case "sorted", _ if call.keywords and given and (items := self.sequence(given[0])) is not None:
                return Items(list(items))  # in another order: what is included stays the same
            case "str", [text] if isinstance(given[0], Call):
                return text
            case _ if name.startswith("os.path.") and texts and len(texts) == len(given):
                return of_os_path(name.rpartition(".")[2], texts)
        return self._of_modules(name, given, site, call)

    def _of_modules(self, name: str, given: tuple[Value, ...], site: Site, call: Call) -> Value | Missing:
        """The functions that look into a module."""
        match name, given:
            case "inspect.getmembers", (target, *predicate) if (names := self.members_by_name(target)) is not None:
                tests = [*predicate, *(value for key, value in call.keywords if key == "predicate")]
                return tuple((key, names[key]) for key in sorted(names) if all(self._passes(test, names[key], site) for test in tests))
            case "vars", (target,) if (names := self.members_by_name(target)) is not None:
                return _table(names)
            case "dir", (target,) if (names := self.members_by_name(target)) is not None:
                return Items([*sorted(names)])
            case "globals", ():
                return _table(self.environments[site.scope.module.path].bound)
            case _:
                return super()._of_objects(name, call, site)

    def _sorted(self, given: Value, call: Call) -> list[Value] | None:
        """Paths in order; by a key, in the order in which they stand: what is included stays the same."""
        items = self.sequence(given) or ()
        texts = [text_of_path(one) for one in items]
        if items and None not in texts:
            return sorted(items, key=lambda one: text_of_path(one) or "")
        return list(items) if call.keywords else None

    def _passes(self, test: Value, value: Value, site: Site) -> bool:
        """Whether a member is one that `inspect.getmembers` was asked for."""
        match test:
            case Symbol(name="inspect.isfunction" | "inspect.ismethod" | "inspect.isroutine" | "callable"):
                return self.function_behind(value) is not None
            case Symbol(name="inspect.isclass"):
                return is_class(value)
            case _:
                return truth_of(self.called(test, (value,), (), site)) is not False

    def members_by_name(self, target: Value) -> dict[str, Value] | None:
        """The members of a module, a class or an object, by name; None for anything else."""
        if isinstance(target, Symbol) and target.definition is not None and target.definition.node is None:
            return self.names_of(target)
        owner = self.class_of(target) if isinstance(target, Instance) else target
        if not isinstance(owner, Symbol) or not is_class(owner):
            return None
        lines = [one for one in reversed(ancestors(self, owner)) if isinstance(one, Symbol) and is_class(one)]
        found = {name: value for one in lines for name, value in self.class_environment(one).bound.items()}
        if isinstance(target, Instance):
            bound: dict[str, Value] = {name: Bound(target, name) if self.is_method(value) else value for name, value in found.items()}
            return {**bound, **target.attributes}
        return found

    def is_method(self, value: Value) -> bool:
        return isinstance(value, Symbol) and is_function(value) and "staticmethod" not in kinds_of(value)

    def names_of(self, module: Symbol) -> dict[str, Value]:
        """The names that a module has bound by now."""
        definition = module.definition
        if definition is None:
            return {}
        self.run_module(definition.module)
        return dict(self.environments[definition.module.path].bound)

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Value:
        if isinstance(node.value, ast.Attribute) and node.value.attr == "modules":
            name = self.evaluate(node.slice, scope.deeper())
            if isinstance(name, str) and (path := self.path_of(name, scope.module.path)) is not None:
                module = self.modules.parsed_at(path)
                return Symbol(name) if module is None else Symbol(module.name, Definition(module, None))
        return super()._subscript(node, scope)

    def _operation(self, node: ast.expr, scope: Scope) -> Value:
        if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Div):
            return super()._operation(node, scope)
        left, right = (settled(self.evaluate(side, scope.deeper())) for side in (node.left, node.right))
        start, end = text_of_path(left), text_of_path(right)
        if start is not None and end is not None:
            return path_of(join(start, end))
        found = operators.binary(node.op, left, right)
        return Computed(source_of(node)) if isinstance(found, Missing) else found

    def sequence(self, value: Value) -> tuple[Value, ...] | None:
        if isinstance(value, Instance) and value.made.function == INFO:
            return tuple(value.attributes.values())
        return super().sequence(value)

    def attribute(self, target: Value, name: str, node: ast.expr, scope: Scope) -> Value:
        if name == "__dict__" and (names := self.members_by_name(target)) is not None:
            return _table(names)
        path = text_of_path(target) if isinstance(target, Call) else None
        if path is None:
            return super().attribute(target, name, node, scope)
        stem, suffix = splitext(basename(path))
        match name:
            case "parent":
                return path_of(dirname(path))
            case "name":
                return basename(path)
            case "stem":
                return stem
            case "suffix":
                return suffix
            case "parts":
                return tuple(path.split("/"))
            case _:
                return Bound(target, name)

    def library_method(self, call: Call, site: Site) -> Value:
        target = call.function.target if isinstance(call.function, Bound) else None
        path = text_of_path(target) if isinstance(target, Call) else None
        found = MISSING if path is None else self._of_path(path, call)
        return super().library_method(call, site) if isinstance(found, Missing) else found

    def _of_path(self, path: str, call: Call) -> Value | Missing:
        texts = [text for text in (text_of_path(settled(one)) for one in call.arguments) if text is not None]
        match call.last, texts:
            case (("joinpath" | "__truediv__"), [*_]):
                return path_of(join(path, *texts))
            case "iterdir", []:
                return tuple(path_of(one) for one in self._inside(path))
            case (("glob" | "rglob"), [pattern]):
                deep = call.last == "rglob" or "**" in pattern
                return tuple(path_of(one) for one in self._matching(join(path, pattern.removeprefix("**/")), deep=deep))
            case "is_dir", []:
                return path not in self.modules.sources.files
            case "is_file", []:
                return path in self.modules.sources.files
            case "exists", [] if path in self.modules.sources.files:
                return True
            case "relative_to", [above]:
                return path_of(path.removeprefix(above).lstrip("/"))
            case "with_suffix", [suffix]:
                return path_of(splitext(path)[0] + suffix)
            case name, [] if name in SAME:
                return path if name in {"as_posix", "__str__"} else path_of(path)
            case _:
                return MISSING

    # listings

    def _inside(self, folder: str) -> list[str]:
        """The files and folders of a folder, in order."""
        start = f"{normal(folder)}/" if normal(folder) else ""
        files = (path for path in self.modules.sources.files if path.startswith(start))
        return sorted({start + path.removeprefix(start).partition("/")[0] for path in files})[:MAX_LISTED]

    def _matching(self, pattern: str, *, deep: bool = False) -> list[str]:
        folder, name = dirname(normal(pattern)), basename(pattern)
        if not deep:
            return [path for path in self._inside(folder) if fnmatch.fnmatchcase(basename(path), name)]
        start = f"{folder}/" if folder else ""
        files = (path for path in self.modules.sources.files if path.startswith(start) and fnmatch.fnmatchcase(basename(path), name))
        return sorted(files)[:MAX_LISTED]

    def _listing(self, call: Call, *, recursive: bool) -> Value | Missing:
        given = call.argument(0, "path")
        folders = None if isinstance(given, Missing) else self.sequence(given)
        prefix = call.argument(1, "prefix")
        start = prefix if isinstance(prefix, str) else ""
        paths = [text_of_path(folder) for folder in folders or ()]
        if folders is None or None in paths:
            return MISSING
        return tuple(info for path in paths if path is not None for info in self._modules_in(path, start, recursive=recursive))

    def _modules_in(self, folder: str, prefix: str, *, recursive: bool) -> list[Value]:
        found: list[Value] = []
        for path in self._inside(folder):
            is_package = f"{path}/__init__.py" in self.modules.sources.files
            name = basename(path).removesuffix(".py")
            if is_package or (path.endswith(".py") and name != "__init__"):
                found.append(Instance(Call(INFO), {"module_finder": None, "name": prefix + name, "ispkg": is_package}))
            if is_package and recursive and len(found) < MAX_LISTED:
                found += self._modules_in(path, f"{prefix}{name}.", recursive=True)
        return found


def _table(names: Mapping[str, Value]) -> Table:
    return Table(dict(pair for pair in names.items()))
