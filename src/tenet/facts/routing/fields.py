"""Fields of classes: which a class declares, and what a text becomes in one."""

import ast

from tenet.facts.python.values import Symbol, Value

TRUE_WORDS = frozenset({"1", "true", "yes", "on", "t", "y"})
FALSE_WORDS = frozenset({"0", "false", "no", "off", "f", "n", ""})


def converted(value: Value, kind: str) -> Value:
    """A text as the type that reads it makes of it."""
    if not isinstance(value, str):
        return value
    if kind == "bool" and value.lower() in TRUE_WORDS | FALSE_WORDS:
        return value.lower() in TRUE_WORDS
    return int(value) if kind == "int" and value.isdecimal() and len(value) < 20 else value


def declared_type(owner: Symbol, name: str) -> str:
    """The type that a class declares for an attribute, where it is a bare name."""
    node = owner.definition.node if owner.definition is not None else None
    for statement in node.body if isinstance(node, ast.ClassDef) else ():
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.target.id == name:
            return statement.annotation.id if isinstance(statement.annotation, ast.Name) else ""
    return ""


def fields_of(owner: Symbol) -> list[str]:
    """The fields that a class declares, in order."""
    node = owner.definition.node if owner.definition is not None else None
    body = node.body if isinstance(node, ast.ClassDef) else []
    return [one.target.id for one in body if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)]
