"""The texts and numbers of a module, each with the name that it is given and with what takes it."""

import ast
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tenet.facts.python.bindings import Location
from tenet.facts.python.module import Module, ScopeNode
from tenet.facts.python.modules import last_name
from tenet.facts.python.walking import LEAVES
from tenet.facts.sql.executed import SAID

DOCUMENTED = frozenset(
    {
        *("help", "description", "example", "examples", "title", "summary", "placeholder", "doc", "docs", "openapi_examples", "label"),
        *("json_schema_extra", "help_text", "verbose_name", "message", "detail", "epilog", "metavar"),
    }
)
"""Arguments that are for people."""
OPEN = frozenset(
    {
        *(
            "getenv",
            "get_env",
            "env",
            "config",
            "environ",
            "str_env",
            "getenv_or",
            "Option",
            "option",
            "Argument",
            "argument",
            "add_argument",
        ),
        *(
            "Field",
            "Query",
            "Body",
            "Header",
            "Form",
            "Path_param",
            "setdefault",
            "startswith",
            "endswith",
            "removeprefix",
            "replace",
            "split",
        ),
        *("compile", "match", "search", "sub", "filter_by", "isinstance", "getattr", "hasattr", "setattr", "TypeVar", "cast", "Literal"),
    }
)
"""Calls that take a default which a run may set, or a text to compare with."""


@dataclass(frozen=True)
class Literal:
    """A constant. `name` is what it is given to: a name, an attribute, a key, a parameter or a keyword.

    `given`: it is a value as it stands, and not the default of something that a run sets, nor compared with, nor for people.
    """

    node: ast.Constant
    at: Location
    name: str = ""
    target: str = ""
    """The name that its statement binds."""
    call: ast.Call | None = None
    keyword: bool = False
    first: bool = False
    """It is the first argument of `call`."""
    paired: bool = False
    """It stands in a tuple that is an argument, as an address does."""
    listed: bool = False
    bound: bool = False
    """It is bound to a name or an attribute, as a whole."""
    given: bool = True
    shown: bool = False
    """It is told to people, or names a choice: never a value of the service's surroundings."""

    @property
    def plain(self) -> bool:
        """Nothing takes it."""
        return not (self.name or self.call or self.paired or self.listed or self.bound)

    @property
    def text(self) -> str:
        return self.node.value if isinstance(self.node.value, str) else ""

    @property
    def line(self) -> int:
        return self.node.lineno

    @property
    def end_line(self) -> int:
        return self.node.end_lineno or self.node.lineno


Pending = list[tuple[ast.AST, Literal]]


def literals_of(module: Module, lines: Sequence[int]) -> Iterator[Literal]:
    """The constants that are texts or numbers, in the order of the source, without docstrings and parts of f-strings.

    Only in statements that reach over one of the `lines` (in order).
    """
    pending: Pending = [(node, Literal(ast.Constant(None), Location(module))) for node in reversed(module.tree.body)]
    while pending:
        node, place = pending.pop()
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str | int) and not isinstance(node.value, bool):
                yield replace(place, node=node)
        elif isinstance(node, ast.stmt) and not _is_looked_at(node, lines):
            continue
        elif not isinstance(node, ast.JoinedStr):
            pending.extend(reversed(list(_children(node, place))))


def _is_looked_at(node: ast.stmt, lines: Sequence[int]) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return False  # a docstring
    decorators = node.decorator_list if isinstance(node, ScopeNode) else []
    first = min([node.lineno, *(one.lineno for one in decorators)])
    index = bisect_left(lines, first)
    return index < len(lines) and lines[index] <= (node.end_lineno or node.lineno)


def _children(node: ast.AST, place: Literal) -> Iterator[tuple[ast.AST, Literal]]:
    here = place if place.plain else Literal(place.node, place.at, target=place.target, given=place.given, shown=place.shown)
    match node:
        case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
            return _of_scope(node, here)
        case ast.Call():
            return _of_call(node, here)
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if _in_class(place.at) and name.islower():
            return iter([(value, replace(here, name=name, target=name, given=False, bound=True))])  # what who makes one may set
        case ast.Assign(targets=[target, *_], value=value) | ast.AnnAssign(target=target, value=ast.expr() as value):
            return iter([(value, replace(here, name=_target(target), target=_target(target), bound=True))])
        case ast.If(test=test) if _is_main(test):
            return ((part, replace(here, given=False)) for part in node.body)
        case ast.Raise() | ast.Assert():
            return ((part, replace(here, shown=True)) for part in _parts(node))
        case ast.Compare() | ast.MatchValue():
            return ((part, replace(here, name=_compared(node), given=False)) for part in _parts(node))
        case ast.Dict() | ast.Tuple() | ast.List() | ast.Set() | ast.IfExp() | ast.BoolOp():
            return _of_display(node, place, here)
        case _:
            return ((part, here) for part in _parts(node))


def _of_display(node: ast.AST, place: Literal, here: Literal) -> Iterator[tuple[ast.AST, Literal]]:
    match node:
        case ast.Dict():
            for key, value in zip(node.keys, node.values, strict=True):
                yield value, replace(here, name=_text(key) if key is not None else "")
        case ast.Tuple():
            yield from ((part, replace(place, paired=True, bound=False)) for part in node.elts)
        case ast.List() | ast.Set():
            yield from ((part, replace(place, listed=True, bound=False)) for part in node.elts)
        case ast.IfExp():
            yield from ((part, place) for part in (node.body, node.orelse))
        case ast.BoolOp():
            yield from ((part, replace(place, given=False)) for part in node.values)


def _of_call(node: ast.Call, here: Literal) -> Iterator[tuple[ast.AST, Literal]]:
    last = last_name(node.func)
    inside = replace(here, call=node, given=here.given and last not in OPEN, shown=here.shown or SAID.search(last) is not None)
    default = replace(inside, name=_text(node.args[0]) or here.target) if last in OPEN and node.args else inside
    if isinstance(node.func, ast.Attribute) and last == "get" and node.args:
        default = replace(inside, name=_text(node.args[0]) or here.target, given=False)
    yield node.func, here
    for number, argument in enumerate(node.args):
        yield argument, replace(inside, first=True) if number == 0 else default
    for keyword in node.keywords:
        shown = inside.shown or keyword.arg in DOCUMENTED
        yield keyword.value, replace(inside, name=keyword.arg or "", keyword=True, shown=shown)


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _of_scope(node: ScopeNode, here: Literal) -> Iterator[tuple[ast.AST, Literal]]:
    at = here.at
    if isinstance(node, ast.ClassDef):
        named = any(last_name(base).endswith(("Enum", "Choices", "Literal")) for base in node.bases)
        inside = replace(here, at=Location(at.module, at.functions, node), target="", shown=here.shown or named)
    else:
        inside = replace(here, at=Location(at.module, (node, *at.functions), at.owner), target="")
        yield from ((value, replace(here, name=name, given=False, bound=True)) for name, value in _defaults(node.args))
    yield from ((part, inside) for part in node.body)


def _defaults(given: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    positional = [*given.posonlyargs, *given.args]
    for parameter, default in zip(positional[len(positional) - len(given.defaults) :], given.defaults, strict=True):
        yield parameter.arg, default
    yield from ((one.arg, default) for one, default in zip(given.kwonlyargs, given.kw_defaults, strict=True) if default is not None)


def _in_class(at: Location) -> bool:
    return at.owner is not None and at.function is None


def _target(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript):
        return _text(node.slice)
    return last_name(node)


def _compared(node: ast.AST) -> str:
    return last_name(node.left) if isinstance(node, ast.Compare) else ""


def _is_main(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    for name in node._fields:
        value = getattr(node, name, None)
        for part in value if isinstance(value, list) else (value,):
            if isinstance(part, ast.AST) and (not isinstance(part, LEAVES) or isinstance(part, ast.Constant)):
                yield part
