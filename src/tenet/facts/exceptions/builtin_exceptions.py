"""Python's own exceptions, by whatever name a module calls them."""

import ast
import builtins

from tenet.facts.python.module import Module

NAMES = frozenset(name for name, value in vars(builtins).items() if isinstance(value, type) and issubclass(value, BaseException))
MAX_HOPS = 3
"""How many names of the module an alias is followed through."""


def builtin_exceptions(node: ast.expr, module: Module, hops: int = MAX_HOPS) -> tuple[str, ...]:
    """The built-in exceptions that a name, an alias of one or a tuple of them stands for."""
    match node:
        case ast.Tuple(elts=items):
            return tuple(name for item in items for name in builtin_exceptions(item, module, hops))
        case ast.Attribute(value=ast.Name(id=owner), attr=name) if name in NAMES:
            imported = module.imports.get(owner)
            return (name,) if imported is not None and (imported.module, imported.attribute) == ("builtins", None) else ()
        case ast.Name(id=name):
            return _named(name, module, hops)
        case _:
            return ()


def _named(name: str, module: Module, hops: int) -> tuple[str, ...]:
    imported = module.imports.get(name)
    if imported is not None:  # also where an `except ImportError` binds the name to something else
        return (imported.attribute,) if imported.module == "builtins" and imported.attribute in NAMES else ()
    bound = module.definitions.get(name)
    if isinstance(bound, ast.Assign | ast.AnnAssign) and bound.value is not None and hops:
        return builtin_exceptions(bound.value, module, hops - 1)
    return (name,) if bound is None and name in NAMES else ()
