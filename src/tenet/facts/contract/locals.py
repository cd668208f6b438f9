"""Which names a function binds for itself, and what they are called once their spelling no longer counts."""

import ast
from collections import Counter
from collections.abc import Iterator

from tenet.facts.python.module import FunctionNode, Module, ScopeNode

COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def bound_names(node: FunctionNode | ast.Lambda) -> frozenset[str]:
    """The names that are local to a function (its parameters, and all that its own body binds), not those of scopes inside."""
    body = [node.body] if isinstance(node, ast.Lambda) else node.body
    bound = {argument.arg for argument in all_arguments(node.args)}
    outer: set[str] = set()
    for part in _own_nodes(body):
        bound.update(_bound_by(part))
        if isinstance(part, (ast.Global, ast.Nonlocal)):
            outer.update(part.names)
    return frozenset(bound - outer)


def _imported_names(node: FunctionNode) -> frozenset[str]:
    """The locals that a function's imports bind, and nothing else in it does."""
    statements = [part for part in _own_nodes(node.body) if isinstance(part, (ast.Import, ast.ImportFrom))]
    imported = {name for part in statements for name in _bound_by(part)}
    others = (name for part in _own_nodes(node.body) if part not in statements for name in _bound_by(part))
    return frozenset(imported.difference(others, (argument.arg for argument in all_arguments(node.args))))


def own_names(node: FunctionNode, imported: frozenset[str]) -> frozenset[str]:
    """The locals of a function. What it imports counts as imported, if that name is `imported_once`."""
    return bound_names(node) - (_imported_names(node) & imported)


def imported_once(module: Module) -> frozenset[str]:
    """The names that mean one thing in all of the module: what an import brings."""
    statements = (node for node in module.statements if isinstance(node, (ast.Import, ast.ImportFrom)))
    bound = Counter(alias.asname or alias.name.partition(".")[0] for node in statements for alias in node.names)
    return frozenset(name for name, times in bound.items() if times == 1 and name not in module.definitions)


def is_helper(node: FunctionNode, *, nested: bool) -> bool:
    """Whether nobody outside can know its parameters by name, and no framework reads them."""
    inside = nested or (node.name.startswith("_") and not node.name.endswith("__"))
    return inside and not node.decorator_list and not any(isinstance(default, ast.Call) for default in node.args.defaults)


def helpers_of(tree: ast.Module) -> dict[str, list[str]]:
    """The parameters of the private functions and methods."""
    nodes = (node for node in ast.walk(tree) if isinstance(node, FunctionNode) and node.name.startswith("_"))
    return {node.name: [argument.arg for argument in all_arguments(node.args)] for node in nodes if is_helper(node, nested=False)}


def named_outside(node: FunctionNode) -> Iterator[str]:
    """The parameters that a caller may name: all but a method's first, which is always passed by position."""
    for at, argument in enumerate(all_arguments(node.args)):
        if at or argument.arg not in {"self", "cls"}:
            yield argument.arg


def all_arguments(arguments: ast.arguments) -> list[ast.arg]:
    variable = [argument for argument in (arguments.vararg, arguments.kwarg) if argument is not None]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *variable]


def comprehension_names(node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> frozenset[str]:
    targets = (part for generator in node.generators for part in ast.walk(generator.target))
    return frozenset(part.id for part in targets if isinstance(part, ast.Name))


def _own_nodes(body: list[ast.stmt] | list[ast.expr]) -> Iterator[ast.AST]:
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, COMPREHENSIONS):  # only a walrus binds out of it (PEP 572)
            waiting.extend(part for part in ast.walk(node) if isinstance(part, ast.NamedExpr))
        elif not isinstance(node, (ScopeNode, ast.Lambda)):
            waiting.extend(ast.iter_child_nodes(node))


def _bound_by(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            yield name
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield name
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name
        case ast.MatchMapping(rest=str(name)):
            yield name
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in aliases)
        case _:
            pass
