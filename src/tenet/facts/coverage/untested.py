"""Functions whose behaviour a change alters while no test runs the lines that it adds."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tenet.domain.change import FileChange
from tenet.facts.coverage.measured import MeasuredFile
from tenet.facts.python.module import FunctionNode, Module


@dataclass(frozen=True, slots=True)
class UntestedFunction:
    """`line` is the first changed statement, `statements` how many of them there are."""

    name: str
    line: int
    statements: int


def untested_functions(file: FileChange, measured: MeasuredFile, head: Module, base: Module | None) -> Iterator[UntestedFunction]:
    """In the order of the file. What runs when the module is imported, signatures too, is part of no function."""
    before = {} if base is None else {name: _behaviour(node) for name, node in _functions(base)}
    for name, node in _functions(head):
        lines = sorted(_own_lines(node) & file.added & measured.statements)
        if lines and not any(_ran(measured, line) for line in lines) and before.get(name) != _behaviour(node):
            yield UntestedFunction(name, lines[0], len(lines))


def _functions(module: Module) -> Iterator[tuple[str, FunctionNode]]:
    found = (node for node in ast.walk(module.tree) if isinstance(node, FunctionNode))
    yield from ((module.symbol_at(node.body[0].lineno), node) for node in sorted(found, key=lambda node: node.lineno))


def _own_lines(node: FunctionNode) -> set[int]:
    """The lines of a function's body, without those of functions inside it."""
    lines = set(range(node.body[0].lineno, (node.end_lineno or 0) + 1)) - {node.lineno}
    for inner in ast.walk(node):
        if inner is not node and isinstance(inner, FunctionNode):
            lines -= set(range(inner.body[0].lineno, (inner.end_lineno or 0) + 1))
    return lines


def _ran(measured: MeasuredFile, line: int) -> bool:
    """Whether a test ran a line. Where the report tells what did, to be run by an import is not enough."""
    if line in measured.missing:
        return False
    return not measured.contexts or bool(measured.contexts.get(line, frozenset()) - {""})


def _behaviour(node: FunctionNode) -> str:
    """What a function does, whatever its layout, its docstring and its annotations."""
    return ast.dump(_Bare().visit(ast.parse(ast.unparse(node))))


class _Bare(ast.NodeTransformer):
    """Takes out what does nothing when it runs."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._bare(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._bare(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def _bare(self, node: FunctionNode) -> ast.AST:
        self.generic_visit(node)
        node.returns = None
        if ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:]
        return node
