"""Whether a type says nothing of the keys of a dict, so that one with known keys loses them there."""

import ast
from collections.abc import Sequence

MAX_DEPTH = 8
OPEN = frozenset({"Any", "object"})
DICTS = frozenset({"dict", "Dict", "Mapping", "MutableMapping"})
MANY = frozenset({"list", "List", "Sequence", "Iterable", "Iterator", "AsyncIterator", "AsyncIterable", "Generator", "AsyncGenerator"})
EITHER = frozenset({"Optional", "Union", "Annotated", "Awaitable"})
MAX_TEXT = 400


def is_raw(annotation: ast.expr | None, depth: int = MAX_DEPTH) -> bool:
    """`dict`, `dict[str, Any]`, a list of them, or no type at all. Of `dict[str, int]` all values are alike: it is a table."""
    if annotation is None or depth <= 0:
        return annotation is None
    match annotation:
        case ast.Constant(value=str(text)):
            parsed = _parsed(text)
            return parsed is not None and is_raw(parsed, depth - 1)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return is_raw(left, depth - 1) or is_raw(right, depth - 1)
        case ast.Subscript(value=value, slice=inner):
            return _is_raw_generic(last_word(value), inner.elts if isinstance(inner, ast.Tuple) else [inner], depth - 1)
        case _:
            return last_word(annotation) in DICTS | OPEN


def _is_raw_generic(name: str, parts: Sequence[ast.expr], depth: int) -> bool:
    if name in DICTS:
        return len(parts) == 2 and _is_open(parts[1])
    if name in MANY:
        return bool(parts) and is_raw(parts[0], depth)
    return name in EITHER and any(is_raw(part, depth) for part in parts)


def _is_open(values: ast.expr) -> bool:
    """Whether the values of a dict may be of several types."""
    if isinstance(values, ast.BinOp):
        return not any(isinstance(part, ast.Constant) and part.value is None for part in (values.left, values.right))
    if isinstance(values, ast.Subscript):
        return last_word(values.value) == "Union"
    return last_word(values) in OPEN


def last_word(node: ast.expr) -> str:
    """The name of a type, function or decorator without where it comes from."""
    called = node.func if isinstance(node, ast.Call) else node
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body if len(text) <= MAX_TEXT else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
