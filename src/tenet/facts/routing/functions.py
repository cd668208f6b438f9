"""What the framework calls: the function behind a handler or behind what `Depends` names."""

import ast

from tenet.facts.python.classes import ClassBody, body_of, is_class
from tenet.facts.python.modules import Definition
from tenet.facts.python.scope import Scope
from tenet.facts.python.values import Bound, Call, Instance, Symbol, Value, frozen
from tenet.facts.routing.calls import kinds_of
from tenet.facts.routing.run import Run
from tenet.facts.routing.served_route import Function


def function_of(run: Run, value: Value) -> Function | None:
    """The function that a call of the value runs; None where the repository does not define it.

    A class without a constructor of its own (a dataclass, a model) has none: `class_of` names the class, whose fields it takes.
    """
    match value:
        case Symbol() if is_class(value):
            return _method(run, value, "__init__")
        case Symbol(definition=Definition(node=ast.FunctionDef() | ast.AsyncFunctionDef())):
            return _function(run, value)
        case Instance(made=Call(function=Symbol() as owner)):
            return _method(run, owner, "__call__")
        case Bound(target=Instance(made=Call(function=Symbol() as owner)), name=name):
            return _method(run, owner, name)
        case Bound(target=Symbol() as owner, name=name) if is_class(owner):
            return _method(run, owner, name)
        case Call(function=Symbol(name="functools.partial"), arguments=(inner, *_)):
            return _partial(run, value, inner)
        case Call(function=Symbol() as owner) if is_class(owner):
            return _method(run, owner, "__call__")
        case _:
            return None


def class_of(value: Value) -> ClassBody | None:
    """The class that `Depends` names, where the repository defines it."""
    return body_of(value)


def _function(run: Run, value: Symbol, *, bound: bool = False, owner: ast.ClassDef | None = None) -> Function | None:
    definition = value.definition
    if definition is None or not isinstance(definition.node, ast.FunctionDef | ast.AsyncFunctionDef):
        return None
    around = definition.classes[0] if definition.classes else None
    scope = Scope(definition.module, definition.names, definition.classes)
    view = None
    if around is not None and around in run.views and not bound:
        view = Symbol(
            f"{definition.module.name}.{around.name}", Definition(definition.module, around, definition.names, definition.classes[1:])
        )
    held = owner if view is None else around
    signature = frozen(run.function_attributes(value).get("__signature__"))
    return Function(definition.node.name, definition.node, scope, bound or view is not None, held, view, signature=signature)


def _method(run: Run, owner: Symbol, name: str) -> Function | None:
    found = run.class_member(owner, name) if is_class(owner) else None
    if found is None or not isinstance(found[1], Symbol):
        return None
    node = owner.definition.node if owner.definition is not None else None
    if "staticmethod" in kinds_of(found[1]):
        return _function(run, found[1])
    return _function(run, found[1], bound=True, owner=node if isinstance(node, ast.ClassDef) else None)


def _partial(run: Run, value: Call, inner: Value) -> Function | None:
    function = function_of(run, inner)
    if function is None:
        return None
    given = function.node.args
    positional = [argument.arg for argument in (*given.posonlyargs, *given.args)][function.bound :]
    filled = frozenset(positional[: len(value.arguments) - 1])
    return Function(
        function.name, function.node, function.scope, function.bound, function.owner, function.view, filled, dict(value.keywords)
    )
