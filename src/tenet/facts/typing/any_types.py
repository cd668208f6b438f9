"""Where annotations say `Any`, and which comments say why."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from tenet.facts.python.module import FunctionNode, Module
from tenet.facts.python.modules import last_name
from tenet.facts.python.scope import source_of
from tenet.facts.typing.signatures import Signature, signatures_of

TYPING = frozenset({"typing", "typing_extensions"})
STRING = re.compile(r"\"[^\"]*\"|'[^']*'")
PRAGMA = re.compile(r"#?\s*(noqa|type:\s*ignore|pragma|pyright|pylint|mypy)\b[^#]*", re.IGNORECASE)
REASON = re.compile(r"\bAny\b\W+\w|\w+\W+\w+\W.*\bAny\b")
"""A comment that names `Any` and says more than that."""
OPEN = re.compile(r"\b(todo|fixme|xxx)\b", re.IGNORECASE)
"""A comment that says that the type is still to be found."""
MAX_TEXT = 400
MAX_ABOVE = 5
"""How many lines a comment above may have."""


@dataclass(frozen=True, slots=True)
class AnyType:
    """An annotation with `Any` in it. `name` is what it types: a parameter with its stars, a variable, `return`."""

    name: str
    annotation: ast.expr
    lines: tuple[int, ...]
    """The lines on which its `Any` stand."""

    @property
    def text(self) -> str:
        written = source_of(self.annotation)
        return f"-> {written}" if self.name == "return" else f"{self.name}: {written}"


@dataclass(frozen=True, slots=True)
class AnyPlace:
    """A signature or a statement with such annotations. `name` is dotted, with the functions and classes around it."""

    name: str
    line: int
    signature: Signature | None
    types: tuple[AnyType, ...]


@dataclass(frozen=True)
class AnyTypes:
    """Those of one module."""

    module: Module

    @property
    def places(self) -> Iterator[AnyPlace]:
        """In the order of the text: signatures, annotated names, aliases."""
        if not self._direct and not self._modules:
            return
        signatures = {one.node: one for one in signatures_of(self.module)}
        for node in self.module.statements:
            signature = signatures.get(node) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else None
            annotations = _of_signature(signature) if signature is not None else _of_statement(node)
            types = tuple(AnyType(name, one, lines) for name, one in annotations if (lines := tuple(self._lines(one))))
            if types:
                name = signature.name if signature is not None else self.module.symbol_at(node.lineno)
                yield AnyPlace(name, node.lineno, signature, types)

    def is_justified(self, place: AnyPlace, one: AnyType) -> bool:
        """Whether a comment on a line of it or of the statement's begin, or on the lines above either, says why."""
        decorators = place.signature.node.decorator_list if place.signature is not None else []
        first = min((part.lineno for part in decorators), default=place.line)
        return any(self._says_why(line) for line in {*one.lines, place.line, first})

    def _says_why(self, line: int) -> bool:
        comments = [_comment(self.module.line(line))]
        for above in range(line - 1, max(0, line - 1 - MAX_ABOVE), -1):
            if not self.module.line(above).lstrip().startswith("#"):
                break
            comments.append(_comment(self.module.line(above)))
        return any(REASON.search(said) and not OPEN.search(said) for said in (comments[0], " ".join(reversed(comments[1:]))))

    def passed_on(self, place: AnyPlace) -> frozenset[str]:
        """What a wrapper types with `Any` because it hands all it gets to another function: within a decorator its result, too."""
        if place.signature is None or not _is_passed_on(place.signature.node):
            return frozenset()
        stars = frozenset(one.name for one in place.types if one.name.startswith("*"))
        return stars | {"return"} if place.name.rpartition(".")[0] in self._functions else stars

    @cached_property
    def _functions(self) -> frozenset[str]:
        return frozenset(one.name for one in signatures_of(self.module))

    @cached_property
    def _direct(self) -> frozenset[str]:
        """The names that `Any` has here."""
        return frozenset(name for name, one in self.module.imports.items() if one.module in TYPING and one.attribute == "Any")

    @cached_property
    def _modules(self) -> frozenset[str]:
        return frozenset(name for name, one in self.module.imports.items() if one.module in TYPING and one.attribute is None)

    def _lines(self, annotation: ast.expr) -> Iterator[int]:
        """The lines of its `Any`; within text that is a type, those of the text. What `Literal` holds and what `Annotated` adds is none."""
        pending: list[tuple[ast.AST, int]] = [(annotation, 0)]
        while pending:
            node, line = pending.pop()
            match node:
                case ast.Name(id=name) if name in self._direct:
                    yield line or node.lineno
                case ast.Attribute(attr="Any", value=ast.Name(id=name)) if name in self._modules:
                    yield line or node.lineno
                case ast.Constant(value=str() as text) if "Any" in text and not line:
                    pending += [(part, node.lineno) for part in _parsed(text)]
                case ast.Subscript(value=value, slice=index) if last_name(value) in {"Literal", "Annotated"}:
                    pending += [(part, line) for part in _typed(value, index)]
                case ast.Call() | ast.Lambda():
                    pass
                case _:
                    pending += [(child, line) for child in ast.iter_child_nodes(node)]


def _is_passed_on(function: FunctionNode) -> bool:
    """Whether a function hands its `*args` and `**kwargs` to a call as they are: it wraps what it does not know."""
    stars = {one.arg for one in (function.args.vararg, function.args.kwarg) if one is not None}
    calls = (node for statement in function.body for node in ast.walk(statement) if isinstance(node, ast.Call))
    return bool(stars) and any(stars <= set(_handed_on(call)) for call in calls)


def _handed_on(call: ast.Call) -> Iterator[str]:
    """The names that a call unpacks: `f(*args, **kwargs)`."""
    unpacked = [one.value for one in call.args if isinstance(one, ast.Starred)] + [one.value for one in call.keywords if one.arg is None]
    return (one.id for one in unpacked if isinstance(one, ast.Name))


def _of_signature(signature: Signature) -> Iterator[tuple[str, ast.expr]]:
    given = signature.node.args
    for one in signature.parameters:
        if one.annotation is not None:
            stars = "*" if one is given.vararg else "**" if one is given.kwarg else ""
            yield f"{stars}{one.arg}", one.annotation
    if signature.node.returns is not None:
        yield "return", signature.node.returns


def _of_statement(node: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    """Annotated names, and aliases of types (`Payload = dict[str, Any]`, `type Payload = ...`)."""
    match node:
        case ast.AnnAssign(target=target, annotation=annotation, value=value):
            yield ast.unparse(target), annotation
            if last_name(annotation) == "TypeAlias" and value is not None:
                yield ast.unparse(target), value
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name() | ast.Attribute() | ast.Subscript() | ast.BinOp() as value):
            yield name, value
        case _:
            if type(node).__name__ == "TypeAlias":
                yield ast.unparse(getattr(node, "name", node)), getattr(node, "value", ast.Constant(value=None))


def _typed(value: ast.expr, index: ast.expr) -> Sequence[ast.expr]:
    return (index.elts[:1] if isinstance(index, ast.Tuple) else [index]) if last_name(value) == "Annotated" else []


def _parsed(text: str) -> Sequence[ast.expr]:
    try:
        return [ast.parse(text.strip(), mode="eval").body] if len(text) <= MAX_TEXT else []
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _comment(line: str) -> str:
    """What a line's comment says, without the pragmas of tools."""
    return PRAGMA.sub(" ", STRING.sub("", line).partition("#")[2]).strip()
