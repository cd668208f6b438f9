"""One Python file, parsed."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
ScopeNode = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class ImportedName:
    """What a name of a module stands for: `attribute` of `module`, or the module itself where `attribute` is None."""

    module: str
    attribute: str | None


@dataclass(frozen=True)
class Module:
    """A parsed file. `name` is its dotted name as its own repository imports it."""

    path: str
    name: str
    tree: ast.Module
    lines: tuple[str, ...]

    @property
    def is_package(self) -> bool:
        return self.path.endswith("/__init__.py") or self.path == "__init__.py"

    @property
    def package(self) -> str:
        return self.name if self.is_package else self.name.rpartition(".")[0]

    def line(self, number: int) -> str:
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    @cached_property
    def imports(self) -> Mapping[str, ImportedName]:
        """The names that imports at any level of the module bind, `import a.b` as `a`."""
        return {name: imported for node in self._import_statements for name, imported in self._bound_by(node)}

    @cached_property
    def _import_statements(self) -> tuple[ast.Import | ast.ImportFrom, ...]:
        return tuple(_imports_in(self.tree.body))

    @cached_property
    def star_imports(self) -> tuple[str, ...]:
        """The modules that `from x import *` takes everything from, as absolute names."""
        return tuple(
            self.absolute(node)
            for node in self._import_statements
            if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
        )

    def absolute(self, node: ast.ImportFrom) -> str:
        """The absolute name of the module that an import-from names (relative imports by PEP 328)."""
        if not node.level:
            return node.module or ""
        parents = self.package.split(".")
        anchor = parents[: len(parents) - node.level + 1]
        return ".".join([*anchor, node.module] if node.module else anchor)

    def _bound_by(self, node: ast.AST) -> Iterator[tuple[str, ImportedName]]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                bound = alias.asname or alias.name.partition(".")[0]
                yield bound, ImportedName(alias.name if alias.asname else bound, None)
        elif isinstance(node, ast.ImportFrom):
            module = self.absolute(node)
            for alias in node.names:
                if alias.name != "*":
                    yield alias.asname or alias.name, ImportedName(module, alias.name)

    @cached_property
    def definitions(self) -> Mapping[str, ast.stmt]:
        """The statements of the module's own level (also under `if` and `try`) that bind a name, the last one winning."""
        return dict(_bindings(self.tree.body))

    @cached_property
    def _scopes(self) -> tuple[tuple[int, int, str], ...]:
        return tuple(_scopes(self.tree, ""))

    def symbol_at(self, line: int) -> str:
        """The innermost function or class around a line, dotted; empty at module level."""
        around = [scope for scope in self._scopes if scope[0] <= line <= scope[1]]
        return min(around, key=lambda scope: scope[1] - scope[0])[2] if around else ""


def _imports_in(body: list[ast.stmt]) -> Iterator[ast.Import | ast.ImportFrom]:
    """The import statements of a body and of the blocks in it; expressions hold none, and walking them takes long."""
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        else:
            for block in ("body", "orelse", "finalbody"):
                yield from _imports_in(getattr(node, block, []))
            for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
                yield from _imports_in(part.body)


def _bindings(body: list[ast.stmt]) -> Iterator[tuple[str, ast.stmt]]:
    for node in body:
        if isinstance(node, ScopeNode):
            yield node.name, node
        elif isinstance(node, ast.Assign):
            yield from ((name.id, node) for target in node.targets for name in ast.walk(target) if isinstance(name, ast.Name))
        elif isinstance(node, (ast.AnnAssign, ast.AugAssign)) and isinstance(node.target, ast.Name):
            yield node.target.id, node
        elif isinstance(node, (ast.If, ast.Try, ast.With)):
            for block in ("body", "orelse", "handlers", "finalbody"):
                for part in getattr(node, block, []):
                    yield from _bindings(part.body if isinstance(part, ast.ExceptHandler) else [part])


def _scopes(node: ast.AST, prefix: str) -> Iterator[tuple[int, int, str]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ScopeNode):
            name = f"{prefix}.{child.name}" if prefix else child.name
            first = min([child.lineno, *(decorator.lineno for decorator in child.decorator_list)])
            yield first, child.end_lineno or child.lineno, name
            yield from _scopes(child, name)
        else:
            yield from _scopes(child, prefix)
