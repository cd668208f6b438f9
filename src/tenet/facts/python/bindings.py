"""What the names within a function are bound to, as far as one look tells."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tenet.facts.python.module import BLOCKS_OF, FunctionNode, Module, ScopeNode
from tenet.facts.python.walking import children, statements_within, walk

BINDING = (ast.Assign, ast.AnnAssign, ast.withitem)


@dataclass(frozen=True, slots=True)
class Binding:
    """A name stands for `value`, or for something of the type `annotation`, which FastAPI may fill from `value`."""

    value: ast.expr | None = None
    annotation: ast.expr | None = None


@dataclass(frozen=True)
class Location:
    """Where an expression stands: its module, the functions around it (innermost first) and the class of the method."""

    module: Module
    functions: tuple[FunctionNode, ...] = ()
    owner: ast.ClassDef | None = None

    @property
    def function(self) -> FunctionNode | None:
        return self.functions[0] if self.functions else None

    def inside(self, node: ScopeNode) -> "Location":
        """Where the statements of a function or class stand that stands here."""
        if isinstance(node, ast.ClassDef):
            return Location(self.module, self.functions, node)
        return Location(self.module, (node, *self.functions), self.owner)


def located_functions(module: Module, body: Sequence[ast.stmt] | None = None) -> Iterator[tuple[FunctionNode, Location]]:
    """The functions of all levels of a module, or of some of its statements, with where each stands; in the order of the text."""
    pending: list[tuple[ast.AST, Location]] = [
        (node, Location(module)) for node in reversed(module.tree.body if body is None else body) if type(node) in BLOCKS_OF
    ]
    while pending:
        node, at = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, at
        inside = at.inside(node) if isinstance(node, ScopeNode) else at
        for block in BLOCKS_OF[type(node)]:
            pending += [(child, inside) for child in reversed(getattr(node, block)) if type(child) in BLOCKS_OF]


def located_nodes(module: Module, body: Sequence[ast.stmt] | None = None) -> Iterator[tuple[ast.Call | ScopeNode, Location]]:
    """The calls, functions and classes of a module, or of some of its statements, with where each stands.

    Parents come before children, in the order of the text. Needs no deep stack.
    """
    pending: list[tuple[ast.AST, Location]] = [(node, Location(module)) for node in reversed(module.tree.body if body is None else body)]
    while pending:
        node, at = pending.pop()
        if isinstance(node, ScopeNode):
            yield node, at
            inside = at.inside(node)
            pending.extend((child, inside) for child in reversed(node.body))
            pending.extend((child, at) for child in reversed([*node.decorator_list, *_head(node)]))
            continue
        if isinstance(node, ast.Call):
            yield node, at
        pending += [(child, at) for child in reversed(children(node))]


def _head(node: ScopeNode) -> list[ast.expr]:
    """What a definition evaluates where it stands: bases, or defaults and what annotations hold beside types."""
    if isinstance(node, ast.ClassDef):
        return node.bases
    given = node.args
    annotations = [one.annotation for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return [part for part in (*given.defaults, *given.kw_defaults, *annotations) if part is not None]


def bindings_of(function: FunctionNode, module: Module) -> Mapping[str, Binding]:
    """The parameters and the names that the body binds; of several values the first that is more than a constant."""
    found: dict[str, Binding] = {}
    in_expressions = any(":=" in line for line in module.lines[function.lineno - 1 : function.end_lineno])
    for node in walk(function) if in_expressions else _binding_nodes(function):
        for name, value, annotation in _bound_by(node):
            if name not in found and not (isinstance(value, ast.Constant) and annotation is None):
                found[name] = Binding(value, annotation)
    return {**found, **dict(_parameters(function))}


def _binding_nodes(function: FunctionNode) -> Iterator[ast.AST]:
    """The nodes within a function that bind names, but for `:=`, in the order of `ast.walk`."""
    pending: list[ast.AST] = [*function.body]
    for node in pending:
        if isinstance(node, BINDING):
            yield node
        elif type(node) in BLOCKS_OF:
            pending += getattr(node, "items", ())
            for block in reversed(BLOCKS_OF[type(node)]):
                pending += getattr(node, block)


def _parameters(function: FunctionNode) -> Iterator[tuple[str, Binding]]:
    given = function.args
    positional = [*given.posonlyargs, *given.args]
    defaults = [None] * (len(positional) - len(given.defaults)) + list(given.defaults)
    for parameter, default in [*zip(positional, defaults, strict=True), *zip(given.kwonlyargs, given.kw_defaults, strict=True)]:
        yield parameter.arg, Binding(default, parameter.annotation)


def _bound_by(node: ast.AST) -> Iterator[tuple[str, ast.expr | None, ast.expr | None]]:
    match node:
        case ast.Assign():
            yield from ((target.id, node.value, None) for target in node.targets if isinstance(target, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name, node.value, node.annotation
        case ast.NamedExpr(target=ast.Name(id=name)):
            yield name, node.value, None
        case ast.withitem(optional_vars=ast.Name(id=name)):
            yield name, node.context_expr, None
        case _:
            return


def attribute_bindings(owner: ast.ClassDef) -> Mapping[str, tuple[Binding, FunctionNode | None]]:
    """What `self.name` is: a value that a method assigns, or an annotation of the class's body."""
    found: dict[str, tuple[Binding, FunctionNode | None]] = {}
    for statement in owner.body:
        for name, value, annotation in _bound_by(statement):
            found[name] = Binding(value, annotation), None
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for node in statements_within([statement]):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
            for target in targets:
                if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self":
                    value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
                    if not isinstance(value, ast.Constant):
                        annotation = node.annotation if isinstance(node, ast.AnnAssign) else None
                        found.setdefault(target.attr, (Binding(value, annotation), statement))
    return found
