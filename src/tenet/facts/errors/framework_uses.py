"""Where a file imports the web framework, and where it raises the framework's errors."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tenet.facts.errors.exception_classes import outside_names, raised_class
from tenet.facts.python.bindings import Location
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Modules
from tenet.facts.python.scope import source_of

MAX_TEXT = 80


@dataclass(frozen=True, slots=True)
class FrameworkImport:
    """`names` is what it brings in, `for_types` whether only a type checker runs it."""

    node: ast.Import | ast.ImportFrom
    modules: tuple[str, ...]
    names: tuple[str, ...]
    for_types: bool

    @property
    def text(self) -> str:
        text = source_of(self.node)
        return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}..."


def framework_imports(modules: Modules, path: str, frameworks: Sequence[str], allowed: Sequence[str]) -> Iterator[FrameworkImport]:
    data = modules.sources.data(path) or b""
    if not any(name.partition(".")[0].encode() in data for name in frameworks):
        return
    module = modules.parsed_at(path)
    if module is None:
        return
    for_types = set(_for_types(module))
    for node in module.statements:
        if isinstance(node, ast.Import | ast.ImportFrom):
            found = tuple(_framework_parts(modules, module, node, frameworks, allowed))
            if found:
                yield FrameworkImport(node, tuple(one for one, _ in found), tuple(name for _, name in found), node in for_types)


def _framework_parts(
    modules: Modules, module: Module, node: ast.Import | ast.ImportFrom, frameworks: Sequence[str], allowed: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """The framework's modules that a statement names, each with what it takes from there."""
    start = module.absolute(node) if isinstance(node, ast.ImportFrom) else ""
    for alias in node.names:
        whole = f"{start}.{alias.name}" if start else alias.name
        if is_below(whole, frameworks) and not is_below(whole, allowed) and not _is_own(modules, start or alias.name, module):
            yield start or alias.name, alias.name


def is_below(name: str, modules: Sequence[str]) -> bool:
    return any(name == one or name.startswith((f"{one}.", f"{one}(")) for one in modules)


def _is_own(modules: Modules, name: str, module: Module) -> bool:
    """Whether the repository has a module of this name itself."""
    return modules.path_of(name, module.path) is not None


def _for_types(module: Module) -> Iterator[ast.stmt]:
    for node in module.statements:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in source_of(node.test):
            yield from (part for part in node.body if isinstance(part, ast.stmt))


def framework_raises(
    names: ExternalNames, path: str, statements: Iterable[ast.Raise], frameworks: Sequence[str]
) -> Iterator[tuple[ast.Raise, str]]:
    """Those of some statements of a file that raise an error of the framework, or an own one that derives from it."""
    module = names.modules.parsed_at(path)
    if module is None:
        return
    at = Location(module)
    for node in statements:
        raised = raised_class(node)
        if isinstance(raised, ast.Name | ast.Attribute) and any(is_below(one, frameworks) for one in outside_names(names, raised, at)):
            yield node, source_of(raised)
