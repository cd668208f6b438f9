"""Where a file imports the web framework, and where it raises the framework's errors."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tenet.domain.change import Change
from tenet.domain.policy import Scope
from tenet.facts.errors.changed_lines import counts, grown
from tenet.facts.errors.exception_classes import outside_names, raised_class
from tenet.facts.python.bindings import Location
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Modules, dotted_name
from tenet.facts.python.scope import source_of

MAX_TEXT = 80
ERRORS = frozenset({"Http404", "abort", "status"})
"""Names that an error is answered with, beside those that say so."""


@dataclass(frozen=True, slots=True)
class FrameworkImport:
    """The modules that it names, and what it takes from each."""

    node: ast.Import | ast.ImportFrom
    modules: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def brings(self) -> frozenset[tuple[str, str]]:
        """The module and the name of each part."""
        return frozenset(zip(self.modules, self.names, strict=True))

    @property
    def instead(self) -> str:
        """What code that knows no HTTP does in its place."""
        if set(self.names) == {"status"}:
            return "Take the numbers from `http.HTTPStatus` of the standard library."
        if any("Exception" in name or "Error" in name or name in ERRORS for name in self.names):
            return "Raise an error of the domain's own, and give it its status in the API's exception handler."
        if self.names[0] == "Depends":
            return "Take what `Depends` injects as a plain parameter, and leave the wiring to the API."
        return f"Take the values that this needs as plain parameters, and leave `{self.names[0]}` to the API."

    @property
    def text(self) -> str:
        text = source_of(self.node)
        return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}..."


@dataclass(frozen=True)
class FrameworkUses:
    """`for_types`: what only a type checker imports counts, too."""

    frameworks: Sequence[str]
    allowed: Sequence[str]
    for_types: bool

    def new_imports(self, change: Change, before: Modules, after: Modules, path: str) -> list[FrameworkImport]:
        """Those that the change writes and that bring in what the file did not have before."""
        written = [found for found in self.imports(after, path) if counts(change, Scope.NEW, path, found.node)]
        old = change.by_path[path].base_path if written else None
        known = frozenset[tuple[str, str]]().union(*(found.brings for found in self.imports(before, old))) if old is not None else ()
        return [found for found in written if not found.brings.issubset(known)]

    def imports(self, modules: Modules, path: str) -> Iterator[FrameworkImport]:
        data = modules.sources.data(path) or b""
        named = any(name.partition(".")[0].encode() in data for name in self.frameworks)
        module = modules.parsed_at(path) if named else None
        if module is None:
            return
        for_types = set(_for_types(module))
        for node in module.statements:
            if isinstance(node, ast.Import | ast.ImportFrom) and (self.for_types or node not in for_types):
                found = tuple(self._parts(modules, module, node))
                if found:
                    yield FrameworkImport(node, tuple(one for one, _ in found), tuple(name for _, name in found))

    def _parts(self, modules: Modules, module: Module, node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
        """The framework's modules that a statement names, each with what it takes from there."""
        start = module.absolute(node) if isinstance(node, ast.ImportFrom) else ""
        for alias in node.names:
            whole = f"{start}.{alias.name}" if start else alias.name
            if is_below(whole, self.frameworks) and not is_below(whole, self.allowed) and not _is_own(modules, start or alias.name, module):
                yield start or alias.name, alias.name


def is_below(name: str, modules: Sequence[str]) -> bool:
    return any(name == one or name.startswith((f"{one}.", f"{one}(")) for one in modules)


def _is_own(modules: Modules, name: str, module: Module) -> bool:
    """Whether the repository has a module of this name itself."""
    return modules.path_of(name, module.path) is not None


def _for_types(module: Module) -> Iterator[ast.stmt]:
    for node in module.statements:
        if isinstance(node, ast.If) and (dotted_name(node.test) or [""])[-1] == "TYPE_CHECKING":
            yield from node.body


def new_raises(
    change: Change, before: Modules, names: ExternalNames, module: Module, frameworks: Sequence[str]
) -> list[tuple[ast.Raise, str]]:
    """Those that the change writes, and of which their function holds more than before."""
    found = framework_raises(names, module, frameworks, within=change)
    new = set(grown(change, before, module, [node for node, _ in found]))
    return [one for one in found if one[0] in new]


def framework_raises(
    names: ExternalNames, module: Module, frameworks: Sequence[str], within: Change | None = None
) -> list[tuple[ast.Raise, str]]:
    """The raises of the framework's errors and of own ones that derive from it; only those that `within` writes, where given."""
    at = Location(module)
    found: list[tuple[ast.Raise, str]] = []
    for node in module.statements:
        if not isinstance(node, ast.Raise) or (within is not None and not counts(within, Scope.NEW, module.path, node)):
            continue
        raised = raised_class(node)
        if isinstance(raised, ast.Name | ast.Attribute) and any(is_below(one, frameworks) for one in outside_names(names, raised, at)):
            found.append((node, source_of(raised)))
    return found
