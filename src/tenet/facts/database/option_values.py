"""The options of Django's fields and models: whether two of them are one, as far as the text tells."""

import builtins

from tenet.facts.python.values import Call, Computed, Missing, Symbol, Value, known, walk

PLAIN = frozenset({"datetime", "decimal", "django", "re", "uuid"})
"""Packages whose calls in lower case make a value that the text tells: `timedelta(days=3)`."""
BUILTIN = frozenset(dir(builtins))


def differs(before: Value | Missing, after: Value | Missing, *, lenient: bool) -> bool:
    if before == after:
        return False
    if not isinstance(before, Missing) and not isinstance(after, Missing):
        return (_told(before) and _told(after)) or _of_other_lists(before, after)
    return not (lenient and (isinstance(before, Computed) or isinstance(after, Computed)))


def _told(value: Value) -> bool:
    """Whether the text tells a value: a call of a function elsewhere may return anything."""
    calls = (part.function for part in walk(value) if isinstance(part, Call))
    elsewhere = (symbol for symbol in calls if isinstance(symbol, Symbol) and symbol.definition is None)
    return known(value) and not any(symbol.last[:1].islower() and symbol.name.partition(".")[0] not in PLAIN for symbol in elsewhere)


def _of_other_lists(before: Value, after: Value) -> bool:
    """Whether a function of Python's own is given something else: `zip(pytz.all_timezones, ...)`, `zip(pytz.common_timezones, ...)`."""
    if not isinstance(before, Call) or not isinstance(after, Call) or before.function != after.function:
        return False
    calls = [part.function for value in (before, after) for part in walk(value) if isinstance(part, Call)]
    plain = all(isinstance(function, Symbol) and function.name in BUILTIN for function in calls)
    return plain and known(before) and known(after)


def is_computed(value: Value | Missing) -> bool:
    """Whether only a run can tell a size."""
    return isinstance(value, Computed | Call | Symbol)


def in_model(value: Value | Missing, label: str) -> Value | Missing:
    """The name of a relation as the model `app.model` has it: Django puts in what stands for the class and its app."""
    if not isinstance(value, str) or "%(" not in value:
        return value
    app, _, model = label.partition(".")
    return value.replace("%(class)s", model).replace("%(model_name)s", model).replace("%(app_label)s", app)
