"""The normal form of a class's annotated field: its type, its default and its constraints, wherever they are written."""

import ast
from collections.abc import Callable

from tenet.facts.contract.annotations import effective_type, unwrapped
from tenet.facts.contract.expressions import PROSE, call_name
from tenet.facts.contract.names import Reading

FIELD_CALLS = frozenset({"Field", "field", "attrib", "ib"})
Write = Callable[[ast.expr, Reading], str]


def field_form(node: ast.AnnAssign, name: str, reading: Reading, write: Write) -> str:
    _, metadata, at = unwrapped(node.annotation, reading)
    calls = [(part, at) for part in metadata if call_name(part, at) in FIELD_CALLS]
    others = sorted(write(part, at) for part in metadata if call_name(part, at) not in FIELD_CALLS)
    stated = node.value
    if call_name(stated, reading) in FIELD_CALLS and stated is not None:
        calls.append((stated, reading))
        stated = None
    default = _default(stated, reading, write)
    constraints: list[str] = []
    for call, where in calls:
        default = default or _given(call, where, write)
        constraints += _constraints(call, where, write)
    return f"Field({name}: {effective_type(node.annotation, reading)} = {default} {sorted(constraints)} {others})"


def _default(value: ast.expr | None, reading: Reading, write: Write) -> str:
    """Empty where there is none, also where that is said with `...` or with a call that says nothing."""
    if value is None or (isinstance(value, ast.Constant) and value.value is ...):
        return ""
    empty = isinstance(value, ast.Call) and call_name(value, reading) == "mapped_column" and not (value.args or value.keywords)
    return "" if empty else write(value, reading)


def _given(call: ast.expr, reading: Reading, write: Write) -> str:
    if not isinstance(call, ast.Call):
        return ""
    given = {word.arg: word.value for word in call.keywords}
    factory = given.get("default_factory", given.get("factory"))
    if factory is not None:
        return f"{write(factory, reading)}()"
    return _default(call.args[0] if call.args else given.get("default"), reading, write)


def _constraints(call: ast.expr, reading: Reading, write: Write) -> list[str]:
    words = call.keywords if isinstance(call, ast.Call) else []
    return [
        f"{word.arg}={write(word.value, reading)}" for word in words if word.arg not in PROSE | {"default", "default_factory", "factory"}
    ]
