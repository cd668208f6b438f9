"""What of an error's body, as far as it is written out, does not have the shape that the policy asks for."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass

OAUTH = frozenset({"error", "error_description"})
"""The shape that RFC 6749 prescribes for the endpoints of OAuth 2."""
ENCODERS = frozenset({"jsonable_encoder"})
MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Shape:
    """`{"error": {"code", "message", "details"}}`: an envelope, empty for none, around fields."""

    envelope: str
    fields: tuple[str, ...]

    @property
    def text(self) -> str:
        inner = "{" + ", ".join(f'"{name}"' for name in self.fields) + "}"
        return f'{{"{self.envelope}": {inner}}}' if self.envelope else inner

    def fault(self, body: ast.expr | None) -> str:
        """What is wrong with a body; empty where nothing is, or where nobody can tell."""
        if isinstance(body, ast.Call) and _called(body) in ENCODERS and body.args:
            body = body.args[0]
        if is_text(body):
            return "a text"
        if isinstance(body, ast.List | ast.ListComp):
            return "a list"
        if not isinstance(body, ast.Dict):
            return ""
        keys = _keys(body)
        if keys is None or keys.issuperset(OAUTH):
            return ""
        return self._within(body, keys) if self.envelope else _lacking("a body", self.fields, keys)

    def inner_fault(self, detail: ast.expr | None) -> str:
        """The same of what a framework puts into its own envelope, where the fields alone are enough."""
        keys = _keys(detail)
        return "" if keys is not None and keys.issuperset(self.fields) else self.fault(detail)

    def _within(self, body: ast.Dict, keys: frozenset[str]) -> str:
        if self.envelope not in keys:
            return f"a body without `{self.envelope}`"
        inner = next(value for key, value in zip(body.keys, body.values, strict=True) if _text(key) == self.envelope)
        if is_text(inner):
            return f"a text as `{self.envelope}`"
        within = _keys(inner)
        return "" if within is None else _lacking(f"an `{self.envelope}`", self.fields, within)


def is_text(node: ast.expr | None, depth: int = MAX_DEPTH) -> bool:
    """Whether an expression is text for certain."""
    match node:
        case ast.Constant(value=str()) | ast.JoinedStr():
            return True
        case ast.BinOp(left=left, op=ast.Add() | ast.Mod(), right=right) if depth:
            return is_text(left, depth - 1) or (isinstance(node.op, ast.Add) and is_text(right, depth - 1))
        case ast.Call(func=ast.Name(id="str" | "repr")):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="format" | "join")):
            return True
        case ast.IfExp(body=body, orelse=orelse) if depth:
            return is_text(body, depth - 1) and is_text(orelse, depth - 1)
        case _:
            return False


def _lacking(what: str, fields: Sequence[str], keys: frozenset[str]) -> str:
    missing = [f"`{name}`" for name in fields if name not in keys]
    return f"{what} without {', '.join(missing)}" if missing else ""


def _keys(node: ast.expr | None) -> frozenset[str] | None:
    """The keys of a literal; None where one of them is computed."""
    if not isinstance(node, ast.Dict):
        return None
    keys = [_text(key) for key in node.keys]
    return None if None in keys else frozenset(key for key in keys if key is not None)


def _text(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""
