"""Texts as expressions put them together: constants, f-strings, `+`, `%`, `.format()` and `.join()`."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_PARTS = 400
"""Of how many parts a text may be put together before it is no longer looked into."""
FORMAT_FIELD = re.compile(r"\{(?!\{)(?P<name>[^{}!:]*)[^{}]*\}")
PERCENT_FIELD = re.compile(r"%(?:\((?P<name>\w+)\))?[-#0+ ]*\d*(?:\.\d+)?[sdrfi]")
Part = str | ast.expr
"""Text as it is written, or an expression that a run fills in."""


@dataclass(frozen=True)
class Composed:
    """A text, in parts. `way` is how values get in: `f-string`, `+`, `%` or `.format()`."""

    node: ast.expr
    parts: tuple[Part, ...]
    way: str

    @property
    def holes(self) -> tuple[ast.expr, ...]:
        return tuple(part for part in self.parts if not isinstance(part, str))

    @property
    def start(self) -> str:
        """What it begins with; empty if only a run tells."""
        return self.parts[0] if self.parts and isinstance(self.parts[0], str) else ""

    def text(self, hole: str) -> str:
        """The text with `hole` in place of what only a run fills in."""
        return "".join(part if isinstance(part, str) else hole for part in self.parts)


def composed(node: ast.expr) -> Composed | None:
    """The text that an expression makes, None where it makes something else or begins with what is not told."""
    match node:
        case ast.Constant(value=str() as text):
            return Composed(node, (text,), "")
        case ast.JoinedStr():
            return Composed(node, _merged(_fields(node)), "f-string")
        case ast.BinOp(op=ast.Add()):
            return _sum(node)
        case ast.BinOp(left=left, op=ast.Mod(), right=right):
            return _filled(node, composed(left) if isinstance(left, ast.Constant) else None, right)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str() as text), attr="format")):
            return Composed(node, _merged(_formatted(text, node)), ".format()")
        case ast.Call(
            func=ast.Attribute(value=ast.Constant(value=str() as between), attr="join"), args=[ast.List() | ast.Tuple() as parts]
        ):
            return _joined(node, between, parts.elts)
        case ast.Call(func=ast.Name(id="dedent") | ast.Attribute(attr="dedent" | "strip"), args=arguments):
            inner = arguments[0] if arguments else node.func.value if isinstance(node.func, ast.Attribute) else None
            return composed(inner) if isinstance(inner, ast.Constant | ast.JoinedStr) else None
        case _:
            return None


def _fields(node: ast.JoinedStr) -> Iterator[Part]:
    for value in node.values:
        if isinstance(value, ast.Constant):
            yield str(value.value)
        elif isinstance(value, ast.FormattedValue):
            yield value.value


def added_to(name: str, node: ast.expr) -> Composed | None:
    """What `query = query + "..."` adds to what the name holds, by the whole sum."""
    first = node
    while isinstance(first, ast.BinOp) and isinstance(first.op, ast.Add):
        first = first.left
    own = isinstance(first, ast.Name) and first.id == name
    return Composed(node, tuple(_merged(_terms(node)))[1:], "+") if own and first is not node else None


def _sum(node: ast.BinOp) -> Composed | None:
    parts = _terms(node)
    return Composed(node, _merged(parts), "+") if parts and isinstance(parts[0], str) else None


def _terms(node: ast.expr) -> list[Part]:
    parts: list[Part] = []
    pending: list[ast.expr] = [node]
    while pending and len(parts) < MAX_PARTS:
        part = pending.pop()
        if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Add):
            pending += [part.right, part.left]
        elif isinstance(part, ast.Constant) and isinstance(part.value, str):
            parts.append(part.value)
        elif isinstance(part, ast.JoinedStr):
            parts += _fields(part)
        else:
            parts.append(part)
    return parts


def _filled(node: ast.expr, template: Composed | None, values: ast.expr) -> Composed | None:
    if template is None:
        return None
    given = values.elts if isinstance(values, ast.Tuple) else [values]
    pairs = zip(values.keys, values.values, strict=True) if isinstance(values, ast.Dict) else ()
    named = {key.value: value for key, value in pairs if isinstance(key, ast.Constant)}
    parts: list[Part] = []
    end = number = 0
    for found in PERCENT_FIELD.finditer(template.start):
        parts.append(template.start[end : found.start()])
        parts.append(named.get(found["name"], values) if found["name"] else given[min(number, len(given) - 1)] if given else values)
        end, number = found.end(), number + 1
    return Composed(node, _merged([*parts, template.start[end:]]), "%")


def _formatted(text: str, call: ast.Call) -> Iterator[Part]:
    named = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    end = number = 0
    for found in FORMAT_FIELD.finditer(text):
        yield text[end : found.start()]
        name = re.split(r"[.\[]", found["name"])[0]
        position = int(name) if name.isdecimal() and len(name) < 4 else number
        yield named.get(name) or (call.args[position] if position < len(call.args) else call)
        end, number = found.end(), number + 1
    yield text[end:]


def _joined(node: ast.expr, between: str, elements: list[ast.expr]) -> Composed | None:
    parts: list[Part] = []
    for element in elements[:MAX_PARTS]:
        inner = composed(element) if isinstance(element, ast.Constant | ast.JoinedStr) else None
        parts += [*([between] if parts else []), *(inner.parts if inner is not None else [element])]
    return Composed(node, _merged(parts), "join") if parts and isinstance(parts[0], str) else None


def _merged(parts: Iterator[Part] | list[Part]) -> tuple[Part, ...]:
    """Texts beside one another as one."""
    found: list[Part] = []
    for part in parts:
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += part
        elif part != "":
            found.append(part)
    return tuple(found)
