"""The texts of a module and what is done with each: given to a call, bound to a name, said to a person."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tenet.facts.python.bindings import Location
from tenet.facts.python.module import FunctionNode, Module, ScopeNode
from tenet.facts.python.walking import LEAVES
from tenet.facts.sql.composed import Composed, added_to, composed


@dataclass(frozen=True)
class Place:
    """Where an expression stands, and what takes it: the call that it is an argument of, the name that it is bound to."""

    at: Location
    call: ast.Call | None = None
    keyword: str = ""
    name: str = ""
    extends: bool = False
    """It is added to what the name held before."""
    raised: bool = False


@dataclass(frozen=True)
class WrittenText:
    text: Composed
    place: Place


@dataclass(frozen=True)
class NamedArgument:
    """A name as an argument of a call."""

    name: str
    place: Place


Found = WrittenText | NamedArgument
Pending = list[tuple[ast.AST, Place]]


def texts_of(module: Module) -> Iterator[Found]:
    """The outermost texts, and the names that calls are given, in the order of the source. Needs no deep stack."""
    pending: Pending = [(node, Place(Location(module))) for node in reversed(module.tree.body)]
    while pending:
        node, place = pending.pop()
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # a docstring, or a text that is left alone
        text = _text(node, place) if isinstance(node, ast.expr) else None
        if text is not None:
            yield text
            continue
        if isinstance(node, ast.Name) and place.call is not None:
            yield NamedArgument(node.id, place)
        pending.extend(reversed(list(_children(node, place))))


def _text(node: ast.expr, place: Place) -> WrittenText | None:
    if (text := composed(node)) is not None:
        return WrittenText(text, place)
    more = added_to(place.name, node) if place.name and isinstance(node, ast.BinOp) else None
    return None if more is None else WrittenText(more, replace(place, extends=True))


def _children(node: ast.AST, place: Place) -> Iterator[tuple[ast.AST, Place]]:
    match node:
        case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
            return _of_scope(node, place.at)
        case ast.Call():
            return _of_call(node, place)
        case ast.Assign(targets=[ast.Name(id=name)], value=value) | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            return iter([(value, Place(place.at, name=name))])
        case ast.AugAssign(target=ast.Name(id=name), value=value):
            return iter([(value, Place(place.at, name=name, extends=True))])
        case ast.IfExp() | ast.List() | ast.Tuple() | ast.Dict() | ast.Await():
            return ((part, place) for part in _parts(node))
        case _:
            raised = isinstance(node, ast.Raise | ast.Assert) or (isinstance(node, ast.expr) and place.raised)
            return ((part, Place(place.at, raised=raised)) for part in _parts(node))


def _of_call(node: ast.Call, place: Place) -> Iterator[tuple[ast.AST, Place]]:
    yield node.func, Place(place.at)
    for argument in node.args:
        yield argument, Place(place.at, node, raised=place.raised)
    for keyword in node.keywords:
        yield keyword.value, Place(place.at, node, keyword.arg or "", raised=place.raised)


def _of_scope(node: ScopeNode, at: Location) -> Iterator[tuple[ast.AST, Place]]:
    head = (
        node.bases if isinstance(node, ast.ClassDef) else [one for one in (*node.args.defaults, *node.args.kw_defaults) if one is not None]
    )
    yield from ((part, Place(at)) for part in (*node.decorator_list, *head))
    inside = Location(at.module, at.functions, node) if isinstance(node, ast.ClassDef) else _within(node, at)
    yield from ((part, Place(inside)) for part in node.body)


def _within(node: FunctionNode, at: Location) -> Location:
    return Location(at.module, (node, *at.functions), at.owner)


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    for name in node._fields:
        value = getattr(node, name, None)
        for part in value if isinstance(value, list) else (value,):
            if isinstance(part, ast.AST) and (not isinstance(part, LEAVES) or isinstance(part, ast.Constant)):
                yield part
