"""Values in short, so that values that mean the same are the same text."""

from collections.abc import Sequence

from tenet.facts.python.values import Call, Computed, Generic, Instance, Member, Missing, Pairs, Symbol, Value

MAX_DEPTH = 20


def written(value: Value | Missing, depth: int = 0) -> str:
    """A value in short, so that equal values of two sides are equal texts."""
    if depth > MAX_DEPTH:
        return "..."
    match value:
        case Symbol():
            return value.name
        case Member():
            return f"{value.enumeration}.{value.name}"
        case Computed():
            return f"?{value.text}"
        case Missing():
            return "-"
        case _:
            return _with_parts(value, depth + 1)


def _with_parts(value: Value, depth: int) -> str:
    match value:
        case Instance():
            return written(value.made, depth)
        case Call():
            named = ", ".join(f"{name}={written(one, depth)}" for name, one in value.keywords)
            return f"{value.last}({_listed(value.arguments, depth)}; {named})"
        case Generic():
            return f"{written(value.origin, depth)}[{_listed(value.arguments, depth)}]"
        case tuple():
            return f"({_listed(value, depth)})"
        case Pairs():
            return f"{{{', '.join(f'{written(key, depth)}: {written(one, depth)}' for key, one in value.items)}}}"
        case _:
            return repr(value)


def _listed(values: Sequence[Value], depth: int) -> str:
    return ", ".join(written(one, depth) for one in values)
