"""What an expression sees, and what class bodies bind."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tenet.facts.python.module import Module
from tenet.facts.python.modules import dotted_name
from tenet.facts.python.values import Value


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression sees: local names, the class bodies around it (innermost first), its module."""

    module: Module
    names: Mapping[str, Value] = field(default_factory=dict)
    classes: tuple[ast.ClassDef, ...] = ()
    depth: int = 0

    def deeper(self) -> "Scope":
        return Scope(self.module, self.names, self.classes, self.depth + 1)

    def binding(self, names: Mapping[str, Value]) -> "Scope":
        return Scope(self.module, {**self.names, **names}, self.classes, self.depth)


def assigned(statement: ast.stmt, name: str) -> ast.expr | None:
    """What a statement assigns to a name."""
    match statement:
        case ast.Assign() if any(isinstance(target, ast.Name) and target.id == name for target in statement.targets):
            return statement.value
        case ast.AnnAssign(target=ast.Name(id=found)) if found == name:
            return statement.value
        case _:
            return None


def class_bindings(owner: ast.ClassDef) -> Iterator[tuple[str, ast.ClassDef | ast.expr]]:
    for statement in owner.body:
        match statement:
            case ast.ClassDef():
                yield statement.name, statement
            case ast.Assign():
                yield from ((target.id, statement.value) for target in statement.targets if isinstance(target, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value
            case _:
                continue


def last_bindings(owner: ast.ClassDef) -> dict[str, ast.stmt]:
    """The statement that binds each name of a class body, functions too; an annotation alone binds none."""
    found: dict[str, ast.stmt] = {}
    for statement in owner.body:
        if isinstance(statement, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found[statement.name] = statement
        elif isinstance(statement, ast.Assign):
            found.update({target.id: statement for target in statement.targets if isinstance(target, ast.Name)})
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value is not None:
            found[statement.target.id] = statement
    return found


def source_of(node: ast.AST) -> str:
    """The source of an expression, in Python's own formatting; its place where it is nested too deep to be written out."""
    names = dotted_name(node) if isinstance(node, ast.Name | ast.Attribute) else None
    if names is not None:
        return ".".join(names)
    try:
        return ast.unparse(node)
    except RecursionError:
        return f"line {getattr(node, 'lineno', 0)}, column {getattr(node, 'col_offset', 0)}"
