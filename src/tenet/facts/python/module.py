"""One Python file, parsed."""

import ast
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import TypeGuard

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
ScopeNode = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
COMPOUND = (
    *(ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith),
    *(ast.Try, ast.TryStar, ast.Match, ast.ExceptHandler, ast.match_case),
)
"""The nodes that hold statements."""
BLOCKS = ("cases", "finalbody", "orelse", "handlers", "body")
"""Where they hold them, last to first."""
BLOCKS_OF: Mapping[type, tuple[str, ...]] = {kind: tuple(name for name in BLOCKS if name in kind._fields) for kind in COMPOUND}
"""The same for each of them."""


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
        imports = (node for node in self.statements if isinstance(node, ast.Import | ast.ImportFrom))
        return {name: imported for node in imports for name, imported in self._bound_by(node)}

    @cached_property
    def statements(self) -> tuple[ast.stmt, ...]:
        """The statements of all levels, in their order. Expressions hold none, and walking them takes long."""
        found: list[ast.stmt] = []
        pending: list[ast.AST] = [*reversed(self.tree.body)]
        while pending:
            node = pending.pop()
            if isinstance(node, ast.stmt):
                found.append(node)
            for block in BLOCKS_OF.get(type(node), ()):
                pending += reversed(getattr(node, block))
        return tuple(found)

    @cached_property
    def star_imports(self) -> tuple[str, ...]:
        """The modules that `from x import *` takes everything from, as absolute names."""
        return tuple(
            self.absolute(node)
            for node in self.statements
            if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
        )

    def absolute(self, node: ast.ImportFrom) -> str:
        """The absolute name of the module that an import-from names (relative imports by PEP 328)."""
        if not node.level:
            return node.module or ""
        parents = self.package.split(".")
        anchor = parents[: len(parents) - node.level + 1]
        return ".".join([*anchor, node.module] if node.module else anchor)

    def _bound_by(self, node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, ImportedName]]:
        if isinstance(node, ast.Import):
            for alias in node.names:
                bound = alias.asname or alias.name.partition(".")[0]
                yield bound, ImportedName(alias.name if alias.asname else bound, None)
        else:
            module = self.absolute(node)
            for alias in node.names:
                if alias.name != "*":
                    yield alias.asname or alias.name, ImportedName(module, alias.name)

    @cached_property
    def definitions(self) -> Mapping[str, ast.stmt]:
        """The statements of the module's own level (also under `if` and `try`) that bind a name, the last one winning."""
        return dict(_bindings(self.tree.body))

    @cached_property
    def _symbols(self) -> tuple[Sequence[int], Sequence[str]]:
        """The lines at which the innermost function or class changes, and which it is from there on."""
        points: list[tuple[int, str]] = [(0, "")]
        around: list[tuple[int, str]] = []
        for first, last, name in sorted(_scopes(self.tree), key=lambda scope: (scope[0], -scope[1])):
            _close(around, points, before=first)
            points.append((first, name))
            around.append((last, name))
        _close(around, points)
        return [line for line, _ in points], [name for _, name in points]

    def symbol_at(self, line: int) -> str:
        """The innermost function or class around a line, dotted; empty at module level."""
        lines, names = self._symbols
        return names[max(0, bisect_right(lines, line) - 1)]


def _bindings(body: list[ast.stmt]) -> Iterator[tuple[str, ast.stmt]]:
    for node in body:
        if isinstance(node, ScopeNode):
            yield node.name, node
        elif isinstance(node, ast.Assign):
            yield from ((name.id, node) for target in node.targets for name in ast.walk(target) if _is_bound(name))
        elif isinstance(node, (ast.AnnAssign, ast.AugAssign)) and isinstance(node.target, ast.Name):
            yield node.target.id, node
        elif hasattr(ast, "TypeAlias") and isinstance(node, ast.TypeAlias):
            yield node.name.id, node
        elif isinstance(node, (ast.If, ast.Try, ast.With)):
            for block in ("body", "orelse", "handlers", "finalbody"):
                for part in getattr(node, block, []):
                    yield from _bindings(part.body if isinstance(part, ast.ExceptHandler) else [part])


def _is_bound(node: ast.AST) -> TypeGuard[ast.Name]:
    """Whether a node of a target is a name that gets a value: of `Page.title = ...` it is not."""
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _close(around: list[tuple[int, str]], points: list[tuple[int, str]], before: float = inf) -> None:
    """Ends the scopes that do not reach the line `before`: what follows belongs to the scope around them."""
    while around and around[-1][0] < before:
        last, _ = around.pop()
        points.append((last + 1, around[-1][1] if around else ""))


def _scopes(tree: ast.Module) -> Iterator[tuple[int, int, str]]:
    """First and last line and dotted name of each function and class. Iterative: code nests as deep as its author likes."""
    blocks: list[tuple[ast.AST, str]] = [(tree, "")]
    for block, prefix in blocks:
        for child in (child for name in BLOCKS_OF.get(type(block), ("body",)) for child in getattr(block, name)):
            if isinstance(child, ScopeNode):
                name = f"{prefix}.{child.name}" if prefix else child.name
                first = min([child.lineno, *(decorator.lineno for decorator in child.decorator_list)])
                yield first, child.end_lineno or child.lineno, name
                blocks.append((child, name))
            elif type(child) in BLOCKS_OF:
                blocks.append((child, prefix))


EMPTY = Module("", "", ast.Module(body=[], type_ignores=[]), ())
"""Where names are looked up that nothing binds."""
