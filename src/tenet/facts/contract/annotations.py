"""What a type annotation promises, whatever way it is written.

`Optional[int]`, `Union[None, int]`, `"int | None"` and `typing.Optional[int]` are the same promise; so are a type and an
alias of it (PEP 484, PEP 585, PEP 604, PEP 593). Names are compared by their last part, so that moved types stay equal.
"""

import ast
from collections.abc import Iterator

from tenet.facts.contract.names import Located, Reading
from tenet.facts.python.module import ScopeNode
from tenet.facts.python.modules import dotted_name

BUILTIN_OF = {
    "List": "list", "Dict": "dict", "Set": "set", "FrozenSet": "frozenset", "Tuple": "tuple", "Type": "type",
    "Deque": "deque", "DefaultDict": "defaultdict", "Text": "str", "NoneType": "None",
}  # fmt: skip
TRANSPARENT = frozenset({"Annotated", "Mapped", "Final", "WriteOnlyMapped", "DynamicMapped", "Required"})
"""Wrappers whose first argument is the type, as far as a reader of the contract is concerned."""
UNIONS = {"Union": (), "Optional": ("None",)}
GENERATORS = frozenset({"Generator", "AsyncGenerator"})
"""Types whose last arguments default to None (PEP 696)."""
LITERAL = "Literal["
MAX_DEPTH = 20
"""How many aliases are followed: longer chains are circles."""


def effective_type(node: ast.expr | None, reading: Reading, depth: int = MAX_DEPTH) -> str:
    """The type in one way of writing; empty where there is no annotation, or `Any`."""
    if node is None:
        return ""
    try:
        text = _type(node, reading, depth)
    except RecursionError:
        text = reading.text_of(node)
    return "" if text == "Any" else text


def unwrapped(node: ast.expr | None, reading: Reading) -> tuple[ast.expr | None, tuple[ast.expr, ...], Reading]:
    """The type inside `Annotated`, what else it is annotated with, and the module they stand in (aliases followed)."""
    metadata: list[ast.expr] = []
    for _ in range(MAX_DEPTH):
        node = parsed(node)
        if isinstance(node, ast.Subscript) and last_name(node.value, reading) == "Annotated" and isinstance(node.slice, ast.Tuple):
            metadata.extend(node.slice.elts[1:])
            node = node.slice.elts[0]
            continue
        alias = _alias(node, reading) if node is not None else None
        if alias is None or not isinstance(alias.node, ast.Subscript) or last_name(alias.node.value, alias.reading) != "Annotated":
            break
        node, reading = alias.node, alias.reading
    return node, tuple(metadata), reading


def parsed(node: ast.expr | None) -> ast.expr | None:
    """The expression that a string annotation holds; any other annotation as it is."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            return ast.parse(node.value.strip(), mode="eval").body
        except (SyntaxError, ValueError):
            return node
    return node


def last_name(node: ast.expr, reading: Reading) -> str:
    """The last part of the dotted name that an expression stands for; empty for any other expression."""
    name = dotted_name(node)
    return reading.absolute(name).rpartition(".")[2] if name is not None else ""


def _type(node: ast.expr, reading: Reading, depth: int) -> str:
    members = set(_members(node, reading, depth))
    literals = sorted(member[len(LITERAL) : -1] for member in members if member.startswith(LITERAL))
    others = {member for member in members if not member.startswith(LITERAL)}
    merged = {f"{LITERAL}{', '.join(literals)}]"} if literals else set[str]()
    return " | ".join(sorted(others | merged, key=lambda member: (member == "None", member)))


def _members(node: ast.expr, reading: Reading, depth: int) -> Iterator[str]:
    """The members of a union, however it is nested; of any other type, itself."""
    node = parsed(node) or node
    if isinstance(node, (ast.Name, ast.Attribute)):
        yield from _named(node, reading, depth)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        yield from _members(node.left, reading, depth)
        yield from _members(node.right, reading, depth)
    elif isinstance(node, ast.Subscript):
        yield from _subscript(node, reading, depth)
    elif isinstance(node, ast.List):
        yield f"[{', '.join(_type(part, reading, depth) for part in node.elts)}]"
    elif isinstance(node, ast.Constant):
        yield "..." if node.value is ... else repr(node.value)
    else:
        yield ast.unparse(node)


def _named(node: ast.expr, reading: Reading, depth: int) -> Iterator[str]:
    alias = _alias(node, reading) if depth else None
    if alias is not None and isinstance(alias.node, ast.expr):
        yield from _members(alias.node, alias.reading, depth - 1)
    else:
        name = last_name(node, reading)
        yield BUILTIN_OF.get(name, name) or ast.unparse(node)


def _subscript(node: ast.Subscript, reading: Reading, depth: int) -> Iterator[str]:
    name = last_name(node.value, reading)
    arguments = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
    if name == "Literal":
        texts = (ast.unparse(argument) for argument in arguments)
        yield from ("None" if text == "None" else f"{LITERAL}{text}]" for text in texts)
    elif name in TRANSPARENT:
        yield from _members(arguments[0], reading, depth)
    elif name in UNIONS:
        for argument in arguments:
            yield from _members(argument, reading, depth)
        yield from UNIONS[name]
    else:
        types = [_type(argument, reading, depth) for argument in arguments]
        while name in GENERATORS and len(types) > 1 and types[-1] == "None":
            types.pop()
        yield f"{BUILTIN_OF.get(name, name) or ast.unparse(node.value)}[{', '.join(types)}]"


def _alias(node: ast.expr, reading: Reading) -> Located | None:
    """What a name is another name of, if that is a type."""
    name = dotted_name(node)
    found = reading.located(name) if name is not None else None
    if found is None or isinstance(found.node, ScopeNode):
        return None
    value = parsed(found.node)
    if isinstance(value, ast.Call) and last_name(value.func, found.reading) == "NewType" and len(value.args) == 2:
        return Located(found.reading, value.args[1])
    if isinstance(value, (ast.Subscript, ast.Name, ast.Attribute)):
        return Located(found.reading, value)
    return Located(found.reading, value) if isinstance(value, ast.BinOp) and isinstance(value.op, ast.BitOr) else None
